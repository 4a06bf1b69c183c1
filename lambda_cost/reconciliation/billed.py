"""One month of a bill, as the anomaly checks read it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.invoices.pools import USAGE, add_up
from lambda_cost.numbers.text import decimal_text, money
from lambda_cost.reconciliation.attribution import function_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambda_cost.invoices.pools import LinePool
    from lambda_cost.reconciliation.free_tier import UsedAllowance
    from lambda_cost.reconciliation.rating import MeteredUsage
    from lambda_cost.reconciliation.scope import ClassifiedPool
    from lambda_cost.reconciliation.steps import ReconciliationStep

DURATION = "aws_lambda.function.duration"
MIN_ANOMALY_COST = Decimal(1)
"""Anomalies below this amount (in the bill's currency) are not reported."""
BASELINE_DAYS = 7
"""Days that are enough to tell what is usual; what begins later than that is new."""


@dataclass(frozen=True)
class BilledMonth:
    """One month of a payer's bill: the input of the anomaly checks."""

    classified: list[ClassifiedPool]
    """Its rows, apart by day; of many rows, without their resources."""
    by_owner: list[ClassifiedPool]
    """The same usage apart by resource, of many rows without the day."""
    usages: list[MeteredUsage]
    """What was used, by meter, region and choice."""
    steps: tuple[ReconciliationStep, ...]
    """From list prices to what was charged."""
    allowances: list[UsedAllowance]
    """What is free."""
    currency: str
    """ISO 4217 code of its amounts."""

    def by_function(self, *meters: str, with_days: bool = False) -> dict[str, list[ClassifiedPool]]:
        """The rows of usage of *meters*, or of all, by the name of their function; *with_days*, none of many rows."""
        pools: dict[str, list[ClassifiedPool]] = {}
        for entry in self.classified if with_days else self.by_owner:
            name = function_of(entry.pool.key.resource)
            is_usage = entry.pool.key.line_type in USAGE
            if name and is_usage and (not meters or (entry.meter in meters)):
                pools.setdefault(name, []).append(entry)
        return dict(sorted(pools.items()))

    def anomaly(
        self, kind: str, about: str, text: str, pools: Iterable[LinePool], amount: Decimal | None = None
    ) -> dict[str, Any]:
        """Something unusual of a *kind* *about* something, in words: its rows, and an *amount*, by default what these cost."""
        listed = list(pools)
        cost = add_up(listed, "net_cost") if amount is None else amount
        rows = sum(pool.amounts.rows for pool in listed)
        return {"kind": kind, "about": about, "amount": decimal_text(cost), "rows": rows, "text": text}

    def money(self, amount: Decimal) -> str:
        """*amount* for people."""
        return money(amount, self.currency)


def line_pools(classified: Iterable[ClassifiedPool]) -> list[LinePool]:
    """The rows of *classified*."""
    return [entry.pool for entry in classified]


def cost_of(classified: Iterable[ClassifiedPool]) -> Decimal:
    """What *classified* cost."""
    return add_up(line_pools(classified), "net_cost")


def used_of(classified: Iterable[ClassifiedPool], meter: str) -> Decimal:
    """What of *meter* was used in *classified*."""
    return add_up([entry.pool for entry in classified if entry.meter == meter], "quantity")
