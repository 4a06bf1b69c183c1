"""How list prices become a bill: a bar for each step, from where the step before it ended."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from lambda_cost.charts import spec
from lambda_cost.charts.chart import Chart
from lambda_cost.charts.theme import WIDE
from lambda_cost.numbers.quantity import EXACT
from lambda_cost.numbers.text import money, signed_money
from lambda_cost.reconciliation.steps import STEPS
from lambda_cost.reports.reconciliation import month_title
from lambda_cost.reports.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from lambda_cost.charts.spec import Spec
    from lambda_cost.charts.theme import Look
    from lambda_cost.reconciliation.reconciliation import ReconciledMonth, Reconciliation

PITCH, THICKNESS = 32, 20
ROOM = {True: 0.16, False: 0.34}
"""What of the axis amounts need to the right, on a wide and on a narrow chart."""
LIST, REST, BILLED, LESS, MORE = "list", "rest", "billed", "less", "more"
MIN_SHARE = Decimal("0.001")
"""What part of the largest step one must be to have a bar; the table has all."""
COLOURS = {LIST: 0, BILLED: 0, LESS: 2, MORE: 1}
"""The colours of the theme: totals, what takes off, what adds."""


def waterfall(reconciliation: Reconciliation) -> Chart:
    """The steps of the first month of *reconciliation* from list prices to what was billed."""
    month = reconciliation.months[0]
    table = _table(month)
    return Chart("waterfall", table, partial(_draw, month, table))


def _table(month: ReconciledMonth) -> Sheet:
    rows: list[Row] = []
    reached = Decimal(0)
    for step in month.steps:
        reached = EXACT.add(reached, step.amount)
        rows.append(Row((STEPS[step.step], step.amount, reached)))
    return Sheet(
        schema="waterfall/1",
        title="From list prices to the bill",
        subtitle=f"{money(month.billed, month.currency)} billed · {month_title(month)}",
        columns=(Column("step", "Step"), Column("amount", "Amount", "difference"), Column("reached", "Together", "money")),
        rows=(*rows, Row(("Billed", month.billed, month.billed), "total")),
        currency=month.currency,
    )


def _bars(month: ReconciledMonth) -> list[dict[str, Any]]:
    """A bar for each step that can be seen; of what is not explained, each that is there."""
    bars: list[dict[str, Any]] = []
    least = EXACT.multiply(max(step.amount.copy_abs() for step in month.steps), MIN_SHARE)
    reached = Decimal(0)
    for step in month.steps:
        before, reached = reached, EXACT.add(reached, step.amount)
        if step.step == LIST or (step.amount and (step.step == REST or step.amount.copy_abs() >= least)):
            kind = LIST if step.step == LIST else LESS if step.amount < 0 else MORE
            label = (money if step.step == LIST else signed_money)(step.amount, month.currency)
            bars.append(_bar(STEPS[step.step], kind, before, reached, label))
    return [*bars, _bar("Billed", BILLED, Decimal(0), month.billed, money(month.billed, month.currency))]


def _bar(name: str, kind: str, before: Decimal, after: Decimal, label: str) -> dict[str, Any]:
    low, high = sorted((float(before), float(after)))
    ends = {"from": round(low, 6), "to": round(high, 6), "reached": round(float(after), 6)}
    return {"step": name, "kind": kind, **ends, "label": label, "tooltip": f"{name}: {label}"}


def _draw(month: ReconciledMonth, table: Sheet, width: int, look: Look) -> Spec:
    bars = _bars(month)
    low, high = min(0.0, *(bar["from"] for bar in bars)), max(*(bar["to"] for bar in bars), 0.0)
    domain = [low, high + ((high - low) or 1) * ROOM[width >= WIDE]]
    order = [bar["step"] for bar in bars]
    axis = spec.money_ticks(month.currency, tickCount=width // 110)
    x = {"field": "from", "type": "quantitative", "title": f"Cost ({month.currency})", "axis": axis}
    y = spec.name_axis("step", order, look, width // 2)
    channels: Spec = {"x": x | {"scale": {"domain": domain, "nice": False}}, "y": y}
    colours = {"domain": [*COLOURS], "range": [look.colours[index] for index in COLOURS.values()]}
    colour = {"field": "kind", "type": "nominal", "scale": colours, "legend": None}
    bar = {"type": "bar", "height": THICKNESS, "minBandSize": 2, "cornerRadius": 2}
    links = [{"step": bar["step"], "next": other["step"], "reached": bar["reached"]} for bar, other in pairwise(bars)]
    link = {"x": channels["x"] | {"field": "reached"}, "y": y, "y2": {"field": "next"}}
    layers = [
        spec.layer(links, {"type": "rule", "color": look.rest, "strokeWidth": 1}, link),
        spec.layer(bars, bar, channels | {"x2": {"field": "to"}, "color": colour, "tooltip": spec.tooltip()}),
        spec.layer(
            bars,
            {"type": "text", "align": "left", "dx": 6},
            channels | {"x": channels["x"] | {"field": "to"}, "text": {"field": "label"}},
        ),
    ]
    return spec.finish(layers, table, width=width, height=PITCH * len(bars) + 110, look=look)
