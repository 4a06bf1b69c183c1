"""Asynchronous events: a large one counts as several requests, and a retry is a request.

Reference: https://aws.amazon.com/lambda/pricing/
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from lambda_cost.numbers.bounds import PER_UNIT, Ge, Le
from lambda_cost.numbers.quantity import N_co, at_least, up_to_whole
from lambda_cost.services.aws_lambda.function import Function
from lambda_cost.services.described import ZERO, Feature, Metered
from lambda_cost.services.runs import Runs, add_up_runs, with_outcomes

FIRST_KB = 256
BLOCK_KB = 64
"""Beyond the first 256 KB of an event, each 64 KB or part of it is one more request (rule A-06)."""


@dataclass(frozen=True, kw_only=True)
class AsyncEvents(Feature[N_co]):
    """A function that is called asynchronously: by S3, SNS, EventBridge and others."""

    of: ClassVar[tuple[str, ...]] = ("aws_lambda.function",)

    event_kb: Annotated[N_co, Ge(0), Le(1_024), PER_UNIT] = ZERO
    """Size of one event."""
    retries: Annotated[N_co, Ge(0), Le(2), PER_UNIT] = ZERO
    """Retries of one event on the average; AWS tries up to two more times (rule A-07)."""

    def further_runs(self, function: Function[N_co], /) -> tuple[Runs, ...]:
        """A run for each retry, which fails as often as others do (rule A-07)."""
        return tuple(with_outcomes(function, Runs(function.requests * self.retries, function.handler_ms, function.billed_ms)))

    def meter(self, function: Function[N_co], /) -> Metered[N_co]:
        """Further requests for large events and for retries, and the time of retries."""
        retried_ms = add_up_runs(self.further_runs(function), lambda run: run.billed_ms)
        blocks = up_to_whole(at_least(self.event_kb - FIRST_KB, 0) / BLOCK_KB)
        return {
            "function.requests": function.requests * (blocks + self.retries * (blocks + 1)),
            "function.duration": retried_ms / 1000 * function.memory_mb / 1024,
        }
