"""Two processes read one half each: together they tell what one process would, and no line falls between them."""

import base64
import gzip
import json
from pathlib import Path
from typing import Any

import boto3
import pytest

from lambda_cost import observe
from lambda_cost.cli import live as cli_live
from lambda_cost.usage.observing import inputs, live, reading, tally, values
from lambda_cost.usage.observing.adding_up import observed_of
from lambda_cost.usage.observing.as_usage import usage_file
from lambda_cost.usage.observing.inputs import TEST_FILE, Input
from lambda_cost.usage.observing.live import Request, read_live
from lambda_cost.usage.observing.live_queries import function_queries
from lambda_cost.usage.observing.reading import Job
from lambda_cost.usage.observing.tally import Period, Tally
from tests.cli.test_golden_bills import run
from tests.usage.lines import ID, event, exported, report
from tests.usage.test_live import ANSWERS, ARN, REQUEST, Fake, mapping

JOB = Job("zip", Period(), "fn")


def told(found: Tally) -> dict[str, Any]:
    return observed_of(found, is_named=True).to_dict()


def in_order(value: Any) -> Any:
    """*value* of JSON with its lists in one order."""
    if isinstance(value, dict):
        return {key: in_order(one) for key, one in value.items()}
    return sorted(map(in_order, value), key=str) if isinstance(value, list) else value


@pytest.mark.parametrize("ending", ["", "\n", "\nlast"])
@pytest.mark.parametrize("block", [1 << 18, 64])
def test_every_place_at_which_a_file_is_cut_gives_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, block: int
) -> None:
    monkeypatch.setattr(inputs, "BLOCK", block)
    path = tmp_path / "fn.log"
    path.write_text(exported(report(1), "hello", report(2)).rstrip("\n") + ending)
    size, head = path.stat().st_size, path.read_bytes()
    whole = told(reading._read_all([Input(path, "fn")], JOB))
    assert (whole["functions"][0]["requests"], whole["functions"][0]["log_bytes"]) == (2, 5 + 26 + len(ending.strip()))
    for cut in range(1, size, 7):
        first, second = Input(path, "fn", 0, cut, b""), Input(path, "fn", cut, size, head)
        half = reading._read_all([first], JOB)
        assert half.merge(*reading._read_share([second], JOB))
        assert told(half) == whole, cut


def test_what_is_merged_is_what_one_process_reads(tmp_path: Path) -> None:
    late = f"2026-05-28T10:00:03.123Z {ID.format(5)} Task timed out after 3.00 seconds"
    points = {"Label": "fn Invocations", "Timestamps": ["2026-05-01T00:00:00Z"], "Values": [5], "StatusCode": "PartialData"}
    others = [points | {"Label": label} for label in ("shop Count", "/aws/lambda/fn IncomingBytes")]
    texts = {
        "a.log": exported(report(1), report(2, memory=256), late),
        "b.log": exported(report(3), day="2026-05-29"),
        "c.json": json.dumps({"MetricDataResults": [points, *others]}),
        "d.json": json.dumps({"MetricDataResults": [points | {"StatusCode": "Complete"}, *others]}),
        "e.json": json.dumps(ANSWERS["list_functions"]) + json.dumps(ANSWERS["list_event_source_mappings"]),
        "f.json": json.dumps(ANSWERS["list_function_url_configs"]) + json.dumps(ANSWERS["list_functions"]),
        TEST_FILE: "Permission Check Successful",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    sources = [Input(tmp_path / name, "x") for name in texts]
    whole = reading._read_all(sources, JOB)
    expected = in_order(told(whole))
    for shares in ((sources[::2], sources[1::2]), (sources[1::2], sources[::2])):
        half = reading._read_all(shares[0], JOB)
        assert half.merge(*reading._read_share(shares[1], JOB))
        assert in_order(told(half)) == expected
        assert (half.configured, half.pollers) == (whole.configured, whole.pollers)
    assert expected["skipped"]["reasons"] == {
        "Task timed out line": 1,
        "file by which an export tries whether it may write": 1,
        "repeated: the same point of a metric": 3,
    }
    assert not whole.merge(*reading._read_share(sources[:1], JOB)), "a request is in both"


def test_lists_in_lists_and_numbers_are_no_logs(tmp_path: Path) -> None:
    packed = base64.b64encode(json.dumps([[event(report(1))], 5]).encode()).decode()
    (tmp_path / "x.json").write_text(json.dumps({"awslogs": {"data": packed}}))
    found = observe(tmp_path, function="fn")
    assert (found.requests, found.skipped) == (1, {"JSON that is no log and no metric": 1})


@pytest.mark.parametrize("time", [10**15, -5, "x", None])
def test_a_time_that_cannot_be_is_none(tmp_path: Path, time: Any) -> None:
    (tmp_path / "x.json").write_text(json.dumps([event(report(1), time)]))
    (function,) = observe(tmp_path, function="fn").functions
    assert (function.requests, function.first) == (1, "")


def test_each_profile_is_a_session_of_boto3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str | None] = []

    def session(profile_name: str | None) -> Fake:
        asked.append(profile_name)
        return Fake(ANSWERS)

    monkeypatch.setattr(boto3, "Session", session)
    request = REQUEST._replace(with_logs=False)
    assert read_live(request, tmp_path, print, profiles=["dev", "prod"], advance=print) == []
    assert read_live(request, tmp_path, print, advance=print) == []
    assert asked == ["dev", "prod", None]
    assert "eu-west-1-functions.json" in {path.name for path in tmp_path.iterdir()}


