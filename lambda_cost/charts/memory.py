"""What memory costs: the same functions, at the same durations, with every memory that Lambda sells."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from lambda_cost.charts import spec, theme
from lambda_cost.charts.chart import Chart
from lambda_cost.charts.labels import labels
from lambda_cost.charts.spec import legend
from lambda_cost.errors import LambdaCostError
from lambda_cost.numbers.text import money, shortest_decimal
from lambda_cost.reports.estimate import check_exact
from lambda_cost.reports.heading import conditions
from lambda_cost.reports.sheet import Column, Row, Sheet
from lambda_cost.what_if.by_memory import CURVE_MB, SIZES_MB, memory_cost

if TYPE_CHECKING:
    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.charts.spec import Spec
    from lambda_cost.charts.theme import Look

MEASURE_NOTE = "More memory is more processor, so that most functions get faster; by how much is to be measured."
TICKS_MB = (128, 2048, 4096, 6144, 8192, 10_240)
HEIGHT, LEGEND_COLUMN = 300, 200


def memory(bill: Estimate[Any], function: str = "") -> Chart:
    """The whole bill, by the memory of one function; of the most expensive ones if none is named.

    Raises:
        LambdaCostError: if the bill is one of arrays, or has no functions.
        ScenarioError: if there is no such *function*.
    """
    check_exact(bill)
    costs = bill.by_resource
    chosen: list[Any] = [bill.scenario.resource(function)] if function else list(bill.scenario.functions)
    chosen = [resource for resource in chosen if hasattr(resource, "memory_mb") and resource.section == "functions"]
    if not chosen:
        raise LambdaCostError(f"{function or 'the scenario'} has no memory to choose: it is no function")
    by_cost = sorted((resource.path for resource in chosen), key=lambda path: costs.get(path, 0), reverse=True)
    curves = {
        resource.path: _curve(bill, resource.path) for resource in chosen if resource.path in by_cost[: theme.MAX_KINDS + 1]
    }
    table = _table(bill, curves)
    return Chart("memory", table, partial(_draw, bill, table, curves))


def _curve(bill: Estimate[Any], path: str) -> dict[int, float]:
    """The total of the bill by the memory of the function at *path*, in MB."""
    import numpy as np

    totals = memory_cost(bill, path, np.array(CURVE_MB)).total
    return {size: round(float(total), 6) for size, total in zip(CURVE_MB, totals, strict=True)}


def _table(bill: Estimate[Any], curves: dict[str, dict[int, float]]) -> Sheet:
    columns = [Column(f"{path}_cost", path, "money") for path in curves]
    return Sheet(
        schema="memory/1",
        title="What memory costs if the duration stays",
        subtitle=f"The whole bill by the memory of one function, all else as it is · {conditions(bill)}",
        columns=(Column("memory_mb", "Memory (MB)", "quantity"), *columns),
        rows=tuple(Row((size, *(curve[size] for curve in curves.values()))) for size in SIZES_MB),
        currency=bill.currency,
        notes=(("Note", (MEASURE_NOTE,)),),
    )


def _draw(bill: Estimate[Any], table: Sheet, curves: dict[str, dict[int, float]], width: int, look: Look) -> Spec:
    names = labels(((path, shortest_decimal(curve[SIZES_MB[0]])) for path, curve in curves.items()), len(curves))
    rows = [
        {"function": names[path], "memory": size, "cost": cost, "tooltip": _tooltip(names[path], size, cost, bill.currency)}
        for path, curve in curves.items()
        for size, cost in curve.items()
    ]
    total = round(float(bill.total), 6)
    now = [
        {
            "function": names[function.path],
            "memory": float(function.memory_mb),
            "cost": total,
            "tooltip": f"{names[function.path]} now",
        }
        for function in bill.scenario.functions
        if function.path in curves
    ]
    ticks = {"format": ",d", "values": [*TICKS_MB][:: 1 if width >= theme.WIDE else 2]}
    colours = legend("function", [*names.values()], look, width, LEGEND_COLUMN, symbol="stroke")
    channels = {
        "x": spec.number_axis("memory", "Memory (MB)", ticks, nice=False),
        "y": spec.cost_axis(bill.currency),
        "color": colours.channel,
        "tooltip": spec.tooltip(),
    }
    layers = [
        spec.layer(rows, {"type": "line", "point": {"opacity": 0, "size": 120}}, channels),
        spec.layer(now, {"type": "point", "filled": True, "size": 90, "opacity": 1}, channels),
    ]
    return spec.finish(layers, table, width=width, height=HEIGHT + colours.height, look=look)


def _tooltip(name: str, size: float, cost: float, currency: str) -> str:
    return f"{name} with {size:,.0f} MB: {money(shortest_decimal(cost), currency)} a month"
