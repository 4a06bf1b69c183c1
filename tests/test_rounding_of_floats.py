"""What floats are wrong by is forgiven, as a share of what is added up: nothing left of very much is nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from lambda_cost import Function, ProvisionedConcurrency, Retries, Scenario, estimate, sweep, uncertain

DAY = "2026-11-01"
MANY = Decimal(624347347957)
"""With 13 % of retries 705,512,503,191.41 runs; in binary their GB-seconds on demand, of which there are none, are -4e-5."""
SERVED = Decimal("705512503191.41")


def all_served(requests: Any, served_requests: Any = SERVED) -> Scenario[Any]:
    """A function whose every run an environment kept ready serves."""
    parts = (
        Retries(share=Decimal("0.13")),
        ProvisionedConcurrency[Any](environments=1, hours=1, requests=served_requests),
    )
    function: Function[Any] = Function(name="f", requests=requests, duration_ms=2090, memory_mb=128, features=parts)
    return Scenario(day=DAY, functions=[function])


def test_nothing_left_of_very_much_is_nothing_in_sweeps_draws_and_arrays() -> None:
    """Sweeps took such cases for refused, and left the blocks behind them without numbers."""
    assert MANY + MANY * Decimal("0.13") == SERVED
    total = float(estimate(all_served(MANY)).total)
    count = 3 * 16_384
    found = sweep(all_served(MANY), {"functions.f.requests": [MANY] * count}, paired=True, exact=False).totals
    assert found.tolist() == pytest.approx([total] * count)
    arrays: Any = estimate(all_served(np.array([float(MANY)] * 2))).total
    assert arrays.tolist() == pytest.approx([total] * 2)
    drawn = uncertain(all_served(MANY), {"functions.f.requests": {"one_of": [MANY, MANY]}}, draws=10)
    assert drawn.totals.tolist() == pytest.approx([total] * 10)
