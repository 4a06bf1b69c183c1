"""What a result writes into one cell: no minus before nothing, and no formula from a name."""

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from lambda_cost import Function, Scenario, compare, diff, estimate, report
from lambda_cost.numbers.text import csv_text, decimal_text, money, percent, quantity, signed_money, unit_price
from lambda_cost.reports import sheet
from lambda_cost.reports.formats import FORMATS
from lambda_cost.reports.sheet import Column, Row, Sheet
from lambda_cost.reports.sweep import _quoted

D = Decimal
NOTHING = [D("-0"), D("-0.00"), D("-0E+3"), D("-0E-9")]
FORMULAS = ["=1+1", "+1+1", "-1+1|cmd", "@SUM(A1)", "=HYPERLINK(A1)"]


@pytest.mark.parametrize("nothing", NOTHING, ids=str)
def test_nothing_has_no_minus(nothing: Decimal) -> None:
    """A sum of what is taken off can be -0, which is 0."""
    assert decimal_text(nothing) == "0"
    texts = [
        money(nothing, "USD"),
        signed_money(nothing, "USD"),
        quantity(nothing),
        percent(nothing),
        unit_price(nothing, "USD"),
    ]
    assert texts == ["$0.00", "$0.00", "0", "0 %", "$0.00"]


@pytest.mark.parametrize("to", FORMATS)
@pytest.mark.parametrize("nothing", [*NOTHING, -0.0], ids=str)
def test_no_format_writes_a_minus_before_nothing(nothing: Any, to: str) -> None:
    """Whether a decimal or a float came out."""
    columns = (Column("name", "Name"), Column("cost", "Cost", "money"), Column("used", "Used", "quantity"))
    assert "-0" not in sheet.write(Sheet("test/1", "Title", "", columns, (Row(("f", nothing, nothing)),)), to)


@pytest.mark.parametrize("name", FORMULAS)
def test_a_name_that_is_a_formula_stays_text_in_every_csv(name: str) -> None:
    """A spreadsheet calculates what begins with =, +, - or @; with an apostrophe before it, it shows it."""
    function = Function(name=name, requests=1, duration_ms=1, memory_mb=128)
    shop = Scenario(name=name, functions=[function])
    for result in (compare(shop, shop.on("2026-11-01")), diff(shop, Scenario(functions=[replace(function, name="b")]))):
        cells = [cell for row in csv.reader(io.StringIO(report(result, "csv"))) for cell in row]
        assert any(cell.startswith(f"'{name}") for cell in cells) or f"functions.{name}" in cells
        assert not any(cell.startswith(name) for cell in cells)
    assert _quoted(name) == f"'{name}"
    assert csv_text([name], [[name]]) == f"'{name}\n'{name}\n"


def test_numbers_stay_numbers_in_csv() -> None:
    """Less than nothing begins with a minus too, and is to be added up."""
    assert csv_text(["a"], [[D("-1.50")], ["-1.5e-7"], ["+3"], [-2]]) == "a\n-1.5\n-1.5e-7\n+3\n-2\n"


def test_a_program_gets_names_as_they_are() -> None:
    """JSON calculates nothing."""
    shop = Scenario(name="=1+1", functions=[Function(name="f", requests=1, duration_ms=1, memory_mb=128)])
    assert json.loads(report(estimate(shop), "json"))["name"] == "=1+1"
