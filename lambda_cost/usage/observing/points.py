"""Points of CloudWatch metrics, by function or API."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

OF_FUNCTIONS = (
    *("Invocations", "Duration", "Errors", "Throttles", "ProvisionedConcurrencyInvocations"),
    *("ProvisionedConcurrencySpilloverInvocations", "PostRuntimeExtensionsDuration", "AsyncEventsReceived"),
    "AsyncEventsDropped",
)
OF_APIS = {
    "Count": "",
    "CacheHitCount": "rest",
    "4XXError": "rest",
    "5XXError": "rest",
    "4xx": "http",
    "5xx": "http",
    "DataProcessed": "http",
    "ConnectCount": "websocket",
    "MessageCount": "websocket",
    "ClientError": "websocket",
    "ExecutionError": "websocket",
}
"""Metrics of APIs, and the type of API that has them."""
OF_LOGS = "IncomingBytes"
KNOWN = {*OF_FUNCTIONS, *OF_APIS, OF_LOGS}


class Point(NamedTuple):
    """One point of a metric."""

    sum: Decimal | None
    """Its sum over the period."""
    samples: Decimal | None
    """The number of samples in it."""


@dataclass(slots=True)
class Series:
    """One metric of one function or API."""

    points: dict[str, Point] = field(default_factory=dict[str, Point])
    """By time, in ISO 8601 and UTC."""
    sources: dict[str, None] = field(default_factory=dict[str, None])
    """What told of it."""

    @property
    def total(self) -> Decimal | None:
        """The sum of all points; None if one has none."""
        sums = [point.sum for point in self.points.values() if point.sum is not None]
        return sum(sums, Decimal(0)) if len(sums) == len(self.points) and sums else None

    @property
    def samples(self) -> Decimal | None:
        """The same of the counts."""
        counts = [point.samples for point in self.points.values() if point.samples is not None]
        return sum(counts, Decimal(0)) if len(counts) == len(self.points) and counts else None


def _by_metric() -> defaultdict[str, Series]:
    """No metrics of one function or API yet."""
    return defaultdict(Series)


class Metrics:
    """All metrics that were read, by function or API and by name."""

    def __init__(self) -> None:
        """None so far."""
        self.functions: defaultdict[str, defaultdict[str, Series]] = defaultdict(_by_metric)
        self.apis: defaultdict[str, defaultdict[str, Series]] = defaultdict(_by_metric)
        self.logs: defaultdict[str, Series] = defaultdict(Series)
        self.partial: dict[str, str] = {}
        """Metrics of which a page has said that there are more, and what told."""
        self.whole: dict[str, str] = {}
        """The same of last pages."""

    def series(self, name: str, metric: str) -> Series:
        """The points of *metric* of *name*."""
        if metric == OF_LOGS:
            return self.logs[name]
        return (self.functions if metric in OF_FUNCTIONS else self.apis)[name][metric]

    def merge(self, other: Metrics) -> int:
        """Add what *other* has; how many of its points were here already."""
        ours, theirs = dict(self._all()), dict(other._all())
        repeated = 0
        for key, series in theirs.items():
            own = ours.get(key) or self.series(*key)
            repeated += len(own.points.keys() & series.points.keys())
            own.points = series.points | own.points
            own.sources |= series.sources
        self.partial |= other.partial
        self.whole |= other.whole
        return repeated

    def _all(self) -> Iterator[tuple[tuple[str, str], Series]]:
        """Every series, by name and metric."""
        for of_one in (self.functions, self.apis):
            for name, by_metric in of_one.items():
                yield from (((name, metric), series) for metric, series in by_metric.items())
        yield from (((name, OF_LOGS), series) for name, series in self.logs.items())
