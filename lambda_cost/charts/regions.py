"""What the same service costs elsewhere: in every region of the same partition, and where it cannot be priced."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from lambda_cost.charts import theme
from lambda_cost.charts.picture import Picture
from lambda_cost.errors import LambdaCostError
from lambda_cost.numbers.quantity import exactly
from lambda_cost.reports import layout, numbers
from lambda_cost.reports.sheet import Column, Row, Sheet
from lambda_cost.what_if.by_region import cost_by_region

if TYPE_CHECKING:
    from decimal import Decimal

    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.charts.theme import Look, Spec

BAR, AROUND = 21, 96
HERE, LESS, MORE = "here", "costs less", "costs as much or more"


def regions(bill: Estimate[Any]) -> Picture:
    """The total of *bill* in each region, of the resources that name no region of their own.

    Raises:
        LambdaCostError: if the bill is one of arrays, or all of its resources name a region.
    """
    layout.lines(bill)
    if all(one.region for one in bill.scenario.resources):
        message = "every resource of the scenario names a region of its own, so that none can be moved"
        raise LambdaCostError(message)
    found, missing = _totals(bill)
    table = _table(bill, found, missing)
    return Picture("regions", table, partial(_drawn, bill, table, found))


def _totals(bill: Estimate[Any]) -> tuple[dict[str, Decimal], list[str]]:
    """The total in each region, least first; and the regions where something has no price."""
    own = bill.prices.region(bill.scenario.region)
    costs = cost_by_region(bill.scenario, bill.prices, partition=own.partition)
    totals = {cost.region.code: cost.bill.total for cost in costs if cost.bill is not None}
    missing = [cost.region.code for cost in costs if cost.bill is None]
    return dict(sorted(totals.items(), key=lambda one: (one[1], one[0] != own.code, one[0]))), missing


def _table(bill: Estimate[Any], found: dict[str, Decimal], missing: list[str]) -> Sheet:
    with exactly():
        rows = [Row((code, bill.prices.region(code).name, total, total - bill.total)) for code, total in found.items()]
    unpriced = f"Without a price for something in the scenario: {', '.join(missing)}." if missing else ""
    return Sheet(
        schema="regions",
        title="What it costs in each region",
        subtitle=f"The same service, moved as a whole · {layout.conditions(bill)}",
        columns=(
            Column("region", "Region"),
            Column("name", "Name"),
            Column("cost", "Cost a month", "money"),
            Column("difference", "Difference", "difference"),
        ),
        rows=tuple(rows),
        currency=bill.currency,
        notes=(("Not shown", (unpriced,)),) if missing else (),
    )


def _drawn(bill: Estimate[Any], table: Sheet, found: dict[str, Decimal], width: int, look: Look) -> Spec:
    here, wide = bill.scenario.region, width >= theme.WIDE
    names = {code: f"{bill.prices.region(code).name} · {code}" if wide else code for code in found}
    rows = [
        {
            "region": names[code],
            "cost": round(float(total), 6),
            "label": numbers.money(total, bill.currency),
            "is": HERE if code == here else LESS if total < bill.total else MORE,
            "says": f"{bill.prices.region(code).name}: {numbers.money(total, bill.currency)} a month",
        }
        for code, total in found.items()
    ]
    most = max((round(float(total), 6) for total in found.values()), default=0) or 1
    title, axis = f"Cost a month ({bill.currency})", theme.money(bill.currency, tickCount=width // 110)
    places = {
        "x": theme.number("cost", title, axis, domain=[0, most * (1.13 if wide else 1.3)], nice=False),
        "y": theme.names("region", [*names.values()], look, width // 2),
    }
    shades = look._replace(colours=(look.colours[1], look.colours[2]))
    colour = theme.colour("is", [HERE, LESS, MORE], shades, rest=MORE)
    layers = [
        theme.layer(rows, {"type": "bar", "height": BAR - 8}, places | {"color": colour, "tooltip": theme.tip()}),
        theme.layer(rows, {"type": "text", "align": "left", "dx": 6}, places | {"text": {"field": "label"}}),
    ]
    return theme.finished(layers, table, width=width, height=BAR * len(rows) + AROUND, look=look)
