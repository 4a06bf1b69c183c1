"""The dated entries of one meter, region and choice, and what happens when a book is laid over another."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from lambda_cost.prices.table import Entry, Meter, Table

ONE_DAY = timedelta(days=1)


class Placed(NamedTuple):
    """An entry, and where it stands."""

    entry: Entry
    """What it says."""
    table: Table
    """The table whose sources it names."""
    book: str
    """Name of the book; empty for the one that comes with lambda-cost."""


def clipped(dated: dict[date, Placed], meter: Meter, region: str, choice: str) -> dict[date, Placed]:
    """*dated* from the day on which the prices of *meter* are known for *region* and *choice*."""
    days = [one.since for one in meter.known_since if region in one.regions and one.choice in {"", choice}]
    known = max(days, default=None)
    if known is None:
        return dated
    before = [day for day in dated if day <= known]
    later = {day: one for day, one in dated.items() if day > known}
    return ({known: dated[max(before)]} if before else {}) | later


def laid(below: dict[date, Placed], above: dict[date, Placed]) -> dict[date, Placed]:
    """What holds when *above* is laid over *below*.

    An entry of *above* holds from its day until the next of *above*, or to its `until` if it has one;
    before the first of them, and after an `until`, *below* holds as if *above* were not there.
    """
    found = dict(below)
    days = sorted(above)
    for day, following in zip(days, [*days[1:], None], strict=False):
        own = above[day]
        end = own.entry.until + ONE_DAY if own.entry.until else following
        again = max((one for one in below if end and one <= end), default=None)
        for one in [one for one in found if one >= day and (end is None or one < end)]:
            del found[one]
        _close(found, day)
        found[day] = own
        if end and end != following and again:
            found[day] = own._replace(entry=replace(own.entry, until=None))
            found[end] = below[again]
    return dict(sorted(found.items()))


def _close(found: dict[date, Placed], day: date) -> None:
    """Let what holds before *day* end there, even if it was known to hold for longer."""
    last = max((one for one in found if one < day), default=None)
    until = found[last].entry.until if last else None
    if last and until and until >= day - ONE_DAY:
        found[last] = found[last]._replace(entry=replace(found[last].entry, until=None))
