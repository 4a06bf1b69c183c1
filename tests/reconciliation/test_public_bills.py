"""Public bills are explained to the last digit; each figure is worked out here from the rows and AWS's list prices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from lambda_cost import reconcile
from tests.invoices.bills import SAMPLES

if TYPE_CHECKING:
    from lambda_cost.reconciliation.reconciliation import ReconciledMonth

NOW = date(2026, 11, 1)
"""The tables begin after some of the bills; the prices were the same."""


def month_of(name: str, price_day: date | None = None) -> ReconciledMonth:
    (month,) = reconcile(SAMPLES / name, price_day=price_day).months
    assert sum(step.amount for step in month.steps) == month.billed
    return month


def amounts(month: ReconciledMonth) -> dict[str, Decimal]:
    """The steps that are not nothing."""
    return {step.step: step.amount.normalize() for step in month.steps if step.amount}


def test_a_bill_with_a_plan_a_discount_and_an_unknown_usage_type() -> None:
    """Rows of CUR 2.0, made by hand.

    Duration: 400,000 free + 123,456.789 + 1,000.0625 + 60,000 covered = 584,456.8515 GB-s x 0.0000166667 = 9.74096720689505
    Requests: 1,000,000 free + 2,500,001 = 3,500,001 x 0.0000002 = 0.7000002
    HTTP API: 5,000,000 x 0.000001 = 5; logs: 3.5 GB x 0.50 = 1.75; together 17.19096740689505 less what is free:
    400,000 x 0.0000166667 + 1,000,000 x 0.0000002 = 6.86668.
    """
    month = month_of("cur2-plan-and-discount.csv")
    listed = (
        Decimal("584456.8515") * Decimal("0.0000166667")
        + Decimal(3_500_001) * Decimal("0.0000002")
        + 5_000_000 * Decimal("0.000001")
        + Decimal("3.5") * Decimal("0.5")
    )
    # 123,456.789 and 1,000.0625 GB-s, whose costs the bill has rounded to ten places
    rounding = Decimal("2.0576172652") + Decimal("0.0166677417") - Decimal("124456.8515") * Decimal("0.0000166667")
    assert amounts(month) == {
        "list": listed.normalize(),
        "free": Decimal("-6.86668"),
        "plans": Decimal("-0.000002"),  # the negation of 1.000002 and the fee of 1
        "agreements": Decimal("-0.25"),
        "rounding": rounding.normalize(),
        "credits": Decimal("-0.5"),
        "tax": Decimal("0.26"),
        "rest": Decimal("0.07"),  # 7 x 0.01 of Lambda-Quantum-Second
    }
    # unblended 10.1542852069, less the discount of 0.25
    assert month.billed == Decimal("9.9042852069")
    assert month.unknown_cost == Decimal("0.07")
    (plan,) = month.step("plans").details
    assert (plan["used_here"], plan["used_elsewhere"], plan["unused"]) == ("0.882", "0", "0.118")
    (agreed,) = month.step("agreements").details
    assert agreed["discounts"] == {"agreed": {"service": "api_gateway", "percent": "5"}}  # 0.25 of 5.00


def test_a_free_month_of_2018() -> None:
    """1,961.9 GB-s, 3,888 requests, 0.0002547389 GB to the internet at 0.09 and 0.0001526165 GB-months of logs at 0.03."""
    month = month_of("cur-legacy-2018-02.csv.gz", NOW)
    listed = (
        Decimal("1961.9") * Decimal("0.0000166667")
        + 3888 * Decimal("0.0000002")
        + Decimal("0.0002547389") * Decimal("0.09")
        + Decimal("0.0001526165") * Decimal("0.03")
    )
    assert amounts(month) == {"list": listed.normalize(), "free": -listed.normalize()}
    assert month.billed == 0


def test_prices_of_2018_are_not_known_and_not_made_up() -> None:
    month = month_of("cur-legacy-2018-02.csv.gz")
    assert amounts(month) == {}
    assert any("--price-day DAY" in warning for warning in month.warnings)


def test_many_prices_that_are_not_known_are_few_warnings() -> None:
    months = reconcile(SAMPLES / "summary-2017.csv.gz", month="2017-08").months
    assert len(months[0].warnings) == 4
    assert months[0].warnings[-1].endswith("more meters and regions have no price on their days; they are not explained.")


def test_a_daily_bill_of_nat_and_load_balancers_paid_by_credits() -> None:
    """240 h x 0.045 + 0.1672006281 GB x 0.045 + 240 h x 0.0225 + 0.3622294659 LCU-h x 0.008, and credits for each."""
    month = month_of("cur2-2026-04.csv.gz")
    listed = (
        240 * Decimal("0.045")
        + Decimal("0.1672006281") * Decimal("0.045")
        + 240 * Decimal("0.0225")
        + Decimal("0.3622294659") * Decimal("0.008")
    )
    usage = Decimal("10.80") + Decimal("0.0075240282") + Decimal("5.40") + Decimal("0.0028978355")
    credit = Decimal("10.80") + Decimal("0.0075240308") + Decimal("5.40") + Decimal("0.0028978359")
    assert amounts(month) == {
        "list": listed.normalize(),
        "rounding": (usage - listed).normalize(),
        "credits": -credit.normalize(),
    }
    assert sum(pool.amounts.rows for pool in month.out_of_scope) == 458  # 542 rows, 44 of usage and 40 of credits are ours


def test_a_bill_of_2022_in_parquet() -> None:
    """All free but transfer between regions, 0.0000138786 GB for 0.0000002776, which has no meter here."""
    month = month_of("cur-legacy-2022-10.parquet")
    assert month.billed == Decimal("0.0000002776")
    (detail,) = month.step("rest").details
    assert (detail["usage_type"], detail["reason"]) == ("USW2-USE1-AWS-Out-Bytes", "transfer inside AWS has no meter here")


def test_an_answer_of_cost_explorer_has_the_free_part_inside() -> None:
    """600,000 GB-s less 400,000, 10,000,000 requests less 1,000,000, and 10,000,000 calls, in us-west-2."""
    month = month_of("cost-explorer.json")
    assert amounts(month) == {
        "list": (Decimal(600_000) * Decimal("0.0000133334") + 10_000_000 * Decimal("0.0000002") + 10).normalize(),
        "free": -(Decimal(400_000) * Decimal("0.0000133334") + 1_000_000 * Decimal("0.0000002")).normalize(),
        "tax": Decimal("1.45"),
    }
    assert month.billed == Decimal("15.91668")


def test_the_published_sample_of_focus() -> None:
    """Its rows of Lambda, API Gateway, load balancers and stored logs; transfer to another region has no meter here."""
    month = month_of("focus-2024-09.csv", NOW)
    assert month.step("rest").amount == Decimal("0.0000000966")
    assert month.step("agreements").amount == 0
    assert {usage.key.meter for usage in month.usages} == {
        "aws_lambda.edge_function.duration",
        "cloudwatch.logs.stored",
        "data_transfer.internet.out",
        "elb.application_load_balancer.hours",
        "elb.application_load_balancer.lcu",
    }


def test_what_was_free_to_an_organisation_of_2017_is_told_by_its_costs() -> None:
    """400,000 GB-s are free to all accounts together, and at most one region is free in part, another one each month.

    Read off the sums by hand: in January and August that is us-east-1, in February and March us-west-2, then eu-west-1.
    """
    partly: dict[str, list[str]] = {}
    for month in reconcile(SAMPLES / "summary-2017.csv.gz", price_day=NOW).months:
        assert sum(step.amount for step in month.steps) == month.billed
        durations = [usage for usage in month.usages if usage.key.meter == "aws_lambda.function.duration"]
        assert sum(usage.free for usage in durations) == 400_000
        assert {detail["usage_type"] for detail in month.step("rest").details} <= {
            "TimedStorage-ByteHrs",
            "DataTransfer-Out-Bytes",
        }
        partly[month.month] = [usage.key.region for usage in durations if 0 < usage.free < usage.quantity]
    assert partly == {
        "2017-01": ["us-east-1"],
        "2017-02": ["us-west-2"],
        "2017-03": ["us-west-2"],
        "2017-05": ["eu-west-1"],
        "2017-06": ["eu-west-1"],
        "2017-08": ["us-east-1"],
    }


@pytest.mark.parametrize("by", ["account", "region", "function", "service", "tag:team"])
def test_every_split_adds_up_to_the_bill(by: str) -> None:
    for name in ("cur2-plan-and-discount.csv", "cur-legacy-2018-02.csv.gz", "cur2-2026-04.csv.gz"):
        for month in reconcile(SAMPLES / name, price_day=NOW, by=by).months:
            assert sum(one.billed + one.shared for one in month.attributed) == month.billed
