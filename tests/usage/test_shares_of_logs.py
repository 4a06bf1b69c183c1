"""Two processes read one half each: together they tell what one process would, and no line falls between them."""

import base64
import json
from pathlib import Path
from typing import Any

import boto3
import pytest

from lambda_cost import observe
from lambda_cost.cli import live as cli_live
from lambda_cost.usage.observing import inputs, live, reading
from lambda_cost.usage.observing.adding_up import observed_of
from lambda_cost.usage.observing.inputs import TEST_FILE, Input
from lambda_cost.usage.observing.live import Request, read_live
from lambda_cost.usage.observing.reading import Job
from lambda_cost.usage.observing.tally import Period, Tally
from tests.cli.test_golden_bills import run
from tests.usage.lines import ID, event, exported, report
from tests.usage.test_live import ANSWERS, REQUEST, Fake

JOB = Job("zip", Period(), "fn")


def told(tally: Tally) -> dict[str, Any]:
    return observed_of(tally, is_named=True).to_dict()


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
        tally = reading._read_all([first], JOB)
        assert tally.merge(*reading._read_share([second], JOB))
        assert told(tally) == whole, cut


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
        tally = reading._read_all(shares[0], JOB)
        assert tally.merge(*reading._read_share(shares[1], JOB))
        assert in_order(told(tally)) == expected
        assert (tally.configured, tally.pollers) == (whole.configured, whole.pollers)
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
    assert "duration_ms: 2.5  # mean of the handler: 2.5 ms in 1 requests" in out
