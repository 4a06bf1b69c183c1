"""What tests of scenarios as Python objects share."""

from __future__ import annotations

from typing import Any

import pytest

from lambda_cost import (
    Function,
    Scenario,
    ScenarioError,
)


def function(name: str = "f", **changes: Any) -> Function[Any]:
    return Function(**{"name": name, "requests": 1000, "duration_ms": 10, "memory_mb": 128, **changes})


def refused(*parts: Any, **scenario: Any) -> str:
    """The message of the scenario error that describing this raises."""
    with pytest.raises(ScenarioError) as caught:
        Scenario(resources=parts, **scenario).in_month()
    return str(caught.value)
