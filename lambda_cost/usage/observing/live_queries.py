"""What is asked of GetMetricData: daily sums of the metrics of functions, log groups and APIs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from lambda_cost.usage.observing.points import OF_LOGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SERVED = "ProvisionedConcurrencyInvocations"
FUNCTION_METRICS = (
    *("Invocations", "Duration", "Errors"),
    *(SERVED, "ProvisionedConcurrencySpilloverInvocations"),
)
API_METRICS = {"ApiName": ("Count", "4XXError"), "ApiId": ("Count", "4xx", "DataProcessed", "MessageCount")}
DAY_S = 86_400
GROUP_PREFIX = "/aws/lambda/"


def function_queries(functions: Sequence[dict[str, Any]], name_of: Callable[[str], str]) -> Iterator[dict[str, Any]]:
    """The metrics of *functions*, as `name_of` calls them, and of the log groups that only one of them writes to."""
    groups = [_group_of(function) for function in functions]
    counted = Counter(groups)
    for function, group in zip(functions, groups, strict=True):
        own = function["FunctionName"]
        yield from (_query("AWS/Lambda", {"FunctionName": own}, name_of(own), metric) for metric in FUNCTION_METRICS)
        if counted[group] == 1:
            yield _query("AWS/Logs", {"LogGroupName": group}, name_of(own), OF_LOGS)


def _group_of(function: dict[str, Any]) -> str:
    """The log group that *function* writes to."""
    logging: dict[str, Any] = function.get("LoggingConfig") or {}
    return str(logging.get("LogGroup") or GROUP_PREFIX + function["FunctionName"])


def api_queries(dimension: str, value: str, name: str) -> Iterator[dict[str, Any]]:
    """The metrics of the API with this *value* of a *dimension*, `ApiName` or `ApiId`, which is called *name*."""
    yield from (_query("AWS/ApiGateway", {dimension: value}, name, metric) for metric in API_METRICS[dimension])


def _query(namespace: str, dimensions: dict[str, str], name: str, metric: str) -> dict[str, Any]:
    """A query of the daily sums of one *metric*, whose label names what it is of."""
    listed = [{"Name": key, "Value": value} for key, value in dimensions.items()]
    of = {"Namespace": namespace, "MetricName": metric, "Dimensions": listed}
    return {"Label": f"{namespace} {name} {metric}", "MetricStat": {"Metric": of, "Period": DAY_S, "Stat": "Sum"}}
