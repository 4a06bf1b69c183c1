"""What was observed of one function or API; what is unknown is None, with a reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from lambda_cost.numbers.text import optional_decimal_text
from lambda_cost.usage.observing.configured import Configured, Poller


class Window(NamedTuple):
    """A part of the time that was observed, in which one rule of billing held."""

    first: str
    """Its first request, in ISO 8601 and UTC; empty if the source has no times."""
    last: str
    """Its last."""
    requests: int
    """Requests in it."""
    billed_ms: int | None
    """Billed time as it was printed, in milliseconds."""


@dataclass(frozen=True, kw_only=True)
class ObservedFunction:
    """One function with one memory size; None is unknown, and `unknown` says why."""

    name: str
    """The function."""
    memory_mb: int | None
    """Configured memory; None where the source does not tell, as metrics do not."""
    requests: int | None
    """Requests that were billed, failed ones too."""
    billed_ms: int | None
    """Sum of the billed time, as it was printed."""
    billed_today_ms: int | None
    """The same by today's rules: init is billed since 2025-08-01, and 1 ms at a time since 2020-12-01 (rules A-02, A-03)."""
    duration_ms_sum: Decimal | None
    """Sum of the time of the handler."""
    cold_starts: int | None
    """Requests that waited for init."""
    init_ms_sum: Decimal | None
    """Sum of Init Duration over the cold starts."""
    restores: int | None
    """Requests that waited for an environment to be restored from a snapshot."""
    billed_restore_ms: int | None
    """Sum of Billed Restore Duration over them."""
    timeouts: int | None
    """Requests that took too long."""
    errors: int | None
    """Requests that failed otherwise."""
    provisioned_requests: int | None = None
    """Requests on provisioned concurrency."""
    spilled_over_requests: int | None = None
    """Requests that it could not serve."""
    response_bytes: int | None = None
    """Bytes of all responses."""
    log_bytes: int | None = None
    """Bytes that the function's own code logged, with 26 for each event."""
    platform_log_bytes: int | None = None
    """The same of Lambda's own lines."""
    ingested_log_bytes: int | None = None
    """Bytes that its log group took in, Lambda's own lines with it."""
    traces: int | None = None
    """Recorded X-Ray traces."""
    first: str = ""
    """The first request, in ISO 8601 and UTC; empty if the source has no times."""
    last: str = ""
    """The last."""
    sources: tuple[str, ...] = ()
    """What told of it."""
    windows: tuple[Window, ...] = ()
    """Two if billing changed in between, else one."""
    days: dict[str, int] = field(default_factory=dict[str, int])
    """Requests by day, `2025-05-12`."""
    warm_ms: Counter[int] = field(default_factory=Counter[int], repr=False)
    """Requests without init by billed time, in steps."""
    cold_ms: Counter[int] = field(default_factory=Counter[int], repr=False)
    """Cold starts by billed time, in steps."""
    unknown: dict[str, str] = field(default_factory=dict[str, str])
    """Why a number is unknown, by its name."""

    @property
    def mean_billed_ms(self) -> Fraction | None:
        """Billed time of one request by today's rules; None if it is unknown or there was none."""
        return _mean(self.billed_today_ms, self.requests)

    @property
    def mean_duration_ms(self) -> Fraction | None:
        """Time of the handler for one request."""
        return _mean(self.duration_ms_sum, self.requests)

    @property
    def mean_init_ms(self) -> Fraction | None:
        """Init of one cold start."""
        return _mean(self.init_ms_sum, self.cold_starts)

    @property
    def cold_share(self) -> Fraction | None:
        """Part of the requests that are cold starts."""
        return _mean(self.cold_starts, self.requests)

    def to_dict(self) -> dict[str, Any]:
        """It as plain data; numbers that may have decimals are text."""
        numbers = {key: getattr(self, key) for key in numbers_of(ObservedFunction)}
        texts = {key: optional_decimal_text(value) if isinstance(value, Decimal) else value for key, value in numbers.items()}
        return {
            "name": self.name,
            "memory_mb": self.memory_mb,
            **texts,
            "from": zoned(self.first),
            "to": zoned(self.last),
            "sources": list(self.sources),
            "windows": [
                {
                    "from": zoned(window.first),
                    "to": zoned(window.last),
                    "requests": window.requests,
                    "billed_ms": window.billed_ms,
                }
                for window in self.windows
            ],
            "days": self.days,
            "unknown": self.unknown,
        }


@dataclass(frozen=True, kw_only=True)
class ObservedApi:
    """One API, from its metrics, which count more than is billed."""

    name: str
    """The API, and its stage if the metric says it."""
    type: str
    """`rest`, `http`, `websocket`, or empty if its metrics fit several."""
    requests: int | None
    """Calls at most; of a WebSocket API None."""
    messages: int | None
    """Messages of a WebSocket API at most."""
    processed_bytes: int | None
    """Bytes of requests and responses of an HTTP API."""
    first: str
    """The first point, in ISO 8601 and UTC; empty if there is none."""
    last: str
    """The last."""
    sources: tuple[str, ...]
    """What told of it."""
    days: dict[str, int]
    """Calls by day."""
    unknown: dict[str, str]
    """Why a number is unknown, by its name."""

    def to_dict(self) -> dict[str, Any]:
        """It as plain data."""
        return {
            "name": self.name,
            "type": self.type or None,
            "requests": self.requests,
            "messages": self.messages,
            "processed_bytes": self.processed_bytes,
            "is_upper_bound": True,
            "from": zoned(self.first),
            "to": zoned(self.last),
            "sources": list(self.sources),
            "days": self.days,
            "unknown": self.unknown,
        }


@dataclass(frozen=True, kw_only=True)
class Found:
    """All that was observed."""

    functions: tuple[ObservedFunction, ...]
    """One for each name and memory size."""
    apis: tuple[ObservedApi, ...] = ()
    """One for each name."""
    warnings: tuple[str, ...] = ()
    """What to know before the numbers are used, a sentence each."""
    skipped: dict[str, int] = field(default_factory=dict[str, int])
    """Lines, events and records that are not counted as requests, by reason."""
    period: tuple[str, str] = ("", "")
    """The first and last day that were asked for; empty where there was no limit."""
    packaging: str = "zip"
    """What was taken for the packaging of functions before 2025-08-01."""

    configured: dict[str, Configured] = field(default_factory=dict[str, Configured])
    """Functions as they are configured today, by name, where that was asked for."""
    pollers: tuple[Poller, ...] = ()
    """Pollers in provisioned mode, where they were asked for."""

    @property
    def days(self) -> list[date]:
        """The days on which anything was seen, in order."""
        observed: tuple[ObservedFunction | ObservedApi, ...] = (*self.functions, *self.apis)
        return sorted({date.fromisoformat(day) for entry in observed for day in entry.days})


def numbers_of(cls: type[ObservedFunction]) -> tuple[str, ...]:
    """The fields of *cls* that are known or unknown, but its memory size."""
    return tuple(field_.name for field_ in fields(cls) if str(field_.type).endswith("| None") and field_.name != "memory_mb")


def zoned(time: str) -> str | None:
    """*time* with its zone, which is UTC; None if it is not known."""
    return f"{time}Z" if time else None


def _mean(total: Decimal | int | None, count: int | None) -> Fraction | None:
    return None if total is None or not count else Fraction(total) / count
