"""Amounts with as many digits as tell the rows of a table apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_cost.numbers.text import money, places_apart, shortest_decimal

if TYPE_CHECKING:
    from lambda_cost.reports.sheet import Sheet


def told_apart(sheet: Sheet) -> Sheet:
    """*sheet* with the amounts of the columns that say so as text, with digits that tell them apart."""
    for place, column in enumerate(sheet.columns):
        if column.apart:
            amounts = [shortest_decimal(row.values[place]) for row in sheet.rows]
            places = places_apart(amounts)
            texts = [money(amount, sheet.currency, places) for amount in amounts]
            rows = zip(sheet.rows, texts, strict=True)
            sheet = sheet._replace(
                rows=tuple(row._replace(values=(*row.values[:place], text, *row.values[place + 1 :])) for row, text in rows)
            )
    return sheet
