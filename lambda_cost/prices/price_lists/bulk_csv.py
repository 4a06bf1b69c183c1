"""Offers in AWS's CSV: five lines on the file, a line of column names, and a line for each price."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from lambda_cost.errors import shown
from lambda_cost.prices.price_lists.bulk_json import ON_DEMAND

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from lambda_cost.prices.price_lists.collector import Gathering

HEAD = {
    "formatversion": "formatVersion",
    "offercode": "offerCode",
    "version": "version",
    "publicationdate": "publicationDate",
    "disclaimer": "disclaimer",
}
LONGEST_LINE = 256 * 1024
PRICES = {"sku", "termtype", "priceperunit", "currency", "usagetype"}
"""Columns that a price list of a service needs."""
RATES = {"sku", "discountedrate", "currency", "discountedusagetype", "purchaseoption", "leasecontractlength"}
"""Columns that a price list of Savings Plans needs."""


def read(text: TextIO, into: Gathering) -> None:
    """Take an offer into *into*.

    Raises:
        UnreadableFileError: if it is none.
    """
    try:
        _read(csv.reader(_lines(text, into), strict=True), into)
    except csv.Error as error:
        into.refuse(f"it is not well-formed CSV: {error}")


def _lines(text: TextIO, into: Gathering) -> Iterator[str]:
    while line := text.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            into.refuse(f"a line has more than {LONGEST_LINE:,} characters")
        yield line


def _read(rows: Iterator[list[str]], into: Gathering) -> None:
    columns: list[str] = []
    for row in rows:
        words = [_word(cell) for cell in row]
        if "sku" in words:
            columns = words
            break
        if len(row) != 2 or words[0] not in HEAD:  # noqa: PLR2004 - a name and its value
            into.refuse(f"it has {shown(','.join(row))} before the column names; allowed: {', '.join(HEAD)}")
        into.head[HEAD[words[0]]] = row[1]
    if not (set(columns) >= PRICES or set(columns) >= RATES):
        into.refuse("it has no line with the column names of a price list: SKU, TermType, PricePerUnit and others")
    for row in rows:
        if len(row) != len(columns):
            into.refuse(f"a line has {len(row)} cells, and there are {len(columns)} columns: {shown(','.join(row))}")
        cells = dict(zip(columns, row, strict=True))
        _rate(cells, into) if "discountedrate" in cells else _price(cells, into)


def _price(cells: dict[str, str], into: Gathering) -> None:
    """Take a line of a service's price list: a product with one of its prices."""
    sku = cells["sku"]
    if cells["termtype"] != ON_DEMAND:
        into.reserved += 1
        return
    if sku not in into.seen:
        into.product(sku, cells)
        into.seen.add(sku)
    rate = {
        "beginRange": cells.get("startingrange") or "0",
        "endRange": cells.get("endingrange") or "Inf",
        "unit": cells.get("unit", ""),
        "pricePerUnit": {cells["currency"]: cells["priceperunit"]},
        "rateCode": cells.get("ratecode", ""),
    }
    into.rate(sku, rate, cells.get("effectivedate"))


def _rate(cells: dict[str, str], into: Gathering) -> None:
    """Take a line of a price list of Savings Plans."""
    rate = {
        "discountedRegionCode": cells.get("discountedregioncode", ""),
        "discountedUsageType": cells["discountedusagetype"],
        "discountedServiceCode": cells.get("discountedservicecode", ""),
        "discountedRate": {"price": cells["discountedrate"], "currency": cells["currency"]},
    }
    into.plan_rate(rate, f"{cells['leasecontractlength']}yr", cells["purchaseoption"])


def _word(cell: str) -> str:
    return "".join(sign for sign in cell.lower() if sign.isalnum())
