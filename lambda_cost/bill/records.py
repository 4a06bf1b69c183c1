"""A charge as plain data: a flat row for a data frame, and an entry of the JSON contract."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.numbers.text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
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


def kind_of(charge: Charge[Any]) -> tuple[Any, ...]:
    """What is the same in charges that differ in the resource and the numbers alone, as those of one price mostly do."""
    return (charge.meter, charge.region, charge.choice, id(charge.price), *[tier.above for tier in charge.tiers])


class RowParts(NamedTuple):
    """A flat row of a charge, in two parts."""

    kind: tuple[Any, ...]
    """The `kind_of` the charge."""
    shared: dict[str, Any]
    """The row of one of that kind: every column, in order."""
    own: dict[str, Any]
    """What this charge has in place of it."""


def row_parts(
    charges: Iterable[Charge[Any]], currency: str, today: date, conversion: Conversion | None = None
) -> Iterator[RowParts]:
    """Each of *charges* as a flat row by `COLUMNS`, and by `CONVERTED` with a *conversion*."""
    shared: dict[tuple[Any, ...], dict[str, Any]] = {}
    for charge in charges:
        kind = kind_of(charge)
        if kind not in shared:
            shared[kind] = _row(charge, currency, today)
        own = {
            "resource": charge.resource,
            "pricing_quantity": charge.pricing_quantity,
            "free_quantity": charge.free_quantity,
            "covered_quantity": charge.covered_quantity,
            "list_cost": charge.list_cost,
            "billed_cost": charge.billed_cost,
            "effective_cost": charge.effective_cost,
        }
        if conversion is not None:
            own |= zip(CONVERTED, (conversion.of(charge.billed_cost), conversion.currency, conversion.rate), strict=True)
        yield RowParts(kind, shared[kind], own)


def _row(charge: Charge[Any], currency: str, today: date) -> dict[str, Any]:
    price = charge.price
    return {name: getattr(charge, name) for name in (*WHERE, *USED, *COSTS)} | {
        "currency": currency,
        "price_since": price.since,
        "price_checked": charge.checked,
        "price_source": price.source or (price.source_title if price.book else ""),
        "price_book": price.book,
        "price_age_days": Decimal(max((today - charge.checked).days, 0) if charge.region else 0),
    }


def charge_entry(charge: Charge[Any]) -> dict[str, Any]:
    """*charge* in the form of `--format json`; numbers are text, to the last digit."""
    tiers = [{name: _exact(value) for name, value in tier._asdict().items()} for tier in charge.tiers]
    return (
        {name: _exact(getattr(charge, name)) for name in (*WHERE, *USED)}
        | {"tiers": tiers}
        | {name: _exact(getattr(charge, name)) for name in COSTS}
        | {"price": _price(charge)}
    )


def entry_numbers(charge: Charge[Any]) -> Iterator[Any]:
    """The numbers of the entry of *charge* that others of its kind do not have, from its beginning to its end."""
    yield from (charge.pricing_quantity, charge.free_quantity, charge.covered_quantity)
    for tier in charge.tiers:
        yield from (tier.quantity, tier.cost)
    yield from (charge.list_cost, charge.billed_cost, charge.effective_cost)


def entry_like(charge: Charge[Any], hole: Any) -> dict[str, Any]:
    """The entry of *charge* with *hole* for the resource and for each of the `entry_numbers`."""
    tiers = tuple(tier._replace(quantity=hole, cost=hole) for tier in charge.tiers)
    own = ("resource", "pricing_quantity", "free_quantity", "covered_quantity", *COSTS)
    return charge_entry(charge._replace(tiers=tiers, **dict.fromkeys(own, hole)))


def _exact(value: Any) -> Any:
    return decimal_text(value) if isinstance(value, Decimal) else value


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
