"""AWS is asked by calls that only read, what they cost is said first, and what is refused is listed."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from lambda_cost import LambdaCostError, observe
from lambda_cost.cli import live as cli_live
from lambda_cost.cli.live import LiveFlags
from lambda_cost.usage.observing import live
from lambda_cost.usage.observing.as_usage import usage_file
from lambda_cost.usage.observing.live import CALLS, Live, Request, read_live

REQUEST = Request(("eu-west-1", "eu-west-1"), date(2026, 10, 1), date(2026, 10, 28), with_logs=True)
ANSWERS: dict[str, Any] = {
    "list_functions": [
        {"Functions": [{"FunctionName": "fn", "MemorySize": 512, "Architectures": ["arm64"]}], "NextMarker": "m"},
        {"Functions": [{"FunctionName": "idle", "MemorySize": 128}]},
    ],
    "get_rest_apis": [{"items": [{"name": "shop"}]}],
    "get_apis": [{"Items": [{"ApiId": "a1", "Name": "web"}]}],
    "describe_log_groups": [{"logGroups": [{"logGroupName": "/aws/lambda/fn", "storedBytes": 1024**3}]}],
    "start_query": [{"queryId": "q"}],
    "get_query_results": [
        {"status": "Running", "results": []},
        {
            "status": "Complete",
            "results": [
                [
                    {"field": "@log", "value": "1:/aws/lambda/fn"},
                    {"field": "@memorySize", "value": "5.12E8"},
                    {"field": "requests", "value": "40"},
                    {"field": "billed_ms", "value": "4000"},
                ]
            ],
            "ResponseMetadata": {},
        },
    ],
}


class Fake:
    """A session whose clients answer in turn, and refuse what they have no answer to."""

    region_name: str | None = None

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = {name: iter(pages) for name, pages in answers.items()}
        self.calls: list[tuple[str, str, dict[str, Any]]] = []

    def client(self, service: str, **_options: Any) -> Any:
        session = self

        class Client:
            def __getattr__(self, name: str) -> Any:
                return lambda **arguments: session.answer(service, name, arguments)

        return Client()

    def answer(self, service: str, name: str, arguments: dict[str, Any]) -> Any:
        self.calls.append((service, name, arguments))
        if name == "get_metric_data":
            values = {"Invocations": [50.0], "Duration": [5000.0]}
            time = datetime(2026, 10, 1, tzinfo=UTC)
            return {
                "MetricDataResults": [
                    {"Label": query["Label"], "Timestamps": [time] * len(points), "Values": points}
                    for query in arguments["MetricDataQueries"]
                    for points in [values.get(query["Label"].split()[-1], []) if " fn " in query["Label"] else []]
                ]
            }
        if name not in self.answers:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, name)
        return next(self.answers[name])


def test_every_answer_is_kept_and_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "POLL_S", 0)
    session, said, done = Fake(ANSWERS), list[str](), list[int]()
    asking = Live(session, REQUEST, tmp_path, said.append)
    asking.read(done.append)
    assert asking.refused == []
    assert done == [1], "a region that is given twice is asked once"
    # 2 functions x 5, and 2 + 4 of the APIs, at $0.01 for 1,000; 1 GB at $0.005
    assert said[0] == "eu-west-1: 16 metrics by GetMetricData, about $0.00016"
    assert said[1] == "eu-west-1: Logs Insights over 1 log groups of 1.00 GB, at most $0.005"
    assert {(service, name) for service, name, _ in session.calls} == {
        (key, name) for key, names in CALLS.items() for name in names
    }
    found = observe(tmp_path)
    data = usage_file(found).data["functions"]
    assert data["fn"]["requests"] == 50, "metrics count all requests"
    assert data["fn"]["billed_duration_ms"] == 100, "logs tell the billed time: 4,000 ms of 40"
    assert (data["fn"]["memory_mb"], data["fn"]["architecture"]) == (512, "arm64")
    assert data["idle"] == {"memory_mb": 128}, "no points are no zero"


def test_what_is_refused_is_listed_and_the_rest_is_used(tmp_path: Path) -> None:
    session = Fake({"list_functions": ANSWERS["list_functions"]})
    session.region_name = "us-east-1"
    asking = Live(session, REQUEST._replace(regions=()), tmp_path, print)
    asking.read()
    assert [line.split(" could")[0] for line in asking.refused] == [
        "us-east-1: apigateway:get_rest_apis",
        "us-east-1: apigatewayv2:get_apis",
        "us-east-1: logs:describe_log_groups",
    ]
    (function,) = [one for one in observe(tmp_path).functions if one.name == "fn"]
    assert (function.requests, function.memory_mb) == (50, None)
    half = Fake({"describe_log_groups": ANSWERS["describe_log_groups"]})
    nothing = Live(half, REQUEST, tmp_path / "none", print)
    nothing.read()
    assert len(nothing.refused) == 4
    assert not (tmp_path / "none").exists()


def test_a_query_that_does_not_end_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "POLL_S", 0)
    monkeypatch.setattr(live, "MOST_POLLS", 1)
    Live(Fake(ANSWERS), REQUEST, tmp_path, print).read()
    assert not [path for path in tmp_path.iterdir() if "logs" in path.name]


def test_no_call_is_made_that_is_not_listed(tmp_path: Path) -> None:
    asking = Live(Fake({}), REQUEST, tmp_path, print)
    with pytest.raises(AssertionError):
        asking._call("eu-west-1", "lambda", "delete_function")
    assert not [
        name for names in CALLS.values() for name in names if not name.startswith(("list_", "get_", "describe_", "start_query"))
    ]
    with pytest.raises(LambdaCostError, match="no region is known"):
        Live(Fake({}), REQUEST._replace(regions=()), tmp_path, print).read()


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """AWS as moto imitates it, with made-up credentials."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    with mock_aws():
        yield


