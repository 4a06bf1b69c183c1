"""What a bill is made of: a bar for each resource, in parts for each kind of charge."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.charts import theme
from lambda_cost.charts.picture import Picture
from lambda_cost.numbers.quantity import divided, exactly
from lambda_cost.reports import layout, numbers
from lambda_cost.reports.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.charts.theme import Look, Spec

MOST_BARS = 20
"""How many resources have a bar of their own."""
OTHERS = "all others"
BAR, AROUND, LEGEND_LINE, LEGEND_COLUMN = 30, 100, 18, 160
"""Height of a bar with its gap, of what stands around the bars, and of a line of the legend; width of its columns."""


class _Bars(NamedTuple):
    """What is drawn."""

    parts: list[dict[str, Any]]
    """Each charge: its bar, its kind, its cost, and the same in words."""
    ends: list[dict[str, Any]]
    """Each bar's whole cost, to be written at its end."""
    order: list[str]
    """The bars from the top."""
    kinds: list[str]
    """The kinds of charges."""


def breakdown(bill: Estimate[Any]) -> Picture:
    """The costs of *bill* by resource and kind of charge.

    Raises:
        LambdaCostError: if the bill is one of arrays.
    """
    layout.lines(bill)
    table = _table(bill)
    return Picture("breakdown", table, partial(_drawn, table, _bars(bill)))


def _table(bill: Estimate[Any]) -> Sheet:
    with exactly():
        rows = [Row((name, cost, divided(cost, bill.total))) for name, cost in _dearest_first(bill.by_resource.items())]
    return Sheet(
        schema="breakdown",
        title="What the bill is made of",
        subtitle=f"{numbers.money(bill.total, bill.currency)} a month · {layout.conditions(bill)}",
        columns=(Column("resource", "Resource"), Column("cost", "Cost a month", "money"), Column("share", "Share", "percent")),
        rows=(*rows, Row(("Total per month", bill.total, None), "total")),
        currency=bill.currency,
    )


def _dearest_first(costs: Iterable[tuple[str, Decimal]]) -> list[tuple[str, Decimal]]:
    return sorted(costs, key=lambda one: -abs(one[1]))


def labels(costs: Iterable[tuple[str, Decimal]], most: int) -> dict[str, str]:
    """How each of *costs* is called, in their order; all after the *most* dearest share one word, if they are several.

    The order stays whatever the costs are, so that a name keeps its colour while a bill changes.
    """
    given = list(costs)
    dearest = [name for name, _ in _dearest_first(given)]
    own = {*dearest[: len(dearest) if len(dearest) <= most + 1 else most]}
    cut = [theme.cut(name) for name, _ in given]
    unique = [f"{label} ({place})" if cut.count(label) > 1 else label for place, label in enumerate(cut, 1)]
    return {name: label if name in own else OTHERS for (name, _), label in zip(given, unique, strict=True)}


def others_last(words: Iterable[str]) -> list[str]:
    """*words*, each once, with what is left over at the end."""
    return sorted(dict.fromkeys(words), key=lambda word: word == OTHERS)


def _kind(title: str) -> str:
    """What a charge is, without the choice that its price depends on: `Duration` of `Duration, arm64`."""
    return title.partition(",")[0]


def _bars(bill: Estimate[Any]) -> _Bars:
    costs = bill.by_resource
    by_kind: dict[str, Decimal] = {}
    for one in bill.charges:
        kind = _kind(one.price.title)
        by_kind[kind] = by_kind.get(kind, one.billed_cost * 0) + abs(one.billed_cost)
    names, kinds = labels(costs.items(), MOST_BARS), labels(by_kind.items(), theme.MOST_KINDS)
    parts = [
        {
            "resource": names[one.resource],
            "charge": kinds[_kind(one.price.title)],
            "cost": round(float(one.billed_cost), 6),
            "says": f"{theme.cut(one.resource)}, {one.price.title}: {numbers.money(one.billed_cost, bill.currency)}",
        }
        for one in bill.charges
    ]
    order = others_last(names[name] for name, _ in _dearest_first(costs.items()))
    nothing = Decimal(0)
    sums = {label: sum((cost for name, cost in costs.items() if names[name] == label), nothing) for label in order}
    ends = [
        {
            "resource": label,
            "cost": max(float(cost), 0.0),
            "low": min(float(cost), 0.0),
            "label": numbers.money(cost, bill.currency),
        }
        for label, cost in sums.items()
    ]
    return _Bars(parts, ends, order, others_last(kinds.values()))


def _drawn(table: Sheet, bars: _Bars, width: int, look: Look) -> Spec:
    room = 1.24 if width < theme.WIDE else 1.13
    low, high = min((one["low"] for one in bars.ends), default=0), max((one["cost"] for one in bars.ends), default=0)
    columns = max(width // LEGEND_COLUMN, 1)
    places = {
        "x": theme.number(
            "cost",
            f"Cost a month ({table.currency})",
            theme.money(table.currency, tickCount=width // 110),
            domain=[low, room * high if high else 1],
            nice=False,
        ),
        "y": theme.names("resource", bars.order, look, width // 3),
    }
    says = {"color": theme.colour("charge", bars.kinds, look, rest=OTHERS, columns=columns), "tooltip": theme.tip()}
    layers = [
        theme.layer(bars.parts, {"type": "bar", "height": BAR - 12, "stroke": look.surface, "strokeWidth": 1}, places | says),
        theme.layer(bars.ends, {"type": "text", "align": "left", "dx": 6}, places | {"text": {"field": "label"}}),
    ]
    height = BAR * len(bars.order) + AROUND + LEGEND_LINE * -(-len(bars.kinds) // columns)
    return theme.finished(layers, table, width=width, height=height, look=look)
