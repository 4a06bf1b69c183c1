"""How often a schedule runs: `rate(5 minutes)` and `cron(0 8 ? * MON-FRI *)`, as AWS writes them.

A year has 365 days here, as the month of 730 hours is a twelfth of it; a weekday comes once in seven days.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from lambda_cost.errors import shown
from lambda_cost.numbers.quantity import EXACT

MINUTES = {"minute": 1, "hour": 60, "day": 24 * 60}
MINUTES_A_DAY = 24 * 60
DAYS_IN_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
DAYS_A_YEAR = sum(DAYS_IN_MONTH)
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
DECIMAL_PLACES = 25
"""Decimal places of a rate that has no end; it is rounded up, so that a month cut after twelve is exact."""

LAST_YEAR = 2199
FUTURE = frozenset(range(2026, LAST_YEAR + 1))
"""Years of which a schedule that runs in all of them runs in every year."""

_RATE = re.compile(r"rate\(\s*(\d{1,9})\s+(minute|hour|day)s?\s*\)")
_CRON = re.compile(r"cron\(\s*(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s*\)")
_WEEKDAY = f"(?:[1-7]|{'|'.join(WEEKDAYS)})"
_ONCE_A_MONTH = re.compile(rf"L|LW|L-\d{{1,2}}|\d{{1,2}}W|{_WEEKDAY}L|{_WEEKDAY}#[1-5]")
FIFTH = "#5"
WHOLE_WEEKS = 28
"""Days of a month in which each weekday comes four times."""
_STEP = re.compile(r"(\*|\w+)(?:-(\w+))?(?:/(\d{1,4}))?")


def times_a_day(expression: str) -> Fraction:
    """How often a day, on the average of a year, the schedule *expression* runs.

    Raises:
        ValueError: if it is no `rate(…)` or `cron(…)`, or does not run for ever; the message continues
            the name of the schedule.
    """
    rate = _RATE.fullmatch(expression.strip())
    if rate and int(rate[1]):
        return Fraction(MINUTES_A_DAY, int(rate[1]) * MINUTES[rate[2]])
    minutes, hours, days, months, weekdays, years = _fields(expression)
    if years not in {"*", "?"} and not _values(years, 1970, LAST_YEAR) >= FUTURE:
        raise ValueError(f"is {shown(expression)}, which runs in some years only; allowed: every year")
    in_months = [DAYS_IN_MONTH[month - 1] for month in sorted(_values(months, 1, 12, MONTHS))]
    a_day = len(_values(minutes, 0, 59)) * len(_values(hours, 0, 23))
    if days not in {"*", "?"}:
        return Fraction(a_day * sum(_days(days, length) for length in in_months), DAYS_A_YEAR)
    if weekdays in {"*", "?"}:
        return Fraction(a_day * sum(in_months), DAYS_A_YEAR)
    monthly = [part for part in weekdays.split(",") if _ONCE_A_MONTH.fullmatch(part) and part != "L"]
    weekly = _weekdays([part for part in weekdays.split(",") if part not in monthly])
    in_year = sum((_times_in_months(part, in_months) for part in monthly), Fraction(len(weekly) * sum(in_months), 7))
    return a_day * in_year / DAYS_A_YEAR


def minutes_of_week(expression: str) -> list[int]:
    """The minutes of a week, from Sunday's first, at which the schedule *expression* runs.

    Raises:
        ValueError: if it is no `cron(…)`, or does not run alike in every week.
    """
    minutes, hours, days, months, weekdays, years = _fields(expression)
    if {days, months, years} - {"*", "?"}:
        raise ValueError(f"is {shown(expression)}; allowed: cron(…) that is the same in every week")
    at_times = [hour * 60 + minute for hour in _values(hours, 0, 23) for minute in _values(minutes, 0, 59)]
    on_days = range(7) if weekdays in {"*", "?"} else [day - 1 for day in _weekdays(weekdays.split(","))]
    return sorted(day * MINUTES_A_DAY + minute for day in on_days for minute in at_times)


def rate_text(per_day: Fraction) -> str:
    """So many *per_day* as a scenario writes it: `12/h`, `1/day`."""
    hourly = _finite(per_day / 24) if per_day >= 24 else None  # noqa: PLR2004 - hours of a day
    if hourly is not None:
        return f"{hourly:f}/h"
    daily = _finite(per_day)
    if daily is None:
        up = -(-per_day.numerator * 10**DECIMAL_PLACES // per_day.denominator)
        daily = EXACT.scaleb(Decimal(up), -DECIMAL_PLACES)
    return f"{daily:f}/day"


def _finite(number: Fraction) -> Decimal | None:
    """*number* as a decimal, if that has an end."""
    scaled = number * 10**12
    return EXACT.scaleb(Decimal(scaled.numerator), -12).normalize(EXACT) if scaled.denominator == 1 else None


def _fields(expression: str) -> tuple[str, ...]:
    """The six fields of a cron *expression*."""
    cron = _CRON.fullmatch(expression.strip())
    if not cron:
        raise ValueError(f"is {shown(expression)}; allowed: rate(5 minutes) or cron(0 8 ? * MON-FRI *)")
    return tuple(part.upper() for part in cron.groups())


def _weekdays(parts: list[str]) -> set[int]:
    named = ["7" if part == "L" else part for part in parts]
    return _values(",".join(named), 1, 7, WEEKDAYS) if named else set()


def _times_in_months(part: str, lengths: list[int]) -> Fraction:
    """How often *part* of the days of a week, `SAT#3`, comes in months of *lengths*; not each has a fifth of a weekday."""
    return Fraction(sum(length - WHOLE_WEEKS for length in lengths), 7) if part.endswith(FIFTH) else Fraction(len(lengths))


def _days(field: str, length: int) -> int:
    """How many days of a month of *length* the days-of-month *field* means."""
    parts = field.split(",")
    once = [part for part in parts if _ONCE_A_MONTH.fullmatch(part)]
    listed = [part for part in parts if part not in once]
    days = _values(",".join(listed), 1, 31) if listed else set[int]()
    return len(once) + sum(day <= length for day in days)


def _values(field: str, least: int, most: int, names: tuple[str, ...] = ()) -> set[int]:
    """The values that a *field* of a cron expression means."""
    values: set[int] = set()
    for part in field.split(","):
        step = _STEP.fullmatch(part)
        if step is None:
            raise ValueError(f"has {shown(part)}, which is not understood; allowed: numbers, *, a-b, a/n")
        first, last, every = step.groups()
        begin = least if first == "*" else _value(first, least, most, names)
        end = _value(last, least, most, names) if last else most if first == "*" or every else begin
        span = range(begin, end + 1) if begin <= end else [*range(begin, most + 1), *range(least, end + 1)]
        values.update([*span][:: max(int(every or 1), 1)])
    return values


def _value(word: str, least: int, most: int, names: tuple[str, ...]) -> int:
    number = names.index(word) + least if word in names else int(word) if word.isdecimal() and len(word) < 5 else -1  # noqa: PLR2004
    if not least <= number <= most:
        raise ValueError(f"has {shown(word)}; allowed: {least} to {most}")
    return number
