"""Init, restores and resumes depend on memory too: measured, they vary; not measured, the answer says that they do not."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from lambda_cost import Scenario, ScenarioError, Tuning, estimate, services, tune
from lambda_cost.reports import report
from lambda_cost.services.aws_lambda.function import Function
from lambda_cost.services.described import address_of, fields_of
from lambda_cost.what_if.measurements import PART_TIMES, parse_measurements, read_measurements

if TYPE_CHECKING:
    from pathlib import Path

D = Decimal
COLD = {"share": "100%", "init_ms": 21_300}
WEB: dict[str, Any] = {"requests": 100, "duration_ms": 400, "memory_mb": 512}
TIMES = "512=400ms+21300ms,1024=200ms+6900ms,1536=150ms+5450ms,3008=120ms+3880ms"
"""21.7, 7.1, 5.6 and 4.0 s in all."""


def scenario(**fields: Any) -> Scenario[Any]:
    """A page in Tokyo that nearly nobody visits, so that every request starts cold."""
    functions = {"web": WEB | fields}
    return Scenario.from_dict({"region": "ap-northeast-1", "day": "2026-11-01", "free_tier": "none", "functions": functions})


def totals(found: Tuning) -> dict[int, Decimal]:
    return {int(size.memory_mb): size.total for size in found.sizes}


def test_init_that_was_measured_decides() -> None:
    """100 x 7.1 s x 1 GB = 710 GB-s x 0.0000166667 = 0.011833357, and 0.00002 for requests; 100 x 21.7 s x 0.5 GB = 1,085.

    5.6 s x 1.5 GB and 4.0 s x 2.9375 GB are 840 and 1,175 GB-s.
    """
    found = tune(scenario(cold_starts=COLD), "web", parse_measurements(TIMES))
    assert found.cheapest.memory_mb == 1024
    gb_seconds = {512: 1085, 1024: 710, 1536: 840, 3008: 1175}
    assert totals(found) == {mb: each * D("0.0000166667") + D("0.00002") for mb, each in gb_seconds.items()}
    assert (totals(found)[1024], totals(found)[512]) == (D("0.011853357"), D("0.0181033695"))
    assert not any("init_ms" in says for says in found.assumptions)


def test_init_that_was_not_measured_is_held_and_said() -> None:
    """Then 512 MB seem cheapest: 21.3 s of init are paid for at every size."""
    found = tune(scenario(cold_starts=COLD), "web", {512: 400, 1024: 200})
    assert found.cheapest.memory_mb == 512
    assert found.assumptions[0] == (
        "The same at every size, though more memory usually makes them shorter: cold_starts.init_ms (21300 ms)."
        " Measure them too, in a column of their own: init_ms."
    )
    assert found.assumptions[1:] == estimate(scenario(cold_starts=COLD)).assumptions


def test_billed_times_hold_init(tmp_path: Path) -> None:
    """The whole times of the logs, whatever the scenario says of cold starts."""
    file = tmp_path / "billed.csv"
    file.write_text("memory_mb,billed_duration_ms\n512,21700\n1024,7100\n", encoding="utf-8")
    found = tune(scenario(cold_starts=COLD), "web", read_measurements(file))
    assert totals(found) == {512: D("0.0181033695"), 1024: D("0.011853357")}
    assert "Measured billed times hold the init or restore of functions.web." in found.assumptions
    assert totals(tune(scenario(), "web", read_measurements(file))) == totals(found)


def test_restores_and_resumes_are_measured_beside_the_duration(tmp_path: Path) -> None:
    """At 1 GB 100 x (200 + 100 ms restored) = 30 GB-s, and 100 resumes x 50 ms = 5 more."""
    snap_start = {"runtime": "java", "restores": 100, "restore_ms": 300}
    durable = {"operations": 0, "resumes": 1, "resume_ms": 80}
    file = tmp_path / "times.csv"
    file.write_text("memory_mb,duration_ms,restore_ms,resume_ms\n512,400,300,80\n1024,200,100,50\n", encoding="utf-8")
    found = tune(scenario(snap_start=snap_start, durable=durable), "web", read_measurements(file))
    cost = 35 * D("0.0000166667") + 200 * D("0.0000002")
    assert totals(found)[1024] == cost
    assert [dict(size.parts) for size in found.sizes] == [
        {"restore_ms": 300, "resume_ms": 80},
        {"restore_ms": 100, "resume_ms": 50},
    ]


def test_billed_times_hold_restores_too(tmp_path: Path) -> None:
    """100 x 300 ms x 1 GB = 30 GB-s: the restore time of the scenario does not come on top."""
    file = tmp_path / "billed.csv"
    file.write_text("memory_mb,billed_duration_ms\n1024,300\n", encoding="utf-8")
    snap_start = {"runtime": "java", "restores": 100, "restore_ms": 300}
    found = tune(scenario(snap_start=snap_start), "web", read_measurements(file))
    assert totals(found)[1024] == 30 * D("0.0000166667") + D("0.00002")
    with pytest.raises(
        ScenarioError, match=r"restore_ms cannot be combined with billed_duration_ms, which already includes the restore time"
    ):
        scenario(snap_start=snap_start, duration_ms=None, billed_duration_ms=300)


def test_times_that_no_column_has_are_held() -> None:
    """What provisioned environments take and start with, one environment for five minutes."""
    ready = {"environments": 1, "hours": "0.05", "requests": 100, "duration_ms": 300, "init_ms": 0}
    (held, *_) = tune(scenario(provisioned_concurrency=ready), "web", {512: 400, 1024: 200}).assumptions
    assert held.endswith("usually makes them shorter: provisioned_concurrency.duration_ms (300 ms).")


def test_between_measurements_init_follows_its_own_curve() -> None:
    """Of 21,300 at 512 and 6,900 at 1,024 the curve is -7,500 + 14,745,600 / memory: 11,700 at 768."""
    found = tune(scenario(cold_starts=COLD), "web", parse_measurements(TIMES), sizes=[768])
    size = next(size for size in found.sizes if size.memory_mb == 768)
    assert dict(size.parts) == {"init_ms": 11_700}


def test_a_time_that_the_scenario_does_not_have_is_said() -> None:
    found = tune(scenario(), "web", parse_measurements("512=400ms+1s,1024=200ms+1s"))
    assert found.assumptions[0] == "init_ms was measured, and not used: the scenario has none for functions.web."


def test_a_time_is_measured_at_every_size_or_at_none() -> None:
    with pytest.raises(ScenarioError, match="init_ms is not measured at 1024 MB; allowed: at every size or at none"):
        parse_measurements("512=400ms+1s,1024=200ms")


def test_every_format_has_what_was_measured_and_assumed() -> None:
    found = tune(scenario(cold_starts=COLD), "web", parse_measurements(TIMES))
    assert "Init (ms)" in report(found, "table")
    assert '"init_ms": "6900"' in report(found, "json")
    assert all(says in report(found, "json") for says in found.assumptions)


def test_every_time_of_a_function_has_a_column_or_is_a_duration() -> None:
    features = services.features(address_of(Function)).values()
    times = {field.name for feature in features for field in fields_of(feature) if field.name.endswith("_ms")}
    assert times - {"duration_ms", "timeout_ms"} == set(PART_TIMES), "a timeout is set, and no faster with more memory"


def test_of_times_of_requests_that_fail_only_those_that_memory_changes_are_said_to_be_held() -> None:
    """1M x (0.97 x 0.2 s + 0.02 x 0.3 s + 0.01 x 60 s) at 1 GB = 800,000 GB-s, x 0.0000166667 = 13.33336, and 0.20."""
    ends = {"errors": {"share": "2%", "duration_ms": 300}, "timeouts": {"share": "1%", "timeout_ms": "60s"}}
    found = tune(scenario(requests="1M", **ends), "web", {512: 400, 1024: 200})
    assert found.assumptions[0].endswith("usually makes them shorter: errors.duration_ms (300 ms).")
    assert next(size for size in found.sizes if size.memory_mb == 1024).total == D("13.53336")


def test_measured_billed_times_hold_errors_and_timeouts() -> None:
    """1M x 0.2 s at 1 GB = 200,000 GB-s, x 0.0000166667 = 3.33334, and 0.20."""
    ends = {"errors": {"share": "2%", "duration_ms": 300}, "timeouts": {"share": "1%", "timeout_ms": "60s"}}
    points = [point._replace(billed=True) for point in parse_measurements("512=400ms,1024=200ms")]
    found = tune(scenario(requests="1M", **ends), "web", points)
    assert next(size for size in found.sizes if size.memory_mb == 1024).total == D("3.53334")
