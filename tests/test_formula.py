"""A formula prints what was done, with brackets where it would be misread without them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lambda_cost.numbers.formula import Formula

D = Decimal

a, b, c = Formula("a"), Formula("b"), Formula("c")


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (a + b, "a + b"),
        (a - b, "a − b"),
        (a * b, "a × b"),
        (a / b, "a ÷ b"),
        (1 + a, "1 + a"),
        (1 - a, "1 − a"),
        (2 * a, "2 × a"),
        (a * 1_000_000, "a × 1,000,000"),
        (a / D(1024), "a ÷ 1,024"),
        (a * D("0.0000166667"), "a × 0.0000166667"),
        (a * D("1E+3"), "a × 1,000"),
        (a * 0.5, "a × 0.5"),
    ],
)
def test_each_operation_has_its_sign(formula: Formula, text: str) -> None:
    assert str(formula) == text


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ((a + b) * c, "(a + b) × c"),
        (a * (b + c), "a × (b + c)"),
        (a + b * c, "a + b × c"),
        (a * b + c, "a × b + c"),
        (a + (b + c), "a + b + c"),
        (a - (b + c), "a − (b + c)"),
        (a - (b - c), "a − (b − c)"),
        ((a - b) - c, "a − b − c"),
        (a / (b * c), "a ÷ (b × c)"),
        (a / (b / c), "a ÷ (b ÷ c)"),
        (a / b / c, "a ÷ b ÷ c"),
        (a * (b * c), "a × b × c"),
        (1 - (a + b), "1 − (a + b)"),
        (2 * (1 + a), "2 × (1 + a)"),
        ((a + b).ceil() * c, "⌈a + b⌉ × c"),
        ((a - b).clip(lower_bound=0) * c, "max(a − b, 0) × c"),
        (a.clip(upper_bound=b + c) + 1, "min(a, b + c) + 1"),
        (a.clip(lower_bound=D("1000.5")), "max(a, 1,000.5)"),
    ],
)
def test_brackets_stand_where_they_must(formula: Formula, text: str) -> None:
    assert str(formula) == text


def test_nothing_divided_by_nothing_is_not_spelled_out() -> None:
    assert str((a / b).fill_nan(0)) == "a ÷ b"


def test_formulas_are_values_but_not_equal_by_their_text() -> None:
    """Two fields that happen to print alike are not one."""
    assert Formula("a") != Formula("a")
