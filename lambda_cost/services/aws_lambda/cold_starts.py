"""The init phase of cold starts: time that is billed with the request that waited for it.

Reference: https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from lambda_cost.numbers.bounds import PER_UNIT, Ge, Le
from lambda_cost.numbers.quantity import N_co, up_to_whole
from lambda_cost.services.aws_lambda.function import Function
from lambda_cost.services.described import Feature, Metered, known
from lambda_cost.services.runs import MAX_RUN_MS, add_up_runs, on_demand_runs

INIT_BILLED_FOR_ALL = date(2025, 8, 1)
"""From this day on the init phase is billed for every function (rule A-03)."""


@dataclass(frozen=True, kw_only=True)
class ColdStarts(Feature[N_co]):
    """The share of requests that start a new environment, and the time that this takes."""

    of: ClassVar[tuple[str, ...]] = ("aws_lambda.function",)

    share: Annotated[N_co, Ge(0), Le(1), PER_UNIT]
    """Part of the requests that are served on demand, retries and resumes too, that are cold starts."""
    init_ms: Annotated[N_co, Ge(0), MAX_RUN_MS, PER_UNIT]
    """Init Duration of one cold start."""
    packaging: Literal["zip", "image", "custom_runtime"] = "zip"
    """How the code is deployed: before 2025-08-01 only images and custom runtimes paid for init."""

    def meter(self, function: Function[N_co], /) -> Metered[N_co]:
        """What init adds: a cold request bills one ceiling of handler and init time together (rule A-03)."""
        added_ms = add_up_runs(
            on_demand_runs(function), lambda run: self.share * (up_to_whole(run.handler_ms + self.init_ms) - run.billed_ms)
        )
        return {"function.duration": added_ms / 1000 * function.memory_mb / 1024}

    def billed_on(self, day: date) -> bool:
        """Whether init is billed on *day* (rule A-03)."""
        return day >= INIT_BILLED_FOR_ALL or self.packaging != "zip"

    def conflicts_with(self, function: Function[N_co], /) -> list[tuple[str, str]]:
        """Billed durations from logs hold the init time already (rule A-03)."""
        twice = known(function.billed_duration_ms)
        message = "cannot be combined with billed_duration_ms, which already includes the init time; remove one"
        return [("", message)] if twice else []
