"""What one more of a number costs, in words."""

from __future__ import annotations

from decimal import Context
from typing import TYPE_CHECKING

from lambda_cost.numbers.text import unit_price

if TYPE_CHECKING:
    from lambda_cost.what_if.unit_costs import UnitCost

SIX_DIGITS = Context(prec=6)
"""One more often costs less than a cent, so that the amount has six digits wherever they begin."""


def unit_cost_text(cost: UnitCost) -> str:
    """What more of a number costs, to six digits: `1M more costs $0.20`."""
    unit = cost.unit.upper() if cost.unit.endswith("b") else cost.unit
    more = f"1 {unit}" if unit not in {"count", "minutes"} else "one" if cost.more == 1 else "1M"
    amount = SIX_DIGITS.plus(cost.cost)
    return f"{more} more costs {'-' if amount < 0 else ''}{unit_price(amount.copy_abs(), cost.currency)}"
