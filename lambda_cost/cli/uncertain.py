"""What `lambda-cost estimate` says of a scenario whose numbers are not known exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from lambda_cost.cli.exits import CHECK_FAILED
from lambda_cost.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from lambda_cost.cli.inputs.prices import Pricing
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.scenario.spreads import Spreads
    from lambda_cost.what_if.sweep.uncertainty import Uncertain


def show(
    spreads: Spreads,
    draws: str | None,
    seed: str | None,
    to: str | None,
    out: str | None,
    budget: str | None,
    pricing: Pricing,
) -> None:
    """Show what *draws* of *spreads* cost, the chance of passing *budget*, and what would make it less.

    Raises:
        ScenarioError: if the scenario, *draws*, *seed* or *budget* is wrong.
        typer.Exit: if more than five of a hundred draws pass the budget, or a price is too old.
    """
    from lambda_cost.bill.estimate import estimate
    from lambda_cost.cli import drawing, output
    from lambda_cost.reports.uncertainty import chance
    from lambda_cost.what_if.budget.budget import parse_amount
    from lambda_cost.what_if.budget.savings_under_uncertainty import recommendations_under_uncertainty

    if pricing.conversion is not None:
        message = "goes with a bill; draws are shown in the currency of the prices"
        raise ScenarioError([Problem("--currency", message)])
    most = None if budget is None else parse_amount(budget)
    found = drawn(spreads, draws, seed, pricing.book)
    exceeded = most is not None and found.high > float(most)
    if not drawing.write_chart_of(found, out, budget=most):
        changes = recommendations_under_uncertainty(found, spreads, most, pricing.book) if most is not None and exceeded else []
        output.show(found, to, out, budget=most, recommendations=changes)
    pricing.enforce_price_age(estimate(found.scenario, pricing.book))
    if most is not None and exceeded:
        typer.echo(f"The budget is not safe: {chance(found, most)}", err=True)
        raise typer.Exit(CHECK_FAILED)
    output.exit_if_partial(*([found.scenario] if most is not None else []))


def refuse_without_ranges(draws: str | None, seed: str | None) -> None:
    """Refuse *draws* and *seed* where nothing is there to be drawn; no draws are what there are then.

    Raises:
        ScenarioError: if either was given.
    """
    given = {"--draws": None if draws == "0" else draws, "--seed": seed}
    message = "goes with a number that is a range, such as requests: {low: 1M, high: 3M}; the scenario has none"
    problems = [Problem(flag, message) for flag, value in given.items() if value is not None]
    if problems:
        raise ScenarioError(problems)


def drawn(spreads: Spreads, draws: str | None, seed: str | None, book: PriceBook) -> Uncertain:
    """What *draws* of *spreads* cost at the prices of *book*.

    Raises:
        ScenarioError: if the scenario, *draws* or *seed* is wrong.
    """
    from lambda_cost.what_if.sweep import uncertainty

    count, start = _whole("--draws", draws, uncertainty.DEFAULT_DRAWS), _whole("--seed", seed, uncertainty.DEFAULT_SEED)
    return uncertainty.uncertain_of_spreads(spreads, draws=count, seed=start, prices=book)


def _whole(flag: str, text: str | None, usual: int) -> int:
    """The whole number that *text* is; the *usual* one if it was not given."""
    from lambda_cost.errors import shown
    from lambda_cost.numbers.units import Rate, number

    if text is None:
        return usual
    try:
        found = number(text, flag)
    except ValueError as error:
        raise ScenarioError([Problem(flag, str(error))]) from None
    if isinstance(found, Rate) or found % 1:
        raise ScenarioError([Problem(flag, f"is {shown(text)}; allowed: a whole number")])
    return int(found)
