"""A piecewise-linear number: what it comes to at a value is what the same calculation comes to on that value."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_cost.numbers.piecewise import Line, NotLinearError, Piecewise, Root, unknown
from lambda_cost.numbers.quantity import at_least, at_most, divided, exactly, up_to_whole
from lambda_cost.tariff import Tariff

D = Decimal
REST = Tariff.of([(D(0), D("3.50")), (D(333), D("2.80")), (D(1000), D("2.38"))])
MOST = 1200
VALUES = st.decimals(0, MOST, places=2)


def calculated(x: Any) -> Any:
    """A calculation with everything that rules do."""
    steps = up_to_whole(at_most(x, 700) / 100) * 3
    clipped = at_most(at_least(x - 50, 0), 800)
    with exactly():
        return REST.cost(clipped) + steps - divided(x * 7, D(4)) / 2 + (1000 - at_most(D(40), x)) * D("0.25")


@given(x=VALUES)
def test_it_is_at_a_value_what_the_calculation_is_on_that_value(x: Decimal) -> None:
    """At edges, between them, and where it jumps."""
    assert calculated(unknown(0, MOST)).at(x) == Fraction(calculated(x))


def test_it_is_zero_throughout_only_if_it_is_zero_at_every_value() -> None:
    """At each edge and between them: a line that passes zero is not zero."""
    x = unknown(0, MOST)
    assert (x * 0).is_zero_throughout
    assert not x.is_zero_throughout
    assert not at_least(x - MOST + 1, 0).is_zero_throughout


@given(level=st.decimals(-2000, 5000, places=1))
def test_its_roots_are_where_it_changes_its_sign(level: Decimal) -> None:
    """Between two roots the sign never changes, looked at from both ends of the gap and in the middle."""
    curve = calculated(unknown(0, MOST)) - level
    edges = [Fraction(0), *(edge for root in curve.roots() for edge in root[:2]), Fraction(MOST)]
    for low, high in pairwise(edges):
        signs = {curve.at(low + (high - low) * part / 1000) > 0 for part in (1, 500, 999)}
        assert low == high or len(signs) == 1 or (low, high) in [root[:2] for root in curve.roots()]


def test_what_is_never_nothing_has_no_root() -> None:
    assert (unknown(0, 1) + 1).roots() == ()


def test_a_root_is_where_the_lines_meet() -> None:
    """333 at 3.50 are 1165.50; the 700 below them are 200."""
    assert (REST.cost(unknown(0, MOST)) - 700).roots() == (Root(Fraction(200), Fraction(200), jump=False),)


def test_equal_for_a_while_is_one_root() -> None:
    """Free below 40, and again nothing where the line comes back."""
    free = at_least(unknown(0, 100) - 40, 0)
    assert free.roots() == (Root(Fraction(0), Fraction(40), jump=False),)


def test_a_jump_over_nothing_is_a_root_without_a_value() -> None:
    """⌈x⌉ is 2 at 2 and 3 right after: 2.5 is passed at 2."""
    steps = unknown(0, 5).ceil() - D("2.5")
    assert steps.roots() == (Root(Fraction(2), Fraction(2), jump=True),)


def test_a_line_that_comes_to_nothing_just_before_a_jump_is_a_root_too() -> None:
    """x - 1 comes to nothing from below at 1, where the value is 1 and no longer nothing."""
    curve = Piecewise((Fraction(0), Fraction(1)), (Fraction(-1), Fraction(1)), (Line(Fraction(1), Fraction(-1)),))
    assert curve.roots() == (Root(Fraction(1), Fraction(1), jump=True),)


def test_touching_nothing_is_a_root() -> None:
    """|x - 3| is nothing at 3, and never less."""
    x = unknown(0, 5)
    assert (at_least(x - 3, 0) + at_least(3 - x, 0)).roots() == (Root(Fraction(3), Fraction(3), jump=False),)


def test_what_is_in_the_same_proportion_divides_to_a_number() -> None:
    """Two parts of one free amount, both of which grow with the unknown."""
    x: Any = unknown(1, 5)
    assert (x * 6 / (x * 2)).at(3) == 3
    whole: Any = D(6)
    assert divided(whole, x * 0 + 2).at(3) == 3
    assert divided(x, D(0)).at(3) == 0


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda x: x * x, "multiplied by itself"),
        (lambda x: D(1) / x, "divided by the unknown"),
        (lambda x: x + 0.5, "beside float"),
        (lambda x: (x * 100).ceil(), "more than 2,000 steps"),
        (lambda x: (x * 3).ceil() + (x * 3 + D("0.5")).ceil() * 2, "more than 2,000 steps"),
    ],
)
def test_what_is_no_straight_line_is_refused(wrong: Any, says: str) -> None:
    """It is then looked for, value by value."""
    with pytest.raises(NotLinearError, match=says):
        wrong(unknown(1, 500))


def test_it_can_be_written() -> None:
    """What can be written keeps the decimals of tables."""
    assert at_most(unknown(0, 3), 2).text == "1 x + 0 to 2, 0 x + 2 to 3"


def test_a_range_goes_up() -> None:
    with pytest.raises(ValueError, match="from less to more"):
        unknown(2, 2)
