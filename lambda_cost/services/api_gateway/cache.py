"""The cache of a REST API's stage: so much an hour by its size, traffic or not.

Reference: https://aws.amazon.com/api-gateway/pricing/
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from lambda_cost.numbers.bounds import CAPACITY, MAX_MONTH_HOURS, Ge, Le
from lambda_cost.numbers.quantity import N_co
from lambda_cost.services.api_gateway.rest_api import RestApi
from lambda_cost.services.described import NOT_GIVEN, Feature, Metered


@dataclass(frozen=True, kw_only=True)
class Cache(Feature[N_co]):
    """One cache cluster and the hours that it is enabled."""

    of: ClassVar[tuple[str, ...]] = ("api_gateway.rest_api",)

    size_gb: Literal["0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"]
    """Its size, one of eight."""
    hours: Annotated[N_co, Ge(0), Le(MAX_MONTH_HOURS), CAPACITY] = NOT_GIVEN
    """Hours enabled in the month; by default all of them."""

    def meter(self, api: RestApi[N_co], /) -> Metered[N_co]:  # noqa: ARG002 - a cache bills whatever its API does
        """Hours while enabled (rule B-17)."""
        return {"hours": self.hours}
