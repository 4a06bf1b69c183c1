"""Prices in rows and columns: what `lambda-cost prices` shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.quantity import EXACT, divided
from lambda_cost.prices.history import published
from lambda_cost.prices.timeline import ONE_DAY
from lambda_cost.reports import numbers
from lambda_cost.reports.layout import cited
from lambda_cost.reports.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from decimal import Decimal

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.prices.differences import Difference
    from lambda_cost.prices.listing import Counted, Listed
    from lambda_cost.prices.own_tables import Own
    from lambda_cost.prices.price import Price
    from lambda_cost.tariff import Tariff

WHICH = (Column("meter", "Meter", to="data"), Column("region", "Region"), Column("choice", "Choice"))
PRICED = (
    Column("above", "Above", "quantity"),
    Column("unit_price", "Price", "unit_price"),
    Column("currency", "Currency", to="data"),
    Column("unit", "Unit"),
)
KNOWN = (
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

    def known(self, price: Price, tier: int) -> tuple[Any, ...]:
        """The values of `KNOWN` for a *tier* of *price*."""
        check, source = price.checks[tier], cited(price.book, price.source_title, price.source)
        number = self.numbers.setdefault(source, len(self.numbers) + 1)
        return (check.day, f"[{number}]", price.source_title, price.source, price.book, price.usage_type, price.note)

    def notes(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The publications by their numbers."""
        return (("Sources", tuple(f"[{number}] {source}" for source, number in self.numbers.items())),)


def _missing(why: str) -> tuple[Any, ...]:
    return (None, why, None, None, None, None, why)


def _above(tier_above: Decimal) -> Decimal | None:
    """Where a tier begins; nothing for the first, which is what a price without tiers is."""
    return tier_above or None


def _heads(meter: str, columns: int) -> Row:
    return Row((meter, meter, *[None] * (columns - 2)), "head")


def show(prices: Iterable[Listed], day: date, where: str) -> Sheet:
    """*prices* on *day*, each with its check and its source; those that are not known with the reason."""
    columns = (*WHICH, *PRICED, Column("since", "Since", "day"), *KNOWN)
    sources, rows, last = _Sources(), list[Row](), ""
    for one in prices:
        if one.meter != last:
            rows.append(_heads(one.meter, len(columns)))
            last = one.meter
        which = (one.meter, one.region, one.choice)
        if one.price is None:
            rows.append(Row((*which, None, None, None, None, None, *_missing(one.why))))
            continue
        price = one.price
        for place, tier in enumerate(price.tariff.tiers):
            priced = (_above(tier.above), tier.price, price.currency, price.unit)
            rows.append(Row((*which, *priced, price.since, *sources.known(price, place)), currency=price.currency))
    return Sheet("prices-show/1", "List unit prices", f"{where} · {day}", columns, tuple(rows), notes=sources.notes())


def overview(counts: Iterable[Counted], book: PriceBook, day: date) -> Sheet:
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
    rows = tuple(
        Row(
            (
                one.meter,
                book.meter(one.meter).title,
                book.meter(one.meter).unit,
                book.meter(one.meter).by,
                EXACT.create_decimal(one.priced),
                EXACT.create_decimal(one.without),
                one.first,
                one.oldest,
                one.newest,
            )
        )
        for one in counts
    )
    return Sheet("prices-list/1", "Meters", f"{len(rows)} meters, {len(book.regions)} regions · {day}", columns, rows)


def history(prices: Iterable[tuple[str, str, Sequence[Price]]], without: Sequence[str], meter: str) -> Sheet:
    """For each region and choice every price that is known of *meter*, the oldest first."""
    columns = (
        *WHICH,
        Column("since", "Since", "day"),
        Column("until", "Until", "day"),
        *PRICED,
        Column("change_percent", "Change", "change"),
        *KNOWN,
    )
    sources, rows = _Sources(), list[Row]()
    for region, choice, dated in prices:
        before: Tariff | None = None
        for price in dated:
            until = price.until or (price.next_since and price.next_since - ONE_DAY)
            for place, tier in enumerate(price.tariff.tiers):
                change = _change(_at(before, tier.above), tier.price)
                priced = (_above(tier.above), tier.price, price.currency, price.unit, change)
                values = (meter, region, choice, price.since, until, *priced, *sources.known(price, place))
                rows.append(Row(values, currency=price.currency))
            before = price.tariff
    notes = sources.notes() if not without else (*sources.notes(), ("Without a price", tuple(without)))
    return Sheet("prices-history/1", "Price history", meter, columns, tuple(rows), notes=notes)


