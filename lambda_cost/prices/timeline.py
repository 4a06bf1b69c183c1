"""The dated entries of one price, and what happens when a price book is laid over another."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from lambda_cost.prices.table import Entry, Meter, Table

ONE_DAY = timedelta(days=1)


class DatedEntry(NamedTuple):
    """An entry of a table, and where it stands."""

    entry: Entry
    """The entry."""
    table: Table
    """The table whose sources it cites."""
    book: str
    """Name of the price book; empty for the one that comes with lambda-cost."""


def restrict_to_known(dated: dict[date, DatedEntry], meter: Meter, region: str, choice: str) -> dict[date, DatedEntry]:
    """*dated* from the day on which prices of *meter* are known for *region* and *choice* (`known_since`)."""
    days = [known.since for known in meter.known_since if region in known.regions and known.choice in {"", choice}]
    first = max(days, default=None)
    if first is None:
        return dated
    earlier = [day for day in dated if day <= first]
    later = {day: entry for day, entry in dated.items() if day > first}
    return ({first: dated[max(earlier)]} if earlier else {}) | later


def overlay(below: dict[date, DatedEntry], above: dict[date, DatedEntry]) -> dict[date, DatedEntry]:
    """The entries that hold when those *above* are laid over those *below*.

    An entry of *above* holds from its day to the day before the next of *above*, or to its `until` if it has
    one.  Before the first of them, and after an `until`, *below* holds as if *above* were not there.
    """
    merged = dict(below)
    days = sorted(above)
    for day, following in zip(days, [*days[1:], None], strict=False):
        upper = above[day]
        end = upper.entry.until + ONE_DAY if upper.entry.until else following
        resumed = max((start for start in below if end and start <= end), default=None)
        for covered in [start for start in merged if start >= day and (end is None or start < end)]:
            del merged[covered]
        _end_before(day, merged)
        merged[day] = upper
        if end and end != following and resumed:
            merged[day] = upper._replace(entry=replace(upper.entry, until=None))
            merged[end] = below[resumed]
    return dict(sorted(merged.items()))


def interleave(known: dict[date, DatedEntry], seen: Mapping[date, DatedEntry]) -> dict[date, DatedEntry]:
    """The entries of both by day: on each day that of the newest publication holds, which on the same day is one of *seen*."""
    merged = known | dict(seen)
    for day in sorted(seen):
        _end_before(day, merged)
    return dict(sorted(merged.items()))


def _end_before(day: date, merged: dict[date, DatedEntry]) -> None:
    """Let the entry that holds before *day* end there, even if it was known to hold for longer."""
    last = max((start for start in merged if start < day), default=None)
    until = merged[last].entry.until if last else None
    if last and until and until >= day - ONE_DAY:
        merged[last] = merged[last]._replace(entry=replace(merged[last].entry, until=None))
