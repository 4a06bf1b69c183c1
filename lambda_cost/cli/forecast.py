"""`lambda-cost forecast`: month after month, as usage grows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lambda_cost.cli import options  # noqa: TC001
from lambda_cost.cli.exits import CHECK_FAILED

if TYPE_CHECKING:
    from lambda_cost.what_if.growth import Growth


def forecast(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A scenario, in YAML or JSON; - is standard input.")],
    months: options.Months = None,
    growth: options.GrowthOption = None,
    season: options.Season = None,
    traffic: options.Traffic = None,
    start: options.Start = None,
    budget: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="Exit with 1 if a month costs more.", show_default=False)
    ] = None,
    hours: Annotated[
        str | None, typer.Option(metavar="N", help="Hours in every month.  [default: the real ones]", show_default=False)
    ] = None,
    region: options.Region = None,
    free_tier: options.FreeTierOption = None,
    changes: options.Changes = None,
    prices: options.Prices = None,
    to: options.FormatOption = None,
    out: options.Out = None,
) -> None:
    """Show the cost month by month as usage grows.

    What grows is how much is used: requests, messages, connection minutes, GB; not durations, sizes or what is set
    up, such as provisioned environments, unless --growth names it. Each month has its real hours, the prices of its
    first day, and free amounts and tiers of its own: 12 months, if nothing else is said.

    \b
    Examples:
      lambda-cost forecast shop.yaml --growth 5%
      lambda-cost forecast shop.yaml --months 24 --growth 3% --growth functions.checkout=10% --budget 500
      lambda-cost forecast shop.yaml --season 1,1,1,1,1,1,1,1,1,1.2,1.6,2 --start 2027-01 --format csv
      lambda-cost forecast shop.yaml --traffic traffic.csv
    """
    from lambda_cost.cli import drawing, output
    from lambda_cost.cli.inputs.prices import book_of
    from lambda_cost.cli.inputs.scenario_file import scenario_of
    from lambda_cost.cli.progress import progress
    from lambda_cost.reports.forecast import verdict
    from lambda_cost.what_if.budget.budget import parse_amount
    from lambda_cost.what_if.forecast import forecast as foretold

    limit = None if budget is None else parse_amount(budget)
    count, how, first = months_given(months, growth, season, traffic, start)
    book = book_of(prices)
    scenario = scenario_of(file, {"region": region, "free_tier": free_tier}, changes, book.regions)
    with progress("Forecasting", count) as advance:
        found = foretold(scenario, count, how, start=first, hours=hours, prices=book, advance=advance)
    if not drawing.write_chart_of(found, out, budget=limit):
        output.show(found, to, out, budget=limit)
    if limit is not None and found.first_month_over(limit) is not None:
        typer.echo(verdict(found, limit), err=True)
        raise typer.Exit(CHECK_FAILED)


def months_given(
    months: str | None, growth: list[str] | None, season: str | None, traffic: str | None, start: str | None
) -> tuple[int, Growth, str | None]:
    """How many months, how usage changes over them, and which is the first, as options say it; a table says it too."""
    from pathlib import Path

    from lambda_cost.what_if.forecast import MAX_MONTHS
    from lambda_cost.what_if.growth import Growth, parse_factors, parse_rates, read_series

    rate, rates = parse_rates(growth or [])
    series = read_series(Path(traffic)) if traffic is not None else {}
    count = _whole(months, MAX_MONTHS) if months is not None else len(series) or 12
    how = Growth(rate, rates, parse_factors(season) if season is not None else (), series)
    return count, how, start or (f"{min(series):%Y-%m}" if series else None)


def _whole(text: str, most: int) -> int:
    """The number of months that *text* is."""
    from lambda_cost.errors import Problem, ScenarioError

    if not (text.isdecimal() and len(text) <= len(str(most)) and 1 <= int(text) <= most):
        raise ScenarioError([Problem("--months", f"is {text!r}; allowed: 1 to {most}")])
    return int(text)
