"""What is billed for a minimum time, and in steps: five minutes, three hours, one minute."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from lambda_cost import EventPoller, Function, ProvisionedConcurrency, Scenario, SnapStart, estimate

SECONDS = st.integers(1, 280_000).map(lambda steps: 9 * steps)
"""Seconds that are a whole number of 0.0025 hours, of 700 hours at most."""
SHORT = st.integers(1, 12_000).map(lambda steps: 9 * steps)
"""The same, of 30 hours at most."""


def billed(resource: Function[Decimal] | EventPoller[Decimal], meter: str) -> Decimal:
    bill = estimate(Scenario(day="2026-11-01", resources=[resource]))
    return bill.by_meter[meter].pricing_quantity


def function(feature: ProvisionedConcurrency[Decimal] | SnapStart[Decimal]) -> Function[Decimal]:
    return Function(name="f", requests=Decimal(0), duration_ms=Decimal(1), memory_mb=Decimal(1024), features=(feature,))


@given(SHORT, st.integers(1, 22))
def test_each_window_of_provisioned_concurrency_is_rounded_up_to_five_minutes(seconds: int, windows: int) -> None:
    """With 1 GB, GB-seconds are seconds (rule A-22): never less than was enabled, and less than 300 more a window."""
    ready: ProvisionedConcurrency[Decimal] = ProvisionedConcurrency(
        environments=Decimal(1), requests=Decimal(0), hours=Decimal(seconds) / 3600, windows=Decimal(windows)
    )
    found = billed(function(ready), "aws_lambda.provisioned_concurrency.concurrency")
    assert found % (300 * windows) == 0
    assert seconds * windows <= found < (seconds + 300) * windows


@given(SECONDS, st.integers(1, 9))
def test_a_snapshot_is_billed_for_three_hours_at_least(seconds: int, versions: int) -> None:
    """With 1 GB, GB-seconds are seconds (rule A-28): 10,800 a version, or as many as there were."""
    cached: SnapStart[Decimal] = SnapStart(
        runtime="python", versions=Decimal(versions), restores=Decimal(0), hours=Decimal(seconds) / 3600
    )
    assert billed(function(cached), "aws_lambda.snap_start.cache") == max(seconds, 10_800) * versions


@given(st.integers(0, 400), st.integers(2, 50))
def test_a_poller_is_billed_for_a_minute_at_least(steps: int, units: int) -> None:
    """In steps of nine seconds, 0.0025 hours (rule A-38): 60 seconds are a sixtieth of an hour."""
    poller: EventPoller[Decimal] = EventPoller(name="p", source="sqs", units=Decimal(units), hours=Decimal("0.0025") * steps)
    hours = max(Decimal(9 * steps), Decimal(60) if steps else Decimal(0)) / 3600
    found = billed(poller, "aws_lambda.event_poller.hours")
    assert abs(found - hours * units) < Decimal("1e-20")
