"""A price book laid over another: a negotiated rate, a region of one's own, a price for a what-if."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from lambda_cost.prices import own_tables
from lambda_cost.prices.book import PriceBook

if TYPE_CHECKING:
    from pathlib import Path

    from lambda_cost.prices.savings_plans import SavingsPlanRates
    from lambda_cost.prices.table import Table
    from lambda_cost.regions import Region


class Overlaid(PriceBook):
    """The tables of a folder over another book; every one of them is read and checked at once."""

    def __init__(self, below: PriceBook, folder: Path) -> None:
        """Lay the tables in *folder* over the book *below*.

        Raises:
            TableError: with everything that is wrong in them.
            UnreadableFileError: if the folder or a file in it cannot be read.
        """
        super().__init__(folder)
        self.below = below
        found = own_tables.read(folder, below)
        self._own, self._own_regions = found.tables, found.regions

    @cached_property
    def regions(self) -> dict[str, Region]:
        """The regions of both books, by code."""
        return self.below.regions | self._own_regions

    @cached_property
    def savings_plans(self) -> SavingsPlanRates:
        """What Lambda costs under a Compute Savings Plan, as the book below has it."""
        return self.below.savings_plans

    def addresses(self) -> list[str]:
        """The address of every table in the book below: nothing else can be charged for."""
        return self.below.addresses()

    def table(self, address: str) -> Table:
        """The table at *address* in the book below; `layers` has what is laid over it.

        Raises:
            TableError: if it is not in the form.
            UnreadableFileError: if there is none.
        """
        return self.below.table(address)

    def layers(self, address: str) -> list[tuple[str, Table]]:
        """The tables at *address*, the lowest first, each with the name of its book."""
        mine = [(self.name, self._own[address])] if address in self._own else []
        return [*self.below.layers(address), *mine]
