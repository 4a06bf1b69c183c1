"""What a bill assumes and warns of, in sentences."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.quantity import EXACT, is_exact, is_nothing
from lambda_cost.scenario.month import USUAL_HOURS, last_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date

    from lambda_cost.bill.pool import Pool
    from lambda_cost.bill.savings_plan import PlanSpending
    from lambda_cost.bill.usage import MeteredUsage
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.scenario.scenario import Scenario

WHOLE_ACCOUNT = "Free tier and price tiers are those of one account (or organisation) that uses only what is described here."
IN_PROPORTION = "The free tier is split over regions and architectures in proportion to usage; AWS does not publish the order."
ONE_FREE_TIER = "Commercial regions and GovCloud share one free tier here; AWS does not publish whether they do."
BEFORE_TIERS = "The free tier is deducted before the price tiers begin, as in AWS's pricing calculator."
LEFT_OUT = "Not included: "
"""The beginning of the sentence that says what a bill leaves out."""
OFTEN_USED_WITH = {"logs": "cloudwatch.logs", "data transfer": "data_transfer", "traces": "xray", "NAT gateways": "vpc"}
"""Costs that usually come with functions and APIs, and the beginning of their meters' names."""
FLAT_MONTH = "A Savings Plan applies hour by hour; every hour of the month is assumed to have the same usage."
SPREAD = "The upfront payment of the Savings Plan is spread evenly over its term."
PLAN_TIERS = (
    "Usage that the Savings Plan covers counts towards the price tiers; the rest is priced at the tiers that it reaches."
)


def assumptions(scenario: Scenario[Any], pools: Sequence[Pool[Any]], free: Sequence[Any], book: PriceBook) -> list[str]:
    """The assumptions to show with the bill, each once."""
    return list(dict.fromkeys([*scenario.assumptions, *_books(pools, book), *_assumptions(scenario, pools, free, book)]))


def _assumptions(scenario: Scenario[Any], pools: Sequence[Pool[Any]], free: Sequence[Any], book: PriceBook) -> Iterator[str]:
    for resource in scenario.resources:
        for thing in (resource, *resource.features):
            yield from thing.assumptions()
        for feature in resource.features:
            if not feature.billed_on(scenario.day):
                yield f"{resource.path}.{feature.path} is not billed on {scenario.day}."
    yield from of_month(scenario, scenario.resources)
    yield from of_pools(scenario, pools, free, book)
    yield left_out_of([pools])


def left_out_of(bills: Collection[Sequence[Pool[Any]]]) -> str:
    """A sentence about what no bill includes, and what only some do; *bills* are the pools of each bill."""
    counts = {
        words: sum(any(pool.meter.startswith(meters) for pool in pools) for pools in bills)
        for words, meters in OFTEN_USED_WITH.items()
    }
    missing = [words for words, count in counts.items() if not count]
    partly = [words for words, count in counts.items() if 0 < count < len(bills)]
    more = f"; included in some of them only: {', '.join(partly)}" if partly else ""
    return f"{LEFT_OUT}{', '.join([*missing, 'taxes'])}, and other services that are called{more}."


def of_unpriced(usages: Iterable[MeteredUsage[Any]], pools: Iterable[Pool[Any]], day: date) -> Iterator[str]:
    """The meters of *usages* without a price on *day*: they are in none of *pools*, because nothing of them is used."""
    priced = {(pool.meter, pool.region, pool.choice) for pool in pools}
    for meter, region, choice in dict.fromkeys(usage.price_key for usage in usages if usage.price_key not in priced):
        yield f"{meter}{choice and f' ({choice})'} in {region} has no price on {day}: no line, as none of it is used."


def of_month(scenario: Scenario[Any], resources: Iterable[Any]) -> Iterator[str]:
    """How long the month is, where that matters to *resources*."""
    if any(resource.for_month(scenario.hours) is not resource for resource in resources):
        usual = ", as in AWS's pricing calculator" if scenario.hours == USUAL_HOURS else ""
        yield f"The month has {scenario.hours} hours{usual}."


