"""One scenario in every region: where it costs least, and where it has no price."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.bill.estimate import estimate
from lambda_cost.errors import MissingPriceError, ScenarioError
from lambda_cost.numbers.text import decimal_text
from lambda_cost.prices.book import PriceBook

if TYPE_CHECKING:
    from decimal import Decimal

    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.regions import Region
    from lambda_cost.scenario.scenario import Scenario


class RegionCost(NamedTuple):
    """What a scenario costs in one region, or what is missing there."""

    region: Region
    """Where."""
    bill: Estimate[Decimal] | None
    """Its bill there; None if a price is missing."""
    missing_reason: str
    """What is missing; empty if nothing is."""

    def to_dict(self) -> dict[str, Any]:
        """It as plain data; the total is text, to the last digit, and None where a price is missing."""
        return {
            "region": self.region.code,
            "name": self.region.name,
            "total": self.bill and decimal_text(self.bill.total),
            "currency": self.bill and self.bill.currency,
            "missing_reason": self.missing_reason,
        }


def cost_by_region(scenario: Scenario[Any], prices: PriceBook | None = None, *, partition: str = "") -> list[RegionCost]:
    """What *scenario* costs in each region, the cheapest first.

    Resources that name no region of their own move; the others stay where they are.  Regions whose bill is in
    another currency than that of the scenario's own region come after those, and last those without a price.

    Args:
        scenario: what is used.
        prices: the price book; by default the one that comes with lambda-cost.
        partition: only the regions of it: `aws`, `aws-cn`, `aws-us-gov`; by default all.

    Raises:
        ScenarioError: if the scenario's own region is unknown.
    """
    book = prices or PriceBook.bundled()
    regions = [region for region in book.regions.values() if partition in {"", region.partition}]
    own = book.region(scenario.region).currency
    return sorted((_cost_in(region, scenario, book) for region in regions), key=lambda cost: _rank(cost, own))


def pinned_resources(scenario: Scenario[Any]) -> list[str]:
    """The resources of *scenario* that name a region of their own, and so stay there, with it."""
    return [f"{resource.path} in {resource.region}" for resource in scenario.resources if resource.region]


def _cost_in(region: Region, scenario: Scenario[Any], book: PriceBook) -> RegionCost:
    try:
        return RegionCost(region, estimate(scenario.in_region(region.code), book), "")
    except MissingPriceError as error:
        return RegionCost(region, None, error.why)
    except ScenarioError as error:
        return RegionCost(region, None, str(error))


def _rank(cost: RegionCost, own_currency: str) -> tuple[Any, ...]:
    if cost.bill is None:
        return (2, "", 0, cost.region.code)
    return (int(cost.bill.currency != own_currency), cost.bill.currency, cost.bill.total, cost.region.code)
