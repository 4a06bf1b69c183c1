"""A bill as plain data: the JSON contract, and flat rows for a data frame."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.quantity import require_exact, trimmed
from lambda_cost.numbers.text import decimal_text

if TYPE_CHECKING:
    from lambda_cost.bill.charge import Charge
    from lambda_cost.bill.conversion import Conversion
    from lambda_cost.bill.estimate import Estimate

SCHEMA = "lambda-cost/estimate/2"
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
    "price_book",
    "price_age_days",
)
"""The columns of flat rows."""
CONVERTED: tuple[str, ...] = ("converted_billed_cost", "converted_currency", "conversion_rate")
"""The columns of flat rows that a conversion adds."""


def document(bill: Estimate[Any]) -> dict[str, Any]:
    """*bill* in the form of `--format json`.

    Raises:
        LambdaCostError: if its numbers are arrays, which are many bills.
    """
    require_exact(bill.total, "take them from its arrays, or estimate each scenario by itself")
    scenario, age = bill.scenario, bill.age
    found = {
        "schema": SCHEMA,
        "name": scenario.name,
        "currency": bill.currency,
        "day": scenario.day.isoformat(),
        "hours": decimal_text(scenario.hours),
        "free_tier": scenario.free_tier,
        "total": decimal_text(bill.total),
        "list_total": decimal_text(bill.list_total),
        "charges": [charge_of(charge) for charge in bill.charges],
        "resources": {name: decimal_text(cost) for name, cost in bill.by_resource.items()},
        "assumptions": list(bill.assumptions),
        "warnings": list(bill.warnings),
        "price_age": {
            "today": age.today.isoformat(),
            "checked": bill.checked.isoformat(),
            "days": age.days,
            "unsettled_days": age.unsettled_days,
        },
    }
    return found if bill.conversion is None else found | {"conversion": _conversion(bill, bill.conversion)}


def _conversion(bill: Estimate[Decimal], conversion: Conversion) -> dict[str, Any]:
    """The sums of *bill* in another currency, beside those in its own."""
    return {
        "from": bill.currency,
        "currency": conversion.currency,
        "rate": decimal_text(conversion.rate),
        "total": decimal_text(conversion.of(bill.total)),
        "list_total": decimal_text(conversion.of(bill.list_total)),
        "resources": {name: decimal_text(conversion.of(cost)) for name, cost in bill.by_resource.items()},
    }


def rows(bill: Estimate[Any]) -> list[dict[str, Any]]:
    """The charges of *bill* as flat rows; quantities and costs stay numbers."""
    return [dict(zip(columns(bill), (*_row(charge, bill), *_in_other(charge, bill)), strict=True)) for charge in bill.charges]


def columns(bill: Estimate[Any]) -> tuple[str, ...]:
    """The columns of the flat rows of *bill*."""
    return COLUMNS if bill.conversion is None else (*COLUMNS, *CONVERTED)


def _in_other(charge: Charge[Any], bill: Estimate[Any]) -> tuple[Any, ...]:
    """The values in the order of `CONVERTED`, if *bill* has a conversion."""
    one = bill.conversion
    return () if one is None else (one.of(charge.billed_cost), one.currency, one.rate)


def _row(charge: Charge[Any], bill: Estimate[Any]) -> tuple[Any, ...]:
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
        bill.currency,
        charge.price.since,
        charge.checked,
        charge.price.source or (charge.price.source_title if charge.price.book else ""),
        charge.price.book,
        Decimal(max((bill.today - charge.checked).days, 0) if charge.region else 0),
    )


def charge_of(charge: Charge[Decimal]) -> dict[str, Any]:
    """One row of a bill as plain data; numbers are text."""
    return {
        "resource": charge.resource,
        "meter": charge.meter,
        "region": charge.region,
        "choice": charge.choice,
        "usage_type": charge.usage_type,
        "pricing_quantity": decimal_text(charge.pricing_quantity),
        "pricing_unit": charge.pricing_unit,
        "free_quantity": decimal_text(charge.free_quantity),
        "covered_quantity": decimal_text(charge.covered_quantity),
        "tiers": [
            {
                "above": decimal_text(tier.above),
                "quantity": decimal_text(tier.quantity),
                "list_unit_price": decimal_text(tier.list_unit_price),
                "cost": decimal_text(tier.cost),
            }
            for tier in charge.tiers
        ],
        "list_cost": decimal_text(charge.list_cost),
        "billed_cost": decimal_text(charge.billed_cost),
        "effective_cost": decimal_text(charge.effective_cost),
        "price": _price(charge),
    }


def _price(charge: Charge[Decimal]) -> dict[str, Any]:
    own = {"book": charge.price.book, "source_title": charge.price.source_title} if charge.price.book else {}
    return own | {
        "since": charge.price.since.isoformat(),
        "checked": charge.checked.isoformat(),
        "source": charge.price.source,
        "checked_in": charge.check.title,
        "checked_source": charge.check.url,
    }
