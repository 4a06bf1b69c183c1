"""Storage in /tmp beyond the 512 MB that are included: so much a GB and second of running.

Reference: https://aws.amazon.com/lambda/pricing/
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from lambda_cost.numbers.bounds import PER_UNIT, Ge, Le, MultipleOf
from lambda_cost.numbers.quantity import N_co, at_least
from lambda_cost.services.aws_lambda.function import Function
from lambda_cost.services.described import Feature, Metered
from lambda_cost.services.runs import add_up_runs, all_runs

INCLUDED_MB = 512


@dataclass(frozen=True, kw_only=True)
class EphemeralStorage(Feature[N_co]):
    """The size of /tmp."""

    of: ClassVar[tuple[str, ...]] = ("aws_lambda.function",)

    size_mb: Annotated[N_co, Ge(512), Le(10_240), MultipleOf(1), PER_UNIT]
    """Configured size of /tmp; 512 MB are included."""

    def meter(self, function: Function[N_co], /) -> Metered[N_co]:
        """GB beyond the included by billed seconds of all runs; memory is no factor (rule A-20)."""
        billed_ms = add_up_runs(all_runs(function), lambda run: run.billed_ms)
        return {"storage": at_least(self.size_mb - INCLUDED_MB, 0) / 1024 * billed_ms / 1000}

    def assumptions(self) -> list[str]:
        """AWS does not say whether the init phase counts (rule A-21)."""
        return ["Storage in /tmp is billed for the time of the handler, not of cold starts; AWS does not say which."]
