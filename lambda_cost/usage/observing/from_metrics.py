"""Functions and APIs as their CloudWatch metrics show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.usage.observing.entry import ObservedApi, ObservedFunction
from lambda_cost.usage.observing.points import OF_APIS, Series
from lambda_cost.usage.observing.sums import METRICS
from lambda_cost.usage.observing.tally import DATE_LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

WITHOUT = {
    "memory_mb": "metrics do not tell memory sizes",
    "billed_ms": "the metric Duration has neither init nor rounding in it (rule O-05)",
    "cold_starts": "metrics do not tell cold starts",
    "init_ms_sum": "metrics do not tell cold starts",
    "restores": "metrics do not tell restores",
    "billed_restore_ms": "metrics do not tell restores",
    "timeouts": "metrics count timeouts with other errors",
    "response_bytes": "metrics do not tell sizes of responses",
    "log_bytes": "metrics count the bytes of a log group, Lambda's own lines included",
}
METRIC_OF = {
    "requests": "Invocations",
    "duration_ms_sum": "Duration",
    "errors": "Errors",
    "provisioned_requests": "ProvisionedConcurrencyInvocations",
    "spilled_over_requests": "ProvisionedConcurrencySpilloverInvocations",
}
"""The metric of each number that metrics tell."""
NO_POINTS = "the metric has no points: missing is not zero"
NOT_READ = "the metric was not read"
UPPER_BOUND = "Count is the most that can be billed: it has gateway errors, unauthorised and throttled calls in it (rule O-09)"
MINUTES = "connection minutes are in no metric (rule O-10)"
SIZES = "sizes are in access logs only"


def function_of(name: str, series: Mapping[str, Series], logs: Series | None = None) -> ObservedFunction:
    """The function *name* as its metrics show it: requests, the time of its handler, and what its *logs* took in."""
    totals = {field: series[metric].total if metric in series else None for field, metric in METRIC_OF.items()}
    unknown = {field: NO_POINTS if METRIC_OF[field] in series else NOT_READ for field, total in totals.items() if total is None}
    counted, by_samples = series.get("Invocations"), False
    if totals["requests"] is None and "Duration" in series:
        counted, by_samples = series["Duration"], True
        totals["requests"] = counted.samples
        unknown.pop("requests" if counted.samples is not None else "", None)
    took = totals.pop("duration_ms_sum")
    whole: dict[str, Any] = {field: _whole(total) for field, total in totals.items()}
    return ObservedFunction(
        name=name,
        memory_mb=None,
        billed_ms=None,
        billed_today_ms=None,
        duration_ms_sum=took,
        cold_starts=None,
        init_ms_sum=None,
        restores=None,
        billed_restore_ms=None,
        timeouts=None,
        **whole,
        ingested_log_bytes=None if logs is None else _whole(logs.total),
        **_window([*series.values(), *filter(None, [logs])]),
        days=_days(counted or Series(), samples=by_samples),
        unknown=WITHOUT | ({} if logs is not None and logs.points else {"ingested_log_bytes": NOT_READ}) | unknown,
    )


def apis_of(apis: Mapping[str, Mapping[str, Series]]) -> tuple[ObservedApi, ...]:
    """The APIs by name, as their metrics show them."""
    return tuple(_api(name, apis[name]) for name in sorted(apis))


def _api(name: str, series: Mapping[str, Series]) -> ObservedApi:
    kinds = {kind for metric in series if (kind := OF_APIS[metric])}
    kind = kinds.pop() if len(kinds) == 1 else ""
    unknown = {"requests": UPPER_BOUND}
    if kind == "websocket":
        unknown = {"connection_minutes": MINUTES, "message_kb": SIZES}
    elif kind == "http":
        unknown["request_kb"] = SIZES
    totals = {metric: _whole(values.total) for metric, values in series.items()}
    for metric in ("MessageCount",) if kind == "websocket" else ("Count",):
        if totals.get(metric) is None:
            unknown["messages" if kind == "websocket" else "requests"] = NO_POINTS if metric in series else NOT_READ
    window = _window(series.values())
    counted = series.get("MessageCount" if kind == "websocket" else "Count")
    return ObservedApi(
        name=name,
        type=kind,
        requests=totals.get("Count"),
        messages=totals.get("MessageCount"),
        processed_bytes=totals.get("DataProcessed"),
        **window,
        days=_days(counted or Series()),
        unknown=unknown,
    )


def _whole(total: Decimal | None) -> int | None:
    return None if total is None else int(total.to_integral_value())


def _window(series: Iterable[Series]) -> dict[str, Any]:
    listed = [*series]
    times = [time for values in listed for time in values.points]
    sources = dict.fromkeys(f"{METRICS} in {source}" for values in listed for source in values.sources)
    return {"first": min(times, default=""), "last": max(times, default=""), "sources": tuple(sources)}


def _days(series: Series, *, samples: bool = False) -> dict[str, int]:
    """What was counted on each day: sums, or numbers of samples."""
    days: dict[str, int] = {}
    for time, point in sorted(series.points.items()):
        amount = point.samples if samples else point.sum
        days[time[:DATE_LENGTH]] = days.get(time[:DATE_LENGTH], 0) + int(amount or 0)
    return days
