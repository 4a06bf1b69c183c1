"""A bill that is not known exactly: how often it comes to how much."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from lambda_cost.charts import theme
from lambda_cost.charts.picture import Picture
from lambda_cost.reports import numbers
from lambda_cost.reports import uncertainty as sheets

if TYPE_CHECKING:
    from decimal import Decimal

    from lambda_cost.charts.theme import Look, Spec
    from lambda_cost.reports.sheet import Sheet
    from lambda_cost.what_if.sweep.uncertainty import Uncertain

HEIGHT = 320
STEPS = 60
STEP_UP = 0.09
"""How far one mark's words stand above the next's, as a part of the highest column."""
OUTERMOST = 99.5
"""The percentile to which totals are drawn; what lies beyond is in the last column."""


def uncertainty(found: Uncertain, budget: Decimal | int | None = None) -> Picture:
    """The totals of *found* as a distribution, with the percentiles that a decision needs, and a *budget*."""
    limit = None if budget is None else numbers.decimal(budget)
    table = sheets.sheet(found, limit)
    return Picture("uncertainty", table, partial(_drawn, found, limit, table))


def _drawn(found: Uncertain, limit: Decimal | None, table: Sheet, width: int, look: Look) -> Spec:
    import numpy as np

    counts, edges = np.histogram(np.minimum(found.totals, found.percentile(OUTERMOST)), bins=STEPS)
    shares = [float(one) / len(found.totals) for one in counts]
    rows = [
        {"low": low, "high": high, "share": share, "says": f"{_between(low, high, found)}: {share:.1%} of draws"}
        for low, high, share in zip(map(float, edges[:-1]), map(float, edges[1:]), shares, strict=True)
    ]
    rows[-1]["says"] = f"{_money(rows[-1]['low'], found)} and more: {shares[-1]:.1%} of draws"
    marks = _marks(found, limit, max(shares))
    title, ticks = f"Cost a month ({found.currency})", theme.money(found.currency, tickCount=width // 90)
    x = theme.number("low", title, ticks, zero=False, nice=False)
    room = max(shares) * (1 + STEP_UP * (len(marks) + 1))
    y = theme.number("share", "Share of draws (%)", {"format": ".1%", "tickCount": 5}, domain=[0, room], nice=False)
    columns: Spec = {"x": x, "x2": {"field": "high"}, "y": y, "y2": {"datum": 0}, "tooltip": theme.tip()}
    at = {"x": x | {"field": "at"}}
    layers = [
        theme.layer(rows, {"type": "bar", "color": look.colours[0], "stroke": look.surface, "strokeWidth": 1}, columns),
        theme.layer(marks, {"type": "rule", "strokeWidth": 2, "strokeDash": [5, 4]}, at),
        theme.layer(
            marks,
            {"type": "text", "align": "left", "dx": 4, "fontWeight": "bold"},
            at | {"y": y | {"field": "place"}, "text": {"field": "label"}},
        ),
    ]
    return theme.finished(layers, table, width=width, height=HEIGHT, look=look)


def _marks(found: Uncertain, limit: Decimal | None, highest: float) -> list[Spec]:
    """What is marked, from the left, each with its words one step above the next."""
    marks = [(found.percentile(percent), f"P{percent}") for percent in (5, 50, 95)]
    if limit is not None:
        marks.append((float(limit), "budget"))
    marks.sort(reverse=True)
    return [
        {"at": at, "place": highest * (1 + STEP_UP * place), "label": f"{name} {_money(at, found)}"}
        for place, (at, name) in enumerate(marks, 1)
    ]


def _between(low: float, high: float, found: Uncertain) -> str:
    return f"{_money(low, found)} to {_money(high, found)}"


def _money(amount: object, found: Uncertain) -> str:
    return numbers.money(numbers.decimal(amount), found.currency)
