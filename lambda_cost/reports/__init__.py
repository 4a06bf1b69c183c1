"""How results look: as text, Markdown, HTML, CSV and JSON."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import LambdaCostError

if TYPE_CHECKING:
    from lambda_cost.reports.sheet import Sheet

REPORTS = {
    "BreakEven": "break_even",
    "Commitment": "commitment",
    "Comparison": "comparison",
    "Drift": "drift",
    "Difference": "difference",
    "Estimate": "estimate",
    "Explanation": "explanation",
    "Forecast": "forecast",
    "Observed": "observed",
    "PriceStatus": "price_status",
    "Reconciliation": "reconciliation",
    "Sweep": "sweep",
    "Tuning": "tuning",
    "Uncertain": "uncertainty",
}
"""The module of this folder in which each class of result becomes a sheet."""


def report(result: Any, to: str = "table", **options: Any) -> str:
    """*result* as text in the format *to*: `table`, `json`, `csv`, `markdown` or `html`.

    >>> from lambda_cost import Function, Scenario, estimate
    >>> function = Function(name="article", requests=1_000_000, duration_ms=500, memory_mb=512)
    >>> bill = estimate(Scenario(day="2026-11-01", free_tier="none", functions=[function]))
    >>> print(report(bill, "csv").splitlines()[1][:59])
    functions.article,aws_lambda.function.requests,us-east-1,x8

    Args:
        result: a bill, a comparison, a forecast, or any other answer.
        to: the format.
        options: what belongs beside it, such as `budget=budget(bill, 500)` beside a bill.

    Raises:
        LambdaCostError: if there is no report of such a result or no such format, or the result is one of arrays.
    """
    from lambda_cost.reports import sheet

    return sheet.write(sheet_of(result, **options), to)


def sheet_of(result: Any, **options: Any) -> Sheet:
    """*result* in rows and columns.

    Raises:
        LambdaCostError: as `report`.
    """
    name = REPORTS.get(type(result).__name__)
    if name is None:
        raise LambdaCostError(f"there is no report of {type(result).__name__}; there are reports of {', '.join(REPORTS)}")
    from lambda_cost.reports.heading import headed

    made: Sheet = import_module(f"{__name__}.{name}").sheet(result, **options)
    bills = getattr(result, "bills", ())
    return headed(made, bills) if bills else made


def html_part(result: Any) -> str:
    """*result* as a part of an HTML page, as notebooks show it; if it cannot be shown, the reason."""
    from lambda_cost.reports import sheet

    try:
        return sheet.html_part(sheet_of(result))
    except LambdaCostError as error:
        from html import escape

        return f"<p>{escape(str(error))}</p>"
