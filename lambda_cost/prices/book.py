"""A price book: for a meter, a region, a choice and a day, the tariff that held."""

from __future__ import annotations

from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from lambda_cost import regions
from lambda_cost.data import pricing_data
from lambda_cost.errors import LambdaCostError, did_you_mean
from lambda_cost.prices.lookup import PriceLookup
from lambda_cost.prices.price import PriceKey
from lambda_cost.prices.table_folder import TableFolder
from lambda_cost.prices.usage_types import UsageTypes

if TYPE_CHECKING:
    from lambda_cost.prices.custom_tables import CustomTables
    from lambda_cost.prices.price import Price
    from lambda_cost.prices.refreshed import RefreshedPrices
    from lambda_cost.prices.savings_plans import SavingsPlanRates
    from lambda_cost.prices.table import Allowance, Meter, Table
    from lambda_cost.regions import Region

OFFERS = {"always": ("always",), "first_year": ("always", "first_year"), "none": ()}
"""By free tier of a scenario, the free offers that it takes off."""


class PriceBook:
    """The price tables of one folder, and custom prices that are laid over them.

    >>> from datetime import date
    >>> book = PriceBook.bundled()
    >>> book.price("aws_lambda.function.duration", "eu-west-1", "arm64", date(2026, 11, 1)).usage_type
    'EU-Lambda-GB-Second-ARM'
    """

    def __init__(
        self,
        tables: Path | TableFolder,
        overlays: tuple[CustomTables, ...] = (),
        refreshed: RefreshedPrices | None = None,
    ) -> None:
        """The prices of *tables*, a folder.

        Args:
            tables: the folder.
            overlays: custom prices that are laid over them, the lowest first.
            refreshed: what AWS's price lists said later.
        """
        self.tables = TableFolder(tables) if isinstance(tables, Path) else tables
        self._overlays = overlays
        self.refreshed = refreshed
        self._prices: dict[tuple[PriceKey, date], Price] = {}
        self._meters: dict[str, Meter] = {}

    @classmethod
    def bundled(cls) -> PriceBook:
        """The prices that come with lambda-cost."""
        return _bundled()

    @classmethod
    def current(cls) -> PriceBook:
        """The bundled prices, with those of the last `lambda-cost prices refresh` of this user: what commands use.

        Raises:
            UnreadableFileError: if the refreshed prices are not as they were written.
        """
        from lambda_cost.prices.refreshed import RefreshedPrices

        refreshed = RefreshedPrices.current()
        return _bundled() if refreshed is None else cls(_bundled().tables, (), refreshed)

    def overlaid(self, folder: str | Path) -> PriceBook:
        """This book with the custom prices in *folder* laid over it: negotiated rates, private regions, what-ifs.

        A price of the folder holds in its region from its day on, to its `until` if it has one; all else is as it
        was.  docs/prices.md has the form.

        Raises:
            TableError: with everything that is wrong in the folder.
            UnreadableFileError: if it cannot be read.
        """
        from lambda_cost.prices import custom_tables

        custom = custom_tables.read(Path(folder), self.tables, self.regions)
        return PriceBook(self.tables, (*self._overlays, custom), self.refreshed)

    @property
    def folder(self) -> Path:
        """The folder of its tables."""
        return self.tables.path

    @cached_property
    def regions(self) -> dict[str, Region]:
        """The regions that it has prices for, by code."""
        known = dict(self.tables.regions)
        for custom in self._overlays:
            known |= custom.regions
        return known

    def region(self, code: str) -> Region:
        """The region called *code*.

        Raises:
            ValueError: if there is none; the message names the nearest.
        """
        return regions.find_region(code, self.regions)

    @property
    def savings_plans(self) -> SavingsPlanRates:
        """What Lambda costs under a Compute Savings Plan."""
        return self.tables.savings_plans

    @cached_property
    def usage_types(self) -> UsageTypes:
        """AWS's names in bills and price lists, and the meters that they are of."""
        return UsageTypes({address: self.table(address) for address in self.addresses()}, self.regions)

    def addresses(self) -> list[str]:
        """The address of every table, `aws_lambda.function`."""
        return self.tables.addresses()

    def table(self, address: str) -> Table:
        """The table at *address*, without what is laid over it.

        Raises:
            TableError: if it is not in the form.
            UnreadableFileError: if there is none.
        """
        return self.tables.table(address)

    def layers(self, address: str) -> list[tuple[str, Table]]:
        """The tables at *address*, the lowest first, each with the name of its price book: empty for the lowest."""
        custom = [(book.name, book.tables[address]) for book in self._overlays if address in book.tables]
        return [(self.tables.name, self.table(address)), *custom]

    def meters(self, within: str = "") -> list[str]:
        """The full name of every meter, or of those *within* a service, a table or a meter's name.

        Only the tables that this needs are read.
        """
        named = [
            address
            for address in self.addresses()
            if not within or f"{address}.".startswith(f"{within}.") or within.startswith(f"{address}.")
        ]
        meters = (f"{address}.{name}" for address in named for name in self.table(address).meters)
        return [meter for meter in meters if not within or f"{meter}.".startswith(f"{within}.")]

    def meter(self, meter: str) -> Meter:
        """The prices of *meter*, everywhere and always.

        Raises:
            UnreadableFileError: if there is no table for it.
            LambdaCostError: if its table has no such meter.
        """
        if meter not in self._meters:
            address, _, name = meter.rpartition(".")
            meters = self.table(address).meters
            if name not in meters:
                raise LambdaCostError(f"{address} has no meter {name!r}; {did_you_mean(name, meters)}")
            self._meters[meter] = meters[name]
        return self._meters[meter]

    def choices(self, meter: str) -> list[str]:
        """What selects among the prices of *meter*; one empty text if nothing does."""
        return [*self.meter(meter).usage_types]

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
        key = PriceKey(meter, region, choice)
        if (key, day) not in self._prices:
            self._prices[key, day] = self._lookup(key).price(day)
        return self._prices[key, day]

    def history(self, meter: str, region: str, choice: str = "") -> list[Price]:
        """Every price of *meter* in *region* that is known, the oldest first.

        Raises:
            MissingPriceError: if there is none.
        """
        return self._lookup(PriceKey(meter, region, choice)).history()

    def allowances(self, meter: str, offer: str, day: date) -> list[Allowance]:
        """The amounts of *meter* that are free a month on *day* under *offer* (`always`, `first_year`, `none`)."""
        return [free for free in self.meter(meter).free if free.offer in OFFERS[offer] and free.since <= day]

    def newest_day(self, key: PriceKey) -> date:
        """The day of the newest price of *key*, custom prices aside; the first of all days if there is none."""
        meter = self.meter(key.meter)
        entries = self.table(key.meter.rpartition(".")[0]).entries(meter, key.region)
        days = [day for day, entry in entries.items() if entry.prices_choice(key.choice)]
        days += self.refreshed.dated(key, meter.unit) if self.refreshed else []
        return max(days, default=date.min)

    def _lookup(self, key: PriceKey) -> PriceLookup:
        unit = self.meter(key.meter).unit
        refreshed = self.refreshed.dated(key, unit) if self.refreshed else {}
        return PriceLookup(key, self.regions, self.layers(key.meter.rpartition(".")[0]), refreshed)


@cache
def _bundled() -> PriceBook:
    return PriceBook(TableFolder(pricing_data(), trusted=True))
