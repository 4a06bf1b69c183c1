"""What to know before observed numbers are used."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from lambda_cost.numbers.text import count_in_words
from lambda_cost.scenario.month import today

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lambda_cost.usage.observing.entry import ObservedApi, ObservedFunction
    from lambda_cost.usage.observing.tally import Tally

MAX_DAYS_LISTED = 3


def warnings_of(
    tally: Tally, functions: Sequence[ObservedFunction], apis: Sequence[ObservedApi], *, is_named: bool
) -> Iterator[str]:
    """Sentences about what is missing, cut off, or may surprise."""
    if not functions and not apis:
        yield (
            "No reports found. Logs without REPORT lines are normal: a system log level above INFO, or no right to write logs."
            " This does not say that there were no requests."
        )
    for function in functions:
        if function.name in tally.named_after_file and not is_named:
            yield f"{function.name}: the source does not name the function, so its file name is used; set it with --function."
            tally.named_after_file.pop(function.name)
    yield from _of_functions(tally, functions)
    yield from _of_time([*functions, *apis])


def _of_functions(tally: Tally, functions: Sequence[ObservedFunction]) -> Iterator[str]:
    sizes: dict[str, list[str]] = {}
    for function in functions:
        if function.memory_mb is not None:
            sizes.setdefault(function.name, []).append(f"{function.memory_mb}")
        if len(function.windows) > 1:
            first, last = (count_in_words(window.requests, "request") for window in function.windows)
            yield (
                f"{function.name}: {first} from before 2025-08-01, when init was free for ZIP packages, and {last} from"
                f" after it; billed time is by today's rule, for packages of the kind {tally.packaging} (--packaging)."
            )
        if function.first and sum(function.days.values()) < (function.requests or 0) and function.memory_mb is not None:
            yield (f"{function.name}: some of its sources have no times; requests that are in those and in others count twice.")
    for name, listed in sizes.items():
        if len(listed) > 1:
            yield f"{name} had {len(listed)} memory sizes: {', '.join(listed)} MB. Each is an entry of its own."
    for name, texts in tally.texts.items():
        if texts.starts > texts.reports and texts.reports:
            missing = texts.starts - texts.reports
            had = "began and has" if missing == 1 else "began and have"
            yield f"{name}: {count_in_words(missing, 'request')} {had} no REPORT: cut off or killed. What that cost is unknown."
    for label, source in tally.metrics.partial.items():
        if label not in tally.metrics.whole:
            yield f"{source}: {label} has more pages: its sums are lower bounds."
    for name, count in (+tally.dropped_records).items():
        yield f"{name}: Lambda dropped {count_in_words(count, 'record')} of its log: the counts are lower bounds."
    for name, init_us in (+tally.unbilled_init_us).items():
        yield f"{name}: provisioned environments took {init_us // 1000:,} ms to start, billed without requests; no sum has it."


def _of_time(observed: Iterable[ObservedFunction | ObservedApi]) -> Iterator[str]:
    days = sorted({day for item in observed for day in item.days})
    if not days:
        return
    first, last = date.fromisoformat(days[0]), date.fromisoformat(days[-1])
    seen = {*days}
    between = [first + timedelta(days=count) for count in range(1, min((last - first).days, 4000))]
    gaps = [str(day) for day in between if str(day) not in seen]
    if gaps:
        listed = ", ".join(gaps[:MAX_DAYS_LISTED]) + (" …" if len(gaps) > MAX_DAYS_LISTED else "")
        had = "has" if len(gaps) == 1 else "have"
        days_between = count_in_words(len(gaps), "day")
        yield f"{days_between} between {first} and {last} {had} nothing ({listed}): no traffic, or missing logs."
    if last > today() + timedelta(days=1):
        yield f"The last day is {last}, in the future: a clock is wrong."
