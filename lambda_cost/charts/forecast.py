"""Months to come: each with its parts, or as a line within the bounds that two other forecasts draw."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from lambda_cost.charts import spec, theme
from lambda_cost.charts.chart import Chart
from lambda_cost.charts.labels import labels, others_last, shorten
from lambda_cost.charts.spec import legend
from lambda_cost.errors import LambdaCostError
from lambda_cost.numbers.quantity import exactly
from lambda_cost.numbers.text import money, month_text, shortest_decimal
from lambda_cost.reports.forecast import sheet

if TYPE_CHECKING:
    from decimal import Decimal

    from lambda_cost.charts.spec import Spec
    from lambda_cost.charts.theme import Look
    from lambda_cost.reports.sheet import Sheet
    from lambda_cost.what_if.forecast import Forecast

HEIGHT, LEGEND_COLUMN, MAX_MONTHS_NAMED = 320, 170, 12


def forecast(
    expected: Forecast, budget: Decimal | int | None = None, low: Forecast | None = None, high: Forecast | None = None
) -> Chart:
    """The months of *expected* by resource; with *low* and *high*, forecasts of less and more growth, as a band.

    Args:
        expected: the forecast.
        budget: a limit of a month, drawn as a line.
        low: another forecast of the same months, the lower bound.
        high: the upper bound.

    Raises:
        LambdaCostError: if only one bound is given, or a bound is of other months.
    """
    if (low is None) != (high is None):
        raise LambdaCostError("a band has two bounds, low and high")
    limit = None if budget is None else shortest_decimal(budget)
    table = sheet(expected, limit)
    if low is None or high is None:
        return Chart("forecast", table, partial(_bars, expected, limit, table))
    months = [month.month for month in expected.months]
    if any([month.month for month in bound.months] != months for bound in (low, high)):
        raise LambdaCostError("the bounds of a band are of the same months as the forecast")
    return Chart("forecast", table, partial(_band, (low, expected, high), limit, table))


def _bars(months: Forecast, limit: Decimal | None, table: Sheet, width: int, look: Look) -> Spec:
    sums: dict[str, Decimal] = {}
    with exactly():
        for month in months.months:
            for name, cost in month.by_resource.items():
                sums[name] = sums.get(name, cost * 0) + cost
    names = labels(sums.items(), theme.MAX_KINDS)
    order = others_last(names.values())
    rows = [
        {
            "month": month_text(month.month),
            "resource": names[name],
            "place": order.index(names[name]),
            "cost": round(float(cost), 6),
            "tooltip": f"{month_text(month.month)}, {shorten(name)}: {money(cost, months.currency)}",
        }
        for month in months.months
        for name, cost in month.by_resource.items()
    ]
    colours = legend("resource", order, look, width, LEGEND_COLUMN)
    channels: Spec = _axes(months) | {
        "order": {"field": "place", "type": "quantitative"},
        "color": colours.channel,
        "tooltip": spec.tooltip(),
    }
    bars = spec.layer(rows, {"type": "bar", "stroke": look.surface, "strokeWidth": 1}, channels)
    layers = [bars, *_budget_line(limit, months.currency, look)]
    return spec.finish(layers, table, width=width, height=HEIGHT + colours.height, look=look)


def _band(three: tuple[Forecast, Forecast, Forecast], limit: Decimal | None, table: Sheet, width: int, look: Look) -> Spec:
    months = three[1]
    rows = [
        {
            "month": month_text(likely.month),
            "cost": round(float(likely.total), 6),
            "low": round(float(low.total), 6),
            "high": round(float(high.total), 6),
            "tooltip": f"{month_text(likely.month)}: "
            + ", ".join(money(month.total, months.currency) for month in (low, likely, high)),
        }
        for low, likely, high in zip(*(forecast.months for forecast in three), strict=True)
    ]
    axes = _axes(months) | {"tooltip": spec.tooltip()}
    area = axes | {"y": axes["y"] | {"field": "low"}, "y2": {"field": "high"}}
    line = {"type": "line", "color": look.colours[0], "point": {"color": look.colours[0]}}
    layers = [
        spec.layer(rows, {"type": "area", "color": look.colours[0], "opacity": 0.25}, area),
        spec.layer(rows, line, axes),
        *_budget_line(limit, months.currency, look),
    ]
    return spec.finish(layers, table, width=width, height=HEIGHT, look=look)


def _axes(months: Forecast) -> Spec:
    names = [month_text(month.month) for month in months.months]
    every = -(-len(names) // MAX_MONTHS_NAMED)
    ticks = {"labelAngle": -45, "grid": False, "values": names[::every]}
    return {
        "x": {"field": "month", "type": "ordinal", "title": "Month", "sort": names, "axis": ticks},
        "y": spec.cost_axis(months.currency),
    }


def _budget_line(limit: Decimal | None, currency: str, look: Look) -> list[Spec]:
    if limit is None:
        return []
    rows = [{"cost": float(limit), "label": f"budget {money(limit, currency)}"}]
    at = {"y": {"field": "cost", "type": "quantitative"}}
    words = {"type": "text", "align": "left", "baseline": "bottom", "dy": -4, "fontWeight": "bold"}
    return [
        spec.layer(rows, {"type": "rule", "color": look.colours[1], "strokeWidth": 2, "strokeDash": [6, 4]}, at),
        spec.layer(rows, words, at | {"text": {"field": "label"}, "x": {"value": 6}}),
    ]
