"""More requests, longer, larger: the bill may stand still, in a block or an allowance, but never falls."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, reject
from hypothesis import strategies as st

from lambda_cost import ScenarioError, estimate
from tests.laws import strategies as any_

SAVES = {
    # A request that is served by environments kept ready is billed at a lower rate than one that is not.
    ("aws_lambda.provisioned_concurrency", "requests"),
    # A call that the authorizer's cache answers invokes nothing.
    ("aws_lambda.authorizer", "cache_hit_share"),
    # A request that fails may take less time than one that does not.
    ("aws_lambda.errors", "share"),
}
"""Quantities of which more is cheaper, each with the reason."""


def quantities(one: Any) -> list[tuple[Any, Any]]:
    """Each quantity of *one* and of its features: whose it is, and its field."""
    return [
        (described, field)
        for described in (one, *one.features)
        for field in any_.numeric(type(described))
        if getattr(described, field.name) is not None and (described.address, field.name) not in SAVES
    ]


@st.composite
def pairs(draw: Any) -> tuple[Any, Any]:
    """A scenario, and the same with one quantity larger."""
    scenario = draw(any_.scenarios())
    place = draw(st.integers(0, len(scenario.resources) - 1))
    one = scenario.resources[place]
    described, field = draw(st.sampled_from(quantities(one)))
    drawn = any_.allowed(one, field) if described is one else any_.quantities(field)
    values = sorted(draw(st.tuples(drawn, drawn)))
    both = []
    for value in values:
        changed = replace(described, **{field.name: value})
        features = tuple(changed if feature is described else feature for feature in one.features)
        try:
            new = changed if described is one else replace(one, features=features)
        except ScenarioError:  # more restores than requests are no larger use, but a mistake
            reject()
        both.append(scenario.replace_unchecked(resources=(*scenario.resources[:place], new, *scenario.resources[place + 1 :])))
    return both[0], both[1]


@given(scenarios=pairs())
def test_more_never_costs_less(scenarios: tuple[Any, Any]) -> None:
    """Every quantity of every rule, through tiers and the free tier of several regions.

    Use in a cheap region draws the allowance away from a dear one, but never so much that the bill falls.
    A quantity that saves money is named in SAVES.
    """
    less, more = map(estimate, scenarios)
    assert more.list_total >= less.list_total
    assert more.total >= less.total


@given(scenario=any_.scenarios(), data=st.data())
def test_one_resource_more_never_costs_less(scenario: Any, data: st.DataObject) -> None:
    """Whatever is added to an account, it is not paid for by the others."""
    there = {type(resource) for resource in scenario.resources if resource.alone}
    kind = data.draw(st.sampled_from([kind for kind in any_.RESOURCES if kind not in there]))
    added = data.draw(any_.placed(kind, name="added"))
    bill, larger = estimate(scenario), estimate(scenario.replace_unchecked(resources=(*scenario.resources, added)))
    assert larger.total >= bill.total
    assert larger.list_total >= bill.list_total


@given(scenario=any_.scenarios())
def test_what_is_free_never_makes_a_bill_dearer(scenario: Any) -> None:
    """It takes something off, or nothing."""
    none, always = (estimate(scenario.replace_unchecked(free_tier=offer)).total for offer in ("none", "always"))
    assert none >= always >= 0
