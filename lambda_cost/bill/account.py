"""The account's month before it is rated: measured, pooled, reduced by the free tier and commitments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.bill.pool import pool_usages
from lambda_cost.bill.rating import free_quantities
from lambda_cost.bill.savings_plan import spend_commitment
from lambda_cost.bill.usage import meter_resources
from lambda_cost.errors import LambdaCostError, MissingPriceError, Problem, ScenarioError, shown
from lambda_cost.numbers.quantity import is_exact, is_zero_throughout

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lambda_cost.bill.pool import Pool
    from lambda_cost.bill.savings_plan import PlanSpending
    from lambda_cost.bill.usage import MeteredUsage
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.prices.price import Price
    from lambda_cost.scenario.scenario import Scenario

ALL = 100
"""Percent: more cannot be taken off."""


class Account(NamedTuple):
    """What a bill and its total are both made of."""

    scenario: Scenario[Any]
    """What was measured, its numbers of one kind."""
    usages: tuple[MeteredUsage[Any], ...]
    """What AWS counts, by resource and meter."""
    pools: tuple[Pool[Any], ...]
    """That usage added up over the account, with its prices."""
    free: tuple[Any, ...]
    """What of each pool is free, in pricing units."""
    spending: PlanSpending
    """What a Savings Plan covers of each pool, and what of it is unused."""
    currency: str
    """ISO 4217 code of every amount."""


def account(scenario: Scenario[Any], book: PriceBook) -> Account:
    """The account's month of *scenario* at the prices of *book*; call it within `exactly()`.

    Raises:
        ScenarioError: if a region is unknown, or resources are priced in different currencies.
        IncompleteScenarioError: if a number is still unknown.
        MissingPriceError: if a price is not sold, not published or not known; all of them at once.
    """
    _check_regions(scenario, book)
    _check_discounts(scenario, book)
    promoted_to_common_kind = scenario.promoted_to_common_kind()
    usages = meter_resources(promoted_to_common_kind, book)
    by_price: dict[tuple[str, str, str], list[MeteredUsage[Any]]] = {}
    for usage in usages:
        by_price.setdefault(usage.price_key, []).append(usage)
    prices = _prices(usages, by_price, book, scenario)
    pools = [pool_usages(by_price[key], price) for key, price in prices.items()]
    _check_free_tier(scenario, pools, book)
    free = free_quantities(pools, book, scenario.free_tier, scenario.day)
    spending = spend_commitment(promoted_to_common_kind.savings_plan, promoted_to_common_kind.hours, pools, free, book)
    return Account(promoted_to_common_kind, tuple(usages), tuple(pools), tuple(free), spending, _currency(pools))


def _check_free_tier(scenario: Scenario[Any], pools: Sequence[Pool[Any]], book: PriceBook) -> None:
    """Refuse an offer that no account can have on the day of *scenario*, where it would take something off."""
    for pool in pools:
        for offer in book.allowances(pool.meter, scenario.free_tier, scenario.day):
            applies = book.region(pool.region).partition in offer.partitions
            if applies and offer.until and scenario.day > offer.until:
                message = (
                    f"is {scenario.free_tier}, which no account has after {offer.until}: it is for the first twelve months of"
                    f" accounts opened before 2025-07-15, and the prices are of {scenario.day}; allowed: always, none"
                )
                raise ScenarioError([Problem("free_tier", message)])


def _check_regions(scenario: Scenario[Any], book: PriceBook) -> None:
    named = {scenario.region: "region"} if any(not resource.region for resource in scenario.resources) else {}
    named |= {resource.region: f"{resource.path}.region" for resource in scenario.resources if resource.region}
    problems: list[Problem] = []
    for region, field in named.items():
        try:
            book.region(region)
        except ValueError as error:
            problems.append(Problem(field, str(error)))
    if problems:
        raise ScenarioError(problems)


def _check_discounts(scenario: Scenario[Any], book: PriceBook) -> None:
    """Refuse discounts of meters that there are not, and more than all of a meter's cost taken off."""
    problems: list[Problem] = []
    for discount in scenario.discounts:
        try:
            if discount.meter:
                book.meter(discount.meter)
        except LambdaCostError as error:
            problems.append(Problem(f"{discount.path}.meter", f"is {shown(discount.meter)}: {error}"))
        also = [other for other in scenario.discounts if other.covers(discount.meter or f"{discount.service}.", scenario.day)]
        off = [other.percent for other in also if is_exact(other.percent)]
        if off and sum(off) > ALL:
            names = ", ".join(other.name for other in also)
            problems.append(Problem(f"{discount.path}.percent", f"makes {sum(off)} % with {names}; allowed: {ALL} % in all"))
    if problems:
        raise ScenarioError(problems)


def _prices(
    usages: Sequence[MeteredUsage[Any]], by_price: Iterable[tuple[str, str, str]], book: PriceBook, scenario: Scenario[Any]
) -> dict[tuple[str, str, str], Price]:
    """The price of each meter, region and choice of *usages*; none where there is none and nothing is used."""
    found: dict[tuple[str, str, str], Price] = {}
    errors: dict[tuple[str, str, str], MissingPriceError] = {}
    for key in by_price:
        try:
            found[key] = book.price(*key, scenario.day)
        except MissingPriceError as error:
            errors[key] = error
    missing: list[tuple[MissingPriceError, str]] = []
    for usage in usages if errors else ():
        if usage.price_key in errors and not is_zero_throughout(usage.quantity):
            home = scenario.source_locations.get(usage.resource, "")
            missing.append((errors[usage.price_key], f"{home}: {usage.resource}" if home else usage.resource))
    if missing:
        first = missing[0][0]
        lines = dict.fromkeys(f"{resource}: {error}" for error, resource in missing)
        why = "; ".join(dict.fromkeys(error.why for error, _ in missing))
        raise MissingPriceError("\n".join(lines), meter=first.meter, region=first.region, day=first.day, why=why)
    return found


def _currency(pools: Sequence[Pool[Any]]) -> str:
    users = {pool.price.currency: f"{pool.usages[0].resource} ({pool.region}) in {pool.price.currency}" for pool in pools}
    if len(users) > 1:
        message = f"needs two bills, as a bill has one currency: {', '.join(users.values())}"
        raise ScenarioError([Problem("the scenario", message)])
    return next(iter(users), "USD")