def test_the_command_reads_what_aws_answers_beside_other_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[Any] = []

    def answer(request: Request, folder: Path, _say: Any, **options: Any) -> list[str]:
        asked.append((request.regions, options["profiles"], request.with_logs))
        (folder / "a.json").write_text(json.dumps([event(report(1))]))
        return ["logs:start_query could not be read"]

    monkeypatch.setattr(live, "read_live", answer)
    (tmp_path / "b.log").write_text(report(2))
    flags = ["--aws", "--profile", "dev", "--profile", "prod", "--region", "eu-west-1", "--logs", "--function", "fn"]
    assert run(["observe", *flags, str(tmp_path / "b.log"), "--format", "json"], monkeypatch) == 0
    out, said = capsys.readouterr()
    assert json.loads(out)["functions"][0]["requests"] == 2
    assert "warning: logs:start_query could not be read" in said
    assert asked == [(("eu-west-1",), ("dev", "prod"), True)]
    assert cli_live.USUAL_DAYS == 28
    assert run(["observe", str(tmp_path / "b.log"), "--profile", "dev", "--logs"], monkeypatch) == 2
    assert run(["observe"], monkeypatch) == 2
    assert run(["observe", str(tmp_path / "b.log"), "--function", "fn", "--as", "what-if"], monkeypatch) == 0
    out, said = capsys.readouterr()
    assert "--profile, --logs goes with --aws" in said
    assert "SOURCE is missing" in said
    assert "duration_ms: 2.5  # mean of the handler: 2.5 ms in 1 request" in out


def test_compressed_logs_of_many_blocks_are_read_to_their_end(tmp_path: Path) -> None:
    text = exported(*(f"{number} {'x' * 9000}" for number in range(59)), report(1))
    (tmp_path / "x.gz").write_bytes(gzip.compress(text.encode()))
    found = observe(tmp_path, function="fn")
    assert (found.requests, found.skipped) == (1, {"text of the function": 59})


def test_after_too_many_requests_none_is_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_REMEMBERED", 1)
    for name in ("a.log", "b.log"):
        (tmp_path / name).write_text(exported(report(1), report(2)))
    found = observe(tmp_path, function="fn")
    assert found.requests == 4
    assert found.warnings[0].startswith("more than 1 requests")


@pytest.mark.parametrize(
    "text", ['{"a": 1', "[1, 2", '{"events": [1, x', "{5}", '{"a" 5}', '{"k": x}', '{"k": "v"', '{"k": [1']
)
@pytest.mark.parametrize("whole", [0, 4, 1 << 20])
def test_json_that_breaks_off_anywhere_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, whole: int
) -> None:
    monkeypatch.setattr(values, "WHOLE", whole)
    monkeypatch.setattr(inputs, "BLOCK", 3)
    monkeypatch.setattr(reading, "HEAD", 3)
    (tmp_path / "x.json").write_text(text)
    found = observe(tmp_path, function="fn")
    assert (found.functions, bool(found.skipped)) == ((), True)


