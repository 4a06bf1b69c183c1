"""The interface endpoint of a private API: hours by zones, and GB in both directions.

Reference: https://aws.amazon.com/api-gateway/pricing/
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from lambda_cost.numbers.bounds import CAPACITY, MAX_MONTH_HOURS, Ge, Le, MultipleOf
from lambda_cost.numbers.quantity import N_co
from lambda_cost.services.api_gateway.rest_api import RestApi
from lambda_cost.services.described import NOT_GIVEN, ZERO, Feature, Metered


@dataclass(frozen=True, kw_only=True)
class Endpoint(Feature[N_co]):
    """The endpoint in a VPC through which a private REST API is called."""

    of: ClassVar[tuple[str, ...]] = ("api_gateway.rest_api",)

    zones: Annotated[N_co, Ge(1), Le(6), MultipleOf(1), CAPACITY] = ZERO + 1
    """Availability zones that it is in."""
    hours: Annotated[N_co, Ge(0), Le(MAX_MONTH_HOURS), CAPACITY] = NOT_GIVEN
    """Hours that it is there in the month; by default all of them."""

    def meter(self, api: RestApi[N_co], /) -> Metered[N_co]:
        """Hours by zones, and GB of requests and responses (rules B-20, C-03)."""
        size_kb = api.request_kb + api.response_kb
        return {"hours": self.zones * self.hours, "processed": api.requests * size_kb / 1024 / 1024}
