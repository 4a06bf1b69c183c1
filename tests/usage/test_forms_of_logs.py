"""The same log as tools show it, save it and pass it on: each form has the same requests, and every line a reason."""

import base64
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from lambda_cost import Observed, observe
from lambda_cost.usage.observing.as_usage import usage_file
from lambda_cost.usage.observing.forms import as_exported
from lambda_cost.usage.observing.values import NotJsonError, Values
from tests.usage.lines import ID, ID1, event, exported, report

STREAM = "2026/05/28/[$LATEST]0123456789abcdef0123456789abcdef"
COLD = "Init Duration: 99.50 ms"
MESSAGES = (
    *(
        "INIT_START Runtime Version: python:3.13.v5",
        f"START RequestId: {ID1} Version: $LATEST",
        "hello",
        f"END RequestId: {ID1}",
    ),
    report(1, billed=120, more=COLD),
)
REASONS = {"END line": 1, "INIT_START line": 1, "START line": 1, "text of the function": 1}


def read(path: Path, text: str | bytes, **options: Any) -> Observed:
    """What a file at *path* with *text* tells."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return observe(path, **options)


def facts(observed: Observed) -> list[tuple[Any, ...]]:
    return [(one.name, one.requests, one.billed_ms, one.cold_starts) for one in observed.functions]


@pytest.mark.parametrize(
    ("before", "first"),
    [
        (f"2026-05-28T10:00:0{{}}.123000+00:00 {STREAM} ", "2026-05-28T10:00:04.123"),
        (f"2026-05-28T10:00:0{{}}+00:00 {STREAM} ", "2026-05-28T10:00:04.000"),
        (f"2026-05-28T02:00:0{{}}.123000-08:00 {STREAM} ", "2026-05-28T10:00:04.123"),
        (f"\x1b[32m2026-05-28T10:00:0{{}}.5+00:00\x1b[0m \x1b[36m{STREAM}\x1b[0m ", "2026-05-28T10:00:04.500"),
        ("2026-05-28T10:00:0{} ", "2026-05-28T10:00:04.000"),
        (f"{STREAM} 2026-05-28T10:00:0{{}}.060000 ", "2026-05-28T10:00:04.060"),
        ("2026-05-28T10:00:0{}.123Z ", "2026-05-28T10:00:04.123"),
    ],
)
def test_what_tools_show_before_an_event_is_its_time(tmp_path: Path, before: str, first: str) -> None:
    """Tools cut the tab at the end of a REPORT line off."""
    text = "".join(f"{before.format(second)}{message}\n" for second, message in enumerate(MESSAGES))
    found = read(tmp_path / "fn.log", text)
    assert facts(found) == [("fn", 1, 120, 1)]
    assert (found.functions[0].first, found.skipped) == (first, REASONS)
    # hello has 5 bytes; an event has 26 more
    assert found.functions[0].log_bytes == 5 + 26
    assert facts(read(tmp_path / "fn.log", text.replace("\n", "\r\n"))) == facts(found)


def test_a_time_that_is_none_is_left_as_it_stands() -> None:
    assert as_exported(b"2026-13-28T10:00:00+01:00 hello") == b"2026-13-28T10:00:00+01:00 hello"


def test_functions_that_share_a_log_group_are_told_by_the_streams_that_tools_show(tmp_path: Path) -> None:
    shown = (f"2026-05-28T10:00:0{second}+00:00 2026/05/28/shop[7]0a {message}\n" for second, message in enumerate(MESSAGES))
    found = read(tmp_path / "fn.log", "".join(shown))
    assert (facts(found), found.skipped) == ([("shop", 1, 120, 1)], REASONS)


def test_an_export_of_such_a_group_is_told_by_its_folders(tmp_path: Path) -> None:
    for number, stream in enumerate(("2026-05-28-shop[$LATEST]0a", "2026-05-28-[$LATEST]0b")):
        data = gzip.compress(exported(report(number)).encode())
        read(tmp_path / "checkout" / "task" / stream / "000000.gz", data)
    assert facts(observe(tmp_path / "checkout")) == [("shop", 1, 3, 0), ("task", 1, 3, 0)]


def test_a_log_whose_own_lines_begin_with_a_time_is_no_export(tmp_path: Path) -> None:
    found = read(tmp_path / "fn.log", f"2026-05-28T10:00:00.123Z ready\n{report(1)}\n{report(2)}\n")
    assert (facts(found), found.skipped) == ([("fn", 2, 6, 0)], {"text of the function": 1})


def test_records_over_several_lines_stand_between_text(tmp_path: Path) -> None:
    metrics = {"durationMs": 2.5, "billedDurationMs": 3, "memorySizeMB": 128}

    def record(number: int) -> str:
        inner = {"requestId": ID.format(number), "status": "success", "metrics": metrics}
        return json.dumps({"time": "2026-05-28T10:00:00.000Z", "type": "platform.report", "record": inner}, indent=4)

    own = json.dumps({"level": "INFO", "message": 'no "platform.'}, indent=2)
    found = read(tmp_path / "fn.log", f"hello\n{record(1)}\n{report(2)}\n{record(3)}\n{own}\n")
    assert (facts(found), found.skipped) == ([("fn", 3, 9, 0)], {"text of the function": 5})
    shown = f"2026-05-28T10:00:00+00:00 {STREAM} hello\n2026-05-28T10:00:01+00:00 {STREAM} {record(4)}\n"
    assert facts(read(tmp_path / "fn.log", shown)) == [("fn", 1, 3, 0)]


def test_what_a_function_writes_in_json_is_no_event_whatever_stands_in_it(tmp_path: Path) -> None:
    forged = {"timestamp": "2026-05-28T10:00:00Z", "level": "INFO", "message": report(1), "requestId": ID1}
    other = {"timestamp": 1_780_000_000_000, "message": report(2), "user": 5}
    found = read(tmp_path / "fn.jsonl", f"{json.dumps(forged)}\n{json.dumps(other)}\n{json.dumps(event(report(3)))}\n")
    assert facts(found) == [("fn", 1, 3, 0)]
    assert found.skipped == {"text of the function": 1, "JSON that is no log and no metric": 1}


def test_the_same_request_in_sources_of_different_precision_counts_once(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text(f"2026-05-28T10:00:00.123Z {report(1)}\n")
    (tmp_path / "b.log").write_text(f"2026-05-28T10:00:00 {report(1)}\n")
    assert facts(observe(tmp_path, function="fn")) == [("fn", 1, 3, 0)]
    (tmp_path / "c.log").write_text(f"{report(1)}\n")
    (tmp_path / "d.log").write_text(f"{report(2)}\n{report(1)}\n")
    found = observe(tmp_path, function="fn")
    assert facts(found) == [("fn", 3, 9, 0)], "one without times is the same as another without, and none with times"
    assert found.warnings == ("fn: some of its sources have no times; requests that are in those and in others count twice.",)


def test_cold_starts_of_the_usual_form_are_added_up_like_other_lines(tmp_path: Path) -> None:
    before = exported(report(1, more=COLD), report(2), day="2025-07-31")
    found = read(tmp_path / "fn.log", before + exported(report(3, billed=102, more=COLD + "\t"), report(4), day="2025-08-01"))
    (one,) = found.functions
    # ⌈2.5 + 99.5⌉ = 102 for the first, and as printed for the others
    assert (one.requests, one.billed_ms, one.billed_today_ms) == (4, 3 + 3 + 102 + 3, 102 + 3 + 102 + 3)
    assert (one.cold_starts, str(one.init_ms_sum)) == (2, "199")
    assert (dict(one.cold_ms), dict(one.warm_ms)) == ({3: 1, 102: 1}, {3: 2})


def test_a_line_whose_id_is_broken_is_malformed_and_what_follows_is_counted(tmp_path: Path) -> None:
    broken = exported("REPORT RequestId: 1", report(2)).replace("1\n2026", "12345\n2026")
    text = broken + exported(report(3)) + "xxxxxxxxxxxxxxxxxxxxxxxZ " + report(4) + "\n"
    found = read(tmp_path / "fn.log", text)
    assert facts(found) == [("fn", 2, 6, 0)]
    assert found.skipped == {"REPORT inside other text": 1, "malformed REPORT": 1}


def test_traces_are_counted_wherever_their_line_stands(tmp_path: Path) -> None:
    trace = "XRAY TraceId: 1-2\tSegmentId: 3\tSampled: true\t"
    same, after = report(1, more=trace), f"{report(2)}\n{trace}"
    assert read(tmp_path / "fn.log", f"{same}\n{after}\n").functions[0].traces == 2
    found = read(tmp_path / "fn.log", exported(same, after, report(3), trace))
    assert (found.functions[0].traces, found.skipped) == (3, {"XRAY line": 2})
    # a trace in a line of its own belongs to Lambda's bytes, too: 5 lines without their ends of line, of which 4 are events
    assert found.functions[0].platform_log_bytes == len(same) + len(report(2)) + len(report(3)) + 2 * len(trace) + 4 * 26


def delivery(*numbers: int) -> str:
    head = {"messageType": "DATA_MESSAGE", "logGroup": "/aws/lambda/one", "logStream": STREAM, "owner": "1"}
    return json.dumps(
        head | {"logEvents": [{"id": "1", "timestamp": 1_780_000_000_000, "message": report(one)} for one in numbers]}
    )


def test_subscriptions_in_base64_by_lines_and_from_kinesis(tmp_path: Path) -> None:
    packed = [base64.b64encode(gzip.compress(delivery(number).encode())).decode() for number in (1, 2)]
    assert facts(read(tmp_path / "x.txt", "\n".join(packed))) == [("one", 2, 6, 0)]
    records = json.dumps({"Records": [{"kinesis": {"data": packed[0]}}, {"kinesis": 5}, 5]})
    found = read(tmp_path / "x.json", records)
    assert (facts(found), found.skipped) == ([("one", 1, 3, 0)], {"event that is not well formed": 2})
    members = gzip.compress(delivery(1).encode()) + gzip.compress(delivery(2, 3).encode())
    assert facts(read(tmp_path / "2026" / "firehose-1", members)) == [("one", 3, 9, 0)]


def test_tables_of_the_console(tmp_path: Path) -> None:
    columns = '\ufeff"@billedDuration","@log","@memorySize","@requestId","@timestamp","@initDuration"\n'
    rows = f"3.0,1:/aws/lambda/one,1.28E8,{ID1},2026-05-28 10:00:00.123,\n4,1:/aws/lambda/one,128000000,b,,90.5\n"
    assert facts(read(tmp_path / "rows.csv", columns + rows)) == [("one", 2, 7, 1)], "an empty cell is no cold start"
    sums = '@log,@memorySize,count(*),sum(@billedDuration),"count(@initDuration)"\n1:/aws/lambda/one,512000000,100,5000,{}\n'
    assert facts(read(tmp_path / "sums.csv", sums.format(0))) == [("one", 100, 5000, 0)]
    assert facts(read(tmp_path / "sums.csv", sums.format(3))) == [("one", 100, 5000, None)], "their init is not known"
    events = f'timestamp,message\n1780000000000,"{report(1)}\n"\n1780000000001,"said ""hi"""\n'
    found = read(tmp_path / "fn.csv", events)
    assert (facts(found), found.skipped) == ([("fn", 1, 3, 0)], {"text of the function": 1})
    listed = [{"@timestamp": "2026-05-28 10:00:00.123", "@message": report(1)}, {"@message": {"type": "platform.start"}}]
    listed += [{"@log": "1:/aws/lambda/fn", "@requestId": "b", "@memorySize": 128_000_000, "@billedDuration": 5}]
    found = read(tmp_path / "fn.json", json.dumps(listed))
    assert (facts(found), found.skipped) == ([("fn", 2, 8, None)], {"platform.start": 1})


