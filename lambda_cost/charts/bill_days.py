"""A bill day by day: what each kind of usage cost, and Savings Plans; credits and taxes, which have no day, are left out."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from lambda_cost.charts import spec, theme
from lambda_cost.charts.chart import Chart
from lambda_cost.charts.labels import labels, others_last
from lambda_cost.errors import LambdaCostError
from lambda_cost.invoices.pools import COVERED, CREDITS, NEGATION, PLAN_FEES, TAX
from lambda_cost.numbers.quantity import add_up_by, exactly
from lambda_cost.numbers.text import money
from lambda_cost.reconciliation.steps import STEPS
from lambda_cost.reports.reconciliation import month_title
from lambda_cost.reports.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from datetime import date

    from lambda_cost.charts.spec import Spec
    from lambda_cost.charts.theme import Look
    from lambda_cost.reconciliation.reconciliation import ReconciledMonth, Reconciliation
    from lambda_cost.reconciliation.scope import ClassifiedPool

HEIGHT, LEGEND_COLUMN, MAX_DAYS_NAMED = 300, 240, 12


def bill_days(reconciliation: Reconciliation) -> Chart:
    """What each day of the first month of *reconciliation* cost, by kind of usage.

    Raises:
        LambdaCostError: if nothing in it cost anything.
    """
    month = reconciliation.months[0]
    costs = _costs(month)
    if not costs:
        raise LambdaCostError("there is no usage that cost anything to draw")
    table = _table(month, costs)
    return Chart("bill_days", table, partial(_draw, costs, table))


def _costs(month: ReconciledMonth) -> dict[tuple[date, str], Decimal]:
    usage = [entry for entry in month.classified if entry.pool.key.line_type not in {*CREDITS, TAX}]
    costs = add_up_by(((entry.pool.key.day, _kind(entry)), entry.pool.amounts.net_cost) for entry in usage)
    return {day_and_group: cost for day_and_group, cost in sorted(costs.items()) if cost}


def _kind(entry: ClassifiedPool) -> str:
    """What a row is, in words: `function duration`, `Savings Plans`."""
    line_type = entry.pool.key.line_type
    if line_type in {COVERED, NEGATION} or line_type in PLAN_FEES:
        return STEPS["plans"]
    if entry.price_key is None:
        return STEPS["rest"]
    return entry.price_key.meter.partition(".")[2].replace(".", " ").replace("_", " ")


def _table(month: ReconciledMonth, costs: dict[tuple[date, str], Decimal]) -> Sheet:
    rows = [Row((day, kind, cost)) for (day, kind), cost in costs.items()]
    with exactly():
        total = sum(costs.values(), Decimal(0))
    return Sheet(
        schema="bill-days/1",
        title="The bill by day",
        subtitle=f"{money(total, month.currency)} before credits and tax · {month_title(month)}",
        columns=(Column("day", "Day", "day"), Column("kind", "What"), Column("cost", "Cost", "money")),
        rows=(*rows, Row((None, "Before credits and tax", total), "total")),
        currency=month.currency,
    )


def _draw(costs: dict[tuple[date, str], Decimal], table: Sheet, width: int, look: Look) -> Spec:
    sums = add_up_by((kind, cost.copy_abs()) for (_, kind), cost in costs.items())
    names = labels(sums.items(), theme.MAX_KINDS)
    rows = [
        {
            "day": day.isoformat(),
            "kind": names[kind],
            "cost": round(float(cost), 6),
            "tooltip": f"{day}, {kind}: {money(cost, table.currency)}",
        }
        for (day, kind), cost in costs.items()
    ]
    days = list(dict.fromkeys(row["day"] for row in rows))
    ticks = {"labelAngle": -45, "grid": False, "values": days[:: -(-len(days) // MAX_DAYS_NAMED) or 1]}
    colours = spec.legend("kind", others_last(names.values()), look, width, LEGEND_COLUMN)
    axis = spec.money_ticks(table.currency, tickCount=5)
    channels: Spec = {
        "x": {"field": "day", "type": "ordinal", "title": "Day (UTC)", "sort": days, "axis": ticks},
        "y": spec.number_axis("cost", f"Cost ({table.currency})", axis),
        "color": colours.channel,
        "tooltip": spec.tooltip(),
    }
    bars = spec.layer(rows, {"type": "bar", "stroke": look.surface, "strokeWidth": 1}, channels)
    return spec.finish([bars], table, width=width, height=HEIGHT + colours.height, look=look)
