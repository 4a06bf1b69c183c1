"""Exactness is kept by traps, not by care: what would round or guess is an error."""

from __future__ import annotations

from decimal import Decimal, getcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_cost import Function, RoundingError, Scenario, estimate
from lambda_cost.numbers.quantity import EXACT_DIGITS, exactly
from tests.laws import strategies as any_


@given(scenario=any_.scenarios())
def test_every_number_of_a_bill_is_a_finite_decimal(scenario: Any) -> None:
    """No float and no integer gets in from a field, a table or a default."""
    bill = estimate(scenario)
    numbers = [bill.total, bill.list_total, *bill.by_resource.values(), *(x for meter in bill.by_meter.values() for x in meter)]
    for charge in bill.charges:
        numbers += [charge.pricing_quantity, charge.free_quantity, charge.list_cost, charge.billed_cost, charge.effective_cost]
        numbers += [x for tier in charge.tiers for x in tier]
    assert {type(x) for x in numbers} == {Decimal}
    assert all(x.is_finite() for x in numbers)


@given(number=st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_that_slips_in_is_an_error(number: float) -> None:
    """Compared or converted, a binary fraction would be a wrong cent without a word."""
    with pytest.raises(RoundingError, match="FloatOperation"), exactly():
        Decimal(number)
    with pytest.raises(RoundingError, match="FloatOperation"), exactly():
        assert Decimal(1) < number


@given(top=st.integers(1, 10**12), bottom=st.sampled_from([3, 7, 9, 730, 10**6 + 3]))
def test_a_division_that_does_not_end_is_an_error(top: int, bottom: int) -> None:
    """Only `divided` may cut a quotient; 730 is 2 x 5 x 73, of which 73 is what does not end."""
    if top % bottom == 0:
        with exactly():
            assert Decimal(top) / bottom == top // bottom
    elif bottom == 730 and top % 73 == 0:
        with exactly():
            assert Decimal(top) / bottom * bottom == top
    else:
        with pytest.raises(RoundingError, match="Inexact"), exactly():
            Decimal(top) / bottom


@given(top=st.integers(0, 10**15), bottom=st.sampled_from([1000, 1024, 512, 32, 10**6]))
def test_the_divisions_of_the_rules_end(top: int, bottom: int) -> None:
    """By 1,000 and 1,024 and what else makes a unit of another."""
    with exactly():
        assert Decimal(top) / bottom * bottom == top


def test_more_digits_than_there_is_room_for_are_an_error() -> None:
    with pytest.raises(RoundingError), exactly():
        Decimal(10) ** (EXACT_DIGITS - 1) + Decimal("0.01")


def test_the_traps_are_gone_after_a_calculation() -> None:
    """The user's own decimals are not touched."""
    before = getcontext()
    with exactly():
        assert getcontext() is not before
    assert getcontext() is before
    assert Decimal(1) / 3 != 0


@given(data=st.data())
def test_the_longest_numbers_that_are_admitted_make_an_exact_bill(data: Any) -> None:
    """Eighteen digits before the point and thirty after it, everywhere, in two functions beyond every tier."""
    places = st.integers(10**29, 10**30 - 1)
    functions = [
        Function[Any](
            name=name,
            requests=f"{data.draw(st.integers(10**17, 10**18 - 1))}.{data.draw(places)}",
            billed_duration_ms=f"{data.draw(st.integers(1, 959_999))}.{data.draw(places)}",
            memory_mb=data.draw(st.integers(128, 10_240)),
        )
        for name in ("one", "other")
    ]
    bill = estimate(Scenario(day=any_.DAY, functions=functions))
    with exactly():
        assert sum(charge.billed_cost for charge in bill.charges) == bill.total
