"""The short way to a total gives the total of the bill: it is made of the same steps, and leaves out the sharing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_cost import Discount, Function, SavingsPlan, Scenario, ScenarioError, estimate
from lambda_cost.bill.totals import total_of, totals
from tests.laws import strategies as any_

REL = Decimal("1e-12")
DISCOUNTS: list[Discount[Any]] = [
    Discount(name="all", percent=Decimal("12.5"), service="aws_lambda"),
    Discount(name="time", percent=7, meter="aws_lambda.function.duration"),
]
FUNCTIONS = (Function,)


@st.composite
def agreed(draw: Any) -> Any:
    """Any month, perhaps with a Savings Plan, perhaps with discounts that meet something."""
    scenario = draw(any_.scenarios(draw(st.sampled_from([FUNCTIONS, any_.RESOURCES]))))
    services = {resource.address.partition(".")[0] for resource in scenario.resources}
    plan = SavingsPlan(
        commitment=draw(st.decimals(0, 1000, places=2)),
        term=draw(st.sampled_from(["1yr", "3yr"])),
        payment=draw(st.sampled_from(["no_upfront", "all_upfront"])),
    )
    changes: dict[str, Any] = {"savings_plan": plan} if draw(st.booleans()) else {}
    if "aws_lambda" in services and draw(st.booleans()):
        changes["discounts"] = tuple(DISCOUNTS)
    return scenario.replace_unchecked(**changes)


@given(scenario=agreed())
def test_the_short_way_to_a_total_is_exact(scenario: Any) -> None:
    """To the last digit, and by meter too."""
    bill = estimate(scenario)
    assert total_of(scenario) == bill.total
    meters = {name: one.billed_cost for name, one in bill.by_meter.items()}
    assert totals(scenario).by_meter == meters
    assert list(totals(scenario).by_meter) == list(meters)


@given(scenario=agreed())
def test_the_short_way_to_totals_of_arrays_is_the_exact_total(scenario: Any) -> None:
    """To a part of 10^12 of the list cost, or of the commitment if that is more."""
    bill = estimate(scenario)
    month = scenario.replace_unchecked(
        resources=tuple(any_.mapped(one, lambda _, x: np.array([float(x)] * 2)) for one in scenario.in_month())
    )
    allowed = max(bill.list_total, bill.total) * REL
    for found in np.broadcast_to(total_of(month), 2):
        assert abs(Decimal(float(found)) - bill.total) <= allowed


def test_the_total_of_nothing_priced_is_nothing() -> None:
    assert total_of(Scenario(day="2026-11-01")) == estimate(Scenario(day="2026-11-01")).total == 0


def test_the_short_way_refuses_what_the_bill_refuses() -> None:
    """Two currencies have no sum."""
    functions = [
        Function(name=region, region=region, requests=1, duration_ms=1, memory_mb=128) for region in ("us-east-1", "cn-north-1")
    ]
    with pytest.raises(ScenarioError, match="needs two bills"):
        total_of(Scenario(day="2026-11-01", functions=functions))
