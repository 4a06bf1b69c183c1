"""A bill as one file to send: no network, no script, in light and dark, on a telephone and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost import charts
from lambda_cost.charts.theme import NARROW, WIDE
from lambda_cost.errors import LambdaCostError
from lambda_cost.pages.bills import figure, shown
from lambda_cost.pages.rendering import rendered, safe, style

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.charts.chart import Chart
    from lambda_cost.results import Result

WIDTHS = {"wide": WIDE, "narrow": NARROW}


def report(bill: Estimate[Any], version: str = "") -> str:
    """*bill* as one self-contained HTML document, made by *version*.

    Raises:
        LambdaCostError: if the bill is one of arrays, or what draws charts is not installed.
    """
    figures = [figure(chart, WIDTHS) for chart in pictures(bill)]
    return rendered("report.html", bill=shown(bill), figures=figures, style=safe(style()), version=version)


def pictures(bill: Result) -> Iterator[Chart]:
    """Every picture that *bill*, an estimate or one of AWS explained, has something for."""
    for kind in bill.charts:
        try:
            yield charts.make_chart(bill, kind)
        except LambdaCostError:
            if kind == "breakdown":
                raise
