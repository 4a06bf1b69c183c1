"""A price book: for a meter, a region, a choice and a day, the tariff that held."""

from __future__ import annotations

from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from lambda_cost import files, regions, strict_yaml
from lambda_cost.data import pricing_data
from lambda_cost.errors import LambdaCostError, TableError, did_you_mean
from lambda_cost.prices import table
from lambda_cost.prices.lookup import Search

if TYPE_CHECKING:
    from lambda_cost.prices.checking import Allowed
    from lambda_cost.prices.price import Price
    from lambda_cost.prices.savings_plans import SavingsPlanRates
    from lambda_cost.prices.table import Allowance, Entry, Meter, Table
    from lambda_cost.regions import Region


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
        self.name = "" if trusted else files.resolve(folder).name
        """What reports call it; the one that comes with lambda-cost has no name there."""
        self._trusted = trusted
        self._tables: dict[str, Table] = {}
        self._prices: dict[tuple[str, str, str, date], Price] = {}

    @classmethod
    def bundled(cls) -> PriceBook:
        """The prices that come with lambda-cost."""
        return _bundled()

    @cached_property
    def regions(self) -> dict[str, Region]:
        """The regions there are, by code: those that come with lambda-cost, and those that the folder lists.

        Raises:
            TableError: with everything that is wrong in the folder's list.
        """
        own = self.folder / "regions.yaml"
        if self._trusted or not files.exists(own):
            return regions.bundled()
        from lambda_cost.prices.own_regions import regions_of

        document = files.read_document(own, name=f"{self.folder.name}/regions.yaml", error=TableError)
        found, wrong = regions_of(document, regions.bundled(), alone=True)
        if wrong:
            raise TableError(wrong)
        return regions.bundled() | found

    @cached_property
    def savings_plans(self) -> SavingsPlanRates:
        """What Lambda costs under a Compute Savings Plan."""
        from lambda_cost.prices.savings_plans import SavingsPlanRates

        own = self.folder / "savings_plans" / "compute.yaml"
        return SavingsPlanRates.read(own if files.exists(own) else pricing_data() / "savings_plans" / "compute.yaml")

    def region(self, code: str) -> Region:
        """The region called *code*.

        Raises:
            ValueError: if there is none; the message names the nearest.
        """
        return regions.found(code, self.regions)

    def addresses(self) -> list[str]:
        """The address of every table in the book."""
        tables = (path for path in files.list_files(self.folder, ".yaml", depth=1) if path.parent != self.folder)
        return sorted(f"{path.parent.name}.{path.stem}" for path in tables if path.parent.name != "savings_plans")

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
            self._tables[address] = self._read(files.read_text(path, name=name), name)
        return self._tables[address]

    def _read(self, text: str, name: str) -> Table:
        if self._trusted:
            return table.trusted(strict_yaml.read(text, name))
        from lambda_cost.prices import checking

        return checking.table_of(text, name, self.allowed)

    @property
    def allowed(self) -> Allowed:
        """What the tables may speak of: the book's regions; where some are one's own, prices with a known end too."""
        from lambda_cost.prices import checking

        return checking.Allowed(self.regions, ending=not self.regions.keys() <= regions.bundled().keys())

    def layers(self, address: str) -> list[tuple[str, Table]]:
        """The tables at *address* that are laid over each other, the lowest first, each with the name of its book."""
        return [(self.name, self.table(address))]

    def overlaid(self, folder: str | Path) -> PriceBook:
        """This book with the prices in *folder* laid over it: negotiated rates, regions of one's own, what-ifs.

        A price of the folder holds in its region from its day on, to its `until` if it has one; all else is as it
        was.  docs/prices.md has the form.

        Raises:
            TableError: with everything that is wrong in the folder.
            UnreadableFileError: if it cannot be read.
        """
        from lambda_cost.prices.overlay import Overlaid

        return Overlaid(self, Path(folder))

    def meters(self, within: str = "") -> list[str]:
        """The full name of every meter in the book, or *within* it of those of a service, a table or a meter's name.

        Only the tables that this needs are read.
        """
        named = [
            one for one in self.addresses() if not within or f"{one}.".startswith(f"{within}.") or within.startswith(f"{one}.")
        ]
        meters = (f"{address}.{name}" for address in named for name in self.table(address).meters)
        return [meter for meter in meters if not within or f"{meter}.".startswith(f"{within}.")]

    def choices(self, meter: str) -> list[str]:
        """What selects among the prices of *meter*; one empty text if nothing does."""
        usage_type = self.meter(meter).usage_type
        return [*usage_type] if isinstance(usage_type, dict) else [""]

    def history(self, meter: str, region: str, choice: str = "") -> list[Price]:
        """Every price of *meter* in *region* that is known, the oldest first.

        Raises:
            MissingPriceError: if there is none.
        """
        days = Search(self, meter, region, choice, date.max).dated()
        prices = [self.price(meter, region, choice, day) for day in days if not _is_over(days[day].entry, day)]
        return list({price.since: price for price in prices}.values())

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
            self._prices[key] = Search(self, *key).price()
        return self._prices[key]

    def allowances(self, meter: str, offer: str, day: date) -> list[Allowance]:
        """The amounts of *meter* that are free a month on *day* under *offer* (`always`, `first_year`, `none`)."""
        offers = {"always": ("always",), "first_year": ("always", "first_year"), "none": ()}[offer]
        return [free for free in self.meter(meter).free if free.offer in offers and free.since <= day]


def _is_over(entry: Entry, day: date) -> bool:
    """Whether *entry* was no longer known to hold on *day*, the first for which it might be asked."""
    return entry.until is not None and entry.until < day


@cache
def _bundled() -> PriceBook:
    return PriceBook(pricing_data(), trusted=True)
