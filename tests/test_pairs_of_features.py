"""Two features of one function: each request is counted once, in the environment that serves it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from lambda_cost import Estimate, Function, Scenario, ScenarioError, compare, estimate
from lambda_cost.strict_yaml import Document
from lambda_cost.what_if.break_even.presets import answer_preset

D = Decimal
DURATION = "aws_lambda.function.duration"
READY = {"environments": 15, "hours": 10, "windows": 22, "requests": "30M"}
WEB: dict[str, Any] = {
    "requests": "30M",
    "duration_ms": 90,
    "memory_mb": 1024,
    "cold_starts": {"share": "2%", "init_ms": "3s"},
    "provisioned_concurrency": READY,
}


def document(**fields: Any) -> dict[str, Any]:
    """A month of one function of 1 GB without a free tier, so that a GB-second is a second."""
    function = {"requests": "1M", "duration_ms": 100, "memory_mb": 1024} | fields
    return {"day": "2026-11-01", "free_tier": "none", "functions": {"f": function}}


def bill(**fields: Any) -> Estimate[Decimal]:
    return estimate(Scenario.from_dict(document(**fields)))


def quantity(found: Estimate[Decimal], meter: str) -> Decimal:
    return found.by_meter[meter].pricing_quantity


def test_requests_that_provisioned_environments_serve_have_no_cold_start() -> None:
    """Capacity, served time and requests, and nothing on demand.

    15 x 1 GB x 22 x 36,000 s = 11,880,000 GB-s x 0.0000041667 = 49.500396; 30M x 0.09 s = 2,700,000 GB-s x 0.0000097222
    = 26.24994; 30 x 0.20 = 6; together 81.750336.
    """
    found = bill(**WEB)
    assert quantity(found, DURATION) == 0
    assert found.total == D("81.750336")


def test_cold_starts_are_a_share_of_what_is_served_on_demand() -> None:
    """20M of 30M are served: 10M x 2 % x 3 s = 600,000 GB-s of init beside 10M x 0.09 s = 900,000."""
    found = bill(**WEB | {"provisioned_concurrency": READY | {"requests": "20M"}})
    assert quantity(found, DURATION) == 1_500_000


def test_a_comparison_says_what_provisioned_concurrency_adds() -> None:
    """On demand 2,700,000 + 1,800,000 GB-s x 0.0000166667 = 75.00015 and 6 for requests: 81.00015; 0.750186 more with it."""
    variants = [Scenario.from_dict(document(**WEB | {"provisioned_concurrency": ready})) for ready in (None, READY)]
    one, other = (priced.total for priced in compare(*variants).variants)
    assert (one, other) == (D("81.00015"), D("81.750336"))


def test_provisioned_concurrency_pays_where_cold_starts_cost_as_much() -> None:
    """Full, the environments serve 15 x 22 x 10 h / 90 ms = 132M requests.

    A request costs (0.09 + 2 % x 3) s x 0.0000166667 on demand, 0.09 s x 0.0000097222 served; 49.500396 of capacity are
    30,461,651 times the difference of 0.000001625004: 0.231 of 132M.
    """
    (crossing,) = answer_preset("provisioned", Document(document(**WEB), ""), "f").crossings
    difference = D("0.15") * D("0.0000166667") - D("0.09") * D("0.0000097222")
    expected = D("49.500396") / difference / 132_000_000
    assert abs(crossing.low - expected) < D("1e-12")
    assert round(crossing.low, 3) == D("0.231")


def test_init_of_provisioned_environments_is_billed_without_a_request() -> None:
    """15 environments x 22 windows x 2 times x 3.0005 s, rounded up to 3,001 ms: 1,980.66 GB-s beside the served 2,700,000."""
    ready = READY | {"init_ms": 3000.5, "inits": 2}
    found = bill(**WEB | {"provisioned_concurrency": ready})
    assert quantity(found, "aws_lambda.provisioned_concurrency.duration") == D("2701980.66")
    assert "A provisioned environment is initialised so often in each window: 2" in " ".join(found.assumptions)


def test_init_of_provisioned_environments_that_is_not_given_is_said() -> None:
    assert "is not included: give its init_ms" in " ".join(bill(**WEB).assumptions)


def test_retries_start_cold_as_other_requests_do() -> None:
    """1M requests and 100,000 retries: 1.1M x 0.1 s, and 1 % of them 0.5 s longer: 110,000 + 5,500 GB-s."""
    found = bill(async_events={"retries": 0.1}, cold_starts={"share": "1%", "init_ms": 500})
    assert quantity(found, DURATION) == 115_500


def test_retries_may_be_served_by_provisioned_environments() -> None:
    """Of 1.1M runs all are served, so nothing is left on demand."""
    found = bill(async_events={"retries": 0.1}, provisioned_concurrency={"environments": 1, "hours": 1, "requests": "1.1M"})
    assert quantity(found, DURATION) == 0
    assert quantity(found, "aws_lambda.provisioned_concurrency.duration") == 110_000


def test_resumes_start_cold_and_take_their_own_time() -> None:
    """1M x 0.1 s and 2M resumes x 0.05 s, of all of them 1 % 0.5 s longer: 100,000 + 100,000 + 15,000 GB-s."""
    durable = {"operations": 3, "resumes": 2, "resume_ms": 50}
    found = bill(durable=durable, cold_starts={"share": "1%", "init_ms": 500})
    assert quantity(found, DURATION) == 215_000


def test_storage_is_billed_for_every_run_as_long_as_it_takes() -> None:
    """512 MB more than included, 0.5 GB, for 1M x 0.1 s, 100,000 retries of 0.1 s and 2M resumes of 0.05 s: 105,000 GB-s."""
    durable = {"operations": 3, "resumes": 2, "resume_ms": 50}
    found = bill(ephemeral_storage={"size_mb": 1024}, durable=durable, async_events={"retries": 0.1})
    assert quantity(found, "aws_lambda.ephemeral_storage.storage") == 105_000


def test_storage_is_billed_for_the_time_that_provisioned_environments_take() -> None:
    """0.5 GB for 400,000 x 0.08 s served and 600,000 x 0.1 s on demand: 46,000 GB-s."""
    ready = {"environments": 1, "hours": 1, "requests": "400k", "duration_ms": 80}
    found = bill(ephemeral_storage={"size_mb": 1024}, provisioned_concurrency=ready)
    assert quantity(found, "aws_lambda.ephemeral_storage.storage") == 46_000


def test_every_run_writes_its_logs() -> None:
    """1M requests, 0.5M retries and 1M resumes of 1,048.576 KB: 2.5M x 1,048.576 / 1,024 / 1,024 = 2,500 GB."""
    durable = {"operations": 3, "resumes": 1, "resume_ms": 50}
    found = bill(logs={"kb": 1048.576, "system_kb": 0}, durable=durable, async_events={"retries": 0.5})
    assert quantity(found, "cloudwatch.logs.ingested") == 2_500


def test_resumes_may_restore_a_snapshot_too() -> None:
    """1.5M restores of 1M requests with one resume each; more than the 2M runs are refused."""
    durable = {"operations": 3, "resumes": 1, "resume_ms": 50}
    snap_start = {"runtime": "java", "restores": "1.5M"}
    assert bill(durable=durable, snap_start=snap_start).total
    with pytest.raises(ScenarioError, match="restores is more than the requests"):
        bill(durable=durable, snap_start=snap_start | {"restores": "2.1M"})


@pytest.mark.parametrize(
    ("key", "other"), [("provisioned_concurrency", READY), ("snap_start", {"runtime": "python", "restores": 1})]
)
def test_tenants_have_neither_snapshots_nor_provisioned_environments(key: str, other: dict[str, Any]) -> None:
    """AWS's documentation of tenant isolation excludes both."""
    with pytest.raises(ScenarioError, match=f"tenant_isolation cannot be combined with {key}; remove one of them"):
        bill(requests="30M", tenant_isolation={"environments": 10}, **{key: other})


def test_features_that_take_away_more_than_there_is_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever limit was forgotten: a quantity below zero would lower the bill without a word."""
    monkeypatch.setattr(Function, "meter", lambda _: {"requests": D(-1), "duration": D(0)})
    with pytest.raises(ScenarioError, match=r"less than nothing of aws_lambda\.function\.requests; its features take away"):
        estimate(Scenario.from_dict(document()))
