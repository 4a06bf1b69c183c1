"""Logs in every envelope, and text that is not what it seems: each line is counted or has a reason."""

import base64
import gzip
import json
import zlib
from pathlib import Path
from typing import Any

import pytest

from lambda_cost import observe
from tests.usage.lines import ID, ID1, event, exported, report
from tests.usage.observing import only, read


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


def test_answers_with_lists_where_words_stand_are_read(tmp_path: Path) -> None:
    row = [{"field": "@x", "value": "1"}]
    answer = read(tmp_path, json.dumps({"results": [row], "statistics": {}, "status": ["Complete"]}))
    assert any("was not complete" in warning for warning in answer.warnings)
    metrics = read(tmp_path, json.dumps({"MetricDataResults": [{"Label": " ", "Timestamps": [1_780_000_000], "Values": [1]}]}))
    assert metrics.skipped == {"metric that says nothing of costs": 1}
