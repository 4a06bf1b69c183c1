"""Bills where a command usually takes a scenario: what it shows of them, and the options that do not go with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_cost.cli.inputs.prices import book_of
from lambda_cost.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lambda_cost.cli.options import PricingFlags, ScenarioFlags
    from lambda_cost.reconciliation.reconciliation import Reconciliation

TAKEN = {"month", "prices"}
"""The options of scenarios and prices that a bill takes too."""


def are_bills(files: Sequence[str]) -> bool:
    """Whether *files* are bills; nothing else of them is read."""
    from lambda_cost.invoices.beginnings import is_bill

    return any(is_bill(file) for file in files)


def explain_bills(files: Sequence[str], given: ScenarioFlags, pricing: PricingFlags, by: str | None) -> Reconciliation:
    """The bills in *files* explained, split *by* function or what was asked for.

    Raises:
        UnreadableFileError: if a file cannot be read.
        ScenarioError: if one is no bill, or an option goes with scenarios only.
    """
    from lambda_cost.cli.reconcile import month_of
    from lambda_cost.reconciliation.reconciliation import reconcile

    refuse_options(given, pricing)
    return reconcile(files, prices=book_of(pricing.prices), month=month_of(given.month), by=by or "function")


def refuse_options(*groups: ScenarioFlags | PricingFlags) -> None:
    """Refuse the options in *groups* that go with a scenario or a template only.

    Raises:
        ScenarioError: if one is given.
    """
    problems = [
        Problem(f"--{SPELLINGS.get(name, name.replace('_', '-'))}", "goes with a scenario or a template, and this is a bill")
        for name in _given(groups)
    ]
    if problems:
        raise ScenarioError(problems)


SPELLINGS = {"changes": "set"}
"""Options that are called otherwise than their fields."""


def _given(groups: Iterable[ScenarioFlags | PricingFlags]) -> list[str]:
    return [name for group in groups for name, value in group._asdict().items() if value and name not in TAKEN]
