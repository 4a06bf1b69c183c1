"""Every sample is read as its format says; the sums stand here as they were worked apart, by hand or with awk."""

from pathlib import Path
from typing import Any

import pytest

from lambda_cost import Observed, observe

SAMPLES = Path(__file__).parent / "samples"
LOGS, METRICS = SAMPLES / "logs", SAMPLES / "metrics"


def entry(observed: Observed, memory_mb: int | None, name: str = "fn") -> dict[str, Any]:
    """The entry of one memory size, as JSON has it."""
    (found,) = [one for one in observed.functions if (one.name, one.memory_mb) == (name, memory_mb)]
    return found.to_dict()


def has(entry: dict[str, Any], **expected: Any) -> None:
    assert {key: entry[key] for key in expected} == expected


def test_events_of_filter_log_events() -> None:
    # awk over the 50 lines: 7,848 ms billed, 7,822.08 ms of duration; 50 START and 50 END
    found = observe(LOGS / "filter-log-events.json", function="fn")
    has(entry(found, 1769), requests=50, billed_ms=7848, duration_ms_sum="7822.08", cold_starts=0, init_ms_sum="0", errors=0)
    has(entry(found, 1769), timeouts=0, restores=0, unknown={"response_bytes": "its source does not tell"})
    # the first and last REPORT have the timestamps 1747081446310 and 1747081495306 ms
    has(entry(found, 1769), **{"from": "2025-05-12T20:24:06.310Z", "to": "2025-05-12T20:24:55.306Z"})
    assert found.skipped == {"END line": 50, "START line": 50}


def test_an_export_to_s3() -> None:
    # awk over its 20 lines: 3,133 ms billed, 3,123.46 ms of duration
    found = observe(LOGS / "s3-export-000000.gz", function="fn")
    has(entry(found, 1769), requests=20, billed_ms=3133, duration_ms_sum="3123.46", days={"2025-05-12": 20})
    assert found.skipped == {"END line": 20, "START line": 20}


def test_the_same_requests_in_two_sources_count_once() -> None:
    """The export has the first 20 of the 50 requests."""
    found = observe([LOGS / "s3-export-000000.gz", LOGS / "filter-log-events.json"], function="fn")
    has(entry(found, 1769), requests=50, billed_ms=7848)
    assert found.skipped["repeated: the same request at the same time"] == 20


def test_cold_starts_before_init_was_billed_are_billed_today_with_it() -> None:
    # printed 155 + 153; today ⌈154.64 + 98.40⌉ + ⌈152.63 + 95.46⌉ = 254 + 249
    found = observe(LOGS / "cold-starts-before-2025-08.txt", function="fn")
    has(entry(found, 1769), requests=2, billed_ms=308, billed_today_ms=503, cold_starts=2, init_ms_sum="193.86")
    image = observe(LOGS / "cold-starts-before-2025-08.txt", function="fn", packaging="image")
    has(entry(image, 1769), billed_ms=308, billed_today_ms=308)


def test_every_form_of_report_line_and_of_lines_beside_it() -> None:
    found = observe(LOGS / "report-variants.txt", function="fn")
    # 128 MB: 80 + 164 + 214 + 3101 + 3000 + 700 + 100 + 934; five with init: 130.49 + 80 + 84 + 127.02 + 120.96
    # 79.67 + 163.54 + 133.61 + 3016.78 + 3003.16 + 619.31 + 1.76 + 933.59
    has(entry(found, 128), requests=8, billed_ms=8293, duration_ms_sum="7951.42", cold_starts=5, init_ms_sum="542.47")
    # one has Status: timeout, of one the next line says so; one Status: error
    has(entry(found, 128), timeouts=2, errors=1, restores=0)
    has(entry(found, 3009), requests=1, billed_ms=2521, restores=1, billed_restore_ms=182)
    has(entry(found, 2048), requests=1, billed_ms=154, restores=1, billed_restore_ms=26)
    has(entry(found, 1472), requests=2, billed_ms=36, cold_starts=1, init_ms_sum="289.4")
    assert found.skipped == {
        "INIT_REPORT line": 1,
        "REPORT of sam local invoke": 1,
        "REPORT written by an agent, not by Lambda": 1,
        "RESTORE_REPORT line": 1,
        "Task timed out line": 1,
        "XRAY line": 1,
        "text of the function": 17,
    }
    lines = (LOGS / "report-variants.txt").read_text(encoding="utf-8").splitlines()
    assert sum(found.skipped.values()) + found.requests == len(lines)


def test_the_json_log_format() -> None:
    found = observe(LOGS / "platform-events.jsonl", function="fn")
    # 2,600 + 30,000 ms, of which one timed out; init 549.04 + 985.413
    has(entry(found, 128), requests=2, billed_ms=32600, duration_ms_sum="32599.4", cold_starts=2, init_ms_sum="1534.453")
    has(entry(found, 128), timeouts=1, errors=0)
    # SnapStart: ⌈147.156 + 53⌉ = 201
    has(entry(found, 512), requests=1, billed_ms=201, restores=1, billed_restore_ms=53)
    has(entry(found, None), requests=1, billed_ms=None, duration_ms_sum="2.524")
    assert entry(found, None)["unknown"]["billed_ms"] == "requests on managed instances have no billed duration (rule A-40)"
    assert found.skipped == {"platform.initReport": 1, "platform.restoreReport": 1, "platform.runtimeDone": 1}


def test_a_subscription_names_its_function() -> None:
    found = observe(LOGS / "subscription-filter.json")
    has(entry(found, 128, "fn-timeout"), requests=1, billed_ms=3000, cold_starts=1, init_ms_sum="127.02", timeouts=1)
    assert found.skipped == {"Task timed out line": 1}
    assert found.warnings == ()


@pytest.mark.parametrize("form", ["json", "csv"])
def test_rows_of_logs_insights_count_memory_in_decimal_bytes(form: str) -> None:
    """512000000 bytes are 512 MB; as 1024 x 1024 they would be 488."""
    found = observe(LOGS / f"insights-results.{form}")
    has(entry(found, 512, "fn-stream"), requests=1, billed_ms=3, duration_ms_sum="2.03" if form == "json" else None)
    assert found.skipped == {}


def test_metrics_name_their_function_in_the_label() -> None:
    found = observe(METRICS / "get-metric-data.json")
    # 8,640 + 8,639; 1,036,800.5 + 1,036,679.25
    has(entry(found, None, "fn-01"), requests=17279, duration_ms_sum="2073479.75", billed_ms=None, cold_starts=None)
    has(entry(found, None, "fn-01"), days={"2026-09-01": 8639, "2026-09-02": 8640}, spilled_over_requests=None)
    assert entry(found, None, "fn-01")["unknown"]["spilled_over_requests"] == "the metric has no points: missing is not zero"


def test_statistics_name_neither_function_nor_namespace() -> None:
    found = observe(METRICS / "get-metric-statistics.json", function="fn")
    has(entry(found, None), requests=17279, duration_ms_sum="2073479.75", billed_ms=None)


def test_a_record_of_lambda_insights() -> None:
    """Its 45,200 ms are of the time of 100 ms steps; today it is ⌈45,191 + 130⌉."""
    found = observe(METRICS / "lambda-insights.json")
    has(entry(found, 256, "fn-01"), requests=1, billed_ms=45200, billed_today_ms=45321, cold_starts=1, init_ms_sum="130")
    has(entry(found, 256, "fn-01"), timeouts=None, **{"from": "2020-11-10T18:52:04.256Z"})
