"""What is added up while sources are read: requests by function, memory size and day, and everything that is not counted."""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from lambda_cost.usage.observing.configured import Configured, Poller
from lambda_cost.usage.observing.points import Metrics
from lambda_cost.usage.observing.report_line import Report, is_possible, today_ms
from lambda_cost.usage.observing.sums import REPORTS, Group, Sums, histogram_step

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_REMEMBERED = 1_000_000
"""Requests that are remembered to find those that are there twice, by all processes: about 80 MB."""
MAX_RECENT = 10_000
"""Requests without a status that are remembered, for the line that says that one timed out."""
NAME = re.compile(r"(?:us-east-1\.)?[A-Za-z0-9_-]{1,140}(?::[A-Za-z0-9_$-]{1,128})?", re.ASCII)
"""What a function may be called, with an alias or version behind it."""
DATE_LENGTH, SECOND = len("2025-05-12"), len("2025-05-12T20:24:06")
REPEATED_POINT = "repeated: the same point of a metric"
REPEATED = "repeated: the same request at the same time"
BAD_NAME = "from what no function can be called"
OUTSIDE = "outside --from and --to"
NO_TIME = "without a time, so not in --from and --to"
IMPOSSIBLE_EVENT = "record with impossible numbers"


class Period(NamedTuple):
    """The days that are asked for; empty where there is no limit."""

    first: str = ""
    """The first day."""
    last: str = ""
    """The last day."""

    def refusal(self, day: str) -> str:
        """Why what happened on *day* is not counted; empty if it is."""
        if not any(self):
            return ""
        if not day:
            return NO_TIME
        return "" if (self.first or day) <= day <= (self.last or day) else OUTSIDE


ALWAYS = Period()


@dataclass(slots=True)
class Texts:
    """What a function writes, where events can be told apart."""

    own_bytes: int = 0
    """Bytes of its own events, without their ends of line."""
    own_events: int = 0
    """Its own events."""
    platform_bytes: int = 0
    """Bytes of Lambda's lines, or records."""
    platform_events: int = 0
    """Those lines and records."""
    starts: int = 0
    """Requests that began."""
    reports: int = 0
    """Requests that ended, of the same source."""


