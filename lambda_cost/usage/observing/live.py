"""What ran, asked of AWS: calls that only read, whose answers are kept as files that `observe` reads again.

Needs the extra `aws`.  Nothing is written to AWS, and what may not be read is listed while all else is used.
"""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost import files
from lambda_cost.errors import LambdaCostError
from lambda_cost.numbers.text import money
from lambda_cost.strict_yaml import is_list
from lambda_cost.usage.observing.insights import QUERY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CALLS = {
    "lambda": ("list_functions",),
    "apigateway": ("get_rest_apis",),
    "apigatewayv2": ("get_apis",),
    "cloudwatch": ("get_metric_data",),
    "logs": ("describe_log_groups", "start_query", "get_query_results"),
}
"""Every call that is made, by service."""
FUNCTION_METRICS = (
    *("Invocations", "Duration", "Errors"),
    *("ProvisionedConcurrencyInvocations", "ProvisionedConcurrencySpilloverInvocations"),
)
API_METRICS = {"ApiName": ("Count", "4XXError"), "ApiId": ("Count", "4xx", "DataProcessed", "MessageCount")}
PAGE_KEYS = {"NextMarker": "Marker", "NextToken": "NextToken", "nextToken": "nextToken", "position": "position"}
"""What says that there are more pages, and how the next is asked for."""
METRICS_A_CALL = 500
USD = "USD"
USD_A_METRIC = Decimal("0.00001")
"""List price of one metric of GetMetricData, in us-east-1."""
USD_A_GB = Decimal("0.005")
"""List price of one GB that Logs Insights scans, in us-east-1."""
GROUPS_A_QUERY = 50
REGIONS_AT_ONCE = 4
A_DAY_S = 86_400
POLL_S, MOST_POLLS = 1.0, 600
GROUP_PREFIX = "/aws/lambda/"


class Request(NamedTuple):
    """What is asked for."""

    regions: tuple[str, ...]
    """The regions; none for the one of the profile."""
    first: date
    """The first day."""
    last: date
    """The last day."""
    with_logs: bool = False
    """Whether logs are searched, which costs by their size."""


