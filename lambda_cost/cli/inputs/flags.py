"""A scenario that flags describe: one function, and an API in front of it; or a file, with flags over it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

from lambda_cost.cli.inputs import scenario_file
from lambda_cost.errors import Problem, ScenarioError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from lambda_cost.cli.options import FunctionFlags, ScenarioFlags
    from lambda_cost.regions import Region
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


FIELDS = {
    "requests": "requests",
    "duration": "duration_ms",
    "billed_duration": "billed_duration_ms",
    "memory": "memory_mb",
    "arch": "architecture",
}
"""The field of a function that each of its flags says."""
APIS = ("http", "rest", "websocket")


def scenario_of(
    file: str | None, function: FunctionFlags, given: ScenarioFlags, known: Mapping[str, Region] | None = None
) -> Scenario[Any]:
    """The scenario in *file*, or the one that the flags *function* describe; the flags *given* are over either.

    Its regions are among those *known*: a book's `regions`, or the bundled ones.

    Raises:
        ScenarioError: with everything that is wrong; or if there is neither a file nor flags, or both.
        UnreadableFileError: if the file cannot be read.
    """
    if file is not None:
        refuse_flags_with_file(file, function)
        return scenario_file.scenario_of(file, given, known)
    scenario_file.refuse_without_template(given)
    return _of_flags(function, given, known)


def refuse_flags_with_file(file: str, function: FunctionFlags) -> None:
    """Refuse flags that describe a *function* or an API beside a *file*.

    Raises:
        ScenarioError: if there are any.
    """
    flags = [f"--{name.replace('_', '-')}" for name, value in zip(function._fields, function, strict=True) if value is not None]
    if flags:
        message = f"goes without a file; {file} describes its functions: change them with --set functions.NAME.memory_mb=1024"
        raise ScenarioError(Problem(flag, message) for flag in flags)


class Groupable(Protocol):
    """An answer that can have subtotals."""

    def grouped_by(self, key: str) -> Self:
        """The same, with subtotals by *key*."""
        ...


G = TypeVar("G", bound=Groupable)


def grouped(answer: G, by: str | None) -> G:
    """*answer* with subtotals *by* what the flag says; as it is if it was not given.

    Raises:
        ScenarioError: if there is no such key, or no resource has such a tag.
    """
    with naming_by():
        return answer if by is None else answer.grouped_by(by)


@contextmanager
def naming_by() -> Generator[None]:
    """What is wrong with a key to group by, under the name of its flag."""
    try:
        yield
    except ScenarioError as error:
        raise ScenarioError(
            replace(problem, field="--by" if problem.field == "by" else problem.field) for problem in error.problems
        ) from None


def refuse_by(by: str | None) -> None:
    """Refuse *by* where draws of a range are shown, which are no bill.

    Raises:
        ScenarioError: if it was given.
    """
    if by is not None:
        raise ScenarioError([Problem("--by", "goes with one bill; --draws 0 makes one, of the likely values")])


def _of_flags(function: FunctionFlags, given: ScenarioFlags, known: Mapping[str, Region] | None) -> Scenario[Any]:
    """The scenario that flags describe; what is wrong is said in the flags' names."""
    from lambda_cost.scenario.scenario import Scenario
    from lambda_cost.strict_yaml import Document

    if all(value is None for value in function):
        raise ScenarioError([Problem("", NOTHING)])
    api = function.api
    if api is not None and api not in APIS:
        raise ScenarioError([Problem("--api", f"is {api!r}; {did_you_mean(api, APIS)}")])
    if function.connection_minutes is not None and api != "websocket":
        raise ScenarioError([Problem("--connection-minutes", "goes with --api websocket")])
    try:
        return Scenario.of(scenario_file.changed(Document(_described(function), "", warnings=_small(function)), given), known)
    except ScenarioError as error:
        problems = {
            replace(problem, field=FLAGS.get(problem.field, problem.field), message=_in_flags(problem.message)): None
            for problem in error.problems
        }
        raise type(error)(problems) from None


def _described(function: FunctionFlags) -> dict[str, Any]:
    """What the flags describe, as a scenario file would say it; what is not given is left out."""
    values = {field: getattr(function, flag) for flag, field in FIELDS.items()}
    data: dict[str, Any] = {"functions": {"function": {"requests": None} | _given(values)}}
    if function.api == "websocket":
        calls = {"messages": function.requests, "connection_minutes": function.connection_minutes}
        data["apis"] = {"api": {"type": function.api} | _given(calls)}
    elif function.api is not None:
        data["apis"] = {"api": {"type": function.api, "functions": ["function"]}}
    return data


def _small(function: FunctionFlags) -> tuple[str, ...]:
    """That a duration without a unit, so short that seconds may be meant, is milliseconds."""
    text = function.duration or ""
    digit = text.partition(".")[0]
    is_small = text.replace(".", "", 1).isdecimal() and len(digit) <= 1
    return (f"--duration {text} is {text} ms; for seconds write {text}s.",) if is_small else ()


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _in_flags(message: str) -> str:
    """What a problem *message* says, with flags for fields, and without what only a file can do."""
    words = message.partition("; give it, or let")[0]
    for path, flag in FLAGS.items():
        words = words.replace(f" {path.rpartition('.')[2]}", f" {flag}") if "_" in path else words
    return words
