"""A NAT gateway, through which functions in a VPC reach the internet: hours, and GB that go through.

Reference: https://aws.amazon.com/vpc/pricing/
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from lambda_cost.numbers.bounds import CAPACITY, MAX_MONTH_HOURS, TRAFFIC, Ge, Le
from lambda_cost.numbers.quantity import N_co
from lambda_cost.services.described import NOT_GIVEN, ZERO, Metered, Resource


@dataclass(frozen=True, kw_only=True)
class NatGateway(Resource[N_co]):
    """One NAT gateway, or several of the same hours."""

    section: ClassVar[str] = "nat_gateways"

    gateways: Annotated[N_co, Ge(0), CAPACITY] = ZERO + 1
    """How many; usually one in each zone."""
    hours: Annotated[N_co, Ge(0), Le(MAX_MONTH_HOURS), CAPACITY] = NOT_GIVEN
    """Hours that each of them is there in the month; by default all of them."""
    processed_gb: Annotated[N_co, Ge(0), TRAFFIC]
    """GB that go through them in the month, in and out together."""

    def meter(self) -> Metered[N_co]:
        """Hours by gateways, and GB in both directions (rule A-52)."""
        return {"hours": self.gateways * self.hours, "processed": self.processed_gb}

    def assumptions(self) -> list[str]:
        """What else is on such a bill."""
        return ["Public addresses of NAT gateways, and transfer to the internet through them, are not included in them."]
