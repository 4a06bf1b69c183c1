"""What a sweep calculates is what a bill says: the rules, recorded once and run again, count and cost the same."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_cost import Discount, SavingsPlan, estimate
from lambda_cost.bill.totals import total_of
from lambda_cost.numbers.quantity import exactly
from lambda_cost.numbers.recorded import Program, Runner, Tape
from lambda_cost.services.described import address_of
from tests.laws import strategies as any_

REL = Decimal("1e-12")
EACH = [*((rule, None) for rule in any_.RESOURCES), *any_.HOSTED]
RULES = pytest.mark.parametrize(
    ("rule", "host"), EACH, ids=[f"{address_of(host)}-{address_of(rule)}" if host else address_of(rule) for rule, host in EACH]
)
CASES = 3


def run(results: list[Any], values: list[Decimal]) -> list[float]:
    """What *results* of a tape are at *values*, the same in each of a few cases."""
    program = Program(results)
    out = [np.full(CASES, np.nan) for _ in results]
    Runner(program, CASES + 2).run([np.full(CASES, float(x)) for x in values], out)
    assert all((one == one[0]).all() for one in out)
    return [float(one[0]) for one in out]


def named(described: Any, tape: Tape, values: list[Decimal]) -> Any:
    """*described* with every number a leaf of *tape*, which is noted in *values*."""

    def leaf(_: str, x: Decimal) -> Any:
        values.append(x)
        return tape.leaf(len(values) - 1)

    return any_.mapped(described, leaf)


@RULES
@given(data=st.data())
def test_a_rule_that_is_recorded_counts_what_it_counts(rule: Any, host: Any, data: st.DataObject) -> None:
    """Every rule, on any numbers that its fields take, to a part of 10^12."""
    it = data.draw(any_.resources(host, having=rule) if host else any_.resources(rule)).for_month(Decimal(730))
    with exactly():
        exact = [*it.meter().values(), *(x for feature in it.features for x in feature.meter(it).values())]
    values: list[Decimal] = []
    tape = named(it, Tape(), values)
    recorded = [*tape.meter().values(), *(x for feature in tape.features for x in feature.meter(tape).values())]
    for found, expected in zip(run(recorded, values), exact, strict=True):
        assert abs(Decimal(found) - expected) <= abs(expected) * REL


@st.composite
def agreed(draw: Any) -> Any:
    """Any month, perhaps with a Savings Plan, perhaps with a discount."""
    scenario = draw(any_.scenarios())
    changes: dict[str, Any] = {}
    if draw(st.booleans()):
        changes["savings_plan"] = SavingsPlan(commitment=draw(st.integers(0, 100)), term="1yr", payment="no_upfront")
    if draw(st.booleans()):
        service = scenario.resources[0].address.partition(".")[0]
        changes["discounts"] = (Discount(name="all", percent=Decimal("12.5"), service=service),)
    return scenario.replace_unchecked(**changes)


@given(scenario=agreed())
def test_a_recorded_bill_is_the_exact_bill(scenario: Any) -> None:
    """The total and what each resource pays, free tier, tiers, plan and discounts included."""
    bill = estimate(scenario)
    allowed = max(bill.list_total, bill.total) * REL
    values: list[Decimal] = []
    tape = Tape()
    names = scenario.replace_unchecked(resources=tuple(named(one, tape, values) for one in scenario.in_month()))
    many = estimate(names)
    (short, *found) = run([total_of(names), many.total, *many.by_resource.values()], values)
    for one, expected in zip(found, [bill.total, *bill.by_resource.values()], strict=True):
        assert abs(Decimal(one) - expected) <= allowed
    assert abs(Decimal(short) - bill.total) <= allowed
