"""Bills are told apart by their columns, read to the last digit, and refused where they cannot be believed."""

from __future__ import annotations

import gzip
import sys
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from lambda_cost import LambdaCostError, ScenarioError, UnreadableFileError
from lambda_cost.invoices import cells, opening, pools, reading
from lambda_cost.invoices.cur import column_name
from lambda_cost.invoices.pools import add_up
from lambda_cost.invoices.reading import read_invoices
from tests.invoices.bills import DEFAULTS, REQUEST, SAMPLES, cur_text, write_cur

if TYPE_CHECKING:
    from pathlib import Path


def test_the_legacy_names_of_columns_become_those_of_parquet() -> None:
    assert column_name("savingsPlan/SavingsPlanARN") == "savings_plan_savings_plan_a_r_n"
    assert column_name("resourceTags/user:team") == "resource_tags_user_team"


SUM_OF_2017 = "927.200170199999870053125188"


# Sums of the source files, added up apart from lambda-cost, with awk over the cost column.
@pytest.mark.parametrize(
    ("name", "rows", "cost"),
    [
        ("cur-legacy-2018-02.csv.gz", 1305, "0"),
        ("cur-legacy-2022-10.parquet", 80, "0.0000002776"),
        ("cur2-2026-04.csv.gz", 542, "-0.00000093510"),
        ("cur2-plan-and-discount.csv", 13, "10.1542852069"),
        ("cost-explorer.json", 4, "15.91668"),
        ("summary-2017.csv.gz", 484, SUM_OF_2017),
    ],
)
def test_every_row_of_a_sample_is_read(name: str, rows: int, cost: str) -> None:
    invoices = read_invoices([SAMPLES / name])
    assert sum(pool.amounts.rows for pool in invoices.pools) == rows
    assert add_up(invoices.pools, "cost") == Decimal(cost)


def test_a_bill_is_the_same_packed_or_not(tmp_path: Path) -> None:
    row = {"quantity": "3.25", "cost": "0.0000541668"}
    plain = write_cur(tmp_path, row)
    packed = tmp_path / "packed.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    archive = tmp_path / "bill.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.mkdir("parts")
        file.write(plain, "parts/cur.csv")
    first, *others = (read_invoices([path]).pools for path in (plain, packed, archive))
    for other in others:
        assert [(pool.key, pool.amounts) for pool in other] == [(pool.key, pool.amounts) for pool in first]


def test_a_month_without_an_invoice_id_is_open(tmp_path: Path) -> None:
    assert read_invoices([write_cur(tmp_path, {"invoice": ""})]).open_months == {"2026-09"}
    assert read_invoices([write_cur(tmp_path, {})]).open_months == set()


def test_other_months_and_payers_are_left_out(tmp_path: Path) -> None:
    path = write_cur(tmp_path, {}, {"period": "2026-08-01", "payer": "999988887777"})
    assert [pool.key.month for pool in read_invoices([path], month="2026-08").pools] == ["2026-08"]
    assert [pool.key.payer for pool in read_invoices([path], payer="111122223333").pools] == ["111122223333"]
    with pytest.raises(ScenarioError, match="no bill has a row of 2026-07"):
        read_invoices([path], month="2026-07")
    explored = SAMPLES / "cost-explorer.json"
    assert len(read_invoices([explored], month="2026-09").pools) == 4
    with pytest.raises(ScenarioError, match="no bill has a row"):
        read_invoices([explored], month="2026-08")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"quantity": "NaN"}, "row 2: line_item_usage_amount is NaN; allowed: a number"),
        ({"cost": "inf"}, "line_item_unblended_cost is 'inf'; allowed: a number"),
        ({"cost": "1e999"}, "line_item_unblended_cost is '1e999'; allowed: a number"),
        ({"start": "September"}, "line_item_usage_start_date is 'September'; allowed: a day"),
        ({"start": "2026-09-31"}, "line_item_usage_start_date is '2026-09-31'; allowed: a day"),
        ({"currency": "", "cost": "1.50"}, "row 2: line_item_currency_code is empty with a cost of 1.5; allowed: a currency"),
        ({"currency": "N/A", "cost": "0"}, "row 2: line_item_currency_code is 'N/A'; allowed: a currency, such as USD"),
    ],
)
def test_a_wrong_value_is_named_with_its_row(tmp_path: Path, row: dict[str, str], message: str) -> None:
    with pytest.raises(ScenarioError) as error:
        read_invoices([write_cur(tmp_path, row)])
    assert message in str(error.value)


