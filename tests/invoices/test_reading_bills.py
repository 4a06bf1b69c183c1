"""Bills are told apart by their columns, read to the last digit, and refused where they cannot be believed."""

from __future__ import annotations

import gzip
import json
import sys
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from lambda_cost import LambdaCostError, ScenarioError, UnreadableFileError, reconcile
from lambda_cost.invoices import cells, opening, pools, reading
from lambda_cost.invoices.cur import column_name
from lambda_cost.invoices.pools import Invoices, add_up
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


def test_two_files_with_the_same_row_are_two_deliveries(tmp_path: Path) -> None:
    first = write_cur(tmp_path, {"id": "a"}, {"id": "a"}, name="1.csv")
    second = write_cur(tmp_path, {"id": "a"}, name="2.csv")
    assert read_invoices([first]).pools[0].amounts.rows == 2
    with pytest.raises(ScenarioError, match="two deliveries of one month are not added"):
        read_invoices([first, second])


def test_a_folder_with_two_deliveries_needs_a_manifest(tmp_path: Path) -> None:
    old = write_cur(tmp_path, {"cost": "1"}, name="data/BILLING_PERIOD=2026-09/run-1/export-00001.csv")
    new = write_cur(tmp_path, {"cost": "2"}, name="data/BILLING_PERIOD=2026-09/run-2/export-00001.csv")
    with pytest.raises(UnreadableFileError, match="two deliveries of one month"):
        read_invoices([tmp_path])
    manifest = tmp_path / "metadata" / "BILLING_PERIOD=2026-09" / "export-Manifest.json"
    manifest.parent.mkdir(parents=True)
    listed = f"s3://bucket/prefix/export/data/BILLING_PERIOD=2026-09/run-2/{new.name}"
    manifest.write_text(json.dumps({"dataFiles": [listed]}), encoding="utf-8")
    invoices = read_invoices([tmp_path])
    assert add_up(invoices.pools, "cost") == 2
    assert "1 files are in no manifest" in invoices.warnings[0]
    old.unlink()
    assert read_invoices([tmp_path]).warnings == []
    manifest.write_text(json.dumps({"reportKeys": ["prefix/elsewhere.csv"]}), encoding="utf-8")
    assert add_up(read_invoices([tmp_path]).pools, "cost") == 2
    manifest.write_text("[]", encoding="utf-8")
    assert add_up(read_invoices([tmp_path]).pools, "cost") == 2
    manifest.write_text("{", encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="is not well-formed JSON"):
        read_invoices([tmp_path])


def test_a_folder_of_one_delivery_is_read_whole(tmp_path: Path) -> None:
    write_cur(tmp_path, {"cost": "1"}, name="report/20260901-20261001/run/report-1.csv")
    write_cur(tmp_path, {"cost": "2"}, name="report/20260901-20261001/run/report-2.csv")
    write_cur(tmp_path, {"cost": "4", "period": "2026-08-01"}, name="report/20260801-20260901/run/report-1.csv")
    write_cur(tmp_path, {"cost": "8"}, name="more.csv")
    assert add_up(read_invoices([tmp_path]).pools, "cost") == 15


def test_a_folder_without_a_bill_says_what_it_looked_for(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"has no bill in it; allowed: files ending in \.csv"):
        read_invoices([tmp_path])


DAY = {"Start": "2026-09-01", "End": "2026-09-02"}


def explored(**changes: Any) -> dict[str, Any]:
    metrics = {"UnblendedCost": {"Amount": "1", "Unit": "USD"}, "UsageQuantity": {"Amount": "5", "Unit": "N/A"}}
    group = {"Keys": changes.pop("keys", ["Request", "Usage"]), "Metrics": metrics | changes.pop("metrics", {})}
    result = {"TimePeriod": DAY, "Groups": [group], "Estimated": True}
    dimensions = [{"Key": "USAGE_TYPE"}, {"Key": "RECORD_TYPE"}]
    return {"GroupDefinitions": dimensions, "ResultsByTime": [result]} | changes


