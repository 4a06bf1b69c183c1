"""What a price list says, in the words and units of the tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from lambda_cost.prices.price import PriceKey

Steps = tuple[tuple["Decimal", "Decimal"], ...]
"""A schedule: (above, price) in pricing units, ascending from zero."""
PLANS = "AWSComputeSavingsPlan"
"""The offer code of Compute Savings Plans."""
COVERED_BY_PLANS = "AWSLambda"
"""The offer code whose usage types plans cover here."""
PLAN_CODES = {PLANS, "AmazonComputeSavingsPlan", "ComputeSavingsPlans"}
"""How their files call themselves."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One product of an offer that a meter of the tables counts."""

    steps: Steps
    """Its tiers in the meter's pricing units; empty where `not_comparable` says why."""
    usage_type: str
    """As the offer has it, with the region's billing code."""
    sku: str
    """AWS's number of the product."""
    operation: str
    """What tells products of one usage type apart; mostly empty."""
    effective: date | None
    """From which day on AWS says that the price holds."""
    not_comparable: str = ""
    """Why the price cannot be compared; mostly empty."""


class PlanKey(NamedTuple):
    """What a rate of a Savings Plan is of."""

    meter: str
    """Full name of the meter."""
    region: str
    """A region's code."""
    choice: str
    """What selects among the meter's prices."""
    term: str
    """`1yr` or `3yr`."""
    payment: str
    """`no_upfront`, `partial_upfront` or `all_upfront`."""


@dataclass(slots=True)
class Unlisted:
    """A usage type that an offer lists and no table has."""

    count: int = 0
    """How many products have it."""
    regions: set[str] = field(default_factory=set[str])
    """Some of the regions where it is listed."""


@dataclass(frozen=True)
class Offer:
    """A price list of one service on one day."""

    name: str
    """The file or address it was read from, as the user gave it."""
    code: str
    """`AWSLambda`."""
    version: str
    """AWS's version of the file: `20261006224050`; empty if it has none."""
    published: date
    """The day of its publication."""
    listed: dict[PriceKey, list[Listing]]
    """Every product that a meter of the tables counts."""
    regions: frozenset[str]
    """The known regions for which it lists anything."""
    free: dict[tuple[str, str], Decimal]
    """By meter and choice, the pricing quantity that is free each month, from SKUs without a region."""
    plans: dict[PlanKey, Decimal]
    """Rates of Compute Savings Plans, by pricing unit."""
    unlisted: dict[str, Unlisted]
    """Usage types that no table has, without billing codes."""
    elsewhere: dict[str, int]
    """Regions, zones and other places that are not known, and how many products each has."""
    reserved: int
    """Terms of other kinds than on demand, which are not compared."""
    partial: bool = False
    """Whether it may leave out prices that AWS has."""
