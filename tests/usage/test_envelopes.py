"""Logs in everything that carries them, and text that is not what it seems: each line is counted or has a reason."""

import base64
import gzip
import json
import zlib
from pathlib import Path
from typing import Any

import pytest

from lambda_cost import Observed, ObservedFunction, UnreadableFileError, observe
from lambda_cost.errors import ScenarioError
from lambda_cost.usage.observing import inputs, reading, tally, values
from tests.usage.lines import ID, ID1, event, exported, report


def read(folder: Path, text: str | bytes, name: str = "events.log", **options: Any) -> Observed:
    """What a file with *text* tells of the function fn."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return observe(path, **{"function": "fn", **options})


def only(observed: Observed) -> ObservedFunction:
    (function,) = observed.functions
    return function


def test_answers_of_get_log_events_and_saved_lists_of_events(tmp_path: Path) -> None:
    answer = {
        "events": [event(report(1)), event("START RequestId: x Version: 3\n"), {"message": 5}, "x"],
        "nextForwardToken": "f",
    }
    found = read(tmp_path, json.dumps(answer))
    assert (only(found).requests, found.skipped) == (1, {"START line": 1, "event that is not well formed": 2})
    assert only(read(tmp_path, json.dumps([event(report(1)), event(report(2, billed=7))]))).billed_ms == 10


def test_subscriptions_behind_each_other_as_firehose_writes_them(tmp_path: Path) -> None:
    def delivery(number: int, group: str) -> str:
        head = {"messageType": "DATA_MESSAGE", "logGroup": group, "logStream": "2026/05/28/shop[1]0a", "owner": "1"}
        return json.dumps(head | {"logEvents": [{"id": "1", **event(report(number))}, 3]})

    control = '{"messageType": "CONTROL_MESSAGE", "logEvents": []}'
    text = delivery(1, "/aws/lambda/one") + delivery(2, "renamed") + control
    found = read(tmp_path, gzip.compress(text.encode()), "firehose.gz")
    assert [(one.name, one.requests) for one in found.functions] == [("fn", 1), ("one", 1)]
    assert found.skipped == {"control message of a subscription": 1, "event that is not well formed": 2}


def test_a_renamed_group_is_told_by_its_streams(tmp_path: Path) -> None:
    found = read(tmp_path, json.dumps([event(report(1), stream="2026/05/28/shop[$LATEST]01")]))
    assert only(found).name == "shop"
    tailed = read(tmp_path, f"2026/05/28/shop[7]0a 2026-05-28T10:00:00.123456+02:00 {report(2)}\n")
    assert (only(tailed).name, only(tailed).first) == ("shop", "2026-05-28T08:00:00.123")


def test_what_is_packed_in_base64(tmp_path: Path) -> None:
    inner = json.dumps({"messageType": "DATA_MESSAGE", "logGroup": "/aws/lambda/one", "logEvents": [event(report(1))]})
    packed = base64.b64encode(gzip.compress(inner.encode())).decode()
    tail = base64.b64encode(f"START RequestId: {ID1} Version: 1\n{report(3)}\n".encode()).decode()
    text = json.dumps({"awslogs": {"data": packed}}) + json.dumps({"records": [{"data": packed}, 1]})
    found = read(tmp_path, text + json.dumps({"StatusCode": 200, "LogResult": tail}) + '{"awslogs": {"data": 5}}')
    assert [(one.name, one.requests) for one in found.functions] == [("fn", 1), ("one", 1)]
    assert found.skipped == {
        "START line": 1,
        "event that is not well formed": 2,
        "repeated: the same request at the same time": 1,
    }


def test_a_retry_keeps_its_id_and_counts_again(tmp_path: Path) -> None:
    assert only(read(tmp_path, exported(report(1), report(1)))).requests == 2
    assert only(read(tmp_path, f"{report(1)}\n{report(1)}\n")).requests == 1, "without times the same line is one request"


def test_logs_as_text_say_who_wrote_what(tmp_path: Path) -> None:
    text = exported(
        *("INIT_START Runtime Version: python:3.13", f"START RequestId: {ID1} Version: $LATEST", "hello"),
        *(f"user says REPORT RequestId: {ID1}\tDuration", "EXTENSION\tName: x", f"END RequestId: {ID1}", report(1)),
    )
    text += f"XRAY TraceId: 1-2\tSegmentId: 3\tSampled: true\t\n\n  continued\n{report(9)}\n"
    found = read(tmp_path, text)
    assert (only(found).requests, only(found).traces) == (1, 1)
    assert found.skipped == {
        "END line": 1,
        "EXTENSION line": 1,
        "INIT_START line": 1,
        "REPORT inside other text": 2,
        "START line": 1,
        "XRAY line": 1,
        "empty line": 1,
        "text of the function": 2,
    }
    # hello, and what the user says: 5 + 70 bytes; continued and the forged line belong to the last event
    assert only(found).log_bytes is not None
    assert sum(found.skipped.values()) + found.requests == len(text.splitlines())


def test_bytes_of_logs_are_counted_with_26_for_each_event(tmp_path: Path) -> None:
    found = only(
        read(tmp_path, exported(f"START RequestId: {ID1} Version: 1", "hello you", f"END RequestId: {ID1}", report(1)))
    )
    assert found.log_bytes == 9 + 26
    assert found.platform_log_bytes == 64 + 51 + len(report(1)) + 3 * 26
    same = [
        event(f"START RequestId: {ID1} Version: 1\n"),
        event("hello you\n"),
        event(f"END RequestId: {ID1}\n"),
        event(report(1)),
    ]
    events = only(read(tmp_path, json.dumps(same)))
    assert (events.log_bytes, events.platform_log_bytes) == (found.log_bytes, found.platform_log_bytes)


def test_json_that_a_function_logs_is_its_own(tmp_path: Path) -> None:
    """What Powertools writes is no line of Lambda's, and is counted once."""
    own = '{"level": "INFO", "message": "order 42 was paid"}'
    logged = [event(f"{own}\n"), event("{no JSON\n"), event(report(1))]
    found = only(read(tmp_path, json.dumps(logged)))
    assert found.log_bytes == len(own) + len("{no JSON") + 2 * 26
    assert found.platform_log_bytes == len(report(1)) + 26


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("REPORT RequestId: a\tDuration: 1 ms\tBilled Duration: 1.5 ms\tMemory Size: 128 MB", "malformed REPORT"),
        ("REPORT RequestId: a\tDuration: 1 ms\tBilled Duration: 2 MB\tMemory Size: 128 MB", "malformed REPORT"),
        ("REPORT RequestId: a\tDuration: 1 ms\tDuration: 2 ms\tBilled Duration: 2 ms", "malformed REPORT"),
        ("REPORT RequestId: a\tDuration: 1 ms\twords\tBilled Duration: 2 ms", "malformed REPORT"),
        ("REPORT RequestId: a\tDuration: 1 ms\tMemory Size: 128 MB", "malformed REPORT"),
        ("REPORT Request", "malformed REPORT"),
        (
            "REPORT RequestId: a\tDuration: 1 ms\tBilled Duration: 9999999 ms\tMemory Size: 128 MB",
            "REPORT with impossible numbers",
        ),
        (report(1, billed=9_999_999), "REPORT with impossible numbers"),
        (report(1, memory=64).replace("64 MB", "064 MB"), "REPORT with impossible numbers"),
        (report(1).replace(" MB", " PB"), "malformed REPORT"),
        (" " + report(1), "REPORT inside other text"),
        ("x" + report(1), "REPORT inside other text"),
        (f"2026-13-45T99:99:99.000Z {report(1)}", "REPORT inside other text"),
    ],
)
def test_a_line_that_only_looks_like_a_report_is_skipped(tmp_path: Path, line: str, reason: str) -> None:
    good = report(2) if not line.startswith("2026") else f"2026-05-28T10:00:00.123Z {report(2)}"
    found = read(tmp_path, f"{good}\n{line}\n")
    assert (only(found).requests, found.skipped) == (1, {reason: 1})


