"""Answers of Cost Explorer: `GetCostAndUsage`, by usage type and perhaps by account, service, region or type of row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.errors import Problem, ScenarioError
from lambda_cost.invoices.cells import Cells
from lambda_cost.invoices.pools import TAX, USAGE, ZERO, Amounts, LineKey
from lambda_cost.numbers.text import month_text
from lambda_cost.strict_yaml import is_list, is_mapping

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from lambda_cost.invoices.pools import Invoices, PoolCollector

TITLE = "Cost Explorer"
NO_USAGE_TYPE = "NoUsageType"
"""The usage type of taxes, and of credits, refunds and fees that are for no usage."""
SERVICES = {
    "AWS Lambda": "AWSLambda",
    "Amazon API Gateway": "AmazonApiGateway",
    "AmazonCloudWatch": "AmazonCloudWatch",
    "AWS X-Ray": "AWSXRay",
    "Amazon Virtual Private Cloud": "AmazonVPC",
    "EC2 - Other": "AmazonEC2",
    "Amazon Elastic Load Balancing": "AWSELB",
    "Savings Plans for AWS Compute usage": "ComputeSavingsPlans",
}
"""AWS's product code, by the value of the dimension SERVICE."""
RECORD_TYPES = {
    "Usage": "Usage",
    "Credit": "Credit",
    "Refund": "Refund",
    "Tax": "Tax",
    "Savings Plan Covered Usage": "SavingsPlanCoveredUsage",
    "Savings Plan Negation": "SavingsPlanNegation",
    "Savings Plan Recurring Fee": "SavingsPlanRecurringFee",
    "Savings Plan Upfront Fee": "SavingsPlanUpfrontFee",
}
"""The type of a row of CUR, by the value of the dimension RECORD_TYPE."""
_HOURS_OF_A_DAY = 24


def claims(data: Any) -> bool:
    """Whether *data*, which was JSON, is an answer of Cost Explorer."""
    return is_mapping(data) and "ResultsByTime" in data


def read(data: dict[str, Any], name: str, into: PoolCollector, invoices: Invoices) -> None:
    """Add the groups of the answer *data*, of the file *name*, to *into* and what to know of it to *invoices*.

    Raises:
        ScenarioError: if it is not grouped by usage type, or something in it is not in the form.
    """
    keys = [str(group.get("Key", "")) for group in _dicts(data.get("GroupDefinitions"))]
    if "USAGE_TYPE" not in keys:
        message = f"is grouped by {', '.join(keys) or 'nothing'}; allowed: USAGE_TYPE, and LINKED_ACCOUNT beside it"
        raise ScenarioError([Problem("GroupDefinitions", message, name)])
    if "SERVICE" not in keys:
        shared = "a usage type that several services share is taken for Lambda's or API Gateway's"
        invoices.warnings.append(f"{name} is not grouped by SERVICE: {shared}.")
    if data.get("NextPageToken"):
        invoices.warnings.append(f"{name} is one page of several (NextPageToken): give all of them.")
    for result in _dicts(data.get("ResultsByTime")):
        period = result.get("TimePeriod")
        cells = Cells(period if is_mapping(period) else {}, name)
        start, end = cells.day("Start"), cells.day("End")
        if result.get("Estimated"):
            invoices.open_months.add(month_text(start))
        for number, group in enumerate(_dicts(result.get("Groups")), 1):
            where = f"{name}, {start}, group {number}"
            values = dict(zip(keys, map(str, group.get("Keys") or ()), strict=False))
            for key, amounts in _lines(values, group, start, end, where):
                into.add(key, amounts, where)


def _lines(
    values: dict[str, str], group: dict[str, Any], start: date, end: date, where: str
) -> Iterator[tuple[LineKey, Amounts]]:
    cost, currency = _metric(group, "UnblendedCost", where)
    net, _ = _metric(group, "NetUnblendedCost", where) if "NetUnblendedCost" in (group.get("Metrics") or {}) else (cost, "")
    quantity, unit = _metric(group, "UsageQuantity", where)
    usage_type = values.get("USAGE_TYPE", "")
    record_type = values.get("RECORD_TYPE") or (TAX if usage_type == NO_USAGE_TYPE else "Usage")
    line_type = RECORD_TYPES.get(record_type, record_type)
    if unit == "N/A" and quantity and line_type in USAGE:
        message = f"adds up different units ({usage_type}: N/A); group by USAGE_TYPE and SERVICE"
        raise ScenarioError([Problem("UsageQuantity", message, where)])
    key = LineKey(
        payer="",
        month=month_text(start),
        currency=currency,
        account=values.get("LINKED_ACCOUNT", ""),
        day=start,
        product_code=SERVICES.get(values.get("SERVICE", ""), values.get("SERVICE", "")),
        usage_type="" if usage_type == NO_USAGE_TYPE and line_type not in USAGE else usage_type,
        operation="",
        region=values.get("REGION", ""),
        resource="",
        line_type=line_type,
        rate=None,
        description="" if line_type in USAGE else line_type,
        plan="",
        tags=(),
    )
    hours = max(1, (end - start).days * _HOURS_OF_A_DAY)
    yield key, Amounts(1, hours, quantity if line_type in USAGE else ZERO, cost, net, ZERO, ZERO)


def _metric(group: dict[str, Any], metric: str, where: str) -> tuple[Any, str]:
    metrics = group.get("Metrics")
    given = metrics.get(metric) if is_mapping(metrics) else None
    if not is_mapping(given):
        message = "is missing; ask for the metrics UnblendedCost and UsageQuantity"
        raise ScenarioError([Problem(metric, message, where)])
    return Cells(given, where).number("Amount") or ZERO, str(given.get("Unit", ""))


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if is_mapping(one)] if is_list(value) else []
