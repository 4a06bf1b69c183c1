"""What it would cost if the free tier were used up in another order than in proportion to usage.

AWS does not publish the order in which it applies the free tier to regions and architectures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.bill.free_tier import allocate_in_order, allocate_in_proportion
from lambda_cost.bill.invoice import make_charges
from lambda_cost.bill.pool import add_up
from lambda_cost.bill.rating import add_up_allocations, allocate_allowances
from lambda_cost.bill.savings_plan import spend_commitment
from lambda_cost.numbers.quantity import divided, exactly

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from lambda_cost.bill.charge import Charge
    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.bill.rating import Allocation
    from lambda_cost.tariff import Tariff


class CostRange(NamedTuple):
    """Between what a charge, and the bill with it, may lie."""

    least: Decimal
    """The charge, if its region and architecture are served first."""
    most: Decimal
    """The charge, if they are served last."""
    least_total: Decimal
    """The bill, if the free tier goes to the most expensive usage first."""
    most_total: Decimal
    """The bill, if it goes to the cheapest first."""


def cost_ranges(bill: Estimate[Decimal], meter: str) -> dict[tuple[str, str, str], CostRange]:
    """For each charge of *meter*, by resource, meter and choice, its span; none where no order can matter."""
    with exactly():
        scenario = bill.scenario
        handed = allocate_allowances(bill.pools, bill.prices, scenario.free_tier, scenario.day)
        grants = [grant for grant in handed if bill.pools[grant.pool_indices[0]].meter == meter]
        scarce = [
            grant for grant in grants if sum(map(bool, grant.demands)) > 1 and grant.allowance.quantity < add_up(grant.demands)
        ]
        if not scarce:
            return {}
        orders = _orders(bill, scarce[0])
        return _spans([(bill.charges, bill.total), *(_in_order(bill, scarce, order) for order in orders)], meter)


def _orders(bill: Estimate[Decimal], grant: Allocation) -> list[list[int]]:
    """Orders to try: most expensive first, cheapest first, each one first, each one last; indexes into the grant."""
    saved = [
        _saved_by_one(bill.pools[index], demand, grant.allowance.quantity)
        for index, demand in zip(grant.pool_indices, grant.demands, strict=True)
    ]
    most_expensive = sorted(range(len(saved)), key=saved.__getitem__, reverse=True)
    others = [[other for other in most_expensive if other != index] for index in range(len(saved))]
    first = [[index, *rest] for index, rest in enumerate(others)]
    last = [[*rest, index] for index, rest in enumerate(others)]
    return [most_expensive, most_expensive[::-1], *first, *last]


def _saved_by_one(pool: Any, demand: Decimal, allowance: Decimal) -> Decimal:
    """What a free unit saves in *pool*, on the average over all that it could get."""
    part = min(demand, allowance)
    tariff: Tariff = pool.price.tariff
    saved: Decimal = tariff.cost(pool.quantity) - tariff.cost(pool.quantity - part)
    return divided(saved, part)


def _in_order(bill: Estimate[Decimal], scarce: list[Allocation], order: list[int]) -> tuple[Sequence[Charge[Decimal]], Decimal]:
    """The charges, and the total, if the *scarce* allowances are used up in *order*."""
    served = [grant.allowance for grant in scarce]

    def allocate(grant: Allocation) -> list[Any]:
        if any(grant.allowance is allowance for allowance in served):
            return allocate_in_order(grant.demands, grant.allowance.quantity, order)
        return allocate_in_proportion(grant.demands, grant.allowance.quantity)

    scenario = bill.scenario
    handed = allocate_allowances(bill.pools, bill.prices, scenario.free_tier, scenario.day, allocate)
    free = add_up_allocations(bill.pools, handed)
    spending = spend_commitment(scenario.savings_plan, scenario.hours, bill.pools, free, bill.prices)
    charges, lines = make_charges(scenario, bill.pools, free, spending)
    return charges, add_up([cost.billed_cost for cost in (*charges, *lines)])


def _spans(bills: Sequence[tuple[Sequence[Charge[Decimal]], Decimal]], meter: str) -> dict[tuple[str, str, str], CostRange]:
    costs: dict[tuple[str, str, str], list[Decimal]] = {}
    for charges, _ in bills:
        for charge in charges:
            if charge.meter == meter:
                costs.setdefault((charge.resource, charge.meter, charge.choice), []).append(charge.billed_cost)
    totals = [total for _, total in bills]
    return {key: CostRange(min(amounts), max(amounts), min(totals), max(totals)) for key, amounts in costs.items()}
