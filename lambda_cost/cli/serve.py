"""`lambda-cost serve`: a page on this machine, to move a scenario and see its bill."""

from __future__ import annotations

from typing import Annotated

import typer

from lambda_cost import __version__
from lambda_cost.cli import options  # noqa: TC001
from lambda_cost.cli.inputs import scenario_file
from lambda_cost.cli.inputs.prices import pricing_of
from lambda_cost.errors import Problem, ScenarioError

MAX_PORT = 65_535


def serve(
    given: options.ScenarioFlags,
    pricing_flags: options.PricingFlags,
    file: options.OptionalFileOrBill = None,
    port: Annotated[
        str | None, typer.Option(metavar="N", help="Port to listen on.  [default: 8750, or the next free one]")
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address.")] = False,
) -> None:
    """Open a local page to change a scenario, or to read a bill.

    The page is served on 127.0.0.1 only and loads nothing from the network. Its address holds the scenario, so that a
    view can be kept as a bookmark. Ctrl-C ends it. It needs the extra `serve`.

    \b
    Examples:
      lambda-cost serve
      lambda-cost serve shop.yaml --port 8080 --no-browser
      lambda-cost serve cur.parquet --month 2026-09
    """
    import webbrowser
    from functools import partial

    from lambda_cost.cli.inputs import bills
    from lambda_cost.cli.scenarios import example
    from lambda_cost.serve.app import application, bill_application
    from lambda_cost.serve.running import serve as served

    if port is not None and not (port.isascii() and port.isdigit() and int(port[:6]) <= MAX_PORT):
        raise ScenarioError([Problem("--port", f"is {port!r}; allowed: 0 to {MAX_PORT}")])
    if file is not None and bills.are_bills([file]):
        app = partial(bill_application, bills.explain_bills([file], given, pricing_flags, None), __version__)
    else:
        pricing = pricing_of(pricing_flags)
        scenario = scenario_file.scenario_of(str(example()) if file is None else file, given, pricing.book.regions)
        pricing.enforce(scenario)
        app = partial(application, scenario, book=pricing.book)

    def ready(address: str) -> None:
        typer.echo(f"{address} (Ctrl-C ends it)", err=True)
        if not no_browser:
            webbrowser.open(address)

    served(app, None if port is None else int(port), ready)
