"""Response streaming of a REST API: each 10 MB of a response is a request.

Reference: https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from lambda_cost.numbers.bounds import PER_UNIT, Ge, Le
from lambda_cost.numbers.quantity import N_co, at_least, up_to_whole
from lambda_cost.services.api_gateway.rest_api import RestApi
from lambda_cost.services.described import Feature, Metered

BLOCK_MB = 10


@dataclass(frozen=True, kw_only=True)
class Streaming(Feature[N_co]):
    """Responses that are streamed through a REST API; what Lambda charges for streaming comes on top."""

    of: ClassVar[tuple[str, ...]] = ("api_gateway.rest_api",)

    # 10 MB at once and 2 MB a second for 15 minutes (rule B-03)
    response_mb: Annotated[N_co, Ge(0), Le(1_810), PER_UNIT]
    """Size of one response."""

    def meter(self, api: RestApi[N_co], /) -> Metered[N_co]:
        """A request for each 10 MB after the first, or part of it (rule B-03)."""
        return {"rest_api.requests": api.requests * at_least(up_to_whole(self.response_mb / BLOCK_MB) - 1, 0)}

    def assumptions(self) -> list[str]:
        """The rule is in an AWS blog that was read in a summary only (rule B-03)."""
        return ["A streamed response of a REST API is one request for each 10 MB, as AWS's announcement has it."]
