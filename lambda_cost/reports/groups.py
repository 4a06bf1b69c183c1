"""Rows of a bill beside those of its resources: costs that are not computed, and subtotals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.bill.groups import TAG, Grouping
from lambda_cost.reports.sheet import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.bill.estimate import Estimate

OTHER = "Other costs, not computed"
"""The head of what is in the bill as it was given."""


def other_cost_rows(bill: Estimate[Any]) -> Iterator[Row]:
    """What is not computed in *bill*, with where each amount is from."""
    costs = bill.scenario.other_costs
    if costs:
        yield _row(OTHER, bill.other_total, "head")
    for cost in costs:
        yield _row(cost.title, cost.amount)


def subtotal_rows(bill: Estimate[Any]) -> Iterator[Row]:
    """What *bill* comes to, group by group."""
    if bill.group_by:
        yield _row(subtotal_title(bill.group_by), None, "head")
        yield from (_row(name, cost) for name, cost in named_subtotals(bill))


def subtotal_title(by: str) -> str:
    """What there are subtotals *by*, in words."""
    return f"Subtotals by {by.removeprefix(TAG)}"


def named_subtotals(bill: Estimate[Any]) -> list[tuple[str, Any]]:
    """What to call each group of *bill*, and what it comes to; nothing if the bill is not grouped."""
    if not bill.group_by:
        return []
    grouping = Grouping(bill.scenario, bill.group_by)
    return [(grouping.title(subtotal.group), subtotal.billed_cost) for subtotal in bill.subtotals]


def _row(words: str, amount: Any, level: Any = "plain") -> Row:
    return Row((words, None, None, None, None, amount), level)
