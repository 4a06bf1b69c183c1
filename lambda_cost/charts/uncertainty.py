"""A bill that is not known exactly: how often it comes to how much."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from lambda_cost.charts import spec
from lambda_cost.charts.chart import Chart
from lambda_cost.numbers.text import money, shortest_decimal
from lambda_cost.reports.uncertainty import sheet

if TYPE_CHECKING:
    from decimal import Decimal

    from lambda_cost.charts.spec import Spec
    from lambda_cost.charts.theme import Look
    from lambda_cost.reports.sheet import Sheet
    from lambda_cost.what_if.sweep.uncertainty import Uncertain

HEIGHT = 320
SAMPLES = 60
STEP_UP = 0.09
"""Height between the labels of two marks, as a part of the highest column."""
OUTERMOST = 99.5
"""The percentile to which totals are drawn; what lies beyond is in the last column."""


def uncertainty(result: Uncertain, budget: Decimal | int | None = None) -> Chart:
    """The totals of *result* as a distribution, with the percentiles that a decision needs, and a *budget*."""
    limit = None if budget is None else shortest_decimal(budget)
    table = sheet(result, limit)
    return Chart("uncertainty", table, partial(_draw, result, limit, table))


def _draw(result: Uncertain, limit: Decimal | None, table: Sheet, width: int, look: Look) -> Spec:
    import numpy as np

    counts, edges = np.histogram(np.minimum(result.totals, result.percentile(OUTERMOST)), bins=SAMPLES)
    shares = [float(count) / len(result.totals) for count in counts]
    rows = [
        {
            "cost": low,
            "high": high,
            "share": share,
            "tooltip": f"{_money(low, result)} to {_money(high, result)}: {share:.1%} of draws",
        }
        for low, high, share in zip(map(float, edges[:-1]), map(float, edges[1:]), shares, strict=True)
    ]
    rows[-1]["tooltip"] = f"{_money(rows[-1]['cost'], result)} and more: {shares[-1]:.1%} of draws"
    marks = _marks(result, limit, max(shares))
    x = spec.cost_axis(result.currency, ticks={"tickCount": width // 90}, zero=False, nice=False)
    y_max = max(shares) * (1 + STEP_UP * (len(marks) + 1))
    y = spec.number_axis("share", "Share of draws (%)", {"format": ".1%", "tickCount": 5}, domain=[0, y_max], nice=False)
    columns: Spec = {"x": x, "x2": {"field": "high"}, "y": y, "y2": {"datum": 0}, "tooltip": spec.tooltip()}
    label_style = {"type": "text", "align": "left", "dx": 4, "fontWeight": "bold"}
    layers = [
        spec.layer(rows, {"type": "bar", "color": look.colours[0], "stroke": look.surface, "strokeWidth": 1}, columns),
        spec.layer(marks, {"type": "rule", "strokeWidth": 2, "strokeDash": [5, 4]}, {"x": x}),
        spec.layer(marks, label_style, {"x": x, "y": y | {"field": "height"}, "text": {"field": "label"}}),
    ]
    return spec.finish(layers, table, width=width, height=HEIGHT, look=look)


def _marks(result: Uncertain, limit: Decimal | None, highest: float) -> list[Spec]:
    """The percentiles and the budget, from the greatest amount to the least, each label one step above the one before."""
    marks = [(result.percentile(percent), f"P{percent}") for percent in (5, 50, 95)]
    if limit is not None:
        marks.append((float(limit), "budget"))
    return [
        {"cost": cost, "height": highest * (1 + STEP_UP * step), "label": f"{name} {_money(cost, result)}"}
        for step, (cost, name) in enumerate(sorted(marks, reverse=True), 1)
    ]


def _money(amount: object, result: Uncertain) -> str:
    return money(shortest_decimal(amount), result.currency)
