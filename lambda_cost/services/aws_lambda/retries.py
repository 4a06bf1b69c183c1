"""Retries by callers: an SDK, another function or a workflow calls again, and each call is a request.

Reference: https://aws.amazon.com/lambda/pricing/
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from lambda_cost.numbers.bounds import PER_UNIT, Ge, Le
from lambda_cost.numbers.quantity import N_co, up_to_whole
from lambda_cost.services.aws_lambda.function import Function
from lambda_cost.services.described import NOT_GIVEN, Feature, Metered, known
from lambda_cost.services.runs import MAX_RUN_MS, Runs, add_up_runs, with_outcomes


@dataclass(frozen=True, kw_only=True)
class Retries(Feature[N_co]):
    """Calls that whoever waits for an answer makes again; those of asynchronous events are `async_events.retries`."""

    of: ClassVar[tuple[str, ...]] = ("aws_lambda.function",)

    share: Annotated[N_co, Ge(0), Le(10), PER_UNIT]
    """Retries for each request on the average, which come on top of the requests: 1% is one for a hundred requests."""
    duration_ms: Annotated[N_co, Ge(0), MAX_RUN_MS, PER_UNIT] = NOT_GIVEN
    """Time of one retry, rounded up as AWS does; by default retries take, fail and time out as requests do."""

    def further_runs(self, function: Function[N_co], /) -> tuple[Runs, ...]:
        """A run for each retry (rule A-07)."""
        count = function.requests * self.share
        if known(self.duration_ms):
            return (Runs(count, self.duration_ms, up_to_whole(self.duration_ms)),)
        return tuple(with_outcomes(function, Runs(count, function.handler_ms, function.billed_ms)))

    def meter(self, function: Function[N_co], /) -> Metered[N_co]:
        """Each retry is a request, with its time (rule A-07)."""
        retried_ms = add_up_runs(self.further_runs(function), lambda run: run.billed_ms)
        return {
            "function.requests": function.requests * self.share,
            "function.duration": retried_ms / 1000 * function.memory_mb / 1024,
        }

    def assumptions(self) -> list[str]:
        """Requests that were counted by AWS have the retries in them."""
        counted = "if they are CloudWatch's Invocations, which holds retries too, leave retries out"
        return [f"Retries by callers come on top of a function's requests; {counted}."]
