"""The steps from list prices to what was charged; they add up to the bill, to the last digit."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.invoices.pools import COVERED, CREDITS, DISCOUNTS, NEGATION, PLAN_FEES, TAX, USAGE, ZERO, add_up
from lambda_cost.numbers.quantity import divided, trimmed
from lambda_cost.numbers.text import decimal_text
from lambda_cost.reconciliation import free_tier
from lambda_cost.reconciliation.scope import service_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lambda_cost.invoices.pools import LinePool
    from lambda_cost.reconciliation.free_tier import UsedAllowance
    from lambda_cost.reconciliation.rating import MeteredUsage
    from lambda_cost.reconciliation.scope import ClassifiedPool

STEPS = {
    "list": "List prices",
    "free": "Free tier",
    "tiers": "Tiers as the bill counted them",
    "plans": "Savings Plans",
    "agreements": "Agreed discounts",
    "rates": "Rates that no table has",
    "rounding": "Rounding by the hour",
    "credits": "Credits and refunds",
    "tax": "Tax",
    "rest": "Not explained",
}
"""The name of each step in JSON, in their order, and for people."""
SAME_PERCENTAGE = Decimal("0.000000001")


@dataclass(frozen=True)
class ReconciliationStep:
    """One step from list prices to the bill."""

    step: str
    """Its name, a key of `STEPS`."""
    amount: Decimal
    """What it adds."""
    details: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """What it is made of; every number is text, to the last digit."""

    def to_dict(self) -> dict[str, Any]:
        """The step as plain data."""
        return {"step": self.step, "amount": decimal_text(self.amount), "details": self.details}


def make_steps(
    classified: list[ClassifiedPool],
    usages: list[MeteredUsage],
    unpriced: list[tuple[LinePool, str]],
    allowances: list[UsedAllowance],
) -> list[ReconciliationStep]:
    """Every step, in the order of `STEPS`.

    Args:
        classified: the rows that are explained.
        usages: what of them has a price.
        unpriced: usage of them that has none, with the reason.
        allowances: what was free.
    """
    rows = [entry.pool for entry in classified]
    of_type = _by_type(rows)
    rest = [*unpriced, *((entry.pool, entry.reason) for entry in classified if entry.scope in {"unpriced", "unknown"})]
    unexplained = [entry for usage in usages for entry in usage.unexplained]
    fees = [pool for pool in of_type(PLAN_FEES) if pool.key.plan]
    steps = [
        ReconciliationStep("list", _sum(usage.list_cost for usage in usages), [_list_detail(usage) for usage in usages]),
        ReconciliationStep(
            "free", _sum(usage.paid_cost - usage.list_cost for usage in usages), free_tier.details(usages, allowances)
        ),
        ReconciliationStep(
            "tiers", _sum(usage.tiers for usage in usages), [_tier_detail(usage) for usage in usages if usage.tiers]
        ),
        ReconciliationStep("plans", add_up([*of_type({NEGATION}), *fees], "cost"), plan_details(rows)),
        ReconciliationStep("agreements", _agreed(rows), agreement_details(classified)),
        ReconciliationStep("rates", _sum(more for usage in usages for _, _, more in usage.rates), rate_details(usages)),
        ReconciliationStep("rounding", _sum(usage.rounding for usage in usages)),
        ReconciliationStep("credits", add_up(of_type(CREDITS), "cost"), _by_description(of_type(CREDITS))),
        ReconciliationStep("tax", add_up(of_type({TAX}), "cost"), _by_description(of_type({TAX}))),
        ReconciliationStep(
            "rest",
            add_up([pool for pool, _ in rest], "cost") + _sum(more for _, more, _ in unexplained),
            [
                *(_rest_detail(pool, pool.amounts.cost, reason) for pool, reason in rest if pool.amounts.cost),
                *(_rest_detail(pool, more, reason) for pool, more, reason in unexplained),
            ],
        ),
    ]
    return [replace(step, amount=trimmed(step.amount)) for name in STEPS for step in steps if step.step == name]


def plan_details(rows: list[LinePool]) -> list[dict[str, Any]]:
    """What each Savings Plan covered, what it cost, and what of it was used here, elsewhere and by nobody."""
    details: list[dict[str, Any]] = []
    for plan in dict.fromkeys(row.key.plan for row in rows if row.key.plan):
        of_plan = _by_type([row for row in rows if row.key.plan == plan])
        fee, used = add_up(of_plan(PLAN_FEES), "cost"), add_up(of_plan({COVERED}), "effective_cost")
        commitment_used = add_up(of_plan(PLAN_FEES), "used_commitment")
        detail = {
            "plan": plan,
            "covered_cost": decimal_text(add_up(of_plan({COVERED}), "cost")),
            "negation": decimal_text(add_up(of_plan({NEGATION}), "cost")),
            "fee": decimal_text(fee),
            "used_here": decimal_text(used),
            "used_elsewhere": decimal_text(max(commitment_used - used, ZERO)),
            "unused": decimal_text(max(fee - max(commitment_used, used), ZERO)),
        }
        details.append(detail)
    return details


def agreement_details(classified: list[ClassifiedPool]) -> list[dict[str, Any]]:
    """What was taken off by service and usage type, and how many percent of the cost that is.

    Where every usage type of a service has one percentage, it is an agreement for the service, which a scenario
    takes under `discounts:` as it stands there.
    """
    details: list[dict[str, Any]] = []
    services: dict[str, list[Decimal]] = {}
    keys = dict.fromkeys((service_of(entry.pool.key, entry.price_key), entry.pool.key.usage_type) for entry in classified)
    for service, usage_type in keys:
        rows = [
            entry.pool
            for entry in classified
            if (service_of(entry.pool.key, entry.price_key), entry.pool.key.usage_type) == (service, usage_type)
        ]
        off, base = _agreed(rows), add_up(_by_type(rows)(USAGE), "cost")
        if base:
            services.setdefault(service, []).append(divided(-off * 100, base))
        if off:
            percent = {"percent": decimal_text(divided(-off * 100, base))} if base else {}
            details.append({"service": service, "usage_type": usage_type, "amount": decimal_text(off), **percent})
    for detail in details:
        percents = services.get(detail["service"], [])
        if percents and max(percents) - min(percents) <= SAME_PERCENTAGE * 100 and max(percents) > 0:
            detail["discounts"] = {"agreed": {"service": detail["service"], "percent": decimal_text(percents[0])}}
    return details


def rate_details(usages: list[MeteredUsage]) -> list[dict[str, Any]]:
    """Every rate on the bill that the tables do not have on its days: theirs is old or wrong, or the rate is private."""
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for usage in usages:
        for pool, nearest, more in usage.rates:
            detail = rows.setdefault(
                (usage.key, pool.key.usage_type, pool.key.rate, nearest),
                {
                    "meter": usage.key.meter,
                    "region": usage.key.region,
                    "choice": usage.key.choice,
                    "usage_type": pool.key.usage_type,
                    "rate": decimal_text(pool.key.rate or ZERO),
                    "table_price": decimal_text(nearest),
                    "quantity": ZERO,
                    "amount": ZERO,
                    "first_day": pool.key.day,
                    "last_day": pool.key.day,
                },
            )
            detail["quantity"] += pool.amounts.quantity
            detail["amount"] += more
            detail["first_day"] = min(detail["first_day"], pool.key.day)
            detail["last_day"] = max(detail["last_day"], pool.key.day)
    return [{name: _text(value) for name, value in detail.items()} for detail in rows.values()]


def _agreed(rows: Iterable[LinePool]) -> Decimal:
    """What was taken off *rows* as agreed: rows of discounts, and the difference of net costs."""
    return _sum(
        row.amounts.net_cost if row.key.line_type in DISCOUNTS else row.amounts.net_cost - row.amounts.cost for row in rows
    )


def _list_detail(usage: MeteredUsage) -> dict[str, Any]:
    return {
        "meter": usage.key.meter,
        "region": usage.key.region,
        "choice": usage.key.choice,
        "quantity": decimal_text(usage.quantity),
        "amount": decimal_text(usage.list_cost),
    }


def _tier_detail(usage: MeteredUsage) -> dict[str, Any]:
    return _list_detail(usage) | {"amount": decimal_text(usage.tiers)}


def _rest_detail(pool: LinePool, amount: Decimal, reason: str) -> dict[str, Any]:
    key = pool.key
    return {
        "product_code": key.product_code,
        "usage_type": key.usage_type,
        "operation": key.operation,
        "line_type": key.line_type,
        "region": key.region,
        "day": key.day.isoformat(),
        "rows": pool.amounts.rows,
        "quantity": decimal_text(pool.amounts.quantity),
        "amount": decimal_text(amount),
        "reason": reason,
        "first_row": pool.first,
    }


def _by_description(rows: list[LinePool]) -> list[dict[str, Any]]:
    sums: dict[tuple[str, str], list[LinePool]] = {}
    for row in rows:
        sums.setdefault((row.key.description, row.key.usage_type), []).append(row)
    return [
        {"description": description, "usage_type": usage_type, "amount": decimal_text(add_up(members, "cost"))}
        for (description, usage_type), members in sums.items()
    ]


def _by_type(rows: Iterable[LinePool]) -> Callable[[Iterable[str]], list[LinePool]]:
    listed = list(rows)
    return lambda types: [row for row in listed if row.key.line_type in types]


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else decimal_text(value) if isinstance(value, Decimal) else value.isoformat()
