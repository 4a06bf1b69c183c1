"""A function may run for 1,800 s since 2026-11-19, and for 900 s before: whoever says how long it takes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from lambda_cost import Function, Scenario, ScenarioError, estimate, sweep, uncertain
from lambda_cost.strict_yaml import Document
from lambda_cost.templates.aws_defaults import duration_bound
from lambda_cost.what_if.break_even.presets import answer_preset

BEFORE, SINCE = "2026-11-18", "2026-11-19"
LONG: dict[str, Any] = {"requests": 10, "duration_ms": "1800s", "memory_mb": 1024}
DURABLE = {"operations": 1, "resumes": 1, "resume_ms": "20min"}


def document(day: str, **fields: Any) -> dict[str, Any]:
    return {"day": day, "free_tier": "none", "functions": {"f": LONG | fields}}


def test_half_an_hour_is_billed_since_that_day() -> None:
    """10 x 1,800 s x 1 GB = 18,000 GB-s x 0.0000166667 = 0.3000006; requests 10 x 0.0000002."""
    assert estimate(Scenario.from_dict(document(SINCE))).total == Decimal("0.3000026")


def test_a_quarter_of_an_hour_was_the_longest_before() -> None:
    """Every time that is too long is named at once."""
    with pytest.raises(ScenarioError) as refused:
        Scenario.from_dict(document(BEFORE, durable=DURABLE))
    assert str(refused.value).splitlines() == [
        "functions.f.duration_ms is 1800000; allowed before 2026-11-19: 0 to 900,000 (ms)",
        "functions.f.durable.resume_ms is 1200000; allowed before 2026-11-19: 0 to 900,000 (ms)",
    ]


def test_no_run_is_longer_than_half_an_hour() -> None:
    with pytest.raises(ScenarioError, match=r"duration_ms is 1800001; allowed: 0 to 1,800,000 \(ms\)"):
        Scenario.from_dict(document(SINCE, duration_ms=1_800_001))


def test_init_is_billed_beyond_the_longest_run() -> None:
    """A minute more, as a mean of logs may say."""
    billed = {"duration_ms": None, "billed_duration_ms": 1_860_000}
    assert Scenario.from_dict(document(SINCE, **billed)).functions[0].billed_duration_ms == 1_860_000
    with pytest.raises(ScenarioError, match="billed_duration_ms is 1860000; allowed before 2026-11-19: 0 to 960,000"):
        Scenario.from_dict(document(BEFORE, **billed))


def test_every_element_and_every_case_follows_the_day() -> None:
    function: Function[Any] = Function(name="f", requests=1, duration_ms=np.array([1.0, 900_001.0]), memory_mb=128)
    total: Any = estimate(Scenario(day=SINCE, functions=[function])).total
    assert total.shape == (2,)
    with pytest.raises(ScenarioError, match="allowed before 2026-11-19"):
        estimate(Scenario(day=BEFORE, functions=[function]))
    short = Scenario.from_dict(document(BEFORE, duration_ms=1))
    axes = {"functions.f.duration_ms": [1, 900_001, 2], "functions.f.requests": [1, 2, 3]}
    with pytest.raises(ScenarioError, match="allowed before 2026-11-19"):
        _ = sweep(short, axes, paired=True, exact=False).totals


def test_draws_keep_within_the_bound_of_the_day() -> None:
    """A median of 800 s and a p95 of 1,600 s; 10 requests of at most 900 s or 1,800 s, and half a millionth for requests."""
    spread = {"functions.f.duration_ms": {"p50": 800_000, "p95": 1_600_000}}
    for day, longest in ((BEFORE, 900), (SINCE, 1800)):
        found = uncertain(Scenario.from_dict(document(day, duration_ms=1)), spread, draws=2_000)
        assert float(found.totals.max()) == pytest.approx(10 * longest * 0.0000166667 + 0.000002)


def test_a_slowdown_leads_as_far_as_the_day_allows() -> None:
    """600 s may become 900 s; since that day 1,200 s, twice as long, is within 1,800 s."""
    for day, most in ((BEFORE, "1.5"), (SINCE, "2")):
        assert answer_preset("arm64", Document(document(day, duration_ms=600_000), ""), "").high == Decimal(most)


def test_a_template_may_have_a_timeout_of_half_an_hour() -> None:
    """A longer one, as on managed instances, bounds nothing: their time is not charged."""
    assert duration_bound(Decimal(1800))["duration_ms"].value == 1_800_000
    assert duration_bound(Decimal(5400))["duration_ms"].value == 1_800_000
