"""A table with what offers say put into it: new prices are appended, confirmed ones say when they were seen.

Nothing that is dated is overwritten.  A price that all regions of a group change alike is appended to the
group; one that a single region changes stands under the region's own key, which follows the group's.
"""

from __future__ import annotations

from collections import defaultdict
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.prices import table
from lambda_cost.prices.price_lists.compare import address_of
from lambda_cost.prices.price_lists.recheck import confirmed
from lambda_cost.prices.table import Entry, Source, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from lambda_cost.prices.price_lists.compare import Finding
    from lambda_cost.prices.price_lists.model import Offer, Steps
    from lambda_cost.prices.table import Meter, Table

APPENDED = {"differs", "new"}


class Change(NamedTuple):
    """What an update does to one price, or why it does nothing."""

    what: str
    """`appended`, `confirmed` or `left`."""
    finding: Finding
    """What the offer says."""
    why: str = ""
    """Why it is left."""


def updated(made: Table, findings: Iterable[Finding], order: Mapping[str, int]) -> tuple[Table, list[Change]]:
    """The table *made* with *findings* about its meters put into it, and what was done.

    Args:
        made: the table.
        findings: what offers say of its meters.
        order: the place of each region, for the order of keys.
    """
    given = sorted(findings, key=lambda one: (one.offer.published, one.offer.name, one.key))
    work = _Work(deepcopy(made), order)
    for finding in given:
        if finding.status in APPENDED and finding.key.region:
            work.plan(finding)
    work.append()
    for finding in given:
        if finding.status == "agrees" and finding.key.region:
            work.confirm(finding)
    return work.done(), work.changes


def schedule_of(steps: Steps) -> Any:
    """*steps* as a table writes them."""
    (_, first), *others = steps
    return [first, *(Step(above, price) for above, price in others)] if others else first


def source_of(offer: Offer) -> tuple[str, Source]:
    """The key in `sources` of *offer*, and what stands there."""
    version = f", version {offer.version}" if offer.version else ""
    address = address_of(offer)
    unknown = "" if address else " (address not known)"
    key = f"{offer.code.lower()}-{offer.version if offer.version.isdigit() else offer.published.isoformat()}"
    return key, Source(f"{offer.code} price list of {offer.published}{version}{unknown}", address)


class _Work:
    """A table while it is changed."""

    def __init__(self, made: Table, order: Mapping[str, int]) -> None:
        self.table = made
        self.order = order
        self.changes: list[Change] = []
        self.planned: dict[tuple[str, date, str], dict[str, dict[str, Finding]]] = defaultdict(lambda: defaultdict(dict))
        """By meter, day and source: by region and choice, what is new."""
        self.before = _cited(made)

    def plan(self, finding: Finding) -> None:
        """Note a price to append, unless its day has one already."""
        name = finding.key.meter.rpartition(".")[2]
        entries = table.entries_of(self.table, self.table.meters[name], finding.key.region)
        at = entries.get(finding.day)
        if at and (not isinstance(at.price, dict) or finding.key.choice in at.price):
            self.changes.append(Change("left", finding, f"a price of {finding.day} is there, and is never overwritten"))
            return
        where = (name, finding.day, source_of(finding.offer)[0])
        self.planned[where][finding.key.region].setdefault(finding.key.choice, finding)

    def append(self) -> None:
        """Append what was planned, to groups where all their regions agree."""
        for (name, day, _), wanted in self.planned.items():
            meter = self.table.meters[name]
            steps = {region: {choice: one.theirs for choice, one in found.items()} for region, found in wanted.items()}
            for group, members in self.table.groups.items():
                alike = group in meter.prices and all(steps.get(one) == steps.get(members[0]) for one in members)
                if alike and members[0] in steps and not any(day in meter.prices.get(one, {}) for one in members):
                    self._put(meter, group, day, wanted[members[0]])
                    steps = {region: found for region, found in steps.items() if region not in members}
            for region in sorted(steps, key=self.order.__getitem__):
                self._put(meter, region, day, wanted[region])
            self.changes += [Change("appended", one) for found in wanted.values() for one in found.values()]

    def _put(self, meter: Meter, place: str, day: date, found: dict[str, Finding]) -> None:
        """Append the prices *found*, by choice, to *place*: a group, or a region."""
        finding = next(iter(found.values()))
        key, source = source_of(finding.offer)
        self.table.sources[key] = source
        for listed in (meter.absent, meter.unpriced):
            if place in listed:
                listed.remove(place)
        if place not in meter.prices:
            table.make_place(meter, place, self.order)
        at = table.entries_of(self.table, meter, place).get(day) if place in self.order else meter.prices[place].get(day)
        note = ""
        if day > finding.offer.published:
            note = f"announced in the price list of {finding.offer.published}, which says that it begins on {day}."
        entry = at or Entry(price={}, source=key, checked=day, note=note)
        prices: dict[str, Any] = dict(entry.price) if isinstance(entry.price, dict) else {}
        sources = dict(entry.source) if isinstance(entry.source, dict) else dict.fromkeys(prices, entry.source)
        prices |= {choice: schedule_of(one.theirs) for choice, one in found.items()}
        sources |= dict.fromkeys(found, key)
        meter.prices[place][day] = replace(entry, price=_price(meter, prices), source=_source(sources), checked=day)

    def confirm(self, finding: Finding) -> None:
        """Say of a price that agrees when and where it was seen."""
        meter = self.table.meters[finding.key.meter.rpartition(".")[2]]
        key, source = source_of(finding.offer)
        region, choice = finding.key.region, finding.key.choice
        own = meter.prices.get(region, {})
        entries = table.entries_of(self.table, meter, region)
        fit = [day for day, one in entries.items() if not isinstance(one.price, dict) or choice in one.price]
        day = max(one for one in fit if one <= finding.day)
        place = region if day in own else next(one for one in meter.prices if region in self.table.groups.get(one, ()))
        choices = list(meter.usage_type) if isinstance(meter.usage_type, dict) else [""]
        entry = meter.prices[place][day]
        new = confirmed(entry, table.regions_of(self.table, place), choices, finding.key, finding.offer.published, key)
        if new is not entry:
            meter.prices[place][day] = new
            self.table.sources[key] = source
            self.changes.append(Change("confirmed", finding))

    def done(self) -> Table:
        """The table, without the sources that nothing cites any more."""
        cited = _cited(self.table)
        for key in self.before - cited:
            self.table.sources.pop(key, None)
        return self.table


def _price(meter: Meter, prices: dict[str, Any]) -> Any:
    """*prices* by choice as an entry has them: one for all choices where all have one and it is the same."""
    every = list(meter.usage_type) if isinstance(meter.usage_type, dict) else [""]
    in_order = {choice: prices[choice] for choice in every if choice in prices}
    first = next(iter(in_order.values()))
    return first if len(in_order) == len(every) and all(one == first for one in in_order.values()) else in_order


def _source(sources: dict[str, str]) -> str | dict[str, str]:
    keys = set(sources.values())
    return keys.pop() if len(keys) == 1 else dict(sorted(sources.items()))


def _cited(made: Table) -> set[str]:
    """The keys of `sources` that something in *made* cites."""
    found: set[str] = set()
    for meter in made.meters.values():
        found |= {one.source for one in meter.known_since} | {key for one in meter.free for key in (one.source, one.begins)}
        for entry in (entry for entries in meter.prices.values() for entry in entries.values()):
            found |= set(entry.source.values()) if isinstance(entry.source, dict) else {entry.source}
            found |= {entry.begins, *(one.source for one in entry.rechecked)}
    return found
