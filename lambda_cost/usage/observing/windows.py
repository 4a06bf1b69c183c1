"""A part of a month scaled to a whole one: each weekday by its own mean (rule O-12)."""

from __future__ import annotations

from calendar import day_name
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from lambda_cost.errors import Problem, ScenarioError, blame
from lambda_cost.numbers.text import count_in_words
from lambda_cost.scenario.month import last_of, month_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lambda_cost.usage.observing.entry import Found

WEEK = 7
AVERAGE_MONTH = Fraction(365, 12)
"""Days of a month of 730 hours (rule C-01)."""


class Window(NamedTuple):
    """The days that were observed, and the month that they stand for."""

    weekdays: Counter[int]
    """Days with anything in them, by weekday."""
    month: dict[int, Fraction]
    """Days of the month, by weekday."""
    text: str
    """What is done, in words."""
    warnings: tuple[str, ...]

    def scaled(self, days: Mapping[str, int]) -> Fraction:
        """What *days*, a number by day, become in the month."""
        seen: Counter[int] = Counter()
        for day, count in days.items():
            seen[date.fromisoformat(day).weekday()] += count
        if len(self.weekdays) < WEEK:
            return Fraction(sum(seen.values())) * sum(self.month.values()) / sum(self.weekdays.values())
        return sum((Fraction(seen[day], self.weekdays[day]) * count for day, count in self.month.items()), Fraction())


def window_of(observed: Found, month: str = "") -> Window:
    """The window of *observed*, to be scaled to *month*, `2026-11`, or to one of average length.

    Raises:
        ScenarioError: if its sources have no times, or that is no month.
    """
    days = observed.days
    if not days:
        raise ScenarioError([Problem("--extrapolate", "needs times, and no source has any")])
    first, last = (
        date.fromisoformat(day) if day else seen for day, seen in zip(observed.period, (days[0], days[-1]), strict=True)
    )
    weekdays = Counter(day.weekday() for day in days if first <= day <= last)
    target = _days_of(month)
    length, count = (last - first).days + 1, sum(weekdays.values())
    name = month or "an average month"
    how = "each weekday by its own mean" if len(weekdays) == WEEK else "by the number of days"
    text = f"scaled from {count_in_words(count, 'day')} to {name} of {float(sum(target.values())):.4g} days, {how}"
    warnings: list[str] = []
    if count < WEEK:
        warnings.append(
            f"{count_in_words(count, 'day')} scaled to a month is little; a whole week or more says what weekdays differ in."
        )
    elif length % WEEK:
        more = length % WEEK
        warnings.append(
            f"The window of {length:,} days is not of whole weeks ({more} more); the first or the last day may not be whole."
        )
    return Window(weekdays, target, text, tuple(warnings))


def _days_of(month: str) -> dict[int, Fraction]:
    """The days of *month* by weekday."""
    if not month:
        return dict.fromkeys(range(WEEK), AVERAGE_MONTH / WEEK)
    with blame("--month"):
        first, _ = month_of(month)
    days = [first + timedelta(days=count) for count in range(last_of(first).day)]
    counted = Counter(day.weekday() for day in days)
    return {day: Fraction(counted[day]) for day in range(len(day_name))}
