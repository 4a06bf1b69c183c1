"""`traffic:` of a scenario file: profiles of a week, each a mapping of windows with their rates.

A window of a profile called `office` is `{days: mon-fri, hours: 8-18, rate: 40/s}`; one with a rate alone is every other hour.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Annotated, Any, NamedTuple, Self

from lambda_cost.errors import shown
from lambda_cost.numbers.bounds import Ge, Scaling
from lambda_cost.numbers.quantity import N_co, divided, exactly, is_recorded
from lambda_cost.numbers.units import Rate
from lambda_cost.scenario import month as months
from lambda_cost.scenario.defaults import TRAFFIC
from lambda_cost.services.described import Described

NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAYS = tuple(name[:3] for name in NAMES)
COUNTED_OUT = "Traffic is counted out in"
"""How the sentence begins that says in which month profiles were counted out."""
RATES = "a rate, such as 25/s, 100/min or 5000/h"
QUARTERS = {None: "", "00": "", "15": "25", "30": "5", "45": "75"}
"""Minutes as decimal places of an hour."""
_HOURS = re.compile(r"(\d\d?)(?::(00|15|30|45))? ?- ?(\d\d?)(?::(00|15|30|45))?")
HOURS_A_DAY = 24


class Slot(NamedTuple):
    """Hours of one day of the week."""

    day: int
    """0 is Monday."""
    start: Decimal
    end: Decimal


@dataclass(frozen=True, kw_only=True)
class TrafficWindow(Described[N_co]):
    """Hours of the week in which requests come at one rate."""

    name: str
    """What to call it."""
    days: tuple[str, ...] = ()
    """Days of the week, `mon-fri` or `[sat, sun]`; by default every day."""
    hours: str = ""
    """Hours of the day, `8-18` or `8:30-17`; by default all. Without days and hours it is every hour that no other has."""
    rate: Annotated[N_co, Ge(0), Scaling.TRAFFIC]
    """Requests a second, minute or hour in all of its hours: `40/s`."""

    @property
    def path(self) -> str:
        """How it is called in messages."""
        return f"{TRAFFIC}.{self.name}"

    @property
    def is_rest(self) -> bool:
        """Whether it is every hour that no other window has."""
        return not self.days and not self.hours

    def conflicts(self) -> list[tuple[str, str]]:
        """Days, hours and rates that are none."""
        problems: list[tuple[str, str]] = []
        for name, read in (("days", days_of), ("hours", hours_of_day)):
            try:
                read(getattr(self, name))
            except ValueError as error:
                problems.append((name, str(error)))
        rate: Any = self.rate
        if (type(rate) is not Rate or rate.per == "day") and not is_recorded(rate):
            problems.append(("rate", f"is {rate}; allowed: {RATES}"))
        return problems

    @property
    def slots(self) -> list[Slot]:
        """Its hours, day by day."""
        start, end = hours_of_day(self.hours)
        return [Slot(day, start, end) for day in days_of(self.days)]

    @property
    def per_hour(self) -> Decimal:
        """Requests in one hour."""
        rate: Any = self.rate
        count: Decimal = rate if is_recorded(rate) else rate.in_hours(Decimal(1))  # a draw is so many in an hour already
        return count


def days_of(words: tuple[str, ...]) -> list[int]:
    """The days of the week that *words* are, 0 for Monday; all if there are none.

    >>> days_of(("mon-wed", "Saturday")), days_of(("fri-mon",))
    ([0, 1, 2, 5], [0, 4, 5, 6])

    Raises:
        ValueError: if one of them is none.
    """
    days = set[int]()
    for word in (part.strip() for words_of_days in words for part in words_of_days.split(",")):
        names = [part.strip().lower() for part in word.split("-")]
        ends = [name[:3] for name in names]
        are_days = all(end in DAYS and NAMES[DAYS.index(end)].startswith(name) for name, end in zip(names, ends, strict=True))
        if not are_days or len(ends) > 2:  # noqa: PLR2004 - the first and the last day
            raise ValueError(f"is {shown(word)}; allowed: days such as mon-fri or [sat, sun]")
        first, last = DAYS.index(ends[0]), DAYS.index(ends[-1])
        days |= {day % len(DAYS) for day in range(first, last + 1 + (len(DAYS) if last < first else 0))}
    return sorted(days) if words else [*range(len(DAYS))]


def hours_of_day(text: str) -> tuple[Decimal, Decimal]:
    """The first hour that *text* means and the one it ends at; all hours of a day if it is empty.

    >>> hours_of_day("8:30-17")
    (Decimal('8.5'), Decimal('17'))

    Raises:
        ValueError: if it means none.
    """
    match = _HOURS.fullmatch(text.strip() or f"0-{HOURS_A_DAY}")
    if match is None:
        raise ValueError(f"is {shown(text)}; allowed: hours such as 8-18, or 8:30-17 in quarters of an hour")
    start, end = (Decimal(f"{match[at]}.{QUARTERS[match[at + 1]]}") for at in (1, 3))
    if end > HOURS_A_DAY:
        raise ValueError(f"is {shown(text)}; allowed: hours from 0 to {HOURS_A_DAY}")
    if end <= start:
        raise ValueError(f"is {shown(text)}, which ends before it begins; allowed: a night as two windows, 22-24 and 0-6")
    return start, end


def overlaps(windows: list[TrafficWindow[Any]]) -> list[tuple[str, str]]:
    """The *windows* that share an hour with one before them, by name, each with the rest of a sentence that says so."""
    problems: list[tuple[str, str]] = []
    for one, other in combinations([window for window in windows if not window.is_rest], 2):
        both = [(a, b) for a in one.slots for b in other.slots if a.day == b.day and a.start < b.end and b.start < a.end]
        if both:
            a, b = both[0]
            hours = f"{DAYS[a.day]} {_clock(max(a.start, b.start))}-{_clock(min(a.end, b.end))}"
            problems.append((other.name, f"has hours of {one.name} too, {hours}; allowed: each hour in one window"))
    rests = [window.name for window in windows if window.is_rest]
    words = f"has neither days nor hours, as {''.join(rests[:1])} has; allowed: one window for every other hour"
    return problems + [(name, words) for name in rests[1:]]


def _clock(hours: Decimal) -> str:
    minutes = int(hours * 60)
    return f"{minutes // 60}:{minutes % 60:02}"


class Calendar(NamedTuple):
    """A month, as a profile is counted out in it."""

    hours: Decimal
    """Its hours."""
    weekdays: tuple[int, ...] = ()
    """How many of each weekday it has, Monday first; empty of an average month, in which a week has its part of the hours."""

    @classmethod
    def of(cls, data: dict[str, Any]) -> Self:
        """The month that the scenario *data* describes: that of its `month`, or one of so many hours."""
        hours = months.described_hours(data)
        return cls(hours, months.weekdays_of(data["month"])) if data.get("month") is not None else cls(hours)

    def add_up(self, weekly: dict[int, Decimal]) -> Decimal:
        """What a month has of something that a week has so much of, by day; a part is cut after twelve decimal places."""
        if self.weekdays:
            return sum((amount * self.weekdays[day] for day, amount in weekly.items()), Decimal(0))
        a_week = sum(weekly.values(), Decimal(0))
        with exactly():
            return divided(a_week * self.hours, Decimal(HOURS_A_DAY * len(DAYS)))


class WindowOfMonth(NamedTuple):
    """What a window of a profile is in a month."""

    per_second: Decimal
    """Requests in one second."""
    hours: Decimal | None
    """Hours of one stretch; None if stretches differ, as those of every other hour do."""
    stretches: Decimal
    """How many stretches there are in the month."""
    requests: Decimal
    """Requests in the month."""


def windows_of_month(windows: list[TrafficWindow[Any]], calendar: Calendar) -> dict[str, WindowOfMonth]:
    """What each of *windows*, of one profile, is in the month of *calendar*, by name."""
    taken = dict.fromkeys(range(len(DAYS)), Decimal(0))
    for window in windows:
        for slot in [] if window.is_rest else window.slots:
            taken[slot.day] += slot.end - slot.start
    by_name: dict[str, WindowOfMonth] = {}
    for window in windows:
        is_all = window.is_rest and len(windows) == 1
        hours = {slot.day: slot.end - slot.start for slot in window.slots}
        weekly = {day: HOURS_A_DAY - taken[day] for day in taken} if window.is_rest else hours
        stretches = Decimal(1) if is_all else calendar.add_up(dict.fromkeys(hours, Decimal(1)))
        stretch = calendar.hours if is_all else None if window.is_rest else next(iter(hours.values()))
        requests = calendar.add_up({day: window.per_hour * amount for day, amount in weekly.items()})
        by_name[window.name] = WindowOfMonth(divided(window.per_hour, Decimal(3600)), stretch, stretches, requests)
    return by_name
