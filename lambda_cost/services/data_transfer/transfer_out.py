"""Responses that go out to the internet, of an API or of a function's URL.

Reference: https://aws.amazon.com/api-gateway/pricing/
"""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from lambda_cost.numbers.bounds import PER_UNIT, Ge, Le
from lambda_cost.numbers.quantity import N_co
from lambda_cost.services.described import NOT_GIVEN, ZERO, Feature, Metered, known


@dataclass(frozen=True, kw_only=True)
class TransferOut(Feature[N_co]):
    """The part of all responses whose callers are on the internet."""

    of: ClassVar[tuple[str, ...]] = ("api_gateway.rest_api", "api_gateway.http_api", "aws_lambda.function")

    share: Annotated[N_co, Ge(0), Le(1), PER_UNIT] = ZERO + 1
    """Part of all responses that leaves AWS."""
    response_kb: Annotated[N_co, Ge(0), Le(204_800), PER_UNIT] = NOT_GIVEN
    """Size of one response, compressed if it is; by default that of the API."""

    def meter(self, host: Any, /) -> Metered[N_co]:
        """GB of responses, 1,024 to the power of two KB to each (rules B-19, C-03)."""
        size_kb = self.response_kb if known(self.response_kb) else host.response_kb
        return {"internet.out": host.requests * self.share * size_kb / 1024 / 1024}

    def conflicts_with(self, host: Any, /) -> list[tuple[str, str]]:
        """A function does not say how large its responses are."""
        unsaid = not known(self.response_kb) and not hasattr(host, "response_kb")
        return [("", "needs response_kb here, the size of one response")] if unsaid else []
