"""REPORT lines of the usual form, added up column by column.

The columns are time, id, duration before and after its point, billed time, memory, and init before and after its point.
"""

from __future__ import annotations

from collections import Counter
from itertools import compress
from typing import TYPE_CHECKING

from lambda_cost.usage.observing.events import iso_text
from lambda_cost.usage.observing.report_line import FIELDS, FINE_SINCE, is_memory
from lambda_cost.usage.observing.sums import histogram_step
from lambda_cost.usage.observing.tally import DATE_LENGTH, SECOND, request_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lambda_cost.usage.observing.sums import Sums

_MAX_BILLED_MS = int(FIELDS["billed_duration_ms"].bounds.most or 0)
_ZEROS = bytes.maketrans(b"123456789", b"000000000")
_TIME = b"0000-00-00T00:00:00.000"


def are_possible(columns: Sequence[Sequence[bytes]]) -> bool:
    """Whether all of *columns* may be what they look like, so that no line must be looked at by itself."""
    times, ids, _, _, billed, memory, *_ = columns
    return (
        b"\n" not in b"".join(ids)
        and all(is_memory(int(size)) for size in {*memory})
        and max(map(int, {*billed})) <= _MAX_BILLED_MS
        and (not times[0] or _are_times(times))
    )


def _are_times(texts: Sequence[bytes]) -> bool:
    """Whether *texts* are times of an export, since time was billed in steps of 1 ms."""
    last, days = max(texts), {text[:DATE_LENGTH] for text in texts}
    return (
        b"".join(texts).translate(_ZEROS) == _TIME * len(texts)
        and all(day >= FINE_SINCE.encode() and iso_text(f"{day.decode()}T00:00:00") for day in days)
        and bool(iso_text(last.decode()))
    )


def request_keys(columns: Sequence[Sequence[bytes]], name: str) -> Iterator[int]:
    """By what each request of *columns*, of the function *name*, is known again."""
    times, ids, whole, decimals, billed, memory, *_ = columns
    if times[0]:
        yield from map(hash, zip((time[:SECOND] for time in times), ids, strict=True))
        return
    for numbers in zip(ids, whole, decimals, billed, memory, strict=True):
        yield request_key(
            "", numbers[0].decode(), (1000 * int(numbers[1]) + 10 * int(numbers[2]), int(numbers[3]), int(numbers[4])), name
        )


def add_columns(sums: Sums, columns: Sequence[Sequence[bytes]]) -> None:
    """Add up *columns* of one group."""
    times, _, whole, decimals, billed, _, init, of_init, _ = columns
    count = len(times)
    by_billed = Counter(billed)
    billed_ms = sum(int(value) * seen for value, seen in by_billed.items())
    sums.requests += count
    for name in ("with_billed", "with_duration", "with_init", "with_more"):
        setattr(sums, name, getattr(sums, name) + count)
    sums.billed_ms += billed_ms
    sums.today_ms += billed_ms
    sums.duration_us += _thousandths(whole, decimals)
    sums.see(min(times).decode(), max(times).decode())
    if any(init):
        cold = Counter(compress(billed, init))
        sums.cold_starts += cold.total()
        sums.init_us += _thousandths(filter(None, init), filter(None, of_init))
        by_billed -= cold
        for value, seen in cold.items():
            sums.cold_ms[histogram_step(int(value))] += seen
    for value, seen in by_billed.items():
        sums.warm_ms[histogram_step(int(value))] += seen


def _thousandths(whole: Iterable[bytes], hundredths: Iterable[bytes]) -> int:
    """The sum of numbers with two decimals, of which *whole* stands before the point, in thousandths."""
    return 1000 * _sum_of(whole) + 10 * _sum_of(hundredths)


def _sum_of(numbers: Iterable[bytes]) -> int:
    return sum(int(value) * seen for value, seen in Counter(numbers).items())
