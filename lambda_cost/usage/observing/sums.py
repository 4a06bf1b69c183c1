"""Exact sums of requests: integers in milliseconds and in thousandths of a millisecond."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import NamedTuple

THOUSANDTHS = Decimal(1000)
"""Thousandths of a millisecond, in which durations are kept, to the millisecond."""
FINE_MS = 64
"""Billed times up to here are counted one by one; above, in steps of less than a 32nd of them."""


class Group(NamedTuple):
    """What is added up together."""

    name: str
    """The function."""
    memory_mb: int | None
    """Its memory size; None where the source does not tell."""
    kind: str
    """What told: one of `KINDS`."""


REPORTS, AGGREGATES, INSIGHTS_RECORDS, METRICS = "REPORT lines", "Logs Insights", "Lambda Insights", "CloudWatch metrics"
KINDS = (REPORTS, AGGREGATES, INSIGHTS_RECORDS, METRICS)
"""What can tell of requests, the most exact first."""


@dataclass(slots=True)
class Sums:
    """Sums over requests; of some the source may not tell everything, so what is known is counted beside it."""

    requests: int = 0
    """Requests."""
    billed_ms: int = 0
    """Billed time as it was printed."""
    today_ms: int = 0
    """The same by today's rule: init is billed, and steps are of 1 ms (rules A-02, A-03)."""
    duration_us: int = 0
    """Time of the handler, in thousandths of a millisecond."""
    cold_starts: int = 0
    """Requests that waited for init."""
    init_us: int = 0
    """Init Duration of the cold starts, in thousandths of a millisecond."""
    restores: int = 0
    """Requests that waited for a restore."""
    billed_restore_ms: int = 0
    """Billed Restore Duration of those."""
    timeouts: int = 0
    """Requests that took too long."""
    errors: int = 0
    """Requests that failed otherwise."""
    with_billed: int = 0
    """Requests whose billed time is known."""
    with_duration: int = 0
    """Requests whose duration is known."""
    with_init: int = 0
    """Requests of which a cold start would be known."""
    with_more: int = 0
    """Requests of which restores and failures would be known."""
    first: str = ""
    """The earliest time, in ISO 8601 and UTC; empty if no source has times."""
    last: str = ""
    """The latest."""
    warm_ms: Counter[int] = field(default_factory=Counter[int])
    """Requests without init by billed time, rounded down to a step of `histogram_step`."""
    cold_ms: Counter[int] = field(default_factory=Counter[int])
    """The same of cold starts."""

    def add(self, other: Sums) -> None:
        """Add *other* to it."""
        for name in ADDED:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.see(other.first, other.last)
        self.warm_ms.update(other.warm_ms)
        self.cold_ms.update(other.cold_ms)

    def see(self, first: str, last: str) -> None:
        """Extend the window to *first* and *last*."""
        self.first = min(filter(None, (self.first, first)), default="")
        self.last = max(self.last, last)

    @classmethod
    def of(cls, several: list[Sums]) -> Sums:
        """All of *several* together."""
        whole = cls()
        for sums in several:
            whole.add(sums)
        return whole


ADDED = tuple(field_.name for field_ in fields(Sums) if field_.name not in {"first", "last", "warm_ms", "cold_ms"})
"""The fields that are plain sums."""


def histogram_step(billed_ms: int) -> int:
    """*billed_ms* rounded down to the step in which it is counted.

    >>> histogram_step(5), histogram_step(100), histogram_step(1000)
    (5, 100, 992)
    """
    shift = max(billed_ms.bit_length() - FINE_MS.bit_length() + 1, 0)
    return billed_ms >> shift << shift


def thousandths(text: str | bytes) -> int:
    """The decimal *text* in thousandths; it has three decimals at most.

    >>> thousandths("130.49")
    130490
    """
    whole, _, decimals = (text.decode() if isinstance(text, bytes) else text).partition(".")
    return int(whole) * 1000 + int(decimals.ljust(3, "0"))


def milliseconds(sum_us: int) -> Decimal:
    """A sum of thousandths, in milliseconds."""
    return Decimal(sum_us) / THOUSANDTHS
