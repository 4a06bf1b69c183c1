"""Each resource measured: what AWS counts for it in the month."""

from __future__ import annotations

from functools import cache, reduce
from operator import add
from typing import TYPE_CHECKING, Any, Generic, NamedTuple

from lambda_cost.errors import Problem, ScenarioError
from lambda_cost.numbers.quantity import ROUNDING_SHARE, N, is_exact, is_negative

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.scenario.scenario import Scenario
    from lambda_cost.services.described import Described, Resource


class MeteredUsage(NamedTuple, Generic[N]):
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
    eligible: N
    """The part of the quantity that the free tier can cover."""
    allowed: N
    """The quantity without what its features exclude from the free tier, even if the resource has no free tier."""

    @property
    def price_key(self) -> tuple[str, str, str]:
        """What its price is found by: meter, region and choice."""
        return self.meter, self.region, self.choice


def meter_resources(scenario: Scenario[N], book: PriceBook) -> list[MeteredUsage[N]]:
    """What every resource of *scenario* uses in the month.

    What a feature adds to a meter of its resource, such as the init time of cold starts to its
    duration, is one usage with it.

    Raises:
        ScenarioError: if features take away more than there is.
    """
    found: list[MeteredUsage[N]] = []
    problems: list[Problem] = []
    for resource in scenario.in_month():
        for one in meter_resource(resource, scenario, book):
            found.append(one)
            is_below = is_negative(one.quantity) or (one.allowed is not one.quantity and is_negative(one.allowed))
            if is_below and not _is_rounding(one, resource, scenario.day, book):
                message = f"uses less than nothing of {one.meter}; its features take away more than there is"
                problems.append(Problem(one.resource, message))
    if problems:
        raise ScenarioError(problems)
    return found


def meter_resource(resource: Resource[N], scenario: Scenario[N], book: PriceBook) -> Iterator[MeteredUsage[N]]:
    """The usages of one resource, with its features."""
    used: dict[tuple[str, str], N] = {}
    for _, meter, choice, quantity in metered_quantities(resource, scenario.day, book):
        key = (meter, choice)
        used[key] = used[key] + quantity if key in used else quantity
    not_free: dict[str, N] = {}
    for feature in resource.features:
        if feature.billed_on(scenario.day):
            not_free |= {full_name(feature.address, name): quantity for name, quantity in feature.not_free(resource).items()}
    path, region, keeps_free_tier = resource.path, resource.region or scenario.region, resource.keeps_free_tier
    for (meter, choice), quantity in used.items():
        allowed: N = quantity - not_free[meter] if meter in not_free else quantity
        loses_free_tier = not keeps_free_tier and meter.startswith(f"{resource.address}.")
        eligible = quantity * 0 if loses_free_tier else allowed
        yield MeteredUsage(path, meter, region, choice, quantity, eligible, allowed)


def _is_rounding(usage: MeteredUsage[Any], resource: Resource[Any], day: date, book: PriceBook) -> bool:
    """Whether *usage* of *resource* is less than nothing only because floats are rounded, by a share of what is added up."""
    if is_exact(usage.quantity):
        return False
    parts = [abs(quantity) for _, meter, _, quantity in metered_quantities(resource, day, book) if meter == usage.meter]
    error = reduce(add, parts) * ROUNDING_SHARE
    return not is_negative(usage.quantity + error) and not is_negative(usage.allowed + error)


def metered_quantities(resource: Resource[N], day: date, book: PriceBook) -> Iterator[tuple[Described[N], str, str, N]]:
    """What AWS counts for *resource* and for each of its features that is billed on *day*.

    Yields:
        The thing that meters, the meter's full name, what selects its price, and the quantity.
    """
    yield from _metered(resource, resource, resource.meter(), book)
    for feature in resource.features:
        if feature.billed_on(day):
            yield from _metered(feature, resource, feature.meter(resource), book)


def _metered(
    thing: Described[N], resource: Resource[N], meters: dict[str, N], book: PriceBook
) -> Iterator[tuple[Described[N], str, str, N]]:
    """What `metered_quantities` yields of *thing*, which is *resource* or a feature of it, and has these *meters*."""
    address = thing.address
    for name, quantity in meters.items():
        meter = full_name(address, name)
        by = book.meter(meter).by
        # the value of the field called `by`, of the thing itself or of its resource
        choice = str(getattr(thing, by, None) or getattr(resource, by)) if by else ""
        yield thing, meter, choice, quantity


@cache
def full_name(address: str, name: str) -> str:
    """The full name of the meter that the thing at *address* calls *name*; one with a dot belongs to its sibling."""
    return f"{address.partition('.')[0]}.{name}" if "." in name else f"{address}.{name}"
