"""Logs Insights, Lambda Insights and metrics of CloudWatch."""

import json
from pathlib import Path
from typing import Any

from tests.usage.lines import event, report
from tests.usage.observing import only, read


def test_a_lambda_insights_record_beside_the_report_of_the_same_request_is_not_added(tmp_path: Path) -> None:
    record = {"function_name": "fn", "request_id": "a", "duration": 2.5, "billed_duration": 3, "total_memory": 128}
    bad = {"function_name": "fn", "billed_duration": 3.5}
    both = json.dumps([event(json.dumps(record)), event(report(1)), event(json.dumps(bad))])
    found = read(tmp_path, both)
    assert only(found).requests == 1
    assert found.skipped["the same requests as in other sources, by Lambda Insights"] == 1
    assert found.skipped["record of the JSON format that is not well formed"] == 1


def test_rows_and_sums_of_logs_insights(tmp_path: Path) -> None:
    def row(**fields: Any) -> list[dict[str, str]]:
        return [{"field": key.replace("at_", "@"), "value": str(value)} for key, value in fields.items()]

    sums = {
        "at_log": "1:/aws/lambda/sum",
        "at_memorySize": "1.28E8",
        "requests": 10,
        "billed_ms": "50.0",
        "duration_ms": "45.25",
    }
    window = {"first": "2026-05-01 00:00:00.000", "last": "2026-05-02 00:00:00.000"}
    one = {"at_requestId": "a", "at_memorySize": "512000000", "at_billedDuration": "5.0", "at_initDuration": "80.5"}
    rows = [row(**sums, cold=2, init_ms=90.5, **window), row(**sums, cold=2, init_ms=90.5, **window), row(**one), row(x=1)]
    rows += [row(**sums | {"requests": ""}), row(at_log="1:/aws/lambda/a b", at_memorySize="1.28E8", requests=1, billed_ms=1)]
    rows += [row(**one | {"at_billedDuration": "x"}), row(at_memorySize="512000000"), row(**sums | {"at_memorySize": "5"})]
    answer = {"results": [*rows, 5], "statistics": {"recordsMatched": 20}, "status": "Timeout"}
    found = read(tmp_path, json.dumps(answer))
    fn, total = found.functions
    assert (fn.memory_mb, fn.requests, fn.billed_ms, fn.cold_starts) == (512, 1, 5, 1)
    assert (total.name, total.requests, total.billed_ms, total.cold_starts, str(total.init_ms_sum)) == (
        "sum",
        10,
        50,
        2,
        "90.5",
    )
    assert found.skipped == {
        "from what no function can be called": 1,
        "record with impossible numbers": 2,
        "repeated: the same request at the same time": 1,
        "row of another query": 4,
    }
    assert any("not complete (Timeout)" in warning for warning in found.warnings)
    limited = read(tmp_path, json.dumps(answer), first="2026-05-02")
    assert limited.skipped["outside --from and --to"] == 1


def test_ten_thousand_rows_may_be_cut_off(tmp_path: Path) -> None:
    lines = "".join(f"{number},512000000,5\n" for number in range(10_000))
    table = read(tmp_path, f"@requestId,@memorySize,@billedDuration\n{lines}", "rows.csv")
    assert only(table).requests == 10_000
    assert any("may be lower bounds" in warning for warning in table.warnings)
    row = [{"field": "@x", "value": "1"}]
    found = read(
        tmp_path, json.dumps({"results": [row] * 10_000, "statistics": {"recordsMatched": 30_000}, "status": "Complete"})
    )
    assert any("lower bounds" in warning for warning in found.warnings)


def test_metrics_of_functions_and_apis(tmp_path: Path) -> None:
    def result(label: str, *values: float, status: str = "Complete") -> dict[str, Any]:
        times = [1_780_000_000 + 86_400 * place for place in range(len(values))]
        return {"Label": label, "Timestamps": times, "Values": values, "StatusCode": status}

    results = [
        result("AWS/Lambda fn Invocations", 10, 20),
        result("fn Errors", 1, 0, status="PartialData"),
        result("fn ProvisionedConcurrencyInvocations", 6, 6),
        result("fn ProvisionedConcurrencySpilloverInvocations", 0, 0),
        result("shop/prod Count", 100, 50),
        result("shop/prod 4XXError", 1, 0),
        result("web DataProcessed", 2048),
        result("web Count", -1),
        result("chat MessageCount", 7),
        result("other Count"),
        result("/aws/lambda/fn IncomingBytes", 500),
        result("fn Mystery", 1),
        result("f/n Duration", 1),
        result("fn Invocations", 10, 20),
    ]
    found = read(tmp_path, json.dumps({"MetricDataResults": [*results, 5]}))
    fn = only(found)
    assert (fn.requests, fn.errors, fn.provisioned_requests, fn.spilled_over_requests, fn.duration_ms_sum) == (
        30,
        1,
        12,
        0,
        None,
    )
    assert fn.unknown["duration_ms_sum"] == "the metric was not read"
    apis = {api.name: (api.type, api.requests, api.messages, api.processed_bytes) for api in found.apis}
    assert apis == {
        "chat": ("websocket", None, 7, None),
        "other": ("", None, None, None),
        "shop/prod": ("rest", 150, None, None),
        "web": ("http", None, None, 2048),
    }
    assert found.skipped == {
        "from what no function can be called": 1,
        "metric that says nothing of costs": 1,
        "metric point without a time, or with neither a sum nor a sample count": 2,
        "repeated: the same point of a metric": 2,
    }
    assert any("has more pages" in warning for warning in found.warnings)
    statistics = {"Label": "Duration", "Datapoints": [{"Timestamp": "2026-05-01T00:00:00Z", "Average": 2, "SampleCount": 3}, 4]}
    averaged = read(tmp_path, json.dumps(statistics), first="2026-05-01", last="2026-05-01")
    assert (only(averaged).requests, str(only(averaged).duration_ms_sum)) == (3, "6")
    outside = read(tmp_path, json.dumps(statistics), last="2026-04-01")
    assert outside.skipped["outside --from and --to"] == 1
