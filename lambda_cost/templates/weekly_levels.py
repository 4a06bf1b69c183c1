"""The level of provisioned concurrency that a week of schedules sets: windows of one level, or a mean."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from lambda_cost.numbers.quantity import divided, trimmed
from lambda_cost.templates.cron import MINUTES_A_DAY, rate_text

WEEK = 7 * MINUTES_A_DAY
"""Minutes of a week."""


def concurrency_of_week(steps: dict[int, Decimal]) -> dict[str, Any] | None:
    """The fields of provisioned concurrency whose level changes at the minutes of *steps*; None if it is always zero.

    Windows of one level and length, with nothing between them, are kept; anything else becomes the mean of the week.
    """
    times = sorted(steps)
    spans = [(steps[at], (after - at) % WEEK or WEEK) for at, after in zip(times, [*times[1:], *times[:1]], strict=True)]
    runs = _runs(spans)
    used = [(level, minutes) for level, minutes in runs if level]
    if not used:
        return None
    if len(set(used)) == 1 and len(runs) > 1:
        level, minutes = used[0]
        hours = trimmed(divided(Decimal(minutes), Decimal(60)))
        return {"environments": level, "hours": hours, "windows": rate_text(Fraction(len(used), 7))}
    mean = sum((Fraction(level) * minutes for level, minutes in runs), Fraction(0)) / WEEK
    return {"environments": trimmed(divided(Decimal(mean.numerator), Decimal(mean.denominator)))}


def _runs(spans: list[tuple[Decimal, int]]) -> list[tuple[Decimal, int]]:
    """*spans* of a week, which begins again where it ends, with neighbours of one level joined."""
    first = next((index for index, (level, _) in enumerate(spans) if level != spans[index - 1][0]), 0)
    joined: list[tuple[Decimal, int]] = []
    for level, minutes in [*spans[first:], *spans[:first]]:
        if joined and joined[-1][0] == level:
            joined[-1] = (level, joined[-1][1] + minutes)
        else:
            joined.append((level, minutes))
    return joined
