"""One row of a bill, in the words of FOCUS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple

from lambda_cost.numbers.quantity import N

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from lambda_cost.prices.price import Check, Price


class TierCost(NamedTuple, Generic[N]):
    """What of a charge falls into one tier."""

    above: Decimal
    """Where the tier begins, in pricing units of the whole pool."""
    quantity: N
    """This charge's part of the tier."""
    list_unit_price: Decimal
    """Price of one unit in it."""
    cost: N
    """Quantity times price."""


class Charge(NamedTuple, Generic[N]):
    """What one resource pays for one meter."""

    resource: str
    """Path of the resource: `functions.checkout`."""
    meter: str
    """Full name of the meter."""
    region: str
    """Where it was used."""
    choice: str
    """What selected its price; empty if nothing did."""
    pricing_quantity: N
    """What was used, in pricing units, the free part included."""
    free_quantity: N
    """What of it is free."""
    covered_quantity: N
    """What of it a Savings Plan covers."""
    tiers: tuple[TierCost[N], ...]
    """What of it is paid, by tier; those in which nothing falls are left out of exact bills."""
    list_cost: N
    """What all of it would cost at list prices, without anything free."""
    billed_cost: N
    """What is invoiced."""
    effective_cost: N
    """What is invoiced, with commitments spread over what they covered."""
    price: Price
    """The tariff, and how it is known."""

    @property
    def usage_type(self) -> str:
        """AWS's name for it on a bill."""
        return self.price.usage_type

    @property
    def pricing_unit(self) -> str:
        """What the price list counts."""
        return self.price.unit

    @property
    def check(self) -> Check:
        """Where the prices that it used were last seen to hold; of several publications the oldest."""
        return self.price.checked_to(len(self.tiers))

    @property
    def checked(self) -> date:
        """When the prices that it used were all last seen to hold."""
        return self.check.day
