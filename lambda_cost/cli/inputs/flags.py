"""A scenario that flags describe: one function, and an API in front of it; or a file, with flags over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.regions import Region
    from lambda_cost.scenario.scenario import Scenario
    from lambda_cost.what_if.budget.budget import Budget

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


def function(
    requests: str | None, duration: str | None, billed_duration: str | None, memory: str | None, arch: str | None
) -> dict[str, Any]:
    """The fields of the function that flags describe; what is not given is left out."""
    return _given(
        {
            "requests": requests,
            "duration_ms": duration,
            "billed_duration_ms": billed_duration,
            "memory_mb": memory,
            "architecture": arch,
        }
    )


def scenario_of(
    file: str | None,
    function: dict[str, Any],
    api: str | None,
    connection_minutes: str | None,
    head: dict[str, Any],
    changes: list[str] | None,
    known: Mapping[str, Region] | None = None,
) -> Scenario[Any]:
    """The scenario in *file*, or the one that the flags describe; the flags *head* and *changes* are over either.

    Its regions are among those *known*: a book's `regions`, or the bundled ones.

    Raises:
        ScenarioError: with everything that is wrong; or if there is neither a file nor flags, or both.
        UnreadableFileError: if the file cannot be read.
    """
    from lambda_cost.cli.inputs import scenario_file

    if file is not None:
        refuse_flags_with_file(file, function, api, connection_minutes)
        return scenario_file.scenario_of(file, head, changes, known)
    described = bool(function) or api is not None or connection_minutes is not None
    return _of_flags(function, api, connection_minutes, head, changes, known, described=described)


def refuse_flags_with_file(file: str, function: dict[str, Any], api: str | None, connection_minutes: str | None) -> None:
    """Refuse flags that describe a function or an API beside a *file*.

    Raises:
        ScenarioError: if there are any.
    """
    from lambda_cost.errors import Problem, ScenarioError

    if function or api is not None or connection_minutes is not None:
        message = "describes the functions and APIs; change them with --set, such as --set functions.NAME.memory_mb=1024"
        raise ScenarioError([Problem(file, message)])


def check_budget(bill: Estimate[Any], amount: str | None, name: str = "") -> Budget | None:
    """*bill* beside the budget of *amount*; None if none was given."""
    if amount is None:
        return None
    from lambda_cost.what_if.budget.budget import budget

    return budget(bill, amount, name=name)


def grouped(bill: Estimate[Any], by: str | None) -> Estimate[Any]:
    """*bill* with subtotals *by* what the flag says; as it is if it was not given.

    Raises:
        ScenarioError: if there is no such key, or no resource has such a tag.
    """
    from dataclasses import replace

    from lambda_cost.errors import ScenarioError

    try:
        return bill if by is None else bill.grouped_by(by)
    except ScenarioError as error:
        raise ScenarioError(replace(problem, field="--by") for problem in error.problems) from None


def refuse_by(by: str | None) -> None:
    """Refuse *by* where draws of a range are shown, which are no bill.

    Raises:
        ScenarioError: if it was given.
    """
    from lambda_cost.errors import Problem, ScenarioError

    if by is not None:
        raise ScenarioError([Problem("--by", "goes with one bill; --draws 0 makes one, of the likely values")])


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _of_flags(
    function: dict[str, Any],
    api: str | None,
    connection_minutes: str | None,
    head: dict[str, Any],
    changes: list[str] | None,
    known: Mapping[str, Region] | None,
    *,
    described: bool,
) -> Scenario[Any]:
    """The scenario that flags describe; what is wrong is said in the flags' names."""
    from dataclasses import replace

    from lambda_cost.cli.inputs import scenario_file
    from lambda_cost.errors import Problem, ScenarioError, did_you_mean
    from lambda_cost.scenario.scenario import Scenario
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
        return Scenario.of(scenario_file.changed(Document(data, ""), head, changes), known)
    except ScenarioError as error:
        problems = {
            replace(one, field=FLAGS.get(one.field, one.field), message=_in_flags(one.message)): None for one in error.problems
        }
        raise type(error)(problems) from None


def _in_flags(message: str) -> str:
    """What a problem *says*, with flags for fields, and without what only a file can do."""
    words = message.partition("; give it, or let")[0]
    for path, flag in FLAGS.items():
        words = words.replace(f" {path.rpartition('.')[2]}", f" {flag}") if "_" in path else words
    return words