def test_pages_of_a_metric_that_all_are_there_are_whole(tmp_path: Path) -> None:
    def page(status: str, day: int) -> str:
        of = {"Label": "fn Invocations", "Timestamps": [f"2026-05-0{day}T00:00:00Z"], "Values": [5], "StatusCode": status}
        return json.dumps({"MetricDataResults": [of]})

    found = read(tmp_path / "x.json", page("PartialData", 1) + page("Complete", 2))
    assert (facts(found), found.warnings) == ([("fn", 10, None, None)], ())
    assert "has more pages" in read(tmp_path / "x.json", page("PartialData", 1)).warnings[0]


def test_metrics_of_an_alias_are_not_added_to_those_of_the_function(tmp_path: Path) -> None:
    results = [
        {"Label": f"{name} Invocations", "Timestamps": ["2026-05-01T00:00:00Z"], "Values": [5]} for name in ("fn", "fn:live")
    ]
    file = usage_file(read(tmp_path / "x.json", json.dumps({"MetricDataResults": results})))
    assert file.data == {"functions": {"fn": {"requests": 5}}}
    assert "Not in it: 5 requests of fn:live, which are in those of the function." in file.comments


def test_what_is_said_of_one_is_in_the_singular(tmp_path: Path) -> None:
    started = f"START RequestId: {ID1} Version: 1"
    found = read(
        tmp_path / "fn.log", exported(started, started, report(1), day="2026-05-01") + exported(report(2), day="2026-05-03")
    )
    assert found.warnings[1:] == (
        "1 day between 2026-05-01 and 2026-05-03 has nothing (2026-05-02): no traffic, or missing logs.",
    )
    lost = read(tmp_path / "fn.log", exported(started, started, report(1)), function="fn")
    assert lost.warnings == ("fn: 1 request began and has no REPORT: cut off or killed. What that cost is unknown.",)


def test_a_line_that_is_no_value_may_come_in_pieces() -> None:
    """It ends at its line break, wherever the pieces end, or with the text."""
    values = Values(iter([b"not ", b"json", b' at all\n{"a": 1}\nno', b"thing"]))
    assert [value.text if isinstance(value, NotJsonError) else value for value in values] == [
        "not json at all",
        {"a": 1},
        "nothing",
    ]
