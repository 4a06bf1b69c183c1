"""Each step of a reconciliation, on rows written for it."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_cost import PriceBook, Scenario, ScenarioError, reconcile, report
from lambda_cost.reconciliation.described import compare_with_observed, compare_with_scenario
from tests.invoices.bills import FREE, REQUEST, SAMPLES, write_cur

if TYPE_CHECKING:
    from pathlib import Path

    from lambda_cost.reconciliation.reconciliation import ReconciledMonth

NOW = date(2026, 9, 2)
HTTP = {
    "product": "AmazonApiGateway",
    "usage_type": "USE1-ApiGatewayHttpRequest",
    "operation": "ApiGatewayHttpApi",
    "resource": "",
}


def explained(folder: Path, *rows: dict[str, str], **options: Any) -> ReconciledMonth:
    (month,) = reconcile(write_cur(folder, *rows), **options).months
    assert sum(step.amount for step in month.steps) == month.billed
    return month


def test_tiers_that_the_bill_counts_otherwise_are_a_step(tmp_path: Path) -> None:
    """Of 300M HTTP calls at $1.00 a million, the bill charged 100M at the second tier's $0.90: 100 x 0.10 less."""
    rows = (
        HTTP | {"quantity": "200000000", "rate": "0.000001", "cost": "200"},
        HTTP | {"quantity": "100000000", "rate": "0.0000009", "cost": "90"},
    )
    month = explained(tmp_path, *rows)
    assert (month.step("list").amount, month.step("tiers").amount) == (Decimal(300), Decimal(-10))
    (detail,) = month.step("tiers").details
    assert detail["amount"] == "-10"


def test_a_rate_that_no_table_has_is_named_with_its_days(tmp_path: Path) -> None:
    """1,000,000 GB-s at 0.000016 instead of 0.0000166667 are 0.6667 less."""
    row = {"quantity": "500000", "rate": "0.000016", "cost": "8"}
    month = explained(tmp_path, row, row | {"start": "2026-09-05T00:00:00Z", "end": "2026-09-05T01:00:00Z"})
    assert month.step("rates").amount == Decimal("-0.6667")
    (detail,) = month.step("rates").details
    assert (detail["first_day"], detail["last_day"], detail["quantity"]) == ("2026-09-02", "2026-09-05", "1000000")


def test_what_rounding_cannot_explain_is_not_called_rounding(tmp_path: Path) -> None:
    month = explained(tmp_path, {"quantity": "1000000", "cost": "17.6667"})
    assert month.step("rounding").amount == 0
    assert month.step("rest").amount == 1
    assert month.step("rest").details[0]["reason"] == "is not its quantity times its rate"


def test_the_fee_for_instances_of_a_type_has_the_bills_own_price(tmp_path: Path) -> None:
    """15 % of an on-demand price that no table has: 100 h at 0.01224 and 50 h at 0.0306 are 2.754; without a rate, unknown."""
    fee = {"operation": "", "resource": ""}
    large = fee | {"usage_type": "Lambda-Managed-Instances-m7g.large-Management-Hours", "quantity": "100"}
    larger = fee | {"usage_type": "Lambda-Managed-Instances-m7g.xlarge-Management-Hours", "quantity": "50"}
    later = {"start": "2026-09-03T00:00:00Z", "end": "2026-09-03T01:00:00Z"}
    rows = [large | {"rate": "0.01224", "cost": "1.224"}, larger | later | {"rate": "0.0306", "cost": "1.53"}]
    month = explained(tmp_path, *rows)
    assert {step.step: step.amount for step in month.steps if step.amount} == {"list": Decimal("2.754")}
    assert [warning for warning in month.warnings if "rule A-41" in warning]
    assert not month.anomalies
    unrated = explained(tmp_path, large | {"rate": "", "cost": "1.224"})
    assert unrated.step("rest").amount == Decimal("1.224")
    assert "rule A-41" in unrated.warnings[0]


def test_a_price_that_changed_within_the_month_splits_it(tmp_path: Path) -> None:
    """Response streaming in us-east-1 has one price; Java SnapStart's cache began on 2022-11-28: use two days of a change."""
    book = PriceBook.bundled()
    history = book.history("aws_lambda.function.duration", "ap-northeast-3", "x86_64")
    old, new = history[-2], history[-1]
    before, after = new.since.replace(day=1), new.since
    if before == after:
        before = old.since
    rates = [price.tariff.tiers[0].price for price in (old, new)]
    days = [{"start": f"{day}T00:00:00Z", "end": f"{day}T01:00:00Z"} for day in (old.since, new.since)]
    usage = {"region": "ap-northeast-3", "usage_type": "APN3-Lambda-GB-Second", "quantity": "1000"}
    rows = [usage | day | {"rate": f"{rate}", "cost": f"{1000 * rate}"} for day, rate in zip(days, rates, strict=True)]
    month = explained(tmp_path, *rows)
    assert month.step("list").amount == 1000 * sum(rates)
    assert month.step("rates").amount == 0


