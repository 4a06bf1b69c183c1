"""The search for one price in a book: the entry that holds on a day, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from lambda_cost.errors import MissingPriceError, did_you_mean
from lambda_cost.numbers.units import unit_of
from lambda_cost.prices import table
from lambda_cost.prices.price import Check, Price
from lambda_cost.prices.timeline import ONE_DAY, Placed, clipped, laid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.prices.table import Entry, Meter, Schedule, Table


@dataclass(frozen=True)
class Search:
    """The search for one price, and what to say when there is none."""

    book: PriceBook
    """Where to look."""
    name: str
    """Full name of the meter."""
    region: str
    """A region's code."""
    choice: str
    """What selects among the meter's prices."""
    day: date
    """The day whose price is asked for."""

    def price(self) -> Price:
        """The price that holds on the day, with the days between which it did not change."""
        dated = self.dated()
        day, placed = self._placed(dated)
        entry = placed.entry
        schedule = self._schedule(entry)
        since, before = self._begun(dated, day)
        later = (one for one in sorted(dated) if one > day and self._schedule(dated[one].entry) != schedule)
        number, _, unit = self.meter.unit.partition(" ") if self.meter.unit[0].isdigit() else ("1", "", self.meter.unit)
        tariff = table.tariff(schedule)
        where = self.book.regions[self.region]
        usage_type = self.meter.usage_type if isinstance(self.meter.usage_type, str) else self.meter.usage_type[self.choice]
        source = placed.table.sources[self._source(entry)]
        return Price(
            title=f"{self.meter.title}, {self._choice}" if self.choice else self.meter.title,
            tariff=tariff,
            unit=self.meter.unit if unit else number,
            multiple=Decimal(number),
            usage_type=usage_type if self.region in self.table.unprefixed else f"{where.billing_code}-{usage_type}",
            currency=where.currency,
            since=since,
            follows=before is not None and before.until in {None, since - ONE_DAY},
            next_since=None if entry.until else next(later, None),
            checks=tuple(self._check(placed, tier) for tier in range(len(tariff.tiers))),
            source=source.url,
            source_title=source.title,
            note=entry.note,
            until=entry.until,
            book=placed.book,
        )

    @cached_property
    def table(self) -> Table:
        """The table that the meter stands in."""
        return self.book.table(self.name.rpartition(".")[0])

    @cached_property
    def meter(self) -> Meter:
        """The prices of the meter."""
        return self.book.meter(self.name)

    @property
    def _choice(self) -> str:
        """The choice in words: a size has its unit."""
        unit = unit_of(self.meter.by)
        return f"{self.choice} {unit.upper()}" if unit in {"gb", "mb"} else self.choice

    def dated(self) -> dict[date, Placed]:
        """The entries that price the choice in the region, by the day from which each holds.

        Raises:
            MissingPriceError: if there is none.
        """
        choices = self.meter.usage_type if isinstance(self.meter.usage_type, dict) else {"": ""}
        if self.choice not in choices:
            by = (
                f"It is priced by {self.meter.by}; {did_you_mean(self.choice, choices)}"
                if self.meter.by
                else "It has no choices"
            )
            raise self._missing(by)
        found: dict[date, Placed] = {}
        for book, one in self.book.layers(self.name.rpartition(".")[0]):
            meter = one.meters.get(self.name.rpartition(".")[2])
            if meter is not None:
                days = {day: Placed(entry, one, book) for day, entry in self._listed(one, meter)}
                found = laid(found, clipped(days, meter, self.region, self.choice))
        if not found:
            raise self._missing(self._absence())
        return found

    def _listed(self, one: Table, meter: Meter) -> Iterator[tuple[date, Entry]]:
        """The entries of *meter* that price the choice in the region, as table *one* lists them."""
        for day, entry in table.entries_of(one, meter, self.region).items():
            if not isinstance(entry.price, dict) or self.choice in entry.price:
                yield day, entry

    def _absence(self) -> str:
        """Why the region has no price of the choice on any day."""
        if table.entries_of(self.table, self.meter, self.region):
            return f"No published price for {self.choice} in that region is known"
        if self.region in self.meter.absent:
            return "It is listed as not sold there"
        if self.region in self.meter.unpriced:
            return "No published price for that region is known"
        return "The table does not list that region"

    def _schedule(self, entry: Entry) -> Schedule:
        """The schedule of the choice in *entry*."""
        return entry.price[self.choice] if isinstance(entry.price, dict) else entry.price

    def _begun(self, fit: dict[date, Placed], day: date) -> tuple[date, Entry | None]:
        """Since when the schedule of *day* holds without a break, and the entry before that."""
        days = [one for one in sorted(fit) if one <= day]
        while len(days) > 1:
            before = fit[days[-2]].entry
            if before.until or self._schedule(before) != self._schedule(fit[days[-1]].entry):
                return days[-1], before
            days.pop()
        return days[0], None

    def _placed(self, fit: dict[date, Placed]) -> tuple[date, Placed]:
        """The entry that holds on the day, and when it begins."""
        first = min(fit)
        if self.day < first:
            raise self._missing(f"The first day for which its price is known is {first}")
        since = max(begins for begins in fit if begins <= self.day)
        until = fit[since].entry.until
        if until and self.day > until:
            following = min((begins for begins in fit if begins > since), default=None)
            to = f" to {following - ONE_DAY}" if following else " on"
            raise self._missing(f"The price changed on an unknown day: it is not known from {until + ONE_DAY}{to}")
        return since, fit[since]

    def _check(self, placed: Placed, tier: int) -> Check:
        """Where the price of *tier*, counted from 0, was last seen to hold."""
        entry = placed.entry
        again = [
            (one.checked, one.source)
            for one in entry.rechecked
            if self.region in one.regions and one.choice in {"", self.choice} and (not one.tiers or tier < one.tiers)
        ]
        day, key = max(again, default=(entry.checked, self._source(entry)))
        source = placed.table.sources[key]
        return Check(day, source.title, source.url)

    def _source(self, entry: Entry) -> str:
        return entry.source if isinstance(entry.source, str) else entry.source[self.choice]

    def _missing(self, why: str) -> MissingPriceError:
        choice = f" ({self.choice})" if self.choice else ""
        file = f"pricing_data/{self.name.rpartition('.')[0].replace('.', '/')}.yaml"
        return MissingPriceError(
            f"No price for {self.name}{choice} in {self.region} on {self.day}. {why} ({file}).",
            meter=self.name,
            region=self.region,
            day=self.day.isoformat(),
            why=f"{self.name}{choice}: {why}",
        )
