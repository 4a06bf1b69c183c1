"""Rows of FOCUS exports, 1.0 to 1.2, as AWS writes them: docs/rules.md says how its rows and those of CUR correspond."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lambda_cost.invoices.pools import COVERED, NEGATION, USAGE, ZERO, Amounts, LineKey
from lambda_cost.numbers.quantity import exactly

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from lambda_cost.invoices.cells import Cells

TITLE = "FOCUS"
STARTS = ("ChargePeriodStart",)
"""Where it stands when a row begins."""
REQUIRED = (
    "BilledCost",
    "BillingCurrency",
    "BillingPeriodStart",
    "ChargeCategory",
    "ChargePeriodStart",
    "PricingQuantity",
    "ServiceName",
)
"""Columns without which an export cannot be explained."""
LINE_TYPES = {"Usage": "Usage", "Credit": "Credit", "Tax": "Tax", "Adjustment": "Refund"}
"""The type of a row of CUR, by `ChargeCategory`."""
PRODUCT_CODES = {
    "AWS Lambda": "AWSLambda",
    "Amazon API Gateway": "AmazonApiGateway",
    "AmazonCloudWatch": "AmazonCloudWatch",
    "Amazon CloudWatch": "AmazonCloudWatch",
    "AWS X-Ray": "AWSXRay",
    "Elastic Load Balancing": "AWSELB",
    "Amazon Virtual Private Cloud": "AmazonVPC",
    "Amazon Elastic Compute Cloud": "AmazonEC2",
    "Compute Savings Plans": "ComputeSavingsPlans",
    "Savings Plans for AWS Compute usage": "ComputeSavingsPlans",
}
"""AWS's product code, by the name of the service."""
DESCRIPTIONS = (
    (re.compile(r"(?:for|per) ((?:[A-Z0-9]+-)?(?:Lambda|DataTransfer|ApiGateway)\S*) in "), ""),
    (re.compile(r"data transfer out(?: |$)"), "DataTransfer-Out-Bytes"),
    (re.compile(r"data transfer in per month"), "DataTransfer-In-Bytes"),
    (re.compile(r"data transfer (?:to|from) "), "AWS-Out-Bytes"),
    (re.compile(r"Compute Free Tier|Total Compute - "), "Lambda-GB-Second"),
    (re.compile(r"Requests Free Tier|Total Requests - "), "Request"),
    (re.compile(r"Total Compute \(Provisioned\)"), "Lambda-Provisioned-GB-Second"),
    (re.compile(r"Application load balancer capacity unit"), "LCUUsage"),
    (re.compile(r"Application LoadBalancer-hour"), "LoadBalancerUsage"),
    (re.compile(r"GB-mo of log storage"), "TimedStorage-ByteHrs"),
)
"""What a description says of the usage type, where the columns of the usage type are missing; empty: its first group."""
EDGE = "Lambda-Edge-"


def claims(columns: Iterable[str]) -> bool:
    """Whether a table with such *columns* is a FOCUS export."""
    return {"BilledCost", "ChargeCategory"} <= set(columns)


def version(columns: Iterable[str]) -> str:
    """The version of FOCUS, told by its *columns*."""
    names = set(columns)
    return "1.2" if names & {"BillingAccountType", "InvoiceId"} else "1.1 or 1.2" if "SkuMeter" in names else "1.0"


def lines_of(cells: Cells) -> Iterator[tuple[LineKey, Amounts]]:
    """What the row *cells* is of, and its numbers; what a Savings Plan covers is its list cost and the same taken off.

    Raises:
        ScenarioError: if a number or a day in it is none.
    """
    line_type = _line_type(cells)
    used = line_type in USAGE
    billed = cells.number("BilledCost") or ZERO
    amounts = _amounts(cells, line_type, billed)
    key = LineKey(
        payer=cells.text("BillingAccountId"),
        month=cells.month("BillingPeriodStart"),
        currency=cells.currency("BillingCurrency", billed or amounts.cost),
        account=cells.text("SubAccountId"),
        day=cells.day("ChargePeriodStart"),
        product_code=_product_code(cells),
        usage_type=_usage_type(cells) if line_type != "Tax" else "",
        operation=cells.text("x_Operation"),
        region=cells.text("RegionId"),
        resource=cells.text("ResourceId"),
        line_type=line_type,
        rate=cells.number("ListUnitPrice") if used else None,
        description="" if used else cells.text("ChargeDescription"),
        plan=cells.text("CommitmentDiscountId"),
        tags=tuple(sorted(cells.tags("Tags", "user:").items())),
    )
    yield key, amounts
    if line_type == COVERED:
        yield _negation(key, amounts, billed)


def _amounts(cells: Cells, line_type: str, billed: Decimal) -> Amounts:
    listed = cells.number("ListCost")
    cost = listed if line_type in USAGE and listed is not None else billed
    return Amounts(
        rows=cells.rows,
        hours=cells.hours("ChargePeriodStart", "ChargePeriodEnd"),
        quantity=cells.number("PricingQuantity") or ZERO,
        cost=cost,
        net_cost=cost if line_type == COVERED else billed,
        effective_cost=cells.number("EffectiveCost") or ZERO,
        used_commitment=ZERO,
    )


def is_open(cells: Cells) -> bool:
    """Whether the row is of a month that has no invoice yet; only FOCUS 1.2 says so."""
    return "InvoiceId" in cells.values and not cells.text("InvoiceId")


def row_id(_cells: Cells) -> str:
    """What tells the row from all others of one delivery: FOCUS has nothing that does."""
    return ""


def _negation(key: LineKey, amounts: Amounts, billed: Decimal) -> tuple[LineKey, Amounts]:
    """What CUR has as a row of its own: covered usage is not invoiced."""
    with exactly():
        off = billed - amounts.cost
    negation = key._replace(line_type=NEGATION, rate=None, resource="", tags=())
    return negation, Amounts(1, amounts.hours, ZERO, off, off, ZERO, ZERO)


def _line_type(cells: Cells) -> str:
    category = cells.text("ChargeCategory")
    if category == "Purchase":
        return "SavingsPlanRecurringFee" if cells.text("CommitmentDiscountId") else "Fee"
    if cells.text("ChargeClass") == "Correction":
        return "Refund"
    if category == "Usage" and cells.text("CommitmentDiscountStatus") == "Used":
        return COVERED
    if category == "Usage" and cells.text("CommitmentDiscountStatus") == "Unused":
        return "SavingsPlanUnused"
    return LINE_TYPES.get(category, category)


def _product_code(cells: Cells) -> str:
    if EDGE in cells.text("ChargeDescription") + cells.text("x_UsageType"):
        return "AWSLambda"  # AWS has it under Amazon CloudFront
    name = cells.text("ServiceName")
    return cells.text("x_ServiceCode") or PRODUCT_CODES.get(name, name)


def _usage_type(cells: Cells) -> str:
    known = cells.text("x_UsageType", "SkuMeter")
    if known:
        return known
    description = cells.text("ChargeDescription")
    for pattern, usage_type in DESCRIPTIONS:
        match = pattern.search(description)
        if match:
            return usage_type or match[1]
    return description
