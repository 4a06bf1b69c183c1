"""What two price books, or two days of one, say differently."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from lambda_cost.prices import own_tables
from lambda_cost.prices.history import published
from lambda_cost.prices.listing import listed

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.prices.table import Table
    from lambda_cost.tariff import Tariff

    Key = tuple[str, str, str, date]


class Difference(NamedTuple):
    """One price that two sides do not have alike."""

    meter: str
    """Full name of the meter."""
    region: str
    """A region's code."""
    choice: str
    """What selects among the meter's prices; empty if nothing does."""
    since: date
    """The day from which the price holds; of a price that is gone, the one from which it held."""
    what: Literal["new", "changed", "gone"]
    """Whether only the new side has it, both have it with other numbers, or only the old one has it."""
    old: Tariff | None
    """The price on the old side."""
    new: Tariff | None
    """The price on the new side."""


def between_days(book: PriceBook, old: date, new: date) -> list[Difference]:
    """The prices that were not the same on the day *old* as on the day *new*."""
    found: list[Difference] = []
    both = zip(*(listed(book, book.meters(), book.regions, day) for day in (old, new)), strict=True)
    for before, after in both:
        prices = before.price and before.price.tariff, after.price and after.price.tariff
        known = after.price or before.price
        if known is not None and prices[0] != prices[1]:
            found.append(Difference(before.meter, before.region, before.choice, known.since, _what(*prices), *prices))
    return found


def between_books(old: Path, new: Path, below: PriceBook) -> list[Difference]:
    """What the tables in the folder *new* say differently than those in *old*; what one leaves out is as *below* has it.

    Raises:
        TableError: with everything that is wrong in one of them.
        UnreadableFileError: if one cannot be read.
    """
    before, after = (_said(own_tables.read(folder, below, alone=True).tables) for folder in (old, new))
    return [
        Difference(*key, _what(before.get(key), after.get(key)), before.get(key), after.get(key))
        for key in sorted({*before, *after})
        if before.get(key) != after.get(key)
    ]


def _said(tables: dict[str, Table]) -> dict[Key, Tariff]:
    every = (one for address, table in tables.items() for one in published(address, table))
    return {(meter, region, choice, since): tariff for meter, region, choice, since, tariff in every}


def _what(old: Tariff | None, new: Tariff | None) -> Literal["new", "changed", "gone"]:
    return "new" if old is None else "gone" if new is None else "changed"
