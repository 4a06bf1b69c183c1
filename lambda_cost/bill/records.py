"""A bill as plain data: the JSON contract, and flat rows for a data frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.errors import LambdaCostError
from lambda_cost.quantity import is_exact, trimmed

if TYPE_CHECKING:
    from decimal import Decimal

    from lambda_cost.bill.charge import Charge
    from lambda_cost.bill.estimate import Estimate

SCHEMA = "lambda-cost/estimate/1"
COLUMNS: tuple[str, ...] = (
    "resource",
    "meter",
    "region",
    "choice",
    "usage_type",
    "pricing_quantity",
    "pricing_unit",
    "free_quantity",
    "covered_quantity",
    "list_cost",
    "billed_cost",
    "effective_cost",
    "currency",
    "price_since",
    "price_checked",
    "price_source",
)
"""The columns of flat rows."""


def plain(number: Decimal) -> str:
    """*number* as text: every digit, no exponent, no trailing zeros."""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def document(bill: Estimate[Any]) -> dict[str, Any]:
    """*bill* in the form of `--format json`.

    Raises:
        LambdaCostError: if its numbers are arrays, which are many bills.
    """
    if not is_exact(bill.total):
        message = "a bill of arrays is many bills; take them from its arrays, or estimate each scenario by itself"
        raise LambdaCostError(message)
    scenario = bill.scenario
    return {
        "schema": SCHEMA,
        "name": scenario.name,
        "currency": bill.currency,
        "day": scenario.day.isoformat(),
        "hours": plain(scenario.hours),
        "free_tier": scenario.free_tier,
        "total": plain(bill.total),
        "list_total": plain(bill.list_total),
        "charges": [charge_of(charge) for charge in bill.charges],
        "resources": {name: plain(cost) for name, cost in bill.by_resource.items()},
        "assumptions": list(bill.assumptions),
        "warnings": list(bill.warnings),
    }


def rows(bill: Estimate[Any]) -> list[dict[str, Any]]:
    """The charges of *bill* as flat rows; quantities and costs stay numbers."""
    return [dict(zip(COLUMNS, _row(charge, bill.currency), strict=True)) for charge in bill.charges]


def _row(charge: Charge[Any], currency: str) -> tuple[Any, ...]:
    """The values of one row, in the order of `COLUMNS`."""
    return (
        charge.resource,
        charge.meter,
        charge.region,
        charge.choice,
        charge.usage_type,
        trimmed(charge.pricing_quantity),
        charge.pricing_unit,
        trimmed(charge.free_quantity),
        trimmed(charge.covered_quantity),
        trimmed(charge.list_cost),
        trimmed(charge.billed_cost),
        trimmed(charge.effective_cost),
        currency,
        charge.price.since,
        charge.checked,
        charge.price.source,
    )


def charge_of(charge: Charge[Decimal]) -> dict[str, Any]:
    """One row of a bill as plain data; numbers are text."""
    return {
        "resource": charge.resource,
        "meter": charge.meter,
        "region": charge.region,
        "choice": charge.choice,
        "usage_type": charge.usage_type,
        "pricing_quantity": plain(charge.pricing_quantity),
        "pricing_unit": charge.pricing_unit,
        "free_quantity": plain(charge.free_quantity),
        "covered_quantity": plain(charge.covered_quantity),
        "tiers": [
            {
                "above": plain(tier.above),
                "quantity": plain(tier.quantity),
                "list_unit_price": plain(tier.list_unit_price),
                "cost": plain(tier.cost),
            }
            for tier in charge.tiers
        ],
        "list_cost": plain(charge.list_cost),
        "billed_cost": plain(charge.billed_cost),
        "effective_cost": plain(charge.effective_cost),
        "price": {
            "since": charge.price.since.isoformat(),
            "checked": charge.checked.isoformat(),
            "source": charge.price.source,
            "checked_in": charge.check.title,
            "checked_source": charge.check.url,
        },
    }
