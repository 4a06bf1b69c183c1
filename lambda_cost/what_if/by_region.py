"""One scenario in every region: where it costs least, and where it has no price."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.bill.estimate import estimate
from lambda_cost.errors import MissingPriceError, ScenarioError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.regions import Region
    from lambda_cost.scenario.scenario import Scenario


class Place(NamedTuple):
    """What a scenario costs in one region, or why that is not known."""

    region: Region
    """Where."""
    bill: Estimate[Decimal] | None
    """Its bill there; None if a price is missing."""
    why: str
    """What is missing; empty if nothing is."""


def everywhere(scenario: Scenario[Any], book: PriceBook) -> list[Place]:
    """What *scenario* costs in each region of *book*, the cheapest first.

    Resources that name no region of their own move; the others stay where they are.  Regions whose bill is in
    another currency than that of the scenario's own region come after those, and last those without a price.
    """
    places = [_place(scenario, region, book) for region in book.regions.values()]
    own = book.region(scenario.region).currency
    return sorted(places, key=lambda place: _rank(place, own))


def staying(scenario: Scenario[Any]) -> Sequence[str]:
    """The resources of *scenario* that name a region of their own, and so stay there."""
    return [f"{one.path} in {one.region}" for one in scenario.resources if one.region]


def _place(scenario: Scenario[Any], region: Region, book: PriceBook) -> Place:
    try:
        return Place(region, estimate(scenario.in_region(region.code), book), "")
    except MissingPriceError as error:
        return Place(region, None, error.why)
    except ScenarioError as error:
        return Place(region, None, str(error))


def _rank(place: Place, own: str) -> tuple[Any, ...]:
    if place.bill is None:
        return (2, "", 0, place.region.code)
    return (int(place.bill.currency != own), place.bill.currency, place.bill.total, place.region.code)
