"""Functions and APIs of a bill that look unusual."""

from __future__ import annotations

from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING, Any

from lambda_cost.invoices.pools import ZERO
from lambda_cost.numbers.quantity import divided
from lambda_cost.numbers.text import percent, quantity
from lambda_cost.reconciliation.attribution import REQUESTS, api_of, function_of
from lambda_cost.reconciliation.billed import BASELINE_DAYS, DURATION, MIN_ANOMALY_COST, cost_of, line_pools, used_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from lambda_cost.reconciliation.billed import BilledMonth
    from lambda_cost.reconciliation.scope import ClassifiedPool

CAPACITY, SERVED = "aws_lambda.provisioned_concurrency.concurrency", "aws_lambda.provisioned_concurrency.duration"
CACHE, REST = "api_gateway.cache.hours", "api_gateway.rest_api.requests"
MIN_USE = Decimal("0.1")
"""The share of provisioned capacity that is used before it is not said."""
MANY_TIMES = 10
"""How many times the requests of all others together a function's are before it is said."""
MIN_REQUESTS = Decimal(1_000_000)
"""Fewer requests are said of nobody."""
DEVIATIONS = 6
"""How many median deviations a day's cost is above the usual before it is said."""
MIN_WEEKDAYS = 3
"""How many days of one weekday tell what is usual on it."""


def find_unusual_resources(billed: BilledMonth) -> Iterator[dict[str, Any]]:
    """What is unusual of functions and APIs."""
    for look in (_days_out_of_line, _loops, _provisioned, _caches, _logs_above_function, _no_tags):
        yield from look(billed)


def _days_out_of_line(billed: BilledMonth) -> Iterator[dict[str, Any]]:
    """Days on which a function cost far more than on others of the weekday, measured by the median deviation."""
    for name, placed in billed.by_function(with_days=True).items():
        days: dict[date, list[ClassifiedPool]] = {}
        for one in placed:
            days.setdefault(one.pool.key.day, []).append(one)
        costs = {day: cost_of(rows) for day, rows in sorted(days.items())}
        if len(costs) < BASELINE_DAYS:
            continue
        for day, cost in costs.items():
            alike = [other for other in costs if other.weekday() == day.weekday()]
            alike = alike if len(alike) >= MIN_WEEKDAYS else list(costs)
            usual = median([costs[other] for other in alike])
            deviation = median([abs(costs[other] - usual) for other in alike])
            if cost - usual > MIN_ANOMALY_COST and cost - usual > DEVIATIONS * deviation:
                text = f"cost {billed.money(cost)} on {day}, where {billed.money(usual)} is usual"
                yield billed.anomaly("cost_of_a_day", name, text, line_pools(days[day])) | {"day": day.isoformat()}


def _loops(billed: BilledMonth) -> Iterator[dict[str, Any]]:
    """A function that runs many times as often as all others and the APIs of its account together: one that calls itself?"""
    accounts: dict[str, dict[str, list[ClassifiedPool]]] = {}
    calls: dict[str, Decimal] = {}
    for one in billed.by_owner:
        name, account = function_of(one.pool.key.resource), one.pool.key.account
        if one.price_key is not None and one.price_key.meter == REQUESTS and name:
            accounts.setdefault(account, {}).setdefault(name, []).append(one)
        elif (
            api_of(one.pool.key.resource)
            and one.price_key is not None
            and one.price_key.meter.endswith(("_api.requests", ".messages"))
        ):
            calls[account] = calls.get(account, ZERO) + one.pool.amounts.quantity
    for account, functions in sorted(accounts.items()):
        requests = {name: used_of(placed, REQUESTS) for name, placed in functions.items()}
        for name, own in sorted(requests.items()):
            others = sum(requests.values(), ZERO) - own + calls.get(account, ZERO)
            if others and own > max(MANY_TIMES * others, MIN_REQUESTS):
                text = f"has {quantity(own)} requests, all others and the APIs of the account {quantity(others)}; a loop?"
                yield billed.anomaly("requests_of_a_loop", name, text, line_pools(functions[name]))


def _provisioned(billed: BilledMonth) -> Iterator[dict[str, Any]]:
    """Provisioned concurrency that is hardly used, and requests beside it at the price on demand."""
    for name, placed in billed.by_function(CAPACITY, SERVED).items():
        capacity, served = used_of(placed, CAPACITY), used_of(placed, SERVED)
        if capacity and served < capacity * MIN_USE:
            text = f"uses {percent(divided(served, capacity))} of its provisioned concurrency"
            paid = [one for one in placed if one.price_key and one.price_key.meter == CAPACITY]
            yield billed.anomaly("provisioned_hardly_used", name, text, line_pools(paid))
    for name, placed in billed.by_function(CAPACITY, DURATION, with_days=True).items():
        days = {one.pool.key.day for one in placed if one.price_key and one.price_key.meter == CAPACITY}
        spilled = [one for one in placed if one.price_key and one.price_key.meter == DURATION and one.pool.key.day in days]
        if used_of(spilled, DURATION):
            text = f"{quantity(used_of(spilled, DURATION))} GB-seconds ran on demand, outside its provisioned concurrency"
            yield billed.anomaly("provisioned_spill_over", name, text, line_pools(spilled))


def _caches(billed: BilledMonth) -> Iterator[dict[str, Any]]:
    """A cache that is paid for while its API has less than a call an hour."""
    apis: dict[str, list[ClassifiedPool]] = {}
    for one in billed.by_owner:
        if one.price_key is not None and one.price_key.meter in {CACHE, REST} and api_of(one.pool.key.resource):
            apis.setdefault(api_of(one.pool.key.resource), []).append(one)
    for name, placed in sorted(apis.items()):
        hours, calls = used_of(placed, CACHE), used_of(placed, REST)
        if calls < hours:
            caches = [one.pool for one in placed if one.price_key and one.price_key.meter == CACHE]
            text = f"its cache was on for {quantity(hours)} hours, with {quantity(calls)} calls"
            yield billed.anomaly("cache_without_calls", f"api {name}", text, caches)


def _logs_above_function(billed: BilledMonth) -> Iterator[dict[str, Any]]:
    for name, placed in billed.by_function().items():
        logs = [one for one in placed if ":log-group:" in one.pool.key.resource]
        own = cost_of([one for one in placed if ":log-group:" not in one.pool.key.resource])
        if cost_of(logs) > own:
            text = f"its logs cost {billed.money(cost_of(logs))}, and the function {billed.money(own)}"
            yield billed.anomaly("logs_above_function", name, text, line_pools(logs))


def _no_tags(billed: BilledMonth) -> Iterator[dict[str, Any]]:
    """Functions without a tag on a bill that has tags."""
    if not any(one.pool.key.tags for one in billed.by_owner):
        return
    for name, placed in billed.by_function().items():
        own = [one for one in placed if ":log-group:" not in one.pool.key.resource]
        if own and not any(one.pool.key.tags for one in own) and cost_of(own) > 0:
            yield billed.anomaly("no_tag", name, "has no tag, where others have", line_pools(own))
