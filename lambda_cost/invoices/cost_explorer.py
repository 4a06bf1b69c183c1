"""Answers of Cost Explorer: `GetCostAndUsage`, by usage type and perhaps by account, service, region or type of row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.errors import Problem, ScenarioError, shown
from lambda_cost.invoices.cells import Cells
from lambda_cost.invoices.pools import TAX, USAGE, ZERO, Amounts, LineKey
from lambda_cost.numbers.text import month_text
from lambda_cost.strict_yaml import is_list, is_mapping

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

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
    keys = [str(group.get("Key", "")) for group in _objects(data, "GroupDefinitions", name)]
    if "USAGE_TYPE" not in keys:
        message = f"is grouped by {', '.join(keys) or 'nothing'}; allowed: USAGE_TYPE, and LINKED_ACCOUNT with it"
        raise ScenarioError([Problem("GroupDefinitions", message, name)])
    if "SERVICE" not in keys:
        shared = "a usage type that several services share is taken for Lambda's or API Gateway's"
        invoices.warnings.append(f"{name} is not grouped by SERVICE: {shared}.")
    if data.get("NextPageToken"):
        invoices.warnings.append(f"{name} is one page of several (NextPageToken): give all of them.")
    for result in _objects(data, "ResultsByTime", name):
        period = result.get("TimePeriod")
        cells = Cells(period if is_mapping(period) else {}, name)
        start, end = cells.day("Start"), cells.day("End")
        if result.get("Estimated"):
            invoices.open_months.add(month_text(start))
        for number, group in enumerate(_objects(result, "Groups", f"{name}, {start}"), 1):
            where = f"{name}, {start}, group {number}"
            into.add(*_line(_values(keys, group, where), group, start, end, where), where)


def _values(keys: list[str], group: dict[str, Any], where: str) -> dict[str, str]:
    """What *group* has in common, by the dimension."""
    values = group.get("Keys")
    if not is_list(values) or len(values) != len(keys):
        raise ScenarioError([Problem("Keys", f"is {shown(values)}; allowed: a list of {len(keys)} ({', '.join(keys)})", where)])
    return dict(zip(keys, map(str, values), strict=True))


def _line(values: dict[str, str], group: dict[str, Any], start: date, end: date, where: str) -> tuple[LineKey, Amounts]:
    cost, currency = _cost(group, "UnblendedCost", where)
    net = _cost(group, "NetUnblendedCost", where)[0] if "NetUnblendedCost" in group["Metrics"] else cost
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
    return key, Amounts(1, hours, quantity if line_type in USAGE else ZERO, cost, net, ZERO, ZERO)


def _cost(group: dict[str, Any], metric: str, where: str) -> tuple[Decimal, str]:
    cost, unit = _metric(group, metric, where)
    return cost, Cells({"Unit": unit}, f"{where}, {metric}").currency("Unit", cost, may_be_empty=False)


def _metric(group: dict[str, Any], metric: str, where: str) -> tuple[Decimal, str]:
    metrics = group.get("Metrics")
    given = metrics.get(metric) if is_mapping(metrics) else None
    if not is_mapping(given):
        raise ScenarioError([Problem(metric, "is missing; ask for the metrics UnblendedCost and UsageQuantity", where)])
    cells = Cells(given, f"{where}, {metric}")
    amount = cells.number("Amount")
    if amount is None:
        raise cells.refuse("Amount", "is missing; allowed: a number")
    return amount, cells.text("Unit")


def _objects(holder: dict[str, Any], field: str, where: str) -> list[dict[str, Any]]:
    """The objects in the list *field* of *holder*; whatever else stands there may be money that is not read."""
    value = holder.get(field)
    if not is_list(value) or not all(map(is_mapping, value)):
        raise ScenarioError([Problem(field, f"is {shown(value)}; allowed: a list of objects", where)])
    return value
