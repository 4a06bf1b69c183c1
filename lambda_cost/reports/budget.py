"""A budget in sentences, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_cost.numbers.quantity import EXACT
from lambda_cost.numbers.text import money

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from lambda_cost.what_if.budget.budget import Budget


def headline(budget: Budget) -> str:
    """Whether the bill is within the budget, and by how much it is not."""
    total, amount = (money(number, budget.currency) for number in (budget.total, budget.amount))
    name = f"{budget.name}: " if budget.name else ""
    if budget.exceeded:
        return f"{name}{over_budget(budget.total, budget.amount, budget.currency)}"
    return f"{name}{total} is within the budget of {amount} a month."


def over_budget(total: Decimal, amount: Decimal, currency: str) -> str:
    """That a month costs *total*, more than the budget of *amount*."""
    over = money(EXACT.subtract(total, amount), currency)
    return f"{money(total, currency)} is over the budget of {money(amount, currency)} a month by {over}."


def sentences(budget: Budget) -> Iterator[str]:
    """The headline, and what would bring the bill down."""
    yield headline(budget)
    for change in budget.recommendations:
        within = "within the budget" if change.total <= budget.amount else "still over"
        total = money(change.total, budget.currency)
        yield " ".join([f"{total} ({within}): {change.title}, if {change.assumes}.", *change.dropped])
    fit = budget.fit
    if fit is not None and fit.requests is not None and fit.requests_total is not None:
        total = money(fit.requests_total, budget.currency)
        yield f"{total} (within the budget): {fit.requests:,} requests, and not one more."
    elif fit is not None:
        total = money(fit.percent_total, budget.currency)
        yield f"{total} (within the budget): {fit.percent} % of the traffic, at the same mix, and not a percent more."
    elif budget.exceeded:
        yield "Not even without traffic would it be within the budget: what stands there unused costs more."
