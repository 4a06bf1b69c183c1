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
from lambda_cost.usage.observing.live import CALLS, Live, Place, Request, read_live
from lambda_cost.usage.observing.live_queries import function_queries

REQUEST = Request(("eu-west-1", "eu-west-1"), date(2026, 10, 1), date(2026, 10, 28), with_logs=True)
ARN = "arn:aws:lambda:eu-west-1:1:function:"


def listed(name: str, memory: int, version: str = "$LATEST", **more: Any) -> dict[str, Any]:
    """A function as ListFunctions has it."""
    return {"FunctionName": name, "FunctionArn": f"{ARN}{name}:{version}", "Version": version, "MemorySize": memory, **more}


def mapping(name: str, queue: str, least: int, most: int, **more: Any) -> dict[str, Any]:
    """An event source mapping with provisioned pollers."""
    pollers = {"MinimumPollers": least, "MaximumPollers": most}
    source = {"EventSourceArn": f"arn:aws:sqs:eu-west-1:1:{queue}", "FunctionArn": ARN + name, "UUID": queue}
    return source | {"State": "Enabled", "ProvisionedPollerConfig": pollers} | more


ANSWERS: dict[str, Any] = {
    "list_functions": [
        {"Functions": [listed("fn", 512, Architectures=["arm64"]), listed("fn", 256, "7")], "NextMarker": "m"},
        {"Functions": [listed("idle", 128)]},
    ],
    "list_event_source_mappings": [{"EventSourceMappings": [mapping("fn", "orders", 3, 3), mapping("fn:live", "mail", 2, 9)]}],
    "list_function_url_configs": [
        {"FunctionUrlConfigs": [{"FunctionArn": f"{ARN}fn:live", "InvokeMode": "RESPONSE_STREAM"}]},
        {"FunctionUrlConfigs": []},
    ],
    "get_provisioned_concurrency_config": [
        {"RequestedProvisionedConcurrentExecutions": 5, "Status": "READY"},
        {"RequestedProvisionedConcurrentExecutions": 1, "Status": "READY"},
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
        self.missing: set[str] = set()
        """Calls whose answer is that there is nothing."""
        self.code = "AccessDenied"
        """Why others are refused."""

    def client(self, service: str, **_options: Any) -> Any:
        session = self

        class Client:
            def __getattr__(self, name: str) -> Any:
                return lambda **arguments: session.answer(service, name, arguments)

        return Client()

    def answer(self, service: str, name: str, arguments: dict[str, Any]) -> Any:
        self.calls.append((service, name, arguments))
        if name == "get_metric_data":
            values = {"Invocations": [50.0], "Duration": [5000.0], "IncomingBytes": [102_400.0]}
            values |= {"ProvisionedConcurrencyInvocations": [30.0], "ProvisionedConcurrencySpilloverInvocations": [0.0]}
            time = datetime(2026, 10, 1, tzinfo=UTC)
            return {
                "MetricDataResults": [
                    {"Label": query["Label"], "Timestamps": [time] * len(points), "Values": points}
                    for query in arguments["MetricDataQueries"]
                    for points in [values.get(query["Label"].split()[-1], []) if " fn " in query["Label"] else []]
                ]
            }
        if name not in self.answers:
            code = "ResourceNotFoundException" if name in self.missing else self.code
            raise ClientError({"Error": {"Code": code, "Message": "no"}}, name)
        return next(self.answers[name])


def test_every_answer_is_kept_and_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "POLL_S", 0)
    session, said, done = Fake(ANSWERS), list[str](), list[int]()
    asking = Live({"": session}, REQUEST, tmp_path, said.append)
    asking.read(done.append)
    assert asking.refused == []
    assert done == [1], "a region that is given twice is asked once"
    # 2 functions x (5 + log bytes), and 2 + 4 of the APIs, at $0.01 for 1,000; 1 GB at $0.005
    assert said[0] == "eu-west-1: 18 metrics by GetMetricData, about $0.00018"
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
    # live, from the URL and a mapping, has 5, version 7 has 1; the alias and the version are asked for once each
    assert data["fn"]["provisioned_concurrency"] == {"requests": 30, "others": "outside", "environments": 6}
    # 102,400 bytes of 50 requests
    assert data["fn"]["logs"] == {"kb": 2, "system_kb": 0}
    assert "response_streaming" not in data["fn"], "the size of responses is not known"
    assert usage_file(found).data["event_pollers"] == {
        "fn-orders": {"source": "sqs", "units": 3},
        "fn-mail": {"source": "sqs"},
    }
    text = usage_file(found).text()
    assert "# response_streaming.mb: unknown  # its function URL streams; sizes of responses are in no metric" in text
    assert "# units: unknown  # 2 to 9 pollers, which scale with traffic: the mean is in no metric" in text


def test_what_is_refused_is_listed_and_the_rest_is_used(tmp_path: Path) -> None:
    session = Fake({"list_functions": ANSWERS["list_functions"]})
    session.region_name = "us-east-1"
    asking = Live({"": session}, REQUEST._replace(regions=()), tmp_path, print)
    asking.read()
    assert [line.split(" could")[0] for line in asking.refused] == [
        "us-east-1: apigateway:get_rest_apis",
        "us-east-1: apigatewayv2:get_apis",
        "us-east-1: lambda:list_event_source_mappings",
        "us-east-1: lambda:list_function_url_configs",
        "us-east-1: lambda:get_provisioned_concurrency_config",
        "us-east-1: logs:describe_log_groups",
    ]
    (function,) = [one for one in observe(tmp_path).functions if one.name == "fn"]
    assert (function.requests, function.memory_mb) == (50, None)
    half = Fake({"describe_log_groups": ANSWERS["describe_log_groups"]})
    nothing = Live({"": half}, REQUEST, tmp_path / "none", print)
    nothing.read()
    assert len(nothing.refused) == 5
    assert not (tmp_path / "none").exists()


def test_functions_of_one_name_in_several_places_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else their points would be taken for the same ones, read twice."""
    monkeypatch.setattr(live, "POLL_S", 0)
    sessions = {"dev": Fake(ANSWERS | {"list_functions": ANSWERS["list_functions"][1:]}), "prod/eu": Fake(ANSWERS)}
    said: list[str] = []
    Live(sessions, REQUEST, tmp_path, said.append).read()
    assert said[0] == "idle is in several regions or accounts; each is called after its own"
    found = observe(tmp_path)
    assert [one.name for one in found.functions if one.memory_mb is None] == [
        "fn",
        "idle-dev-eu-west-1",
        "idle-prod-eu-eu-west-1",
    ]
    assert [api.name for api in found.apis] == [
        *("shop-dev-eu-west-1", "shop-prod-eu-eu-west-1", "web-dev-eu-west-1", "web-prod-eu-eu-west-1"),
    ]
    assert found.configured["idle-dev-eu-west-1"].memory_mb == 128


def test_a_version_without_provisioned_concurrency_is_no_refusal(tmp_path: Path) -> None:
    session = Fake({name: ANSWERS[name] for name in ("list_functions", "list_function_url_configs")})
    session.missing.add("get_provisioned_concurrency_config")
    session.region_name = "us-east-1"
    asking = Live({"": session}, REQUEST._replace(regions=(), with_logs=False), tmp_path, print)
    asking.read()
    assert not any("provisioned" in line for line in asking.refused)
    assert "environments: unknown  # is configuration" in usage_file(observe(tmp_path)).text()


def test_a_query_that_does_not_end_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "POLL_S", 0)
    monkeypatch.setattr(live, "MAX_POLLS", 1)
    Live({"": Fake(ANSWERS)}, REQUEST, tmp_path, print).read()
    assert not [path for path in tmp_path.iterdir() if "logs" in path.name]


def test_no_call_is_made_that_is_not_listed(tmp_path: Path) -> None:
    asking = Live({"": Fake({})}, REQUEST, tmp_path, print)
    with pytest.raises(AssertionError):
        asking._call(Place("x", Fake({}), "eu-west-1"), "lambda", "delete_function")
    assert not [
        name for names in CALLS.values() for name in names if not name.startswith(("list_", "get_", "describe_", "start_query"))
    ]
    with pytest.raises(LambdaCostError, match="no region is known"):
        Live({"": Fake({})}, REQUEST._replace(regions=()), tmp_path, print).read()


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
    session = boto3.Session(region_name="eu-west-1")
    asking, place = Live({"": session}, Request((), day.date(), day.date()), tmp_path, print), Place("x", session, "eu-west-1")
    asking._read_metrics(place, [*function_queries([{"FunctionName": "fn"}], str)])
    assert [one.requests for one in observe(tmp_path).functions] == [30]
    assert [group["logGroupName"] for group in asking._pages(place, "logs", "describe_log_groups")] == ["/aws/lambda/fn"]
    assert asking.refused == []
    with pytest.raises(LambdaCostError, match="could not be found"):
        read_live(REQUEST, tmp_path, print, profiles=["nobody"], advance=print)
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
    with pytest.raises(LambdaCostError, match=r"pip install '.*\[aws\]'"):
        read_live(REQUEST, tmp_path, print, advance=print)


def test_an_answer_that_names_no_function_stays_as_it_is(tmp_path: Path) -> None:
    asking = Live({"": Fake({})}, REQUEST, tmp_path, print)
    assert asking._renamed(Place("x", None, "eu-west-1"), {"UUID": "queue"}) == {"UUID": "queue"}
