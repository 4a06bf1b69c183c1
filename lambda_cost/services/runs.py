"""Runs of a function: one for each request, those that features add, and those that environments kept ready serve."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import add, sub
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from lambda_cost.numbers.bounds import LeSince

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MAX_RUN_MS: Final = LeSince(1_800_000, since=date(2026, 11, 19), before=900_000)
"""How long a function may run (ms, rule A-09); functions on managed instances, whose time is not charged, may run longer."""
MAX_BILLED_MS: Final = LeSince(1_860_000, since=date(2026, 11, 19), before=960_000)
"""The same with init, which is billed beyond the time limit (rule A-03)."""


INCLUDED_IN_BILLED: Final = ("cold_starts", "errors", "timeouts")
"""Features whose time a mean billed duration, from logs, holds already."""


class Runs(NamedTuple):
    """Runs of a function that take equally long."""

    count: Any
    """How many in the month."""
    handler_ms: Any
    """Time of one, before it is rounded up."""
    billed_ms: Any
    """What of one is billed, without init."""


class Outcome(NamedTuple):
    """How a part of a function's requests ends that takes another time than the others: in errors, at the timeout."""

    share: Any
    """Which part of the requests."""
    handler_ms: Any
    """Time of one, before it is rounded up."""
    billed_ms: Any
    """What of one is billed, without init."""


def with_outcomes(function: Any, requests: Runs) -> list[Runs]:
    """The *requests* of *function* with those parts of them that fail or time out, and take another time for it."""
    outcomes = [outcome for feature in function.features for outcome in feature.outcomes(function)]
    if not outcomes:
        return [requests]
    rest = reduce(sub, (outcome.share for outcome in outcomes), 1)
    others = (Runs(requests.count * outcome.share, outcome.handler_ms, outcome.billed_ms) for outcome in outcomes)
    return [requests._replace(count=requests.count * rest), *others]


def requests_on_demand(function: Any) -> Any:
    """How many requests of *function* no environment that is kept ready serves."""
    return reduce(sub, (served.count for served in _served(function)), function.requests)


def on_demand_runs(function: Any) -> list[Runs]:
    """The runs of *function* in environments that start when they are needed: only these have cold starts."""
    requests = Runs(requests_on_demand(function), function.handler_ms, function.billed_ms)
    return [*with_outcomes(function, requests), *_further_runs(function)]


def extra_billed_seconds(function: Any, outcome: Outcome) -> Any:
    """What *outcome* adds to the billed time of the requests of *function* on demand; less than 0 if it is shorter."""
    return requests_on_demand(function) * outcome.share * (outcome.billed_ms - function.billed_ms) / 1000


def share_of_outcomes(function: Any) -> Any:
    """Which part of the requests of *function* takes another time than the others."""
    return reduce(add, (outcome.share for feature in function.features for outcome in feature.outcomes(function)))


def all_runs(function: Any) -> list[Runs]:
    """The same, and those that environments kept ready serve."""
    return [*on_demand_runs(function), *(runs for served in _served(function) for runs in with_outcomes(function, served))]


def invocations(function: Any) -> Any:
    """How often *function* runs: its requests, and what its features add, such as retries and resumes."""
    return reduce(add, (runs.count for runs in _further_runs(function)), function.requests)


def add_up_runs(runs: Iterable[Runs], of_one: Callable[[Runs], Any]) -> Any:
    """The sum over *runs* of what is true *of one* run of each."""
    return reduce(add, (each.count * of_one(each) for each in runs))


def _further_runs(function: Any) -> list[Runs]:
    return [runs for feature in function.features for runs in feature.further_runs(function)]


def _served(function: Any) -> list[Runs]:
    return [runs for feature in function.features for runs in feature.served_runs(function)]
