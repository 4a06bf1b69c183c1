"""Pools turned into charges: apply allowances and tiers to each pool, then share the cost out to resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.bill.charge import Charge, TierCost
from lambda_cost.bill.free_tier import allocate_in_proportion
from lambda_cost.bill.pool import add_up
from lambda_cost.bill.savings_plan import Coverage
from lambda_cost.bill.shares import split_by_rows_and_columns, split_in_proportion
from lambda_cost.numbers.quantity import N, constant, is_exact, is_nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date
    from decimal import Decimal

    from lambda_cost.bill.pool import Pool
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.prices.savings_plans import PlanRate
    from lambda_cost.prices.table import Allowance


class Allocation(NamedTuple):
    """One allowance, and what each pool gets of it."""

    allowance: Allowance
    """What is free."""
    pool_indices: list[int]
    """The pools that it is for."""
    demands: list[Any]
    """What of each of them takes part, in pricing units."""
    parts: list[Any]
    """What of that is free."""


def free_quantities(pools: Sequence[Pool[N]], book: PriceBook, offer: str, day: date) -> list[Any]:
    """What of each of *pools* is free under *offer* on *day*, in pricing units; 0 where nothing is."""
    return add_up_allocations(pools, allocate_allowances(pools, book, offer, day))


def add_up_allocations(pools: Sequence[Pool[N]], allocations: Iterable[Allocation]) -> list[Any]:
    """What of each of *pools* is free after all *allocations*."""
    result: list[Any] = [0] * len(pools)
    for allocation in allocations:
        for index, part in zip(allocation.pool_indices, allocation.parts, strict=True):
            result[index] = result[index] + part
    return result


def allocate_allowances(
    pools: Sequence[Pool[N]], book: PriceBook, offer: str, day: date, allocate: Callable[[Allocation], list[Any]] | None = None
) -> list[Allocation]:
    """Every allowance under *offer* on *day*, and what each of *pools* gets of it.

    Args:
        pools: all usage of the account.
        book: which has the allowances.
        offer: `always`, `first_year` or `none`.
        day: whose allowances hold.
        allocate: says the parts of an allocation; by default they are in proportion to the usage.
    """
    found: list[Allocation] = []
    for meter in {pool.meter: None for pool in pools}:
        before: list[Allocation] = []
        for allowance in book.allowances(meter, offer, day):
            pool_indices = [
                index
                for index, pool in enumerate(pools)
                if pool.meter == meter and book.region(pool.region).partition in allowance.partitions
            ]
            given = add_up_allocations(pools, before)
            demands: list[Any] = [add_up(pools[index].eligible) - given[index] for index in pool_indices]
            allocation = Allocation(allowance, pool_indices, demands, [])
            if pool_indices:
                before.append(
                    allocation._replace(
                        parts=allocate(allocation) if allocate else allocate_in_proportion(demands, allowance.quantity)
                    )
                )
        found += before
    return found


NOT_COVERED = Coverage(0, None)


def charges_of_pool(pool: Pool[N], free: Any, cover: Coverage = NOT_COVERED) -> list[Charge[N]]:
    """The charges of *pool*, one for each usage, when *free* units of it are free and *cover* is committed.

    What is free comes off before the tiers begin (rule A-12); what a Savings Plan covers fills them from
    the bottom, so that what stays on demand has the price of the tiers that the month's usage reaches.
    """
    demands = pool.quantities
    zeros = [0 * demands[0]] * len(demands) if is_exact(pool.quantity) else [0 * demand for demand in demands]
    free_parts: list[Any] = zeros if is_nothing(free) else split_in_proportion(free, pool.eligible)
    nets = demands if free_parts is zeros else [demand - part for demand, part in zip(demands, free_parts, strict=True)]
    covered: list[Any] = zeros if is_nothing(cover.quantity) else split_in_proportion(cover.quantity, nets)
    paid = nets if covered is zeros else [net - part for net, part in zip(nets, covered, strict=True)]
    tiers = _tiers(pool, paid, cover.quantity)
    billed = [_cost(row) for row in tiers]
    listed = billed if paid is demands else _list_costs(pool)
    effective = billed if cover.rate is None else _with_plan(billed, covered, cover.rate)
    rows = zip(pool.usages, demands, free_parts, covered, tiers, listed, billed, effective, strict=True)
    return [
        Charge(
            usage.resource,
            pool.meter,
            pool.region,
            pool.choice,
            demand,
            free_part,
            covered_part,
            tuple([tier for tier in filled if not is_nothing(tier.quantity)]),
            list_cost,
            billed_cost,
            effective_cost,
            pool.price,
        )
        for usage, demand, free_part, covered_part, filled, list_cost, billed_cost, effective_cost in rows
    ]


def _with_plan(costs: list[Any], covered: list[Any], rate: PlanRate) -> list[Any]:
    """Each of *costs* with what its part of the commitment costs, for the units that are *covered*."""
    return [cost + part * constant(rate.price, part) for cost, part in zip(costs, covered, strict=True)]


def pool_cost(pool: Pool[N], free: Any, cover: Coverage = NOT_COVERED) -> Any:
    """What the charges of *pool* come to, without sharing it out."""
    net: Any = pool.quantity if is_nothing(free) else pool.quantity - free
    tariff = pool.price.tariff
    return tariff.cost(net) if is_nothing(cover.quantity) else tariff.cost(net) - tariff.cost(cover.quantity)


def _tiers(pool: Pool[N], quantities: Sequence[Any], below: Any) -> list[list[TierCost[Any]]]:
    """For each of *quantities*, its part of the tiers that their sum fills above what is *below*."""
    prices, cells = _split(pool, quantities, below)
    if len(prices) == 1:
        above, price, factor = prices[0]
        return [[TierCost(above, quantity, price, quantity * factor)] for quantity in quantities]
    return [
        [TierCost(above, cell, price, cell * factor) for (above, price, factor), cell in zip(prices, row, strict=True)]
        for row in cells
    ]


def _list_costs(pool: Pool[N]) -> list[Any]:
    """What each of the usages of *pool* costs at list prices, without anything free."""
    prices, cells = _split(pool, pool.quantities, 0)
    factors = [factor for _, _, factor in prices]
    if len(factors) == 1:
        return [quantity * factors[0] for quantity in pool.quantities]
    return [add_up([cell * factor for cell, factor in zip(row, factors, strict=True)]) for row in cells]


def _split(pool: Pool[N], quantities: Sequence[Any], below: Any) -> tuple[list[tuple[Decimal, Decimal, Any]], list[list[Any]]]:
    """The tiers that the sum of *quantities* fills above what is *below*, and the part of each quantity in each of them.

    A tier is where it begins, its price, and that price as the kind of number that is multiplied by it.
    """
    whole: Any = pool.quantity if quantities is pool.quantities else add_up(quantities) + below
    tariff = pool.price.tariff
    tiers = tariff.reached(whole) if is_exact(whole) else tariff.tiers
    prices = [(tier.above, tier.price, constant(tier.price, whole)) for tier in tiers]
    if len(tiers) == 1:
        return prices, [[quantity] for quantity in quantities]
    filled = [tier.share(whole) for tier in tiers]
    if not is_nothing(below):
        filled = [share - tier.share(below) for share, tier in zip(filled, tiers, strict=True)]
    return prices, split_by_rows_and_columns(filled, quantities)


def _cost(tiers: list[TierCost[Any]]) -> Any:
    return tiers[0].cost if len(tiers) == 1 else add_up([tier.cost for tier in tiers])
