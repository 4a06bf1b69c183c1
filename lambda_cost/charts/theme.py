"""How every chart looks: colours that can be told apart, readable numbers, light and dark.

A picture is drawn once, in light colours; a style sheet turns them into the dark ones where a
reader prefers those, since a rule of style is stronger than a colour that stands in an SVG.
"""

from __future__ import annotations

from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.numbers.units import unit_of
from lambda_cost.reports.numbers import SIGNS

if TYPE_CHECKING:
    from lambda_cost.reports.sheet import Sheet


class Look(NamedTuple):
    """One set of colours."""

    ink: str
    """Text, and what must be seen first."""
    quiet: str
    """Axes, subtitles, what is said beside."""
    rest: str
    """Whatever is left over: all others together."""
    grid: str
    """Lines to read values by."""
    surface: str
    """What everything stands on."""
    colours: tuple[str, ...]
    """The colours of categories, in their order."""


# Found by a search for the largest smallest distance (Oklab) between any two colours, as seen by
# trichromats and with each of three kinds of colour blindness, at a contrast of three and more.
LIGHT = Look(
    ink="#1f2328",
    quiet="#57606a",
    rest="#87909a",
    grid="#dfe3e8",
    surface="#ffffff",
    colours=("#244776", "#cb6702", "#449d86", "#9851d7", "#753a2e", "#1b6f88"),
)
"""On white."""
DARK = Look(
    ink="#e6edf3",
    quiet="#9aa4ae",
    rest="#7d8590",
    grid="#2b323a",
    surface="#14181d",
    colours=("#4a6be6", "#d58d48", "#82efa9", "#7f588c", "#bb5037", "#4cb5df"),
)
"""On nearly black."""

WIDE, NARROW = 640, 330
"""Widths of a picture, in pixels, for a page and for a telephone."""
MOST_KINDS = len(LIGHT.colours) - 1
"""How many categories have a colour of their own beside the rest."""
LONGEST_LABEL = 34
"""How many letters of a name a chart shows."""
SMALLEST_TEXT = 12


def named(look: Look) -> dict[str, str]:
    """Every colour of *look*, by the name that it has in style sheets."""
    plain = {name: getattr(look, name) for name in ("ink", "quiet", "rest", "grid", "surface")}
    return plain | {f"c{place}": colour for place, colour in enumerate(look.colours)}


Spec = dict[str, Any]
"""A chart, or a part of one, in the words of Vega-Lite."""

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
"""The name of the language that charts are written in; nothing is fetched from there."""


def finished(layers: list[Spec], table: Sheet, *, width: int, height: int, look: Look) -> Spec:
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
    words = {"labelColor": look.quiet, "labelFontSize": SMALLEST_TEXT, "titleColor": look.quiet, "titleFontSize": SMALLEST_TEXT}
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
        "title": title | {"subtitleColor": look.quiet, "subtitleFontSize": SMALLEST_TEXT, "subtitlePadding": 6},
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
        "text": {"fontSize": SMALLEST_TEXT, "color": look.ink},
        "rule": {"color": look.quiet},
        "view": {"stroke": None},
    }


def cut(text: str, letters: int = LONGEST_LABEL) -> str:
    """*text*, or as much of it as has a place in a chart."""
    return text if len(text) <= letters else f"{text[: letters - 1]}…"


LOGARITHMIC = 100
"""How many times the smallest value the largest is where an axis becomes logarithmic."""


def values(path: str, low: float, high: float, width: int) -> Spec:
    """The channel of the field at *path* from *low* to *high*, over its logarithm where that is far."""
    counted = unit_of(path.rpartition(".")[2]) == "count"
    short = "replace(format(datum.value, '~s'), 'G', 'B')"
    axis: Spec = {"labelExpr": short if counted else "format(datum.value, ',~f')", "tickCount": width // 90}
    if not is_far(low, high):
        return number("at", titled(path), axis, nice=False, zero=False)
    return number("at", titled(path), axis | {"values": powers(low, high, width // 110)}, type="log", nice=False)


def powers(low: float, high: float, most: int = 7) -> list[float]:
    """The powers of ten from *low* to *high*, and three times each where there are fewer than *most*."""
    found = range(floor(log10(low)), ceil(log10(high)) + 1)
    steps = (1,) if len(found) > most else (1, 3)
    return [step * 10.0**power for power in found for step in steps if low <= step * 10.0**power <= high]


def is_far(low: float, high: float) -> bool:
    """Whether from *low* to *high* is so far that only a logarithmic axis shows both."""
    return low > 0 and high / low >= LOGARITHMIC


def titled(path: str) -> str:
    """The title of an axis of the field at *path*, with its unit: `functions.checkout.memory_mb (MB)`."""
    unit = unit_of(path.rpartition(".")[2])
    return cut(path, 60) if unit == "count" else f"{cut(path, 60)} ({unit.upper() if unit.endswith('b') else unit})"


def money(currency: str, **more: Any) -> Spec:
    """An axis of amounts: $0.10, $20, $3k."""
    sign = SIGNS.get(currency, "")
    cents = "abs(datum.value) > 0 && abs(datum.value) < 10 && datum.value % 1 != 0"
    text = f"(datum.value < 0 ? '−' : '') + '{sign}' + replace(format(abs(datum.value), {cents} ? '.2f' : '~s'), 'G', 'B')"
    return {"labelExpr": text, **more}


def colour(field: str, names: list[str], look: Look, *, rest: str = "", columns: int = 4, symbol: str = "square") -> Spec:
    """Each of *names* in its colour, and *rest*, if it is one of them, in that of what is left over."""
    own = iter(look.colours)
    colours = [look.rest if name == rest else next(own) for name in names]
    return {
        "field": field,
        "type": "nominal",
        "sort": names,
        "scale": {"domain": names, "range": colours},
        "legend": {"columns": columns, "symbolType": symbol},
    }


def number(field: str, title: str, axis: Spec, **scale: Any) -> Spec:
    """A channel of numbers with a titled axis."""
    return {"field": field, "type": "quantitative", "title": title, "axis": axis, "scale": scale}


def names(field: str, order: list[str], look: Look, widest: int) -> Spec:
    """A channel of names down the left side, cut where they are wider than *widest* pixels."""
    axis = {"grid": False, "labelLimit": widest, "labelColor": look.ink}
    return {"field": field, "type": "nominal", "title": None, "sort": order, "axis": axis}


def tip(field: str = "says") -> Spec:
    """What is said of a mark, as text, when it is pointed at."""
    return {"field": field, "type": "nominal", "title": " "}


def _lines(text: str, letters: int) -> list[str]:
    """*text* in lines of at most *letters* letters, as well as words allow."""
    from textwrap import wrap

    return wrap(text, max(letters, 20), max_lines=3, placeholder=" …") or [""]
