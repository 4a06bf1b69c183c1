"""A bill explained as one file to send: the steps as a waterfall, whose it is, its days, and every number in tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from lambda_cost.charts.theme import NARROW, WIDE
from lambda_cost.numbers.text import decimal_text, money, signed_money
from lambda_cost.pages.bills import figure
from lambda_cost.pages.rendering import rendered, safe, style
from lambda_cost.pages.report import pictures
from lambda_cost.reconciliation.steps import STEPS
from lambda_cost.reports import reconciliation, sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lambda_cost.pages.bills import Figure
    from lambda_cost.reconciliation.described import MeterDifference
    from lambda_cost.reconciliation.reconciliation import ReconciledMonth, Reconciliation
    from lambda_cost.reports.page import Page

WIDTHS = {"wide": WIDE, "narrow": NARROW}
TITLE = "Bill explained"


class ShownMonth(NamedTuple):
    """A month of a bill as a page shows it."""

    title: str
    sums: tuple[tuple[str, str, bool], ...]
    exact: str
    figures: tuple[Figure, ...]
    table: Page
    warnings: tuple[str, ...]
    notes: tuple[tuple[str, tuple[str, ...]], ...]
    group_title: str = ""
    subtotals: tuple[tuple[str, str], ...] = ()


def report(
    reconciliation: Reconciliation,
    version: str = "",
    *,
    differences: Mapping[int, Sequence[MeterDifference]] | None = None,
    rows: bool = False,
    is_served: bool = False,
) -> str:
    """*reconciliation* as one HTML document, made by *version*.

    Args:
        reconciliation: bills, explained.
        version: of lambda-cost.
        differences: by the place of a month, what was described or observed against what was billed.
        rows: whether each kind of row that is not explained is listed.
        is_served: whether the style sheet is beside it, at `/style.css`, and not in it.

    Raises:
        LambdaCostError: if what draws charts is not installed.
    """
    compared = differences or {}
    months = [
        _shown(replace(reconciliation, months=(month,)), compared.get(index, ()), rows=rows)
        for index, month in enumerate(reconciliation.months)
    ]
    sheet_text = None if is_served else safe(style())
    return rendered("reconciliation.html", title=TITLE, months=months, style=sheet_text, version=version)


def _shown(of_month: Reconciliation, compared: Sequence[MeterDifference], *, rows: bool) -> ShownMonth:
    """The one month of *of_month*."""
    (month,) = of_month.months
    page = sheet.page(reconciliation.sheet(of_month, rows=rows, differences={0: compared}))
    notes = tuple((head, tuple(items)) for head, items in page.sections)
    return ShownMonth(
        title=reconciliation.month_title(month),
        sums=tuple(_sums(month)),
        exact=decimal_text(month.billed),
        figures=tuple(figure(chart, WIDTHS) for chart in pictures(of_month)),
        table=page,
        warnings=next((items for head, items in notes if head == "Warnings"), ()),
        notes=tuple((head, items) for head, items in notes if head != "Warnings"),
    )


def _sums(month: ReconciledMonth) -> list[tuple[str, str, bool]]:
    """The bill, and the steps that changed it."""
    steps = [
        (STEPS[step.step], (money if step.step == "list" else signed_money)(step.amount, month.currency), False)
        for step in month.steps
        if step.amount and step.step not in {"rounding", "rest"}
    ]
    rest = (STEPS["rest"], money(month.step("rest").amount, month.currency), False)
    return [("Billed", money(month.billed, month.currency), True), *steps, rest]
