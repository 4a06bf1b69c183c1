"""Each resource measured: what AWS counts for it in the month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NamedTuple

from lambda_cost.quantity import N

if TYPE_CHECKING:
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.scenario.scenario import Scenario
    from lambda_cost.services.described import Described, Resource


class Usage(NamedTuple, Generic[N]):
    """What one resource uses of one meter."""

    resource: str
    """Path of the resource: `functions.checkout`."""
    meter: str
    """Full name of the meter: `aws_lambda.function.duration`."""
    region: str
    """Where it is used."""
    choice: str
    """What selects among the meter's prices; empty if nothing does."""
    quantity: N
    """Consumed quantity in the month."""
    free_tier: bool
    """Whether it takes part in the free tier."""


def metered(scenario: Scenario[N], book: PriceBook) -> list[Usage[N]]:
    """What every resource of *scenario* uses in the month.

    What a feature adds to a meter of its resource, such as the init time of cold starts to its
    duration, is one usage with it.
    """
    found: dict[tuple[str, str, str], Usage[N]] = {}
    for resource in scenario.in_month():
        region = resource.region or scenario.region
        counts: list[tuple[Described[N], dict[str, N]]] = [(resource, resource.meter())]
        counts += [(feature, feature.meter(resource)) for feature in resource.features if feature.billed_on(scenario.day)]
        for thing, meters in counts:
            for name, quantity in meters.items():
                meter = full_name(thing, name)
                choice = _choice(book.meter(meter).by, thing, resource)
                key = (resource.path, meter, choice)
                total = found[key].quantity + quantity if key in found else quantity
                found[key] = Usage(resource.path, meter, region, choice, total, resource.free_tier)
    return list(found.values())


def full_name(thing: Described[Any], name: str) -> str:
    """The full name of the meter that *thing* calls *name*; one with a dot belongs to its sibling."""
    address = thing.address
    return f"{address.partition('.')[0]}.{name}" if "." in name else f"{address}.{name}"


def _choice(by: str, thing: Described[Any], resource: Resource[Any]) -> str:
    """The value of the field called *by*, of the thing itself or of its resource."""
    return str(getattr(thing, by, None) or getattr(resource, by)) if by else ""
