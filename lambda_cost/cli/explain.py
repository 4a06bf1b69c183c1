"""`lambda-cost explain`: where every number of a bill comes from."""

from __future__ import annotations

from typing import Annotated

import typer

from lambda_cost.cli import options  # noqa: TC001


def explain(
    file: options.ScenarioFile = None,
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="METER|RESOURCE",
            help="What to explain: aws_lambda.function.duration, duration, functions.checkout, checkout.  [default: all]",
            show_default=False,
        ),
    ] = None,
    requests: options.Requests = None,
    duration: options.Duration = None,
    billed_duration: options.BilledDuration = None,
    memory: options.Memory = None,
    arch: options.Arch = None,
    api: options.Api = None,
    connection_minutes: options.ConnectionMinutes = None,
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
    """Show where every number of a bill comes from.

    For each charge: the formula, the numbers in it, what is free, the tiers, the price with its day and source,
    what rounding a mean can matter, and what the order in which AWS uses up the free tier can.
    Without a file the flags describe one function, as for estimate; the one argument is then what to explain.

    \b
    Examples:
      lambda-cost explain shop.yaml
      lambda-cost explain shop.yaml aws_lambda.function.duration
      lambda-cost explain shop.yaml checkout --day 2026-11-01
      lambda-cost explain --requests 1M --duration 0.5s --memory 512MB --free-tier none
      lambda-cost explain duration --requests 1M --duration 0.5s --memory 512MB
      lambda-cost explain shop.yaml --format json | jq '.charges[0].terms'
    """
    from lambda_cost.bill.estimate import estimate as price
    from lambda_cost.cli import output
    from lambda_cost.cli.inputs import flags
    from lambda_cost.cli.inputs.prices import book_of

    function = flags.function(requests, duration, billed_duration, memory, arch)
    if what is None and (function or api is not None):
        file, what = None, file
    head = {"region": region, "day": day, "month": month, "hours": hours, "free_tier": free_tier}
    book = book_of(prices)
    scenario = flags.scenario_of(file, function, api, connection_minutes, head, changes, book.regions)
    output.show(price(scenario, book).explain(what or ""), to, out)
