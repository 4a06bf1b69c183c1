"""Rows of a summary: a table of what was used and charged by month, account, region and usage type, however it was made."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from lambda_cost.errors import shown
from lambda_cost.invoices.pools import ZERO, Amounts, LineKey
from lambda_cost.numbers.bounds import MAX_MONTH_HOURS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambda_cost.invoices.cells import Cells

TITLE = "summary by month and usage type"
STARTS = ("month",)
"""Where it stands when a row begins."""
REQUIRED = ("month", "account", "region", "product_code", "usage_type_without_prefix", "usage_amount", "unblended_cost")
"""Its columns; `operation` and `currency` are optional."""


def claims(columns: Iterable[str]) -> bool:
    """Whether a table with such *columns* is a summary."""
    return {"month", "usage_type_without_prefix"} <= set(columns)


def lines_of(cells: Cells) -> list[tuple[LineKey, Amounts]]:
    """What the row *cells* is of, and its numbers.

    Raises:
        ScenarioError: if a number or the month in it is none.
    """
    month = cells.text("month")
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        raise cells.refuse("month", f"is {shown(month)}; allowed: a month, such as 2026-09") from None
    cost = cells.number("unblended_cost") or ZERO
    key = LineKey(
        payer="",
        month=month,
        currency=cells.currency("currency", ZERO) or "USD",
        account=cells.text("account"),
        day=first,
        product_code=cells.text("product_code"),
        usage_type=cells.text("usage_type_without_prefix"),
        operation=cells.text("operation"),
        region=cells.text("region"),
        resource="",
        line_type="Usage",
        rate=None,
        description="",
        plan="",
        tags=(),
    )
    return [(key, Amounts(1, MAX_MONTH_HOURS, cells.number("usage_amount") or ZERO, cost, cost, ZERO, ZERO))]


def is_open(_cells: Cells) -> bool:
    """Whether the row is of a month that has no invoice yet: a summary does not say."""
    return False


def row_id(_cells: Cells) -> str:
    """What tells the row from all others of one delivery: nothing does."""
    return ""
