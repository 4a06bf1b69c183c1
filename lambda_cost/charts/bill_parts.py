"""Whose a bill is: a bar for each function, account or whatever it was split by, the most expensive first."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from lambda_cost.charts.chart import Chart
from lambda_cost.charts.labels import OTHERS, labels, others_last, shorten
from lambda_cost.charts.spec import Bars
from lambda_cost.numbers.quantity import add_up_by, divided, exactly
from lambda_cost.numbers.text import money
from lambda_cost.reconciliation.attribution import attribute
from lambda_cost.reports.reconciliation import month_title
from lambda_cost.reports.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from lambda_cost.charts.spec import Spec
    from lambda_cost.charts.theme import Look
    from lambda_cost.reconciliation.attribution import AttributedCost
    from lambda_cost.reconciliation.reconciliation import ReconciledMonth, Reconciliation

MAX_BARS = 15
"""How many parts have a bar of their own."""


def bill_parts(reconciliation: Reconciliation) -> Chart:
    """The first month of *reconciliation* as it was split, by default by function."""
    month = reconciliation.months[0]
    with exactly():
        parts = month.attributed or attribute(list(month.by_owner), "function")
        table = _table(month, parts)
    return Chart("bill_parts", table, partial(_draw, parts, table))


def _table(month: ReconciledMonth, parts: tuple[AttributedCost, ...]) -> Sheet:
    rows = [Row((part.name, part.billed + part.shared, divided(part.billed + part.shared, month.billed))) for part in parts]
    return Sheet(
        schema="bill-parts/1",
        title=f"The bill by {month.split_by or 'function'}",
        subtitle=f"{money(month.billed, month.currency)} billed · {month_title(month)}",
        columns=(Column("part", "Part"), Column("cost", "Cost", "money"), Column("share", "Share", "percent")),
        rows=(*rows, Row(("Billed", month.billed, None), "total")),
        currency=month.currency,
    )


def _draw(parts: tuple[AttributedCost, ...], table: Sheet, width: int, look: Look) -> Spec:
    called = _short_names(parts)
    names = labels(((called[part.name], part.billed + part.shared) for part in parts), MAX_BARS)
    costs = add_up_by((names[called[part.name]], amount) for part in parts for amount in (part.billed, part.shared))
    order = others_last(costs)
    drawn = [
        {
            "part": name,
            "cost": round(float(costs[name]), 6),
            "tooltip": f"{shorten(name)}: {money(costs[name], table.currency)}",
            "colour": look.rest if name == OTHERS else look.colours[0],
        }
        for name in order
    ]
    ends = [{"part": name, "cost": max(float(costs[name]), 0.0), "label": money(costs[name], table.currency)} for name in order]
    low = min([float(cost) for cost in costs.values()], default=0.0)
    colour: Spec = {"field": "colour", "type": "nominal", "scale": None, "legend": None}
    bars = Bars("part", order, drawn, ends, pitch=28, thickness=17, low=min(low, 0.0), most_of_width=0.4)
    return bars.draw(table, colour, 0, width, look)


def _short_names(parts: tuple[AttributedCost, ...]) -> dict[str, str]:
    """What each of *parts* is called: of an ARN its last part, if no other ends so."""
    ends = {part.name: part.name.rpartition(":")[2] if part.name.startswith("arn:") else part.name for part in parts}
    return {name: end if list(ends.values()).count(end) == 1 else name for name, end in ends.items()}
