"""The memory of a function, told by the GB-seconds of its days.

A bill has no memory.  But every day's GB-seconds are whole milliseconds by the memory: their greatest common divisor,
in MB by milliseconds, is the memory, as soon as there are enough days that differ (decision 0063).
"""

from __future__ import annotations

from decimal import Decimal
from math import gcd
from typing import TYPE_CHECKING

from lambda_cost.numbers.quantity import divided
from lambda_cost.services.aws_lambda.function import Function
from lambda_cost.services.described import fields_by_name

if TYPE_CHECKING:
    from lambda_cost.reconciliation.bill_scenario.used import UsedResource

MIN_DAYS = 14
"""Fewer days may have a common divisor by chance."""
MAX_DEVIATION = Decimal("0.01")
"""By how much a day, added up of rounded rows, may miss a whole number of MB-milliseconds."""
MB_MS = 1024 * 1000
"""MB-milliseconds of a GB-second."""
MEMORY = fields_by_name(Function)["memory_mb"].bounds


def infer_memory_mb(used: UsedResource) -> int | None:
    """The memory of the function *used*, in MB; None if its rows do not tell it beyond doubt.

    The days of both halves of the month must tell the same, or it may have changed; and the mean time must differ from
    day to day, or the divisor may hold the time as well.
    """
    days = sorted(day for day, quantity in used.by_day.items() if quantity)
    if len(days) < MIN_DAYS:
        return None
    products = [used.by_day[day] * MB_MS for day in days]
    if any(abs(product - round(product)) > MAX_DEVIATION for product in products):
        return None
    means = {divided(used.by_day[day], requests) for day in days if (requests := used.requests_by_day.get(day))}
    half = len(days) // 2
    first, second = (gcd(*(round(product) for product in part)) for part in (products[:half], products[half:]))
    return first if first == second and MEMORY.allow(Decimal(first)) and len(means) > 1 else None
