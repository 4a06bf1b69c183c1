"""Bills beside each other: a bar for each variant, in parts for each resource."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from lambda_cost.charts import theme
from lambda_cost.charts.breakdown import OTHERS, labels, others_last
from lambda_cost.charts.picture import Picture
from lambda_cost.numbers.quantity import exactly
from lambda_cost.reports import compare, numbers

if TYPE_CHECKING:
    from lambda_cost.charts.theme import Look, Spec
    from lambda_cost.reports.sheet import Sheet
    from lambda_cost.what_if.compare import Comparison

BAR, AROUND, LEGEND_LINE, LEGEND_COLUMN = 36, 100, 18, 170


def comparison(found: Comparison) -> Picture:
    """The total of every variant of *found* that has a price, in their order, by resource."""
    table = compare.made(found)
    return Picture("comparison", table, partial(_drawn, found, table))


def _costs(found: Comparison) -> dict[str, Decimal]:
    """What each resource costs in all variants together."""
    sums: dict[str, Decimal] = {}
    with exactly():
        for one in found.variants:
            for name, cost in (one.bill.by_resource if one.bill else {}).items():
                sums[name] = sums.get(name, Decimal(0)) + abs(cost)
    return sums


def _rows(found: Comparison, names: dict[str, str]) -> tuple[list[Spec], list[Spec]]:
    """What each variant is made of, and what stands at the end of its bar."""
    parts: list[Spec] = []
    ends: list[Spec] = []
    for place, one in enumerate(found.variants, 1):
        if one.bill is None:
            continue
        called = f"{place}. {theme.cut(one.name)}"
        for name, cost in one.bill.by_resource.items():
            says = f"{called}, {theme.cut(name)}: {numbers.money(cost, found.currency)}"
            parts.append({"variant": called, "resource": names[name], "cost": round(float(cost), 6), "says": says})
        mark = " · cheapest" if one.total == found.cheapest.total else ""
        label = f"{numbers.money(one.bill.total, found.currency)}{mark}"
        ends.append({"variant": called, "cost": max(round(float(one.bill.total), 6), 0), "label": label})
    return parts, ends


def _drawn(found: Comparison, table: Sheet, width: int, look: Look) -> Spec:
    names = labels(_costs(found).items(), theme.MOST_KINDS)
    parts, ends = _rows(found, names)
    columns, order = max(width // LEGEND_COLUMN, 1), others_last(names.values())
    most = max(float(one["cost"]) for one in ends) or 1
    ticks = theme.money(found.currency, tickCount=width // 110)
    room = most * (1.3 if width >= theme.WIDE else 1.9)
    places = {
        "x": theme.number("cost", f"Cost a month ({found.currency})", ticks, domain=[0, room], nice=False),
        "y": theme.names("variant", [str(one["variant"]) for one in ends], look, width // 3),
    }
    says = {"color": theme.colour("resource", order, look, rest=OTHERS, columns=columns), "tooltip": theme.tip()}
    layers = [
        theme.layer(parts, {"type": "bar", "height": BAR - 14, "stroke": look.surface, "strokeWidth": 1}, places | says),
        theme.layer(ends, {"type": "text", "align": "left", "dx": 6}, places | {"text": {"field": "label"}}),
    ]
    height = BAR * len(ends) + AROUND + LEGEND_LINE * -(-len(order) // columns)
    return theme.finished(layers, table, width=width, height=height, look=look)
