"""A price that depends on how much is bought: tiers, each with the price of the units in it.

>>> from decimal import Decimal as D
>>> rest = Tariff.of([(D(0), D("3.50")), (D(333), D("2.80"))])
>>> rest.cost(D(400))
Decimal('1353.10')
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from lambda_cost.numbers.quantity import N, at_least, at_most, constant, exactly, largest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Tier:
    """One step of a tariff: every unit past *above*, up to *up_to*, costs *price*."""

    above: Decimal
    """Pricing quantity at which the tier begins."""
    up_to: Decimal | None
    """Pricing quantity at which it ends; None for the last."""
    price: Decimal
    """List unit price of a unit in this tier."""

    def share(self, quantity: N) -> N:
        """The part of *quantity* that falls into this tier; an array gives an array."""
        past = at_least(quantity - constant(self.above, quantity), 0) if self.above else quantity
        return past if self.up_to is None else at_most(past, constant(self.up_to - self.above, quantity))


@dataclass(frozen=True, slots=True)
class Tariff:
    """All tiers of a price, from zero up."""

    tiers: tuple[Tier, ...]
    """Its steps, ascending."""

    @classmethod
    def of(cls, steps: Iterable[tuple[Decimal, Decimal]]) -> Tariff:
        """The tariff of *steps*, each (above, price), in ascending order from zero."""
        listed = list(steps)
        ends = [above for above, _ in listed[1:]]
        return cls(tuple(Tier(above, up_to, price) for (above, price), up_to in zip(listed, [*ends, None], strict=True)))

    def cost(self, quantity: N) -> N:
        """What *quantity* costs in all, each unit at the price of its tier."""
        with exactly():
            costs: list[N] = [tier.share(quantity) * constant(tier.price, quantity) for tier in self.reached(quantity)]
            return reduce(add, costs)

    def reached(self, quantity: object) -> tuple[Tier, ...]:
        """The tiers into which something of *quantity* falls, or of any element of it; at least the first."""
        most = largest(quantity)
        if most is None:
            return self.tiers
        if len(self.tiers) == 1:
            return self.tiers
        return tuple([tier for tier in self.tiers if most > constant(tier.above, most)]) or self.tiers[:1]

    def marginal_price(self, quantity: Decimal) -> Decimal:
        """The price of the next unit after *quantity*."""
        return next(tier.price for tier in reversed(self.tiers) if quantity >= tier.above)

    @property
    def breakpoints(self) -> tuple[Decimal, ...]:
        """The quantities at which the price changes."""
        return tuple(tier.above for tier in self.tiers[1:])
