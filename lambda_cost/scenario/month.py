"""Which month a scenario is about: the day whose prices hold, and how many hours there are."""

from __future__ import annotations

import os
from calendar import monthrange
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from lambda_cost.errors import Problem, ScenarioError, shown
from lambda_cost.numbers.bounds import MAX_MONTH_HOURS
from lambda_cost.numbers.text import month_text
from lambda_cost.numbers.units import Rate, number
from lambda_cost.strict_yaml import scalar

USUAL_HOURS = Decimal(730)
"""Hours in a month by AWS's own calculator: 365 days of 24 hours by 12 (rule C-01)."""
TODAY = "LAMBDA_COST_TODAY"
"""The variable that says which day to take for today."""


def today() -> date:
    """Today, by the user's own calendar, or the day in `LAMBDA_COST_TODAY`, by which a result can be made again.

    Raises:
        ScenarioError: if that is no day.
    """
    given = os.environ.get(TODAY)
    if not given:
        return date.today()  # noqa: DTZ011
    day = scalar(given)
    if not isinstance(day, date):
        raise ScenarioError([Problem(TODAY, f"is {shown(given)}; allowed: a day, such as 2026-11-01")])
    return day


def day_of(value: Any) -> date:
    """The day that *value* is, text in the form `2026-11-01` or a date.

    Raises:
        ValueError: if it is no day, or lies in the future; the message continues the field's name.
    """
    day = scalar(value) if isinstance(value, str) else value
    if not isinstance(day, date) or isinstance(day, datetime):
        message = f"is {shown(value)}; allowed: a day, such as 2026-11-01"
        raise ValueError(message)  # noqa: TRY004 - every wrong value is a ValueError
    if day > today():
        raise ValueError(f"is {day}, in the future, where no price is known; allowed: up to today, {today()}")
    return day


def month_of(value: Any) -> tuple[date, Decimal]:
    """The first day of the month *value*, `2026-08`, which may be one to come, and its real hours.

    Raises:
        ValueError: if it is no month.
    """
    try:
        first = date.fromisoformat(f"{value}-01")
    except ValueError:
        raise ValueError(f"is {shown(value)}; allowed: a month, such as 2026-08") from None
    return first, Decimal(24 * last_of(first).day)


def price_day(first: date | None) -> date:
    """The day whose prices a month has that begins on *first*: today's, if that is still to come, or not given."""
    return min(first or date.max, today())


def to_come(first: date | None, day: date) -> tuple[str, ...]:
    """What to assume of a month that begins on *first*, after the *day* of its prices; nothing of others."""
    if first is None or first <= day:
        return ()
    return (f"{month_text(first)} is still to come; its prices are taken to be those of today, {day}.",)


def last_of(day: date) -> date:
    """The last day of the month that *day* is in."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def weekdays_of(value: Any) -> tuple[int, ...]:
    """How many Mondays, Tuesdays and so on the month *value* has; none if it is no month.

    >>> weekdays_of("2026-11")
    (5, 4, 4, 4, 4, 4, 5)
    """
    try:
        first, hours = month_of(value)
    except ValueError:
        return ()
    days = int(hours) // 24
    return tuple(len(range((weekday - first.weekday()) % 7, days, 7)) for weekday in range(7))


def described_hours(data: dict[str, Any]) -> Decimal:
    """The hours of the month that the scenario *data* describes; what is wrong with them is said when it is read."""
    try:
        if data.get("month") is not None:
            return month_of(data["month"])[1]
        return USUAL_HOURS if data.get("hours") is None else hours_of(data["hours"])
    except ValueError:
        return USUAL_HOURS


def hours_of(value: Any) -> Decimal:
    """The hours of a month that *value* is.

    Raises:
        ValueError: if it is not more than 0 and at most 744.
    """
    hours = number(value, "hours")
    if isinstance(hours, Rate) or not 0 < hours <= MAX_MONTH_HOURS:
        raise ValueError(f"is {shown(value)}; allowed: more than 0 to {MAX_MONTH_HOURS}")
    return hours
