"""What growing traffic costs: the bill of the same service with less and with more to do."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast

from lambda_cost.charts import spec, theme
from lambda_cost.charts.chart import Chart
from lambda_cost.charts.labels import labels, others_last
from lambda_cost.charts.spec import legend
from lambda_cost.errors import LambdaCostError
from lambda_cost.numbers.text import money, quantity, shortest_decimal
from lambda_cost.reports.estimate import check_exact
from lambda_cost.reports.heading import conditions
from lambda_cost.reports.sheet import Column, Row, Sheet
from lambda_cost.what_if.traffic import traffic_amounts, traffic_cost

if TYPE_CHECKING:
    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.charts.spec import Spec
    from lambda_cost.charts.theme import Look

MOST = 4
"""How many times today's traffic is looked at."""
SAMPLES = 80
TABLE = (0, 0.5, 1, 1.5, 2, 3, 4)
HEIGHT, LEGEND_COLUMN = 300, 170


def growth(bill: Estimate[Any]) -> Chart:
    """The costs of *bill* by resource, with nothing to four times of its traffic.

    Raises:
        LambdaCostError: if the bill is one of arrays, or nothing in it has traffic.
    """
    check_exact(bill)
    curves = _curves(bill)
    table = _table(bill, curves)
    return Chart("growth", table, partial(_draw, bill, table, curves))


def _times() -> Any:
    import numpy as np

    return np.linspace(0, MOST, SAMPLES + 1)


def _curves(bill: Estimate[Any]) -> dict[str, list[float]]:
    """The cost of each resource at each of `_times`."""
    import numpy as np

    if not traffic_amounts(bill.scenario):
        raise LambdaCostError("nothing in the scenario has traffic that could grow")
    times, broadcast = _times(), cast("Any", np.broadcast_to)
    costs = traffic_cost(bill, times).by_resource
    return {path: [round(float(cost), 6) for cost in broadcast(at_times, times.shape)] for path, at_times in costs.items()}


def _table(bill: Estimate[Any], curves: dict[str, list[float]]) -> Sheet:
    samples = [round(times * SAMPLES / MOST) for times in TABLE]
    rows = [
        Row((times, float(bill.requests) * times, sum(curve[index] for curve in curves.values())))
        for times, index in zip(TABLE, samples, strict=True)
    ]
    return Sheet(
        schema="growth/1",
        title="What growing traffic costs",
        subtitle=f"All requests, messages and connections grow alike · {conditions(bill)}",
        columns=(
            Column("times", "Times today's traffic", "quantity"),
            Column("requests", "Requests a month", "quantity"),
            Column("cost", "Cost a month", "money"),
        ),
        rows=tuple(rows),
        currency=bill.currency,
    )


def _draw(bill: Estimate[Any], table: Sheet, curves: dict[str, list[float]], width: int, look: Look) -> Spec:
    names = labels(((name, shortest_decimal(curve[-1])) for name, curve in curves.items()), theme.MAX_KINDS)
    order = others_last(names.values())
    rows = [
        {
            "resource": label,
            "place": index,
            "times": times,
            "cost": round(cost, 6),
            "tooltip": f"{label}, ×{times:g}: {money(shortest_decimal(cost), bill.currency)} a month",
        }
        for index, label in enumerate(order)
        for times, cost in zip(_times().tolist(), _sums(curves, names, label), strict=True)
    ]
    colours = legend("resource", order, look, width, LEGEND_COLUMN)
    ticks = {"labelExpr": "'×' + datum.value", "values": list(range(MOST + 1)), "grid": False}
    now = f"{quantity(bill.requests)} requests a month" if bill.requests else "today's"
    x = spec.number_axis("times", f"Traffic, ×1 is {now}", ticks, nice=False)
    channels = {
        "x": x,
        "y": spec.cost_axis(bill.currency) | {"stack": "zero"},
        "order": {"field": "place", "type": "quantitative"},
        "color": colours.channel,
        "tooltip": spec.tooltip(),
    }
    layers = [
        spec.layer(rows, {"type": "area", "stroke": look.surface, "strokeWidth": 1}, channels),
        spec.layer([{"times": 1}], {"type": "rule", "strokeDash": [4, 4], "strokeWidth": 1.5}, {"x": x}),
    ]
    return spec.finish(layers, table, width=width, height=HEIGHT + colours.height, look=look)


def _sums(curves: dict[str, list[float]], names: dict[str, str], label: str) -> list[float]:
    members = [curve for name, curve in curves.items() if names[name] == label]
    return [sum(costs) for costs in zip(*members, strict=True)]
