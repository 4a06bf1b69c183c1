"""Bills over many values: a line for each combination of what is not along the axis."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.charts import theme
from lambda_cost.charts.picture import Picture
from lambda_cost.errors import LambdaCostError
from lambda_cost.reports import numbers, sweeps

if TYPE_CHECKING:
    from lambda_cost.charts.theme import Look, Spec
    from lambda_cost.reports.sheet import Sheet
    from lambda_cost.what_if.sweep.axes import Axis
    from lambda_cost.what_if.sweep.sweep import Sweep

MOST_CASES = 5_000
"""How many cases can be seen."""
MOST_LINES = len(theme.LIGHT.colours)
"""How many lines have a colour of their own; of more, the one with the cheapest case stands out."""
CHEAPEST, OTHERS = "with the cheapest case", "others"
HEIGHT, LEGEND_LINE, LEGEND_COLUMN, BAR, AROUND = 320, 18, 220, 26, 100


class _Case(NamedTuple):
    """One bill."""

    along: Any
    """Its value of the axis that runs along."""
    line: str
    """Its values of all other axes."""
    total: Any
    """What it costs."""


def sweep(found: Sweep) -> Picture:
    """The total of every case of *found*, along the quantity with the most values.

    Raises:
        LambdaCostError: if there are more cases than can be seen.
    """
    if len(found) > MOST_CASES:
        message = f"{len(found):,} cases cannot be seen in one chart; allowed: up to {MOST_CASES:,}"
        raise LambdaCostError(message)
    table, axis, cases = sweeps.sheet(found), _along(found), list(_cases(found))
    return Picture("sweep", table, partial(_bars if axis is None else partial(_lines, axis), table, cases))


def _along(found: Sweep) -> Axis | None:
    """The axis that runs along: the quantity with the most values; None if all are words."""
    return max((axis for axis in found.axes if axis.is_number), key=lambda axis: len(axis.values), default=None)


def _cases(found: Sweep) -> Any:
    axis = _along(found)
    for case, total in enumerate(found.totals):
        values = found.values(case)
        along = float(values.pop(axis.path)) if axis is not None else 0.0
        others = [f"{path.rpartition('.')[2]} {_text(value)}" for path, value in ({} if found.paired else values).items()]
        yield _Case(along, ", ".join(others) or "total", numbers.decimal(total))


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str) else numbers.quantity(numbers.decimal(value))


def _lines(axis: Axis, table: Sheet, cases: list[_Case], width: int, look: Look) -> Spec:
    names = list(dict.fromkeys(one.line for one in cases))
    best = min(cases, key=lambda one: one.total).line
    many = len(names) > MOST_LINES
    shown = {name: (CHEAPEST if name == best else OTHERS) if many else theme.cut(name, 60) for name in names}
    rows = [
        {
            "at": one.along,
            "cost": round(float(one.total), 6),
            "line": one.line,
            "shown": shown[one.line],
            "says": f"{axis.path} {numbers.quantity(numbers.decimal(one.along))}, {one.line}: {_money(one, table)}",
        }
        for one in cases
    ]
    columns = max(width // LEGEND_COLUMN, 1)
    order = list(dict.fromkeys(shown.values()))
    along = [one.along for one in cases]
    encoding: Spec = {
        "x": theme.values(axis.path, min(along), max(along), width),
        "y": theme.number("cost", f"Cost a month ({table.currency})", theme.money(table.currency, tickCount=6)),
        "color": theme.colour("shown", order, look, rest=OTHERS if many else "", columns=columns, symbol="stroke"),
        "detail": {"field": "line", "type": "nominal"},
        "tooltip": theme.tip(),
    }
    layers = [theme.layer(rows, {"type": "line", "point": {"opacity": 0, "size": 100}}, encoding)]
    height = HEIGHT + LEGEND_LINE * -(-len(order) // columns)
    return theme.finished(layers, table, width=width, height=height, look=look)


def _bars(table: Sheet, cases: list[_Case], width: int, look: Look) -> Spec:
    ordered = sorted(cases, key=lambda one: one.total)
    rows = [
        {"case": theme.cut(one.line, 60), "cost": round(float(one.total), 6), "label": _money(one, table), "says": one.line}
        for one in ordered
    ]
    most = max(float(one.total) for one in cases) or 1
    ticks = theme.money(table.currency, tickCount=width // 110)
    places = {
        "x": theme.number(
            "cost",
            f"Cost a month ({table.currency})",
            ticks,
            domain=[0, most * (1.15 if width >= theme.WIDE else 1.4)],
            nice=False,
        ),
        "y": theme.names("case", [str(row["case"]) for row in rows], look, width // 2),
    }
    layers = [
        theme.layer(rows, {"type": "bar", "height": BAR - 8, "color": look.colours[0]}, places | {"tooltip": theme.tip()}),
        theme.layer(rows, {"type": "text", "align": "left", "dx": 6}, places | {"text": {"field": "label"}}),
    ]
    return theme.finished(layers, table, width=width, height=BAR * len(rows) + AROUND, look=look)


def _money(one: _Case, table: Sheet) -> str:
    return numbers.money(one.total, table.currency)