def of_pools(scenario: Scenario[Any], pools: Sequence[Pool[Any]], free: Sequence[Any], book: PriceBook) -> Iterator[str]:
    """What is assumed of *pools* and their *free* quantities: the free tier, the price tiers, and notes on prices."""
    given = [pool for pool, part in zip(pools, free, strict=True) if not is_nothing(part)]
    if given or any(len(pool.price.tariff.tiers) > 1 for pool in pools):
        yield WHOLE_ACCOUNT
    if len({pool.meter for pool in given}) < len(given):
        yield IN_PROPORTION
    if len({book.region(pool.region).partition for pool in given}) > 1:
        yield ONE_FREE_TIER
    if any(
        is_exact(pool.quantity) and len(pool.price.tariff.tiers) > 1 and pool.quantity > pool.price.tariff.breakpoints[0]
        for pool in given
    ):
        yield BEFORE_TIERS
    for pool in pools:
        if pool.price.note:
            yield f"{pool.meter} in {pool.region}: {pool.price.note}"
        offers = book.allowances(pool.meter, scenario.free_tier, scenario.day)
        partition = book.region(pool.region).partition
        if offers and not any(partition in offer.partitions for offer in offers):
            yield f"No free tier in {pool.region}: AWS publishes no free amount of {pool.meter} for {partition}."


def _books(pools: Sequence[Pool[Any]], book: PriceBook) -> Iterator[str]:
    """Which prices are not those of the bundled price book."""
    for name, count in Counter(pool.price.book for pool in pools if pool.price.book).items():
        if book.refreshed and name == book.refreshed.name:
            day = book.refreshed.refreshed
            yield f"{count} of {len(pools)} prices come from AWS's price lists, fetched by `prices refresh` on {day}."
        else:
            yield f"{count} of {len(pools)} prices come from the price book {name} instead of AWS's list prices."


def plan_assumptions(scenario: Scenario[Any], pools: Sequence[Pool[Any]], spending: PlanSpending) -> Iterator[str]:
    """What is assumed of a Savings Plan."""
    if scenario.savings_plan is None:
        return
    yield FLAT_MONTH
    if scenario.savings_plan.payment == "all_upfront":
        yield SPREAD
    both = zip(pools, spending.covers, strict=True)
    covered = [(pool, cover) for pool, cover in both if cover.rate and not is_nothing(pool.quantity)]
    if any(len(pool.price.tariff.tiers) > 1 for pool, _ in covered):
        yield PLAN_TIERS
    for pool, cover in covered:
        if cover.rate and not cover.rate.published and cover.rate.saving:
            percent = f"{cover.rate.saving.scaleb(2, EXACT):f}".rstrip("0").rstrip(".")
            yield (
                f"No published Savings Plan rate was found for {pool.meter} ({pool.choice}) in {pool.region};"
                f" it is assumed to be {percent} % below the on-demand price, as AWS states for Lambda."
            )


def warnings(scenario: Scenario[Any], pools: Sequence[Pool[Any]]) -> list[str]:
    """What a reader must know before believing the bill, each once."""
    return list(dict.fromkeys([*scenario.warnings, *_of_resources(scenario), *_changes(scenario, pools)]))


def _of_resources(scenario: Scenario[Any]) -> Iterator[str]:
    """What the resources themselves warn of."""
    for resource in scenario.resources:
        yield from resource.warnings()


def _changes(scenario: Scenario[Any], pools: Sequence[Pool[Any]]) -> Iterator[str]:
    """Prices that change within the month."""
    first, last = scenario.day.replace(day=1), last_of(scenario.day)
    for pool in pools:
        for day in (pool.price.since if pool.price.follows else None, pool.price.next_since):
            if day and first < day <= last:
                yield (
                    f"The price of {pool.meter} in {pool.region} changes on {day}, within the month;"
                    f" this bill uses the price of {scenario.day} for the whole month."
                )
