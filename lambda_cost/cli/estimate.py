"""`lambda-cost estimate`: what a scenario costs in a month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from lambda_cost.cli import options

if TYPE_CHECKING:
    from lambda_cost.scenario.scenario import Scenario

FLAGS = {
    "functions.function.requests": "--requests",
    "functions.function.duration_ms": "--duration",
    "functions.function.billed_duration_ms": "--billed-duration",
    "functions.function.memory_mb": "--memory",
    "functions.function.architecture": "--arch",
    "apis.api.requests": "--requests",
    "apis.api.messages": "--requests",
    "apis.api.connection_minutes": "--connection-minutes",
    "region": "--region",
    "day": "--day",
    "hours": "--hours",
    "month": "--month",
    "free_tier": "--free-tier",
}
"""Which flag says a field of the scenario that flags describe."""
NOTHING = (
    "nothing to estimate: give a scenario file, or --requests, --duration and --memory"
    " (lambda-cost init shop.yaml writes a scenario to start from)"
)


def estimate(
    file: options.ScenarioFile = None,
    requests: Annotated[
        str | None, typer.Option(metavar="N", help="Requests in the month: 1M, 25/min.", show_default=False)
    ] = None,
    duration: Annotated[
        str | None, typer.Option(metavar="TIME", help="Time of one request: 120ms, 0.5s.", show_default=False)
    ] = None,
    billed_duration: Annotated[
        str | None, typer.Option(metavar="TIME", help="Instead: the mean billed duration, from logs.", show_default=False)
    ] = None,
    memory: Annotated[
        str | None, typer.Option(metavar="SIZE", help="Configured memory: 512MB, 2GB.", show_default=False)
    ] = None,
    arch: Annotated[
        str | None,
        typer.Option(
            metavar="x86_64|arm64",
            autocompletion=options.words("x86_64", "arm64"),
            help="Processor.  [default: x86_64]",
            show_default=False,
        ),
    ] = None,
    api: Annotated[
        str | None,
        typer.Option(
            metavar="http|rest|websocket",
            autocompletion=options.words("http", "rest", "websocket"),
            help="An API in front, called once for each request.",
            show_default=False,
        ),
    ] = None,
    connection_minutes: Annotated[
        str | None, typer.Option(metavar="N", help="With --api websocket: minutes of open connections.", show_default=False)
    ] = None,
    region: options.Region = None,
    day: options.Day = None,
    month: options.Month = None,
    hours: options.Hours = None,
    free_tier: options.FreeTierOption = None,
    changes: options.Changes = None,
    draws: options.Draws = None,
    seed: options.Seed = None,
    to: options.FormatOption = None,
    out: options.Out = None,
) -> None:
    """Say what a scenario costs in a month.

    Without a file the flags describe one function, and an API if --api is given. Where a number of the file is a range,
    such as requests: {low: 1M, likely: 3M, high: 20M}, it says what many draws of them cost.

    \b
    Examples:
      lambda-cost estimate --requests 1M --duration 0.5s --memory 512MB
      lambda-cost estimate --requests 1M --duration 0.5s --memory 512MB --free-tier none
      lambda-cost estimate --requests 10M --duration 120ms --memory 1GB --arch arm64 --region eu-west-1 --api http
      lambda-cost estimate shop.yaml --day 2026-11-01 --set functions.checkout.memory_mb=1024
      lambda-cost estimate shop.yaml --format json | jq .total
      lambda-cost estimate shop.yaml --out bill.md
      lambda-cost estimate shop.yaml --set 'functions.checkout.requests={low: 1M, likely: 3M, high: 20M}'
    """
    from lambda_cost.bill.estimate import estimate as price
    from lambda_cost.cli import output, reading, uncertain
    from lambda_cost.errors import Problem, ScenarioError
    from lambda_cost.scenario.reading import scenario as read

    function = {
        "requests": requests,
        "duration_ms": duration,
        "billed_duration_ms": billed_duration,
        "memory_mb": memory,
        "architecture": arch,
    }
    described = _given(function) or _given({"api": api, "minutes": connection_minutes})
    head = _given({"region": region, "day": day, "month": month, "hours": hours, "free_tier": free_tier})
    if file is None:
        scenario = _of_flags(_given(function), api, connection_minutes, head, changes, described=bool(described))
    else:
        if described:
            message = "describes the functions and APIs; change them with --set, such as --set functions.NAME.memory_mb=1024"
            raise ScenarioError([Problem(str(file), message)])
        spreads = reading.spreads_in(file, head, changes)
        if spreads.found and draws != "0":
            return uncertain.show(spreads, draws, seed, to, out)
        scenario = read(reading.likely(spreads))
    return output.show(price(scenario), to, out)


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _of_flags(
    function: dict[str, Any],
    api: str | None,
    connection_minutes: str | None,
    head: dict[str, Any],
    changes: list[str] | None,
    *,
    described: bool,
) -> Scenario[Any]:
    """The scenario that flags describe; what is wrong is said in the flags' names."""
    from dataclasses import replace

    from lambda_cost.cli import reading
    from lambda_cost.errors import Problem, ScenarioError, did_you_mean
    from lambda_cost.scenario.reading import scenario as read
    from lambda_cost.strict_yaml import Document

    if not described:
        raise ScenarioError([Problem("", NOTHING)])
    data: dict[str, Any] = {"functions": {"function": {"requests": None} | function}}
    if api == "websocket":
        calls = _given({"messages": function.get("requests"), "connection_minutes": connection_minutes})
        data["apis"] = {"api": {"type": api} | calls}
    elif api in {"http", "rest"}:
        data["apis"] = {"api": {"type": api, "functions": ["function"]}}
    elif api is not None:
        raise ScenarioError([Problem("--api", f"is {api!r}; {did_you_mean(api, ('http', 'rest', 'websocket'))}")])
    if connection_minutes is not None and api != "websocket":
        raise ScenarioError([Problem("--connection-minutes", "goes with --api websocket")])
    try:
        return read(reading.changed(Document(data, ""), head, changes))
    except ScenarioError as error:
        problems = {
            replace(one, field=FLAGS.get(one.field, one.field), says=_in_flags(one.says)): None for one in error.problems
        }
        raise type(error)(problems) from None


def _in_flags(says: str) -> str:
    """What a problem *says*, with flags for fields, and without what only a file can do."""
    words = says.partition("; give it, or let")[0]
    for path, flag in FLAGS.items():
        words = words.replace(f" {path.rpartition('.')[2]}", f" {flag}") if "_" in path else words
    return words
