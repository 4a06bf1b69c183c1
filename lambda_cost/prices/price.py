"""What a meter costs somewhere on a day, and how that is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from lambda_cost.tariff import Tariff


class PriceKey(NamedTuple):
    """What a price is of."""

    meter: str
    """Full name of the meter: `aws_lambda.function.duration`."""
    region: str
    """A region's code."""
    choice: str
    """What selects among the meter's prices, such as the architecture; empty if nothing does."""


class Check(NamedTuple):
    """A publication in which a price was seen to hold."""

    day: date
    """The day of the publication."""
    title: str
    """What it is."""
    url: str
    """Its address; empty if that is not known."""
    strong: bool = False
    """Whether the publication is AWS's own, and its day certain."""


@dataclass(frozen=True, slots=True)
class Price:
    """What a meter costs somewhere on a day, and how that is known."""

    title: str
    """What the meter is called on a bill, with the choice."""
    tariff: Tariff
    """Its tiers, in pricing units."""
    unit: str
    """FOCUS pricing unit: `GB-Seconds`, `1000000 Requests`."""
    multiple: Decimal
    """How many of what AWS counts are one pricing unit."""
    usage_type: str
    """AWS's name on a bill, with the region's billing code."""
    currency: str
    """ISO 4217 code."""
    since: date
    """First day on which this price is known to have held."""
    follows: bool
    """Whether another price is known to have held before."""
    next_since: date | None
    """The day on which another price begins, if one is known."""
    checks: tuple[Check, ...]
    """For each tier, when and where it was last seen to hold."""
    source: str
    """Address of the publication that says it."""
    source_title: str
    """What that publication is."""
    note: str
    """What must be said about it; mostly empty."""
    until: date | None = None
    """Last day on which it is known to have held, where what came after it began on an unknown day."""
    book: str = ""
    """Name of the price book that says it; empty for the one that comes with lambda-cost."""

    @property
    def checked(self) -> tuple[date, ...]:
        """For each tier, when it was last seen to hold."""
        return tuple(check.day for check in self.checks)

    def checked_to(self, tiers: int) -> Check:
        """The oldest of the checks of the first *tiers* tiers."""
        first = self.checks[: max(tiers, 1)]
        return first[0] if len(first) == 1 else min(first, key=lambda check: check.day)
