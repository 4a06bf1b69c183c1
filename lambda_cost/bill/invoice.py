"""What is invoiced for pools of which so much is free: charges, the Savings Plan, discounts, and other costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.bill.lines import discount_charges, other_charges, plan_charges
from lambda_cost.bill.rating import charges_of_pool

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lambda_cost.bill.charge import Charge
    from lambda_cost.bill.pool import Pool
    from lambda_cost.bill.savings_plan import PlanSpending
    from lambda_cost.scenario.scenario import Scenario


class ChargeRows(NamedTuple):
    """The rows of a bill, before they are put in order."""

    charges: list[Charge[Any]]
    """What resources pay, pool by pool."""
    lines: list[Charge[Any]]
    """What no meter makes."""


def make_charges(
    scenario: Scenario[Any], pools: Sequence[Pool[Any]], free: Sequence[Any], spending: PlanSpending
) -> ChargeRows:
    """What *pools* cost when *free* of each is free and *spending* is committed.

    Args:
        scenario: its numbers are of the kind of the pools'.
        pools: all usage of the account.
        free: for each pool, in pricing units.
        spending: for each pool, what a Savings Plan covers.
    """
    rows = zip(pools, free, spending.covers, strict=True)
    charges = [charge for pool, part, cover in rows for charge in charges_of_pool(pool, part, cover)]
    lines = [*plan_charges(scenario, spending), *discount_charges(scenario, charges), *other_charges(scenario)]
    return ChargeRows(charges, lines)