def test_the_order_in_which_regions_used_up_the_free_tier_is_a_part_of_the_step(tmp_path: Path) -> None:
    """400,000 free GB-s: the bill gave all to us-east-1, in proportion each region had half; both prices are the same."""
    usage = {"quantity": "400000"}
    oregon = {"region": "us-west-2", "usage_type": "USW2-Lambda-GB-Second", "cost": "6.66668"}
    month = explained(tmp_path, usage | FREE, usage | oregon)
    assert month.step("free").amount == Decimal("-6.66668")
    parts = {(detail["region"], detail["part"]): detail["amount"] for detail in month.step("free").details}
    assert parts == {
        ("us-east-1", "amount"): "-3.33334",
        ("us-east-1", "order"): "-3.33334",
        ("us-west-2", "amount"): "-3.33334",
        ("us-west-2", "order"): "3.33334",
    }
    assert not month.warnings


def test_less_free_than_the_allowance_is_said(tmp_path: Path) -> None:
    month = explained(tmp_path, {"quantity": "1000000", "cost": "16.6667"})
    assert "0 are free on the bill, where 400,000 of the month's 400,000 would be" in month.warnings[0]


def test_usage_without_rates_is_free_as_its_cost_tells(tmp_path: Path) -> None:
    """Of three regions one is charged whole, one is free, and the third has the rest of the 400,000 GB-s."""
    rows = [
        {"region": "us-west-2", "usage_type": "USW2-Lambda-GB-Second", "quantity": "200000", "cost": "3.33334"},
        {"quantity": "100000", "cost": "0"},
        {"region": "us-east-2", "usage_type": "USE2-Lambda-GB-Second", "quantity": "500000", "cost": "3.33334"},
    ]
    month = explained(tmp_path, *(row | {"rate": ""} for row in rows))
    assert {usage.key.region: usage.free for usage in month.usages} == {
        "us-west-2": 0,
        "us-east-1": 100_000,
        "us-east-2": 300_000,
    }
    assert month.step("rest").amount == 0


def test_usage_without_rates_that_costs_something_else_is_not_explained(tmp_path: Path) -> None:
    """10M calls at $1.00 a million cost 10; the bill has 8."""
    month = explained(tmp_path, HTTP | {"quantity": "10000000", "cost": "8", "rate": ""})
    assert month.step("rest").amount == -2


def test_discount_rows_are_agreements_and_refunds_are_credits(tmp_path: Path) -> None:
    rows = (
        HTTP | {"quantity": "1000000", "rate": "0.000001", "cost": "1"},
        HTTP | {"type": "EdpDiscount", "cost": "-0.1", "rate": ""},
        HTTP | {"type": "Refund", "cost": "-0.2", "rate": "", "description": "sorry"},
        REQUEST | {"type": "Fee", "cost": "3", "rate": ""},
        {"type": "EdpDiscount", "cost": "-0.01", "rate": ""},
    )
    month = explained(tmp_path, *rows)
    assert {step.step: step.amount for step in month.steps if step.amount} == {
        "list": 1,
        "agreements": Decimal("-0.11"),
        "credits": Decimal("-0.2"),
        "rest": 3,
    }
    function, api = month.step("agreements").details
    assert (api["percent"], api["discounts"]) == ("10", {"agreed": {"service": "api_gateway", "percent": "10"}})
    assert "percent" not in function
    assert "Lambda-GB-Second: -$0.01" in report(reconcile(write_cur(tmp_path, *rows)))


