"""Where two designs cost the same: exactly by their straight lines, or by bisection."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.what_if.break_even.curves import Design

SAMPLES = 128
"""Into how many parts a range is cut where totals are not made of straight lines."""
TOLERANCE = Fraction(1, 10**12)
"""How much of the range a crossing is narrowed down to by bisection."""


JUMP_SHARE = Decimal("1e-6")
"""Totals that differ by more than this share, on both sides of so narrow a crossing, jump there."""


class Bracket(NamedTuple):
    """Between which values of the unknown two totals cross."""

    low: Fraction
    high: Fraction
    jump: bool
    """Whether a total jumps there, so that they are equal nowhere."""


def by_lines(one: Design, other: Design, low: Fraction, high: Fraction) -> list[Bracket]:
    """Every value, or range of values, at which both cost the same or cross; exact.

    Raises:
        NotLinearError: if a total is not made of straight lines.
    """
    return [Bracket(*root) for root in (one.total(low, high) - other.total(low, high)).roots()]


def by_bisection(one: Design, other: Design, low: Fraction, high: Fraction) -> list[Bracket]:
    """Crossings found from exact totals at `SAMPLES` values, each then narrowed down by halves.

    Two crossings between neighbouring values are not seen.
    """
    return list(_sampled(one, other, [low + (high - low) * part / SAMPLES for part in range(SAMPLES + 1)]))


def _sampled(one: Design, other: Design, values: list[Fraction]) -> Iterator[Bracket]:
    signs = [_compare(one, other, x) for x in values]
    span = values[-1] - values[0]
    for index, x in enumerate(values):
        if not signs[index] and (not index or signs[index - 1]):
            last = next((n for n in range(index, len(values)) if signs[n]), len(values)) - 1
            yield Bracket(x, values[last], jump=False)
    for (before, low), (after, high) in pairwise(zip(signs, values, strict=True)):
        if before * after < 0:
            yield _bisected(one, other, low, high, span * TOLERANCE)


def _bisected(one: Design, other: Design, low: Fraction, high: Fraction, enough: Fraction) -> Bracket:
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


def _compare(one: Design, other: Design, x: Fraction) -> int:
    """Which costs more at *x*: 1 the one, -1 the other, 0 neither."""
    a, b = one.at(x), other.at(x)
    return (a > b) - (a < b)
