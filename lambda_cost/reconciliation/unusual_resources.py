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
    for look in (_unusual_days, _loops, _provisioned, _caches, _logs_above_function, _untagged_resources):
        yield from look(billed)


def _unusual_days(billed: BilledMonth) -> Iterator[dict[str, Any]]:
    """Days on which a function cost far more than on others of the weekday, measured by the median deviation."""
    for name, classified in billed.by_function(with_days=True).items():
        days: dict[date, list[ClassifiedPool]] = {}
        for entry in classified:
            days.setdefault(entry.pool.key.day, []).append(entry)
        costs = {day: cost_of(rows) for day, rows in sorted(days.items())}
        if len(costs) < BASELINE_DAYS:
            continue
        for day, cost in costs.items():
            same_weekday = [other for other in costs if other.weekday() == day.weekday()]
            same_weekday = same_weekday if len(same_weekday) >= MIN_WEEKDAYS else list(costs)
            usual = median([costs[other] for other in same_weekday])
            deviation = median([abs(costs[other] - usual) for other in same_weekday])
            if cost - usual > MIN_ANOMALY_COST and cost - usual > DEVIATIONS * deviation:
                text = f"cost {billed.money(cost)} on {day}, where {billed.money(usual)} is usual"
                yield billed.anomaly("cost_of_a_day", name, text, line_pools(days[day])) | {"day": day.isoformat()}


def _loops(billed: BilledMonth) -> Iterator[dict[str, Any]]:
    """A function that runs many times as often as all others and the APIs of its account together: one that calls itself?"""
    accounts: dict[str, dict[str, list[ClassifiedPool]]] = {}
    calls: dict[str, Decimal] = {}
    for entry in billed.by_owner:
        name, account = function_of(entry.pool.key.resource), entry.pool.key.account
        if entry.meter == REQUESTS and name:
            accounts.setdefault(account, {}).setdefault(name, []).append(entry)
        elif api_of(entry.pool.key.resource) and entry.meter.endswith(("_api.requests", ".messages")):
            calls[account] = calls.get(account, ZERO) + entry.pool.amounts.quantity
    for account, functions in sorted(accounts.items()):
        requests = {name: used_of(classified, REQUESTS) for name, classified in functions.items()}
        for name, own in sorted(requests.items()):
            others = sum(requests.values(), ZERO) - own + calls.get(account, ZERO)
            if others and own > max(MANY_TIMES * others, MIN_REQUESTS):
                text = f"has {quantity(own)} requests, all others and the APIs of the account {quantity(others)}; a loop?"
                yield billed.anomaly("requests_of_a_loop", name, text, line_pools(functions[name]))


def _provisioned(billed: BilledMonth) -> Iterator[dict[str, Any]]:
    """Provisioned concurrency that is hardly used, and requests outside it at the on-demand price."""
    for name, classified in billed.by_function(CAPACITY, SERVED).items():
        capacity, served = used_of(classified, CAPACITY), used_of(classified, SERVED)
        if capacity and served < capacity * MIN_USE:
            text = f"uses {percent(divided(served, capacity))} of its provisioned concurrency"
            paid = [entry for entry in classified if entry.meter == CAPACITY]
            yield billed.anomaly("provisioned_hardly_used", name, text, line_pools(paid))
    for name, classified in billed.by_function(CAPACITY, DURATION, with_days=True).items():
        days = {entry.pool.key.day for entry in classified if entry.meter == CAPACITY}
        spilled = [entry for entry in classified if entry.meter == DURATION and entry.pool.key.day in days]
        if used_of(spilled, DURATION):
            text = f"{quantity(used_of(spilled, DURATION))} GB-seconds ran on demand, outside its provisioned concurrency"
            yield billed.anomaly("provisioned_spill_over", name, text, line_pools(spilled))


def _caches(billed: BilledMonth) -> Iterator[dict[str, Any]]:
    """A cache that is paid for while its API has less than a call an hour."""
    apis: dict[str, list[ClassifiedPool]] = {}
    for entry in billed.by_owner:
        if entry.meter in {CACHE, REST} and api_of(entry.pool.key.resource):
            apis.setdefault(api_of(entry.pool.key.resource), []).append(entry)
    for name, classified in sorted(apis.items()):
        hours, calls = used_of(classified, CACHE), used_of(classified, REST)
        if calls < hours:
            caches = [entry.pool for entry in classified if entry.meter == CACHE]
            text = f"its cache was on for {quantity(hours)} hours, with {quantity(calls)} calls"
            yield billed.anomaly("cache_without_calls", f"api {name}", text, caches)


def _logs_above_function(billed: BilledMonth) -> Iterator[dict[str, Any]]:
    for name, classified in billed.by_function().items():
        logs = [entry for entry in classified if ":log-group:" in entry.pool.key.resource]
        own = cost_of([entry for entry in classified if ":log-group:" not in entry.pool.key.resource])
        if cost_of(logs) > own:
            text = f"its logs cost {billed.money(cost_of(logs))}, and the function {billed.money(own)}"
            yield billed.anomaly("logs_above_function", name, text, line_pools(logs))


def _untagged_resources(billed: BilledMonth) -> Iterator[dict[str, Any]]:
    """Functions without a tag on a bill that has tags."""
    if not any(entry.pool.key.tags for entry in billed.by_owner):
        return
    for name, classified in billed.by_function().items():
        own = [entry for entry in classified if ":log-group:" not in entry.pool.key.resource]
        if own and not any(entry.pool.key.tags for entry in own) and cost_of(own) > 0:
            yield billed.anomaly("no_tag", name, "has no tag, where others have", line_pools(own))
