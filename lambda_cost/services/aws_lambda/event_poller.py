"""Event pollers of an event source mapping in provisioned mode: so much an hour and unit.

Reference: https://aws.amazon.com/lambda/pricing/
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from lambda_cost.numbers.bounds import CAPACITY, MAX_MONTH_HOURS, Ge, Le
from lambda_cost.numbers.quantity import N_co, at_least, at_most, divide_truncated, exceeds
from lambda_cost.services.described import NOT_GIVEN, Metered, Resource

MIN_UNITS = {"kafka": 1, "sqs": 2}
"""A mapping has at least two SQS pollers, or one unit of Kafka pollers (rule A-39)."""

SECONDS_AN_HOUR = 3600
MIN_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class EventPoller(Resource[N_co]):
    """The pollers of one event source mapping."""

    section: ClassVar[str] = "event_pollers"

    source: Literal["kafka", "sqs"]
    """What is polled; MSK counts as Kafka."""
    units: Annotated[N_co, Ge(0), Le(10_000), CAPACITY]
    """Event poller units on the average, those that autoscaling adds included."""
    hours: Annotated[N_co, Ge(0), Le(MAX_MONTH_HOURS), CAPACITY] = NOT_GIVEN
    """Hours in the month, in one stretch; by default all of them. AWS counts seconds, and one minute at least."""

    def warnings(self) -> list[str]:
        """Fewer units than a mapping has at least."""
        least = MIN_UNITS[self.source]
        raised = f"{self.path}.units is {self.units}, and is billed as {least}: {self.source} has at least so many (rule A-39)."
        return [raised] if exceeds(least, self.units) else []

    def meter(self) -> Metered[N_co]:
        """Unit-hours, billed by the second, a minute at least from the first second (rule A-38)."""
        seconds = self.hours * SECONDS_AN_HOUR
        hours = divide_truncated(at_least(seconds, at_most(seconds * MIN_SECONDS, MIN_SECONDS)), SECONDS_AN_HOUR)
        return {"hours": at_least(self.units, MIN_UNITS[self.source]) * hours}

    def assumptions(self) -> list[str]:
        """Units that are fewer than AWS keeps cost as many as it keeps (rule A-39)."""
        least = MIN_UNITS[self.source]
        if not isinstance(self.units, Decimal) or self.units >= least:
            return []
        return [f"{self.path}: {self.units:f} units are fewer than AWS keeps for {self.source}; {least} are charged."]
