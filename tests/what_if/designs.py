"""Designs and questions of break-even."""

from decimal import Decimal
from typing import Any

from lambda_cost import (
    BreakEven,
    HttpApi,
    Scenario,
)
from lambda_cost.strict_yaml import Document
from lambda_cost.what_if.break_even.presets import answer_preset

D = Decimal


DAY = "2026-11-01"


BUSY: dict[str, Any] = {"requests": "100M", "duration_ms": 120, "memory_mb": 512}


def month(**parts: Any) -> Scenario[Any]:
    """A month in us-east-1 without anything free."""
    return Scenario(day=DAY, free_tier="none", **parts)


def http() -> Scenario[Any]:
    """An HTTP API: 1.00 a million up to 300 million, then 0.90."""
    return month(apis=[HttpApi(name="p", requests=1)])


def question(name: str, functions: Any, of: str = "", **more: Any) -> BreakEven:
    """The answer to the question called *name*."""
    return answer_preset(name, Document({"day": DAY, "free_tier": "none", "functions": functions} | more, ""), of)
