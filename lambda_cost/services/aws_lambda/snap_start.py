"""SnapStart: a cached snapshot for each published version, and its restores.

Reference: https://aws.amazon.com/lambda/pricing/
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from lambda_cost.numbers.bounds import CAPACITY, MAX_MONTH_HOURS, PER_UNIT, TRAFFIC, Ge, Le
from lambda_cost.numbers.quantity import N_co, at_least, is_zero_throughout, up_to_whole
from lambda_cost.services.aws_lambda.function import Function
from lambda_cost.services.described import NOT_GIVEN, ZERO, Feature, Metered, known
from lambda_cost.services.limits import Limit
from lambda_cost.services.runs import MAX_RUN_MS, invocations

SECONDS_AN_HOUR = 3600
MIN_HOURS = 3
"""A snapshot is cached, and billed, for three hours at least (rule A-28)."""
CHARGED = {"java": 0, "python": 1, "dotnet": 1, "image": 1}
"""Managed Java runtimes pay for neither cache nor restore (rule A-29); an image has no managed runtime (rule A-31)."""


@dataclass(frozen=True, kw_only=True)
class SnapStart(Feature[N_co]):
    """Published versions with a snapshot, and the environments that are restored from it."""

    of: ClassVar[tuple[str, ...]] = ("aws_lambda.function",)

    runtime: Literal["java", "python", "dotnet", "image"]
    """The managed runtime, or that the function is a container image."""
    versions: Annotated[N_co, Ge(0), CAPACITY] = ZERO + 1
    """Published versions that are active."""
    hours: Annotated[N_co, Ge(0), Le(MAX_MONTH_HOURS), CAPACITY] = NOT_GIVEN
    """Hours that each of them is active in the month; by default all of them."""
    restores: Annotated[N_co, Ge(0), TRAFFIC]
    """Environments restored in the month."""
    restore_ms: Annotated[N_co, Ge(0), MAX_RUN_MS, PER_UNIT] = ZERO
    """Billed Restore Duration of one restore, which is billed with the request that waited for it."""

    def meter(self, function: Function[N_co], /) -> Metered[N_co]:
        """Cached GB-seconds and restored GB (rule A-28); a restore adds to its request's duration (A-30)."""
        memory_gb = function.memory_mb / 1024
        cached = self.versions * at_least(self.hours, MIN_HOURS) * SECONDS_AN_HOUR * memory_gb
        added_ms = up_to_whole(function.handler_ms + self.restore_ms) - up_to_whole(function.handler_ms)
        return {
            "cache": cached * CHARGED[self.runtime],
            "restore": self.restores * memory_gb * CHARGED[self.runtime],
            "function.duration": self.restores * added_ms / 1000 * memory_gb,
        }

    def assumptions(self) -> list[str]:
        """AWS does not say whether an image with Java is free of charge as its managed runtime is (rule A-31)."""
        return ["SnapStart of a container image is charged, whatever runtime is in it."] if self.runtime == "image" else []

    def conflicts_with(self, function: Function[N_co], /) -> list[tuple[str, str]]:
        """A restored environment has no init (rule A-30), and no provisioned concurrency beside it (A-26)."""
        others = [feature.path for feature in function.features if feature.path in {"provisioned_concurrency", "cold_starts"}]
        problems = [("", f"cannot be combined with {other}; remove one of them") for other in others]
        twice = known(function.billed_duration_ms) and not is_zero_throughout(self.restore_ms)
        message = "cannot be combined with billed_duration_ms, which already includes the restore time; remove one"
        return [*problems, ("restore_ms", message)] if twice else problems

    def limits(self, function: Function[N_co], /) -> list[Limit]:
        """An environment is restored for a request."""
        return [Limit("restores", self.restores, invocations(function), "is more than the requests")]