def compared(pairs: Iterable[tuple[Listed, Listed]], regions: tuple[str, str], day: date) -> Sheet:
    """What every meter costs in one region and in another."""
    columns = (
        Column("meter", "Meter"),
        Column("choice", "Choice"),
        Column("above", "Above", "quantity"),
        Column("unit", "Unit"),
        *(Column(f"shown_{place}", region, to="people") for place, region in enumerate(regions, 1)),
        *(Column(f"unit_price_{place}", region, "unit_price", to="data") for place, region in enumerate(regions, 1)),
        Column("change_percent", "Difference", "change"),
        *(Column(f"currency_{place}", "Currency", to="data") for place in (1, 2)),
        *(Column(f"checked_{place}", "Checked", "day") for place in (1, 2)),
        *(Column(f"source_{place}", "Source", to="data") for place in (1, 2)),
        Column("note", "Note"),
    )
    rows = tuple(row for one, other in pairs for row in _compared(one, other))
    return Sheet("prices-compare/1", "Prices compared", f"{regions[0]} and {regions[1]} · {day}", columns, rows)


def _compared(one: Listed, other: Listed) -> Iterator[Row]:
    """The rows of one meter and choice: a row for each tier that one of the two regions has."""
    sides = (one.price, other.price)
    tariffs = [price.tariff if price else None for price in sides]
    currencies = [price.currency if price else "" for price in sides]
    unit = next((price.unit for price in sides if price), None)
    rest = (
        *currencies,
        *(price and min(price.checked) for price in sides),
        *(price and (price.source or price.source_title) for price in sides),
        "; ".join(f"{side.region}: {side.why}" for side in (one, other) if side.why),
    )
    for above in _steps(*tariffs):
        both = [_at(tariff, above) for tariff in tariffs]
        priced = zip(both, currencies, strict=True)
        shown = [None if price is None else numbers.unit_price(price, currency) for price, currency in priced]
        change = _change(*both) if currencies[0] == currencies[1] else None
        yield Row((one.meter, one.choice, _above(above), unit, *shown, *both, change, *rest))


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
    rows = tuple(
        Row(
            (
                *(one.code, one.name, one.billing_code, one.partition, one.currency),
                EXACT.create_decimal(priced[one.code]),
                EXACT.create_decimal(every - priced[one.code]),
            )
        )
        for one in book.regions.values()
    )
    return Sheet("prices-regions/1", "Regions", f"{len(rows)} regions, {every} meters · {day}", columns, rows)


def differences(found: Iterable[Difference], book: PriceBook, old: str, new: str) -> Sheet:
    """What two sides say differently."""
    columns = (
        Column("what", ""),
        Column("meter", "Meter"),
        *WHICH[1:],
        Column("since", "Since", "day"),
        Column("above", "Above", "quantity"),
        Column("unit_price_old", "Old", "unit_price"),
        Column("unit_price_new", "New", "unit_price"),
        Column("currency", "Currency", to="data"),
        Column("change_percent", "Change", "change"),
    )
    rows: list[Row] = []
    for one in found:
        currency = book.regions[one.region].currency if one.region in book.regions else "USD"
        which = (one.what, one.meter, one.region, one.choice, one.since)
        steps = [(above, _at(one.old, above), _at(one.new, above)) for above in _steps(one.old, one.new)]
        for above, before, after in [step for step in steps if step[1] != step[2]] or steps:
            rows.append(Row((*which, _above(above), before, after, currency, _change(before, after)), currency=currency))
    title = "Price differences" if rows else "No price differs"
    return Sheet("prices-diff/1", title, f"{old} → {new}", columns, tuple(rows))


def valid(found: Own, folder: str) -> Sheet:
    """What a price book in *folder* says, in which nothing is wrong."""
    counts = {name: len([*published(name, table)]) for name, table in found.tables.items()}
    rows = [Row((f"{name.replace('.', '/')}.yaml", EXACT.create_decimal(count))) for name, count in counts.items()]
    if found.regions:
        rows.append(Row(("regions.yaml", EXACT.create_decimal(len(found.regions)))))
    columns = (Column("file", "File"), Column("count", "Prices or regions", "quantity"))
    return Sheet("prices-validate/1", f"Nothing is wrong in {folder}", "", columns, tuple(rows))


def _steps(*tariffs: Tariff | None) -> list[Decimal]:
    """Where a tier of any of *tariffs* begins."""
    begins = {tier.above for tariff in tariffs if tariff for tier in tariff.tiers}
    return sorted(begins) or [EXACT.create_decimal(0)]


def _at(tariff: Tariff | None, above: Decimal) -> Decimal | None:
    return tariff.marginal_price(above) if tariff else None


def _change(old: Decimal | None, new: Decimal | None) -> Decimal | None:
    """By which part of *old* the price *new* is more; nothing if one of them is unknown, or *old* is free."""
    return divided(new, old) - 1 if old and new is not None else None
