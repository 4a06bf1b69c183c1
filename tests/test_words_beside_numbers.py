"""A number that was probably not meant so, or that stays where it would not, is said beside the answer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from lambda_cost import Scenario, estimate, forecast, sweep
from lambda_cost.reports import report
from lambda_cost.what_if.growth import Growth
from tests.cli.test_golden_bills import run

D = Decimal
FUNCTION = {"requests": "1M", "duration_ms": 100, "memory_mb": 1024}
HELD = "functions.f.memory_mb: durations are held, though more memory usually makes them shorter; tune takes measured ones."


def scenario(**sections: Any) -> Scenario[Any]:
    return Scenario.from_dict({"day": "2026-11-01", "free_tier": "none", "functions": {"f": FUNCTION}} | sections)


def test_fewer_pollers_than_there_are_at_least_are_raised_with_a_warning() -> None:
    """Kafka: 1 unit x 730 h x 0.185 = 135.05."""
    bill = estimate(scenario(event_pollers={"stream": {"source": "kafka", "units": 0.25}}))
    assert bill.by_resource["event_pollers.stream"] == D("135.05")
    assert "event_pollers.stream.units is 0.25, and is billed as 1: kafka has at least so many (rule A-39)." in bill.warnings
    assert not estimate(scenario(event_pollers={"stream": {"source": "kafka", "units": 1}})).warnings


def test_a_sweep_over_memory_says_that_durations_were_held() -> None:
    swept = sweep(scenario(), {"functions.f.memory_mb": [512, 1024]})
    assert swept.assumptions == (HELD,)
    assert HELD.partition(":")[0] in report(swept, "table")
    assert HELD in report(swept, "json")
    both = {"functions.f.memory_mb": [512, 1024], "functions.f.duration_ms": [200, 100]}
    assert sweep(scenario(), both, paired=True).assumptions == ()


def test_growth_is_in_the_answer() -> None:
    rates = Growth(D("0.05"), {"functions.f": D("0.1")})
    found = forecast(scenario(), 2, rates)
    assert found.assumptions[:2] == (
        "Usage grows by 5 % a month, compounded.",
        "functions.f grows by 10 % a month, compounded.",
    )
    assert not any("grows" in says for says in forecast(scenario(), 2).assumptions)


def test_growth_of_eight_hundred_percent_asks_whether_eight_were_meant() -> None:
    assert forecast(scenario(), 2, "8").assumptions[0] == (
        "Usage grows by 800 % a month, compounded. If 8 % was meant, write 8%."
    )


@pytest.mark.parametrize(
    ("duration", "says"), [("0.5", "--duration 0.5 is 0.5 ms; for seconds write 0.5s."), ("0.5s", ""), ("120", ""), ("5ms", "")]
)
def test_a_bare_duration_that_may_be_seconds_says_its_unit(
    duration: str, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["estimate", "--requests", "1M", "--duration", duration, "--memory", "1GB", "--day", "2026-11-01"]
    run([*arguments, "--format", "json"], monkeypatch)
    assert ("for seconds write" in capsys.readouterr().out) == bool(says)
