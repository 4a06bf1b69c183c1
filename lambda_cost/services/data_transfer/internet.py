"""Data transfer out to the internet, from whatever service: 100 GB a month free over all regions, then tiers.

Reference: https://aws.amazon.com/ec2/pricing/on-demand/
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from lambda_cost.numbers.bounds import TRAFFIC, Ge
from lambda_cost.numbers.quantity import N_co
from lambda_cost.services.described import Metered, Resource


@dataclass(frozen=True, kw_only=True)
class Internet(Resource[N_co]):
    """What leaves AWS beside the responses that have a transfer_out of their own."""

    section: ClassVar[str] = "data_transfer"
    alone: ClassVar[bool] = True

    name: str = "data_transfer"
    """There is one."""
    internet_gb: Annotated[N_co, Ge(0), TRAFFIC]
    """GB that go out to the internet in the month."""

    def meter(self) -> Metered[N_co]:
        """GB out; what comes in is free (rules A-52, A-53)."""
        return {"out": self.internet_gb}
