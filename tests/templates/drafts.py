"""What a template of a text becomes, and what that costs."""

from decimal import Decimal
from typing import Any

from lambda_cost import Scenario, estimate, templates
from lambda_cost.scenario.draft import Draft
from lambda_cost.strict_yaml import read
from lambda_cost.templates.source import Source
from lambda_cost.usage import Usage


def drafted(text: str, **known: Any) -> Draft:
    """What a template of *text* describes."""
    return templates.drafted(Source.of(text, "t.yaml", **known))


def costs(draft: Draft, usage: str) -> dict[str, Decimal]:
    """Billed cost of each meter, with nothing free, at the prices of 2026-11-01."""
    doc = draft.with_usage(Usage.of(read(usage, "usage.yaml"))).document()
    doc.data |= {"free_tier": "none", "day": "2026-11-01"}
    return {meter: line.billed_cost for meter, line in estimate(Scenario.of(doc)).by_meter.items()}
