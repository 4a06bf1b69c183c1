"""AWS fills tiers and allowances with the whole account: how it is cut into functions and APIs is nothing to it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from lambda_cost import ColdStarts, Function, Scenario, estimate
from lambda_cost.numbers.quantity import exactly
from tests.laws import strategies as any_


def is_by_use(one: Any, parts: int) -> bool:
    """Whether *one* itself charges by use only: no minimum for being there, and no quotient that is cut."""
    with exactly():
        small, large = one.for_month(Decimal(730)).meter(), times(one.for_month(Decimal(730)), parts).meter()
        return not one.alone and {name: parts * x for name, x in small.items()} == dict(large)


def by_use(one: Any, parts: int) -> Any:
    """*one* with those features only that charge by use, not for being there, as a cache does."""
    month = one.for_month(Decimal(730))
    whole = times(month, parts)
    kept = [
        feature
        for feature, small, large in zip(one.features, month.features, whole.features, strict=True)
        if {name: parts * x for name, x in small.meter(month).items()} == large.meter(whole)
    ]
    return replace(one, features=tuple(kept))


def times(one: Any, factor: int) -> Any:
    """*one*, used *factor* times as much, and its features with it."""
    given = {name: getattr(one, name) for name in any_.unbounded(type(one))}
    changes = {name: factor * x for name, x in given.items() if x is not None}
    changes |= {"features": tuple(times(feature, factor) for feature in one.features)} if hasattr(one, "features") else {}
    return replace(one, **changes)


@given(scenario=any_.scenarios(), parts=st.integers(2, 7), data=st.data())
def test_splitting_a_resource_into_equal_ones_changes_nothing(scenario: Any, parts: int, data: st.DataObject) -> None:
    """No calculator that prices each resource by itself can pass this."""
    places = [place for place, one in enumerate(scenario.resources) if is_by_use(one, parts)]
    assume(places)
    place = data.draw(st.sampled_from(places))
    before, (old, *after) = scenario.resources[:place], scenario.resources[place:]
    one = by_use(old, parts)
    whole = estimate(scenario.replace_unchecked(resources=(*before, times(one, parts), *after)))
    split = estimate(
        scenario.replace_unchecked(resources=(*before, *(replace(one, name=f"part{n}") for n in range(parts)), *after))
    )
    assert split.total == whole.total
    assert split.by_meter == whole.by_meter


@given(requests=st.integers(0, 10**12), parts=st.integers(2, 50), share=st.decimals(0, 1, places=3))
def test_splitting_a_function_with_cold_starts_changes_nothing(requests: int, parts: int, share: Decimal) -> None:
    """A distribution of durations is several functions, one for each bin; that is exact only because of this."""
    whole = Function[Any](
        name="whole",
        requests=parts * requests,
        duration_ms=1234,
        memory_mb=1769,
        features=(ColdStarts[Any](share=share, init_ms="0.5s"),),
    )
    split = [replace(whole, name=f"part{n}", requests=requests) for n in range(parts)]
    assert estimate(Scenario(day=any_.DAY, functions=split)).total == estimate(Scenario(day=any_.DAY, functions=[whole])).total


@given(scenario=any_.scenarios(), seed=st.randoms())
def test_the_order_of_resources_does_not_matter(scenario: Any, seed: Any) -> None:
    """A file may be sorted as its author likes."""
    shuffled = list(scenario.resources)
    seed.shuffle(shuffled)
    bill, other = estimate(scenario), estimate(scenario.replace_unchecked(resources=tuple(shuffled)))
    assert other.total == bill.total
    assert other.by_meter == bill.by_meter
    assert other.by_resource.keys() == bill.by_resource.keys()
