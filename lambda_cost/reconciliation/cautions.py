"""What to know of a bill before believing what explains it, a sentence each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_cost.invoices.pools import USAGE
from lambda_cost.numbers.text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambda_cost.invoices.pools import LinePool
    from lambda_cost.reconciliation.rating import MeteredUsage
    from lambda_cost.reconciliation.scope import ClassifiedPool


MAX_WARNINGS = 3
"""How many missing prices have a warning of their own; each is also among what is not explained."""


def outside_days(month: str, classified: list[ClassifiedPool]) -> Iterable[str]:
    """That usage is billed in another month than that of its day."""
    late = [entry.pool for entry in classified if entry.pool.key.line_type in USAGE and f"{entry.pool.key.day:%Y-%m}" != month]
    if late:
        count = sum(pool.amounts.rows for pool in late)
        rows = f"{count:,} rows of usage are" if count > 1 else "1 row of usage is"
        first, last = min(pool.key.day for pool in late), max(pool.key.day for pool in late)
        yield f"{rows} of days outside the month, from {first} to {last}."


def warnings_of(
    is_open: bool,
    unpriced: list[tuple[LinePool, str]],
    classified: list[ClassifiedPool],
    usages: list[MeteredUsage],
    free: Iterable[str],
) -> Iterable[str]:
    """Why a bill may not be what it seems: an open month, rows without a price or a meter, and what is *free*."""
    if is_open:
        yield "The month is estimated: its rows have no invoice id yet, so AWS may still change them (rule R-01)."
    reasons = list(dict.fromkeys(reason for _, reason in unpriced))
    missing = [reason for reason in reasons if reason.endswith(".")]
    yield from (f"{reason} --price-day DAY takes the prices of another day." for reason in missing[:MAX_WARNINGS])
    if missing[MAX_WARNINGS:]:
        yield f"{len(missing) - MAX_WARNINGS:,} more meters and regions have no price on their days; they are not explained."
    yield from (f"{'A row ' if reason.startswith('is ') else ''}{reason}." for reason in reasons if reason not in missing)
    yield from (
        f"{usage.usage_type} costs a part of the on-demand price of its instances, which no table has: its price is taken from"
        " the bill (rule A-41)."
        for usage in usages
        if usage.is_priced_by_bill
    )
    yield from free
    for entry in classified:
        if entry.scope == "unknown":
            key, cost = entry.pool.key, decimal_text(entry.pool.amounts.net_cost)
            service = key.product_code or "an unknown service"
            yield f"{key.usage_type} of {service} is a usage type without a meter; it cost {cost}."
