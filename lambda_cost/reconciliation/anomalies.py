"""What looks unusual on a bill: nothing of it is an error, each has its amount."""

from __future__ import annotations

from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING, Any

from lambda_cost.invoices.pools import ZERO, add_up
from lambda_cost.numbers.quantity import divided
from lambda_cost.numbers.text import decimal_text
from lambda_cost.reconciliation.attribution import function_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from lambda_cost.reconciliation.rating import Usage
    from lambda_cost.reconciliation.scope import Placed
    from lambda_cost.reconciliation.steps import Step

DURATION = "aws_lambda.function.duration"
MOST_SHUTDOWN = Decimal("0.05")
"""The share of a bill's duration that shutdowns of extensions have before it is said."""
DEVIATIONS = 6
"""How many median deviations a day's cost is above the function's median before it is said."""
LEAST_COST = Decimal(1)
"""The least money, in the bill's currency, that a day is dearer by before it is said."""
LEAST_DAYS = 7


def find_anomalies(placed: list[Placed], usages: list[Usage], steps: tuple[Step, ...]) -> Iterator[dict[str, Any]]:
    """What is unusual, each with its kind, what it is about, and an amount in the bill's currency or a quantity."""
    yield from _free_tier_used_up(usages)
    yield from _shutdowns(usages)
    yield from _logs_above_function(placed)
    yield from _days_out_of_line(placed)
    yield from _rates_that_changed(usages)
    for detail in next(step.details for step in steps if step.step == "plans"):
        if Decimal(detail["unused"]) > 0:
            yield _anomaly("savings_plan_unused", detail["plan"], Decimal(detail["unused"]), "of the plan was used by nobody")


def _free_tier_used_up(usages: list[Usage]) -> Iterator[dict[str, Any]]:
    for usage in usages:
        paid_days = [pool.key.day for pool in usage.pools if pool.key.rate]
        free_days = [pool.key.day for pool in usage.pools if pool.key.rate == 0]
        if paid_days and free_days and max(paid_days) > max(free_days):
            yield {
                "kind": "free_tier_used_up",
                "about": f"{usage.key.meter} in {usage.key.region}",
                "day": max(free_days).isoformat(),
                "quantity": decimal_text(usage.free),
                "text": f"the free part was used up on {max(free_days)}",
            }


def _shutdowns(usages: list[Usage]) -> Iterator[dict[str, Any]]:
    for usage in usages:
        shutdowns = [pool for pool in usage.pools if pool.key.operation == "Shutdown"]
        part = add_up(shutdowns, "quantity")
        if usage.key.meter == DURATION and part > usage.quantity * MOST_SHUTDOWN:
            percent = divided(part * 100, usage.quantity)
            text = f"{percent:.1f} % of the GB-seconds are shutdowns of extensions, which no request asks for (rule R-07)"
            yield _anomaly("shutdown_share", usage.key.region, add_up(shutdowns, "net_cost"), text)


def _logs_above_function(placed: list[Placed]) -> Iterator[dict[str, Any]]:
    logs: dict[str, Decimal] = {}
    own: dict[str, Decimal] = {}
    for one in placed:
        name = function_of(one.pool.key.resource)
        if name:
            into = logs if ":log-group:" in one.pool.key.resource else own
            into[name] = into.get(name, ZERO) + one.pool.amounts.net_cost
    for name, cost in sorted(logs.items()):
        if cost > own.get(name, ZERO):
            yield _anomaly("logs_above_function", name, cost, f"its logs cost more than the function ({own.get(name, ZERO)})")


def _days_out_of_line(placed: list[Placed]) -> Iterator[dict[str, Any]]:
    """Days on which a function cost far more than on its others, measured by the median deviation."""
    by_function: dict[str, dict[date, Decimal]] = {}
    for one in placed:
        name = function_of(one.pool.key.resource)
        if name:
            days = by_function.setdefault(name, {})
            days[one.pool.key.day] = days.get(one.pool.key.day, ZERO) + one.pool.amounts.net_cost
    for name, days in sorted(by_function.items()):
        if len(days) < LEAST_DAYS:
            continue
        usual = median(days.values())
        deviation = median([abs(cost - usual) for cost in days.values()])
        for day, cost in sorted(days.items()):
            if cost - usual > max(DEVIATIONS * deviation, LEAST_COST):
                yield _anomaly("cost_of_a_day", name, cost, f"cost {cost} on {day}, where {usual} is usual")


def _rates_that_changed(usages: list[Usage]) -> Iterator[dict[str, Any]]:
    for usage in usages:
        for before, after in zip(usage.tariffs, usage.tariffs[1:], strict=False):
            if before != after and not usage.is_priced_by_bill:
                day = next(pool.key.day for pool, tariff in zip(usage.pools, usage.tariffs, strict=True) if tariff == after)
                about = f"{usage.key.meter} in {usage.key.region}"
                yield _anomaly("rate_changed", about, add_up(usage.pools, "net_cost"), f"its price changed on {day}")


def _anomaly(kind: str, about: str, amount: Decimal, text: str) -> dict[str, Any]:
    return {"kind": kind, "about": about, "amount": decimal_text(amount), "text": text}
