"""A bill as plain data: the JSON contract, and flat rows for a data frame."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import LambdaCostError
from lambda_cost.numbers.quantity import is_exact, trimmed

if TYPE_CHECKING:
    from lambda_cost.bill.charge import Charge
    from lambda_cost.bill.conversion import Conversion
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
    "price_book",
    "price_age_days",
)
"""The columns of flat rows."""
CONVERTED: tuple[str, ...] = ("converted_billed_cost", "converted_currency", "conversion_rate")
"""The columns of flat rows that a conversion adds."""


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
    scenario, age = bill.scenario, bill.age
    found = {
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
        "rate": plain(conversion.rate),
        "total": plain(conversion.of(bill.total)),
        "list_total": plain(conversion.of(bill.list_total)),
        "resources": {name: plain(conversion.of(cost)) for name, cost in bill.by_resource.items()},
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
