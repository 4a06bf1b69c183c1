"""A bill in the words of a page: sums, resources, and lines that unfold."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.numbers.text import decimal_text, money
from lambda_cost.pages.rendering import safe
from lambda_cost.reports import estimate, explanation, sheet
from lambda_cost.reports.groups import OTHER, named_subtotals, subtotal_title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.charts.chart import Chart
    from lambda_cost.explanation.trace import Trace
    from lambda_cost.reports.page import Page

Why = tuple[str, tuple[str, ...]]
"""One point of an explanation: what it is about, and what there is to say."""


class ShownLine(NamedTuple):
    """One charge."""

    title: str
    used: str
    free: str
    price: str
    cost: str
    why: tuple[Why, ...]


class ShownResource(NamedTuple):
    """One resource with its charges."""

    name: str
    region: str
    cost: str
    lines: tuple[ShownLine, ...]


class ShownBill(NamedTuple):
    """A whole bill."""

    title: str
    subtitle: str
    total: str
    exact: str
    sums: tuple[tuple[str, str, bool], ...]
    group_title: str
    subtotals: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    resources: tuple[ShownResource, ...]
    notes: tuple[tuple[str, tuple[str, ...]], ...]


class Figure(NamedTuple):
    """A picture, drawn at the widths that a page may need, with its table."""

    kind: str
    drawn: tuple[tuple[str, Any], ...]
    table: Page


def shown(bill: Estimate[Any]) -> ShownBill:
    """*bill* as a page shows it.

    Raises:
        LambdaCostError: if the bill is one of arrays.
    """
    page = sheet.page(estimate.sheet(bill))
    return ShownBill(
        title=page.title,
        subtitle=page.subtitle,
        total=page.total_rows[0].cells[-1],
        exact=decimal_text(bill.total),
        sums=tuple((line.cells[0], line.cells[-1], line.level == "total") for line in page.total_rows),
        group_title=subtotal_title(bill.group_by),
        subtotals=tuple((name, money(cost, bill.currency)) for name, cost in named_subtotals(bill)),
        warnings=bill.warnings,
        resources=tuple(_resources(bill)),
        notes=tuple((head, tuple(items)) for head, items in page.sections if head != "Warnings"),
    )


def figure(picture: Chart, widths: dict[str, int]) -> Figure:
    """*picture* at *widths*, by the names that the style sheet has for them."""
    drawn = tuple((name, safe(picture.to_html(width))) for name, width in widths.items())
    return Figure(picture.kind, drawn, sheet.page(picture.table))


def _resources(bill: Estimate[Any]) -> Iterator[ShownResource]:
    sections = {resource: resource for resource in bill.by_resource} | {cost.path: OTHER for cost in bill.scenario.other_costs}
    costs = bill.by_resource | {OTHER: bill.other_total}
    for name, traces in groupby(bill.explain().traces, key=lambda trace: sections[trace.charge.resource]):
        members = list(traces)
        cost = money(costs[name], bill.currency)
        yield ShownResource(name, members[0].charge.region, cost, tuple(_line(member, bill.currency) for member in members))


def _line(trace: Trace, currency: str) -> ShownLine:
    head, *_ = estimate.charge_rows(trace.charge, currency)
    title, used, unit, free, price, cost = head.values
    return ShownLine(
        title=title,
        used=f"{used} {unit}".strip(),
        free=f"{free} free" if free else "",
        price=f"at {price}" if price else "",
        cost=cost,
        why=tuple(_why(trace, currency)),
    )


def _why(trace: Trace, currency: str) -> Iterator[Why]:
    """Where the charge comes from, and where its price is published."""
    charge = trace.charge
    yield "How", tuple(explanation.lines(trace, currency))
    if charge.price.source:
        yield "Published", (charge.price.source_title,)
        yield "Last seen", (f"{charge.checked} in {charge.check.title} {charge.check.url}".strip(),)
    if charge.usage_type:
        yield "On AWS's bill", (f"{charge.usage_type} ({charge.meter})",)
