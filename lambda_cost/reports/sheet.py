"""A result in rows and columns, which can be written in every format.

CSV and JSON have every digit; the formats for people have rounded numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from lambda_cost.errors import LambdaCostError, did_you_mean
from lambda_cost.numbers.text import (
    csv_text,
    decimal_text,
    money,
    percent,
    quantity,
    shortest_decimal,
    signed_money,
    signed_percent,
    unit_price,
)
from lambda_cost.reports.distinguishing_digits import with_distinguishing_digits
from lambda_cost.reports.formats import FORMATS
from lambda_cost.reports.page import Level, Page, TableRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from lambda_cost.bill.conversion import Conversion

Kind = Literal["text", "sentence", "day", "money", "difference", "unit_price", "quantity", "percent", "change"]
"""What stands in a column: `difference` and `change` are money and percent with their sign."""

WORDS = {"text", "sentence", "day"}
"""Kinds of columns that are words and stand to the left."""
INDENTS = {"memo": 1, "detail": 2}


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
    distinct: bool = False
    """Whether its amounts are shown with as many digits as tell them apart."""


class Row(NamedTuple):
    """One row of a sheet."""

    values: tuple[Any, ...]
    """One for each column: text, a date, a Decimal, a float, or None where there is none."""
    level: Level = "plain"
    """Whether it heads those below it, or sums those above; CSV and JSON have plain rows only."""
    currency: str = ""
    """ISO 4217 code of its amounts, where it is not the sheet's."""
    holds: Literal["values", "texts"] = "values"
    """Whether its values are texts already, as people see them."""


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
    rows: Sequence[Row]
    """The rows, in their order."""
    currency: str = "USD"
    """ISO 4217 code of its amounts."""
    notes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Headed lists of sentences."""
    document: dict[str, Any] | None = None
    """What JSON has instead of the rows."""
    writers: Mapping[str, Callable[[], str]] = MappingProxyType({})
    """Formats in which it is not written as a table, and what writes it; for `html`, the part in the body of a page."""
    streams: Mapping[str, Callable[[], Iterator[str]]] = MappingProxyType({})
    """The same for formats that are written in parts, since they may be large."""
    scope: tuple[str, ...] = ()
    """How old the prices are, and what is not included."""
    answer: tuple[str, ...] = ()
    """The answer in sentences, before the table that shows it."""
    brief: Callable[[int], Sheet] | None = None
    """What a terminal of so many lines shows if not everything was asked for; None if that is all of it."""
    conversion: Conversion | None = None
    """The currency in which people see its totals too."""


class LazyRows(Sequence[Row]):
    """Rows that are made when the first is asked for: of a large bill, a terminal, JSON and CSV need none."""

    def __init__(self, make: Callable[[], Iterable[Row]]) -> None:
        """Rows that *make* makes."""
        self._make = make

    @cached_property
    def _made(self) -> tuple[Row, ...]:
        return tuple(self._make())

    def __getitem__(self, index: Any) -> Any:
        return self._made[index]  # pyright: ignore[reportUnknownVariableType]

    def __iter__(self) -> Iterator[Row]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


def parts(sheet: Sheet, to: str) -> Iterator[str]:
    """*sheet* in the format *to* as `write` has it, a part after the other.

    Raises:
        LambdaCostError: if there is no such format.
    """
    return sheet.streams[to]() if to in sheet.streams else iter([write(sheet, to)])


def write(sheet: Sheet, to: str) -> str:
    """*sheet* in the format *to*, ending in a newline.

    Raises:
        LambdaCostError: if there is no such format.
    """
    match to:
        case "html":
            from lambda_cost.reports import html

            return html.document(sheet.title, html_part(sheet))
        case _ if to in sheet.writers:
            return sheet.writers[to]()
        case _ if to in sheet.streams:
            return "".join(sheet.streams[to]())
        case "json":
            from lambda_cost.reports.json_text import json_text

            return json_text(_document(sheet))
        case "csv":
            return _csv(sheet)
        case "markdown":
            from lambda_cost.reports import markdown

            return markdown.write(page(sheet))
        case "table":
            from lambda_cost.reports import text

            return text.write(page(sheet))
        case _:
            raise LambdaCostError(f"there is no format {to!r}; {did_you_mean(to, FORMATS)}")


def html_part(sheet: Sheet) -> str:
    """*sheet* as a part of an HTML page."""
    from lambda_cost.reports import html

    return sheet.writers["html"]() if "html" in sheet.writers else html.part(page(sheet))


def page(sheet: Sheet) -> Page:
    """*sheet* as it is shown to people."""
    sheet = _converted(_for(sheet, "people"))
    below = int(any(row.level == "head" for row in sheet.rows))
    indents = {"plain": below, **INDENTS}
    distinct = [index for index, column in enumerate(sheet.columns) if column.distinct]
    sheet = sheet._replace(rows=with_distinguishing_digits(sheet.rows, distinct, sheet.currency)) if distinct else sheet
    kinds: list[Kind] = [column.kind for column in sheet.columns]
    lines = [
        TableRow(level, indents.get(level, 0), cells if holds == "texts" else _cells(cells, kinds, currency or sheet.currency))
        for cells, level, currency, holds in sheet.rows
    ]
    first_sum = next((index for index, line in enumerate(lines) if line.level == "total"), len(lines))
    return Page(
        title=sheet.title,
        subtitle=sheet.subtitle,
        column_titles=tuple(column.title for column in sheet.columns),
        left_aligned_columns=frozenset(index for index, column in enumerate(sheet.columns) if column.kind in WORDS),
        lines=lines[:first_sum],
        total_rows=lines[first_sum:],
        sections=[(head, list(items)) for head, items in sheet.notes if items],
        scope=sheet.scope,
        answer=sheet.answer,
        sentences=frozenset(index for index, column in enumerate(sheet.columns) if column.kind == "sentence"),
    )


def shown(value: Any, kind: Kind, currency: str) -> str:
    """*value* for people."""
    if value is None or kind in WORDS or isinstance(value, (str, date)):
        return _exact(value)
    number = shortest_decimal(value)
    match kind:
        case "money":
            return money(number, currency)
        case "difference":
            return signed_money(number, currency)
        case "unit_price":
            return unit_price(number, currency)
        case "percent":
            return percent(number)
        case "change":
            return signed_percent(number)
        case _:
            return quantity(number)


def _for(sheet: Sheet, reader: Literal["people", "data"]) -> Sheet:
    """*sheet* with the columns that are for *reader*."""
    if all(column.to in {"all", reader} for column in sheet.columns):
        return sheet
    kept = [place for place, column in enumerate(sheet.columns) if column.to in {"all", reader}]
    rows = tuple(row._replace(values=tuple(row.values[place] for place in kept)) for row in sheet.rows)
    return sheet._replace(columns=tuple(sheet.columns[place] for place in kept), rows=rows)


def _converted(sheet: Sheet) -> Sheet:
    """*sheet* with its totals in the other currency too: below those that sum it up, else beside the first amounts."""
    other = sheet.conversion
    if other is None:
        return sheet
    first = next(index for index, column in enumerate(sheet.columns) if column.kind == "money")
    if any(row.level == "total" for row in sheet.rows):
        rows: list[Row] = []
        for row in sheet.rows:
            amounts = _in_other(sheet, row.values, other)
            name = f"converted, at {other.words(sheet.currency)}"
            rows += [row, Row((name, *amounts[1:]), "memo")] if row.level == "total" else [row]
        return sheet._replace(rows=tuple(rows))

    def widened(values: tuple[Any, ...], more: Any) -> tuple[Any, ...]:
        return (*values[: first + 1], more, *values[first + 1 :])

    return sheet._replace(
        columns=widened(sheet.columns, Column("converted", f"in {other.currency}", "money")),
        rows=tuple(row._replace(values=widened(row.values, _in_other(sheet, row.values, other)[first])) for row in sheet.rows),
        notes=(*sheet.notes, ("Converted", (other.words(sheet.currency),))),
    )


def _in_other(sheet: Sheet, values: tuple[Any, ...], other: Conversion) -> tuple[str | None, ...]:
    """Those of *values* that are amounts, in the *other* currency, for people."""
    return tuple(
        money(other.of(shortest_decimal(value)), other.currency)
        if column.kind == "money" and value is not None and not isinstance(value, str)
        else None
        for column, value in zip(sheet.columns, values, strict=True)
    )


def _cells(values: tuple[Any, ...], kinds: Sequence[Kind], currency: str) -> tuple[str, ...]:
    """The texts of the *values* of a row, of amounts in *currency*."""
    pairs = zip(values, kinds, strict=True)
    return tuple([x if type(x) is str else "" if x is None else shown(x, kind, currency) for x, kind in pairs])


def _exact(value: Any) -> str:
    """*value* with every digit."""
    if value is None:
        return ""
    if isinstance(value, Decimal | int):
        return decimal_text(Decimal(value))
    return value if isinstance(value, str) else value.isoformat() if isinstance(value, date) else repr(float(value) + 0.0)


def _csv(sheet: Sheet) -> str:
    sheet = _for(sheet, "data")
    rows = (map(_exact, row.values) for row in sheet.rows if row.level == "plain")
    return csv_text([column.key for column in sheet.columns], rows)


def _document(sheet: Sheet) -> dict[str, Any]:
    head: dict[str, Any] = {"schema": f"lambda-cost/{sheet.schema}"}
    if sheet.conversion is not None:
        head["conversion"] = {"currency": sheet.conversion.currency, "rate": decimal_text(sheet.conversion.rate)}
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
