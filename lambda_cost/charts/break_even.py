"""Where designs cost the same: a line for each, and a point for each crossing that changes which is cheapest."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from lambda_cost.charts import spec, theme
from lambda_cost.charts.chart import Chart
from lambda_cost.charts.labels import labels, others_last, shorten
from lambda_cost.charts.spec import legend
from lambda_cost.numbers.text import money, quantity, shortest_decimal
from lambda_cost.reports.break_even import sheet

if TYPE_CHECKING:
    from decimal import Decimal

    from lambda_cost.charts.spec import Spec
    from lambda_cost.charts.theme import Look
    from lambda_cost.reports.sheet import Sheet
    from lambda_cost.what_if.break_even.break_even import BreakEven

SAMPLES = 60
HEIGHT, LEGEND_COLUMN = 320, 200


def break_even(answer: BreakEven) -> Chart:
    """What each design of *answer* costs over the range, and where the cheapest changes."""
    table = sheet(answer)
    return Chart("break_even", table, partial(_draw, answer, table))


def _values(answer: BreakEven) -> list[Fraction]:
    """Where the designs are priced: evenly over the range, or over its logarithm where it is wide; and at each crossing."""
    low, high = Fraction(answer.low), Fraction(answer.high)
    crossings = {Fraction(crossing.low) for crossing in answer.crossings}
    if spec.is_far(float(low), float(high)):
        ratio = float(high / low) ** (1 / SAMPLES)
        between = (low * Fraction(ratio**step).limit_denominator(10**6) for step in range(1, SAMPLES))
        return sorted({low, high, *crossings, *between})
    return sorted({*crossings, *(low + (high - low) * step / SAMPLES for step in range(SAMPLES + 1))})


def _draw(answer: BreakEven, table: Sheet, width: int, look: Look) -> Spec:
    priced = [(float(value), answer.at(value)) for value in _values(answer)]
    totals = [float(cost) for _, costs in priced for cost in costs.values()]
    names = labels([(curve.label, priced[-1][1][curve.label]) for curve in answer.curves], theme.MAX_KINDS)
    colours = legend("design", others_last(names.values()), look, width, LEGEND_COLUMN, symbol="stroke")
    channels = {
        "x": spec.value_axis(answer.over, float(answer.low), float(answer.high), width),
        "y": _cost_axis(answer.currency, min(totals), max(totals)),
        "tooltip": spec.tooltip(),
    }
    lines = channels | {"color": colours.channel, "detail": {"field": "which", "type": "nominal"}}
    points = _points(answer)
    layers = [
        spec.layer(_rows(answer, names, priced), {"type": "line"}, lines),
        spec.layer(points, {"type": "point", "filled": True, "size": 110, "opacity": 1, "color": look.ink}, channels),
        spec.layer(points, {"type": "text", "align": "left", "dx": 9, "dy": 12}, channels | {"text": {"field": "label"}}),
    ]
    return spec.finish(layers, table, width=width, height=HEIGHT + colours.height, look=look)


def _cost_axis(currency: str, low: float, high: float) -> Spec:
    if not spec.is_far(low, high):
        return spec.cost_axis(currency)
    return spec.cost_axis(currency, ticks={"values": spec.powers(low, high)}, type="log", nice=False)


def _rows(answer: BreakEven, names: dict[str, str], priced: list[tuple[float, dict[str, Decimal]]]) -> list[Spec]:
    return [
        {
            "at": value,
            "design": names[label],
            "which": label,
            "cost": round(float(cost), 6),
            "tooltip": f"{shorten(label)} at {quantity(shortest_decimal(value))}: {money(cost, answer.currency)}",
        }
        for value, costs in priced
        for label, cost in costs.items()
    ]


def _points(answer: BreakEven) -> list[Spec]:
    """Where the cheapest changes."""
    return [
        {
            "at": float(crossing.low),
            "cost": round(float(crossing.cost), 6),
            "label": quantity(crossing.low),
            "tooltip": f"{shorten(crossing.cheaper_before)} is cheaper below {quantity(crossing.low)},"
            f" {shorten(crossing.other)} above",
        }
        for crossing in answer.crossings
        if crossing.changes_cheapest
    ]
