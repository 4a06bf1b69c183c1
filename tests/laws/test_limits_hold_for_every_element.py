"""What is refused of one number is refused of an array that has it and of a sweep; aimed at the edge of each limit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_cost import (
    Function,
    ProvisionedConcurrency,
    Scenario,
    ScenarioError,
    SnapStart,
    estimate,
    sweep,
)
from lambda_cost.numbers.quantity import exceeds

DAY = "2026-11-01"
AT = 1000
"""Where every limit below is met: as many restores and served requests as requests; 744 hours of windows."""
NEAR = st.sampled_from([Decimal(text) for text in ("-990", "-1", "-0.001", "0", "0.001", "1", "1000")])


def snapshots(requests: Any, restores: Any) -> Function[Any]:
    part: SnapStart[Any] = SnapStart(runtime="python", restores=restores, restore_ms=50)
    return Function(name="f", requests=requests, duration_ms=100, memory_mb=512, features=(part,))


def served(requests: Any, part: Any) -> Function[Any]:
    ready: ProvisionedConcurrency[Any] = ProvisionedConcurrency(environments=1, hours=1, requests=part)
    return Function(name="f", requests=requests, duration_ms=100, memory_mb=512, features=(ready,))


def windows(hours: Any, count: Any) -> Function[Any]:
    """Twelve windows of 62 hours fill the longest month; *hours* are thousandths of the 62."""
    ready: ProvisionedConcurrency[Any] = ProvisionedConcurrency(
        environments=1, hours=62, windows=count * 12 / 1000, requests=hours * 0
    )
    return Function(name="f", requests=1, duration_ms=100, memory_mb=512, features=(ready,))


KINDS = pytest.mark.parametrize("make", [snapshots, served, windows])


def is_refused(make: Any, whole: Any, part: Any) -> bool:
    try:
        estimate(Scenario(day=DAY, functions=[make(whole, part)]))
    except ScenarioError as error:
        assert "is more than the requests" in str(error) or "allowed: 744 hours in all" in str(error)  # noqa: PT017
        return True
    return False


@KINDS
@given(more=NEAR)
def test_an_array_is_refused_where_one_of_its_elements_is(make: Any, more: Decimal) -> None:
    whole, part = Decimal(AT), AT + more
    alone = is_refused(make, whole, part)
    assert alone == (more > 0)
    assert is_refused(make, whole, np.array([1.0, float(part)])) == alone
    if make is not windows:
        assert is_refused(make, np.array([5000.0, float(AT)]), np.array([float(part)])) == alone
        assert is_refused(make, np.array([5000.0, float(AT)]), part) == alone


@pytest.mark.parametrize("make", [snapshots, served])
def test_a_column_beside_a_limit_is_refused(make: Any) -> None:
    """Its numbers are not there to be compared."""
    with pytest.raises(ScenarioError, match="one of the two is a column, whose numbers are not there yet; allowed: arrays"):
        estimate(Scenario(day=DAY, functions=[make(pl.col("requests"), 10)]))


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("paired", [False, True])
def test_a_sweep_is_refused_where_one_of_its_cases_is(*, paired: bool, exact: bool) -> None:
    """10 requests with 1,000 restores are no case, whichever of the cases it is."""
    base = Scenario(day=DAY, functions=[snapshots(5000, 10)])
    axes = {"functions.f.requests": [2000, 10, 3000], "functions.f.snap_start.restores": [1000, 1000, 1]}
    with pytest.raises(ScenarioError, match="restores is more than the requests"):
        _ = sweep(base, axes, paired=paired, exact=exact).totals


def test_requests_by_the_hour_and_from_an_api_are_compared_too() -> None:
    """1 a minute is 43,800 in 730 hours."""
    functions = {"f": {"duration_ms": 1, "memory_mb": 128, "snap_start": {"runtime": "java", "restores": 43_801}}}
    with pytest.raises(ScenarioError, match="restores is more than the requests"):
        Scenario.from_dict({"day": DAY, "functions": {"f": functions["f"] | {"requests": "1/min"}}})
    with pytest.raises(ScenarioError, match="restores is more than the requests"):
        Scenario.from_dict(
            {"day": DAY, "functions": functions, "apis": {"a": {"type": "rest", "requests": 43_800, "functions": ["f"]}}}
        )


def test_numbers_that_are_not_there_exceed_nothing() -> None:
    assert not exceeds(pl.col("x"), Decimal(1))
    assert exceeds(np.array([1.0, 2.0]), Decimal(1))
    assert not exceeds(1.0, 1)


def test_large_numbers_at_their_limit_are_within_it_for_arrays_too() -> None:
    """176,723,527,907 x (1 + 1.377) = 420,071,825,834.939 exactly; in binary the product is 6e-5 less."""
    requests, share, restores = Decimal(176723527907), Decimal("1.377"), Decimal("420071825834.939")
    assert requests + requests * share == restores
    runs = np.array([float(requests)] * 2)
    assert not exceeds(restores, runs + runs * float(share))
    assert exceeds(restores + 1, runs + runs * float(share))
    assert not exceeds(runs + runs * float(share), restores)


def test_little_too_much_is_too_much_in_sweeps_and_arrays() -> None:
    """Two ten-millionths of a request restored, of one: refused, as exact numbers are."""
    few, more = Decimal("0.0000001"), Decimal("0.0000002")
    with pytest.raises(ScenarioError, match="restores is more than the requests"):
        estimate(Scenario(day=DAY, functions=[snapshots(np.array([1.0, float(few)]), more)]))
    base = Scenario(day=DAY, functions=[snapshots(Decimal(1), more)])
    with pytest.raises(ScenarioError, match="restores is more than the requests"):
        _ = sweep(base, {"functions.f.requests": [1, few, 1]}, exact=False).totals
