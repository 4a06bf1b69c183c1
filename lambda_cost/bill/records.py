"""A charge as plain data: a flat row for a data frame, and an entry of the JSON contract."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.quantity import trimmed
from lambda_cost.numbers.text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lambda_cost.bill.charge import Charge
    from lambda_cost.bill.conversion import Conversion
    from lambda_cost.scenario.plan import OtherCost

WHERE = ("resource", "meter", "region", "choice", "usage_type")
USED = ("pricing_quantity", "pricing_unit", "free_quantity", "covered_quantity")
COSTS = ("list_cost", "billed_cost", "effective_cost")
COLUMNS: tuple[str, ...] = (
    *WHERE,
    *USED,
    *COSTS,
    "currency",
    "price_since",
    "price_checked",
    "price_source",
    "price_book",
    "price_age_days",
)
"""The columns of flat rows."""
CONVERTED: tuple[str, ...] = ("converted_billed_cost", "converted_currency", "conversion_rate")
"""The columns that a conversion into another currency adds."""


def charge_row(charge: Charge[Any], currency: str, today: date, conversion: Conversion | None = None) -> dict[str, Any]:
    """*charge* as a flat row by `COLUMNS`, and by `CONVERTED` with a *conversion*; quantities and costs stay numbers."""
    price = charge.price
    own = {
        "currency": currency,
        "price_since": price.since,
        "price_checked": charge.checked,
        "price_source": price.source or (price.source_title if price.book else ""),
        "price_book": price.book,
        "price_age_days": Decimal(max((today - charge.checked).days, 0) if charge.region else 0),
    }
    if conversion is not None:
        own |= zip(CONVERTED, (conversion.of(charge.billed_cost), conversion.currency, conversion.rate), strict=True)
    return {name: trimmed(getattr(charge, name)) for name in (*WHERE, *USED, *COSTS)} | own


def charge_entry(charge: Charge[Any]) -> dict[str, Any]:
    """*charge* in the form of `--format json`; numbers are text, to the last digit."""
    values = {name: getattr(charge, name) for name in (*WHERE, *USED, *COSTS)}
    texts = {name: decimal_text(value) if isinstance(value, Decimal) else value for name, value in values.items()}
    tiers = [{name: decimal_text(value) for name, value in tier._asdict().items()} for tier in charge.tiers]
    return (
        {name: texts[name] for name in (*WHERE, *USED)}
        | {"tiers": tiers}
        | {name: texts[name] for name in COSTS}
        | {"price": _price(charge)}
    )


def other_cost_entries(costs: Iterable[OtherCost[Any]]) -> list[dict[str, str]]:
    """*costs* that are not computed, in the form of `--format json`."""
    return [{"name": cost.name, "amount": decimal_text(cost.amount), "note": cost.note} for cost in costs]


def _price(charge: Charge[Any]) -> dict[str, Any]:
    price, check = charge.price, charge.check
    own = {"book": price.book, "source_title": price.source_title} if price.book else {}
    return own | {
        "since": price.since.isoformat(),
        "checked": check.day.isoformat(),
        "source": price.source,
        "checked_in": check.title,
        "checked_source": check.url,
    }
