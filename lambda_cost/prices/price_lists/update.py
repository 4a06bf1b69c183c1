"""Put what offers say into a table: new prices are appended, and prices that agree say when they were seen.

Nothing that is dated is overwritten.  A price that all regions of a group change alike is appended to the
group; one that a single region changes stands under the region's own key, which follows the group's.
"""

from __future__ import annotations

from collections import defaultdict
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.prices.price_lists.compare import address_of
from lambda_cost.prices.price_lists.recheck import recheck
from lambda_cost.prices.table import Entry, Source, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from lambda_cost.prices.price_lists.compare import Finding
    from lambda_cost.prices.price_lists.model import Offer, Steps
    from lambda_cost.prices.table import Meter, Table


class Change(NamedTuple):
    """What an update does to one price, or why it does nothing."""

    what: str
    """`appended`, `confirmed` or `left`."""
    finding: Finding
    """What the offer says."""
    why: str = ""
    """Why it is left."""


def update_table(table: Table, findings: Iterable[Finding], order: Sequence[str]) -> tuple[Table, list[Change]]:
    """*table* with *findings* about its meters put into it, and what was done.

    Args:
        table: the table, which stays as it is.
        findings: what offers say of its meters.
        order: the regions, in the order of the keys of a table.
    """
    dated = sorted(findings, key=lambda finding: (finding.offer.published, finding.offer.name, finding.key))
    update = _Update(deepcopy(table), order)
    for finding in dated:
        if finding.status in {"differs", "new"} and finding.key.region:
            update.plan(finding)
    update.append()
    for finding in dated:
        if finding.status == "agrees" and finding.key.region:
            update.confirm(finding)
    update.remove_sources_no_longer_cited()
    return update.table, update.changes


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
    return key, Source(f"{offer.code} price list of {offer.published}{version}{unknown}", address, strong=True)


def note_of(finding: Finding) -> str:
    """What must be said of the price of *finding*: that it was announced for a later day; mostly nothing."""
    published = finding.offer.published
    late = f"announced in the price list of {published}, which says that it begins on {finding.day}."
    return late if finding.day > published else ""


class _Update:
    """A table while it is changed."""

    def __init__(self, table: Table, order: Sequence[str]) -> None:
        self.table = table
        self.order = order
        self.changes: list[Change] = []
        self._planned: dict[tuple[str, date, str], dict[str, dict[str, Finding]]] = defaultdict(lambda: defaultdict(dict))
        """By meter, day and source: by region and choice, what is new."""
        self._cited_before = _cited(table)

    def plan(self, finding: Finding) -> None:
        """Note a price to append, unless its day has one already."""
        name = finding.key.meter.rpartition(".")[2]
        entry = self.table.entries(self.table.meters[name], finding.key.region).get(finding.day)
        if entry and entry.prices_choice(finding.key.choice):
            self.changes.append(Change("left", finding, f"a price of {finding.day} is there, and is never overwritten"))
            return
        source, _ = source_of(finding.offer)
        self._planned[name, finding.day, source][finding.key.region].setdefault(finding.key.choice, finding)

    def append(self) -> None:
        """Append what was planned, to groups where all their regions agree."""
        for (name, day, _), by_region in self._planned.items():
            meter = self.table.meters[name]
            steps = {region: {choice: change.theirs for choice, change in new.items()} for region, new in by_region.items()}
            for group, members in self.table.groups.items():
                alike = group in meter.prices and all(steps.get(region) == steps.get(members[0]) for region in members)
                if alike and members[0] in steps and not any(day in meter.prices.get(region, {}) for region in members):
                    self._append_to(meter, group, day, by_region[members[0]])
                    steps = {region: new for region, new in steps.items() if region not in members}
            for region in sorted(steps, key=self.order.index):
                self._append_to(meter, region, day, by_region[region])
            self.changes += [Change("appended", finding) for new in by_region.values() for finding in new.values()]

    def _append_to(self, meter: Meter, key: str, day: date, new: dict[str, Finding]) -> None:
        """Append the *new* prices, by choice, to *key*: a group, or a region."""
        offer = next(iter(new.values())).offer
        source, self.table.sources[source] = source_of(offer)
        for regions in (meter.absent, meter.unpriced):
            if key in regions:
                regions.remove(key)
        if key not in meter.prices:
            meter.add_region(key, self.order)
        entry = self.table.entries(meter, key).get(day) if key in self.order else meter.prices[key].get(day)
        entry = entry or Entry(price={}, source=source, checked=day, note=note_of(next(iter(new.values()))))
        prices: dict[str, Any] = dict(entry.price) if isinstance(entry.price, dict) else {}
        sources = dict(entry.source) if isinstance(entry.source, dict) else dict.fromkeys(prices, entry.source)
        prices |= {choice: schedule_of(finding.theirs) for choice, finding in new.items()}
        sources |= dict.fromkeys(new, source)
        meter.prices[key][day] = replace(entry, price=_merged(meter, prices), source=_merged_sources(sources), checked=day)

    def confirm(self, finding: Finding) -> None:
        """Say of a price that agrees when and where it was seen."""
        meter = self.table.meters[finding.key.meter.rpartition(".")[2]]
        source, publication = source_of(finding.offer)
        _, region, choice = finding.key
        entries = self.table.entries(meter, region)
        day = max(day for day, entry in entries.items() if day <= finding.day and entry.prices_choice(choice))
        groups = (key for key in meter.prices if region in self.table.groups.get(key, ()))
        key = region if day in meter.prices.get(region, {}) else next(groups)
        entry = meter.prices[key][day]
        regions = self.table.regions_of(key)
        again = recheck(entry, regions, [*meter.usage_types], (region, choice), finding.offer.published, source)
        if again is not entry:
            meter.prices[key][day] = again
            self.table.sources[source] = publication
            self.changes.append(Change("confirmed", finding))

    def remove_sources_no_longer_cited(self) -> None:
        """Remove the publications that were cited before, and are not any more."""
        for key in self._cited_before - _cited(self.table):
            self.table.sources.pop(key, None)


def _merged(meter: Meter, prices: dict[str, Any]) -> Any:
    """*prices* by choice as an entry has them: one for all choices where all have one and it is the same."""
    in_order = {choice: prices[choice] for choice in meter.usage_types if choice in prices}
    first = next(iter(in_order.values()))
    alike = len(in_order) == len(meter.usage_types) and all(price == first for price in in_order.values())
    return first if alike else in_order


def _merged_sources(sources: dict[str, str]) -> str | dict[str, str]:
    keys = set(sources.values())
    return keys.pop() if len(keys) == 1 else dict(sorted(sources.items()))


def _cited(table: Table) -> set[str]:
    """The keys of `sources` that something in *table* cites."""
    keys: set[str] = set()
    for meter in table.meters.values():
        keys |= {known.source for known in meter.known_since}
        keys |= {key for allowance in meter.free for key in (allowance.source, allowance.begins)}
        for entries in meter.prices.values():
            keys = keys.union(*(entry.source_keys() for entry in entries.values()))
    return keys
