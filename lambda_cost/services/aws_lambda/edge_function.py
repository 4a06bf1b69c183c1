"""A Lambda@Edge function: requests and duration at their own rates, without tiers or free tier.

Reference: https://aws.amazon.com/lambda/pricing/
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from lambda_cost.numbers.bounds import PER_UNIT, TRAFFIC, Ge, Le, MultipleOf
from lambda_cost.numbers.quantity import N_co, up_to_whole
from lambda_cost.services.described import NOT_GIVEN, Metered, Resource


@dataclass(frozen=True, kw_only=True)
class EdgeFunction(Resource[N_co]):
    """One function at CloudFront's edge and the work it does in a month."""

    section: ClassVar[str] = "edge_functions"

    requests: Annotated[N_co, Ge(0), TRAFFIC] = NOT_GIVEN
    """Executions in the month."""
    duration_ms: Annotated[N_co, Ge(0), Le(30_000), PER_UNIT]
    """Time of one execution, rounded up to the millisecond as AWS does."""
    memory_mb: Annotated[N_co, Ge(128), Le(10_240), MultipleOf(1), PER_UNIT]
    """Configured memory."""

    def meter(self) -> Metered[N_co]:
        """Requests, and GB-seconds (rule A-34)."""
        return {
            "requests": self.requests,
            "duration": self.requests * up_to_whole(self.duration_ms) / 1000 * self.memory_mb / 1024,
        }
