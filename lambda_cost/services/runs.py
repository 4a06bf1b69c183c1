"""Runs of a function: one for each request, those that features add, and those that environments kept ready serve."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import add, sub
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from lambda_cost.numbers.bounds import LeSince

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LONGEST_RUN: Final = LeSince(1_800_000, since=date(2026, 11, 19), before=900_000)
"""How long a function may run (ms, rule A-09); functions on managed instances, whose time is not charged, may run longer."""
LONGEST_BILLED: Final = LeSince(1_860_000, since=date(2026, 11, 19), before=960_000)
"""The same with init, which is billed beyond the time limit (rule A-03)."""


class Runs(NamedTuple):
    """Runs of a function that take equally long."""

    count: Any
    """How many in the month."""
    handler_ms: Any
    """Time of one, before it is rounded up."""
    billed_ms: Any
    """What of one is billed, without init."""


def on_demand_runs(function: Any) -> list[Runs]:
    """The runs of *function* in environments that start when they are needed: only these have cold starts."""
    count = reduce(sub, (runs.count for runs in _served_runs(function)), function.requests)
    return [Runs(count, function.handler_ms, function.billed_ms), *_further_runs(function)]


def all_runs(function: Any) -> list[Runs]:
    """The same, and those that environments kept ready serve."""
    return [*on_demand_runs(function), *_served_runs(function)]


def invocations(function: Any) -> Any:
    """How often *function* runs: its requests, and what its features add, such as retries and resumes."""
    return reduce(add, (runs.count for runs in _further_runs(function)), function.requests)


def add_up_runs(runs: Iterable[Runs], of_one: Callable[[Runs], Any]) -> Any:
    """The sum over *runs* of what is true *of one* run of each."""
    return reduce(add, (each.count * of_one(each) for each in runs))


def _further_runs(function: Any) -> list[Runs]:
    return [runs for feature in function.features for runs in feature.further_runs(function)]


def _served_runs(function: Any) -> list[Runs]:
    return [runs for feature in function.features for runs in feature.served_runs(function)]
