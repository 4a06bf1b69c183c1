"""A bill as rows of FOCUS 1.2, as AWS exports them: the free tier, each tier and what a plan covers have rows of their own."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.bill.groups import tags_by_path
from lambda_cost.invoices.focus import PRODUCT_CODES
from lambda_cost.numbers.quantity import EXACT, divided, exactly
from lambda_cost.numbers.text import csv_text, decimal_text
from lambda_cost.scenario.month import last_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.bill.charge import Charge
    from lambda_cost.bill.estimate import Estimate

COLUMNS = (
    "AvailabilityZone",
    "BilledCost",
    "BillingAccountId",
    "BillingAccountName",
    "BillingAccountType",
    "BillingCurrency",
    "BillingPeriodEnd",
    "BillingPeriodStart",
    "CapacityReservationId",
    "CapacityReservationStatus",
    "ChargeCategory",
    "ChargeClass",
    "ChargeDescription",
    "ChargeFrequency",
    "ChargePeriodEnd",
    "ChargePeriodStart",
    "CommitmentDiscountCategory",
    "CommitmentDiscountId",
    "CommitmentDiscountName",
    "CommitmentDiscountQuantity",
    "CommitmentDiscountStatus",
    "CommitmentDiscountType",
    "CommitmentDiscountUnit",
    "ConsumedQuantity",
    "ConsumedUnit",
    "ContractedCost",
    "ContractedUnitPrice",
    "EffectiveCost",
    "InvoiceId",
    "InvoiceIssuerName",
    "ListCost",
    "ListUnitPrice",
    "PricingCategory",
    "PricingCurrency",
    "PricingCurrencyContractedUnitPrice",
    "PricingCurrencyEffectiveCost",
    "PricingCurrencyListUnitPrice",
    "PricingQuantity",
    "PricingUnit",
    "ProviderName",
    "PublisherName",
    "RegionId",
    "RegionName",
    "ResourceId",
    "ResourceName",
    "ResourceType",
    "ServiceCategory",
    "ServiceName",
    "ServiceSubcategory",
    "SkuId",
    "SkuMeter",
    "SkuPriceDetails",
    "SkuPriceId",
    "SubAccountId",
    "SubAccountName",
    "SubAccountType",
    "Tags",
    "x_Discounts",
    "x_Operation",
    "x_ServiceCode",
)
"""The columns of FOCUS 1.2, and those that AWS adds."""
NOTHING = Decimal(0)
ACCOUNT = "estimate"
PROVIDER = "AWS"
"""Who provides, publishes and would invoice; another issuer would mean a charge of a marketplace, which bills nothing."""
PLAN = "savings-plan"
CATEGORIES = {
    "AWSLambda": ("Compute", "Serverless Compute"),
    "AmazonApiGateway": ("Integration", "API Management"),
    "AmazonCloudWatch": ("Management and Governance", "Observability"),
    "AWSXRay": ("Management and Governance", "Observability"),
    "ComputeSavingsPlans": ("Compute", "Other (Compute)"),
}
NETWORKING = ("Networking", "Network Infrastructure")


class _Part(NamedTuple):
    """A part of a charge, in units of the usage type."""

    quantity: Decimal
    unit_price: Decimal
    list_cost: Decimal
    billed_cost: Decimal
    effective_cost: Decimal
    status: str = ""


def write(bill: Estimate[Any]) -> str:
    """The rows of *bill* as CSV; discounts and other costs are rows of their own."""
    with exactly():
        return csv_text(COLUMNS, ([row.get(column, "") for column in COLUMNS] for row in rows(bill)))


def rows(bill: Estimate[Any]) -> Iterator[dict[str, str]]:
    """The rows of *bill* by column; numbers are text, to the last digit."""
    services = {name: code for code, name in reversed(PRODUCT_CODES.items())}
    tags = {path: json.dumps(given, ensure_ascii=False) for path, given in tags_by_path(bill.scenario).items() if given}
    for charge in bill.charges:
        yield from (row | {"Tags": tags.get(charge.resource, "")} for row in _rows_of(bill, charge, services))


def _rows_of(bill: Estimate[Any], charge: Charge[Any], services: dict[str, str]) -> Iterator[dict[str, str]]:
    """The rows of one *charge*."""
    if charge.meter == "savings_plan.unused":
        yield _line(bill, charge, "Usage", services) | _plan("Unused")
    elif charge.meter == "savings_plan.commitment":
        yield _line(bill, charge, "Purchase", services) | _plan()
    elif not charge.region:
        yield _line(bill, charge, "Credit" if charge.billed_cost < 0 else "Adjustment", services)
    else:
        for part in _parts(charge):
            yield _usage(bill, charge, part, services)


def _parts(charge: Charge[Decimal]) -> Iterator[_Part]:
    multiple = charge.price.multiple
    if charge.free_quantity:
        yield _Part(EXACT.multiply(charge.free_quantity, multiple), NOTHING, NOTHING, NOTHING, NOTHING)
    first = charge.price.tariff.tiers[0].price
    if charge.covered_quantity:
        listed = EXACT.multiply(charge.covered_quantity, first)
        effective = charge.effective_cost - charge.billed_cost
        quantity = EXACT.multiply(charge.covered_quantity, multiple)
        yield _Part(quantity, divided(first, multiple), listed, Decimal(0), effective, "Used")
    for tier in charge.tiers:
        price = divided(tier.list_unit_price, multiple)
        yield _Part(EXACT.multiply(tier.quantity, multiple), price, tier.cost, tier.cost, tier.cost)


def _usage(bill: Estimate[Any], charge: Charge[Decimal], part: _Part, services: dict[str, str]) -> dict[str, str]:
    table = bill.prices.table(charge.meter.rpartition(".")[0])
    code = "AWSLambda" if charge.meter.startswith("data_transfer.") else table.price_list
    price, quantity = decimal_text(part.unit_price), decimal_text(part.quantity)
    return _common(bill) | {
        "BilledCost": decimal_text(part.billed_cost),
        "ChargeCategory": "Usage",
        "ChargeDescription": f"{charge.price.title}, {charge.resource}",
        "ChargeFrequency": "Usage-Based",
        "ConsumedQuantity": quantity,
        "ConsumedUnit": _unit(charge),
        "ContractedCost": decimal_text(part.list_cost),
        "ContractedUnitPrice": price,
        "EffectiveCost": decimal_text(part.effective_cost),
        "ListCost": decimal_text(part.list_cost),
        "ListUnitPrice": price,
        "PricingCategory": "Committed" if part.status else "Standard",
        "PricingQuantity": quantity,
        "PricingUnit": _unit(charge),
        "RegionId": charge.region,
        "RegionName": bill.prices.region(charge.region).name,
        "ResourceId": _resource_id(charge),
        "ResourceName": charge.resource.rpartition(".")[2],
        **dict(zip(("ServiceCategory", "ServiceSubcategory"), CATEGORIES.get(code, NETWORKING), strict=True)),
        "ServiceName": services.get(code, code),
        "SkuMeter": charge.price.usage_type,
        "x_Operation": table.operation,
        "x_ServiceCode": code,
        **(_plan(part.status) if part.status else {}),
    }


def _line(bill: Estimate[Any], charge: Charge[Decimal], category: str, services: dict[str, str]) -> dict[str, str]:
    """A row of what no meter makes: a commitment, a discount, another cost."""
    code = "ComputeSavingsPlans" if charge.meter.startswith("savings_plan.") else "AWSLambda"
    is_other = charge.meter.startswith("other_costs.")
    name = charge.meter.partition(".")[2] if is_other else services.get(code, code)
    return _common(bill) | {
        "BilledCost": decimal_text(charge.billed_cost),
        "ChargeCategory": category,
        "ChargeDescription": charge.price.title,
        "ChargeFrequency": "Recurring" if category == "Purchase" else "Usage-Based",
        "ContractedCost": decimal_text(charge.billed_cost),
        "EffectiveCost": decimal_text(charge.effective_cost),
        "ListCost": decimal_text(charge.billed_cost),
        "PricingCategory": "Committed" if category == "Usage" else "Other",
        **({"PricingQuantity": "1", "PricingUnit": "Months"} if category in {"Purchase", "Usage"} else {}),
        "ServiceCategory": "Other" if is_other else "Compute",
        "ServiceSubcategory": "Other (Other)" if is_other else "Serverless Compute",
        "ServiceName": name,
        "x_ServiceCode": "" if is_other else code,
    }


def _common(bill: Estimate[Any]) -> dict[str, str]:
    """What all rows of *bill* have: the month of its day, as one period."""
    first = bill.scenario.day.replace(day=1)
    end = _day_after(bill)
    period = {"Start": f"{first}T00:00:00Z", "End": f"{end}T00:00:00Z"}
    return {
        **{f"{kind}Period{edge}": text for kind in ("Billing", "Charge") for edge, text in period.items()},
        "BillingAccountId": ACCOUNT,
        "BillingAccountName": bill.scenario.name or ACCOUNT,
        "BillingCurrency": bill.currency,
        "PricingCurrency": bill.currency,
        "InvoiceId": "",
        "InvoiceIssuerName": PROVIDER,
        "ProviderName": PROVIDER,
        "PublisherName": PROVIDER,
        "SubAccountId": ACCOUNT,
    }


def _day_after(bill: Estimate[Any]) -> str:
    from datetime import timedelta

    return (last_of(bill.scenario.day) + timedelta(days=1)).isoformat()


def _plan(status: str = "") -> dict[str, str]:
    return {
        "CommitmentDiscountStatus": status,
        "CommitmentDiscountCategory": "Spend",
        "CommitmentDiscountId": PLAN,
        "CommitmentDiscountName": "Compute Savings Plan",
        "CommitmentDiscountType": "Savings Plan",
    }


def _unit(charge: Charge[Decimal]) -> str:
    """The unit of the usage type: `Requests`, of a price for `1000000 Requests`; before a time, words are apart by blanks."""
    what, hyphen, time = charge.pricing_unit.rpartition(" ")[2].rpartition("-")
    return f"{what.replace('-', ' ')}{hyphen}{time}"


def _resource_id(charge: Charge[Decimal]) -> str:
    """A name in the form of AWS's, so that the row is known to be of its function or API."""
    name = charge.resource.rpartition(".")[2]
    if charge.meter.startswith("cloudwatch.logs.ingested"):
        return f"arn:aws:logs:{charge.region}:{ACCOUNT}:log-group:/aws/lambda/{name}"
    if charge.resource.startswith("functions."):
        return f"arn:aws:lambda:{charge.region}::function:{name}"
    return f"arn:aws:apigateway:{charge.region}::/apis/{name}" if charge.resource.startswith("apis.") else ""
