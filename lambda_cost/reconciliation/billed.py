"""One month of a bill, as what looks for unusual things is given it."""

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
    from lambda_cost.reconciliation.free_tier import Allowance
    from lambda_cost.reconciliation.rating import Usage
    from lambda_cost.reconciliation.scope import Placed
    from lambda_cost.reconciliation.steps import Step

DURATION = "aws_lambda.function.duration"
LEAST_COST = Decimal(1)
"""The least money, in the bill's currency, that something is about before it is said."""
LEAST_DAYS = 7
"""How many days tell what is usual, and after how many something is new."""


@dataclass(frozen=True)
class Billed:
    """What is looked at: one month of a payer's bill."""

    placed: list[Placed]
    """Its rows, apart by day; of many rows, without their resources."""
    by_owner: list[Placed]
    """The same usage apart by resource, of many rows without the day."""
    usages: list[Usage]
    """What was used, by meter, region and choice."""
    steps: tuple[Step, ...]
    """From list prices to what was charged."""
    allowances: list[Allowance]
    """What is free."""
    currency: str
    """ISO 4217 code of its amounts."""

    def by_function(self, *meters: str, with_days: bool = False) -> dict[str, list[Placed]]:
        """The rows of usage of *meters*, or of all, by the name of their function; *with_days*, none of many rows."""
        found: dict[str, list[Placed]] = {}
        for one in self.placed if with_days else self.by_owner:
            name = function_of(one.pool.key.resource)
            is_usage = one.pool.key.line_type in USAGE
            if name and is_usage and (not meters or (one.key is not None and one.key.meter in meters)):
                found.setdefault(name, []).append(one)
        return dict(sorted(found.items()))

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


def pools_of(placed: Iterable[Placed]) -> list[LinePool]:
    """The rows of *placed*."""
    return [one.pool for one in placed]


def cost_of(placed: Iterable[Placed]) -> Decimal:
    """What *placed* cost."""
    return add_up(pools_of(placed), "net_cost")


def used_of(placed: Iterable[Placed], meter: str) -> Decimal:
    """What of *meter* was used in *placed*."""
    return add_up([one.pool for one in placed if one.key is not None and one.key.meter == meter], "quantity")
