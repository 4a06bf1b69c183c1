"""Crossings where totals are no straight lines: found by bisection."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from lambda_cost import (
    Function,
    Scenario,
    break_even,
)
from lambda_cost.what_if.break_even.crossings import Bracket, by_bisection
from lambda_cost.what_if.break_even.curves import FixedCost
from tests.what_if.designs import BUSY, DAY, D, question


def shared(architecture: Any) -> Scenario[Any]:
    """Two functions of which one takes a part of the free amount that depends on the other."""
    opposite: Any = {"x86_64": "arm64", "arm64": "x86_64"}[architecture]
    return Scenario(
        day=DAY,
        functions=[
            Function(name="f", requests=1, duration_ms=100, memory_mb=1024, architecture=architecture),
            Function(
                name="g",
                requests="10M",
                duration_ms=100,
                memory_mb=1024,
                architecture=opposite,
            ),
        ],
    )


def test_what_is_no_straight_line_is_looked_for_and_says_so() -> None:
    """A free amount split over two processors is divided by the unknown; exact bills on both sides bracket the crossing."""
    found = break_even({"one": shared("x86_64"), "other": shared("arm64")}, "functions.f.requests", 0, "100M")
    assert not found.exact
    assert "divided by the unknown" in found.inexact_reason
    (crossing,) = found.crossings
    assert 0 <= crossing.high - crossing.low <= D(100)
    before, after = found.at(crossing.low - 1000), found.at(crossing.high + 1000)
    assert before[crossing.cheaper_before] < before[crossing.other]
    assert after[crossing.cheaper_before] > after[crossing.other]
    assert crossing.low - 1000 < 10_000_000 < crossing.high + 1000


def test_looking_tells_a_jump_from_a_meeting() -> None:
    """More milliseconds than straight lines are made for: 5,000 ms on x86_64 cost as much as 6,249.9… on arm64.

    5 x 0.0000166667 = 0.0000833335; 6.249 x 0.0000133334 is less, 6.25 x 0.0000133334 = 0.00008333375 more: it is lost
    above 6,249 ms.
    """
    found = question("arm64", {"f": BUSY | {"duration_ms": 5000}})
    assert "more than 2,000 steps" in found.inexact_reason
    (crossing,) = found.crossings
    assert crossing.jump
    assert crossing.low <= D("1.2498") < crossing.high


def test_looking_finds_where_both_are_equal_for_a_while() -> None:
    """Up to 4 million requests of each, the free amount holds both."""
    few = {name: shared(name).with_("g", requests=10) for name in ("x86_64", "arm64")}
    found = break_even(few, "functions.f.requests", 0, "10M")
    assert not found.exact
    assert found.intervals[0].cheapest == ("x86_64", "arm64")


class Rising(FixedCost):
    """What costs as much as the unknown is."""

    def at(self, x: Fraction) -> Decimal:
        """Its price."""
        return Decimal(x.numerator) / x.denominator


def test_looking_stops_where_an_exact_total_is_met() -> None:
    """From 0 to 128 it looks at whole numbers and meets 5; from 0 to 100 it meets 5 by halves, or brackets it."""
    assert by_bisection(FixedCost("one", D(5)), Rising("other", D(0)), Fraction(0), Fraction(128)) == [
        Bracket(Fraction(5), Fraction(5), jump=False)
    ]
    assert by_bisection(FixedCost("one", D("5.5")), Rising("other", D(0)), Fraction(0), Fraction(128)) == [
        Bracket(Fraction(11, 2), Fraction(11, 2), jump=False)
    ]
