"""Bills beside each other: a bar for each variant, in parts for each resource."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from lambda_cost.charts import theme
from lambda_cost.charts.chart import Chart
from lambda_cost.charts.labels import labels, others_last, shorten
from lambda_cost.charts.spec import Bars, legend
from lambda_cost.numbers.quantity import add_up_by
from lambda_cost.numbers.text import money
from lambda_cost.reports.comparison import sheet

if TYPE_CHECKING:
    from decimal import Decimal

    from lambda_cost.charts.spec import Spec
    from lambda_cost.charts.theme import Look
    from lambda_cost.reports.sheet import Sheet
    from lambda_cost.what_if.compare import Comparison

LEGEND_COLUMN = 170
ROOM_FOR_MARK = {True: 1.3, False: 1.9}
"""As `spec.ROOM_FOR_AMOUNTS`, for an amount and the word `cheapest`."""


def comparison(compared: Comparison) -> Chart:
    """The total of every variant that has a price, in their order, by resource."""
    table = sheet(compared)
    return Chart("comparison", table, partial(_draw, compared, table))


def _costs(compared: Comparison) -> dict[str, Decimal]:
    """What each resource costs in all variants together."""
    bills = [variant.bill for variant in compared.variants if variant.bill]
    return add_up_by((name, cost.copy_abs()) for bill in bills for name, cost in bill.by_resource.items())


def _bars(compared: Comparison, names: dict[str, str]) -> Bars:
    parts: list[Spec] = []
    ends: list[Spec] = []
    for index, variant in enumerate(compared.variants, 1):
        if variant.bill is None:
            continue
        called = f"{index}. {shorten(variant.name)}"
        for name, cost in variant.bill.by_resource.items():
            tooltip = f"{called}, {shorten(name)}: {money(cost, compared.currency)}"
            parts.append({"variant": called, "resource": names[name], "cost": round(float(cost), 6), "tooltip": tooltip})
        mark = " · cheapest" if variant.total == compared.cheapest.total else ""
        label = f"{money(variant.bill.total, compared.currency)}{mark}"
        ends.append({"variant": called, "cost": max(round(float(variant.bill.total), 6), 0), "label": label})
    order = [str(end["variant"]) for end in ends]
    return Bars("variant", order, parts, ends, pitch=36, thickness=22, room=ROOM_FOR_MARK, most_of_width=1 / 3)


def _draw(compared: Comparison, table: Sheet, width: int, look: Look) -> Spec:
    names = labels(_costs(compared).items(), theme.MAX_KINDS)
    colours = legend("resource", others_last(names.values()), look, width, LEGEND_COLUMN)
    return _bars(compared, names).draw(table, colours.channel, colours.height, width, look)