class Live:
    """One run against AWS."""

    def __init__(self, session: Any, request: Request, folder: Path, say: Callable[[str], None]) -> None:
        """Ask by *session*, a session of boto3; answers go to *folder*, and *say* takes what is to be known before calls."""
        self.session, self.request, self.folder, self.say = session, request, folder, say
        self.refused: list[str] = []
        """What could not be read, a sentence each."""
        self.begin = datetime.combine(request.first, datetime.min.time(), UTC)
        self.end = datetime.combine(request.last + timedelta(days=1), datetime.min.time(), UTC)

    def read(self, advance: Callable[[int], None] = lambda _done: None) -> None:
        """Read all regions, several at once; *advance* is called once for each.

        Raises:
            LambdaCostError: if there is no region.
        """
        regions = tuple(dict.fromkeys(self.request.regions)) or tuple(filter(None, [self.session.region_name]))
        if not regions:
            message = "no region is known; give --region, or a profile that has one"
            raise LambdaCostError(message)
        with ThreadPoolExecutor(REGIONS_AT_ONCE) as pool:
            for _ in pool.map(self._read_region, regions):
                advance(1)

    def _read_region(self, region: str) -> None:
        functions = self._pages(region, "lambda", "list_functions")
        if functions:
            self._keep(region, "functions", {"Functions": functions})
        names = [str(function["FunctionName"]) for function in functions]
        queries = [_query("AWS/Lambda", {"FunctionName": name}, name, metric) for name in names for metric in FUNCTION_METRICS]
        rest = self._pages(region, "apigateway", "get_rest_apis")
        queries += [
            _query("AWS/ApiGateway", {"ApiName": api["name"]}, api["name"], metric)
            for api in rest
            for metric in API_METRICS["ApiName"]
        ]
        others = self._pages(region, "apigatewayv2", "get_apis")
        queries += [
            _query("AWS/ApiGateway", {"ApiId": api["ApiId"]}, api["Name"], metric)
            for api in others
            for metric in API_METRICS["ApiId"]
        ]
        if queries:
            cost = USD_A_METRIC * len(queries)
            self.say(f"{region}: {len(queries):,} metrics by GetMetricData, about {money(cost, USD)}")
            self._read_metrics(region, queries)
        if self.request.with_logs:
            self._read_logs(region)

    def _read_metrics(self, region: str, queries: list[dict[str, Any]]) -> None:
        for place in range(0, len(queries), METRICS_A_CALL):
            asked = [query | {"Id": f"m{number}"} for number, query in enumerate(queries[place : place + METRICS_A_CALL])]
            more = {"MetricDataQueries": asked, "StartTime": self.begin, "EndTime": self.end}
            results = self._pages(region, "cloudwatch", "get_metric_data", **more)
            self._keep(region, f"metrics-{place // METRICS_A_CALL}", {"MetricDataResults": results, "Messages": []})

    def _read_logs(self, region: str) -> None:
        groups = self._pages(region, "logs", "describe_log_groups", logGroupNamePrefix=GROUP_PREFIX)
        size = Decimal(sum(int(group.get("storedBytes", 0)) for group in groups)) / 1024**3
        self.say(
            f"{region}: Logs Insights over {len(groups):,} log groups of {size:.2f} GB, at most {money(size * USD_A_GB, USD)}"
        )
        for place in range(0, len(groups), GROUPS_A_QUERY):
            names = [group["logGroupName"] for group in groups[place : place + GROUPS_A_QUERY]]
            times = {"startTime": int(self.begin.timestamp()), "endTime": int(self.end.timestamp()) - 1}
            begun = self._call(region, "logs", "start_query", logGroupNames=names, queryString=QUERY, limit=10_000, **times)
            for _ in range(MOST_POLLS if begun else 0):
                answer = self._call(region, "logs", "get_query_results", queryId=begun["queryId"])
                if answer.get("status") not in {"Scheduled", "Running"}:
                    self._keep(region, f"logs-{place // GROUPS_A_QUERY}", answer)
                    break
                time.sleep(POLL_S)

    def _pages(self, region: str, service: str, name: str, **arguments: Any) -> list[dict[str, Any]]:
        """The items of all pages of a call; what came before a refusal counts."""
        items: list[dict[str, Any]] = []
        while True:
            page = self._call(region, service, name, **arguments)
            items += next((value for value in page.values() if is_list(value)), list[Any]())
            more = next((key for key in PAGE_KEYS if page.get(key)), None)
            if more is None:
                return items
            arguments[PAGE_KEYS[more]] = page[more]

    def _call(self, region: str, service: str, name: str, **arguments: Any) -> dict[str, Any]:
        """The answer of one call; if it is refused that is noted, and the answer is empty."""
        from botocore.config import Config  # pyright: ignore[reportMissingTypeStubs]
        from botocore.exceptions import BotoCoreError, ClientError  # pyright: ignore[reportMissingTypeStubs]

        if name not in CALLS[service]:
            raise AssertionError(name)
        try:
            client = self.session.client(
                service, region_name=region, config=Config(retries={"mode": "adaptive", "max_attempts": 8})
            )
            answer: dict[str, Any] = getattr(client, name)(**arguments)
        except (ClientError, BotoCoreError) as error:
            self.refused.append(f"{region}: {service}:{name} could not be read: {error}")
            return {}
        answer.pop("ResponseMetadata", None)
        return answer

    def _keep(self, region: str, name: str, answer: dict[str, Any]) -> None:
        """Keep *answer* as a file, in the form of the API."""
        files.write_text(self.folder / f"{region}-{name}.json", json.dumps(answer, indent=1, default=_text) + "\n")


def read_live(
    request: Request, folder: Path, say: Callable[[str], None], *, profile: str | None = None, advance: Callable[[int], None]
) -> list[str]:
    """Ask AWS for what is in *request*, and keep the answers in *folder*; what could not be read.

    Raises:
        LambdaCostError: if boto3 is not installed, there is no such profile, or no region.
    """
    try:
        import boto3  # pyright: ignore[reportMissingTypeStubs]
        from botocore.exceptions import BotoCoreError  # pyright: ignore[reportMissingTypeStubs]
    except ImportError:
        message = "--aws needs boto3: pip install 'lambda-cost[aws]'"
        raise LambdaCostError(message) from None
    try:
        live = Live(boto3.Session(profile_name=profile), request, folder, say)
    except BotoCoreError as error:
        raise LambdaCostError(str(error)) from None
    live.read(advance)
    return live.refused


def _query(namespace: str, dimensions: dict[str, str], name: str, metric: str) -> dict[str, Any]:
    """A query of the daily sums of one *metric*, whose label names what it is of."""
    listed = [{"Name": key, "Value": value} for key, value in dimensions.items()]
    of = {"Namespace": namespace, "MetricName": metric, "Dimensions": listed}
    return {"Label": f"{namespace} {name} {metric}", "MetricStat": {"Metric": of, "Period": A_DAY_S, "Stat": "Sum"}}


def _text(value: Any) -> str:
    """A time as JSON has it."""
    return value.isoformat() if isinstance(value, date) else str(value)