def test_a_row_of_focus_whose_cost_has_no_currency_is_refused(tmp_path: Path) -> None:
    head = "BilledCost,BillingCurrency,BillingPeriodStart,ChargeCategory,ChargePeriodStart,PricingQuantity,ServiceName,ListCost"
    path = tmp_path / "focus.csv"
    for billed, listed in (("2", ""), ("0", "2")):
        path.write_text(f"{head}\n{billed},,2026-09-01,Usage,2026-09-02,1,AWS Lambda,{listed}\n", encoding="utf-8")
        with pytest.raises(ScenarioError, match="row 2: BillingCurrency is empty with a cost of 2; allowed: a currency"):
            read_invoices([path])


def test_tags_and_maps_are_read_in_each_form(tmp_path: Path) -> None:
    path = write_cur(tmp_path, {"tags": '{"user_team":"shop"}'}, {"tags": "{not json"}, {"tags": "text"})
    assert {pool.key.tags for pool in read_invoices([path]).pools} == {(("team", "shop"),), ()}
    legacy = tmp_path / "legacy.csv"
    legacy.write_text(cur_text({}).replace("resource_tags", "resourceTags/user:team").replace(',""\n', ',"shop"\n'))
    assert read_invoices([legacy]).pools[0].key.tags == (("team", "shop"),)


def test_hours_behind_a_row_are_those_of_its_interval() -> None:
    row = cells.Cells({"a": "2026-09-01T00:00:00Z", "b": "2026-09-02T00:00:00Z", "c": "soon"}, "here")
    assert (row.hours("a", "b"), row.hours("b", "a"), row.hours("a", "c"), row.hours("a", "a")) == (24, 1, 1, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n", "is no bill; allowed: a Cost and Usage Report or FOCUS export"),
        ("", "is no bill"),
        ('{"Resources": {}}', "is no bill"),
        ("[]", "is no bill"),
        ("{", "is not well-formed JSON"),
        ("line_item_line_item_type,x\nUsage,1\n", "is a Cost and Usage Report without the columns bill_billing_period_start"),
        ("BilledCost,ChargeCategory\n1,Usage\n", "is a FOCUS without the columns BillingCurrency"),
        (",".join(["x"] * 2001) + "\n", "has 2,001 columns; allowed: at most 2,000"),
        (cur_text({}) + "1,2\n", "line 3: has 2 cells; allowed: 24"),
        (f"{','.join(DEFAULTS)}\n" + '"' + "x" * (2**20 + 1) + '"\n', "cannot be read: field larger than field limit"),
    ],
)
def test_what_is_no_bill_is_refused_in_one_sentence(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "bill"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LambdaCostError) as error:
        read_invoices([path])
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_a_month_of_a_summary_is_one(tmp_path: Path) -> None:
    path = tmp_path / "summary.csv"
    path.write_text("month,account,region,product_code,usage_type_without_prefix,usage_amount,unblended_cost\n9,,,,,,\n")
    with pytest.raises(ScenarioError, match="month is '9'; allowed: a month, such as 2026-09"):
        read_invoices([path])


def test_empty_lines_are_no_rows(tmp_path: Path) -> None:
    path = write_cur(tmp_path, {})
    path.write_text(path.read_text(encoding="utf-8") + "\n\n", encoding="utf-8")
    assert read_invoices([path]).pools[0].amounts.rows == 1


@pytest.mark.parametrize("raw", [b"\x1f\x8b\x08broken", b"PK\x03\x04broken", b"line_item\xff\xfe\xff,", b""])
def test_a_broken_file_is_named(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "broken"
    path.write_bytes(raw)
    with pytest.raises(LambdaCostError, match="broken"):
        read_invoices([path])


def test_what_unpacks_to_more_than_is_allowed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MAX_UNPACKED_BYTES", 5000)
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(cur_text({}).encode() + b"\n" * 100_000))
    with pytest.raises(UnreadableFileError, match="is too large; allowed: at most 5,000 bytes"):
        read_invoices([path])


def test_too_much_json_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_JSON_BYTES", 10)
    path = tmp_path / "big.json"
    path.write_text("[" + " " * 100, encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="allowed: at most 10 bytes of JSON"):
        read_invoices([path])


def test_more_kinds_of_rows_than_fit_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "MAX_POOLS", 1)
    with pytest.raises(ScenarioError, match="has more than 1 kinds of rows"):
        read_invoices([write_cur(tmp_path, {}, {"usage_type": "Request"})])


def test_parquet_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UnreadableFileError, match=r"pip install '.*\[parquet\]'"):
        read_invoices([SAMPLES / "cur-legacy-2022-10.parquet"])


def test_a_bill_that_a_spreadsheet_saved_in_utf_16_is_read(tmp_path: Path) -> None:
    path = write_cur(tmp_path, REQUEST | {"quantity": "3000000", "cost": "0.6"})
    for encoding in ("utf-16", "utf-8-sig"):
        copy = tmp_path / f"{encoding}.csv"
        copy.write_text(path.read_text(encoding="utf-8").replace("\n", "\r\n"), encoding=encoding, newline="")
        assert add_up(read_invoices([copy]).pools, "cost") == Decimal("0.6")
