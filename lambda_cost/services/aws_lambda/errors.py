"""Errors: requests that are billed as others are, for the time until they fail.

Reference: https://aws.amazon.com/lambda/pricing/
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from lambda_cost.numbers.bounds import PER_UNIT, Ge, Le
from lambda_cost.numbers.quantity import N_co, up_to_whole
from lambda_cost.services.aws_lambda.function import Function
from lambda_cost.services.described import Feature, Metered, known
from lambda_cost.services.runs import MAX_RUN_MS, Outcome, extra_billed_seconds


@dataclass(frozen=True, kw_only=True)
class Errors(Feature[N_co]):
    """The share of a function's requests that end in an error, and the time until then."""

    of: ClassVar[tuple[str, ...]] = ("aws_lambda.function",)

    share: Annotated[N_co, Ge(0), Le(1), PER_UNIT]
    """Part of the requests that end in an error; they are among the requests and billed (rule A-05)."""
    duration_ms: Annotated[N_co, Ge(0), MAX_RUN_MS, PER_UNIT]
    """Time of one of them, rounded up as AWS does; the function's duration_ms is that of the others."""

    def outcomes(self, _function: Function[N_co], /) -> tuple[Outcome, ...]:
        """The requests that fail."""
        return (Outcome(self.share, self.duration_ms, up_to_whole(self.duration_ms)),)

    def meter(self, function: Function[N_co], /) -> Metered[N_co]:
        """GB-seconds a month that failed requests add to the duration charge (rule A-05).

        They are negative if failed requests end sooner than others.
        """
        (failed,) = self.outcomes(function)
        return {"function.duration": extra_billed_seconds(function, failed) * function.memory_mb / 1024}

    def conflicts_with(self, function: Function[N_co], /) -> list[tuple[str, str]]:
        """A billed duration from logs is that of all requests."""
        twice = known(function.billed_duration_ms)
        message = "cannot be combined with billed_duration_ms, which already includes errors; remove one"
        return [("", message)] if twice else []
