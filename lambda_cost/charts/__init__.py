"""Charts of results: one look, a table beside each, and files that need no network."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import LambdaCostError, did_you_mean

if TYPE_CHECKING:
    import altair as alt

    from lambda_cost.charts.chart import Chart

KINDS: dict[str, tuple[str, ...]] = {
    "BreakEven": ("break_even",),
    "Comparison": ("comparison",),
    "Estimate": ("breakdown", "memory", "growth", "regions"),
    "Forecast": ("forecast",),
    "PriceStatus": ("price_status",),
    "Reconciliation": ("waterfall", "bill_parts", "bill_days"),
    "Observed": ("requests_by_day", "billed_time"),
    "Sweep": ("sweep",),
    "Tuning": ("tuning",),
    "Uncertain": ("uncertainty",),
}
"""The kinds of charts of each class of result, the usual one first; each has the module of its name in this folder."""


def chart_kinds(result: Any) -> tuple[str, ...]:
    """The kinds of charts that there are of *result*; none if it is nothing that is drawn."""
    return KINDS.get(type(result).__name__, ())


def make_chart(result: Any, kind: str = "", **options: Any) -> Chart:
    """The chart of *result* of a *kind*, by default the usual one.

    Raises:
        LambdaCostError: if there is no such kind, or nothing of it in the result.
    """
    kinds = chart_kinds(result)
    if not kinds:
        raise LambdaCostError(f"there is no chart of {type(result).__name__}; there are charts of {', '.join(KINDS)}")
    if kind and kind not in kinds:
        raise LambdaCostError(f"there is no chart {kind!r} of it; {did_you_mean(kind, kinds)}")
    kind = kind or kinds[0]
    made: Chart = getattr(import_module(f"{__name__}.{kind}"), kind)(result, **options)
    return made


def plot(result: Any, kind: str = "", *, width: int = 640, dark: bool = False, **options: Any) -> alt.LayerChart:
    """The same as an Altair chart, *width* pixels wide, axes included.

    Raises:
        LambdaCostError: as `make_chart`, or if Altair is not installed.
    """
    return make_chart(result, kind, **options).to_altair(width, dark=dark)
