"""Rows of FOCUS become the rows of CUR that say the same."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from lambda_cost.invoices import focus
from lambda_cost.invoices.cells import Cells
from lambda_cost.invoices.reading import read_invoices
from tests.invoices.bills import SAMPLES

if TYPE_CHECKING:
    from lambda_cost.invoices.pools import Amounts, LineKey

ROW = {
    "BilledCost": "2",
    "ListCost": "2",
    "ListUnitPrice": "0.2",
    "BillingCurrency": "USD",
    "BillingPeriodStart": "2026-09-01 00:00:00",
    "ChargePeriodStart": "2026-09-02 00:00:00",
    "ChargeCategory": "Usage",
    "ChargeDescription": "",
    "PricingQuantity": "10",
    "ServiceName": "AWS Lambda",
}


def lines(**changes: str) -> list[tuple[LineKey, Amounts]]:
    return list(focus.lines_of(Cells(ROW | changes, "here")))


@pytest.mark.parametrize(
    ("changes", "line_type"),
    [
        ({}, "Usage"),
        ({"ChargeCategory": "Credit"}, "Credit"),
        ({"ChargeCategory": "Tax"}, "Tax"),
        ({"ChargeCategory": "Adjustment"}, "Refund"),
        ({"ChargeClass": "Correction"}, "Refund"),
        ({"ChargeCategory": "Purchase"}, "Fee"),
        ({"ChargeCategory": "Purchase", "CommitmentDiscountId": "plan"}, "SavingsPlanRecurringFee"),
        ({"CommitmentDiscountStatus": "Unused"}, "SavingsPlanUnused"),
        ({"ChargeCategory": "New"}, "New"),
    ],
)
def test_a_category_becomes_a_type_of_row(changes: dict[str, str], line_type: str) -> None:
    assert [key.line_type for key, _ in lines(**changes)] == [line_type]


def test_covered_usage_is_its_list_cost_and_the_same_taken_off() -> None:
    covered, negation = lines(CommitmentDiscountStatus="Used", BilledCost="0", EffectiveCost="1.5")
    assert (covered[0].line_type, covered[1].cost, covered[1].effective_cost) == (
        "SavingsPlanCoveredUsage",
        Decimal(2),
        Decimal("1.5"),
    )
    assert (negation[0].line_type, negation[1].cost, negation[1].net_cost) == ("SavingsPlanNegation", Decimal(-2), Decimal(-2))


def test_what_is_billed_below_list_is_net() -> None:
    [(_, amounts)] = lines(BilledCost="1.9")
    assert (amounts.cost, amounts.net_cost) == (Decimal(2), Decimal("1.9"))
    [(_, without)] = lines(ListCost="NULL")
    assert (without.cost, without.net_cost) == (Decimal(2), Decimal(2))


@pytest.mark.parametrize(
    ("description", "usage_type"),
    [
        ("AWS Lambda - Total Compute - US East (Ohio)-Tier-1", "Lambda-GB-Second"),
        ("AWS Lambda - Requests Free Tier - 1,000,000 Requests - US East (Ohio)", "Request"),
        ("AWS Lambda - Total Compute (Provisioned) - US East (Ohio)", "Lambda-Provisioned-GB-Second"),
        ("USD 0.09 per GB for DataTransfer-Out-Bytes in EU (Stockholm)", "DataTransfer-Out-Bytes"),
        ("$0.085 per GB - next 40 TB / month data transfer out", "DataTransfer-Out-Bytes"),
        ("something new", "something new"),
    ],
)
def test_a_description_says_the_usage_type_where_no_column_does(description: str, usage_type: str) -> None:
    assert lines(ChargeDescription=description)[0][0].usage_type == usage_type
    assert lines(ChargeDescription=description, x_UsageType="Request")[0][0].usage_type == "Request"


def test_an_edge_function_is_one_of_lambda_whatever_the_service_is_called() -> None:
    edge = "$0.00005001 per Lambda-GB-Second for Lambda-Edge-GB-Second in US West (Oregon)"
    key, _ = lines(ServiceName="Amazon CloudFront", ChargeDescription=edge)[0]
    assert (key.product_code, key.usage_type) == ("AWSLambda", "Lambda-Edge-GB-Second")
    assert lines(ServiceName="Amazon CloudFront")[0][0].product_code == "Amazon CloudFront"
    assert lines(ServiceName="Amazon CloudFront", x_ServiceCode="AWSXRay")[0][0].product_code == "AWSXRay"


@pytest.mark.parametrize(
    ("columns", "version"), [((), "1.0"), (("SkuMeter",), "1.1 or 1.2"), (("SkuMeter", "InvoiceId"), "1.2")]
)
def test_the_version_is_told_by_the_columns(columns: tuple[str, ...], version: str) -> None:
    assert focus.version(columns) == version


def test_only_a_file_with_invoice_ids_can_say_that_a_month_is_open() -> None:
    assert not focus.is_open(Cells(ROW, "here"))
    assert focus.is_open(Cells(ROW | {"InvoiceId": ""}, "here"))
    assert not focus.is_open(Cells(ROW | {"InvoiceId": "7"}, "here"))


def test_every_row_of_the_published_sample_is_read() -> None:
    """Its BilledCost adds up to -2.4004616792, by awk."""
    invoices = read_invoices([SAMPLES / "focus-2024-09.csv"])
    assert sum(pool.amounts.net_cost for pool in invoices.pools) == Decimal("-2.4004616792")
