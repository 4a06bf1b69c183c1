"""`lambda-cost report`: an estimate as one HTML file, to look at and to send."""

from __future__ import annotations

from typing import Annotated

import typer

from lambda_cost.cli import options  # noqa: TC001


def report(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE…", help="A scenario; several are one account's month; - is standard input.")
    ],
    region: options.Region = None,
    day: options.Day = None,
    month: options.Month = None,
    hours: options.Hours = None,
    free_tier: options.FreeTierOption = None,
    changes: options.Changes = None,
    prices: options.Prices = None,
    by: options.By = None,
    out: options.Out = None,
) -> None:
    """Write an estimate as one HTML file with charts and sources.

    The file needs no network and no script, prints well, and follows the reader's light or dark colours.
    Charts need pip install 'lambda-cost[charts]'.

    \b
    Examples:
      lambda-cost report shop.yaml --out report.html
      lambda-cost report shop.yaml blog.yaml --by tag:team --out report.html
      lambda-cost report shop.yaml --set functions.checkout.memory_mb=1024 --out larger.html
    """
    from lambda_cost import __version__
    from lambda_cost.bill.estimate import estimate
    from lambda_cost.cli import output
    from lambda_cost.cli.inputs import flags, scenario_file
    from lambda_cost.cli.inputs.prices import book_of
    from lambda_cost.pages.report import report as made

    book = book_of(prices)
    head = {"region": region, "day": day, "month": month, "hours": hours, "free_tier": free_tier}
    bill = estimate(scenario_file.scenario_of(files, head, changes, book.regions), book)
    output.put(made(flags.grouped(bill, by), __version__), out)
