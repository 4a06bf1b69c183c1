"""`lambda-cost explain`: where every number of a bill comes from."""

from __future__ import annotations

from typing import Annotated

import typer

from lambda_cost.cli import options, output
from lambda_cost.cli.inputs import flags
from lambda_cost.cli.inputs.prices import pricing_of


def explain(
    function: options.FunctionFlags,
    given: options.ScenarioFlags,
    pricing_flags: options.PricingFlags,
    to: options.OutputFlags,
    file: options.OptionalFile = None,
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="METER|RESOURCE",
            help="What to explain: aws_lambda.function.duration, duration, functions.checkout, checkout.  [default: all]",
        ),
    ] = None,
) -> None:
    """Show where every number of a bill comes from.

    For each charge: the formula, its numbers, the free tier, the price tiers, the price with its day and source, and by
    how much the cost can change with the rounding of a mean and with the order in which AWS uses up the free tier.
    Without a file the flags describe one function, as for estimate; the only argument is then what to explain.

    \b
    Examples:
      lambda-cost explain shop.yaml
      lambda-cost explain shop.yaml aws_lambda.function.duration
      lambda-cost explain shop.yaml checkout --day 2026-11-01
      lambda-cost explain --requests 1M --duration 0.5s --memory 512MB --free-tier none
      lambda-cost explain duration --requests 1M --duration 0.5s --memory 512MB
      lambda-cost explain shop.yaml --format json | jq '.charges[0].terms'
    """
    if what is None and any(function):
        file, what = None, file
    pricing = pricing_of(pricing_flags)
    bill = pricing.priced(flags.scenario_of(file, function, given, pricing.book.regions))
    output.show(bill.explain(what or ""), to)
    pricing.enforce(bill.scenario)
