"""Provisioned concurrency: environments kept ready, and a lower rate for the requests that they serve.

Reference: https://aws.amazon.com/lambda/pricing/
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from lambda_cost.numbers.bounds import CAPACITY, IN_MONTH, MAX_MONTH_HOURS, PER_UNIT, TRAFFIC, Ge, Le
from lambda_cost.numbers.quantity import N_co, exceeds, is_zero_throughout, up_to_whole
from lambda_cost.services.aws_lambda.function import Function
from lambda_cost.services.described import NOT_GIVEN, ZERO, Feature, Metered, known
from lambda_cost.services.limits import Limit, within_a_month
from lambda_cost.services.runs import MAX_RUN_MS, Runs, add_up_runs, invocations, with_outcomes


@dataclass(frozen=True, kw_only=True)
class ProvisionedConcurrency(Feature[N_co]):
    """Environments kept ready for a function, and the part of its requests that they serve."""

    of: ClassVar[tuple[str, ...]] = ("aws_lambda.function",)
    environments: Annotated[N_co, Ge(0), CAPACITY]
    """Configured concurrency."""
    window: str = ""
    """In a scenario file, the window of the function's `traffic` in which it is enabled, which gives the rest."""
    hours: Annotated[N_co, Ge(0), Le(MAX_MONTH_HOURS), CAPACITY] = NOT_GIVEN
    """Hours enabled in one stretch; by default the whole month."""
    windows: Annotated[N_co, Ge(0), Le(8_928), CAPACITY, IN_MONTH] = ZERO + 1
    """Stretches of so many hours in the month, as a schedule makes them: five a week are about 21.7."""
    requests: Annotated[N_co, Ge(0), TRAFFIC]
    """How many of the function's requests it serves; the others are billed as on demand."""
    duration_ms: Annotated[N_co, Ge(0), MAX_RUN_MS, PER_UNIT] = NOT_GIVEN
    """Time of one request that it serves; by default the function's own."""
    init_ms: Annotated[N_co, Ge(0), MAX_RUN_MS, PER_UNIT] = ZERO
    """Init Duration of one environment; it is billed, without a request (rule A-25)."""
    inits: Annotated[N_co, Ge(0), Le(10_000), CAPACITY] = ZERO + 1
    """How often one environment is initialised in one stretch: at its start, and whenever AWS replaces it."""
    others: Literal["spilled_over", "outside"] = "spilled_over"
    """What the function's other requests are: more than it could serve, or made while it was not enabled."""

    def served_runs(self, function: Function[N_co], /) -> tuple[Runs, ...]:
        """The requests that it serves, which have no cold start; some may fail or time out as others do."""
        own = known(self.duration_ms)
        served_ms = up_to_whole(self.duration_ms) if own else function.billed_ms
        return (Runs(self.requests, self.duration_ms if own else function.handler_ms, served_ms),)

    def meter(self, function: Function[N_co], /) -> Metered[N_co]:
        """Capacity while enabled, and served time and init at its own rate instead of the function's (rules A-22 to A-25)."""
        (served,) = self.served_runs(function)
        served_ms = add_up_runs(with_outcomes(function, served), lambda run: run.billed_ms)
        enabled_seconds = self.windows * up_to_whole(self.hours * 12) * 300  # in periods of five minutes
        init_ms = self.environments * self.windows * self.inits * up_to_whole(self.init_ms)
        return {
            "concurrency": self.environments * function.memory_mb / 1024 * enabled_seconds,
            "duration": (served_ms + init_ms) / 1000 * function.memory_mb / 1024,
            "function.duration": 0 - self.requests * function.billed_ms / 1000 * function.memory_mb / 1024,
        }

    def conflicts_with(self, _function: Function[N_co], /) -> list[tuple[str, str]]:
        """Of several windows the hours must be known: a month is not several windows."""
        if self.window:
            return [("window", "is one of the function's traffic; give that too, in a scenario file")]
        unsaid = not known(self.hours) and exceeds(self.windows, 1)
        return [("hours", "is missing with windows; allowed: the hours of one of them")] if unsaid else []

    def limits(self, function: Function[N_co], /) -> list[Limit]:
        """It serves requests of its function, and windows do not overlap, so a month holds all of them."""
        served = Limit("requests", self.requests, invocations(function), "is more than the requests")
        return [served, within_a_month("windows", self.windows, self.hours)] if known(self.hours) else [served]

    @property
    def keeps_free_tier(self) -> bool:
        """Not for a function that has it enabled (rule A-16)."""
        return self.others == "outside"

    def not_free(self, _function: Function[N_co], /) -> Metered[N_co]:
        """Requests that it serves are never free, as in AWS's first example (rule A-16)."""
        return {"function.requests": self.requests}

    def assumptions(self) -> list[str]:
        """What is taken for the requests that it does not serve, and for the start of its environments (rule A-25)."""
        spilled = "spill over while it is enabled: such a function has no free tier"
        taken = {"spilled_over": spilled, "outside": "come while it is not enabled, and take part in the free tier"}
        init = (
            "Init of provisioned environments, which is billed as duration too, is not included: give its init_ms."
            if is_zero_throughout(self.init_ms)
            else f"A provisioned environment is initialised so often in each window: {self.inits}, billed at the price of"
            " provisioned duration; AWS does not publish how often it replaces them (switch: inits)."
        )
        return [f"Requests that provisioned concurrency does not serve {taken[self.others]} (switch: others).", init]
