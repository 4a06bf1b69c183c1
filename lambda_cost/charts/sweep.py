"""Bills over many values: a line for each combination of the values of the axes other than the horizontal one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.charts import spec, theme
from lambda_cost.charts.chart import Chart
from lambda_cost.charts.labels import shorten
from lambda_cost.charts.spec import Bars, legend
from lambda_cost.errors import LambdaCostError
from lambda_cost.numbers.text import money, quantity, shortest_decimal
from lambda_cost.reports.sweep import sheet

if TYPE_CHECKING:
    from lambda_cost.charts.spec import Spec
    from lambda_cost.charts.theme import Look
    from lambda_cost.reports.sheet import Sheet
    from lambda_cost.what_if.sweep.axes import Axis
    from lambda_cost.what_if.sweep.sweep import Sweep

MAX_CASES = 5_000
"""How many cases can be seen."""
MAX_LINES = len(theme.LIGHT.colours)
"""How many lines have a colour of their own; of more, the one with the cheapest case stands out."""
CHEAPEST, OTHERS = "with the cheapest case", "others"
HEIGHT, LEGEND_COLUMN, MAX_NAME_LENGTH = 320, 220, 60


class _Case(NamedTuple):
    along: Any
    """Its value on the horizontal axis."""
    line: str
    """Its values of all other axes."""
    total: Any
    """What it costs."""


def sweep(swept: Sweep) -> Chart:
    """The total of every case of *swept*, along the quantity with the most values.

    Raises:
        LambdaCostError: if there are more cases than can be seen.
    """
    if len(swept) > MAX_CASES:
        raise LambdaCostError(f"{len(swept):,} cases cannot be seen in one chart; allowed: up to {MAX_CASES:,}")
    table, axis, cases = sheet(swept), _horizontal_axis(swept), list(_cases(swept))
    return Chart("sweep", table, partial(_bars if axis is None else partial(_lines, axis), table, cases))


def _horizontal_axis(swept: Sweep) -> Axis | None:
    """The horizontal axis: the number with the most values; None if no axis has numbers."""
    return max((axis for axis in swept.axes if axis.is_number), key=lambda axis: len(axis.values), default=None)


def _cases(swept: Sweep) -> Any:
    axis = _horizontal_axis(swept)
    for case, total in enumerate(swept.totals):
        values = swept.values(case)
        along = float(values.pop(axis.path)) if axis is not None else 0.0
        others = [f"{path.rpartition('.')[2]} {_text(value)}" for path, value in ({} if swept.paired else values).items()]
        yield _Case(along, ", ".join(others) or "total", shortest_decimal(total))


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str) else quantity(shortest_decimal(value))


def _lines(axis: Axis, table: Sheet, cases: list[_Case], width: int, look: Look) -> Spec:
    names = list(dict.fromkeys(case.line for case in cases))
    best = min(cases, key=lambda case: case.total).line
    many = len(names) > MAX_LINES
    shown = {name: (CHEAPEST if name == best else OTHERS) if many else shorten(name, MAX_NAME_LENGTH) for name in names}
    rows = [
        {
            "at": case.along,
            "cost": round(float(case.total), 6),
            "line": case.line,
            "shown": shown[case.line],
            "tooltip": f"{axis.path} {_text(case.along)}, {case.line}: {money(case.total, table.currency)}",
        }
        for case in cases
    ]
    order = list(dict.fromkeys(shown.values()))
    along = [case.along for case in cases]
    colours = legend("shown", order, look, width, LEGEND_COLUMN, rest=OTHERS if many else "", symbol="stroke")
    channels: Spec = {
        "x": spec.value_axis(axis.path, min(along), max(along), width),
        "y": spec.cost_axis(table.currency),
        "color": colours.channel,
        "detail": {"field": "line", "type": "nominal"},
        "tooltip": spec.tooltip(),
    }
    layers = [spec.layer(rows, {"type": "line", "point": {"opacity": 0, "size": 100}}, channels)]
    return spec.finish(layers, table, width=width, height=HEIGHT + colours.height, look=look)


def _bars(table: Sheet, cases: list[_Case], width: int, look: Look) -> Spec:
    rows = [
        {
            "case": shorten(case.line, MAX_NAME_LENGTH),
            "cost": round(float(case.total), 6),
            "label": money(case.total, table.currency),
            "tooltip": case.line,
        }
        for case in sorted(cases, key=lambda case: case.total)
    ]
    bars = Bars("case", [str(row["case"]) for row in rows], rows, rows, pitch=26, thickness=18)
    return bars.draw(table, {"value": look.colours[0]}, 0, width, look)
