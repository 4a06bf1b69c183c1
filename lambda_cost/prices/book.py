"""A price book: for a meter, a region, a choice and a day, the tariff that held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, cached_property
from typing import TYPE_CHECKING

from lambda_cost import regions, strict_yaml
from lambda_cost.data import pricing_data
from lambda_cost.errors import LambdaCostError, MissingPriceError, UnreadableFileError, did_you_mean
from lambda_cost.prices import table
from lambda_cost.units import unit_of

if TYPE_CHECKING:
    from pathlib import Path

    from lambda_cost.prices.table import Allowance, Entry, Meter, Schedule, Table
    from lambda_cost.regions import Region
    from lambda_cost.tariff import Tariff

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Price:
    """What a meter costs somewhere on a day, and how that is known."""

    title: str
    """What the meter is called on a bill, with the choice."""
    tariff: Tariff
    """Its tiers, in pricing units."""
    unit: str
    """FOCUS pricing unit: `GB-Seconds`, `1000000 Requests`."""
    multiple: Decimal
    """How many of what AWS counts are one pricing unit."""
    usage_type: str
    """AWS's name on a bill, with the region's billing code."""
    currency: str
    """ISO 4217 code."""
    since: date
    """First day on which this price is known to have held."""
    follows: bool
    """Whether another price is known to have held before."""
    next_since: date | None
    """The day on which another price begins, if one is known."""
    checked: tuple[date, ...]
    """For each tier, when it was last seen to hold."""
    source: str
    """Address of the publication that says it."""
    source_title: str
    """What that publication is."""
    note: str
    """What must be said about it; mostly empty."""

    def checked_to(self, tiers: int) -> date:
        """When the first *tiers* tiers were all last seen to hold."""
        return min(self.checked[: max(tiers, 1)])


class PriceBook:
    """The tables of one folder, each read when it is first needed.

    >>> from datetime import date
    >>> book = PriceBook.bundled()
    >>> book.price("aws_lambda.function.duration", "eu-west-1", "arm64", date(2026, 11, 1)).usage_type
    'EU-Lambda-GB-Second-ARM'
    """

    def __init__(self, folder: Path, *, trusted: bool = False) -> None:
        """A book of the tables in *folder*; those of a *trusted* one are not checked when they are read."""
        self.folder = folder
        self._trusted = trusted
        self._tables: dict[str, Table] = {}
        self._prices: dict[tuple[str, str, str, date], Price] = {}

    @classmethod
    def bundled(cls) -> PriceBook:
        """The prices that come with lambda-cost."""
        return _bundled()

    @cached_property
    def regions(self) -> dict[str, Region]:
        """The regions there are, by code."""
        return regions.read(self.folder / "regions.yaml")

    def region(self, code: str) -> Region:
        """The region called *code*.

        Raises:
            ValueError: if there is none; the message names the nearest.
        """
        return regions.found(code, self.regions)

    def addresses(self) -> list[str]:
        """The address of every table in the book."""
        tables = (path for path in self.folder.glob("*/*.yaml") if path.parent.name != "savings_plans")
        return sorted(f"{path.parent.name}.{path.stem}" for path in tables)

    def table(self, address: str) -> Table:
        """The table at *address*.

        Raises:
            TableError: if it is not in the form.
            UnreadableFileError: if there is none.
        """
        if address not in self._tables:
            service, _, item = address.partition(".")
            path = self.folder / service / f"{item}.yaml"
            name = f"{self.folder.name}/{service}/{item}.yaml"
            try:
                raw = path.read_bytes()
            except OSError as error:
                message = f"{name} cannot be read: {error.strerror}"
                raise UnreadableFileError(message) from None
            self._tables[address] = self._read(strict_yaml.decoded(raw, name), name)
        return self._tables[address]

    def _read(self, text: str, name: str) -> Table:
        if self._trusted:
            return table.trusted(strict_yaml.read(text, name))
        from lambda_cost.prices import checking

        return checking.table_of(text, name)

    def meter(self, meter: str) -> Meter:
        """The prices of *meter*, everywhere and always.

        Raises:
            UnreadableFileError: if there is no table for it.
            LambdaCostError: if its table has no such meter.
        """
        address, _, name = meter.rpartition(".")
        meters = self.table(address).meters
        if name not in meters:
            message = f"{address} has no meter {name!r}; {did_you_mean(name, meters)}"
            raise LambdaCostError(message)
        return meters[name]

    def price(self, meter: str, region: str, choice: str, day: date) -> Price:
        """What *meter* costs in *region* on *day*.

        Args:
            meter: its full name, `aws_lambda.function.duration`.
            region: a region's code.
            choice: what selects among its prices, such as the architecture; empty if nothing does.
            day: the day whose price is asked for.

        Raises:
            MissingPriceError: if it is not sold there, not published, or not known for that day.
        """
        key = (meter, region, choice, day)
        if key not in self._prices:
            self._prices[key] = _Search(self, *key).price()
        return self._prices[key]

    def allowances(self, meter: str, offer: str, day: date) -> list[Allowance]:
        """The amounts of *meter* that are free a month on *day* under *offer* (`always`, `first_year`, `none`)."""
        offers = {"always": ("always",), "first_year": ("always", "first_year"), "none": ()}[offer]
        return [free for free in self.meter(meter).free if free.offer in offers and free.since <= day]


@cache
def _bundled() -> PriceBook:
    return PriceBook(pricing_data(), trusted=True)


@dataclass(frozen=True)
class _Search:
    """The search for one price, and what to say when there is none."""

    book: PriceBook
    name: str
    region: str
    choice: str
    day: date

    def price(self) -> Price:
        """The price that holds on the day, with the days between which it did not change."""
        dated = self._dated()
        day, entry = self._entry(dated)
        schedule = self._schedule(entry)
        since, before = self._begun(dated, day)
        later = (one for one in sorted(dated) if one > day and self._schedule(dated[one]) != schedule)
        number, _, unit = self.meter.unit.partition(" ") if self.meter.unit[0].isdigit() else ("1", "", self.meter.unit)
        tariff = table.tariff(schedule)
        where = self.book.regions[self.region]
        usage_type = self.meter.usage_type if isinstance(self.meter.usage_type, str) else self.meter.usage_type[self.choice]
        source = self.table.sources[entry.source if isinstance(entry.source, str) else entry.source[self.choice]]
        return Price(
            title=f"{self.meter.title}, {self._choice}" if self.choice else self.meter.title,
            tariff=tariff,
            unit=self.meter.unit if unit else number,
            multiple=Decimal(number),
            usage_type=usage_type if self.region in self.table.unprefixed else f"{where.billing_code}-{usage_type}",
            currency=where.currency,
            since=max(since, self._known_since()),
            follows=before is not None and before.until in {None, since - ONE_DAY} and self._known_since() < since,
            next_since=None if entry.until else next(later, None),
            checked=tuple(self._checked(entry, tier) for tier in range(len(tariff.tiers))),
            source=source.url,
            source_title=source.title,
            note=entry.note,
        )

    @cached_property
    def table(self) -> Table:
        return self.book.table(self.name.rpartition(".")[0])

    @cached_property
    def meter(self) -> Meter:
        return self.book.meter(self.name)

    @property
    def _choice(self) -> str:
        """The choice in words: a size has its unit."""
        unit = unit_of(self.meter.by)
        return f"{self.choice} {unit.upper()}" if unit in {"gb", "mb"} else self.choice

    def _dated(self) -> dict[date, Entry]:
        """The entries of the region that price the choice, by date."""
        choices = self.meter.usage_type if isinstance(self.meter.usage_type, dict) else {"": ""}
        if self.choice not in choices:
            by = (
                f"It is priced by {self.meter.by}; {did_you_mean(self.choice, choices)}"
                if self.meter.by
                else "It has no choices"
            )
            raise self._missing(by)
        for key, entries in self.meter.prices.items():
            if self.region in table.regions_of(self.table, key):
                fit = {day: one for day, one in entries.items() if not isinstance(one.price, dict) or self.choice in one.price}
                if not fit:
                    raise self._missing(f"No published price for {self.choice} in that region is known")
                return fit
        if self.region in self.meter.absent:
            raise self._missing("It is listed as not sold there")
        if self.region in self.meter.unpriced:
            raise self._missing("No published price for that region is known")
        raise self._missing("The table does not list that region")

    def _schedule(self, entry: Entry) -> Schedule:
        """The schedule of the choice in *entry*."""
        return entry.price[self.choice] if isinstance(entry.price, dict) else entry.price

    def _begun(self, fit: dict[date, Entry], day: date) -> tuple[date, Entry | None]:
        """Since when the schedule of *day* holds without a break, and the entry before that."""
        days = [one for one in sorted(fit) if one <= day]
        while len(days) > 1:
            before = fit[days[-2]]
            if before.until or self._schedule(before) != self._schedule(fit[days[-1]]):
                return days[-1], before
            days.pop()
        return days[0], None

    def _entry(self, fit: dict[date, Entry]) -> tuple[date, Entry]:
        """The entry that holds on the day, and when it begins."""
        first = max(min(fit), self._known_since())
        if self.day < first:
            raise self._missing(f"The first day for which its price is known is {first}")
        since = max(begins for begins in fit if begins <= self.day)
        entry = fit[since]
        if entry.until and self.day > entry.until:
            following = min((begins for begins in fit if begins > since), default=None)
            until = f" to {following - ONE_DAY}" if following else " on"
            raise self._missing(f"The price changed on an unknown day: it is not known from {entry.until + ONE_DAY}{until}")
        return since, entry

    def _known_since(self) -> date:
        days = (one.since for one in self.meter.known_since if self.region in one.regions and one.choice in {"", self.choice})
        return max(days, default=date.min)

    def _checked(self, entry: Entry, tier: int) -> date:
        """When the price of *tier*, counted from 0, was last seen to hold."""
        again = (
            one.checked
            for one in entry.rechecked
            if self.region in one.regions and one.choice in {"", self.choice} and (not one.tiers or tier < one.tiers)
        )
        return max(again, default=entry.checked)

    def _missing(self, why: str) -> MissingPriceError:
        choice = f" ({self.choice})" if self.choice else ""
        file = f"pricing_data/{self.name.rpartition('.')[0].replace('.', '/')}.yaml"
        return MissingPriceError(
            f"No price for {self.name}{choice} in {self.region} on {self.day}. {why} ({file}).",
            meter=self.name,
            region=self.region,
            day=self.day.isoformat(),
        )
