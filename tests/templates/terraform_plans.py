"""Plans and states, drafted."""

import json
from typing import Any

from lambda_cost import templates
from lambda_cost.scenario.draft import Draft
from lambda_cost.templates.source import Source
from tests.templates.plans import plan

IRELAND = {"aws": {"expressions": {"region": {"constant_value": "eu-west-1"}}}}


ARN = "arn:aws:lambda:eu-west-1:123456789012:function:"
SCALED = {"scalable_dimension": "lambda:function:ProvisionedConcurrency", "resource_id": "function:a:live"}


def drafted(data: Any, name: str = "plan.json", **known: Any) -> Draft:
    return templates.drafted(Source.of(data if isinstance(data, str) else json.dumps(data), name, **known))


def draft(*resources: dict[str, Any], **more: Any) -> Draft:
    return drafted(plan(*resources, **({"providers": IRELAND} | more)))


def warned(found: Draft) -> str:
    return "\n".join(map(str, found.warnings))