def test_what_is_no_usage_of_ours_is_counted_apart(tmp_path: Path) -> None:
    logs = {"product": "AmazonCloudWatch", "usage_type": "USE1-VendedLog-Bytes", "quantity": "1", "rate": "0.5", "cost": "0.5"}
    rows = (
        logs | {"resource": "arn:aws:logs:us-east-1:1:log-group:/aws/vpc/flow"},
        logs | {"usage_type": "USE1-DataProcessing-Bytes", "resource": "arn:aws:logs:us-east-1:1:log-group:/aws/lambda/f"},
        {"product": "AmazonS3", "usage_type": "TimedStorage-ByteHrs", "cost": "1"},
        {"product": "AmazonS3", "type": "Tax", "cost": "2"},
        {"product": "AmazonS3", "type": "Credit", "cost": "-4"},
        {"product": "AmazonEC2", "usage_type": "DataTransfer-Out-Bytes", "quantity": "1", "cost": "8", "rate": "8"},
        {
            "product": "ComputeSavingsPlans",
            "usage_type": "ComputeSP:1yrNoUpfront",
            "type": "SavingsPlanRecurringFee",
            "plan": "p",
        },
    )
    month = explained(tmp_path, *rows)
    assert month.billed == Decimal("0.5")
    assert month.step("rest").details[0]["reason"].startswith("Lambda's logs were counted so until 2025-04-30")
    assert sum(pool.amounts.net_cost for pool in month.out_of_scope) == Decimal("7.5")


def test_negative_usage_and_another_currency_are_not_priced(tmp_path: Path) -> None:
    assert explained(tmp_path, {"quantity": "-5", "cost": "-1"}).step("rest").details[0]["reason"] == "is a negative quantity"
    month = explained(tmp_path, {"quantity": "5", "cost": "1", "currency": "CNY"})
    assert "is in USD, and the bill in CNY" in month.step("rest").details[0]["reason"]


def test_currencies_and_payers_are_not_added(tmp_path: Path) -> None:
    found = reconcile(write_cur(tmp_path, {}, {"currency": "CNY"}, {"payer": "1"}))
    assert [(month.payer, month.currency) for month in found.months] == [
        ("1", "USD"),
        ("111122223333", "CNY"),
        ("111122223333", "USD"),
    ]
    assert "payer 111122223333 · CNY" in report(found)


def test_rows_without_a_resource_are_shared_by_requests(tmp_path: Path) -> None:
    """0.40 of transfer (4.444… GB at 0.09 is beside the point) falls to the functions as 3 to 1."""
    name = "arn:aws:lambda:us-east-1:111122224444:function:"
    transfer = {"usage_type": "DataTransfer-Out-Bytes", "resource": "", "quantity": "10", "rate": "0.09", "cost": "0.9"}
    rows = (
        REQUEST | {"resource": f"{name}a", "quantity": "3000000", "cost": "0.6"},
        REQUEST | {"resource": f"{name}b", "quantity": "1000000", "cost": "0.2"},
        transfer,
        transfer | {"account": "999988887777"},
    )
    month = explained(tmp_path, *rows, by="function")
    assert [(one.name, one.billed, one.shared) for one in month.attributed] == [
        ("a", Decimal("0.6"), Decimal("0.675")),
        ("(no resource id)", Decimal("0.9"), 0),
        ("b", Decimal("0.2"), Decimal("0.225")),
    ]
    with pytest.raises(ScenarioError, match="--by is 'colour'"):
        explained(tmp_path, {}, by="colour")


def test_more_dollars_than_requests_are_shared_too(tmp_path: Path) -> None:
    """50 dollars of transfer fall to functions of 3 requests and 1 request as 37.50 and 12.50."""
    name = "arn:aws:lambda:us-east-1:111122224444:function:"
    rows = (
        REQUEST | {"resource": f"{name}a", "quantity": "3", "cost": "0.0000006"},
        REQUEST | {"resource": f"{name}b", "quantity": "1", "cost": "0.0000002"},
        {"usage_type": "DataTransfer-Out-Bytes", "resource": "", "quantity": "555.5", "rate": "0.09", "cost": "50"},
    )
    month = explained(tmp_path, *rows, by="function")
    assert {one.name: one.shared for one in month.attributed} == {"a": Decimal("37.5"), "b": Decimal("12.5")}


