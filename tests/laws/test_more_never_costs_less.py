"""More requests, longer, larger: the bill may stand still, in a block or an allowance, but never falls."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lambda_cost import estimate
from tests.laws import strategies as any_
from tests.laws.fitting import conflict_paths

SAVES = {
    # A request that is served by environments kept ready is billed at a lower rate than one that is not.
    ("aws_lambda.provisioned_concurrency", "requests"),
    # A call that the authorizer's cache answers invokes nothing.
    ("aws_lambda.authorizer", "cache_hit_share"),
    # A request that fails may take less time than one that does not.
    ("aws_lambda.errors", "share"),
}
"""Quantities of which more is cheaper, each with the reason."""
EXCLUDE = {
    "provisioned_concurrency.requests",  # it serves no more than there are
    "provisioned_concurrency.windows",  # a month holds no more hours
    "provisioned_concurrency.hours",  # of several windows they must be known
    "snap_start.restores",  # for a request each
    "snap_start.restore_ms",  # a billed duration holds it
    "timeouts.share",  # with errors, no more than all requests
    "timeouts.timeout_ms",  # no request takes longer
}
"""Fields that another number may exclude; whatever else is refused of numbers within their bounds is refused wrongly."""


def quantities(one: Any) -> list[tuple[Any, Any]]:
    """Each quantity of *one* and of its features: whose it is, and its field."""
    return [
        (described, field)
        for described in (one, *one.features)
        for field in any_.numeric(type(described))
        if getattr(described, field.name) is not None and (described.address, field.name) not in SAVES
    ]


def with_number(one: Any, described: Any, name: str, value: Any) -> Any:
    """*one* with another *value* of the field *name* of itself or of its feature, *described*; unchecked."""
    new = described.replace_unchecked(**{name: value})
    if described is one:
        return new
    return one.replace_unchecked(features=tuple(new if feature is described else feature for feature in one.features))


def is_allowed(one: Any) -> bool:
    """Whether the numbers of *one* fit each other; one that does not is too much beside another in EXCLUDE."""
    refused = conflict_paths(one)
    assert EXCLUDE.issuperset(refused), refused
    return not refused


@st.composite
def pairs(draw: Any) -> tuple[Any, Any]:
    """A scenario, and the same with one quantity larger."""
    scenario = draw(any_.scenarios())
    place = draw(st.integers(0, len(scenario.resources) - 1))
    one = scenario.resources[place]
    described, field = draw(st.sampled_from(quantities(one)))

    def one_with(x: Any) -> Any:
        return with_number(one, described, field.name, x)

    now = getattr(described, field.name)
    allowed = any_.quantities(field, scenario.day).map(lambda x: x if is_allowed(one_with(x)) else now)
    both = [
        scenario.replace_unchecked(
            resources=(*scenario.resources[:place], replace(one_with(x)), *scenario.resources[place + 1 :])
        )
        for x in sorted(draw(st.tuples(allowed, allowed)))
    ]
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
    added = data.draw(any_.placed(kind, name="added", day=scenario.day))
    bill, larger = estimate(scenario), estimate(scenario.replace_unchecked(resources=(*scenario.resources, added)))
    assert larger.total >= bill.total
    assert larger.list_total >= bill.list_total


@given(scenario=any_.scenarios())
def test_what_is_free_never_makes_a_bill_dearer(scenario: Any) -> None:
    """It takes something off, or nothing."""
    none, always = (estimate(scenario.replace_unchecked(free_tier=offer)).total for offer in ("none", "always"))
    assert none >= always >= 0
