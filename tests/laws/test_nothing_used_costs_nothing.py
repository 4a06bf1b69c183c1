"""What is not used is not billed: serverless has no price for being there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import assume, given

from lambda_cost import estimate
from tests.laws import strategies as any_


def unused(one: Any) -> Any:
    """*one* without any use: no requests, no messages, no hours; its sizes as they are."""
    features = {"features": tuple(unused(feature) for feature in one.features)} if hasattr(one, "features") else {}
    amounts = {name: 0 for name in any_.unbounded(type(one)) if getattr(one, name) is not None}
    amounts |= {field.name: 0 for field in any_.numeric(type(one)) if field.name == "hours"}
    return replace(one, **amounts, **features)


@given(scenario=any_.scenarios())
def test_nothing_used_costs_nothing(scenario: Any) -> None:
    """Neither billed nor at list prices, however large one request would be."""
    bill = estimate(scenario.replace_unchecked(resources=tuple(unused(resource) for resource in scenario.resources)))
    assert (bill.total, bill.list_total) == (0, 0)
    assert set(bill.by_resource) == {resource.path for resource in scenario.resources}


@given(scenario=any_.scenarios())
def test_what_is_not_used_changes_no_other_charge(scenario: Any) -> None:
    """An idle resource takes nothing of the free tier and pushes nobody into another tier."""
    named = [resource for resource in scenario.resources if not resource.alone]
    assume(named)
    idle = unused(replace(named[0], name="idle"))
    bill, with_idle = estimate(scenario), estimate(scenario.replace_unchecked(resources=(*scenario.resources, idle)))
    assert with_idle.by_resource == {**bill.by_resource, idle.path: 0}
