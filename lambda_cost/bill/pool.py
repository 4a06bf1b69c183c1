"""Usage added up over the account's month: what tiers fill with.

AWS fills the tiers of a meter with all usage of one choice in one region, whoever caused it
(RULES A-10, B-15).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Generic

from lambda_cost.quantity import N, constant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambda_cost.bill.usage import Usage
    from lambda_cost.prices.book import Price


@dataclass(frozen=True, slots=True)
class Pool(Generic[N]):
    """All usage that shares one tariff."""

    meter: str
    region: str
    choice: str
    price: Price
    """What it costs, and how that is known."""
    usages: tuple[Usage[N], ...]
    """The resources in it."""
    quantities: tuple[N, ...]
    """What each of them uses, in pricing units."""

    @property
    def quantity(self) -> N:
        """All of it, in pricing units."""
        return total(self.quantities)

    @property
    def eligible(self) -> tuple[N, ...]:
        """What of each usage takes part in the free tier, in pricing units."""
        pairs = zip(self.usages, self.quantities, strict=True)
        return tuple(quantity if usage.free_tier else quantity * 0 for usage, quantity in pairs)


def total(numbers: Iterable[N]) -> N:
    """The sum of *numbers*, of which there is at least one."""
    return reduce(add, numbers)


def pooled(usages: Iterable[Usage[N]], prices: dict[tuple[str, str, str], Price]) -> list[Pool[N]]:
    """*usages* by meter, region and choice, each pool with its price from *prices*."""
    grouped: dict[tuple[str, str, str], list[Usage[N]]] = {}
    for usage in usages:
        grouped.setdefault((usage.meter, usage.region, usage.choice), []).append(usage)
    return [
        Pool(*key, prices[key], tuple(members), tuple(_in_pricing_units(one.quantity, prices[key]) for one in members))
        for key, members in grouped.items()
    ]


def _in_pricing_units(quantity: N, price: Price) -> N:
    result: N = quantity if price.multiple == 1 else quantity / constant(price.multiple, quantity)
    return result
