"""A table with any content, in every format: what each command but `estimate` answers with.

CSV and JSON have every digit; the formats for people have rounded numbers.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from lambda_cost.numbers.text import decimal_text
from lambda_cost.reports import PAGES, numbers, written
from lambda_cost.reports.layout import Line, Page

Kind = Literal["text", "day", "money", "difference", "unit_price", "quantity", "percent", "change"]
"""What stands in a column: `difference` and `change` are money and percent with their sign."""

WORDS = {"text", "day"}
LINES: dict[str, Any] = {"head": "resource", "total": "total", "aside": "aside"}
"""How the rows that are not plain are shown."""


class Column(NamedTuple):
    """One column of a sheet."""

    key: str
    """Its name in CSV and JSON; a number's unit ends it."""
    title: str
    """Its head for people."""
    kind: Kind = "text"
    """How its values are written."""
    to: Literal["all", "people", "data"] = "all"
    """Whether people see it, or CSV and JSON have it, or both."""


class Row(NamedTuple):
    """One row of a sheet."""

    values: tuple[Any, ...]
    """One for each column: text, a date, a Decimal, a float, or None where there is none."""
    level: Literal["plain", "head", "total", "aside"] = "plain"
    """Whether it heads those below it, or sums those above; CSV and JSON have plain rows only."""
    currency: str = ""
    """ISO 4217 code of its amounts, where it is not the sheet's."""


class Sheet(NamedTuple):
    """A result in rows and columns."""

    schema: str
    """Its name and version in JSON: `prices-show/1` is `lambda-cost/prices-show/1`."""
    title: str
    """What it is of."""
    subtitle: str
    """Where, when, under which conditions."""
    columns: tuple[Column, ...]
    """What each row has."""
    rows: tuple[Row, ...]
    """The rows, in their order."""
    currency: str = "USD"
    """ISO 4217 code of its amounts."""
    notes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Headed lists of sentences."""
    document: dict[str, Any] | None = None
    """What JSON has instead of the rows."""


def _for(sheet: Sheet, reader: Literal["people", "data"]) -> Sheet:
    """*sheet* with the columns that are for *reader*."""
    kept = [place for place, column in enumerate(sheet.columns) if column.to in {"all", reader}]
    rows = tuple(row._replace(values=tuple(row.values[place] for place in kept)) for row in sheet.rows)
    return sheet._replace(columns=tuple(sheet.columns[place] for place in kept), rows=rows)


def report(sheet: Sheet, to: str) -> str:
    """*sheet* in the format *to*, one of `reports.FORMATS`, ending in a newline."""
    if to == "json":
        return json.dumps(_document(sheet), indent=2, ensure_ascii=False) + "\n"
    return _csv(sheet) if to == "csv" else written(page(sheet), to if to in PAGES else "table")


def page(sheet: Sheet) -> Page:
    """*sheet* as it is shown to people."""
    sheet = _for(sheet, "people")
    below = "charge" if any(row.level == "head" for row in sheet.rows) else "plain"
    lines = [Line(LINES.get(row.level, below), _cells(sheet, row)) for row in sheet.rows]
    first_sum = next((place for place, row in enumerate(sheet.rows) if row.level == "total"), len(lines))
    return Page(
        title=sheet.title,
        subtitle=sheet.subtitle,
        heads=tuple(column.title for column in sheet.columns),
        left=frozenset(place for place, column in enumerate(sheet.columns) if column.kind in WORDS),
        lines=lines[:first_sum],
        sums=lines[first_sum:],
        notes=[(head, list(items)) for head, items in sheet.notes if items],
    )


def _cells(sheet: Sheet, row: Row) -> tuple[str, ...]:
    currency = row.currency or sheet.currency
    return tuple(shown(value, column.kind, currency) for value, column in zip(row.values, sheet.columns, strict=True))


def shown(value: Any, kind: Kind, currency: str) -> str:
    """*value* for people."""
    if value is None or kind in WORDS or isinstance(value, str | date):
        return _exact(value)
    number = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    match kind:
        case "money" | "difference":
            return ("+" if kind == "difference" and number > 0 else "") + numbers.money(number, currency)
        case "unit_price":
            return numbers.unit_price(number, currency)
        case "percent" | "change":
            return ("+" if kind == "change" and number > 0 else "") + numbers.percent(number)
        case _:
            return numbers.quantity(number)


def _exact(value: Any) -> str:
    """*value* with every digit."""
    if value is None:
        return ""
    if isinstance(value, Decimal | int):
        return decimal_text(Decimal(value))
    return value if isinstance(value, str) else value.isoformat() if isinstance(value, date) else repr(float(value))


def _csv(sheet: Sheet) -> str:
    sheet = _for(sheet, "data")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.key for column in sheet.columns])
    writer.writerows([_exact(value) for value in row.values] for row in sheet.rows if row.level == "plain")
    return text.getvalue()


def _document(sheet: Sheet) -> dict[str, Any]:
    head = {"schema": f"lambda-cost/{sheet.schema}"}
    if sheet.document is not None:
        return head | sheet.document
    sheet = _for(sheet, "data")
    keys = [column.key for column in sheet.columns]
    rows = [
        {key: None if value is None else _exact(value) for key, value in zip(keys, row.values, strict=True)}
        for row in sheet.rows
        if row.level == "plain"
    ]
    return head | {"title": sheet.title, "currency": sheet.currency, "rows": rows, "notes": dict(sheet.notes)}
