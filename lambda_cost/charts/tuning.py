"""Memory, time and cost in one picture: what a shorter wait costs, and the sizes worth having."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from lambda_cost.charts import spec
from lambda_cost.charts.chart import Chart
from lambda_cost.charts.spec import legend
from lambda_cost.numbers.text import money, quantity
from lambda_cost.reports.tuning import sheet

if TYPE_CHECKING:
    from lambda_cost.charts.spec import Spec
    from lambda_cost.charts.theme import Look
    from lambda_cost.reports.sheet import Sheet
    from lambda_cost.what_if.tuning import SizeCost, Tuning

HEIGHT, LEGEND_COLUMN = 380, 160
BEST = ("cheapest", "balanced", "fastest")
EFFICIENT, NOT_EFFICIENT = "efficient", "not efficient"


def tuning(tuned: Tuning) -> Chart:
    """Every size by its time and the function's cost of a million requests, the efficient ones on a line."""
    table = sheet(tuned)._replace(
        subtitle="Time and cost of each size; down and to the left is better, and the line joins the sizes worth having"
    )
    return Chart("tuning", table, partial(_draw, tuned, table))


def _mark(tuned: Tuning, size: SizeCost) -> str:
    best = [name for name in BEST if getattr(tuned, name).memory_mb == size.memory_mb]
    return " and ".join(best) or (EFFICIENT if size.efficient else NOT_EFFICIENT)


def _draw(tuned: Tuning, table: Sheet, width: int, look: Look) -> Spec:
    rows = [
        {
            "time": float(size.duration_ms),
            "cost": round(float(size.million_cost), 6),
            "label": f"{quantity(size.memory_mb)} MB",
            "mark": _mark(tuned, size),
            "efficient": size.efficient,
            "tooltip": f"{quantity(size.memory_mb)} MB: {quantity(size.duration_ms)} ms,"
            f" {money(size.million_cost, tuned.currency)} per million requests ({size.known})",
        }
        for size in tuned.sizes
    ]
    marks = sorted({str(row["mark"]) for row in rows}, key=lambda mark: (mark == NOT_EFFICIENT, mark == EFFICIENT, mark))
    title = f"Cost of a million requests ({tuned.currency})"
    axes = {
        "x": spec.number_axis("time", "Time of one request (ms)", {"format": ",d", "tickCount": width // 80}, zero=False),
        "y": spec.number_axis("cost", title, spec.money_ticks(tuned.currency, tickCount=6), zero=False),
    }
    front = [row for row in rows if row["efficient"]]
    colours = legend("mark", marks, look, width, LEGEND_COLUMN, rest=NOT_EFFICIENT, symbol="circle")
    dots = {"type": "point", "filled": True, "size": 110, "opacity": 1}
    words = {"type": "text", "align": "left", "dx": 9, "dy": -9}
    layers = [
        spec.layer(front, {"type": "line", "color": look.rest}, axes | {"order": {"field": "time", "type": "quantitative"}}),
        spec.layer(rows, dots, axes | {"color": colours.channel, "tooltip": spec.tooltip()}),
        spec.layer(rows, words, axes | {"text": {"field": "label"}}),
    ]
    return spec.finish(layers, table, width=width, height=HEIGHT, look=look)
