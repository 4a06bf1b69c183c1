"""What tests of the estimate share."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from lambda_cost import (
    Cache,
    Function,
    RestApi,
    Scenario,
)

D = Decimal


DAY = "2026-11-01"


SHOP = Scenario(
    name="shop",
    region="eu-west-1",
    day=DAY,
    functions=[Function(name="checkout", requests=10_000_000, duration_ms=120, memory_mb=512, architecture="arm64")],
    apis=[RestApi(name="api", requests=400_000_000, functions=("checkout",), features=(Cache(size_gb="0.5", hours=24),))],
)


def function(name: str = "f", **changes: Any) -> Function[Any]:
    return Function(**{"name": name, "requests": 1_000_000, "duration_ms": 500, "memory_mb": 512, **changes})
