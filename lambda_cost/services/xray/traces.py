"""X-Ray traces of a function: recorded, and retrieved or scanned.

Reference: https://aws.amazon.com/xray/pricing/
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from lambda_cost.numbers.bounds import PER_UNIT, TRAFFIC, Ge, Le
from lambda_cost.numbers.quantity import N_co
from lambda_cost.services.aws_lambda.function import Function
from lambda_cost.services.described import ZERO, Feature, Metered


@dataclass(frozen=True, kw_only=True)
class Traces(Feature[N_co]):
    """Which requests of a function are traced, and how often traces are looked at."""

    of: ClassVar[tuple[str, ...]] = ("aws_lambda.function",)

    share: Annotated[N_co, Ge(0), Le(1), PER_UNIT]
    """Part of all requests that is sampled."""
    accessed: Annotated[N_co, Ge(0), TRAFFIC] = ZERO
    """Traces that are retrieved or scanned in the month, together."""

    def meter(self, function: Function[N_co], /) -> Metered[N_co]:
        """Sampled requests, and traces accessed; AWS counts retrieved and scanned ones as the same."""
        return {"recorded": function.requests * self.share, "accessed": self.accessed}
