"""The price tables in one folder, each read when it is first needed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from lambda_cost import canonical_yaml, files, regions
from lambda_cost.data import pricing_data
from lambda_cost.errors import TableError
from lambda_cost.prices import bundled_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from lambda_cost.prices.checking import Allowed
    from lambda_cost.prices.savings_plans import SavingsPlanRates
    from lambda_cost.prices.table import Table
    from lambda_cost.regions import Region

REGIONS = "regions.yaml"
PLANS = "savings_plans/compute.yaml"


class TableFolder:
    """A folder that has a whole set of price tables."""

    def __init__(self, path: Path, *, trusted: bool = False, tables: Mapping[str, Table] | None = None) -> None:
        """The tables in the folder at *path*.

        Args:
            path: the folder.
            trusted: whether they are taken without a look at their form, as those that come with lambda-cost are.
            tables: by address, tables that stand in place of the folder's files.
        """
        self.path = path
        self.name = "" if trusted else files.resolve(path).name
        """What reports call the price book; the one that comes with lambda-cost has no name there."""
        self._trusted = trusted
        self._tables = dict(tables or {})

    @cached_property
    def regions(self) -> dict[str, Region]:
        """The regions there are, by code: those that come with lambda-cost, and those that the folder lists.

        Raises:
            TableError: with everything that is wrong in the folder's list.
        """
        file = self.path / REGIONS
        if self._trusted or not files.exists(file):
            return regions.bundled()
        from lambda_cost.prices import custom_regions

        document = files.read_document(file, name=f"{self.path.name}/{REGIONS}", error=TableError)
        custom, problems = custom_regions.regions_in(document, regions.bundled(), standalone=True)
        if problems:
            raise TableError(problems)
        return regions.bundled() | custom

    @cached_property
    def savings_plans(self) -> SavingsPlanRates:
        """What Lambda costs under a Compute Savings Plan; as bundled if the folder does not say."""
        from lambda_cost.prices.savings_plans import SavingsPlanRates

        file = self.path / PLANS
        return SavingsPlanRates.read(file if files.exists(file) else pricing_data() / PLANS)

    @property
    def allowed(self) -> Allowed:
        """What its tables may speak of: its regions; and where it adds regions, prices that end on a known day."""
        from lambda_cost.prices.checking import Allowed

        return Allowed(self.regions, ending=not self.regions.keys() <= regions.bundled().keys())

    def addresses(self) -> list[str]:
        """The address of every table, `aws_lambda.function`."""
        tables = (path for path in files.list_files(self.path, ".yaml", depth=1) if path.parent != self.path)
        return sorted(f"{path.parent.name}.{path.stem}" for path in tables if path.parent.name != "savings_plans")

    def table(self, address: str) -> Table:
        """The table at *address*.

        Raises:
            TableError: if it is not in the form.
            UnreadableFileError: if there is none.
        """
        if address not in self._tables:
            self._tables[address] = self._read(f"{address.replace('.', '/', 1)}.yaml")
        return self._tables[address]

    def _read(self, file: str) -> Table:
        name = f"{self.path.name}/{file}"
        if self._trusted:
            return bundled_table.table_of(canonical_yaml.read_document(self.path / file, name))
        from lambda_cost.prices import checking

        document = files.read_document(self.path / file, name=name, error=TableError)
        return checking.checked(document, self.allowed)
