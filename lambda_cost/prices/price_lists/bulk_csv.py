"""Offers in AWS's CSV: five lines on the file, a line of column names, and a line for each price."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from lambda_cost.errors import shown
from lambda_cost.prices.price_lists.bulk_json import ON_DEMAND

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from lambda_cost.prices.price_lists.collector import OfferCollector

HEAD = {
    "formatversion": "formatVersion",
    "offercode": "offerCode",
    "version": "version",
    "publicationdate": "publicationDate",
    "disclaimer": "disclaimer",
}
MAX_LINE_LENGTH = 256 * 1024
PRICES = {"sku", "termtype", "priceperunit", "currency", "usagetype"}
"""Columns that a price list of a service needs."""
RATES = {"sku", "discountedrate", "currency", "discountedusagetype", "purchaseoption", "leasecontractlength"}
"""Columns that a price list of Savings Plans needs."""


def read(text: TextIO, collector: OfferCollector) -> None:
    """Read an offer into *collector*.

    Raises:
        UnreadableFileError: if it is none.
    """
    try:
        _read(csv.reader(_lines(text, collector), strict=True), collector)
    except csv.Error as error:
        collector.refuse(f"it is not well-formed CSV: {error}")


def _lines(text: TextIO, collector: OfferCollector) -> Iterator[str]:
    while line := text.readline(MAX_LINE_LENGTH + 1):
        if len(line) > MAX_LINE_LENGTH:
            collector.refuse(f"a line has more than {MAX_LINE_LENGTH:,} characters")
        yield line


def _read(rows: Iterator[list[str]], collector: OfferCollector) -> None:
    columns = _read_head(rows, collector)
    products: set[str] = set()
    for row in rows:
        if len(row) != len(columns):
            collector.refuse(f"a line has {len(row)} cells, and there are {len(columns)} columns: {shown(','.join(row))}")
        cells = dict(zip(columns, row, strict=True))
        if "discountedrate" in cells:
            _add_plan_rate(cells, collector)
        elif cells["termtype"] != ON_DEMAND:
            collector.reserved += 1
        else:
            if cells["sku"] not in products:
                collector.add_product(cells["sku"], cells)
                products.add(cells["sku"])
            _add_price(cells, collector)


def _read_head(rows: Iterator[list[str]], collector: OfferCollector) -> list[str]:
    """Read what stands before the prices; the names of the columns, in small letters and digits alone."""
    columns: list[str] = []
    for row in rows:
        words = ["".join(sign for sign in cell.lower() if sign.isalnum()) for cell in row]
        if "sku" in words:
            columns = words
            break
        if len(row) != 2 or words[0] not in HEAD:  # noqa: PLR2004 - a name and its value
            collector.refuse(f"it has {shown(','.join(row))} before the column names; allowed: {', '.join(HEAD)}")
        collector.head[HEAD[words[0]]] = row[1]
    if not (set(columns) >= PRICES or set(columns) >= RATES):
        collector.refuse("it has no line with the column names of a price list: SKU, TermType, PricePerUnit and others")
    return columns


def _add_price(cells: dict[str, str], collector: OfferCollector) -> None:
    """Add a line of a service's price list: one tier of a product."""
    price = {
        "beginRange": cells.get("startingrange") or "0",
        "endRange": cells.get("endingrange") or "Inf",
        "unit": cells.get("unit", ""),
        "pricePerUnit": {cells["currency"]: cells["priceperunit"]},
        "rateCode": cells.get("ratecode", ""),
    }
    collector.add_price(cells["sku"], price, cells.get("effectivedate"))


def _add_plan_rate(cells: dict[str, str], collector: OfferCollector) -> None:
    """Add a line of a price list of Savings Plans."""
    rate = {
        "discountedRegionCode": cells.get("discountedregioncode", ""),
        "discountedUsageType": cells["discountedusagetype"],
        "discountedServiceCode": cells.get("discountedservicecode", ""),
        "discountedRate": {"price": cells["discountedrate"], "currency": cells["currency"]},
    }
    collector.add_plan_rate(rate, f"{cells['leasecontractlength']}yr", cells["purchaseoption"])
