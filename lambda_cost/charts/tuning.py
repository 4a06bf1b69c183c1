"""Memory, time and cost in one picture: what a shorter wait costs, and the sizes worth having."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from lambda_cost.charts import theme
from lambda_cost.charts.picture import Picture
from lambda_cost.reports import numbers, tunings

if TYPE_CHECKING:
    from lambda_cost.charts.theme import Look, Spec
    from lambda_cost.reports.sheet import Sheet
    from lambda_cost.what_if.tuning import SizeCost, Tuning

HEIGHT = 380
BEST = ("cheapest", "balanced", "fastest")
EFFICIENT, NEITHER = "efficient", "not efficient"


def tuning(found: Tuning) -> Picture:
    """Every size of *found* by its time and the function's cost of a million requests, the efficient ones on a line."""
    table = tunings.sheet(found)._replace(
        subtitle="Time and cost of each size; down and to the left is better, and the line joins the sizes worth having"
    )
    return Picture("tuning", table, partial(_drawn, found, table))


def _mark(found: Tuning, one: SizeCost) -> str:
    best = [name for name in BEST if getattr(found, name).memory_mb == one.memory_mb]
    return " and ".join(best) or (EFFICIENT if one.efficient else NEITHER)


def _drawn(found: Tuning, table: Sheet, width: int, look: Look) -> Spec:
    rows = [
        {
            "time": float(one.duration_ms),
            "cost": round(float(one.million_cost), 6),
            "label": f"{numbers.quantity(one.memory_mb)} MB",
            "mark": _mark(found, one),
            "efficient": one.efficient,
            "says": f"{numbers.quantity(one.memory_mb)} MB: {numbers.quantity(one.duration_ms)} ms,"
            f" {numbers.money(one.million_cost, found.currency)} per million requests ({one.known})",
        }
        for one in found.sizes
    ]
    marks = sorted({str(row["mark"]) for row in rows}, key=lambda mark: (mark == NEITHER, mark == EFFICIENT, mark))
    title = f"Cost of a million requests ({found.currency})"
    places = {
        "x": theme.number("time", "Time of one request (ms)", {"format": ",d", "tickCount": width // 80}, zero=False),
        "y": theme.number("cost", title, theme.money(found.currency, tickCount=6), zero=False),
    }
    front = [row for row in rows if row["efficient"]]
    colour = theme.colour("mark", marks, look, rest=NEITHER, columns=max(width // 160, 1), symbol="circle")
    dots = {"type": "point", "filled": True, "size": 110, "opacity": 1}
    words = {"type": "text", "align": "left", "dx": 9, "dy": -9}
    layers = [
        theme.layer(front, {"type": "line", "color": look.rest}, places | {"order": {"field": "time", "type": "quantitative"}}),
        theme.layer(rows, dots, places | {"color": colour, "tooltip": theme.tip()}),
        theme.layer(rows, words, places | {"text": {"field": "label"}}),
    ]
    return theme.finished(layers, table, width=width, height=HEIGHT, look=look)
