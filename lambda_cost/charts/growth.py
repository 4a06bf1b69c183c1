"""What growing traffic costs: the bill of the same service with less and with more to do."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast

from lambda_cost.charts import theme
from lambda_cost.charts.breakdown import OTHERS, labels, others_last
from lambda_cost.charts.picture import Picture
from lambda_cost.errors import LambdaCostError
from lambda_cost.reports import layout, numbers
from lambda_cost.reports.sheet import Column, Row, Sheet
from lambda_cost.what_if.traffic import traffic_amounts, traffic_cost

if TYPE_CHECKING:
    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.charts.theme import Look, Spec

MOST = 4
"""How many times today's traffic is looked at."""
STEPS = 80
TABLE = (0, 0.5, 1, 1.5, 2, 3, 4)
HEIGHT, LEGEND_LINE, LEGEND_COLUMN = 300, 18, 170


def growth(bill: Estimate[Any]) -> Picture:
    """The costs of *bill* by resource, with nothing to four times of its traffic.

    Raises:
        LambdaCostError: if the bill is one of arrays, or nothing in it has traffic.
    """
    layout.lines(bill)
    curves = _curves(bill)
    table = _table(bill, curves)
    return Picture("growth", table, partial(_drawn, bill, table, curves))


def _times() -> Any:
    import numpy as np

    return np.linspace(0, MOST, STEPS + 1)


def _curves(bill: Estimate[Any]) -> dict[str, list[float]]:
    """The cost of each resource at each of `_times`."""
    import numpy as np

    if not traffic_amounts(bill.scenario):
        message = "nothing in the scenario has traffic that could grow"
        raise LambdaCostError(message)
    times, broadcast = _times(), cast("Any", np.broadcast_to)
    costs = traffic_cost(bill, times).by_resource
    return {path: [round(float(cost), 6) for cost in broadcast(at_times, times.shape)] for path, at_times in costs.items()}


def _table(bill: Estimate[Any], curves: dict[str, list[float]]) -> Sheet:
    places = [round(times * STEPS / MOST) for times in TABLE]
    rows = [
        Row((times, float(bill.requests) * times, sum(curve[place] for curve in curves.values())))
        for times, place in zip(TABLE, places, strict=True)
    ]
    return Sheet(
        schema="growth",
        title="What growing traffic costs",
        subtitle=f"All requests, messages and connections grow alike · {layout.conditions(bill)}",
        columns=(
            Column("times", "Times today's traffic", "quantity"),
            Column("requests", "Requests a month", "quantity"),
            Column("cost", "Cost a month", "money"),
        ),
        rows=tuple(rows),
        currency=bill.currency,
    )


def _drawn(bill: Estimate[Any], table: Sheet, curves: dict[str, list[float]], width: int, look: Look) -> Spec:
    names = labels(((name, numbers.decimal(curve[-1])) for name, curve in curves.items()), theme.MOST_KINDS)
    order = others_last(names.values())
    rows = [
        {"resource": label, "place": place, "times": times, "cost": round(cost, 6), "says": _says(label, times, cost, bill)}
        for place, label in enumerate(order)
        for times, cost in zip(_times().tolist(), _sums(curves, names, label), strict=True)
    ]
    columns = max(width // LEGEND_COLUMN, 1)
    axis = {"labelExpr": "'×' + datum.value", "values": list(range(MOST + 1)), "grid": False}
    x = theme.number("times", f"Traffic, ×1 is {_now(bill)}", axis, nice=False)
    y = theme.number("cost", f"Cost a month ({bill.currency})", theme.money(bill.currency, tickCount=6))
    encoding = {
        "x": x,
        "y": y | {"stack": "zero"},
        "order": {"field": "place", "type": "quantitative"},
        "color": theme.colour("resource", order, look, rest=OTHERS, columns=columns),
        "tooltip": theme.tip(),
    }
    layers = [
        theme.layer(rows, {"type": "area", "stroke": look.surface, "strokeWidth": 1}, encoding),
        theme.layer([{"times": 1}], {"type": "rule", "strokeDash": [4, 4], "strokeWidth": 1.5}, {"x": x}),
    ]
    height = HEIGHT + LEGEND_LINE * -(-len(order) // columns)
    return theme.finished(layers, table, width=width, height=height, look=look)


def _says(label: str, times: float, cost: float, bill: Estimate[Any]) -> str:
    return f"{label}, ×{times:g}: {numbers.money(numbers.decimal(cost), bill.currency)} a month"


def _sums(curves: dict[str, list[float]], names: dict[str, str], label: str) -> list[float]:
    members = [curve for name, curve in curves.items() if names[name] == label]
    return [sum(costs) for costs in zip(*members, strict=True)]


def _now(bill: Estimate[Any]) -> str:
    return f"{numbers.quantity(bill.requests)} requests a month" if bill.requests else "today's"
