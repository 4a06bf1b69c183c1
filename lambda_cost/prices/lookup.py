"""Find the price of a meter on a day, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from lambda_cost.errors import MissingPriceError, did_you_mean
from lambda_cost.numbers.units import unit_of
from lambda_cost.prices import table
from lambda_cost.prices.price import Check, Price
from lambda_cost.prices.timeline import ONE_DAY, DatedEntry, interleave, overlay, restrict_to_known
from lambda_cost.prices.usage_types import add_region_prefix

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lambda_cost.prices.price import PriceKey
    from lambda_cost.prices.table import Entry, Meter, Schedule, Table
    from lambda_cost.regions import Region


@dataclass(frozen=True)
class PriceLookup:
    """Every price of one meter for one choice in one region."""

    key: PriceKey
    """Meter, region and choice."""
    regions: Mapping[str, Region]
    """The regions there are, by code."""
    layers: Sequence[tuple[str, Table]]
    """The tables that may price it, the lowest first, each with the name of its price book."""
    refreshed: Mapping[date, DatedEntry] = field(default_factory=dict[date, DatedEntry])
    """What price lists said since the lowest of the tables was made, by day."""

    def price(self, day: date) -> Price:
        """The price on *day*, with the first and the last day on which it is known to hold.

        Raises:
            MissingPriceError: if there is none.
        """
        dated = self._dated(day)
        begins = self._begins(dated, day)
        entry, made, book = dated[begins]
        schedule = self._schedule(entry)
        run = self._unchanged(dated, begins)
        since = run[0]
        previous = max((day for day in dated if day < since), default=None)
        later = (day for day in sorted(dated) if day > begins and self._schedule(dated[day].entry) != schedule)
        tariff = table.tariff_of(schedule)
        source, region = made.sources[self._source(entry)], self.regions[self.key.region]
        return Price(
            title=f"{self._meter.title}, {self._choice_in_words}" if self.key.choice else self._meter.title,
            tariff=tariff,
            unit=self._meter.unit,
            multiple=self._meter.multiple_and_unit[0],
            usage_type=add_region_prefix(self._meter.usage_types[self.key.choice], region, self._table.unprefixed),
            currency=region.currency,
            since=since,
            follows=previous is not None and dated[previous].entry.until in {None, since - ONE_DAY},
            next_since=None if entry.until else next(later, None),
            checks=self._checks([dated[day] for day in run], book, len(tariff.tiers)),
            source=source.url,
            source_title=source.title,
            note=entry.note,
            until=entry.until,
            book=book,
        )

    def history(self) -> list[Price]:
        """Every price that is known, the oldest first.

        Raises:
            MissingPriceError: if there is none.
        """
        dated = self._dated(date.max)
        days = [day for day, (entry, _, _) in dated.items() if entry.until is None or entry.until >= day]
        return list({price.since: price for price in map(self.price, days)}.values())

    @property
    def _table(self) -> Table:
        """The table that says what the meter is: the lowest."""
        return self.layers[0][1]

    @cached_property
    def _meter(self) -> Meter:
        return self._table.meters[self.key.meter.rpartition(".")[2]]

    @property
    def _choice_in_words(self) -> str:
        """The choice as a bill shows it: a size has its unit."""
        unit = unit_of(self._meter.by)
        return f"{self.key.choice} {unit.upper()}" if unit in {"gb", "mb"} else self.key.choice

    def _dated(self, day: date) -> dict[date, DatedEntry]:
        """The entries that price the choice in the region, by the day from which each holds.

        Raises:
            MissingPriceError: if there is none; *day* is the one that was asked for.
        """
        if self.key.choice not in self._meter.usage_types:
            by = f"It is priced by {self._meter.by}; {did_you_mean(self.key.choice, self._meter.usage_types)}"
            raise self._missing(by if self._meter.by else "It has no choices", day)
        merged: dict[date, DatedEntry] = {}
        for book, made in self.layers:
            meter = made.meters.get(self.key.meter.rpartition(".")[2])
            if meter is not None:
                entries = made.entries(meter, self.key.region)
                priced = {since: entry for since, entry in entries.items() if entry.prices_choice(self.key.choice)}
                dated = {since: DatedEntry(entry, made, book) for since, entry in priced.items()}
                merged = overlay(merged, restrict_to_known(dated, meter, self.key.region, self.key.choice))
            if made is self._table:
                merged = interleave(merged, self.refreshed)
        if not merged:
            raise self._missing(self._why_never(), day)
        return merged

    def _why_never(self) -> str:
        """Why the region has no price of the choice on any day."""
        if self._table.entries(self._meter, self.key.region):
            return f"No published price for {self.key.choice} in that region is known"
        if self.key.region in self._meter.absent:
            return "It is listed as not sold there"
        if self.key.region in self._meter.unpriced:
            return "No published price for that region is known"
        return "The table does not list that region"

    def _begins(self, dated: dict[date, DatedEntry], day: date) -> date:
        """The day from which the entry holds that holds on *day*.

        Raises:
            MissingPriceError: if none does.
        """
        first = min(dated)
        if day < first:
            raise self._missing(f"The first day for which its price is known is {first}", day)
        begins = max(start for start in dated if start <= day)
        until = dated[begins].entry.until
        if until and day > until:
            following = min((start for start in dated if start > begins), default=None)
            to = f" to {following - ONE_DAY}" if following else " on"
            raise self._missing(f"The price changed on an unknown day: it is not known from {until + ONE_DAY}{to}", day)
        return begins

    def _unchanged(self, dated: dict[date, DatedEntry], begins: date) -> list[date]:
        """The days of the entries around the one that *begins* on a day that have its schedule, without a break."""
        days = sorted(dated)
        first = last = days.index(begins)
        while first and self._goes_on(dated[days[first - 1]].entry, dated[days[first]].entry):
            first -= 1
        while last + 1 < len(days) and self._goes_on(dated[days[last]].entry, dated[days[last + 1]].entry):
            last += 1
        return days[first : last + 1]

    def _goes_on(self, entry: Entry, following: Entry) -> bool:
        """Whether *following* says that the price of *entry* still holds."""
        return not entry.until and self._schedule(entry) == self._schedule(following)

    def _schedule(self, entry: Entry) -> Schedule:
        return entry.price[self.key.choice] if isinstance(entry.price, dict) else entry.price

    def _source(self, entry: Entry) -> str:
        return entry.source if isinstance(entry.source, str) else entry.source[self.key.choice]

    def _checks(self, run: Sequence[DatedEntry], book: str, tiers: int) -> tuple[Check, ...]:
        """Where each tier was last seen to hold, by entries with the same price; a list confirms no custom price."""
        lists = {self.layers[0][0], *(seen.book for seen in self.refreshed.values())}
        seen = [entry for entry in reversed(run) if entry.book == book or {entry.book, book} <= lists]
        return tuple(
            max((self._last_check(entry, tier) for entry in seen), key=lambda check: check.day) for tier in range(tiers)
        )

    def _last_check(self, dated: DatedEntry, tier: int) -> Check:
        """Where the price of *tier*, counted from 0, was last seen to hold, as one entry says."""
        entry = dated.entry
        rechecks = [
            (again.checked, again.source)
            for again in entry.rechecked
            if self.key.region in again.regions and again.choice in {"", self.key.choice}
            if not again.tiers or tier < again.tiers
        ]
        day, key = max(rechecks, default=(entry.checked, self._source(entry)))
        source = dated.table.sources[key]
        return Check(day, source.title, source.url, source.strong)

    def _missing(self, why: str, day: date) -> MissingPriceError:
        meter, region, choice = self.key
        shown = f"{meter} ({choice})" if choice else meter
        file = f"pricing_data/{meter.rpartition('.')[0].replace('.', '/')}.yaml"
        return MissingPriceError(
            f"No price for {shown} in {region} on {day}. {why} ({file}).",
            meter=meter,
            region=region,
            day=day.isoformat(),
            why=f"{shown}: {why}",
        )
