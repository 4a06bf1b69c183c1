"""Templates, drafted, and the warnings of a draft."""

from typing import Any

from lambda_cost import templates
from lambda_cost.scenario.draft import Draft
from lambda_cost.templates.source import Source

SAM = "Transform: AWS::Serverless-2016-10-31\n"


def drafted(content: str, name: str = "t.yaml", **known: Any) -> Draft:
    return templates.drafted(Source.of(content, name, **known))


def said(found: Draft) -> str:
    return "\n".join(found.warning_texts)
