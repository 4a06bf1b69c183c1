"""The number that rules calculate with: each of its functions on each kind of number."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
import pytest

from lambda_cost import LambdaCostError, RoundingError
from lambda_cost.numbers.formula import Formula
from lambda_cost.numbers.quantity import at_least, at_most, constant, divided, exactly, is_array, is_exact, trimmed, up_to_whole

D = Decimal


def in_column(expression: Any, **columns: list[float]) -> list[float]:
    return pl.DataFrame(columns).select(it=expression)["it"].to_list()


@pytest.mark.parametrize(
    ("x", "whole"),
    [("0", "0"), ("0.001", "1"), ("1", "1"), ("27.55", "28"), ("1e-30", "1"), ("12345678901234567.01", "12345678901234568")],
)
def test_up_to_whole_rounds_every_fraction_up(x: str, whole: str) -> None:
    assert up_to_whole(D(x)) == D(whole)


def test_up_to_whole_on_floats_forgives_what_binary_fractions_add() -> None:
    """0.1 + 0.2 times 10 is a hair more than 3 in binary, and 3 in fact."""
    hair_above_three = (0.1 + 0.2) * 10
    assert hair_above_three > 3
    assert up_to_whole(hair_above_three) == 3
    assert up_to_whole(np.array([hair_above_three, 3.001, 0.0])).tolist() == [3, 4, 0]
    assert up_to_whole(3.001) == 4
    assert isinstance(up_to_whole(3.001), float)


def test_up_to_whole_on_columns_and_formulas() -> None:
    assert in_column(up_to_whole(pl.col("x")), x=[27.55, 3.0, 0.0]) == [28, 3, 0]
    assert str(up_to_whole(Formula("x"))) == "⌈x⌉"


@pytest.mark.parametrize(
    ("x", "floor", "larger"),
    [(D(3), 1, D(3)), (D("0.5"), 1, D(1)), (D(0), 0, D(0)), (D(3), D(4), D(4)), (2.0, 3, 3.0), (2.0, 1.0, 2.0)],
)
def test_at_least_is_the_larger_of_two_scalars(x: Any, floor: Any, larger: Any) -> None:
    found = at_least(x, floor)
    assert found == larger
    assert type(found) is type(x)


@pytest.mark.parametrize(
    ("x", "cap", "smaller"), [(D(3), 1, D(1)), (D("0.5"), 1, D("0.5")), (D(3), D(4), D(3)), (2.0, 1, 1.0), (2.0, 3.0, 2.0)]
)
def test_at_most_is_the_smaller_of_two_scalars(x: Any, cap: Any, smaller: Any) -> None:
    found = at_most(x, cap)
    assert found == smaller
    assert type(found) is type(x)


def test_bounds_hold_element_by_element() -> None:
    x: Any = np.array([1.0, 5.0])
    assert at_least(x, 3).tolist() == [3, 5]
    assert at_most(x, 3).tolist() == [1, 3]
    assert at_least(x, np.array([2.0, 2.0])).tolist() == [2, 5]
    assert at_least(2.0, x).tolist() == [2, 5]
    assert at_most(2.0, x).tolist() == [1, 2]


def test_bounds_of_columns_and_formulas() -> None:
    assert in_column(at_least(pl.col("x"), 3), x=[1.0, 5.0]) == [3, 5]
    assert in_column(at_most(pl.col("x"), pl.col("y")), x=[1.0, 5.0], y=[2.0, 2.0]) == [1, 2]
    assert str(at_least(Formula("x"), 3)) == "max(x, 3)"
    assert str(at_most(Formula("x"), Formula("y"))) == "min(x, y)"


def test_bounds_do_not_care_on_which_side_a_column_or_formula_is() -> None:
    assert in_column(at_least(2.0, pl.col("x")), x=[1.0, 5.0]) == [2, 5]
    assert in_column(at_most(2.0, pl.col("x")), x=[1.0, 5.0]) == [1, 2]
    assert "x" in str(at_least(D(2), Formula("x")))
    assert "x" in str(at_most(D(2), Formula("x")))


def test_a_constant_becomes_the_kind_of_its_neighbour() -> None:
    price: Any = D("0.0000166667")
    assert constant(price, D(1)) is price
    assert constant(price, Formula("x")) is price
    for neighbour in (1.0, np.array([1.0]), pl.col("x")):
        assert type(constant(price, neighbour)) is float


@pytest.mark.parametrize(
    ("x", "y", "quotient"),
    [
        ("1", "3", "0.333333333333"),
        ("2", "3", "0.666666666666"),
        ("6", "2", "3"),
        ("0", "5", "0"),
        ("0", "0", "0"),
        ("1e20", "7", "14285714285714285714.285714285714"),
    ],
)
def test_divided_cuts_after_twelve_places(x: str, y: str, quotient: str) -> None:
    with exactly():
        assert divided(D(x), D(y)) == D(quotient)


def test_divided_leaves_nothing_negative_and_less_than_a_unit_in_the_last_place() -> None:
    with exactly():
        left = D(1) - divided(D(1), D(7)) * 7
    assert 0 <= left < 7 * D("1e-12")


def test_divided_on_other_kinds() -> None:
    assert divided(1.0, 4.0) == 0.25
    assert divided(0.0, 0.0) == 0
    assert divided(np.array([1.0, 0.0]), np.array([4.0, 0.0])).tolist() == [0.25, 0]
    assert in_column(divided(pl.col("x"), pl.col("y")), x=[1.0, 0.0], y=[4.0, 0.0]) == [0.25, 0]
    assert str(divided(Formula("x"), Formula("y"))) == "x ÷ y"


@pytest.mark.parametrize(
    ("x", "text"),
    [
        ("1.500", "1.5"),
        ("10.00", "10"),
        ("1E+3", "1000"),
        ("0E-10", "0"),
        ("0", "0"),
        ("-0", "0"),
        ("123456789012345678901234567890.10", "123456789012345678901234567890.1"),
    ],
)
def test_trimmed_has_no_trailing_zeros_and_no_exponent(x: str, text: str) -> None:
    assert str(trimmed(D(x))) == text


def test_trimmed_leaves_other_kinds_alone() -> None:
    x = np.array([1.50])
    assert trimmed(x) is x


def test_kinds_are_told_apart() -> None:
    kinds: list[Any] = [D(1), 1.0, np.array([1.0]), pl.col("x"), Formula("x")]
    assert [is_exact(x) for x in kinds] == [True, False, False, False, False]
    assert [is_array(x) for x in kinds] == [False, False, True, False, False]


def test_what_would_round_is_refused_with_what_to_do() -> None:
    with (
        pytest.raises(RoundingError, match=r"would not be exact.*give numbers as integers, text or Decimal") as caught,
        exactly(),
    ):
        D(1) / 3
    assert isinstance(caught.value, LambdaCostError)


def test_an_error_of_the_caller_passes_through() -> None:
    with pytest.raises(KeyError), exactly():
        raise KeyError
