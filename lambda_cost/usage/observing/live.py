"""What ran, asked of AWS: calls that only read, whose answers are kept as files that `observe` reads again.

Needs the extra `aws`.  Nothing is written to AWS, and what may not be read is listed while all else is used.
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost import files
from lambda_cost.errors import LambdaCostError
from lambda_cost.extras import install_command
from lambda_cost.numbers.text import money
from lambda_cost.strict_yaml import is_list
from lambda_cost.usage.observing.configurations import LATEST, function_in
from lambda_cost.usage.observing.insights import QUERY
from lambda_cost.usage.observing.live_queries import GROUP_PREFIX, SERVED, api_queries, function_queries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

CALLS = {
    "lambda": (
        *("list_functions", "get_provisioned_concurrency_config"),
        *("list_event_source_mappings", "list_function_url_configs"),
    ),
    "apigateway": ("get_rest_apis",),
    "apigatewayv2": ("get_apis",),
    "cloudwatch": ("get_metric_data",),
    "logs": ("describe_log_groups", "start_query", "get_query_results"),
}
"""Every call that is made, by service."""
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
POLL_S, MAX_POLLS = 1.0, 600
NOT_THERE = {"ProvisionedConcurrencyConfigNotFoundException", "ResourceNotFoundException"}
"""What AWS answers where there is nothing, which is no refusal."""


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


class Place(NamedTuple):
    """A region of the account of a profile."""

    name: str
    """What files and messages call it."""
    session: Any
    """A session of boto3."""
    region: str


class Live:
    """One run against AWS."""

    def __init__(self, sessions: Mapping[str, Any], request: Request, folder: Path, say: Callable[[str], None]) -> None:
        """Ask by *sessions* of boto3, by profile; answers go to *folder*, and *say* takes what to know before calls."""
        self.sessions, self.request, self.folder, self.say = sessions, request, folder, say
        self.refused: list[str] = []
        """What could not be read, a sentence each."""
        self.begin = datetime.combine(request.first, datetime.min.time(), UTC)
        self.end = datetime.combine(request.last + timedelta(days=1), datetime.min.time(), UTC)
        self.denied: set[tuple[str, str, str]] = set()
        """Calls that are not allowed: place, service, name."""
        self.is_spread = False
        """Whether there are several places."""
        self.shared: set[str] = set()
        """Functions that are in several places, and so are called after their place, too."""

    def read(self, advance: Callable[[int], None] = lambda _done: None) -> None:
        """Read all regions of all profiles, several at once; *advance* is called once for each.

        Raises:
            LambdaCostError: if there is no region.
        """
        places = self._places()
        self.is_spread = len(places) > 1
        with ThreadPoolExecutor(REGIONS_AT_ONCE) as pool:
            listed = [*pool.map(self._functions, places)]
            counted = Counter(
                name for functions in listed for name in {str(function["FunctionName"]) for function in functions}
            )
            self.shared = {name for name, count in counted.items() if count > 1}
            for name in sorted(self.shared):
                self.say(f"{name} is in several regions or accounts; each is called after its own")
            for _ in pool.map(self._read_place, places, listed):
                advance(1)

    def _functions(self, place: Place) -> list[dict[str, Any]]:
        """All versions of all functions."""
        return self._pages(place, "lambda", "list_functions", FunctionVersion="ALL")

    def _places(self) -> list[Place]:
        places: list[Place] = []
        for profile, session in self.sessions.items():
            regions = tuple(dict.fromkeys(self.request.regions)) or tuple(filter(None, [session.region_name]))
            before = re.sub(r"[^\w]+", "-", f"{profile}-") if len(self.sessions) > 1 else ""
            places += [Place(f"{before}{region}", session, region) for region in regions]
            if not regions:
                raise LambdaCostError("no region is known; give --region, or a profile that has one")
        return places

    def _read_place(self, place: Place, functions: list[dict[str, Any]]) -> None:
        if functions:
            self._keep(place, "functions", {"Functions": [self._renamed(place, function) for function in functions]})
        latest = [function for function in functions if function.get("Version", LATEST) == LATEST]
        queries = [*function_queries(latest, lambda name: self._name(place, name)), *self._api_queries(place)]
        served: set[str] = set()
        if queries:
            cost = USD_A_METRIC * len(queries)
            self.say(f"{place.name}: {len(queries):,} metrics by GetMetricData, about {money(cost, USD)}")
            served = self._read_metrics(place, queries)
        arns = [function["FunctionArn"] for function in functions if self._name(place, function["FunctionName"]) in served]
        self._read_configurations(place, [function["FunctionName"] for function in latest], arns)
        if self.request.with_logs:
            self._read_logs(place)

    def _name(self, place: Place, name: str) -> str:
        """What the function *name* is called: after its place too, if it is in several."""
        return f"{name}-{place.name}" if name in self.shared else name

    def _renamed(self, place: Place, item: dict[str, Any]) -> dict[str, Any]:
        """*item* of an answer with the name of its function as it is called."""
        named = {"FunctionName": self._name(place, item["FunctionName"])} if "FunctionName" in item else {}
        if "FunctionArn" in item:
            name, _ = function_in(item["FunctionArn"])
            named["FunctionArn"] = item["FunctionArn"].replace(f":function:{name}", f":function:{self._name(place, name)}")
        return item | named

    def _api_queries(self, place: Place) -> Iterator[dict[str, Any]]:
        """The metrics of APIs, which are called after their place, too, if there are several."""
        after = f"-{place.name}" if self.is_spread else ""
        for api in self._pages(place, "apigateway", "get_rest_apis"):
            yield from api_queries("ApiName", api["name"], api["name"] + after)
        for api in self._pages(place, "apigatewayv2", "get_apis"):
            yield from api_queries("ApiId", api["ApiId"], api["Name"] + after)

    def _read_metrics(self, place: Place, queries: list[dict[str, Any]]) -> set[str]:
        """Keep what *queries* tell; the functions with requests on provisioned concurrency."""
        served: set[str] = set()
        for begin in range(0, len(queries), METRICS_A_CALL):
            asked = [query | {"Id": f"m{number}"} for number, query in enumerate(queries[begin : begin + METRICS_A_CALL])]
            more = {"MetricDataQueries": asked, "StartTime": self.begin, "EndTime": self.end}
            results = self._pages(place, "cloudwatch", "get_metric_data", **more)
            self._keep(place, f"metrics-{begin // METRICS_A_CALL}", {"MetricDataResults": results, "Messages": []})
            labels = [result["Label"].split() for result in results if any(result["Values"])]
            served |= {words[1] for words in labels if words[-1] == SERVED}
        return served

    def _read_configurations(self, place: Place, names: list[str], arns: list[str]) -> None:
        """Keep event source mappings, function URLs, and provisioned environments of what those and *arns* name."""
        mappings = self._pages(place, "lambda", "list_event_source_mappings")
        urls = [url for name in names for url in self._pages(place, "lambda", "list_function_url_configs", FunctionName=name)]
        environments: list[dict[str, Any]] = []
        for arn in dict.fromkeys([*(item["FunctionArn"] for item in (*mappings, *urls) if "FunctionArn" in item), *arns]):
            name, qualifier = function_in(arn)
            if qualifier and qualifier != LATEST:
                which = {"FunctionName": name, "Qualifier": qualifier}
                answer = self._call(place, "lambda", "get_provisioned_concurrency_config", **which)
                environments += [{"FunctionArn": arn, **answer}] if answer else []
        for key, items in (
            ("EventSourceMappings", mappings),
            ("FunctionUrlConfigs", urls),
            ("ProvisionedConcurrencyConfigs", environments),
        ):
            if items:
                self._keep(place, key, {key: [self._renamed(place, item) for item in items]})

    def _read_logs(self, place: Place) -> None:
        groups = self._pages(place, "logs", "describe_log_groups", logGroupNamePrefix=GROUP_PREFIX)
        size = Decimal(sum(int(group.get("storedBytes", 0)) for group in groups)) / 1024**3
        cost = money(size * USD_A_GB, USD)
        self.say(f"{place.name}: Logs Insights over {len(groups):,} log groups of {size:.2f} GB, at most {cost}")
        for begin in range(0, len(groups), GROUPS_A_QUERY):
            names = [group["logGroupName"] for group in groups[begin : begin + GROUPS_A_QUERY]]
            times = {"startTime": int(self.begin.timestamp()), "endTime": int(self.end.timestamp()) - 1}
            begun = self._call(place, "logs", "start_query", logGroupNames=names, queryString=QUERY, limit=10_000, **times)
            for _ in range(MAX_POLLS if begun else 0):
                answer = self._call(place, "logs", "get_query_results", queryId=begun["queryId"])
                if answer.get("status") not in {"Scheduled", "Running"}:
                    for field in (field for row in answer.get("results", ()) for field in row if field.get("field") == "@log"):
                        account, _, name = field["value"].rpartition(GROUP_PREFIX)
                        field["value"] = f"{account}{GROUP_PREFIX}{self._name(place, name)}"
                    self._keep(place, f"logs-{begin // GROUPS_A_QUERY}", answer)
                    break
                time.sleep(POLL_S)

    def _pages(self, place: Place, service: str, name: str, **arguments: Any) -> list[dict[str, Any]]:
        """The items of all pages of a call; what came before a refusal counts."""
        items: list[dict[str, Any]] = []
        while True:
            page = self._call(place, service, name, **arguments)
            items += next((value for value in page.values() if is_list(value)), list[Any]())
            more = next((key for key in PAGE_KEYS if page.get(key)), None)
            if more is None:
                return items
            arguments[PAGE_KEYS[more]] = page[more]

    def _call(self, place: Place, service: str, name: str, **arguments: Any) -> dict[str, Any]:
        """The answer of one call; if it is refused that is noted, once for a place, and the answer is empty."""
        from botocore.config import Config  # pyright: ignore[reportMissingTypeStubs]
        from botocore.exceptions import BotoCoreError, ClientError  # pyright: ignore[reportMissingTypeStubs]

        if name not in CALLS[service]:
            raise AssertionError(name)
        key = (place.name, service, name)
        if key in self.denied:
            return {}
        try:
            client = place.session.client(
                service, region_name=place.region, config=Config(retries={"mode": "adaptive", "max_attempts": 8})
            )
            answer: dict[str, Any] = getattr(client, name)(**arguments)
        except (ClientError, BotoCoreError) as error:
            response: dict[str, Any] = getattr(error, "response", {})
            code = str(response.get("Error", {}).get("Code", ""))
            if code not in NOT_THERE:
                self.refused.append(f"{place.name}: {service}:{name} could not be read: {error}")
                if code.startswith("AccessDenied"):
                    self.denied.add(key)
            return {}
        answer.pop("ResponseMetadata", None)
        return answer

    def _keep(self, place: Place, name: str, answer: dict[str, Any]) -> None:
        """Keep *answer* as a file, in the form of the API."""
        files.write_text(self.folder / f"{place.name}-{name}.json", json.dumps(answer, indent=1, default=_text) + "\n")


def read_live(
    request: Request,
    folder: Path,
    say: Callable[[str], None],
    *,
    profiles: Sequence[str] = (),
    advance: Callable[[int], None],
) -> list[str]:
    """Ask AWS, with the rights of *profiles*, for what is in *request*; answers are kept in *folder*; what could not be read.

    Raises:
        LambdaCostError: if boto3 is not installed, there is no such profile, or no region.
    """
    try:
        import boto3  # pyright: ignore[reportMissingTypeStubs]
        from botocore.exceptions import BotoCoreError  # pyright: ignore[reportMissingTypeStubs]
    except ImportError:
        raise LambdaCostError(f"--aws needs boto3: {install_command('aws')}") from None
    try:
        sessions = {profile: boto3.Session(profile_name=profile or None) for profile in profiles or ("",)}
        live = Live(sessions, request, folder, say)
    except BotoCoreError as error:
        raise LambdaCostError(str(error)) from None
    live.read(advance)
    return live.refused


def _text(value: Any) -> str:
    """A time as JSON has it."""
    return value.isoformat() if isinstance(value, date) else str(value)