def test_unusual_things_are_named_with_their_amounts(tmp_path: Path) -> None:
    name = "arn:aws:lambda:us-east-1:111122224444:function:checkout"
    days = [f"2026-09-{day:02}" for day in range(1, 9)]
    rows = [
        {"start": f"{day}T00:00:00Z", "end": f"{day}T01:00:00Z", "quantity": "6000", "cost": "0.1000002", "resource": name}
        for day in days[:-1]
    ]
    rows.append({"start": "2026-09-08T00:00:00Z", "end": "2026-09-08T01:00:00Z", "quantity": "600000", "cost": "10.00002"})
    rows.append({"operation": "Shutdown", "quantity": "60000", "cost": "1.000002"})
    logs = {"product": "AmazonCloudWatch", "usage_type": "USE1-VendedLog-Bytes", "rate": "0.5", "quantity": "50", "cost": "25"}
    rows.append(logs | {"resource": "arn:aws:logs:us-east-1:1:log-group:/aws/lambda/checkout"})
    found = {anomaly["kind"]: anomaly for anomaly in explained(tmp_path, *rows).anomalies}
    assert found["cost_of_a_day"]["text"] == "cost 26.000002 on 2026-09-02, where 0.1000002 is usual" or "2026-09-08" in str(
        found
    )
    assert found["shutdown_share"]["amount"] == "1.000002"
    assert found["logs_above_function"]["amount"] == "25"


def test_a_scenario_is_set_against_the_bill(tmp_path: Path) -> None:
    """1M requests described, 1.5M billed; duration as described (250,000 GB-s); an API that only the bill has."""
    rows = (
        REQUEST | {"quantity": "1500000", "cost": "0.3"},
        {"quantity": "250000", "cost": "4.166675"},
        HTTP | {"quantity": "1", "rate": "0.000001", "cost": "0.000001"},
    )
    month = explained(tmp_path, *rows)
    function: dict[str, Any] = {
        "requests": 1_000_000,
        "duration_ms": 500,
        "memory_mb": 512,
        "provisioned_concurrency": {"environments": 1, "requests": 0},
    }
    scenario = Scenario.from_dict({"day": "2026-11-01", "functions": {"f": function}})
    found = {one.meter: one for one in compare_with_scenario(month, scenario, PriceBook.bundled())}
    requests = found["aws_lambda.function.requests"]
    assert (requests.described, requests.billed, requests.to_dict()["ratio"]) == (Decimal(1_000_000), Decimal(1_500_000), "1.5")
    assert "the requests of functions" in requests.text
    assert found["api_gateway.http_api.requests"].text == "is on the bill only"
    assert found["aws_lambda.provisioned_concurrency.concurrency"].text == "is not on the bill"


