"""A bill is counted once, whoever adds it up; and what one row lacks is taken from the row, not from the sum."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from lambda_cost import ScenarioError, reconcile
from lambda_cost.invoices import reading
from lambda_cost.invoices.pools import add_up
from lambda_cost.invoices.reading import read_invoices
from tests.invoices.bills import DEFAULTS, REQUEST, write_cur, write_parquet

if TYPE_CHECKING:
    from pathlib import Path

HOUR = "timestamp '2026-09-02' + to_hours({step}::int)"


def hourly(step: str, cost: str = "(i + 1) / 100.0") -> dict[str, str]:
    """Columns of a bill whose row i is of the hour *step*."""
    columns = {name: f"'{value}'" for name, value in DEFAULTS.items()}
    return columns | {"line_item_usage_start_date": HOUR.format(step=step), "line_item_unblended_cost": cost}


@pytest.mark.parametrize("small", [1000, 3])
@pytest.mark.parametrize("together", [True, False])
def test_two_deliveries_are_refused_by_an_engine_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: int, *, together: bool
) -> None:
    """In one folder and one by one, whether rows are told apart or added up by day."""
    monkeypatch.setattr(reading, "SMALL_ROWS", small)
    first, second = (write_parquet(tmp_path, hourly("i"), "range(40) t(i)", name=name) for name in ("a.parquet", "b.parquet"))
    with pytest.raises(ScenarioError, match=r"b.parquet: has 40 rows that .*a.parquet has too: two deliveries"):
        read_invoices([tmp_path] if together else [first, second], engine="duckdb")


@pytest.mark.parametrize("small", [1000, 3])
@pytest.mark.parametrize("together", [True, False])
def test_two_parts_of_a_delivery_are_added_up_by_an_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: int, *, together: bool
) -> None:
    """Even and odd hours of one day cost the same here, and are no repetition: 2 x 12 x 0.25 = 6."""
    monkeypatch.setattr(reading, "SMALL_ROWS", small)
    steps = {"a.parquet": "2 * i", "b.parquet": "2 * i + 1"}
    parts = [write_parquet(tmp_path, hourly(step, "0.25"), "range(12) t(i)", name=name) for name, step in steps.items()]
    for engine in ("duckdb", ""):
        assert add_up(read_invoices([tmp_path] if together else parts, engine=engine).pools, "cost") == 6


def test_an_answer_of_cost_explorer_is_counted_once(tmp_path: Path) -> None:
    metrics = {"UnblendedCost": {"Amount": "4.25", "Unit": "USD"}, "UsageQuantity": {"Amount": "10", "Unit": "Requests"}}
    groups: list[dict[str, Any]] = [{"Keys": ["AWS Lambda", name], "Metrics": metrics} for name in ("Request", "EU-Request")]

    def answer(name: str, *groups: dict[str, Any]) -> Path:
        period = {"TimePeriod": {"Start": "2026-09-01", "End": "2026-10-01"}, "Groups": list(groups)}
        keys = [{"Type": "DIMENSION", "Key": "SERVICE"}, {"Type": "DIMENSION", "Key": "USAGE_TYPE"}]
        path = tmp_path / name
        path.write_text(json.dumps({"GroupDefinitions": keys, "ResultsByTime": [period]}), encoding="utf-8")
        return path

    first, second, both = answer("1.json", groups[0]), answer("2.json", groups[1]), answer("both.json", *groups)
    assert add_up(read_invoices([first, second]).pools, "cost") == Decimal("8.5")
    for again in (both, answer("again.json", groups[0])):
        with pytest.raises(ScenarioError, match="two deliveries of one month are not added; give one of them, or group both"):
            read_invoices([first, second, again] if again == both else [first, again])


def test_answers_of_two_accounts_that_cost_the_same_are_added_if_they_say_so(tmp_path: Path) -> None:
    """Grouped by account they differ in it: 2 x 4.25."""
    paths: list[Path] = []
    metrics = {"UnblendedCost": {"Amount": "4.25", "Unit": "USD"}, "UsageQuantity": {"Amount": "10", "Unit": "Requests"}}
    for account in ("111122223333", "444455556666"):
        paths.append(tmp_path / f"{account}.json")
        period = {"Start": "2026-09-01", "End": "2026-10-01"}
        result = {"TimePeriod": period, "Groups": [{"Keys": [account, "Request"], "Metrics": metrics}]}
        keys = [{"Type": "DIMENSION", "Key": name} for name in ("LINKED_ACCOUNT", "USAGE_TYPE")]
        paths[-1].write_text(json.dumps({"GroupDefinitions": keys, "ResultsByTime": [result]}), encoding="utf-8")
    assert add_up(read_invoices(paths).pools, "cost") == Decimal("8.5")


def test_a_cost_that_a_row_lacks_is_taken_from_the_row(tmp_path: Path) -> None:
    """Of two hours of 2.00 the second has a net cost, 1.00; the first is invoiced as it is: 3.00."""
    columns = hourly("i", "2.00") | {"line_item_net_unblended_cost": "case i when 0 then null else 1.00 end"}
    path = write_parquet(tmp_path, columns, "range(2) t(i)")
    assert [add_up(read_invoices([path], engine=engine).pools, "net_cost") for engine in ("duckdb", "")] == [3, 3]


def test_a_list_cost_that_a_row_of_focus_lacks_is_what_was_billed(tmp_path: Path) -> None:
    """2.00 billed without a list cost, and 1.00 with one of 4.00: 6.00 listed."""
    columns = {
        "BillingAccountId": "'111122223333'",
        "BillingCurrency": "'USD'",
        "BillingPeriodStart": "timestamp '2026-09-01'",
        "BilledCost": "2.00 - i",
        "ListCost": "case i when 0 then null else 4.00 end",
        "EffectiveCost": "2.00 - i",
        "ChargeCategory": "'Usage'",
        "ChargeDescription": "'AWS Lambda - Requests'",
        "ChargePeriodStart": "timestamp '2026-09-02' + to_hours(i::int)",
        "ChargePeriodEnd": "timestamp '2026-09-02' + to_hours(i::int + 1)",
        "PricingQuantity": "10",
        "ServiceName": "'AWS Lambda'",
        "SkuId": "'x'",
        "x_UsageType": "'Request'",
    }
    path = write_parquet(tmp_path, columns, "range(2) t(i)")
    assert [add_up(read_invoices([path], engine=engine).pools, "cost") for engine in ("duckdb", "")] == [6, 6]


def test_a_small_file_beside_a_large_one_is_split_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """40 rows of 1 ... 40 cents are 8.20, added up by an engine; 0.60 beside them are rows: checkout has 8.80."""
    monkeypatch.setattr(reading, "SMALL_ROWS", 3)
    large = write_parquet(tmp_path, hourly("i"), "range(40) t(i)")
    small = write_cur(tmp_path, REQUEST | {"quantity": "3000000", "cost": "0.6"})
    [month] = reconcile([large, small], engine="duckdb", by="function").months
    assert {one.name: one.billed for one in month.attributed} == {"checkout": Decimal("8.8")}
    assert month.billed == Decimal("8.8")


def test_what_is_unusual_of_functions_is_seen_on_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Provisioned concurrency of 7,200,000 GB-seconds at 0.0000041667 that nobody used: 30.00024, said of few rows and many."""
    columns = hourly("i", "0.7500060") | {
        "line_item_usage_type": "'Lambda-Provisioned-Concurrency'",
        "line_item_usage_amount": "'180000'",
        "line_item_unblended_rate": "'0.0000041667'",
    }
    path = write_parquet(tmp_path, columns, "range(40) t(i)")
    for small in (1000, 3):
        monkeypatch.setattr(reading, "SMALL_ROWS", small)
        [month] = reconcile([path], engine="duckdb", by="function").months
        said = {one["kind"]: (one["about"], Decimal(one["amount"])) for one in month.anomalies}
        assert said["provisioned_hardly_used"] == ("checkout", Decimal("30.00024"))