@dataclass
class Tally:
    """Sums that grow while sources are read."""

    packaging: str = "zip"
    """Of functions before 2025-08-01: `zip` or `image`."""
    period: Period = ALWAYS
    """The days that count."""
    groups: defaultdict[tuple[Group, str], Sums] = field(default_factory=lambda: defaultdict(Sums))
    """Sums by group and day, `2025-05-12`; the day is empty where the source has no times."""
    sources: defaultdict[Group, dict[str, None]] = field(default_factory=lambda: defaultdict(dict[str, None]))
    """What told of each group, in words."""
    named_after_file: dict[str, None] = field(default_factory=dict[str, None])
    """Functions that may have their names from files."""
    configured: defaultdict[str, Configured] = field(default_factory=lambda: defaultdict(Configured))
    """Functions as they are configured today, by name."""
    pollers: dict[str, Poller] = field(default_factory=dict[str, Poller])
    """Pollers in provisioned mode, by mapping or group."""
    skipped: Counter[str] = field(default_factory=Counter[str])
    """Lines, events and records that are not counted, by reason."""
    warnings: dict[str, None] = field(default_factory=dict[str, None])
    """What to be warned of, in order, each once."""
    texts: defaultdict[str, Texts] = field(default_factory=lambda: defaultdict(Texts))
    """What each function writes."""
    produced_bytes: Counter[str] = field(default_factory=Counter[str])
    """Bytes of responses, by function."""
    responses: Counter[str] = field(default_factory=Counter[str])
    """Responses whose bytes are known."""
    unbilled_init_us: Counter[str] = field(default_factory=Counter[str])
    """Init of provisioned concurrency, which is billed without a request, by function."""
    traces: Counter[str] = field(default_factory=Counter[str])
    """Recorded X-Ray traces, by function."""
    dropped_records: Counter[str] = field(default_factory=Counter[str])
    """Records of the JSON format that Lambda dropped, by function."""
    unplaced_timeouts: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set[str]))
    """Requests of which only "Task timed out" is known, by function."""
    metrics: Metrics = field(default_factory=Metrics)
    """Points of CloudWatch metrics."""
    seen: set[int] = field(default_factory=set[int])
    """Hashes of the requests so far."""
    most_seen: int = MAX_REMEMBERED
    """How many are remembered."""
    is_forgetful: bool = False
    """Whether there were more requests than can be remembered."""
    recent: dict[str, tuple[Group, str]] = field(default_factory=dict[str, tuple[Group, str]])
    """The last requests without a status, for the line that says that one timed out."""

    def merge(self, other: Tally, seen: Iterable[int]) -> bool:
        """Add what *other*, of other sources, has *seen*; False, and nothing is right any more, if a request is in both."""
        if not self.seen.isdisjoint(seen):
            return False
        for key, sums in other.groups.items():
            self.groups[key].add(sums)
        for group, sources in other.sources.items():
            self.sources[group] |= sources
        for name, texts in other.texts.items():
            own = self.texts[name]
            for part in fields(Texts):
                setattr(own, part.name, getattr(own, part.name) + getattr(texts, part.name))
        for name in ("skipped", "produced_bytes", "responses", "unbilled_init_us", "traces", "dropped_records"):
            getattr(self, name).update(getattr(other, name))
        for name, requests in other.unplaced_timeouts.items():
            self.unplaced_timeouts[name] |= requests
        self.warnings |= other.warnings
        for name, theirs in other.configured.items():
            mine = self.configured[name]
            self.configured[name] = Configured(
                theirs.memory_mb or mine.memory_mb,
                theirs.architecture or mine.architecture,
                mine.environments | theirs.environments,
                mine.is_streamed or theirs.is_streamed,
            )
        self.pollers |= other.pollers
        self.named_after_file |= other.named_after_file
        self.skip(REPEATED_POINT, self.metrics.merge(other.metrics))
        return True

    def skip(self, reason: str, count: int = 1) -> None:
        """Count *count* lines or events that are not counted as requests."""
        if count:
            self.skipped[reason] += count

    def warn(self, message: str) -> None:
        """Warn of *message*, once."""
        self.warnings[message] = None

    def pack(self) -> tuple[Tally, array[int]]:
        """It without the hashes of its requests, and those, in little space, to be merged with another."""
        seen, self.seen = array("q", self.seen), set()
        return self, seen

    def remember(self, keys: Iterable[int]) -> bool:
        """Whether all of *keys*, hashes of requests, are new; they are remembered if so."""
        if self.is_forgetful:
            return True
        listed = [*keys]
        new = {*listed}
        if len(new) < len(listed) or not self.seen.isdisjoint(new):
            return False
        self.seen |= new
        if len(self.seen) > self.most_seen:
            self.is_forgetful = True
            self.seen.clear()
            self.warn(
                f"more than {self.most_seen:,} requests: those after them are not compared with each other any more;"
                " give each source once"
            )
        return True

    def add(self, report: Report, time: str, name: str, kind: str = REPORTS, source: str = "") -> str:
        """Add one request.

        Args:
            report: what is said of it.
            time: when it ended, in ISO 8601 and UTC; empty if that is not known.
            name: the function.
            kind: what told.
            source: the same in words.

        Returns:
            Why it is not counted, which is counted too; empty if it is.
        """
        day = time[:DATE_LENGTH]
        reason = self.period.refusal(day) or ("" if NAME.fullmatch(name) else BAD_NAME)
        reason = reason or ("" if is_possible(report) else IMPOSSIBLE_EVENT)
        numbers = (report.duration_us, report.billed_ms, report.memory_mb)
        if not reason and not self.remember([request_key(time, report.request, numbers, name)]):
            reason = REPEATED
        if reason:
            self.skip(reason)
            return reason
        group = Group(name, report.memory_mb, kind)
        self.sources[group][source] = None
        _add_to(self.groups[group, day], report, today_ms(report, day, self.packaging), time)
        if not report.status:
            self.recent[report.request] = (group, day)
            if len(self.recent) > 2 * MAX_RECENT:
                self.recent = {key: self.recent[key] for key in [*self.recent][-MAX_RECENT:]}
        return ""

    def time_out(self, request: str, name: str) -> None:
        """Note that *request* of the function *name* timed out, as the line after its REPORT says (rule L-05)."""
        position = self.recent.pop(request, None)
        if position is None:
            self.unplaced_timeouts[name].add(request)
        else:
            self.groups[position].timeouts += 1


def request_key(time: str, request: str, numbers: tuple[int | None, ...], name: str) -> int:
    """By what a *request* is known again: its second, as a retry keeps its id; without a time, all that is said of it."""
    return hash((time[:SECOND], request) if time else (request, numbers, name))


def _add_to(sums: Sums, report: Report, today: int, time: str) -> None:
    """Add *report* to *sums*; by today's rule it is billed *today* milliseconds."""
    sums.requests += 1
    sums.see(time, time)
    if report.billed_ms is not None:
        sums.with_billed += 1
        sums.billed_ms += report.billed_ms
        sums.today_ms += today
        counted = sums.warm_ms if report.init_us is None else sums.cold_ms
        counted[histogram_step(report.billed_ms)] += 1
    if report.duration_us is not None:
        sums.with_duration += 1
        sums.duration_us += report.duration_us
    if report.init_us is not None:
        sums.cold_starts += 1
        sums.init_us += report.init_us
    sums.with_init += report.reports_init
    sums.with_more += report.reports_more
    sums.restores += report.restored
    sums.billed_restore_ms += report.billed_restore_ms
    sums.timeouts += report.status == "timeout"
    sums.errors += report.status in {"error", "failure"}


def iso_of_milliseconds(milliseconds: int) -> str:
    """The time that is so many *milliseconds* after 1970, in the form of all times here.

    >>> iso_of_milliseconds(1747081446310)
    '2025-05-12T20:24:06.310'

    Raises:
        ValueError: if there is no such time.
    """
    whole = datetime.fromtimestamp(milliseconds // 1000, UTC)
    return f"{whole:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03}"
