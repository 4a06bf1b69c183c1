"""Windows of provisioned concurrency that no month can hold are refused."""

from decimal import Decimal
from typing import Any

import pytest

from lambda_cost import Function, ProvisionedConcurrency, ScenarioError


def function(**changes: Any) -> Function[Any]:
    ready: ProvisionedConcurrency[Any] = ProvisionedConcurrency(environments=1, requests=0, **changes)
    return Function(name="f", requests=1, duration_ms=1, memory_mb=128, features=(ready,))


def test_windows_without_their_hours_are_not_guessed() -> None:
    with pytest.raises(ScenarioError, match=r"provisioned_concurrency\.hours is missing with windows"):
        function(windows=22)


def test_windows_are_no_longer_than_a_month() -> None:
    """31 x 24 = 744 hours fill the longest month; a quarter of an hour more does not fit."""
    assert function(windows=31, hours=24).for_month(Decimal(730)).features
    with pytest.raises(ScenarioError, match=r"windows is 31 times 24\.25 hours; allowed: 744 hours in all"):
        function(windows=31, hours="24.25")
