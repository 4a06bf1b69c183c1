"""What the same service costs elsewhere: in every region of the same partition, and where it cannot be priced."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from lambda_cost.charts import theme
from lambda_cost.charts.chart import Chart
from lambda_cost.charts.spec import Bars, legend
from lambda_cost.errors import LambdaCostError
from lambda_cost.numbers.quantity import exactly
from lambda_cost.numbers.text import money
from lambda_cost.reports.estimate import check_exact
from lambda_cost.reports.heading import conditions
from lambda_cost.reports.sheet import Column, Row, Sheet
from lambda_cost.what_if.by_region import cost_by_region

if TYPE_CHECKING:
    from decimal import Decimal

    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.charts.spec import Spec
    from lambda_cost.charts.theme import Look

LEGEND_COLUMN = 160
HERE, LESS, MORE = "here", "costs less", "costs as much or more"


def regions(bill: Estimate[Any]) -> Chart:
    """The total of *bill* in each region, of the resources that name no region of their own.

    Raises:
        LambdaCostError: if the bill is one of arrays, or all of its resources name a region.
    """
    check_exact(bill)
    if all(resource.region for resource in bill.scenario.resources):
        raise LambdaCostError("every resource of the scenario names a region of its own, so that none can be moved")
    totals, missing = _totals(bill)
    table = _table(bill, totals, missing)
    return Chart("regions", table, partial(_draw, bill, table, totals))


def _totals(bill: Estimate[Any]) -> tuple[dict[str, Decimal], list[str]]:
    """The total in each region, least first; and the regions where something has no price."""
    own = bill.prices.region(bill.scenario.region)
    costs = cost_by_region(bill.scenario, bill.prices, partition=own.partition)
    totals = {cost.region.code: cost.bill.total for cost in costs if cost.bill is not None}
    missing = [cost.region.code for cost in costs if cost.bill is None]
    return dict(sorted(totals.items(), key=lambda item: (item[1], item[0] != own.code, item[0]))), missing


def _table(bill: Estimate[Any], totals: dict[str, Decimal], missing: list[str]) -> Sheet:
    with exactly():
        rows = [Row((code, bill.prices.region(code).name, total, total - bill.total)) for code, total in totals.items()]
    unpriced = f"Without a price for something in the scenario: {', '.join(missing)}." if missing else ""
    return Sheet(
        schema="regions/1",
        title="What it costs in each region",
        subtitle=f"The same service, moved as a whole · {conditions(bill)}",
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


def _draw(bill: Estimate[Any], table: Sheet, totals: dict[str, Decimal], width: int, look: Look) -> Spec:
    here, wide = bill.scenario.region, width >= theme.WIDE
    names = {code: f"{bill.prices.region(code).name} · {code}" if wide else code for code in totals}
    rows = [
        {
            "region": names[code],
            "cost": round(float(total), 6),
            "label": money(total, bill.currency),
            "is": HERE if code == here else LESS if total < bill.total else MORE,
            "tooltip": f"{bill.prices.region(code).name}: {money(total, bill.currency)} a month",
        }
        for code, total in totals.items()
    ]
    shades = look._replace(colours=(look.colours[1], look.colours[2]))
    colours = legend("is", [HERE, LESS, MORE], shades, width, LEGEND_COLUMN, rest=MORE)
    bars = Bars("region", [*names.values()], rows, rows, pitch=21, thickness=14)
    return bars.draw(table, colours.channel, 0, width, look)
