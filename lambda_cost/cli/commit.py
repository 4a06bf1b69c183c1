"""`lambda-cost commit`: the Savings Plan that costs least."""

from __future__ import annotations

from typing import Annotated

import typer

from lambda_cost.cli import options  # noqa: TC001


def commit(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A scenario, in YAML or JSON; - is standard input.")],
    term: Annotated[
        str | None, typer.Option(metavar="1yr|3yr", help="Term of the plan.  [default: 1yr]", show_default=False)
    ] = None,
    payment: Annotated[
        str | None,
        typer.Option(
            metavar="no_upfront|partial_upfront|all_upfront",
            help="How it is paid.  [default: no_upfront]",
            show_default=False,
        ),
    ] = None,
    months: options.Months = None,
    growth: options.GrowthOption = None,
    season: options.Season = None,
    traffic: options.Traffic = None,
    start: options.Start = None,
    region: options.Region = None,
    day: options.Day = None,
    month: options.Month = None,
    hours: options.Hours = None,
    free_tier: options.FreeTierOption = None,
    changes: options.Changes = None,
    prices: options.Prices = None,
    to: options.FormatOption = None,
    out: options.Out = None,
) -> None:
    """Find the Compute Savings Plan that costs least.

    For one month, or with --months, --growth, --season or --traffic for all months of a forecast together.

    \b
    Examples:
      lambda-cost commit shop.yaml
      lambda-cost commit shop.yaml --months 12 --growth 5%
      lambda-cost commit shop.yaml --term 3yr --payment all_upfront --format json
    """
    from lambda_cost.cli import output
    from lambda_cost.cli.forecast import months_given
    from lambda_cost.cli.inputs.prices import book_of
    from lambda_cost.cli.inputs.scenario_file import scenario_of
    from lambda_cost.what_if.break_even.commitment import best_commitment
    from lambda_cost.what_if.forecast import scenarios_by_month

    head = {"region": region, "day": day, "month": month, "hours": hours, "free_tier": free_tier}
    plan = (term or "1yr", payment or "no_upfront")
    book = book_of(prices)
    scenario = scenario_of(file, head, changes, book.regions)
    several = any(one is not None for one in (months, growth, season, traffic, start))
    count, how, first = months_given(months, growth, season, traffic, start)
    found = best_commitment(scenarios_by_month(scenario, count, how, start=first) if several else scenario, *plan, prices=book)
    output.show(found, to, out, plan=f"{plan[0]}, {plan[1].replace('_', ' ')}")
