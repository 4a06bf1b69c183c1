"""`lambda-cost prices map`: where a scenario costs least."""

from __future__ import annotations

from typing import Annotated

import typer

from lambda_cost.cli import options, output
from lambda_cost.cli.inputs import flags
from lambda_cost.cli.inputs.prices import book_of
from lambda_cost.reports.cost_map import cost_map as sheet
from lambda_cost.what_if.by_region import cost_by_region, pinned_resources


def cost_map(
    file: options.ScenarioFile = None,
    requests: Annotated[str | None, typer.Option(metavar="N", help="As of estimate.", show_default=False)] = None,
    duration: Annotated[str | None, typer.Option(metavar="TIME", help="As of estimate.", show_default=False)] = None,
    memory: Annotated[str | None, typer.Option(metavar="SIZE", help="As of estimate.", show_default=False)] = None,
    arch: Annotated[
        str | None,
        typer.Option(
            metavar="x86_64|arm64",
            autocompletion=options.words("x86_64", "arm64"),
            help="As of estimate.",
            show_default=False,
        ),
    ] = None,
    api: Annotated[
        str | None,
        typer.Option(
            metavar="http|rest", autocompletion=options.words("http", "rest"), help="As of estimate.", show_default=False
        ),
    ] = None,
    day: options.Day = None,
    month: options.Month = None,
    hours: options.Hours = None,
    free_tier: options.FreeTierOption = None,
    changes: options.Changes = None,
    prices: options.Prices = None,
    to: options.FormatOption = None,
    out: options.Out = None,
) -> None:
    """Show what a scenario costs in every region, cheapest first.

    Regions that lack a price it needs come last, with what is missing. Resources that name a region of their own
    stay there.

    \b
    Examples:
      lambda-cost prices map --requests 10M --duration 120ms --memory 512MB
      lambda-cost prices map --requests 10M --duration 120ms --memory 512MB --arch arm64 --free-tier none
      lambda-cost prices map shop.yaml --format csv
    """
    book = book_of(prices)
    function = flags.function(requests, duration, None, memory, arch)
    head = {"day": day, "month": month, "hours": hours, "free_tier": free_tier}
    scenario = flags.scenario_of(file, function, api, None, head, changes, book.regions)
    output.show_sheet(sheet(cost_by_region(scenario, book), scenario, pinned_resources(scenario)), to, out)