@pytest.mark.usefixtures("cloud")
def test_metrics_and_groups_are_those_of_the_service(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The forms of calls and answers are checked by boto3 and moto."""
    day = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=1)
    metric = {
        "MetricName": "Invocations",
        "Dimensions": [{"Name": "FunctionName", "Value": "fn"}],
        "Timestamp": day,
        "Value": 30.0,
    }
    boto3.client("cloudwatch", region_name="eu-west-1").put_metric_data(Namespace="AWS/Lambda", MetricData=[metric])
    boto3.client("logs", region_name="eu-west-1").create_log_group(logGroupName="/aws/lambda/fn")
    asking = Live(boto3.Session(region_name="eu-west-1"), Request((), day.date(), day.date()), tmp_path, print)
    queries = [live._query("AWS/Lambda", {"FunctionName": "fn"}, "fn", "Invocations")]
    asking._read_metrics("eu-west-1", queries)
    assert [one.requests for one in observe(tmp_path).functions] == [30]
    assert [group["logGroupName"] for group in asking._pages("eu-west-1", "logs", "describe_log_groups")] == ["/aws/lambda/fn"]
    assert asking.refused == []
    with pytest.raises(LambdaCostError, match="could not be found"):
        read_live(REQUEST, tmp_path, print, profile="nobody", advance=print)
    capsys.readouterr()


def test_the_option_asks_for_four_weeks_and_says_what_was_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[Request] = []

    def answer(request: Request, folder: Path, say: Any, **_options: Any) -> list[str]:
        asked.append(request)
        say("costs nothing")
        if request.regions:
            (folder / "a.json").write_text(json.dumps({"Functions": []}))
        return ["lambda:list_functions could not be read"]

    monkeypatch.setattr(live, "read_live", answer)
    flags = LiveFlags(aws=True, region=["eu-west-1"], save=str(tmp_path / "kept"))
    assert cli_live.ask(flags, None, "2026-10-28", str(tmp_path)) == str(tmp_path / "kept")
    assert (asked[0].first, asked[0].last) == (date(2026, 10, 1), date(2026, 10, 28))
    assert capsys.readouterr().err.splitlines() == ["costs nothing", "warning: lambda:list_functions could not be read"]
    (tmp_path / "empty").mkdir()
    with pytest.raises(LambdaCostError, match="AWS refused every call"):
        cli_live.ask(LiveFlags(aws=True), "2026-10-01", None, str(tmp_path / "empty"))
    with pytest.raises(LambdaCostError, match="--from is 'x'"):
        cli_live.ask(LiveFlags(aws=True), "x", None, str(tmp_path))


def test_without_boto3_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(LambdaCostError, match=r"pip install 'lambda-cost\[aws\]'"):
        read_live(REQUEST, tmp_path, print, advance=print)
