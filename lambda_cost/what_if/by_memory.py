"""The whole bill by the memory of one function, whose durations stay as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.bill.totals import total_of
from lambda_cost.numbers.quantity import require_exact
from lambda_cost.numbers.text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from lambda_cost.bill.estimate import Estimate

SIZES_MB = (128, 256, 512, 1024, 1769, 2048, 3008, 4096, 6144, 8192, 10_240)
"""Sizes that are listed; at 1,769 MB a function has one whole processor (AWS, "Configure Lambda function memory")."""
CURVE_MB = tuple(sorted({*range(SIZES_MB[0], SIZES_MB[-1] + 1, 256), *SIZES_MB}))
"""Sizes that a curve goes through."""


class MemoryCost(NamedTuple):
    """A bill with another memory of one function."""

    memory_mb: Any
    """Configured memory; an array for several sizes at once."""
    total: Any
    """What a month costs, in the currency of the bill."""

    def to_dict(self) -> dict[str, Any]:
        """It as plain data; numbers are text, to the last digit."""
        return {"memory_mb": int(self.memory_mb), "total": decimal_text(self.total)}


def cost_by_memory(bill: Estimate[Any], function: str, sizes_mb: Iterable[int | Decimal] = SIZES_MB) -> list[MemoryCost]:
    """What *bill* would be with each of *sizes_mb* as the memory of the *function* of that name, exactly.

    >>> from lambda_cost import Function, Scenario, estimate
    >>> function = Function(name="article", requests=1_000_000, duration_ms=500, memory_mb=512)
    >>> bill = estimate(Scenario(free_tier="none", functions=[function]))
    >>> [cost.total for cost in cost_by_memory(bill, "article", [512, 1024])]
    [Decimal('4.366675'), Decimal('8.53335')]

    Raises:
        LambdaCostError: if the bill is one of arrays.
        ScenarioError: if there is no such function, or it cannot have so much memory.
    """
    return [memory_cost(bill, function, size) for size in sizes_mb]


def memory_cost(bill: Estimate[Any], function: str, memory_mb: Any) -> MemoryCost:
    """One cost of `cost_by_memory`; if *memory_mb* is an array, all at once and in floats."""
    require_exact(bill.total, "change the memory of each scenario by itself")
    return MemoryCost(memory_mb, total_of(bill.scenario.with_(function, memory_mb=memory_mb), bill.prices))
