"""What would keep a budget in more of the months that may come: each lever of the likely bill, drawn anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lambda_cost.bill.estimate import estimate
from lambda_cost.errors import ScenarioError
from lambda_cost.scenario.spreads import Spreads
from lambda_cost.what_if.budget.savings import levers
from lambda_cost.what_if.sweep.uncertainty import DRAWS, of_spreads
from lambda_cost.what_if.variants import documents

if TYPE_CHECKING:
    from decimal import Decimal

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.what_if.budget.savings import Lever
    from lambda_cost.what_if.sweep.uncertainty import Uncertain


class Relief(NamedTuple):
    """One change, and what the draws are with it."""

    lever: Lever
    """The change, with the total of the likely inputs."""
    high: float
    """The 95th percentile with it."""
    chance: float
    """The share of draws that still pass the budget."""


def reliefs(found: Uncertain, spreads: Spreads, budget: Decimal, prices: PriceBook) -> list[Relief]:
    """What would make *found* cheaper, the draws of *spreads*, the least high percentile first.

    Only what lowers the bill of the likely inputs is tried, with the same seed, and no more draws than are usual.
    A change that leaves out what is a range, or that draws cannot have, is none.
    """
    result: list[Relief] = []
    for lever in levers(estimate(found.scenario, prices), prices):
        ((doc, dropped),) = documents(spreads.document, lever.changes).values()
        try:
            again = of_spreads(Spreads(doc, spreads.found), draws=min(len(found.totals), DRAWS), seed=found.seed, prices=prices)
        except ScenarioError:
            continue
        if again.high < found.high:
            result.append(Relief(lever._replace(dropped=dropped), again.high, again.chance_above(budget)))
    return sorted(result, key=lambda one: one.high)