def write_json(folder: Path, data: Any) -> Path:
    path = folder / "explored.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"GroupDefinitions": []}, "GroupDefinitions is grouped by nothing; allowed: USAGE_TYPE"),
        ({}, "group 1: UsageQuantity adds up different units (Request: N/A)"),
        ({"metrics": {"UsageQuantity": None}}, "UsageQuantity is missing; ask for the metrics"),
        ({"ResultsByTime": [{"TimePeriod": None}]}, "Start is ''; allowed: a day"),
        ({"GroupDefinitions": None}, "GroupDefinitions is nothing; allowed: a list of objects"),
        ({"ResultsByTime": {"TimePeriod": {}}}, "ResultsByTime is {'TimePeriod': {}}; allowed: a list of objects"),
        ({"ResultsByTime": [{"TimePeriod": DAY}]}, "Groups is nothing; allowed: a list of objects"),
        ({"ResultsByTime": [{"TimePeriod": DAY, "Groups": ["x"]}]}, "Groups is ['x']; allowed: a list of objects"),
        ({"keys": True}, "group 1: Keys is true; allowed: a list of 2 (USAGE_TYPE, RECORD_TYPE)"),
        ({"keys": ["Request"]}, "group 1: Keys is ['Request']; allowed: a list of 2 (USAGE_TYPE, RECORD_TYPE)"),
        ({"metrics": {"UnblendedCost": {"Unit": "USD"}}}, "group 1, UnblendedCost: Amount is missing; allowed: a number"),
        ({"metrics": {"UnblendedCost": {"Amount": "1", "Unit": ""}}}, "UnblendedCost: Unit is empty with a cost of 1"),
        ({"metrics": {"UnblendedCost": {"Amount": "0", "Unit": ""}}}, "UnblendedCost: Unit is empty with a cost of 0"),
        ({"metrics": {"UnblendedCost": {"Amount": "1", "Unit": " "}}}, "UnblendedCost: Unit is ' '; allowed: a currency"),
        ({"metrics": {"NetUnblendedCost": {"Amount": "2"}}}, "NetUnblendedCost: Unit is empty with a cost of 2"),
    ],
)
def test_an_answer_of_cost_explorer_that_cannot_be_used_says_why(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ScenarioError) as error:
        read_invoices([write_json(tmp_path, explored(**changes))])
    assert message in str(error.value)


def test_cost_explorer_says_what_is_estimated_net_and_missing(tmp_path: Path) -> None:
    amounts = {"UsageQuantity": {"Amount": "5", "Unit": "Requests"}, "NetUnblendedCost": {"Amount": "0.5", "Unit": "USD"}}
    data = explored(metrics=amounts, NextPageToken="more")
    invoices: Invoices = read_invoices([write_json(tmp_path, [data])])
    assert invoices.open_months == {"2026-09"}
    assert (invoices.pools[0].amounts.net_cost, invoices.pools[0].amounts.hours) == (Decimal("0.5"), 24)
    assert any("NextPageToken" in warning for warning in invoices.warnings)
    service = {"GroupDefinitions": [{"Key": "USAGE_TYPE"}, {"Key": "SERVICE"}]}
    grouped = explored(metrics=amounts, **service)
    grouped["ResultsByTime"][0]["Groups"][0]["Keys"] = ["Request", "AWS Lambda"]
    by_service = read_invoices([write_json(tmp_path, grouped)])
    assert (by_service.pools[0].key.product_code, by_service.warnings) == ("AWSLambda", [])


def test_what_has_no_usage_type_in_cost_explorer_is_of_the_type_that_is_said(tmp_path: Path) -> None:
    """Credits of 50 and a refund of 7 are no tax, a fee of 100 is nobody's; without types, what has no usage type is tax."""
    data = explored()
    amounts = {"Credit": "-50", "Refund": "-7", "Tax": "9", "Fee": "100", "Usage": "3"}
    data["ResultsByTime"][0]["Groups"] = [
        {
            "Keys": ["NoUsageType", kind],
            "Metrics": {"UnblendedCost": {"Amount": amount, "Unit": "USD"}, "UsageQuantity": {"Amount": "0", "Unit": ""}},
        }
        for kind, amount in amounts.items()
    ]
    path = write_json(tmp_path, data)
    by_type = {pool.key.line_type: (str(pool.amounts.cost), pool.key.usage_type) for pool in read_invoices([path]).pools}
    no_usage = {kind: (amount, "") for kind, amount in amounts.items()}
    assert by_type == no_usage | {"Usage": ("3", "NoUsageType")}
    (month,) = reconcile(path).months
    assert (month.step("credits").amount, month.step("tax").amount) == (Decimal(-57), Decimal(9))
    shown = " ".join(reconcile(path).report().split())
    assert "2 rows of other services, or of none that the bill names (Fee, Usage), $103.00." in shown
    data["GroupDefinitions"] = [{"Key": "USAGE_TYPE"}]
    for group in data["ResultsByTime"][0]["Groups"]:
        group["Keys"] = group["Keys"][:1]
    assert {pool.key.line_type for pool in read_invoices([write_json(tmp_path, data)]).pools} == {"Tax"}


def test_a_bill_that_a_spreadsheet_saved_in_utf_16_is_read(tmp_path: Path) -> None:
    path = write_cur(tmp_path, REQUEST | {"quantity": "3000000", "cost": "0.6"})
    for encoding in ("utf-16", "utf-8-sig"):
        copy = tmp_path / f"{encoding}.csv"
        copy.write_text(path.read_text(encoding="utf-8").replace("\n", "\r\n"), encoding=encoding, newline="")
        assert add_up(read_invoices([copy]).pools, "cost") == Decimal("0.6")
