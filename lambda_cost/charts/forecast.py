"""Months to come: each with its parts, or as a line within the bounds that two other forecasts draw."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from lambda_cost.charts import theme
from lambda_cost.charts.breakdown import OTHERS, labels, others_last
from lambda_cost.charts.picture import Picture
from lambda_cost.errors import LambdaCostError
from lambda_cost.numbers.quantity import exactly
from lambda_cost.reports import forecasts, numbers

if TYPE_CHECKING:
    from decimal import Decimal

    from lambda_cost.charts.theme import Look, Spec
    from lambda_cost.reports.sheet import Sheet
    from lambda_cost.what_if.forecast import Forecast, ForecastMonth

HEIGHT, LEGEND_LINE, LEGEND_COLUMN = 320, 18, 170


def forecast(
    found: Forecast, budget: Decimal | int | None = None, low: Forecast | None = None, high: Forecast | None = None
) -> Picture:
    """The months of *found* by resource; with *low* and *high*, forecasts of less and more growth, as a band.

    Args:
        found: the forecast.
        budget: a limit of a month, drawn as a line.
        low: another forecast of the same months, the lower bound.
        high: the upper bound.

    Raises:
        LambdaCostError: if only one bound is given, or a bound is of other months.
    """
    if (low is None) != (high is None):
        message = "a band has two bounds, low and high"
        raise LambdaCostError(message)
    limit = None if budget is None else numbers.decimal(budget)
    table = forecasts.sheet(found, limit)
    if low is None or high is None:
        return Picture("forecast", table, partial(_bars, found, limit, table))
    months = [one.month for one in found.months]
    if any([one.month for one in bound.months] != months for bound in (low, high)):
        message = "the bounds of a band are of the same months as the forecast"
        raise LambdaCostError(message)
    return Picture("forecast", table, partial(_band, (low, found, high), limit, table))


def _bars(found: Forecast, limit: Decimal | None, table: Sheet, width: int, look: Look) -> Spec:
    sums: dict[str, Decimal] = {}
    with exactly():
        for one in found.months:
            for name, cost in one.by_resource.items():
                sums[name] = sums.get(name, cost * 0) + cost
    names = labels(sums.items(), theme.MOST_KINDS)
    order = others_last(names.values())
    rows = [
        {
            "month": _name(one),
            "resource": names[name],
            "place": order.index(names[name]),
            "cost": round(float(cost), 6),
            "says": f"{_name(one)}, {theme.cut(name)}: {numbers.money(cost, found.currency)}",
        }
        for one in found.months
        for name, cost in one.by_resource.items()
    ]
    columns = max(width // LEGEND_COLUMN, 1)
    encoding: Spec = _places(found) | {
        "order": {"field": "place", "type": "quantitative"},
        "color": theme.colour("resource", order, look, rest=OTHERS, columns=columns),
        "tooltip": theme.tip(),
    }
    bars = theme.layer(rows, {"type": "bar", "stroke": look.surface, "strokeWidth": 1}, encoding)
    layers = [bars, *_limit(limit, found, look)]
    height = HEIGHT + LEGEND_LINE * -(-len(order) // columns)
    return theme.finished(layers, table, width=width, height=height, look=look)


def _band(three: tuple[Forecast, Forecast, Forecast], limit: Decimal | None, table: Sheet, width: int, look: Look) -> Spec:
    found = three[1]
    rows = [
        {
            "month": _name(likely),
            "cost": round(float(likely.total), 6),
            "low": round(float(low.total), 6),
            "high": round(float(high.total), 6),
            "says": f"{_name(likely)}: {', '.join(numbers.money(one.total, found.currency) for one in (low, likely, high))}",
        }
        for low, likely, high in zip(*(one.months for one in three), strict=True)
    ]
    places = _places(found)
    area = {"x": places["x"], "y": places["y"] | {"field": "low"}, "y2": {"field": "high"}, "tooltip": theme.tip()}
    line = {"type": "line", "color": look.colours[0], "point": {"color": look.colours[0]}}
    layers = [
        theme.layer(rows, {"type": "area", "color": look.colours[0], "opacity": 0.25}, area),
        theme.layer(rows, line, places | {"tooltip": theme.tip()}),
        *_limit(limit, found, look),
    ]
    return theme.finished(layers, table, width=width, height=HEIGHT, look=look)


def _places(found: Forecast) -> Spec:
    months = [_name(one) for one in found.months]
    every = -(-len(months) // 12)
    ticks = {"labelAngle": -45, "grid": False, "values": months[::every]}
    return {
        "x": {"field": "month", "type": "ordinal", "title": "Month", "sort": months, "axis": ticks},
        "y": theme.number("cost", f"Cost a month ({found.currency})", theme.money(found.currency, tickCount=6)),
    }


def _limit(limit: Decimal | None, found: Forecast, look: Look) -> list[Spec]:
    """The line of a budget, with its words."""
    if limit is None:
        return []
    rows = [{"cost": float(limit), "label": f"budget {numbers.money(limit, found.currency)}"}]
    place = {"y": {"field": "cost", "type": "quantitative"}}
    words = {"type": "text", "align": "left", "baseline": "bottom", "dy": -4, "fontWeight": "bold"}
    return [
        theme.layer(rows, {"type": "rule", "color": look.colours[1], "strokeWidth": 2, "strokeDash": [6, 4]}, place),
        theme.layer(rows, words, place | {"text": {"field": "label"}, "x": {"value": 6}}),
    ]


def _name(one: ForecastMonth) -> str:
    return f"{one.month:%Y-%m}"
