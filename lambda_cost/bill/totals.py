"""The short way to a total: by the same rules, without giving each charge back to who caused it.

A bill shares every pool out to its resources, at list prices too, tier by tier.  A sweep of ten million
bills asks for none of that.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from lambda_cost.bill.account import account
from lambda_cost.bill.lines import discount_lines, plan_lines
from lambda_cost.bill.pool import total
from lambda_cost.bill.rating import cost
from lambda_cost.prices.book import PriceBook
from lambda_cost.quantity import exactly, trimmed

if TYPE_CHECKING:
    from lambda_cost.bill.lines import Billed
    from lambda_cost.scenario.scenario import Scenario


class PoolCost(NamedTuple):
    """What all charges of one pool come to."""

    meter: str
    """Full name of the meter."""
    billed_cost: Any
    """What is invoiced."""


@overload
def total_of(scenario: Scenario[Decimal | float], prices: PriceBook | None = None) -> Decimal: ...
@overload
def total_of(scenario: Scenario[Any], prices: PriceBook | None = None) -> Any: ...


def total_of(scenario: Scenario[Any], prices: PriceBook | None = None) -> Any:
    """What *scenario* is billed in all: `estimate(scenario).total`, to the last digit, in less time.

    Args:
        scenario: what is used; with an array among its numbers, one total for each element.
        prices: the price book; by default the one that comes with lambda-cost.

    Raises:
        ScenarioError: if a region is unknown, or resources are priced in different currencies.
        IncompleteScenarioError: if a number is still unknown.
        MissingPriceError: if a price is not sold, not published or not known; all of them at once.
    """
    with exactly():
        found = [one.billed_cost for one in _billed(scenario, prices)]
        return trimmed(total(found)) if found else Decimal(0)


def totals_by_meter(scenario: Scenario[Any], prices: PriceBook | None = None) -> dict[str, Any]:
    """What each meter of *scenario* is billed, by its full name; commitments and discounts are meters of their own.

    Raises:
        ScenarioError: as `total_of`.
        MissingPriceError: as `total_of`.
    """
    groups: dict[str, list[Any]] = {}
    with exactly():
        for one in _billed(scenario, prices):
            groups.setdefault(one.meter, []).append(one.billed_cost)
        return {meter: trimmed(total(costs)) for meter, costs in groups.items()}


def _billed(scenario: Scenario[Any], prices: PriceBook | None) -> list[Billed]:
    """What the lines of the bill come to, one for each pool."""
    month = account(scenario, prices or PriceBook.bundled())
    rows = zip(month.pools, month.free, month.spending.covers, strict=True)
    costs = [PoolCost(pool.meter, cost(pool, free, cover)) for pool, free, cover in rows]
    return [*costs, *plan_lines(month.scenario, month.spending), *discount_lines(month.scenario, costs)]
