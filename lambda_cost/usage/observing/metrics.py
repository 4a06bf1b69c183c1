"""Metrics of CloudWatch, as `GetMetricData` and `get-metric-statistics` answer: points, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.usage.observing.events import iso_from_epoch_ms, iso_text, number_of
from lambda_cost.usage.observing.points import KNOWN, OF_FUNCTIONS, Point
from lambda_cost.usage.observing.tally import BAD_NAME, DATE_LENGTH, NAME, REPEATED_POINT

if TYPE_CHECKING:
    from lambda_cost.usage.observing.tally import Tally

MAX_NAME = 256
"""Letters of the name of an API or log group."""
UNKNOWN_METRIC = "metric that says nothing of costs"
UNUSABLE_POINT = "metric point without a time, or with neither a sum nor a sample count"


def is_metrics(value: dict[str, Any]) -> bool:
    """Whether *value* of JSON is an answer with metrics."""
    return is_list(value.get("MetricDataResults")) or is_list(value.get("Datapoints"))


def take_metrics(value: dict[str, Any], tally: Tally, name: str, source: str) -> None:
    """Take an answer with metrics, of the function *name* where it does not say which."""
    results = value.get("MetricDataResults")
    if not is_list(results):
        metric = str(value.get("Label") or "")
        points = [_point_of(point) for point in value["Datapoints"]]
        _take_series(metric, name, points, tally, source)
        return
    for result in results:
        if not is_mapping(result):
            tally.skip(UNUSABLE_POINT)
            continue
        pages = tally.metrics.partial if result.get("StatusCode") == "PartialData" else tally.metrics.whole
        pages[str(result.get("Label"))] = source
        times: Any = result.get("Timestamps")
        values: Any = result.get("Values")
        *words, metric = str(result.get("Label") or "").split() or ["-"]
        pairs = zip(times, values, strict=False) if is_list(times) and is_list(values) else ()
        points = [(parse_timestamp(time), Point(number_of(amount), None)) for time, amount in pairs]
        named = " ".join(word for word in words if not word.startswith("AWS/"))
        _take_series(metric, named.removeprefix("/aws/lambda/") or name, points, tally, source)


def _point_of(point: Any) -> tuple[str, Point]:
    """The time and numbers of one of the `Datapoints`."""
    if not is_mapping(point):
        return "", Point(None, None)
    total, average, count = (number_of(point.get(key)) for key in ("Sum", "Average", "SampleCount"))
    if total is None and average is not None and count is not None:
        total = average * count
    return parse_timestamp(point.get("Timestamp")), Point(total, count)


def parse_timestamp(value: Any) -> str:
    """A time in ISO 8601 or in seconds after 1970; empty if it is none."""
    if isinstance(value, str) and not value.replace(".", "").isdecimal():
        return iso_text(value)
    seconds = number_of(value)
    return "" if seconds is None else iso_from_epoch_ms(seconds * 1000)


def _take_series(metric: str, name: str, points: list[tuple[str, Point]], tally: Tally, source: str) -> None:
    """Take *points* of *metric*; a time that is there twice counts once."""
    reason = UNKNOWN_METRIC if metric not in KNOWN else BAD_NAME if metric in OF_FUNCTIONS and not NAME.fullmatch(name) else ""
    if reason or not name.isprintable() or len(name) > MAX_NAME:
        tally.skip(reason or BAD_NAME, len(points) or 1)
        return
    series = tally.metrics.series(name, metric)
    series.sources[source] = None
    for time, point in points:
        refused = tally.period.refusal(time[:DATE_LENGTH])
        if not time or (point.sum is None and point.samples is None):
            tally.skip(UNUSABLE_POINT)
        elif refused:
            tally.skip(refused)
        elif time in series.points:
            tally.skip(REPEATED_POINT)
        else:
            series.points[time] = point
