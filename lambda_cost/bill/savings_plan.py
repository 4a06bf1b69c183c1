"""A commitment spent: so many dollars an hour on what it saves most, and what stays on demand.

A plan covers usage hour by hour; a month is taken to be flat, so that its hours are alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost import regions
from lambda_cost.numbers.quantity import at_most, constant, divided

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lambda_cost.bill.pool import Pool
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.prices.savings_plans import PlanRate
    from lambda_cost.scenario.plan import SavingsPlan


class Coverage(NamedTuple):
    """What a plan covers of one pool."""

    quantity: Any
    """Pricing units covered."""
    rate: PlanRate | None
    """What one of them costs; None where no plan reaches."""


class PlanSpending(NamedTuple):
    """A plan's month."""

    covers: tuple[Coverage, ...]
    """For each pool, what is covered."""
    committed: Any
    """Dollars committed in the month."""
    unused: Any
    """What of that covered nothing."""


def spend_commitment(
    plan: SavingsPlan[Any] | None, hours: Any, pools: Sequence[Pool[Any]], free: Sequence[Any], book: PriceBook
) -> PlanSpending:
    """How *plan* is spent on *pools*, of which *free* is free: best saving first (rule A-57).

    What is spent and what is unused add up to what is committed; what is covered and what remains add up
    to the usage.
    """
    if plan is None:
        return PlanSpending(tuple(Coverage(0, None) for _ in pools), 0, 0)
    committed = plan.commitment * hours
    rates = [_rate(plan, pool, book) for pool in pools]
    covers = [Coverage(0, None) for _ in pools]
    left: Any = committed
    for place, rate in sorted(((place, rate) for place, rate in enumerate(rates) if rate), key=lambda one: -one[1].saving):
        net = pools[place].quantity - free[place]
        price = constant(rate.price, net)
        quantity = at_most(net, divided(left, price))
        left = left - quantity * price
        covers[place] = Coverage(quantity, rate)
    return PlanSpending(tuple(covers), committed, left)


def _rate(plan: SavingsPlan[Any], pool: Pool[Any], book: PriceBook) -> PlanRate | None:
    on_demand = pool.price.tariff.tiers[0].price
    if pool.price.currency != "USD" or pool.region not in regions.bundled():
        return None
    return book.savings_plans.rate(pool.meter, pool.region, pool.choice, on_demand, plan.term, plan.payment)
