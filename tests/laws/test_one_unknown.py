"""A bill with one unknown is the bill of every value of it; break-even points are checked by exact bills on both sides."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lambda_cost import Function, ProvisionedConcurrency, Scenario, break_even, estimate
from lambda_cost.bill.totals import total_of
from lambda_cost.numbers.piecewise import NotLinearError, unknown
from lambda_cost.numbers.quantity import exactly
from lambda_cost.services.described import fields_of
from tests.laws import strategies as any_

CLOSE = Decimal("1e-8")
"""What `divided` may cut off, by the dearest prices."""
ENDS = (Decimal(0), Decimal(10**9))


@given(data=st.data())
def test_a_bill_with_one_unknown_is_at_a_value_the_bill_of_that_value(data: Any) -> None:
    """Of any resource with any features, any of its numbers being unknown."""
    scenario = data.draw(any_.scenarios())
    place = data.draw(st.integers(0, len(scenario.resources) - 1))
    one = scenario.in_month()[place]
    name = data.draw(st.sampled_from(sorted(one.numbers())))
    bounds = next(field.bounds for field in fields_of(type(one)) if field.name == name)
    value = one.numbers()[name]
    high = min(value * 2 + 1, bounds.most or value * 2 + 1)
    low = bounds.least if bounds.least < high else high - 1
    x = unknown(min(low, value), max(high, value + 1))
    changed = any_.mapped(one, lambda key, old: x if key == name else old)
    others = [changed if at == place else other for at, other in enumerate(scenario.resources)]
    try:
        with exactly():
            whole = total_of(scenario.replace_unchecked(resources=tuple(others)))
    except NotLinearError:
        return
    bill = estimate(scenario)
    found = whole.at(value) if hasattr(whole, "at") else Fraction(whole)
    assert abs(found - Fraction(bill.total)) <= Fraction(CLOSE)


@st.composite
def designs(draw: Any) -> Scenario[Any]:
    """A function with any memory, duration, processor and region, perhaps with provisioned concurrency."""
    ready = ProvisionedConcurrency(environments=draw(st.integers(0, 50)), requests=0)
    one = Function(
        name="f",
        requests=1,
        duration_ms=draw(st.integers(1, 3000)),
        memory_mb=draw(st.integers(128, 3008)),
        architecture=draw(st.sampled_from(["x86_64", "arm64"])),
        region=draw(st.sampled_from(["us-east-1", "eu-west-1", "ap-northeast-1"])),
        features=(ready,) if draw(st.booleans()) else (),
    )
    return Scenario(day=any_.DAY, free_tier=draw(st.sampled_from(["always", "none"])), functions=[one])


@given(one=designs(), other=designs())
def test_every_break_even_point_is_one_and_between_them_there_is_none(one: Any, other: Any) -> None:
    """Exact bills at each point are equal; just before, just after and midway the one that is said to be cheaper is."""
    paths = ["functions.f.requests", "functions.f.provisioned_concurrency.requests"]
    serving = any(design.functions[0].features for design in (one, other))
    found = break_even({"one": one, "other": other}, paths[: 1 + serving], *ENDS)
    assert found.exact
    for crossing in found.crossings:
        costs = found.at(crossing.low)
        assert crossing.jump or abs(costs["one"] - costs["other"]) <= CLOSE
    edges = [ENDS[0], *(edge for crossing in found.crossings for edge in (crossing.low, crossing.high)), ENDS[1]]
    for stretch in found.intervals:
        inner = [stretch.low, *(edge for edge in edges if stretch.low < edge < stretch.high), stretch.high]
        for low, high in pairwise(inner):
            for part in ("0.001", "0.5", "0.999"):
                costs = found.at(low + (high - low) * Decimal(part))
                assert all(costs[name] <= min(costs.values()) + CLOSE for name in stretch.cheapest)
    signs = []
    for low, high in pairwise(edges):
        costs = found.at((low + high) / 2)
        signs.append((costs["one"] > costs["other"]) - (costs["one"] < costs["other"]))
        ends = [found.at(low + (high - low) * Decimal(part)) for part in ("0.001", "0.999")]
        assert all((a - b) * signs[-1] >= -CLOSE for a, b in ((cost["one"], cost["other"]) for cost in ends))
