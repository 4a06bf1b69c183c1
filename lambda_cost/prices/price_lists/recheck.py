"""Note in an entry that it was seen again: for one region and choice, and once for all of them, as a whole."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from lambda_cost.prices.table import Entry, Recheck

if TYPE_CHECKING:
    from datetime import date

Cell = tuple[str, str]
"""A region and a choice."""


def recheck(entry: Entry, regions: list[str], choices: list[str], cell: Cell, day: date, source: str) -> Entry:
    """*entry*, seen again for *cell* in the publication *source* of *day*; itself if it was seen as late as that.

    Args:
        entry: the entry.
        regions: those that it prices.
        choices: those of its meter.
        cell: the region and choice that were seen.
        day: the day of the publication.
        source: the key of the publication in `sources`.
    """
    priced = list(entry.by_choice(choices))
    every = {(region, choice) for region in regions for choice in priced}
    if day <= max(entry.checked, *_days_seen(entry, priced).get(cell, {entry.checked})):
        return entry
    now = {seen for seen, days in _days_seen(entry, priced, source).items() if day in days} | {cell}
    origin = entry.begins or (entry.source if isinstance(entry.source, str) else "")
    if now >= every and origin:
        newer = [again for again in entry.rechecked if again.checked > day]
        begins = "" if origin == source else origin
        return replace(entry, source=source, checked=day, begins=begins, rechecked=newer)
    others = [again for again in entry.rechecked if (again.checked, again.source) != (day, source)]
    kept = [rest for again in others if (rest := _without(again, priced, now, day))]
    rechecks = [*_rechecks(now, priced, day, source), *kept]
    return replace(entry, rechecked=sorted(rechecks, key=lambda again: again.checked, reverse=True))


def _days_seen(entry: Entry, priced: list[str], source: str = "") -> dict[Cell, set[date]]:
    """For each region and choice, the days on which all tiers were seen again, in *source* or anywhere."""
    days: dict[Cell, set[date]] = defaultdict(set)
    for again in entry.rechecked:
        if not again.tiers and source in {"", again.source}:
            for region in again.regions:
                for choice in [again.choice] if again.choice else priced:
                    days[region, choice].add(again.checked)
    return days


def _without(again: Recheck, priced: list[str], now: set[Cell], day: date) -> Recheck | None:
    """*again* without the regions for which a later publication says all that it says; None if none is left."""
    named = [again.choice] if again.choice else priced
    left = [
        region for region in again.regions if again.checked > day or not now.issuperset((region, choice) for choice in named)
    ]
    return replace(again, regions=left) if left else None


def _rechecks(now: set[Cell], priced: list[str], day: date, source: str) -> list[Recheck]:
    """The statements that say of *now* that it was seen on *day*."""
    by_choice: dict[str, list[str]] = defaultdict(list)
    for region in sorted({region for region, _ in now}):
        seen = [choice for choice in priced if (region, choice) in now]
        for choice in [""] if len(seen) == len(priced) else seen:
            by_choice[choice].append(region)
    return [Recheck(day, source, regions, choice, Decimal(0)) for choice, regions in sorted(by_choice.items())]