@given(seed=st.integers(0, 10**6), parts=st.integers(1, 4))
def test_order_files_and_other_services_change_nothing(tmp_path_factory: pytest.TempPathFactory, seed: int, parts: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - which rows there are, no secret
    folder = tmp_path_factory.mktemp("bill")
    rows = [
        {"quantity": f"{chance.randint(1, 10**6)}", "cost": f"{chance.randint(1, 100)}", "start": f"2026-09-{day:02}"}
        | chance.choice([{}, FREE, REQUEST, HTTP, {"type": "Credit", "cost": "-1"}, {"net": "1"}, {"usage_type": "Lambda-New"}])
        for day in range(1, 9)
    ]
    whole = reconcile(write_cur(folder, *rows)).to_dict()["months"]
    chance.shuffle(rows)
    other = {"product": "AmazonS3", "usage_type": "Requests-Tier1", "cost": "5"}
    files = [write_cur(folder, *rows[part::parts], other, name=f"part-{part}.csv") for part in range(parts)]
    split = reconcile(files).to_dict()["months"]
    for month in (*whole, *split):
        month.pop("out_of_scope")
        for step in month["steps"]:
            for detail in step["details"]:
                detail.pop("first_row", None)
    assert split == whole


def test_every_format_has_the_steps(tmp_path: Path) -> None:
    found = reconcile(SAMPLES / "cur2-plan-and-discount.csv", by="function")
    assert "Free tier                " in report(found)
    assert "Free tier |" in report(found, "markdown")
    assert "Free tier" in report(found, "html")
    assert ",step,free,,,,,-6.86668\n" in report(found, "csv")
    new = [{"usage_type": f"Lambda-New-{number}", "cost": "1", "resource": f"r{number}"} for number in range(25)]
    long = reconcile(write_cur(tmp_path, *new), by="function")
    assert "… and 5 more; --rows lists them" in report(long)
    assert "5 more   " in report(long)
    assert "… and 5 more" not in report(long, rows=True)


def test_the_report_says_what_was_shared_out_and_what_was_not_looked_at(tmp_path: Path) -> None:
    transfer = {"usage_type": "DataTransfer-Out-Bytes", "resource": "", "quantity": "10", "rate": "0.09", "cost": "0.9"}
    other = {"product": "AmazonS3", "usage_type": "TimedStorage-ByteHrs", "cost": "1.25"}
    text = report(
        reconcile(write_cur(tmp_path, REQUEST | {"quantity": "3000000", "cost": "0.6"}, transfer, other), by="function")
    )
    assert "shared by requests: rows without a resource id" in text
    assert "1 row of other services, $1.25." in text


def test_a_plan_that_is_used_up_is_not_unusual(tmp_path: Path) -> None:
    """60,000 GB-s are covered at 0.0000147; another 0.118 of the fee of 1 pays for other services."""
    covered = {"quantity": "60000", "cost": "1.000002", "type": "SavingsPlanCoveredUsage", "plan": "p", "effective": "0.882"}
    fee = {"product": "ComputeSavingsPlans", "usage_type": "ComputeSP:1yrNoUpfront", "type": "SavingsPlanRecurringFee"}
    negation = {"type": "SavingsPlanNegation", "cost": "-1.000002", "plan": "p", "rate": ""}
    month = explained(tmp_path, covered, negation, fee | {"plan": "p", "cost": "1", "used": "1", "rate": "1"})
    (plan,) = month.step("plans").details
    assert (plan["used_here"], plan["used_elsewhere"], plan["unused"]) == ("0.882", "0.118", "0")
    assert (month.billed, [anomaly["kind"] for anomaly in month.anomalies]) == (Decimal(1), ["no_arm"])


def test_usage_without_rates_and_without_an_allowance_is_charged_whole(tmp_path: Path) -> None:
    """10 h of a NAT gateway at 0.045, and China's own price for 1,000,000 GB-s, where nothing is free here."""
    nat = {"product": "AmazonEC2", "usage_type": "NatGateway-Hours", "operation": "NatGateway", "quantity": "10"}
    month = explained(tmp_path, nat | {"cost": "0.45", "rate": ""})
    assert (month.step("list").amount, month.step("rest").amount) == (Decimal("0.45"), Decimal(0))
    china = {"region": "cn-north-1", "usage_type": "CNN1-Lambda-GB-Second", "currency": "CNY", "quantity": "1000000"}
    price = PriceBook.bundled().price("aws_lambda.function.duration", "cn-north-1", "x86_64", NOW).tariff.tiers[0].price
    month = explained(tmp_path, china | {"rate": f"{price}", "cost": f"{1_000_000 * price}"})
    assert (month.step("free").amount, month.step("rest").amount, month.warnings) == (Decimal(0), Decimal(0), ())


def test_what_was_observed_is_set_against_the_bill_by_function(tmp_path: Path) -> None:
    """1M requests of 100 ms with 512 MB are 50,000 GB-s; 2,500 more were billed; the logs of a second function are missing."""
    usage = tmp_path / "usage.yaml"
    entry = "{requests: 500000, billed_duration_ms: 100, memory_mb: 512}"
    usage.write_text(f'functions:\n  checkout: {entry}\n  "checkout@512": {entry}\n  unknown: {{requests: 1}}\n  odd: 3\n')
    rows = (
        REQUEST | {"quantity": "1000000", "cost": "0.2"},
        {"quantity": "52500", "cost": "0.87500175"},
        {"quantity": "10", "cost": "0.000166667", "resource": "arn:aws:lambda:us-east-1:111122224444:function:second"},
        HTTP | {"quantity": "1", "rate": "0.000001", "cost": "0.000001"},
    )
    found = compare_with_observed(explained(tmp_path, *rows), str(usage))
    assert [(one.function, one.meter.rpartition(".")[2], one.described, one.billed) for one in found] == [
        ("checkout", "duration", Decimal(50_000), Decimal(52_500)),
        ("checkout", "requests", Decimal(1_000_000), Decimal(1_000_000)),
        ("second", "duration", Decimal(0), Decimal(10)),
    ]
    assert [one.text for one in found[1:]] == ["agrees", "is on the bill only"]
    assert found[0].text.startswith("not observed: init, shutdowns of extensions")
    assert found[0].text.endswith("(100 % of the requests, 105 % of the GB-seconds of each)")
    assert found[0]._replace(billed=Decimal(1)).text.startswith("what was observed is of more than this month")
    assert found[0].to_dict()["function"] == "checkout"
    for text in ("functions: {}", "[]", "functions: {f: {requests: 1}}"):
        usage.write_text(text, encoding="utf-8")
        with pytest.raises(ScenarioError, match="has no function with requests, billed_duration_ms and memory_mb"):
            compare_with_observed(explained(tmp_path, *rows), str(usage))