def test_separators_of_a_report_may_be_blanks_or_nothing(tmp_path: Path) -> None:
    blanks = report(1, more="Init Duration: 80.00 ms").replace("\t", "  ").replace("  Memory Size", "Memory Size")
    found = only(read(tmp_path, f"{blanks}\n{report(2, more='Status: timeout')}\r\n"))
    assert (found.requests, found.billed_ms, found.cold_starts, found.timeouts) == (2, 6, 1, 1)


def test_requests_that_timed_out_are_found_however_far_away_their_report_is(tmp_path: Path) -> None:
    said = "2026-05-28T10:00:03.123Z {} Task timed out after 3.00 seconds"
    near = exported(report(1), said.format(ID1), report(2, more="Status: timeout"), said.format(ID.format(2)))
    assert only(read(tmp_path, near)).timeouts == 2
    far = json.dumps([event(said.format(ID.format(7))), event(report(1))])
    assert only(read(tmp_path, far)).timeouts == 1
    alone = read(tmp_path, exported("x", said.format(ID1)))
    assert alone.functions == ()
    assert alone.warnings[0].startswith("No reports found")


def test_records_of_the_json_format_within_text(tmp_path: Path) -> None:
    def record(kind: str, inner: Any) -> str:
        return json.dumps({"time": "2026-05-28T10:00:00.000Z", "type": f"platform.{kind}", "record": inner})

    metrics = {"durationMs": 1.5, "billedDurationMs": 2, "memorySizeMB": 128}
    ok = {"requestId": "a", "status": "failure", "metrics": metrics, "tracing": {"value": "Root=1;Sampled=1"}}
    text = exported(
        record("report", ok),
        record("report", {"requestId": "b", "metrics": metrics | {"billedDurationMs": 2.5}}),
        record("report", {"requestId": 5, "metrics": metrics}),
        record("report", []),
        record("start", {"version": "1"}),
        record("runtimeDone", {"metrics": {"producedBytes": 10}}),
        record("runtimeDone", {}),
        record("initReport", {"initializationType": "provisioned-concurrency", "metrics": {"durationMs": 12.5}}),
        record("logsDropped", {"droppedRecords": 4}),
        record("invokeReport", {}),
        '{"level": "INFO", "message": "\\"platform.report\\""}',
        '{"platform.x": broken',
        '["platform."]',
    )
    found = read(tmp_path, text)
    assert (only(found).requests, only(found).errors, only(found).response_bytes, only(found).traces) == (1, 1, 10, 1)
    assert found.skipped == {
        "platform.initReport": 1,
        "platform.logsDropped": 1,
        "platform.runtimeDone": 2,
        "platform.start": 1,
        "record of a Web Function, which is not understood": 1,
        "record of the JSON format that is not well formed": 3,
        "text of the function": 3,
    }
    assert any("dropped 4 records" in warning for warning in found.warnings)
    assert any("12 ms to start, billed without requests" in warning for warning in found.warnings)


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


