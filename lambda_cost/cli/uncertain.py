"""What `lambda-cost estimate` says of a scenario whose numbers are not known exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from lambda_cost.cli import drawing, output
from lambda_cost.cli.exits import CHECK_FAILED
from lambda_cost.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from lambda_cost.cli.inputs.prices import Pricing
    from lambda_cost.cli.options import DrawFlags, OutputFlags
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.scenario.spreads import Spreads
    from lambda_cost.what_if.sweep.uncertainty import Uncertain


def show(spreads: Spreads, flags: DrawFlags, pricing: Pricing, to: OutputFlags) -> None:
    """Show what draws of *spreads* cost, the chance that they exceed the budget, and what would make it less.

    Raises:
        ScenarioError: if the scenario or a flag is wrong.
        typer.Exit: if more than five of a hundred draws exceed the budget, or a price is too old.
    """
    from lambda_cost.reports.uncertainty import chance
    from lambda_cost.what_if.budget.savings_under_uncertainty import recommendations_under_uncertainty

    most, result = pricing.budget, drawn(spreads, flags, pricing.book)
    exceeded = most is not None and result.high > float(most)
    if not drawing.write_chart_of(result, to.out, budget=most):
        changes = (
            recommendations_under_uncertainty(result, spreads, most, pricing.book) if most is not None and exceeded else []
        )
        output.show(result, to, pricing.conversion, budget=most, recommendations=changes)
    pricing.enforce_price_age(*result.bills)
    if most is not None and exceeded:
        typer.echo(f"The budget is not safe: {chance(result, most)}", err=True)
        raise typer.Exit(CHECK_FAILED)
    output.exit_if_partial(*([result.scenario] if most is not None else []))


def refuse_without_ranges(flags: DrawFlags) -> None:
    """Refuse *flags* where nothing is there to be drawn; no draws are what there are then.

    Raises:
        ScenarioError: if either was given.
    """
    given = {"--draws": None if flags.draws == "0" else flags.draws, "--seed": flags.seed}
    message = "goes with a number that is a range, such as requests: {low: 1M, high: 3M}; the scenario has none"
    problems = [Problem(flag, message) for flag, value in given.items() if value is not None]
    if problems:
        raise ScenarioError(problems)


def drawn(spreads: Spreads, flags: DrawFlags, book: PriceBook) -> Uncertain:
    """What draws of *spreads* cost at the prices of *book*.

    Raises:
        ScenarioError: if the scenario or one of *flags* is wrong.
    """
    from lambda_cost.what_if.sweep import uncertainty

    count = _whole("--draws", flags.draws, uncertainty.DEFAULT_DRAWS)
    start = _whole("--seed", flags.seed, uncertainty.DEFAULT_SEED)
    return uncertainty.uncertain_of_spreads(spreads, draws=count, seed=start, prices=book)


def _whole(flag: str, text: str | None, usual: int) -> int:
    """The whole number that *text* is; the *usual* one if it was not given."""
    from lambda_cost.numbers.units import read_number

    if text is None:
        return usual
    return int(read_number(flag, text, flag, lambda count: not count % 1, "a whole number"))
