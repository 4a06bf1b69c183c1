"""What `lambda-cost estimate` says of a scenario whose numbers are not known exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from lambda_cost.scenario.spreads import Spreads
    from lambda_cost.what_if.uncertainty import Uncertain


def show(
    spreads: Spreads, draws: str | None, seed: str | None, to: str | None, out: str | None, budget: Decimal | None = None
) -> None:
    """Show what *draws* of *spreads* cost, and the chance of passing *budget*.

    Raises:
        ScenarioError: if the scenario, *draws* or *seed* is wrong.
    """
    from lambda_cost.cli import output
    from lambda_cost.reports import uncertainty

    output.show_sheet(uncertainty.sheet(drawn(spreads, draws, seed), budget), to, out)


def drawn(spreads: Spreads, draws: str | None, seed: str | None) -> Uncertain:
    """What *draws* of *spreads* cost.

    Raises:
        ScenarioError: if the scenario, *draws* or *seed* is wrong.
    """
    from lambda_cost.what_if import uncertainty

    count, start = _whole("--draws", draws, uncertainty.DRAWS), _whole("--seed", seed, uncertainty.SEED)
    return uncertainty.of_spreads(spreads, draws=count, seed=start)


def _whole(flag: str, text: str | None, usual: int) -> int:
    """The whole number that *text* is; the *usual* one if it was not given."""
    from lambda_cost.errors import Problem, ScenarioError, shown
    from lambda_cost.units import Rate, number

    if text is None:
        return usual
    try:
        found = number(text, flag)
    except ValueError as error:
        raise ScenarioError([Problem(flag, str(error))]) from None
    if isinstance(found, Rate) or found % 1:
        raise ScenarioError([Problem(flag, f"is {shown(text)}; allowed: a whole number")])
    return int(found)