def test_input_is_read_in_any_encoding_and_never_without_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert only(read(tmp_path, f"{report(1)}\n".encode("utf-16"))).requests == 1
    assert only(read(tmp_path, b"\xef\xbb\xbf" + report(1).encode())).requests == 1
    assert only(read(tmp_path, b"\xff\xfa\n" + report(1).encode() + b"\n\xc3\x28")).requests == 1
    assert read(tmp_path, b"PAR1\0\0").skipped == {"file that is no text": 1}
    whole = gzip.compress((report(1) + "\n").encode() * 3)
    assert read(tmp_path, whole[:-12]).skipped["file that is not whole"] == 1
    assert read(tmp_path, whole[:20] + b"xxxxxxxx" + whole[28:]).skipped["file that is not whole"] == 1
    assert only(read(tmp_path, whole + whole)).requests == 1
    monkeypatch.setattr(inputs, "RATIO_AFTER", 1 << 20)
    bomb = read(tmp_path, gzip.compress(b"a" * (8 << 20)))
    assert bomb.skipped["file that is not whole"] == 1
    assert any("compressed more than 200 times" in warning for warning in bomb.warnings)


@pytest.mark.parametrize("count", [40, 1_000])
def test_of_a_short_compressed_log_that_breaks_off_what_can_be_read_counts(tmp_path: Path, count: int) -> None:
    """The first half of what 40 lines of 130 bytes are is less than a log is told by, and that of 1,000 lines is more."""
    lines = [f"{report(number)}\n" for number in range(count)]
    packer = zlib.compressobj(wbits=31)
    half = packer.compress("".join(lines[: count // 2]).encode()) + packer.flush(zlib.Z_SYNC_FLUSH)
    table = ["@requestId,@memorySize,@billedDuration\n", *(f"{ID.format(number)},128000000,3\n" for number in range(count))]
    rows = gzip.compress("".join(table).encode())
    broken = read(tmp_path, half, "a.gz")
    assert (only(broken).requests, broken.skipped) == (count // 2, {"file that is not whole": 1})
    assert any("a.gz is not whole: it ends too early; what was read of it counts" in line for line in broken.warnings)
    broken = read(tmp_path, rows[: len(rows) - 9], "rows.gz")
    assert only(broken).requests in {count - 1, count}, "a last row without an end may be left out"
    assert broken.skipped["file that is not whole"] == 1


def test_an_endless_line_is_left_out_and_what_follows_is_read(tmp_path: Path) -> None:
    long = b"a" * (3 << 20)
    found = read(tmp_path, report(1).encode() + b"\n" + long + b"\n" + report(2).encode() + b"\n" + long)
    assert (only(found).requests, found.skipped) == (2, {"line of more than 1 MB": 2})


def test_more_requests_than_can_be_remembered_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_REMEMBERED", 2)
    monkeypatch.setattr(tally, "MAX_RECENT", 1)
    lines = [report(number, more="Init Duration: 1.00 ms\t") for number in range(5)]
    found = read(tmp_path, exported(*lines))
    assert only(found).requests == 5
    assert any("more than 2 requests" in warning for warning in found.warnings)


@pytest.mark.unmeasured
def test_json_of_any_size_and_shape_is_read_value_by_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "WHOLE", 2_000)
    events = [event(text) for number in range(3000) for text in (report(number), "é" * 50)]
    found = read(tmp_path, json.dumps({"a": {"b": [1]}, "events": events, "z": 1}, ensure_ascii=False, indent=1))
    assert only(found).requests == 3000
    monkeypatch.setattr(inputs, "BLOCK", 7)
    assert only(read(tmp_path, json.dumps(events[:40], ensure_ascii=False))).requests == 20
    assert only(read(tmp_path, "{}\n" + report(1) + "\n")).requests == 1


@pytest.mark.parametrize(
    "text", ['{"a": 1', "[1, 2", '{"events": [1, x', "{" * 3000, '[{"a": }]', "{5}", '{"a" 5}', "[[[" + "[" * 99999, '{"k": x}']
)
def test_json_that_breaks_off_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(values, "WHOLE", 4)
    found = read(tmp_path, text)
    assert found.functions == ()
    assert found.skipped


def test_names_that_no_function_can_have_are_skipped(tmp_path: Path) -> None:
    answer = {"messageType": "DATA_MESSAGE", "logGroup": "/aws/lambda/\x1b[31mred", "logEvents": [event(report(1))]}
    assert read(tmp_path, json.dumps(answer)).skipped == {"from what no function can be called": 1}
    bad = {"MetricDataResults": [{"Label": "\x1b[31m Count", "Timestamps": [1], "Values": [1]}]}
    assert read(tmp_path, json.dumps(bad)).skipped == {"from what no function can be called": 1}
    found = read(tmp_path, report(1), "\x1b(31m.log", function="")
    assert only(found).name == "31m"
    assert "\x1b" not in json.dumps(found.to_dict())


def test_functions_are_called_after_files_or_folders_that_have_a_name(tmp_path: Path) -> None:
    inside = tmp_path / "checkout" / "3f2504e04f8941d39a0c0305e82c3301" / "2026-05-28-[$LATEST]0a"
    inside.mkdir(parents=True)
    (inside / "000000.gz").write_bytes(gzip.compress(exported(report(1)).encode()))
    (tmp_path / "checkout" / "aws-logs-write-test").write_text("Permission Check Successful")
    (tmp_path / "checkout" / ".hidden").write_text(report(5))
    found = observe(tmp_path / "checkout")
    assert only(found).name == "checkout"
    assert found.skipped == {"file by which an export tries whether it may write": 1}
    (tmp_path / "0.1").write_text(report(2))
    assert only(observe([tmp_path / "0.1"])).name == "function"


def test_a_source_that_is_not_there_or_empty_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="has no files"):
        observe(tmp_path)
    with pytest.raises(UnreadableFileError, match="No such file"):
        observe(tmp_path / "x")
    with pytest.raises(UnreadableFileError, match="cannot be read"):
        next(inputs.read_chunks(inputs.Input(tmp_path / "x", "x")))
    with pytest.raises(ScenarioError, match="--function is 'a b'"):
        observe([], function="a b", packaging="tar")


def test_standard_input_is_a_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x").write_text(report(1))
    with (tmp_path / "x").open() as file:
        monkeypatch.setattr("sys.stdin", file)
        assert only(observe(["-", "-"], function="fn", advance=print)).requests == 1
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(UnreadableFileError, match="standard input is closed"):
        observe("-")


def test_a_table_has_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_TABLE", 20)
    with pytest.raises(UnreadableFileError, match="too large for a table"):
        read(tmp_path, "@requestId,@memorySize,@billedDuration\na,512000000,5\n")


def test_large_logs_are_read_by_two_processes_with_the_same_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = exported(*(report(number) for number in range(40)))
    (tmp_path / "a.log").write_text(lines)
    (tmp_path / "b.json").write_text('{"MetricDataResults": [{"Label": "m Invocations", "Timestamps": [1], "Values": [1]}]}')
    alone = observe([tmp_path / "a.log", tmp_path / "b.json"], function="fn").to_dict()
    monkeypatch.setattr(inputs, "MIN_BYTES_TO_SPLIT", 1)
    monkeypatch.setattr("threading.active_count", lambda: 1)
    assert observe([tmp_path / "a.log", tmp_path / "b.json"], function="fn").to_dict() == alone
    (tmp_path / "c.log").write_text(exported(report(0)))
    assert observe([tmp_path / "a.log", tmp_path / "c.log"], function="fn").skipped == {
        "repeated: the same request at the same time": 1
    }
    assert inputs.in_two([inputs.Input(tmp_path / "c.log", "c")]) is not None


def test_answers_with_lists_where_words_stand_are_read(tmp_path: Path) -> None:
    row = [{"field": "@x", "value": "1"}]
    answer = read(tmp_path, json.dumps({"results": [row], "statistics": {}, "status": ["Complete"]}))
    assert any("was not complete" in warning for warning in answer.warnings)
    metrics = read(tmp_path, json.dumps({"MetricDataResults": [{"Label": " ", "Timestamps": [1_780_000_000], "Values": [1]}]}))
    assert metrics.skipped == {"metric that says nothing of costs": 1}
