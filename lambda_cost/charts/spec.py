"""Parts of charts in the words of Vega-Lite: axes, colours with their legend, bars, and the chart that they make."""

from __future__ import annotations

from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.charts.labels import OTHERS, shorten
from lambda_cost.charts.theme import MIN_TEXT_SIZE, WIDE
from lambda_cost.numbers.text import CURRENCY_SIGNS
from lambda_cost.numbers.units import unit_of

if TYPE_CHECKING:
    from lambda_cost.charts.theme import Look
    from lambda_cost.reports.sheet import Sheet

Spec = dict[str, Any]
"""A chart, or a part of one, in the words of Vega-Lite."""

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
"""The name of the language that charts are written in; nothing is fetched from there."""
LOGARITHMIC = 100
"""How many times the smallest value the largest is where an axis becomes logarithmic."""
LEGEND_LINE = 18
"""Height of a line of the legend, in pixels."""
ROOM_FOR_AMOUNTS = {True: 1.15, False: 1.4}
"""How much longer than the longest bar the axis is, on a wide and on a narrow chart, so that amounts have room."""


def finish(layers: list[Spec], table: Sheet, *, width: int, height: int, look: Look) -> Spec:
    """The chart of *layers* with the title of its *table*, its size and its look."""
    return {
        "$schema": SCHEMA,
        "title": {"text": _lines(table.title, width // 9), "subtitle": _lines(table.subtitle, round(width / 6.2))},
        "width": width,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "background": look.surface,
        "padding": 4,
        "layer": layers,
        "config": _config(look),
    }


def layer(rows: list[dict[str, Any]], mark: Spec, encoding: Spec) -> Spec:
    """One layer of a chart: *rows* drawn as *mark*."""
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


def _config(look: Look) -> dict[str, Any]:
    words = {"labelColor": look.quiet, "labelFontSize": MIN_TEXT_SIZE, "titleColor": look.quiet, "titleFontSize": MIN_TEXT_SIZE}
    title = {"anchor": "start", "frame": "bounds", "offset": 14, "fontSize": 16, "color": look.ink}
    return {
        "font": "Arial, Liberation Sans, Helvetica, sans-serif",  # alike in width to what labels are measured with
        "axis": {
            **words,
            "titleFontWeight": "normal",
            "titlePadding": 10,
            "grid": True,
            "gridColor": look.grid,
            "domain": False,
            "ticks": False,
            "labelPadding": 6,
        },
        "title": title | {"subtitleColor": look.quiet, "subtitleFontSize": MIN_TEXT_SIZE, "subtitlePadding": 6},
        "legend": {
            **words,
            "labelColor": look.ink,
            "orient": "top",
            "title": None,
            "labelLimit": 260,
            "columnPadding": 14,
            "offset": 6,
            "symbolSize": 110,
        },
        "line": {"strokeWidth": 2.5},
        "text": {"fontSize": MIN_TEXT_SIZE, "color": look.ink},
        "rule": {"color": look.quiet},
        "view": {"stroke": None},
    }


def value_axis(path: str, low: float, high: float, width: int) -> Spec:
    """The channel of the field at *path* from *low* to *high*, over its logarithm where that is far."""
    counted = unit_of(path.rpartition(".")[2]) == "count"
    short = "replace(format(datum.value, '~s'), 'G', 'B')"
    axis: Spec = {"labelExpr": short if counted else "format(datum.value, ',~f')", "tickCount": width // 90}
    if not is_far(low, high):
        return number_axis("at", axis_title(path), axis, nice=False, zero=False)
    return number_axis("at", axis_title(path), axis | {"values": powers(low, high, width // 110)}, type="log", nice=False)


def powers(low: float, high: float, most: int = 7) -> list[float]:
    """The powers of ten from *low* to *high*, and three times each where there are fewer than *most*."""
    powers = range(floor(log10(low)), ceil(log10(high)) + 1)
    steps = (1,) if len(powers) > most else (1, 3)
    return [step * 10.0**power for power in powers for step in steps if low <= step * 10.0**power <= high]


def is_far(low: float, high: float) -> bool:
    """Whether from *low* to *high* is so far that only a logarithmic axis shows both."""
    return low > 0 and high / low >= LOGARITHMIC


def axis_title(path: str) -> str:
    """The title of an axis of the field at *path*, with its unit: `functions.checkout.memory_mb (MB)`."""
    unit = unit_of(path.rpartition(".")[2])
    return shorten(path, 60) if unit == "count" else f"{shorten(path, 60)} ({unit.upper() if unit.endswith('b') else unit})"


def money_ticks(currency: str, **more: Any) -> Spec:
    """An axis of amounts: $0.10, $20, $3k."""
    sign = CURRENCY_SIGNS.get(currency, "")
    cents = "abs(datum.value) > 0 && abs(datum.value) < 10 && datum.value % 1 != 0"
    text = f"(datum.value < 0 ? '−' : '') + '{sign}' + replace(format(abs(datum.value), {cents} ? '.2f' : '~s'), 'G', 'B')"
    return {"labelExpr": text, **more}


def cost_axis(currency: str, *, ticks: Spec | None = None, **scale: Any) -> Spec:
    """The channel of what a month costs."""
    return number_axis("cost", f"Cost a month ({currency})", money_ticks(currency, **(ticks or {"tickCount": 6})), **scale)


class Legend(NamedTuple):
    """Names with their colours."""

    channel: Spec
    """What gives marks their colour."""
    height: int
    """Of its lines, in pixels."""


def legend(
    field: str, names: list[str], look: Look, width: int, column: int, *, rest: str = OTHERS, symbol: str = "square"
) -> Legend:
    """Each of *names* in its colour, and *rest*, if it is one of them, in that of all others.

    Args:
        field: what of a mark is its name.
        names: in their order.
        look: whose colours they have.
        width: of the chart, in pixels.
        column: width of a name with its symbol, in pixels.
        rest: the name of all others.
        symbol: what the legend shows of a colour: `square`, `circle` or `stroke`.
    """
    own, columns = iter(look.colours), max(width // column, 1)
    channel = {
        "field": field,
        "type": "nominal",
        "sort": names,
        "scale": {"domain": names, "range": [look.rest if name == rest else next(own) for name in names]},
        "legend": {"columns": columns, "symbolType": symbol},
    }
    return Legend(channel, LEGEND_LINE * -(-len(names) // columns))


def number_axis(field: str, title: str, axis: Spec, **scale: Any) -> Spec:
    """A channel of numbers with a titled axis."""
    return {"field": field, "type": "quantitative", "title": title, "axis": axis, "scale": scale}


def name_axis(field: str, order: list[str], look: Look, widest: int) -> Spec:
    """A channel of names down the left side, cut where they are wider than *widest* pixels."""
    axis = {"grid": False, "labelLimit": widest, "labelColor": look.ink}
    return {"field": field, "type": "nominal", "title": None, "sort": order, "axis": axis}


def tooltip() -> Spec:
    """The text that is shown when a mark is pointed at."""
    return {"field": "tooltip", "type": "nominal", "title": " "}


class Bars(NamedTuple):
    """Bars across a chart, each with its amount at its end."""

    field: str
    """What of a part is the name of its bar."""
    order: list[str]
    """The names of the bars from the top."""
    parts: list[Spec]
    """What bars are made of: name, `cost`, `tooltip`, and what gives a colour."""
    ends: list[Spec]
    """Name, `cost` where the bar ends, and the amount as a `label`."""
    pitch: int
    """Height of a bar with its gap, in pixels."""
    thickness: int
    """Height of a bar."""
    low: float = 0
    """Where the axis begins."""
    room: dict[bool, float] = ROOM_FOR_AMOUNTS
    """As `ROOM_FOR_AMOUNTS`."""
    most_of_width: float = 0.5
    """How much of the width names may have."""

    def draw(self, table: Sheet, colour: Spec, legend_height: int, width: int, look: Look) -> Spec:
        """The chart of them, with the title of *table*, parts in their *colour*."""
        high = max((float(end["cost"]) for end in self.ends), default=0) * self.room[width >= WIDE]
        channels = {
            "x": cost_axis(table.currency, ticks={"tickCount": width // 110}, domain=[self.low, high or 1], nice=False),
            "y": name_axis(self.field, self.order, look, round(width * self.most_of_width)),
        }
        bar = {"type": "bar", "height": self.thickness, "stroke": look.surface, "strokeWidth": 1}
        layers = [
            layer(self.parts, bar, channels | {"color": colour, "tooltip": tooltip()}),
            layer(self.ends, {"type": "text", "align": "left", "dx": 6}, channels | {"text": {"field": "label"}}),
        ]
        return finish(layers, table, width=width, height=self.pitch * len(self.order) + 100 + legend_height, look=look)


def _lines(text: str, letters: int) -> list[str]:
    """*text* in lines of at most *letters* letters, as well as words allow."""
    from textwrap import wrap

    return wrap(text, max(letters, 20), max_lines=3, placeholder=" …") or [""]
