"""Where designs cost the same: a line for each, and a point for each crossing that changes which is cheapest."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from lambda_cost.charts import theme
from lambda_cost.charts.breakdown import OTHERS, labels, others_last
from lambda_cost.charts.picture import Picture
from lambda_cost.reports import break_evens, numbers

if TYPE_CHECKING:
    from decimal import Decimal

    from lambda_cost.charts.theme import Look, Spec
    from lambda_cost.reports.sheet import Sheet
    from lambda_cost.what_if.break_even.break_even import BreakEven

STEPS = 60
HEIGHT, LEGEND_LINE, LEGEND_COLUMN = 320, 18, 200


def break_even(found: BreakEven) -> Picture:
    """What each design of *found* costs over the range, and where the cheapest changes."""
    table = break_evens.sheet(found)
    return Picture("break_even", table, partial(_drawn, found, table))


def _values(found: BreakEven) -> list[Fraction]:
    """Where the designs are priced: evenly over the range, or over its logarithm where it is wide; and at each crossing."""
    low, high = Fraction(found.low), Fraction(found.high)
    crossings = {Fraction(one.low) for one in found.crossings}
    if theme.is_far(float(low), float(high)):
        ratio = float(high / low) ** (1 / STEPS)
        between = (low * Fraction(ratio**step).limit_denominator(10**6) for step in range(1, STEPS))
        return sorted({low, high, *crossings, *between})
    return sorted({*crossings, *(low + (high - low) * step / STEPS for step in range(STEPS + 1))})


def _drawn(found: BreakEven, table: Sheet, width: int, look: Look) -> Spec:
    priced = [(float(value), found.at(value)) for value in _values(found)]
    totals = [float(cost) for _, costs in priced for cost in costs.values()]
    far = theme.is_far(min(totals), max(totals))
    ticks = theme.money(found.currency, **({"values": theme.powers(min(totals), max(totals))} if far else {"tickCount": 6}))
    scale = {"type": "log", "nice": False} if far else {}
    names = labels([(curve.label, priced[-1][1][curve.label]) for curve in found.curves], theme.MOST_KINDS)
    columns, order = max(width // LEGEND_COLUMN, 1), others_last(names.values())
    places = {
        "x": theme.values(found.over, float(found.low), float(found.high), width),
        "y": theme.number("cost", f"Cost a month ({found.currency})", ticks, **scale),
        "tooltip": theme.tip(),
    }
    colour = theme.colour("design", order, look, rest=OTHERS, columns=columns, symbol="stroke")
    lines = places | {"color": colour, "detail": {"field": "which", "type": "nominal"}}
    points = _points(found)
    layers = [
        theme.layer(_rows(found, names, priced), {"type": "line"}, lines),
        theme.layer(points, {"type": "point", "filled": True, "size": 110, "opacity": 1, "color": look.ink}, places),
        theme.layer(points, {"type": "text", "align": "left", "dx": 9, "dy": 12}, places | {"text": {"field": "label"}}),
    ]
    height = HEIGHT + LEGEND_LINE * -(-len(order) // columns)
    return theme.finished(layers, table, width=width, height=height, look=look)


def _rows(found: BreakEven, names: dict[str, str], priced: list[tuple[float, dict[str, Decimal]]]) -> list[Spec]:
    return [
        {
            "at": value,
            "design": names[label],
            "which": label,
            "cost": round(float(cost), 6),
            "says": f"{theme.cut(label)} at {numbers.quantity(numbers.decimal(value))}: {numbers.money(cost, found.currency)}",
        }
        for value, costs in priced
        for label, cost in costs.items()
    ]


def _points(found: BreakEven) -> list[Spec]:
    """Where the cheapest changes."""
    return [
        {
            "at": float(one.low),
            "cost": round(float(one.cost), 6),
            "label": numbers.quantity(one.low),
            "says": f"{theme.cut(one.cheaper_before)} is cheaper before {numbers.quantity(one.low)},"
            f" {theme.cut(one.other)} after it",
        }
        for one in found.crossings
        if one.changes_cheapest
    ]
