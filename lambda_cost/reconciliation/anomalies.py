"""What looks unusual on a bill: nothing of it is an error, each has its rows and its amount."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from lambda_cost.invoices.pools import add_up
from lambda_cost.numbers.quantity import divided
from lambda_cost.numbers.text import decimal_text, percent, quantity
from lambda_cost.reconciliation.billed import BASELINE_DAYS, DURATION, MIN_ANOMALY_COST
from lambda_cost.reconciliation.unusual_resources import find_unusual_resources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from lambda_cost.invoices.pools import LinePool
    from lambda_cost.reconciliation.billed import BilledMonth
    from lambda_cost.reconciliation.rating import MeteredUsage

X86, ARM = "x86_64", "arm64"
MAX_SHUTDOWN_SHARE = Decimal("0.05")
"""The share of a bill's duration that shutdowns of extensions have before it is said."""
NEARLY = Decimal("0.8")
"""The share of the way to the next tier from which on that is said."""


def find_anomalies(billed: BilledMonth) -> Iterator[dict[str, Any]]:
    """What is unusual, each with its kind, what it is about, its rows, an amount in the bill's currency, and a sentence."""
    for look in (
        _free_tier,
        _tiers,
        _rates_that_changed,
        _shutdowns,
        _new_usage,
        _no_arm64,
        _unused_plans,
        find_unusual_resources,
    ):
        yield from look(billed)


def _about(usage: MeteredUsage) -> str:
    return " ".join(filter(None, (usage.key.meter, usage.key.choice, "in", usage.key.region)))


def _free_tier(billed: BilledMonth) -> Iterator[dict[str, Any]]:
    """The day on which the free tier was used up."""
    for usage in billed.usages:
        paid_days = [pool.key.day for pool in usage.pools if pool.key.rate]
        free_days = [pool.key.day for pool in usage.pools if pool.key.rate == 0]
        if paid_days and free_days and max(paid_days) > max(free_days):
            text = f"the free tier was used up on {max(free_days)}"
            free = [pool for pool in usage.pools if pool.key.rate == 0]
            entry = billed.anomaly("free_tier_used_up", _about(usage), text, free)
            yield entry | {"day": max(free_days).isoformat(), "quantity": decimal_text(usage.free)}
    for allowance in billed.allowances:
        used, days = allowance.used, {pool.key.day for usage in allowance.usages for pool in usage.pools}
        all_free = all(usage.free == usage.quantity for usage in allowance.usages)
        if all_free and allowance.is_for_all and NEARLY * allowance.quantity <= used <= allowance.quantity and days:
            text = f"{percent(divided(used, allowance.quantity))} of the monthly free tier was used by {max(days)}"
            pools = [pool for usage in allowance.usages for pool in usage.pools]
            yield billed.anomaly("free_tier_nearly_used_up", allowance.meter, text, pools)


def _tiers(billed: BilledMonth) -> Iterator[dict[str, Any]]:
    """A tier that is about to be reached."""
    for usage in billed.usages:
        paid = usage.quantity - usage.free
        following = next((tier for tier in usage.tariffs[-1].tiers if tier.above >= paid and tier.above), None)
        if following is not None and paid >= NEARLY * following.above:
            text = f"{quantity(paid)} are {percent(divided(paid, following.above))} of the way to the next tier's price"
            yield billed.anomaly("tier_nearly_reached", _about(usage), text, usage.pools)


def _rates_that_changed(billed: BilledMonth) -> Iterator[dict[str, Any]]:
    """A price of the tables, or a rate of the bill, that changed within the month."""
    for usage in billed.usages:
        if usage.is_priced_by_bill:
            continue
        for (before, _), (after, pool) in pairwise(zip(usage.tariffs, usage.pools, strict=True)):
            if before != after:
                text = f"its price changed on {pool.key.day}"
                yield billed.anomaly("rate_changed", _about(usage), text, usage.pools)
        rates = sorted((day, rate) for rate, days in _days_of_rates(usage).items() for day in days)
        firsts = [day for (_, before), (day, after) in pairwise(rates) if before != after]
        prices = {tier.price for tariff in usage.tariffs for tier in tariff.tiers}
        if len(firsts) == 1 and not {rate for _, rate in rates} <= prices:
            text = f"another rate was charged from {firsts[0]} on"
            yield billed.anomaly("rate_changed", _about(usage), text, [pool for pool in usage.pools if pool.key.rate])


def _days_of_rates(usage: MeteredUsage) -> dict[Decimal, set[date]]:
    days: dict[Decimal, set[date]] = {}
    for pool in usage.pools:
        if pool.key.rate:
            days.setdefault(pool.key.rate, set()).add(pool.key.day)
    return days


def _shutdowns(billed: BilledMonth) -> Iterator[dict[str, Any]]:
    for usage in billed.usages:
        shutdowns = [pool for pool in usage.pools if pool.key.operation == "Shutdown"]
        part = add_up(shutdowns, "quantity")
        if usage.key.meter == DURATION and part > usage.quantity * MAX_SHUTDOWN_SHARE:
            share = percent(divided(part, usage.quantity))
            text = f"{share} of the GB-seconds are shutdowns of extensions, which no request asks for (rule R-07)"
            yield billed.anomaly("shutdown_share", usage.key.region, text, shutdowns)


def _new_usage(billed: BilledMonth) -> Iterator[dict[str, Any]]:
    """A region that came up when the month was a week old, or a usage type in one that did not."""
    regions: dict[str, list[LinePool]] = {}
    types: dict[str, list[LinePool]] = {}
    for usage in billed.usages:
        regions.setdefault(usage.key.region, []).extend(usage.pools)
    begin = min((pool.key.day for pools in regions.values() for pool in pools), default=None)
    new = {region for region, pools in regions.items() if begin and (_first_day(pools) - begin).days >= BASELINE_DAYS}
    for usage in billed.usages:
        if begin and usage.key.region not in new and (_first_day(usage.pools) - begin).days >= BASELINE_DAYS:
            types.setdefault(usage.usage_type, []).extend(usage.pools)
    for kind, amounts in (("new_region", {region: regions[region] for region in sorted(new)}), ("new_usage_type", types)):
        for about, pools in amounts.items():
            if add_up(pools, "net_cost") > 0:
                yield billed.anomaly(kind, about, f"is first on the bill on {_first_day(pools)}", pools)


def _first_day(pools: Iterable[LinePool]) -> date:
    return min(pool.key.day for pool in pools)


def _no_arm64(billed: BilledMonth) -> Iterator[dict[str, Any]]:
    """A region where everything runs on x86, with what arm64 would take off at the same times."""
    for usage in billed.usages:
        is_alone = not any(other.key == usage.key._replace(choice=ARM) for other in billed.usages)
        if usage.key.meter == DURATION and usage.key.choice == X86 and is_alone:
            cost = add_up(usage.pools, "net_cost")
            if cost >= MIN_ANOMALY_COST:
                yield billed.anomaly("no_arm", usage.key.region, "everything runs on x86_64, and nothing on arm64", usage.pools)


def _unused_plans(billed: BilledMonth) -> Iterator[dict[str, Any]]:
    for detail in next(step.details for step in billed.steps if step.step == "plans"):
        if Decimal(detail["unused"]) > 0:
            fees = [entry.pool for entry in billed.classified if entry.pool.key.plan == detail["plan"]]
            text = "a part of the plan was used by nobody"
            yield billed.anomaly("savings_plan_unused", detail["plan"], text, fees, Decimal(detail["unused"]))