def test_what_answers_list_that_is_no_configuration_is_left_out_and_counted(tmp_path: Path) -> None:
    lists: dict[str, list[Any]] = {
        "Functions": [{"FunctionName": "fn"}, 5],
        "ProvisionedConcurrencyConfigs": [{"FunctionArn": "arn"}],
        "EventSourceMappings": [{"FunctionArn": f"{ARN}fn"}],
        "FunctionUrlConfigs": [{"FunctionArn": f"{ARN}fn", "InvokeMode": "BUFFERED"}],
    }
    (tmp_path / "x.json").write_text("".join(json.dumps({key: items}) for key, items in lists.items()))
    found = observe(tmp_path, function="fn")
    # a function without memory, what is no function, environments without a number
    assert (found.configured, found.pollers) == ({}, ())
    assert found.skipped == {"configuration that is not well formed": 3}


def test_configured_features_of_functions_that_logs_tell_of(tmp_path: Path) -> None:
    done = {"type": "platform.runtimeDone", "record": {"metrics": {"producedBytes": 2 << 20}}}
    (tmp_path / "a.json").write_text(json.dumps([event(report(1)), event(json.dumps(done))]))
    url = {"FunctionUrlConfigs": [{"FunctionArn": f"{ARN}fn", "InvokeMode": "RESPONSE_STREAM"}]}
    ready = {"FunctionArn": f"{ARN}fn:live", "RequestedProvisionedConcurrentExecutions": 4}
    kafka = mapping("fn", "x", 1, 9, EventSourceArn="arn:aws:kafka:eu-west-1:1:cluster/events/1", Topics=["t"])
    pollers = {"EventSourceMappings": [kafka | {"UUID": "k", "ProvisionedPollerConfig": {"PollerGroupName": "shared"}}]}
    texts = (url, {"ProvisionedConcurrencyConfigs": [ready]}, pollers)
    (tmp_path / "b.json").write_text("".join(map(json.dumps, texts)))
    file = usage_file(observe(tmp_path, function="fn"))
    assert file.data["functions"]["fn"]["response_streaming"] == {"mb": 2}
    assert file.data["functions"]["fn"]["provisioned_concurrency"] == {"environments": 4}
    assert file.data["event_pollers"] == {"shared": {"source": "kafka"}}
    assert "1 to any number of pollers, of which a unit has several" in file.text()


def test_a_shared_log_group_tells_of_no_function() -> None:
    functions = [{"FunctionName": name, "LoggingConfig": {"LogGroup": "all"}} for name in ("a", "b")]
    labels = [query["Label"] for query in function_queries(functions, str)]
    assert not any("IncomingBytes" in label for label in labels)


def test_a_region_without_anything_and_a_failing_call(tmp_path: Path) -> None:
    session = Fake({"list_functions": [{"Functions": []}], "get_rest_apis": [{}], "get_apis": [{}]})
    session.code = "Throttling"
    asking = live.Live({"": session}, REQUEST._replace(with_logs=False), tmp_path, print)
    asking.read()
    assert (len(asking.refused), asking.denied) == (1, set())
    assert not [*tmp_path.iterdir()]


def test_blocks_may_end_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the head of gzip, in a character, in a line between values."""
    monkeypatch.setattr(inputs, "BLOCK", 7)
    monkeypatch.setattr(reading, "HEAD", 7)
    monkeypatch.setattr(tally, "MAX_RECENT", 1)
    raw = b'{"a": "' + b"\x80" * 30 + b'"}\n' + f"a line between\n{report(1)}\n".encode()
    raw += json.dumps(event(report(2))).encode()
    raw += "".join(f"\n{report(number)}".replace("\t", "  ") for number in (3, 4, 5)).encode()
    (tmp_path / "x.gz").write_bytes(gzip.compress(raw))
    found = observe(tmp_path, function="fn")
    assert found.requests == 5
    assert found.skipped == {"JSON that is no log and no metric": 1, "text of the function": 1}
