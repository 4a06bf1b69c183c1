"""Where a scenario costs least, in rows and columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.quantity import divided
from lambda_cost.reports.heading import FREE_TIERS, scope
from lambda_cost.reports.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lambda_cost.scenario.scenario import Scenario
    from lambda_cost.what_if.by_region import RegionCost

COLUMNS = (
    Column("region", "Region"),
    Column("name", "Name"),
    Column("total", "Per month", "money"),
    Column("currency", "Currency", to="data"),
    Column("above_cheapest_percent", "Above the cheapest", "change"),
    Column("checked", "Checked", "day"),
    Column("books", "Book", to="data"),
    Column("why", "Missing", "sentence"),
)


def cost_map(costs: Sequence[RegionCost], scenario: Scenario[Any], pinned: Sequence[str]) -> Sheet:
    """*costs*, the cheapest first; regions without a price last, each with what is missing there."""
    cheapest: dict[str, Any] = {}
    rows: list[Row] = []
    for region, bill, missing_reason in costs:
        if bill is None:
            rows.append(Row((region.code, region.name, None, None, None, None, None, missing_reason)))
            continue
        least = cheapest.setdefault(bill.currency, bill.total)
        above = divided(bill.total, least) - 1 if least else None
        values = (bill.total, bill.currency, above, bill.checked, " ".join(bill.books), "")
        rows.append(Row((region.code, region.name, *values), currency=bill.currency))
    priced = [cost.bill for cost in costs if cost.bill]
    old = sum(bool(bill.age.warnings()) for bill in priced)
    warned = f"In {old} of {len(priced)} regions a price was last checked more than 180 days ago and may have changed since."
    notes = (("Warnings", (warned,) if old else ()), ("Stays where it is", tuple(pinned)))
    where = f"{len(priced)} of {len(costs)} regions · prices of {scenario.day} · {FREE_TIERS[scenario.free_tier]} · per month"
    title = scenario.name or "Where it costs least"
    return Sheet("prices-map/1", title, where, COLUMNS, tuple(rows), notes=notes, scope=scope(*priced))
