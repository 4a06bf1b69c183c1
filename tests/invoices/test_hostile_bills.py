"""Files that are no bills, or bills with something wrong in them: each is one message, and nothing is half read."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import pytest

from lambda_cost import LambdaCostError, ScenarioError, reconcile
from lambda_cost.invoices import engines
from lambda_cost.invoices.cells import TAG, Cells
from lambda_cost.invoices.reading import read_invoices
from tests.invoices.bills import DEFAULTS, cur_text, write_cur

if TYPE_CHECKING:
    from pathlib import Path

TEXT = cur_text({"quantity": "1", "cost": "0.0000166667"})


def write_parquet(folder: Path, **cells: Any) -> Path:
    """A bill of one row in Parquet, with *cells* of any type."""
    pa: Any = pytest.importorskip("pyarrow")
    parquet: Any = pytest.importorskip("pyarrow.parquet")
    path = folder / "bill.parquet"
    columns = {name: [value] for name, value in (DEFAULTS | cells).items()}
    parquet.write_table(pa.table(columns), path)
    return path


@pytest.mark.parametrize("engine", ["", "duckdb"])
def test_a_time_that_no_calendar_has_is_refused(engine: str, tmp_path: Path) -> None:
    """10**18 µs after 1970 is in the year 33,658."""
    pa: Any = pytest.importorskip("pyarrow")
    path = write_parquet(tmp_path, bill_billing_period_start_date=pa.scalar(10**18, pa.timestamp("us")))
    with pytest.raises(LambdaCostError, match=r"bill\.parquet"):
        reconcile(path, engine=engine)


@pytest.mark.parametrize("number", ["NaN", "inf", "-Infinity", "1e400", "0x10", "1_000", "１２", "1,5", "9" * 60])
def test_what_is_no_number_is_refused_by_its_row(number: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"cur\.csv, row 2: line_item_usage_amount is .*; allowed: a number"):
        reconcile(write_cur(tmp_path, {"quantity": number}))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PAR1nothingPAR1", "cannot be read: "),
        (gzip.compress(TEXT.encode())[:-10], "cannot be read: Compressed file ended"),
        (b"PK\x03\x04nothing", "cannot be read: File is not a zip file"),
        (b"\xff\x00a,b", "cannot be read: "),
        (b"\xff\xfe\x00\xd8", "cannot be read: "),
        (TEXT.encode() + b'"' + b"x" * 2_000_000 + b'"\n', "field larger than field limit"),
        (TEXT.encode() + b"a,b\n", "has 2 cells; allowed: 24"),
        (TEXT.replace("bill_invoice_id", "line_item_usage_amount", 1).encode(), "columns line_item_usage_amount twice"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_message(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "bill"
    path.write_bytes(content)
    with pytest.raises(LambdaCostError, match=message) as refused:
        reconcile(path)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("engine", ["", "duckdb"])
@pytest.mark.parametrize("number", [float("nan"), float("inf"), "abc", [1, 2]])
def test_wrong_types_in_parquet_are_refused_by_their_row(engine: str, number: Any, tmp_path: Path) -> None:
    path = write_parquet(tmp_path, line_item_usage_amount=number)
    with pytest.raises(ScenarioError, match=r"bill\.parquet, row 1: line_item_usage_amount is .*; allowed: a number"):
        reconcile(path, engine=engine)


def test_a_bug_of_ours_is_not_taken_for_a_broken_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: Any) -> Any:
        raise KeyError("a bug")

    monkeypatch.setattr(engines, "_duckdb_bill", broken)
    with pytest.raises(KeyError, match="a bug"):
        reconcile(write_parquet(tmp_path), engine="duckdb")


def test_a_file_is_given_once(tmp_path: Path) -> None:
    path = write_cur(tmp_path, {"quantity": "1", "cost": "0.0000166667"})
    for twice in ([path, path], [tmp_path, path], [path, tmp_path / "." / "cur.csv"]):
        with pytest.raises(ScenarioError, match="is given twice; a bill is counted once"):
            reconcile(twice)


def test_a_month_that_was_delivered_again_is_not_added_whatever_its_ids_are(tmp_path: Path) -> None:
    """AWS's ids of rows hold within one delivery only.  A chunk that shares nine rows by chance is another one."""
    rows = [{"quantity": f"{number}", "cost": "1", "id": f"first-{number}"} for number in range(1, 21)]
    again = [row | {"id": f"second-{number}"} for number, row in enumerate(rows)]
    new = [{"quantity": f"{number}", "cost": "2", "id": f"new-{number}"} for number in range(1, 10)]
    first = write_cur(tmp_path, *rows, name="first.csv")
    with pytest.raises(ScenarioError, match=r"has 20 rows that .*first\.csv has too: two deliveries of one month"):
        reconcile([first, write_cur(tmp_path, *again, *new, name="second.csv")])
    chunk = write_cur(tmp_path, *again[:9], *new, name="chunk.csv")
    assert reconcile([first, chunk]).months[0].billed == 20 + 9 + 18


def test_days_outside_the_month_are_said(tmp_path: Path) -> None:
    """Rows lie in the month that bills them, whenever the usage was."""
    row = {"quantity": "1", "cost": "0.0000166667"}
    late = row | {"start": "2026-08-31T23:00:00Z", "end": "2026-09-01T00:00:00Z"}
    (month,) = reconcile(write_cur(tmp_path, row, late)).months
    assert month.warnings[0] == "1 row of usage is of days outside the month, from 2026-08-31 to 2026-08-31."
    two = late | {"start": "2026-08-01T23:00:00Z"}
    (month,) = reconcile(write_cur(tmp_path, row, late, two)).months
    assert month.warnings[0] == "2 rows of usage are of days outside the month, from 2026-08-01 to 2026-08-31."


def test_names_cannot_steer_a_terminal(tmp_path: Path) -> None:
    row = {"quantity": "1", "cost": "1", "usage_type": "Lambda-\x1b[31mX"}
    row |= {"resource": "arn:aws:lambda:us-east-1:1:function:\x1b[2J=x"}
    found = reconcile(write_cur(tmp_path, row), by="function")
    for to in ("table", "markdown", "html", "csv"):
        assert "\x1b" not in found.report(to)


def test_tags_cannot_steer_a_terminal_either(tmp_path: Path) -> None:
    row = {"quantity": "1", "cost": "1"}
    in_a_map = write_cur(tmp_path, row | {"tags": '{"user_team":"a\\u001b[31mb","user_\\u001b[2J":"x"}'})
    legacy = tmp_path / "legacy.csv"
    text = cur_text(row).replace("resource_tags", "resourceTags/user:team").replace(',""\n', ',"a\x1b[31mb"\n')
    legacy.write_text(text, encoding="utf-8")
    for bill in (in_a_map, legacy):
        for to in ("table", "markdown", "html", "csv"):
            assert "\x1b" not in reconcile(bill, by="tag:team").report(to)
        assert "a\\x1b[31mb" in reconcile(bill, by="tag:team").report("table")
    (pool,) = read_invoices([in_a_map]).pools
    assert dict(pool.key.tags) == {"team": "a\\x1b[31mb", "\\x1b[2J": "x"}
    taken_out = Cells({f"{TAG}team": "a\x1b[31mb"}, "bill.parquet")
    assert taken_out.tags("resource_tags", "user_") == {"team": "a\\x1b[31mb"}
