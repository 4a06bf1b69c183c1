"""`lambda-cost forecast`: month after month, as usage grows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from lambda_cost.cli import drawing, options, output
from lambda_cost.cli.exits import CHECK_FAILED
from lambda_cost.cli.inputs.prices import pricing_of
from lambda_cost.cli.inputs.scenario_file import scenario_of
from lambda_cost.cli.progress import progress
from lambda_cost.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from lambda_cost.what_if.growth import Growth


def forecast(
    files: options.AccountFiles,
    growth: options.GrowthFlags,
    given: options.ScenarioFlags,
    pricing_flags: options.PricingFlags,
    to: options.OutputFlags,
    by: options.By = None,
) -> None:
    """Show the cost month by month as usage grows.

    Usage grows: requests, messages, connection minutes, GB. Durations, sizes and what is set up, such as provisioned
    environments, grow only if --growth names them. Each month has its actual hours, the prices of its first day, and its
    own free tier and price tiers. Without --months, 12 months are shown.

    \b
    Examples:
      lambda-cost forecast shop.yaml --growth 5%
      lambda-cost forecast shop.yaml blog.yaml --growth 5%
      lambda-cost forecast shop.yaml --months 24 --growth 3% --growth functions.checkout=10% --budget 500
      lambda-cost forecast shop.yaml --season 1,1,1,1,1,1,1,1,1,1.2,1.6,2 --start 2027-01 --format csv
      lambda-cost forecast shop.yaml --traffic traffic.csv
    """
    from lambda_cost.cli.inputs.flags import naming_by
    from lambda_cost.reports.forecast import verdict
    from lambda_cost.what_if.forecast import forecast as forecast_months

    pricing = pricing_of(pricing_flags)
    limit = pricing.budget
    count, how, first = months_given(growth, given)
    scenario = scenario_of(files, given, pricing.book.regions)
    with naming_by(), progress("Forecasting", count) as advance:
        result = forecast_months(
            scenario, count, how, start=first, hours=given.hours, by=by or "", prices=pricing.book, advance=advance
        )
    if not drawing.write_chart_of(result, to.out, budget=limit):
        output.show(result, to, pricing.conversion, budget=limit)
    pricing._replace(budget=None).enforce(scenario)
    if limit is not None and result.first_month_over(limit) is not None:
        typer.echo(verdict(result, limit), err=True)
        raise typer.Exit(CHECK_FAILED)


def months_given(flags: options.GrowthFlags, given: options.ScenarioFlags) -> tuple[int, Growth, str | None]:
    """How many months, how usage changes over them, and which is the first, as options say it; a table says it too."""
    from lambda_cost.what_if.forecast import MAX_MONTHS
    from lambda_cost.what_if.growth import Growth, parse_factors, parse_rates, read_series

    rate, rates = parse_rates(flags.growth or [])
    series = read_series(Path(flags.traffic)) if flags.traffic is not None else {}
    count = _whole(flags.months, MAX_MONTHS) if flags.months is not None else len(series) or 12
    how = Growth(rate, rates, parse_factors(flags.season) if flags.season is not None else (), series)
    return count, how, flags.start or (f"{min(series):%Y-%m}" if series else given.month)


def _whole(text: str, most: int) -> int:
    """The number of months that *text* is."""
    if not (text.isdecimal() and len(text) <= len(str(most)) and 1 <= int(text) <= most):
        raise ScenarioError([Problem("--months", f"is {text!r}; allowed: 1 to {most}")])
    return int(text)
