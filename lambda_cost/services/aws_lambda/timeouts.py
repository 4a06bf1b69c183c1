"""Timeouts: requests that run, and are billed, until the function's timeout ends them.

Reference: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from lambda_cost.numbers.bounds import CAPACITY, PER_UNIT, Ge, Le
from lambda_cost.numbers.quantity import N_co, constant, up_to_whole
from lambda_cost.services.aws_lambda.function import Function
from lambda_cost.services.described import Feature, Metered, known
from lambda_cost.services.limits import Limit
from lambda_cost.services.runs import MAX_RUN_MS, Outcome, extra_billed_seconds, share_of_outcomes


@dataclass(frozen=True, kw_only=True)
class Timeouts(Feature[N_co]):
    """The share of a function's requests that run into its timeout."""

    of: ClassVar[tuple[str, ...]] = ("aws_lambda.function",)

    share: Annotated[N_co, Ge(0), Le(1), PER_UNIT]
    """Part of the requests that run into the timeout; they are among the requests and billed (rule A-05)."""
    timeout_ms: Annotated[N_co, Ge(0), MAX_RUN_MS, CAPACITY]
    """The function's timeout, which is what each of them is billed; init of a cold start comes on top (rule A-03)."""

    def outcomes(self, _function: Function[N_co], /) -> tuple[Outcome, ...]:
        """The requests that time out."""
        return (Outcome(self.share, self.timeout_ms, up_to_whole(self.timeout_ms)),)

    def meter(self, function: Function[N_co], /) -> Metered[N_co]:
        """How much longer than others the requests take that time out (rule A-05)."""
        (ended,) = self.outcomes(function)
        return {"function.duration": extra_billed_seconds(function, ended) * function.memory_mb / 1024}

    def conflicts_with(self, function: Function[N_co], /) -> list[tuple[str, str]]:
        """A billed duration from logs is that of all requests."""
        twice = known(function.billed_duration_ms)
        message = "cannot be combined with billed_duration_ms, which already includes timeouts; remove one"
        return [("", message)] if twice else []

    def limits(self, function: Function[N_co], /) -> list[Limit]:
        """Errors and timeouts are no more than all requests, and no run is longer than the timeout."""
        failed = share_of_outcomes(function)
        shares = Limit("share", failed, constant(Decimal(1), failed), "and that of errors are more than 1 together")
        times: dict[str, Any] = {"the function's duration_ms": function.handler_ms}
        times |= {f"{feature.path}.duration_ms": getattr(feature, "duration_ms", None) for feature in function.features}
        return [shares] + [
            Limit("timeout_ms", duration_ms, self.timeout_ms, f"is less than {name}")
            for name, duration_ms in times.items()
            if known(duration_ms)
        ]
