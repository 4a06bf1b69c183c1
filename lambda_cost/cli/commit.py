"""`lambda-cost commit`: the Savings Plan that costs least."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import typer

from lambda_cost.cli import options, output
from lambda_cost.cli.inputs.prices import pricing_of
from lambda_cost.cli.inputs.scenario_file import scenario_of


def commit(
    files: options.AccountFiles,
    growth: options.GrowthFlags,
    given: options.ScenarioFlags,
    pricing_flags: options.PricingFlags,
    to: options.OutputFlags,
    term: Annotated[str | None, typer.Option(metavar="1yr|3yr", help="Term of the plan.  [default: 1yr]")] = None,
    payment: Annotated[
        str | None, typer.Option(metavar="no_upfront|all_upfront", help="How the plan is paid.  [default: no_upfront]")
    ] = None,
) -> None:
    """Find the Compute Savings Plan that costs least.

    For one month, or with --months, --growth, --season or --traffic for all months of a forecast together.

    \b
    Examples:
      lambda-cost commit shop.yaml
      lambda-cost commit shop.yaml blog.yaml template.yaml --usage usage.yaml
      lambda-cost commit shop.yaml --months 12 --growth 5%
      lambda-cost commit shop.yaml --term 3yr --payment all_upfront --format json
    """
    from lambda_cost.cli.forecast import months_given
    from lambda_cost.numbers.quantity import divided
    from lambda_cost.what_if.break_even.commitment import best_commitment
    from lambda_cost.what_if.forecast import scenarios_by_month

    plan = (term or "1yr", payment or "no_upfront")
    pricing = pricing_of(pricing_flags)
    scenario = scenario_of(files, given, pricing.book.regions)
    count, how, first = months_given(growth, given)
    several = any(number is not None for number in growth)
    months = scenarios_by_month(scenario, count, how, start=first) if several else scenario
    commitment = best_commitment(months, *plan, prices=pricing.book)
    output.show(commitment, to, pricing.conversion)
    pricing.enforce(scenario, cheapest=divided(commitment.total, Decimal(commitment.months)), currency=commitment.currency)
