"""A sheet is one table in every format: rounded for people, exact for programs."""

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest

from lambda_cost.cli import output
from lambda_cost.cli.options import OutputFlags
from lambda_cost.numbers.text import percent
from lambda_cost.reports import sheet
from lambda_cost.reports.formats import FORMATS
from lambda_cost.reports.sheet import Column, LazyRows, Row, Sheet

D = Decimal
COLUMNS = (
    Column("name", "Name"),
    Column("cost_usd", "Cost", "money"),
    Column("difference_usd", "Difference", "difference"),
    Column("change", "Change", "change"),
    Column("share", "Share", "percent"),
    Column("price", "Price", "unit_price"),
    Column("requests", "Requests", "quantity"),
    Column("since", "Since", "day"),
)
ROW = ("<b>one|</b>", D("4.366675"), D("1.205"), D("0.125"), D("0.12345"), D("0.0000166667"), D(1234567), date(2020, 12, 1))
NOTES = (("Prices", ("AWS: https://aws.amazon.com/lambda/pricing/",)), ("Nothing", ()))


def one(*rows: Row) -> Sheet:
    """A sheet with *rows*, or with the one row of this file."""
    return Sheet("test/1", "Title", "of a day", COLUMNS, rows or (Row(ROW),), notes=NOTES)


def test_people_see_rounded_numbers_with_their_units_and_signs() -> None:
    """4.366675 is $4.37; 0.125 more is +12.5 %; a list price keeps every digit."""
    text = sheet.write(one(), "table")
    for shown in ("$4.37", "+$1.21", "+12.5 %", " 12.3 %", "$0.0000166667", "1,234,567", "2020-12-01"):
        assert shown in text


def test_programs_get_every_digit() -> None:
    """What is rounded for people must not be rounded for whoever calculates on."""
    assert json.loads(sheet.write(one(), "json"))["rows"][0]["cost_usd"] == "4.366675"
    (row,) = csv.DictReader(io.StringIO(sheet.write(one(), "csv")))
    assert (row["cost_usd"], row["name"], row["since"]) == ("4.366675", "<b>one|</b>", "2020-12-01")


def test_json_names_its_schema_and_may_have_a_document_of_its_own() -> None:
    """Programs check the name before they read on."""
    assert json.loads(sheet.write(one(), "json"))["schema"] == "lambda-cost/test/1"
    own = one()._replace(document={"total": "1"})
    assert json.loads(sheet.write(own, "json")) == {"schema": "lambda-cost/test/1", "total": "1"}


def test_only_plain_rows_are_data() -> None:
    """A head or a sum among the rows of a CSV file would be counted by whoever adds them up."""
    nothing = (None,) * (len(COLUMNS) - 1)
    made = one(Row(("Group", *nothing), "head"), Row(ROW), Row(("All", *nothing), "total"), Row(("of it", *nothing), "memo"))
    assert sheet.write(made, "csv").count("\n") == 2
    text = sheet.write(made, "table").splitlines()
    assert text[3].startswith("Group")
    assert text[4].startswith("  <b>")
    assert [line.startswith("All") for line in text].index(True) == 6, "below the line of the sums"


def test_what_is_not_there_is_an_empty_cell_and_null() -> None:
    """Unknown is never zero."""
    made = Sheet("test/1", "T", "", (Column("a", "A"), Column("b", "B", "money")), (Row(("x", None)),))
    assert sheet.write(made, "csv") == "a,b\nx,\n"
    assert json.loads(sheet.write(made, "json"))["rows"] == [{"a": "x", "b": None}]


def test_floats_are_written_at_their_shortest_and_integers_as_they_are() -> None:
    """An array's number has no more digits than it has."""
    made = Sheet("test/1", "T", "", (Column("a", "A", "money"), Column("b", "B", "quantity")), (Row((0.1, 3)),))
    assert sheet.write(made, "csv") == "a,b\n0.1,3\n"
    assert "$0.10" in sheet.write(made, "table")


def test_a_row_may_have_a_currency_of_its_own() -> None:
    """Regions of China stand beside others in a list of prices."""
    made = Sheet("test/1", "T", "", (Column("a", "A", "money"),), (Row((D(1),), currency="CNY"), Row((D(2),))))
    assert "¥1.00" in sheet.write(made, "table")
    assert "$2.00" in sheet.write(made, "table")


@pytest.mark.parametrize("to", ["markdown", "html"])
def test_names_do_nothing_in_a_page(to: str) -> None:
    """They come from files that nobody vouches for."""
    text = sheet.write(one(), to)
    assert "<b>" not in text.replace(r"\<b\>", "")
    assert "https://aws.amazon.com/lambda/pricing/" in text


def test_every_format_ends_in_a_newline() -> None:
    """Files without one are a nuisance to every other tool."""
    assert all(sheet.write(one(), to).endswith("\n") for to in FORMATS)


@pytest.mark.parametrize(
    ("share", "shown"), [("0.05", "5 %"), ("-0.125", "-12.5 %"), ("0.00012", "0.012 %"), ("0", "0 %"), ("12", "1,200 %")]
)
def test_percent_has_one_place_and_is_never_rounded_to_nothing(share: str, shown: str) -> None:
    """0.012 % of a large bill is money."""
    assert percent(D(share)) == shown


def test_a_sheet_is_shown_like_a_bill(capsys: pytest.CaptureFixture[str]) -> None:
    """In the format that was asked for, on standard output."""
    output.show_sheet(one(), OutputFlags(to="csv"))
    assert capsys.readouterr().out == sheet.write(one(), "csv")


def test_rows_that_are_made_when_they_are_shown_are_made_once() -> None:
    made: list[Row] = []

    def make() -> list[Row]:
        made.extend([Row(("a",)), Row(("b",))])
        return made

    rows = LazyRows(make)
    assert made == []
    assert (len(rows), rows[1], [row.values for row in rows]) == (2, Row(("b",)), [("a",), ("b",)])
    assert len(made) == 2
