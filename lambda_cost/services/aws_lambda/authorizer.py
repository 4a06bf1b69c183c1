"""A Lambda authorizer: an ordinary invocation for each call that its cache does not answer.

Reference: https://aws.amazon.com/api-gateway/faqs/
"""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from lambda_cost.numbers.bounds import PER_UNIT, Ge, Le, MultipleOf
from lambda_cost.numbers.quantity import N_co, up_to_whole
from lambda_cost.services.described import ZERO, Feature, Metered
from lambda_cost.services.runs import LONGEST_RUN


@dataclass(frozen=True, kw_only=True)
class Authorizer(Feature[N_co]):
    """The function that says whether a call is allowed; it is described here and not under functions."""

    of: ClassVar[tuple[str, ...]] = ("api_gateway.rest_api", "api_gateway.http_api")

    cache_hit_share: Annotated[N_co, Ge(0), Le(1), PER_UNIT] = ZERO
    """Part of all calls that the authorizer's cache answers."""
    duration_ms: Annotated[N_co, Ge(0), LONGEST_RUN, PER_UNIT]
    """Time of one invocation, rounded up to the millisecond as AWS does."""
    memory_mb: Annotated[N_co, Ge(128), Le(10_240), MultipleOf(1), PER_UNIT]
    """Configured memory of the function."""
    architecture: Literal["x86_64", "arm64"] = "x86_64"
    """The processor it runs on."""

    def meter(self, api: Any, /) -> Metered[N_co]:
        """Requests and GB-seconds of a function, in the tiers and free tier of all others (rule B-10)."""
        invoked = api.requests * (1 - self.cache_hit_share)
        return {
            "function.requests": invoked,
            "function.duration": invoked * up_to_whole(self.duration_ms) / 1000 * self.memory_mb / 1024,
        }
