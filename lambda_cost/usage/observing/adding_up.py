"""From sums to what was observed: one entry for each function and memory size, and a reason for all that is unknown."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.text import count_in_words
from lambda_cost.usage.observing.configurations import with_own_names
from lambda_cost.usage.observing.entry import ObservedFunction, Window
from lambda_cost.usage.observing.from_metrics import apis_of, function_of
from lambda_cost.usage.observing.observed import Observed
from lambda_cost.usage.observing.report_line import INIT_SINCE
from lambda_cost.usage.observing.sums import KINDS, REPORTS, Group, Sums, milliseconds
from lambda_cost.usage.observing.warnings import warnings_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lambda_cost.usage.observing.tally import Tally

EVENT_BYTES = 26
"""What CloudWatch Logs adds to each event (rule O-11)."""
NOT_REPORTED = "its source does not tell"
PARTLY_REPORTED = "not every source tells"
MANAGED = "requests on managed instances have no billed duration (rule A-40)"
BY_FUNCTION = "is known of the function, not of one memory size"
NO_EVENTS = "lines are known, not events"


def observed_of(tally: Tally, *, is_named: bool) -> Observed:
    """What *tally* adds up to; *is_named* if the user said which function sources are of that name none."""
    by_group = _by_group(tally)
    counted_twice = _drop_repeated_kinds(tally, by_group)
    _place_timeouts(tally, by_group)
    sizes = Counter(group.name for group in by_group)
    functions = [_function(tally, group, days, sizes[group.name] == 1) for group, days in by_group.items()]
    names = dict.fromkeys([*tally.metrics.functions, *tally.metrics.logs])
    metrics = tally.metrics
    functions += [function_of(name, metrics.functions.get(name, {}), metrics.logs.get(name)) for name in names]
    functions.sort(key=lambda function: (function.name, function.memory_mb or 0, function.sources))
    apis = apis_of(tally.metrics.apis)
    return Observed(
        functions=tuple(functions),
        apis=apis,
        warnings=(*tally.warnings, *counted_twice, *warnings_of(tally, functions, apis, is_named=is_named)),
        period=tally.period,
        packaging=tally.packaging,
        configured=dict(tally.configured),
        pollers=with_own_names(tally.pollers),
        skipped=dict(sorted((+tally.skipped).items())),
    )


def _by_group(tally: Tally) -> dict[Group, dict[str, Sums]]:
    """The sums of each day, by group."""
    groups: defaultdict[Group, dict[str, Sums]] = defaultdict(dict)
    for (group, day), sums in sorted(tally.groups.items(), key=lambda item: (item[0][0].name, item[0][1])):
        groups[group][day] = sums
    return groups


def _drop_repeated_kinds(tally: Tally, by_group: dict[Group, dict[str, Sums]]) -> list[str]:
    """Leave out what a less exact kind of source says of requests that another has already; what to say of that."""
    warnings: list[str] = []
    for name in dict.fromkeys(group.name for group in by_group):
        best: Sums | None = None
        for kind in KINDS[:-1]:
            groups = [group for group in by_group if group.name == name and group.kind == kind]
            whole = Sums.of([sums for group in groups for sums in by_group[group].values()])
            if not groups:
                continue
            if best is not None and _overlap(best, whole):
                for group in groups:
                    del by_group[group]
                tally.skip(f"the same requests as in other sources, by {kind}", whole.requests)
                left_out = count_in_words(whole.requests, "request")
                warnings.append(f"{name}: {left_out} by {kind} not added, as a more exact source has them")
            else:
                best = whole
    return warnings


def _overlap(one: Sums, other: Sums) -> bool:
    """Whether the two may be of the same time."""
    return not (one.last and other.last) or (one.first <= other.last and other.first <= one.last)


def _place_timeouts(tally: Tally, by_group: dict[Group, dict[str, Sums]]) -> None:
    """Count requests whose REPORT was not near the line that says that they timed out."""
    for name, requests in tally.unplaced_timeouts.items():
        own = [days for group, days in by_group.items() if group.name == name and group.kind == REPORTS]
        if own:
            next(iter(own[0].values())).timeouts += len(requests)


def _function(tally: Tally, group: Group, days: Mapping[str, Sums], is_alone: bool) -> ObservedFunction:
    """The entry of *group*, the only one of its function if it *is_alone*."""
    whole = Sums.of([*days.values()])
    reasons = _reasons(whole, group)
    numbers: dict[str, Any] = {
        "billed_ms": whole.billed_ms,
        "billed_today_ms": whole.today_ms,
        "duration_ms_sum": milliseconds(whole.duration_us),
        "cold_starts": whole.cold_starts,
        "init_ms_sum": milliseconds(whole.init_us),
        "restores": whole.restores,
        "billed_restore_ms": whole.billed_restore_ms,
        "timeouts": whole.timeouts,
        "errors": whole.errors,
    }
    of_function, more_reasons = _of_function(tally, group.name, is_alone=is_alone)
    return ObservedFunction(
        name=group.name,
        memory_mb=group.memory_mb,
        requests=whole.requests,
        **{key: None if key in reasons else value for key, value in numbers.items()},
        **of_function,
        first=whole.first,
        last=whole.last,
        sources=tuple(f"{group.kind} in {source}" if source else group.kind for source in tally.sources[group]),
        windows=_windows(days, has_billed="billed_ms" not in reasons),
        days={day: sums.requests for day, sums in days.items() if day},
        warm_ms=whole.warm_ms,
        cold_ms=whole.cold_ms,
        unknown=reasons | more_reasons,
    )


def _reasons(whole: Sums, group: Group) -> dict[str, str]:
    """Why numbers of *whole* are unknown, by name: they are not told of every request."""
    told = {
        "billed_ms": whole.with_billed,
        "billed_today_ms": whole.with_billed,
        "duration_ms_sum": whole.with_duration,
        "cold_starts": whole.with_init,
        "init_ms_sum": whole.with_init,
        "restores": whole.with_more,
        "billed_restore_ms": whole.with_more,
        "timeouts": whole.with_more,
        "errors": whole.with_more,
    }
    missing = {key: PARTLY_REPORTED if count else NOT_REPORTED for key, count in told.items() if count < whole.requests}
    if group.memory_mb is None:
        missing |= {key: MANAGED for key in missing if key in {"billed_ms", "billed_today_ms"}}
    return missing


def _of_function(tally: Tally, name: str, *, is_alone: bool) -> tuple[dict[str, Any], dict[str, str]]:
    """Bytes and traces, which are known of a function but not of its memory sizes, and why they are unknown."""
    texts = tally.texts[name]
    has_logs = is_alone and texts.own_events + texts.platform_events > 0
    has_responses = is_alone and tally.responses[name] > 0
    numbers = {
        "log_bytes": texts.own_bytes + EVENT_BYTES * texts.own_events if has_logs else None,
        "platform_log_bytes": texts.platform_bytes + EVENT_BYTES * texts.platform_events if has_logs else None,
        "response_bytes": tally.produced_bytes[name] if has_responses else None,
        "traces": tally.traces[name] if is_alone else None,
    }
    why = {
        "response_bytes": NOT_REPORTED,
        "log_bytes": NO_EVENTS,
        "platform_log_bytes": NO_EVENTS,
    }
    unknown = {key: why.get(key, BY_FUNCTION) if is_alone else BY_FUNCTION for key, value in numbers.items() if value is None}
    return numbers, unknown


def _windows(days: Mapping[str, Sums], *, has_billed: bool) -> tuple[Window, ...]:
    """The parts of the time before and since the day on which init was billed for all; what has no time is in the last."""
    before = Sums.of([sums for day, sums in days.items() if day and day < INIT_SINCE])
    since = Sums.of([sums for day, sums in days.items() if day >= INIT_SINCE])
    undated = Sums.of([sums for day, sums in days.items() if not day])
    (since if since.requests else before).add(undated)
    parts = [part for part in (before, since) if part.requests]
    return tuple(Window(part.first, part.last, part.requests, part.billed_ms if has_billed else None) for part in parts)
