"""What a bill is made of: a bar for each resource, in parts for each kind of charge."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from lambda_cost.charts import theme
from lambda_cost.charts.chart import Chart
from lambda_cost.charts.labels import highest_first, labels, others_last, shorten
from lambda_cost.charts.spec import Bars, legend
from lambda_cost.numbers.quantity import add_up_by, divided, exactly
from lambda_cost.numbers.text import money
from lambda_cost.reports.estimate import check_exact
from lambda_cost.reports.heading import conditions
from lambda_cost.reports.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.charts.spec import Spec
    from lambda_cost.charts.theme import Look

MAX_BARS = 20
"""How many resources have a bar of their own."""
LEGEND_COLUMN = 160


def breakdown(bill: Estimate[Any]) -> Chart:
    """The costs of *bill* by resource and kind of charge.

    Raises:
        LambdaCostError: if the bill is one of arrays.
    """
    check_exact(bill)
    table = _table(bill)
    return Chart("breakdown", table, partial(_draw, table, _bars(bill)))


def _table(bill: Estimate[Any]) -> Sheet:
    with exactly():
        rows = [Row((name, cost, divided(cost, bill.total))) for name, cost in highest_first(bill.by_resource.items())]
    return Sheet(
        schema="breakdown/1",
        title="What the bill is made of",
        subtitle=f"{money(bill.total, bill.currency)} a month · {conditions(bill)}",
        columns=(Column("resource", "Resource"), Column("cost", "Cost a month", "money"), Column("share", "Share", "percent")),
        rows=(*rows, Row(("Total per month", bill.total, None), "total")),
        currency=bill.currency,
    )


def _kind(title: str) -> str:
    """What a charge is, without the choice that its price depends on: `Duration` of `Duration, arm64`."""
    return title.partition(",")[0]


def _bars(bill: Estimate[Any]) -> Bars:
    costs = bill.by_resource
    by_kind = add_up_by((_kind(charge.price.title), charge.billed_cost.copy_abs()) for charge in bill.charges)
    names, kinds = labels(costs.items(), MAX_BARS), labels(by_kind.items(), theme.MAX_KINDS)
    parts = [
        {
            "resource": names[charge.resource],
            "charge": kinds[_kind(charge.price.title)],
            "cost": round(float(charge.billed_cost), 6),
            "tooltip": f"{shorten(charge.resource)}, {charge.price.title}: {money(charge.billed_cost, bill.currency)}",
        }
        for charge in bill.charges
    ]
    order = others_last(names[name] for name, _ in highest_first(costs.items()))
    sums = add_up_by((names[name], cost) for name, cost in costs.items())
    ends = [
        {"resource": label, "cost": max(float(sums[label]), 0.0), "label": money(sums[label], bill.currency)} for label in order
    ]
    low = min((float(cost) for cost in sums.values()), default=0.0)
    return Bars("resource", order, parts, ends, pitch=30, thickness=18, low=min(low, 0.0), most_of_width=1 / 3)


def _draw(table: Sheet, bars: Bars, width: int, look: Look) -> Spec:
    kinds = others_last(str(part["charge"]) for part in bars.parts)
    colours = legend("charge", kinds, look, width, LEGEND_COLUMN)
    return bars.draw(table, colours.channel, colours.height, width, look)
