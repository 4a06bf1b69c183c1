"""Usage added up over the account's month: what tiers fill with.

AWS fills the tiers of a meter with all usage of one choice in one region, whoever caused it
(rules A-10, B-15).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any, Generic

from lambda_cost.numbers.quantity import N, constant, exactly, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lambda_cost.bill.usage import MeteredUsage
    from lambda_cost.prices.price import Price


@dataclass(frozen=True, slots=True)
class Pool(Generic[N]):
    """All usage that shares one tariff."""

    meter: str
    """Full name of the meter."""
    region: str
    """Where it is used."""
    choice: str
    """What selects among the meter's prices; empty if nothing does."""
    price: Price
    """What it costs, and how that is known."""
    usages: tuple[MeteredUsage[N], ...]
    """The resources in it."""
    quantities: tuple[N, ...]
    """What each of them uses, in pricing units."""
    eligible: tuple[N, ...]
    """What of that takes part in the free tier."""
    quantity: N
    """All of it, in pricing units."""


def add_up(numbers: Iterable[N]) -> N:
    """The sum of *numbers*, of which there is at least one."""
    return reduce(add, numbers)


def sum_exactly(numbers: Iterable[N]) -> N:
    """The sum of *numbers*, or 0 if there are none, without trailing zeros."""
    with exactly():
        listed = list(numbers)
        nothing: Any = Decimal(0)
        return trimmed(add_up(listed)) if listed else nothing


def pool_usages(members: Sequence[MeteredUsage[N]], price: Price) -> Pool[N]:
    """The pool of all usages of one meter, region and choice, whose price is *price*."""
    first = members[0]
    quantities = tuple([in_pricing_units(usage.quantity, price) for usage in members])
    eligible = tuple(
        [
            priced if usage.eligible is usage.quantity else in_pricing_units(usage.eligible, price)
            for usage, priced in zip(members, quantities, strict=True)
        ]
    )
    return Pool(*first.price_key, price, tuple(members), quantities, eligible, add_up(quantities))


def in_pricing_units(quantity: N, price: Price) -> N:
    """*quantity*, as AWS counts it, in the units that *price* is for."""
    result: N = quantity if price.multiple == 1 else quantity / constant(price.multiple, quantity)
    return result
