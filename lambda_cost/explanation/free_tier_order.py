"""What it would cost if the free tier were used up in another order than in proportion to usage.

AWS does not publish the order in which regions and architectures use up what is free.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.bill.free_tier import granted, in_turn
from lambda_cost.bill.invoice import invoiced
from lambda_cost.bill.pool import total
from lambda_cost.bill.rating import free_of, handed_out
from lambda_cost.bill.savings_plan import spent
from lambda_cost.numbers.quantity import divided, exactly

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from lambda_cost.bill.charge import Charge
    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.bill.rating import Grant
    from lambda_cost.tariff import Tariff


class Span(NamedTuple):
    """Between what a charge, and the bill with it, may lie."""

    least: Decimal
    """The charge, if its region and architecture are served first."""
    most: Decimal
    """The charge, if they are served last."""
    least_total: Decimal
    """The bill, if what is free goes to the dearest usage first."""
    most_total: Decimal
    """The bill, if it goes to the cheapest first."""


def spans(bill: Estimate[Decimal], meter: str) -> dict[tuple[str, str, str], Span]:
    """For each charge of *meter*, by resource, meter and choice, its span; none where no order can matter."""
    with exactly():
        scenario = bill.scenario
        handed = handed_out(bill.pools, bill.prices, scenario.free_tier, scenario.day)
        grants = [one for one in handed if bill.pools[one.places[0]].meter == meter]
        scarce = [one for one in grants if sum(map(bool, one.demands)) > 1 and one.allowance.quantity < total(one.demands)]
        if not scarce:
            return {}
        orders = _orders(bill, scarce[0])
        return _spans([(bill.charges, bill.total), *(_in_order(bill, scarce, order) for order in orders)], meter)


def _orders(bill: Estimate[Decimal], grant: Grant) -> list[list[int]]:
    """The dearest first, the cheapest first, each first, and each last: places in the grant."""
    saved = [
        _saved_by_one(bill.pools[place], demand, grant.allowance.quantity)
        for place, demand in zip(grant.places, grant.demands, strict=True)
    ]
    dearest = sorted(range(len(saved)), key=saved.__getitem__, reverse=True)
    others = [[one for one in dearest if one != place] for place in range(len(saved))]
    first = [[place, *rest] for place, rest in enumerate(others)]
    last = [[*rest, place] for place, rest in enumerate(others)]
    return [dearest, dearest[::-1], *first, *last]


def _saved_by_one(pool: Any, demand: Decimal, allowance: Decimal) -> Decimal:
    """What a free unit saves in *pool*, on the average over all that it could get."""
    part = min(demand, allowance)
    tariff: Tariff = pool.price.tariff
    saved: Decimal = tariff.cost(pool.quantity) - tariff.cost(pool.quantity - part)
    return divided(saved, part)


def _in_order(bill: Estimate[Decimal], scarce: list[Grant], order: list[int]) -> tuple[Sequence[Charge[Decimal]], Decimal]:
    """The charges, and the total, if the *scarce* allowances are used up in *order*."""
    served = [grant.allowance for grant in scarce]

    def hand(grant: Grant) -> list[Any]:
        if any(grant.allowance is one for one in served):
            return in_turn(grant.demands, grant.allowance.quantity, order)
        return granted(grant.demands, grant.allowance.quantity)

    scenario = bill.scenario
    handed = handed_out(bill.pools, bill.prices, scenario.free_tier, scenario.day, hand)
    free = free_of(bill.pools, handed)
    spending = spent(scenario.savings_plan, scenario.hours, bill.pools, free, bill.prices)
    charges, lines = invoiced(scenario, bill.pools, free, spending)
    return charges, total([one.billed_cost for one in (*charges, *lines)])


def _spans(bills: Sequence[tuple[Sequence[Charge[Decimal]], Decimal]], meter: str) -> dict[tuple[str, str, str], Span]:
    costs: dict[tuple[str, str, str], list[Decimal]] = {}
    for charges, _ in bills:
        for charge in charges:
            if charge.meter == meter:
                costs.setdefault((charge.resource, charge.meter, charge.choice), []).append(charge.billed_cost)
    totals = [one for _, one in bills]
    return {key: Span(min(found), max(found), min(totals), max(totals)) for key, found in costs.items()}
