"""Make refreshed prices of what price lists say."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.text import decimal_text
from lambda_cost.prices.price_lists.update import note_of, source_of
from lambda_cost.prices.refreshed import RefreshedPrices

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.prices.price_lists.compare import Finding
    from lambda_cost.prices.table import Source

TAKEN = {"agrees", "differs", "new"}
"""The findings whose price is taken; what is ambiguous, older than the tables or not comparable is not."""


def usable(old: RefreshedPrices, book: PriceBook) -> RefreshedPrices | None:
    """What *old* refreshed prices have of the meters of *book*, in its units; None if that is nothing."""
    units = {meter: book.meter(meter).unit for meter in book.meters()}
    meters = {name: meter for name, meter in old.meters.items() if units.get(name) == meter["unit"]}
    return RefreshedPrices(old.refreshed, old.sources, meters) if meters else None


def refresh(old: RefreshedPrices | None, findings: Iterable[Finding], book: PriceBook, today: date) -> RefreshedPrices:
    """What *findings* say, added to the *old* refreshed prices, if there are any.

    A price that is the one that was fetched before is seen again; another one begins on the day of its list, and the old one
    keeps its days.

    Args:
        old: the refreshed prices there are.
        findings: what price lists say of the tables.
        book: the tables that they were compared with.
        today: the day of the refresh.
    """
    sources: dict[str, Source] = dict(old.sources) if old else {}
    meters: dict[str, Any] = deepcopy(old.meters) if old else {}
    for finding in sorted(findings, key=lambda each: (each.day, each.offer.published, each.key)):
        if finding.status in TAKEN and finding.key.region and not finding.term:
            _take(finding, meters, sources, book.meter(finding.key.meter).unit)
    cited = {
        row["source"]
        for meter in meters.values()
        for choices in meter["prices"].values()
        for rows in choices.values()
        for row in rows
    }
    return RefreshedPrices(today, {key: sources[key] for key in cited}, dict(sorted(meters.items())))


def _take(finding: Finding, meters: dict[str, Any], sources: dict[str, Source], unit: str) -> None:
    """Put what *finding* says into *meters*, unless a newer list is there."""
    name, region, choice = finding.key
    meter: dict[str, Any] = meters.setdefault(name, {"unit": unit, "prices": {}})
    rows: list[dict[str, Any]] = meter["prices"].setdefault(region, {}).setdefault(choice, [])
    price = [[decimal_text(above), decimal_text(amount)] for above, amount in finding.theirs]
    source, publication = source_of(finding.offer)
    day, published = finding.day.isoformat(), finding.offer.published.isoformat()
    newest: dict[str, Any] | None = rows[-1] if rows else None
    if newest is not None and (newest["since"] > day or newest["checked"] > published):
        return
    if newest is not None and newest["price"] == price:
        newest |= {"checked": published, "source": source}
    else:
        row: dict[str, Any] = {"since": day, "checked": published, "source": source, "note": note_of(finding), "price": price}
        rows[:] = [*(other for other in rows if other["since"] != day), row]
    sources[source] = publication