@pytest.mark.parametrize(("engine", "small"), [("", 1000), ("duckdb", 1000), ("duckdb", 3)])
def test_a_month_as_csv_and_as_parquet_is_one_bill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str, small: int
) -> None:
    """40 hours of 1 to 40 cents, twice: 8.20, not 16.40; of another account, or with another cost, they are two bills."""
    monkeypatch.setattr(reading, "SMALL_ROWS", small)
    parquet = write_parquet(tmp_path, hourly("i"), "range(40) t(i)")
    start = datetime(2026, 9, 2)  # noqa: DTZ001 - the bill's own, in UTC

    def csv(**given: str) -> Path:
        def row(hour: int) -> dict[str, str]:
            times = {"start": f"{start + timedelta(hours=hour)}", "end": DEFAULTS["line_item_usage_end_date"]}
            return times | {"cost": f"{Decimal(hour + 1) / 100}"} | given

        return write_cur(tmp_path, *(row(hour) for hour in range(40)))

    for paths in ([csv(), parquet], [parquet, csv()]):
        with pytest.raises(ScenarioError, match=r"has 40 rows that (come to what )?.*(cur.csv|bill.parquet) has "):
            read_invoices(paths, engine=engine)
    assert add_up(read_invoices([csv(payer="999988887777"), parquet], engine=engine).pools, "cost") == Decimal("16.4")
    assert add_up(read_invoices([csv(cost="1.00"), parquet], engine=engine).pools, "cost") == Decimal("48.2")
