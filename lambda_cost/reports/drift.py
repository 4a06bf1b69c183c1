"""What is described against what was observed, as a comparison that says which input explains the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_cost.numbers.text import signed_money
from lambda_cost.reports import comparison

if TYPE_CHECKING:
    from lambda_cost.reports.sheet import Sheet
    from lambda_cost.what_if.budget.budget import Budget
    from lambda_cost.what_if.drift import Drift, Explained


def sheet(drift: Drift, budget: Budget | None = None) -> Sheet:
    """*drift* as a sheet."""
    made = comparison.sheet(drift, budget)
    explained = tuple(_sentence(explained_part, drift.currency) for explained_part in drift.explained)
    notes = (
        ("What explains the difference", explained or ("Nothing: what was observed is what is described.",)),
        ("Not observed, and as it is described", drift.not_observed),
    )
    writers = {kind: writer for kind, writer in made.writers.items() if kind != "markdown"}
    return made._replace(notes=(*notes, *made.notes), writers=writers)


def _sentence(usage: Explained, currency: str) -> str:
    return f"{signed_money(usage.difference, currency)} by {usage.input}: {'; '.join(usage.changes)}"
