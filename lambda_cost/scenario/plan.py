"""What a bill has beside its resources: a Savings Plan, discounts that were negotiated, and costs of other services."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from lambda_cost import services
from lambda_cost.errors import did_you_mean, shown
from lambda_cost.numbers.bounds import CAPACITY, PER_UNIT, Ge, Gt, Le, NotOffered
from lambda_cost.numbers.quantity import N_co
from lambda_cost.services.described import Described
from lambda_cost.tags import NO_TAGS, TagMapping


@dataclass(frozen=True, kw_only=True)
class SavingsPlan(Described[N_co]):
    """A commitment to spend so many dollars an hour on compute, at lower prices."""

    commitment: Annotated[N_co, Ge(0), CAPACITY]
    """Dollars an hour, in every hour of the month."""
    term: Literal["1yr", "3yr"]
    """For how long it was bought."""
    payment: Annotated[
        Literal["no_upfront", "all_upfront"],
        NotOffered("partial_upfront", "AWS sells it too, but the price tables have no rate for it"),
    ]
    """How much of it was paid at the beginning; the price tables have no rate for a part of it."""

    @property
    def path(self) -> str:
        """How it is called in messages and reports."""
        return "savings_plan"


@dataclass(frozen=True, kw_only=True)
class Discount(Described[N_co]):
    """A percentage off what a service or a meter is billed on demand, as agreed with AWS."""

    name: str
    """What to call it."""
    percent: Annotated[N_co, Gt(0), Le(100), PER_UNIT]
    """How much of the billed cost it takes off."""
    service: str = ""
    """The service it is for: `aws_lambda`, `api_gateway`, …"""
    meter: str = ""
    """Or the meter: `aws_lambda.function.duration`."""
    since: date | None = None
    """First day on which it holds; by default any."""
    until: date | None = None
    """Last day on which it holds; by default any."""

    @property
    def path(self) -> str:
        """How it is called in messages and reports."""
        return f"discounts.{self.name}"

    def conflicts(self) -> list[tuple[str, str]]:
        """A discount is for a service or for a meter, and for one that there is."""
        if bool(self.service) == bool(self.meter):
            return [("service", "is missing, or given with meter; give one of them")]
        if self.meter and self.meter.rpartition(".")[0] not in services.addresses():
            return [("meter", f"is {shown(self.meter)}, which is metered nowhere; docs/formulas.md has them all")]
        known = dict.fromkeys(address.partition(".")[0] for address in services.addresses())
        if self.service and self.service not in known:
            return [("service", f"is {shown(self.service)}; {did_you_mean(self.service, known)}")]
        return []

    def covers(self, meter: str, day: date) -> bool:
        """Whether it takes something off *meter* on *day*."""
        holds = (self.since is None or self.since <= day) and (self.until is None or day <= self.until)
        return holds and (meter == self.meter or meter.partition(".")[0] == self.service)


@dataclass(frozen=True, kw_only=True)
class OtherCost(Described[N_co]):
    """What something costs a month that is not computed here, such as a database: a line of the bill as it is."""

    name: str
    """What to call it."""
    amount: Annotated[N_co, Ge(0), CAPACITY]
    """What it costs a month, in the currency of the bill."""
    note: str = ""
    """Where the amount is from."""
    tags: TagMapping = NO_TAGS
    """What to group it by, such as its team."""

    @property
    def path(self) -> str:
        """How it is called in messages and reports."""
        return f"other_costs.{self.name}"

    @property
    def title(self) -> str:
        """What to call it on a bill: its name, and where the amount is from."""
        return f"{self.name}: {self.note}" if self.note else self.name


NAMED: dict[str, type[Discount[Any] | OtherCost[Any]]] = {"discounts": Discount, "other_costs": OtherCost}
"""By the key of a scenario file under which they stand by their names."""
