"""A Lambda authorizer: an ordinary invocation for each call that its cache does not answer.

Reference: https://aws.amazon.com/api-gateway/faqs/
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from lambda_cost.numbers.bounds import PER_UNIT, Ge, Le, LeSince, MultipleOf
from lambda_cost.numbers.quantity import N_co, up_to_whole
from lambda_cost.services.described import NOT_GIVEN, ZERO, Feature, Metered, known
from lambda_cost.services.runs import MAX_RUN_MS

INIT_BILLED = LeSince(900_000, since=date(2025, 8, 1), before=0)
"""The longest init of an authorizer (ms); before it was billed for every function (rule A-03), none may be given."""


@dataclass(frozen=True, kw_only=True)
class Authorizer(Feature[N_co]):
    """The function that says whether a call is allowed; it is described here and not under functions."""

    of: ClassVar[tuple[str, ...]] = ("api_gateway.rest_api", "api_gateway.http_api")

    cache_hit_share: Annotated[N_co, Ge(0), Le(1), PER_UNIT] = ZERO
    """Part of all calls that the authorizer's cache answers."""
    duration_ms: Annotated[N_co, Ge(0), MAX_RUN_MS, PER_UNIT]
    """Time of one invocation, rounded up to the millisecond as AWS does."""
    memory_mb: Annotated[N_co, Ge(128), Le(10_240), MultipleOf(1), PER_UNIT]
    """Configured memory of the function."""
    architecture: Literal["x86_64", "arm64"] = "x86_64"
    """The processor it runs on."""
    cold_start_share: Annotated[N_co, Ge(0), Le(1), PER_UNIT] = NOT_GIVEN
    """Part of its invocations that are cold starts; without it and init_ms there are none."""
    init_ms: Annotated[N_co, Ge(0), INIT_BILLED, PER_UNIT] = NOT_GIVEN
    """Init Duration of one cold start, which is billed with the invocation that waited for it."""

    def meter(self, api: Any, /) -> Metered[N_co]:
        """Requests and GB-seconds of a function, in the tiers and free tier of all others (rules B-10, A-03)."""
        invoked = api.requests * (1 - self.cache_hit_share)
        warm_ms = up_to_whole(self.duration_ms)
        cold_ms = up_to_whole(self.duration_ms + self.init_ms) if known(self.init_ms) else warm_ms
        billed_ms = warm_ms + self.cold_start_share * (cold_ms - warm_ms) if known(self.cold_start_share) else warm_ms
        return {
            "function.requests": invoked,
            "function.duration": invoked * billed_ms / 1000 * self.memory_mb / 1024,
        }

    def conflicts_with(self, _api: Any, /) -> list[tuple[str, str]]:
        """Cold starts have a share and a time; one without the other would cost nothing."""
        pair = {"cold_start_share": self.cold_start_share, "init_ms": self.init_ms}
        missing = [name for name, value in pair.items() if not known(value)]
        return [(missing[0], "is missing; cold starts need a share and a time")] if len(missing) == 1 else []
