"""Recommendations where numbers are ranges: each that helps the likely bill, with the draws that still exceed the budget."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lambda_cost.bill.estimate import estimate
from lambda_cost.errors import ScenarioError
from lambda_cost.scenario.spreads import Spreads
from lambda_cost.what_if.budget.savings import recommendations
from lambda_cost.what_if.sweep.uncertainty import DEFAULT_DRAWS, uncertain_of_spreads
from lambda_cost.what_if.variants import varied_documents

if TYPE_CHECKING:
    from decimal import Decimal

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.what_if.budget.savings import Recommendation
    from lambda_cost.what_if.sweep.uncertainty import Uncertain


class UncertainRecommendation(NamedTuple):
    """One change, and what the draws are with it."""

    recommendation: Recommendation
    """The change, with the total of the likely inputs."""
    high: float
    """The 95th percentile with it."""
    chance_exceeded: float
    """The share of draws that still exceed the budget, from 0 to 1."""


def recommendations_under_uncertainty(
    uncertain: Uncertain, spreads: Spreads, budget: Decimal, prices: PriceBook
) -> list[UncertainRecommendation]:
    """What would make *uncertain*, the draws of *spreads*, cheaper; the least high percentile first.

    Only what lowers the bill of the likely inputs is tried, with the same seed, and no more draws than are usual.
    A change that leaves out what is a range, or that draws cannot have, is none.
    """
    cheaper: list[UncertainRecommendation] = []
    draws = min(len(uncertain.totals), DEFAULT_DRAWS)
    for recommendation in recommendations(estimate(uncertain.scenario, prices), prices):
        ((doc, dropped),) = varied_documents(spreads.document, recommendation.changes).values()
        try:
            redrawn = uncertain_of_spreads(Spreads(doc, spreads.found), draws=draws, seed=uncertain.seed, prices=prices)
        except ScenarioError:
            continue
        if redrawn.high < uncertain.high:
            change = recommendation._replace(dropped=dropped)
            cheaper.append(UncertainRecommendation(change, redrawn.high, redrawn.chance_above(budget)))
    return sorted(cheaper, key=lambda candidate: candidate.high)
