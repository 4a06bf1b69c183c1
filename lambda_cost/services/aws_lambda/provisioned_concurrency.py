"""Provisioned concurrency: environments kept ready, and a lower rate for the requests that they serve.

Reference: https://aws.amazon.com/lambda/pricing/
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from lambda_cost.numbers.bounds import CAPACITY, PER_UNIT, TRAFFIC, Ge, Le
from lambda_cost.numbers.quantity import N_co, up_to_whole
from lambda_cost.services.aws_lambda.function import Function
from lambda_cost.services.described import NOT_GIVEN, ZERO, Feature, Metered, known, longer_than_a_month


@dataclass(frozen=True, kw_only=True)
class ProvisionedConcurrency(Feature[N_co]):
    """Environments kept ready for a function, and the part of its requests that they serve."""

    of: ClassVar[tuple[str, ...]] = ("aws_lambda.function",)
    environments: Annotated[N_co, Ge(0), CAPACITY]
    """Configured concurrency."""
    hours: Annotated[N_co, Ge(0), Le(744), CAPACITY] = NOT_GIVEN
    """Hours enabled in one stretch; by default the whole month."""
    windows: Annotated[N_co, Ge(0), Le(8_928), CAPACITY] = ZERO + 1
    """Stretches of so many hours in the month, as a schedule makes them: five a week are about 21.7."""
    requests: Annotated[N_co, Ge(0), TRAFFIC]
    """How many of the function's requests it serves; the others are billed as on demand."""
    duration_ms: Annotated[N_co, Ge(0), Le(900_000), PER_UNIT] = NOT_GIVEN
    """Time of one request that it serves; by default the function's own."""
    others: Literal["spilled_over", "outside"] = "spilled_over"
    """What the function's other requests are: more than it could serve, or made while it was not enabled."""

    def meter(self, function: Function[N_co], /) -> Metered[N_co]:
        """Capacity while enabled, and served time at its own rate instead of the function's (rules A-22, A-23)."""
        served_ms = up_to_whole(self.duration_ms) if known(self.duration_ms) else function.billed_ms
        enabled_seconds = self.windows * up_to_whole(self.hours * 12) * 300  # in periods of five minutes
        return {
            "concurrency": self.environments * function.memory_mb / 1024 * enabled_seconds,
            "duration": self.requests * served_ms / 1000 * function.memory_mb / 1024,
            "function.duration": 0 - self.requests * function.billed_ms / 1000 * function.memory_mb / 1024,
        }

    def conflicts_with(self, _function: Function[N_co], /) -> list[tuple[str, str]]:
        """Windows do not overlap, so a month holds all of them."""
        return longer_than_a_month("windows", self.windows, self.hours)

    @property
    def keeps_free_tier(self) -> bool:
        """Not for a function that has it enabled (rule A-16)."""
        return self.others == "outside"

    def not_free(self, _function: Function[N_co], /) -> Metered[N_co]:
        """Requests that it serves are never free, as in AWS's first example (rule A-16)."""
        return {"function.requests": self.requests}

    def assumptions(self) -> list[str]:
        """What is taken for the requests that it does not serve."""
        spilled = "spill over while it is enabled: such a function has no free tier"
        taken = {"spilled_over": spilled, "outside": "come while it is not enabled, and take part in the free tier"}
        return [f"Requests that provisioned concurrency does not serve {taken[self.others]} (switch: others)."]
