"""Prices in rows and columns: what `lambda-cost prices` shows."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.quantity import EXACT, divided
from lambda_cost.numbers.text import unit_price
from lambda_cost.prices.history import published
from lambda_cost.prices.timeline import ONE_DAY
from lambda_cost.reports.estimate import cited
from lambda_cost.reports.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.prices.custom_tables import CustomTables
    from lambda_cost.prices.differences import Difference
    from lambda_cost.prices.listing import ListedPrice, MeterCoverage
    from lambda_cost.prices.price import Price, PriceKey
    from lambda_cost.tariff import Tariff

KEY_COLUMNS = (Column("meter", "Meter", to="data"), Column("region", "Region"), Column("choice", "Choice"))
PRICE_COLUMNS = (
    Column("above", "Above", "quantity"),
    Column("unit_price", "Price", "unit_price"),
    Column("currency", "Currency", to="data"),
    Column("unit", "Unit"),
)
SOURCE_COLUMNS = (
    Column("checked", "Checked", "day"),
    Column("source_number", "Source", to="people"),
    Column("source_title", "Source", to="data"),
    Column("source", "Address", to="data"),
    Column("book", "Book", to="data"),
    Column("usage_type", "Usage type", to="data"),
    Column("note", "Note", to="data"),
)


class _Sources:
    """The publications that a sheet names, numbered in the order in which they come."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def cells(self, price: Price, tier: int) -> tuple[Any, ...]:
        """The values of `SOURCE_COLUMNS` for a *tier* of *price*."""
        check, source = price.checks[tier], cited(price.book, price.source_title, price.source)
        number = self.numbers.setdefault(source, len(self.numbers) + 1)
        return (check.day, f"[{number}]", price.source_title, price.source, price.book, price.usage_type, price.note)

    def notes(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The publications by their numbers."""
        return (("Sources", tuple(f"[{number}] {source}" for source, number in self.numbers.items())),)


def show(prices: Iterable[ListedPrice], day: date, where: str) -> Sheet:
    """*prices* on *day*, each with its check and its source; those that are not known with the reason."""
    columns = (*KEY_COLUMNS, *PRICE_COLUMNS, Column("since", "Since", "day"), *SOURCE_COLUMNS)
    sources, rows, heading = _Sources(), list[Row](), ""
    for key, price, why in prices:
        if key.meter != heading:
            heading = key.meter
            rows.append(Row((heading, heading, *[None] * (len(columns) - 2)), "head"))
        if price is None:
            rows.append(Row((*_key_cells(key), *[None] * 6, why, None, None, None, None, why)))
            continue
        for index, tier in enumerate(price.tariff.tiers):
            priced = (_above(tier.above), tier.price, price.currency, price.unit)
            cells = (*_key_cells(key), *priced, price.since, *sources.cells(price, index))
            rows.append(Row(cells, currency=price.currency))
    return Sheet("prices-show/1", "List unit prices", f"{where} · {day}", columns, tuple(rows), notes=sources.notes())


def overview(coverages: Iterable[MeterCoverage], book: PriceBook, day: date) -> Sheet:
    """Every meter of *book*, with its unit, and in how many regions it has a price on *day*."""
    columns = (
        Column("meter", "Meter"),
        Column("title", "Title"),
        Column("unit", "Unit"),
        Column("choices", "Priced by"),
        Column("regions_priced", "Regions", "quantity"),
        Column("regions_without", "Without", "quantity"),
        Column("since", "Since", "day"),
        Column("checked_oldest", "Checked from", "day"),
        Column("checked_newest", "to", "day"),
    )
    rows: list[Row] = []
    for name, priced, unpriced, first, oldest, newest in coverages:
        meter = book.meter(name)
        counts = (EXACT.create_decimal(priced), EXACT.create_decimal(unpriced))
        rows.append(Row((name, meter.title, meter.unit, meter.by, *counts, first, oldest, newest)))
    return Sheet("prices-list/1", "Meters", f"{len(rows)} meters, {len(book.regions)} regions · {day}", columns, tuple(rows))


def history(histories: Iterable[tuple[PriceKey, Sequence[Price]]], without: Sequence[str], meter: str) -> Sheet:
    """For each region and choice every price that is known of *meter*, the oldest first."""
    columns = (
        *KEY_COLUMNS,
        Column("since", "Since", "day"),
        Column("until", "Until", "day"),
        *PRICE_COLUMNS,
        Column("change_percent", "Change", "change"),
        *SOURCE_COLUMNS,
    )
    sources, rows = _Sources(), list[Row]()
    for key, prices in histories:
        before: Tariff | None = None
        for price in prices:
            until = price.until or (price.next_since and price.next_since - ONE_DAY)
            for index, tier in enumerate(price.tariff.tiers):
                change = _change(_price_at(before, tier.above), tier.price)
                priced = (_above(tier.above), tier.price, price.currency, price.unit, change)
                cells = (*_key_cells(key), price.since, until, *priced, *sources.cells(price, index))
                rows.append(Row(cells, currency=price.currency))
            before = price.tariff
    notes = sources.notes() if not without else (*sources.notes(), ("Without a price", tuple(without)))
    return Sheet("prices-history/1", "Price history", meter, columns, tuple(rows), notes=notes)


def comparison(pairs: Iterable[tuple[ListedPrice, ListedPrice]], regions: tuple[str, str], day: date) -> Sheet:
    """What every meter costs in one region and in another."""
    columns = (
        Column("meter", "Meter"),
        Column("choice", "Choice"),
        Column("above", "Above", "quantity"),
        Column("unit", "Unit"),
        *(Column(f"shown_{side}", region, to="people") for side, region in enumerate(regions, 1)),
        *(Column(f"unit_price_{side}", region, "unit_price", to="data") for side, region in enumerate(regions, 1)),
        Column("change_percent", "Difference", "change"),
        *(Column(f"currency_{side}", "Currency", to="data") for side in (1, 2)),
        *(Column(f"checked_{side}", "Checked", "day") for side in (1, 2)),
        *(Column(f"source_{side}", "Source", to="data") for side in (1, 2)),
        Column("note", "Note", "sentence"),
    )
    rows = tuple(row for pair in pairs for row in _comparison_rows(*pair))
    return Sheet("prices-compare/1", "Prices compared", f"{regions[0]} and {regions[1]} · {day}", columns, rows)


def _comparison_rows(first: ListedPrice, second: ListedPrice) -> Iterator[Row]:
    """The rows of one meter and choice: a row for each tier that one of the two regions has."""
    prices = (first.price, second.price)
    tariffs = [price.tariff if price else None for price in prices]
    currencies = [price.currency if price else "" for price in prices]
    unit = next((price.unit for price in prices if price), None)
    rest = (
        *currencies,
        *(price and min(price.checked) for price in prices),
        *(price and (price.source or price.source_title) for price in prices),
        "; ".join(f"{side.key.region}: {side.why}" for side in (first, second) if side.why),
    )
    for above in _tier_starts(*tariffs):
        both = [_price_at(tariff, above) for tariff in tariffs]
        priced = zip(both, currencies, strict=True)
        shown = [None if price is None else unit_price(price, currency) for price, currency in priced]
        change = _change(*both) if currencies[0] == currencies[1] else None
        yield Row((first.key.meter, first.key.choice, _above(above), unit, *shown, *both, change, *rest))


def regions(book: PriceBook, priced: dict[str, int], day: date) -> Sheet:
    """The regions of *book*, and how many meters have a price in each on *day*."""
    columns = (
        Column("region", "Region"),
        Column("name", "Name"),
        Column("billing_code", "Billing code"),
        Column("partition", "Partition"),
        Column("currency", "Currency"),
        Column("meters_priced", "Meters", "quantity"),
        Column("meters_without", "Without", "quantity"),
    )
    every = len(book.meters())
    rows: list[Row] = []
    for region in book.regions.values():
        about = (region.code, region.name, region.billing_code, region.partition, region.currency)
        counts = (priced[region.code], every - priced[region.code])
        rows.append(Row((*about, *map(EXACT.create_decimal, counts))))
    return Sheet("prices-regions/1", "Regions", f"{len(rows)} regions, {every} meters · {day}", columns, tuple(rows))


def differences(differences_: Iterable[Difference], book: PriceBook, old: str, new: str) -> Sheet:
    """What two sides say differently."""
    columns = (
        Column("what", ""),
        Column("meter", "Meter"),
        *KEY_COLUMNS[1:],
        Column("since", "Since", "day"),
        Column("above", "Above", "quantity"),
        Column("unit_price_old", "Old", "unit_price"),
        Column("unit_price_new", "New", "unit_price"),
        Column("currency", "Currency", to="data"),
        Column("change_percent", "Change", "change"),
    )
    rows: list[Row] = []
    for key, since, what, before, after in differences_:
        currency = book.regions[key.region].currency if key.region in book.regions else "USD"
        tiers = [(above, _price_at(before, above), _price_at(after, above)) for above in _tier_starts(before, after)]
        for above, old_rate, new_rate in [tier for tier in tiers if tier[1] != tier[2]] or tiers:
            cells = (what, *_key_cells(key), since, _above(above), old_rate, new_rate, currency, _change(old_rate, new_rate))
            rows.append(Row(cells, currency=currency))
    title = "Price differences" if rows else "No price differs"
    return Sheet("prices-diff/1", title, f"{old} → {new}", columns, tuple(rows))


def valid(custom: CustomTables, folder: str) -> Sheet:
    """What the custom prices in *folder* say, in which nothing is wrong."""
    counts = {f"{name.replace('.', '/')}.yaml": len([*published(name, table)]) for name, table in custom.tables.items()}
    if custom.regions:
        counts["regions.yaml"] = len(custom.regions)
    columns = (Column("file", "File"), Column("count", "Prices or regions", "quantity"))
    rows = tuple(Row((file, EXACT.create_decimal(count))) for file, count in counts.items())
    return Sheet("prices-validate/1", f"Nothing is wrong in {folder}", "", columns, rows)


def _key_cells(key: PriceKey) -> tuple[str, str, str]:
    """The values of `KEY_COLUMNS`."""
    return (key.meter, key.region, key.choice)


def _above(start: Decimal) -> Decimal | None:
    """The *start* of a tier; nothing for the first, which is what a price without tiers is."""
    return start or None


def _tier_starts(*tariffs: Tariff | None) -> list[Decimal]:
    """Where a tier of any of *tariffs* begins."""
    starts = {tier.above for tariff in tariffs if tariff for tier in tariff.tiers}
    return sorted(starts) or [EXACT.create_decimal(0)]


def _price_at(tariff: Tariff | None, above: Decimal) -> Decimal | None:
    return tariff.marginal_price(above) if tariff else None


def _change(old: Decimal | None, new: Decimal | None) -> Decimal | None:
    """By which part of *old* the price *new* is more; nothing if one of them is unknown, or *old* is free."""
    return EXACT.subtract(divided(new, old), Decimal(1)) if old and new is not None else None
