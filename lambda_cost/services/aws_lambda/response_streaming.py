"""Response streaming: bytes of a streamed response beyond the first 6 MB.

Reference: https://aws.amazon.com/lambda/pricing/
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from lambda_cost.numbers.bounds import PER_UNIT, Ge, Le
from lambda_cost.numbers.quantity import N_co, at_least
from lambda_cost.services.aws_lambda.function import Function
from lambda_cost.services.described import Feature, Metered

INCLUDED_MB = 6
"""Free in each response, before the monthly allowance (rule A-32)."""


@dataclass(frozen=True, kw_only=True)
class ResponseStreaming(Feature[N_co]):
    """Responses that are streamed, by a function URL or by InvokeWithResponseStream."""

    of: ClassVar[tuple[str, ...]] = ("aws_lambda.function",)

    mb: Annotated[N_co, Ge(0), Le(200), PER_UNIT]
    """Size of one response."""

    def meter(self, function: Function[N_co], /) -> Metered[N_co]:
        """GB beyond the first 6 MB of each response (rules A-32, C-03)."""
        return {"processed": function.requests * at_least(self.mb - INCLUDED_MB, 0) / 1024}
