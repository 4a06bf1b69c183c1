"""The days of logs: those asked for, days on which AWS changed a rule, and gaps."""

from pathlib import Path

from tests.usage.lines import ID1, exported, report
from tests.usage.observing import only, read


def test_only_the_days_that_are_asked_for_count(tmp_path: Path) -> None:
    text = exported(report(1), day="2026-05-27") + exported(report(2), report(3, memory=256), day="2026-05-28")
    found = read(tmp_path, text, first="2026-05-28", last="2026-05-28")
    assert [(one.memory_mb, one.requests) for one in found.functions] == [(128, 1), (256, 1)]
    assert found.skipped == {"outside --from and --to": 1}
    assert read(tmp_path, report(1), first="2026-05-28").skipped == {"without a time, so not in --from and --to": 1}
    assert read(tmp_path, report(1) + "\n", first="2026-05-28").functions == ()


def test_lines_of_the_time_of_100_ms_steps_are_of_1_ms_today(tmp_path: Path) -> None:
    found = only(read(tmp_path, exported(report(1).replace("Billed Duration: 3", "Billed Duration: 100"), day="2020-06-01")))
    assert (found.billed_ms, found.billed_today_ms) == (100, 3)


def test_a_window_over_the_day_on_which_init_was_billed_for_all_is_two(tmp_path: Path) -> None:
    cold = "Init Duration: 80.00 ms\t"
    found = read(
        tmp_path, exported(report(1, more=cold), day="2025-07-31") + exported(report(2, billed=90, more=cold), day="2025-08-01")
    )
    assert [(one.requests, one.billed_ms) for one in only(found).windows] == [(1, 3), (1, 90)]
    # ⌈2.5 + 80⌉ + 90
    assert only(found).billed_today_ms == 83 + 90
    assert any("from before 2025-08-01" in warning for warning in found.warnings)


def test_gaps_clocks_and_requests_that_never_ended_are_warned_about(tmp_path: Path) -> None:
    started = f"START RequestId: {ID1} Version: 1"
    found = read(tmp_path, exported(started, started, report(1), day="2026-05-01") + exported(report(2), day="2099-05-03"))
    assert [warning.split(":")[0] for warning in found.warnings if "REPORT" in warning] == []
    assert any("in the future" in warning for warning in found.warnings)
    assert any("have nothing" in warning for warning in found.warnings)
    lost = read(tmp_path, exported(started, started, report(1)))
    assert any("1 request began and has no REPORT" in warning for warning in lost.warnings)
