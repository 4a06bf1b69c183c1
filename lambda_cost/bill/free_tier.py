"""An allowance handed out: an amount that is free each month, over several pools.

AWS does not publish in which order regions and architectures use an allowance up.  Usage of all
pools accrues side by side through the month, so each pool gets its part in proportion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.bill.pool import add_up
from lambda_cost.bill.shares import split_in_proportion
from lambda_cost.numbers.quantity import N, at_most, constant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal


def allocate_in_proportion(demands: Sequence[N], allowance: Decimal) -> list[N]:
    """What of each of *demands* is free.

    The grants add up to the allowance, or to all demands if those are less, to the last digit.

    Args:
        demands: quantities that take part, of one unit (scalars or arrays).
        allowance: how much is free in all.
    """
    demand: Any = add_up(demands)
    return split_in_proportion(at_most(demand, constant(allowance, demand)), demands)


def allocate_in_order(demands: Sequence[N], allowance: Decimal, order: Sequence[int]) -> list[N]:
    """What of each of *demands* is free if they use an allowance up one after the other.

    Args:
        demands: quantities that take part, of one unit.
        allowance: how much is free in all.
        order: the places of *demands*, each once, in the order in which they are served.
    """
    parts = list(demands)
    left: Any = constant(allowance, parts[0])
    for place in order:
        parts[place] = at_most(parts[place], left)
        left = left - parts[place]
    return parts
