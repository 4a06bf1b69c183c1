"""Functions on managed instances: requests, the EC2 instances, and a fee on their on-demand price.

Reference: https://aws.amazon.com/lambda/pricing/
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from lambda_cost.numbers.bounds import CAPACITY, MAX_MONTH_HOURS, PER_UNIT, TRAFFIC, Ge, Le
from lambda_cost.numbers.quantity import N_co
from lambda_cost.services.described import NOT_GIVEN, Metered, Resource, known


@dataclass(frozen=True, kw_only=True)
class ManagedInstances(Resource[N_co]):
    """The instances of one capacity provider, and the requests that functions on them take in a month."""

    section: ClassVar[str] = "capacity_providers"

    requests: Annotated[N_co, Ge(0), TRAFFIC]
    """Invocations in the month; their time is not charged for."""
    instances: Annotated[N_co, Ge(0), CAPACITY]
    """Instances on the average."""
    hours: Annotated[N_co, Ge(0), Le(MAX_MONTH_HOURS), CAPACITY] = NOT_GIVEN
    """Hours that they run in the month; by default all of them."""
    instance_type: str = ""
    """Which EC2 instances they are; for the reader."""
    instance_price: Annotated[N_co, Ge(0), Le(1_000), PER_UNIT]
    """USD that is paid for one instance and hour, after discounts."""
    on_demand_price: Annotated[N_co, Ge(0), Le(1_000), PER_UNIT] = NOT_GIVEN
    """USD that it would cost on demand; by default what is paid."""

    def meter(self) -> Metered[N_co]:
        """Requests, and USD of instances at both prices; the fee is on the on-demand one (rules A-40, A-41)."""
        instance_hours = self.instances * self.hours
        on_demand = self.on_demand_price if known(self.on_demand_price) else self.instance_price
        return {
            "requests": self.requests,
            "management": instance_hours * on_demand,
            "instances": instance_hours * self.instance_price,
        }

    def assumptions(self) -> list[str]:
        """What the fee is on, and what else such instances cost (rule A-42)."""
        paid = f"{self.path}: instance_price is taken for the on-demand price, which the management fee is on."
        extra = "Volumes, public addresses and NAT of managed instances are not included."
        return [extra] if known(self.on_demand_price) else [paid, extra]
