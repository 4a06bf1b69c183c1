"""What two price books, or two days of one, say differently."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from lambda_cost.prices import custom_tables
from lambda_cost.prices.history import published
from lambda_cost.prices.listing import list_prices

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.prices.price import PriceKey
    from lambda_cost.tariff import Tariff

What = Literal["new", "changed", "gone"]


class Difference(NamedTuple):
    """One price that two sides do not have alike."""

    key: PriceKey
    """Meter, region and choice."""
    since: date
    """The day from which the price holds; of a price that is gone, the one from which it held."""
    what: What
    """Whether only the new side has it, both have it with other numbers, or only the old one has it."""
    old: Tariff | None
    """The price on the old side."""
    new: Tariff | None
    """The price on the new side."""


def between_days(book: PriceBook, old: date, new: date) -> list[Difference]:
    """The prices that were not the same on the day *old* as on the day *new*."""
    differences: list[Difference] = []
    both = zip(*(list_prices(book, book.meters(), book.regions, day) for day in (old, new)), strict=True)
    for before, after in both:
        tariffs = before.price and before.price.tariff, after.price and after.price.tariff
        known = after.price or before.price
        if known is not None and tariffs[0] != tariffs[1]:
            differences.append(Difference(before.key, known.since, _what(*tariffs), *tariffs))
    return differences


def between_folders(old: Path, new: Path, book: PriceBook) -> list[Difference]:
    """What the tables in the folder *new* say differently than those in *old*; what one leaves out is as *book* has it.

    Raises:
        TableError: with everything that is wrong in one of them.
        UnreadableFileError: if one cannot be read.
    """
    before, after = (_tariffs(folder, book) for folder in (old, new))
    return [
        Difference(*key, _what(before.get(key), after.get(key)), before.get(key), after.get(key))
        for key in sorted({*before, *after})
        if before.get(key) != after.get(key)
    ]


def _tariffs(folder: Path, book: PriceBook) -> dict[tuple[PriceKey, date], Tariff]:
    tables = custom_tables.read(folder, book.tables, book.regions, standalone=True).tables
    every = (price for address, table in tables.items() for price in published(address, table))
    return {(key, since): tariff for key, since, tariff in every}


def _what(old: Tariff | None, new: Tariff | None) -> What:
    return "new" if old is None else "gone" if new is None else "changed"
