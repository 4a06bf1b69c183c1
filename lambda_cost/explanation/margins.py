"""What a bill becomes if one resource does a little more, without estimating all the others again.

What a meter costs depends on the sums of its pools alone, so each pool stands here as one usage.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lambda_cost.bill.pool import add_up, in_pricing_units
from lambda_cost.bill.rating import free_quantities, pool_cost
from lambda_cost.bill.savings_plan import spend_commitment
from lambda_cost.bill.usage import meter_resource
from lambda_cost.numbers.quantity import add_up_by, exactly

if TYPE_CHECKING:
    from decimal import Decimal

    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.bill.pool import Pool
    from lambda_cost.services.described import Resource


class MarginalCosts:
    """One bill, asked what it becomes with a change."""

    def __init__(self, bill: Estimate[Decimal]) -> None:
        """Sum up the pools of *bill*."""
        self.bill = bill
        self.sums = [_summed(pool) for pool in bill.pools]
        self.index_by_key = {(pool.meter, pool.region, pool.choice): index for index, pool in enumerate(bill.pools)}
        self.before = self._by_meter(self.sums)

    def of_one_more_unit(self, old: Resource[Any], new: Resource[Any]) -> dict[str, Decimal]:
        """What every meter costs more if *new* takes the place of *old*; both use the same meters, in the same month."""
        bill = self.bill
        with exactly():
            pools = list(self.sums)
            both = (meter_resource(version, bill.scenario, bill.prices) for version in (old, new))
            for before, after in zip(*both, strict=True):
                index = self.index_by_key[after.meter, after.region, after.choice]
                pools[index] = _grown(pools[index], after.quantity - before.quantity, after.eligible - before.eligible)
            return {meter: later - self.before[meter] for meter, later in self._by_meter(pools).items()}

    def _by_meter(self, pools: list[Pool[Decimal]]) -> dict[str, Decimal]:
        """The billed cost of each meter."""
        bill = self.bill
        with exactly():
            free = free_quantities(pools, bill.prices, bill.scenario.free_tier, bill.scenario.day)
            scenario = bill.scenario
            covers = spend_commitment(scenario.savings_plan, scenario.hours, pools, free, bill.prices).covers
        parts = zip(pools, free, covers, strict=True)
        return add_up_by((pool.meter, pool_cost(pool, part, cover)) for pool, part, cover in parts)


def _summed(pool: Pool[Decimal]) -> Pool[Decimal]:
    """*pool* as if one resource used all of it."""
    with exactly():
        return replace(pool, usages=pool.usages[:1], quantities=(pool.quantity,), eligible=(add_up(pool.eligible),))


def _grown(pool: Pool[Decimal], quantity: Decimal, eligible: Decimal) -> Pool[Decimal]:
    """*pool* with so much more usage, as AWS counts it."""
    whole = pool.quantity + in_pricing_units(quantity, pool.price)
    part = pool.eligible[0] + in_pricing_units(eligible, pool.price)
    return replace(pool, quantities=(whole,), eligible=(part,), quantity=whole)
