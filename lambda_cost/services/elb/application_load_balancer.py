"""An application load balancer in front of functions: hours and capacity units.

Reference: https://aws.amazon.com/elasticloadbalancing/pricing/
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from lambda_cost.numbers.bounds import CAPACITY, LOAD, MAX_MONTH_HOURS, TRAFFIC, Ge, Le
from lambda_cost.numbers.quantity import N_co, at_least, divide_truncated
from lambda_cost.services.described import NOT_GIVEN, ZERO, Metered, Resource, known

NEW_CONNECTIONS, ACTIVE_CONNECTIONS, RULE_EVALUATIONS = 25, 3_000, 1_000
TENTHS_A_GB = {"lambda": 25, "other": 10}
"""One unit holds 0.4 GB an hour for Lambda functions as targets, so a GB is 2.5 units; for others it is one."""


@dataclass(frozen=True, kw_only=True)
class ApplicationLoadBalancer(Resource[N_co]):
    """One load balancer, or several alike; what they do is said of all of them together."""

    section: ClassVar[str] = "load_balancers"
    one_of: ClassVar[tuple[str, ...]] = ("lcus", "processed_gb")

    balancers: Annotated[N_co, Ge(0), CAPACITY] = ZERO + 1
    """How many."""
    hours: Annotated[N_co, Ge(0), Le(MAX_MONTH_HOURS), CAPACITY] = NOT_GIVEN
    """Hours that each of them is there in the month; by default all of them."""
    lcus: Annotated[N_co, Ge(0), LOAD] = NOT_GIVEN
    """Capacity units on the average, as measured (ConsumedLCUs)."""
    processed_gb: Annotated[N_co, Ge(0), TRAFFIC] = NOT_GIVEN
    """Instead: GB of requests and responses in the month."""
    target: Literal["lambda", "other"] = "lambda"
    """What it sends requests to."""
    new_connections_per_second: Annotated[N_co, Ge(0), LOAD] = ZERO
    """New connections in a second, on the average."""
    active_connections: Annotated[N_co, Ge(0), LOAD] = ZERO
    """Connections that are active in a minute, on the average."""
    rule_evaluations_per_second: Annotated[N_co, Ge(0), LOAD] = ZERO
    """Requests in a second by rules that each passes, beyond the first ten."""

    def meter(self) -> Metered[N_co]:
        """Hours, and unit-hours: of whatever needs the most units, that counts alone."""
        opened = self.new_connections_per_second / NEW_CONNECTIONS
        busy = at_least(opened, divide_truncated(self.active_connections, ACTIVE_CONNECTIONS))
        ruled = at_least(busy, self.rule_evaluations_per_second / RULE_EVALUATIONS) * self.hours
        given = self.lcus * self.hours if known(self.lcus) else self.processed_gb * TENTHS_A_GB[self.target] / 10
        return {"hours": self.balancers * self.hours, "lcu": at_least(given, ruled)}

    def assumptions(self) -> list[str]:
        """AWS takes the largest of each hour."""
        return ["The work of a load balancer is even over its hours; AWS takes the capacity units of each hour by itself."]
