"""The cells of a row of a bill: text, numbers to the last digit, days and maps."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import Problem, ScenarioError, shown
from lambda_cost.numbers.text import decimal_text, month_text, printable
from lambda_cost.strict_yaml import is_list, is_mapping

if TYPE_CHECKING:
    from collections.abc import Mapping

ROWS, HOURS = "lambda_cost_rows", "lambda_cost_hours"
"""Cells of a row that an engine added up: how many rows of the bill, and how many hours, are behind it."""
FILE, FIRST, LAST = "lambda_cost_file", "lambda_cost_first", "lambda_cost_last"
"""Cells of such a row that tell whether two files have the same rows: the file, and the first and last time of usage."""
TAG = "lambda_cost_tag:"
"""What the name of a cell begins with that has one tag, which an engine took out of a map."""
_NUMBER = re.compile(r"[+-]?(\d{1,40}(\.\d{0,60})?|\.\d{1,60})([eE][+-]?\d{1,2})?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
"""Codes of ISO 4217, by which AWS names currencies."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MISSING = ("", "NULL", "null", "None")
"""Texts of cells that have nothing in them."""
_MISSING = (None, *MISSING, "NaN")
"""What a cell has that is empty; no set, because JSON and Parquet can have a list in a cell."""
_SECONDS_OF_AN_HOUR = 3600


class Cells:
    """The cells of one row, by the name of the column."""

    def __init__(self, values: Mapping[str, Any], where: str) -> None:
        """The *values* of the row that stands at *where*, `cur.csv, row 7`."""
        self.values, self.where = values, where

    def refuse(self, field: str, message: str) -> ScenarioError:
        """What is wrong with *field* of the row, to be raised."""
        return ScenarioError([Problem(field, message, self.where)])

    def text(self, *names: str) -> str:
        """The first of the cells *names* that is not empty, as text."""
        for name in names:
            value = self.values.get(name)
            if value not in _MISSING:
                return plain_text(value)
        return ""

    def currency(self, name: str, cost: Decimal, *, may_be_empty: bool = True) -> str:
        """The currency of *cost* in the cell *name*; empty only where nothing costs anything and it *may_be_empty*.

        Raises:
            ScenarioError: if the cell is no currency, or empty where it may not be.
        """
        currency = self.text(name)
        if not _CURRENCY.fullmatch(currency) and (currency or cost or not may_be_empty):
            is_what = f"is {shown(currency)}" if currency else f"is empty with a cost of {decimal_text(cost)}"
            raise self.refuse(name, f"{is_what}; allowed: a currency, such as USD")
        return currency

    def number(self, *names: str) -> Decimal | None:
        """The first of the cells *names* that is not empty, to the last digit; None if all are.

        Raises:
            ScenarioError: if it is no finite number.
        """
        for name in names:
            value = self.values.get(name)
            if value in _MISSING:
                if value == "NaN":
                    raise self.refuse(name, "is NaN; allowed: a number")
                continue
            # a double has the shortest text that means it: 0.1 and not 0.1000000000000000055
            text = repr(value) if isinstance(value, float) else str(value).strip()
            if not _NUMBER.fullmatch(text):
                raise self.refuse(name, f"is {shown(text)}; allowed: a number")
            return Decimal(text)
        return None

    def day(self, name: str) -> date:
        """The day in the cell *name*.

        Raises:
            ScenarioError: if it is none.
        """
        value = self.values.get(name)
        if isinstance(value, datetime):
            return value.date()
        text = str(value or "")[:10]
        try:
            if _DAY.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        raise self.refuse(name, f"is {shown(str(value or ''))}; allowed: a day, such as 2026-09-01T00:00:00Z")

    def month(self, name: str) -> str:
        """The month in the cell *name*: `2026-09`.

        Raises:
            ScenarioError: if it is none.
        """
        return month_text(self.day(name))

    def hours(self, start: str, end: str) -> int:
        """The whole hours from the cell *start* to the cell *end*, at least one, of all rows behind this one."""
        if HOURS in self.values:
            return int(self.values[HOURS])
        begin, finish = (_moment(self.values.get(name)) for name in (start, end))
        if begin is None or finish is None or finish <= begin:
            return 1
        return max(1, -(-int((finish - begin).total_seconds()) // _SECONDS_OF_AN_HOUR))

    @property
    def rows(self) -> int:
        """How many rows of the bill are behind this one."""
        return int(self.values.get(ROWS, 1))

    @property
    def times(self) -> str:
        """The first and the last time of usage behind a row that an engine added up; empty where it does not say."""
        return self.text(FIRST) + self.text(LAST)

    def mapping(self, name: str) -> dict[str, str]:
        """The map in the cell *name*, which CSV has as JSON, of text to text; empty if there is none."""
        value: Any = self.values.get(name)
        if isinstance(value, str):
            try:
                value = json.loads(value) if value.startswith("{") else {}
            except (ValueError, RecursionError):
                return {}
        pairs: Any = value.items() if is_mapping(value) else value if is_list(value) else ()
        return {plain_text(key): plain_text(text) for key, text in pairs if text not in _MISSING}

    def tags(self, name: str, prefix: str) -> dict[str, str]:
        """The tags in the map in the cell *name*, whose keys may begin with *prefix*, and the one that an engine took out."""
        mapped = {key.removeprefix(prefix): value for key, value in self.mapping(name).items()}
        single = {
            plain_text(key.removeprefix(TAG)): plain_text(value)
            for key, value in self.values.items()
            if key.startswith(TAG) and value
        }
        return {**mapped, **single}


def plain_text(value: object) -> str:
    r"""The text of a cell or of a part of one, with control characters written out: names must not steer a terminal.

    >>> plain_text("a\x1b[31mb")
    'a\\x1b[31mb'
    """
    text = str(value)
    return text if text.isprintable() else printable(text)


def _moment(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    try:
        return datetime.fromisoformat(str(value or "")[:19].replace("T", " ")).replace(tzinfo=None)
    except ValueError:
        return None
