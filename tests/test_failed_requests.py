"""Requests that fail, time out or are made again: how many there are, how long they take, and in which environment."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from lambda_cost import Errors, Estimate, Function, Retries, Scenario, ScenarioError, Timeouts, break_even, estimate, sweep
from lambda_cost.numbers.quantity import exactly

D = Decimal
REQUESTS, DURATION = "aws_lambda.function.requests", "aws_lambda.function.duration"
FAILING = {"share": "2%", "duration_ms": 200}
STUCK = {"share": "0.1%", "timeout_ms": "3s"}


def document(**fields: Any) -> dict[str, Any]:
    """A month of one function of 1 GB without a free tier, so that a GB-second is a second."""
    function = {"requests": "1M", "duration_ms": 100, "memory_mb": 1024} | fields
    return {"day": "2026-11-20", "free_tier": "none", "functions": {"f": function}}


def bill(**fields: Any) -> Estimate[Decimal]:
    return estimate(Scenario.from_dict(document(**fields)))


def quantity(found: Estimate[Decimal], meter: str) -> Decimal:
    return found.by_meter[meter].pricing_quantity


def test_a_cold_start_adds_its_init_to_requests_that_fail_too() -> None:
    """104,900 GB-s as in tests/examples, and 1 % of all requests 500 ms longer, also beyond the timeout: 5,000."""
    found = bill(errors=FAILING, timeouts=STUCK, cold_starts={"share": "1%", "init_ms": 500})
    assert quantity(found, DURATION) == 109_900


def test_requests_that_provisioned_environments_serve_fail_as_often_as_others() -> None:
    """Of 400,000 served at 80 ms 8,000 fail after 200 ms: 392,000 x 0.08 + 1,600 = 32,960; of others 588,000 x 0.1 + 2,400."""
    ready = {"environments": 1, "hours": 1, "requests": "400k", "duration_ms": 80}
    found = bill(errors=FAILING, provisioned_concurrency=ready, ephemeral_storage={"size_mb": 1024})
    assert quantity(found, "aws_lambda.provisioned_concurrency.duration") == 32_960
    assert quantity(found, DURATION) == 61_200
    assert quantity(found, "aws_lambda.ephemeral_storage.storage") == (32_960 + 61_200) / D(2)


def test_retries_of_events_and_of_callers_fail_as_often_as_requests() -> None:
    """102,000 GB-s of a million requests, 10 % more of them for events and 5 % for callers: 102,000 x 1.15 = 117,300."""
    found = bill(errors=FAILING, async_events={"retries": "0.1"}, retries={"share": "5%"})
    assert quantity(found, REQUESTS) == D("1.15")
    assert quantity(found, DURATION) == 117_300


def test_every_retry_writes_its_logs_and_may_start_cold() -> None:
    """1.5M runs of 1,048.576 KB are 1,500 GB; 1M x 0.1 s + 0.5M x 0.2 s, and 1 % of 1.5M 0.5 s longer: 207,500 GB-s."""
    again = {"share": "0.5", "duration_ms": 200}
    found = bill(retries=again, logs={"kb": 1048.576, "system_kb": 0}, cold_starts={"share": "1%", "init_ms": 500})
    assert quantity(found, "cloudwatch.logs.ingested") == 1_500
    assert quantity(found, DURATION) == 207_500


def test_the_bill_says_that_retries_come_on_top() -> None:
    assert "Retries by callers come on top of a function's requests" in " ".join(bill(retries={"share": "1%"}).assumptions)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"errors": FAILING | {"share": "60%"}, "timeouts": STUCK | {"share": "50%"}}, "timeouts.share and that of errors are"),
        ({"timeouts": STUCK | {"timeout_ms": 99}}, "timeouts.timeout_ms is less than the function's duration_ms"),
        ({"timeouts": STUCK, "errors": {"share": "1%", "duration_ms": "60s"}}, "timeout_ms is less than errors.duration_ms"),
        ({"timeouts": STUCK, "retries": {"share": "1%", "duration_ms": "60s"}}, "timeout_ms is less than retries.duration_ms"),
        ({"errors": {"share": "101%", "duration_ms": 1}}, r"errors.share is '101%'; allowed: 0 to 1"),
        ({"errors": {"share": "1%"}}, "errors.duration_ms is missing"),
        ({"timeouts": {"share": "1%"}}, "timeouts.timeout_ms is missing"),
        ({"retries": {"share": "1100%"}}, "retries.share is '1100%'; allowed: 0 to 10"),
    ],
)
def test_shares_and_times_that_cannot_be_are_refused(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(ScenarioError, match=says):
        bill(**fields)


@pytest.mark.parametrize(("key", "part"), [("errors", FAILING), ("timeouts", STUCK)])
def test_a_billed_duration_holds_errors_and_timeouts_already(key: str, part: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError, match=f"{key} cannot be combined with billed_duration_ms, which already includes {key}"):
        bill(duration_ms=None, billed_duration_ms=100, **{key: part})


def test_retries_may_stand_beside_a_billed_duration() -> None:
    """1.02M x 0.1 s."""
    assert quantity(bill(duration_ms=None, billed_duration_ms=100, retries={"share": "2%"}), DURATION) == 102_000


def failing(share: Any, timeout_ms: Any) -> Scenario[Any]:
    ends = Errors(share=share, duration_ms=200), Timeouts(share=D("0.001"), timeout_ms=timeout_ms)
    features = (*ends, Retries(share=D("0.1")))
    function: Function[Any] = Function(name="f", requests=10**6, duration_ms=100, memory_mb=1024, features=features)
    return Scenario(day="2026-11-20", free_tier="none", functions=[function])


SHARES = [D("0"), D("0.02"), D("0.5")]
SECONDS = [D(1000) * (D("0.999") - share) * D("0.1") + 1000 * share * D("0.2") + D(3) for share in SHARES]
"""Thousands of seconds of a million requests, of which a thousandth takes 3 s."""


def test_an_array_of_shares_costs_what_each_costs_alone() -> None:
    """A tenth more for retries; 1.1M requests are 0.22."""
    arrays: Any = estimate(failing(np.array([0.0, 0.02, 0.5]), 3000)).total
    for share, seconds, other in zip(SHARES, SECONDS, arrays, strict=True):
        with exactly():
            expected = seconds * 1100 * D("0.0000166667") + D("0.22")
        assert estimate(failing(share, 3000)).total == expected
        assert abs(float(expected) - other) < 1e-9


@pytest.mark.parametrize("exact", [True, False])
def test_a_sweep_over_shares_costs_what_each_costs_alone(*, exact: bool) -> None:
    found = sweep(failing(0, 3000), {"functions.f.errors.share": SHARES}, exact=exact).totals
    for share, total in zip(SHARES, found, strict=True):
        assert abs(float(estimate(failing(share, 3000)).total) - float(total)) < 1e-9


def test_an_array_is_refused_where_one_of_its_shares_is_too_large() -> None:
    with pytest.raises(ScenarioError, match="are more than 1 together"):
        failing(np.array([0.1, 0.9991]), 3000)


def test_the_share_of_errors_at_which_two_designs_cost_the_same_is_found() -> None:
    """Without retries 0.1 s, and 0.1 s more where it fails: as dear as 0.125 s without errors at a quarter."""
    designs = {
        "failing": Scenario.from_dict(document(errors=FAILING)),
        "slow": Scenario.from_dict(document(duration_ms=125)),
    }
    (crossing,) = break_even(designs, "functions.f.errors.share", 0, 1).crossings
    assert crossing.low == D("0.25")


@pytest.mark.parametrize(
    ("cold", "missing"), [({"init_ms": "5s"}, "cold_start_share"), ({"cold_start_share": "50%"}, "init_ms")]
)
def test_cold_starts_of_an_authorizer_have_a_share_and_a_time(cold: dict[str, Any], missing: str) -> None:
    """One of the two alone would cost nothing."""
    api = {"type": "http", "requests": "1M", "authorizer": {"duration_ms": 50, "memory_mb": 128} | cold}
    with pytest.raises(ScenarioError, match=f"authorizer.{missing} is missing; cold starts need a share and a time"):
        Scenario.from_dict({"day": "2026-11-20", "apis": {"a": api}})
