"""Where two totals are the same: by their straight lines, or by looking."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.what_if.break_even.curves import Curve, FixedCost

SAMPLES = 128
"""Into how many parts a range is cut where totals are not made of straight lines."""
TOLERANCE = Fraction(1, 10**12)
"""How much of the range a crossing is narrowed down to by looking."""


JUMP_SHARE = Decimal("1e-6")
"""Totals that are further apart than this part of them, on both sides of so narrow a crossing, jump there."""


class Bracket(NamedTuple):
    """Between which values of the unknown two totals change places."""

    low: Fraction
    high: Fraction
    jump: bool
    """Whether a total jumps there, so that they are equal nowhere."""


def by_lines(one: Curve | FixedCost, other: Curve | FixedCost, low: Fraction, high: Fraction) -> list[Bracket]:
    """Every value, or range of values, at which both cost the same or change places; exact.

    Raises:
        NotLinearError: if a total is not made of straight lines.
    """
    return [Bracket(*root) for root in (one.total(low, high) - other.total(low, high)).roots()]


def by_bisection(one: Curve | FixedCost, other: Curve | FixedCost, low: Fraction, high: Fraction) -> list[Bracket]:
    """The same from exact totals at many values, each change of places narrowed down by halves.

    Two changes between neighbouring values are not seen.
    """
    return list(_sampled(one, other, [low + (high - low) * part / SAMPLES for part in range(SAMPLES + 1)]))


def _sampled(one: Curve | FixedCost, other: Curve | FixedCost, values: list[Fraction]) -> Iterator[Bracket]:
    signs = [_compare(one, other, x) for x in values]
    span = values[-1] - values[0]
    for place, x in enumerate(values):
        if not signs[place] and (not place or signs[place - 1]):
            last = next((n for n in range(place, len(values)) if signs[n]), len(values)) - 1
            yield Bracket(x, values[last], jump=False)
    for (before, low), (after, high) in pairwise(zip(signs, values, strict=True)):
        if before * after < 0:
            yield _bisected(one, other, low, high, span * TOLERANCE)


def _bisected(one: Curve | FixedCost, other: Curve | FixedCost, low: Fraction, high: Fraction, enough: Fraction) -> Bracket:
    """The crossing between *low* and *high*, to *enough*."""
    before = _compare(one, other, low)
    while high - low > enough:
        middle = (low + high) / 2
        sign = _compare(one, other, middle)
        if not sign:
            return Bracket(middle, middle, jump=False)
        low, high = (middle, high) if sign == before else (low, middle)
    gaps = (abs(one.at(x) - other.at(x)) for x in (low, high))
    return Bracket(low, high, jump=min(gaps) > one.at(low) * JUMP_SHARE)


def _compare(one: Curve | FixedCost, other: Curve | FixedCost, x: Fraction) -> int:
    """Which costs more at *x*: 1 the one, -1 the other, 0 neither."""
    a, b = one.at(x), other.at(x)
    return (a > b) - (a < b)
