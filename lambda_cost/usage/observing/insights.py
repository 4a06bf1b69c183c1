"""Answers of CloudWatch Logs Insights: a row for each request, or the sums of the recommended query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.usage.observing.events import iso_from_epoch_ms, iso_text, name_in_stream, name_of_group, number_of
from lambda_cost.usage.observing.report_line import Report, is_memory
from lambda_cost.usage.observing.sums import AGGREGATES, REPORTS, Group, Sums
from lambda_cost.usage.observing.tally import BAD_NAME, DATE_LENGTH, IMPOSSIBLE_EVENT, NAME, REPEATED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lambda_cost.usage.observing.origin import Origin

QUERY = (
    'filter @type = "REPORT" | stats count(*) as requests, sum(@billedDuration) as billed_ms, sum(@duration) as duration_ms,'
    " count(@initDuration) as cold, sum(@initDuration) as init_ms, min(@timestamp) as first, max(@timestamp) as last"
    " by @log, @memorySize"
)
"""The query that is recommended: exact sums, however many requests there are."""
MAX_ROWS = 10_000
DECIMAL_MB = 1_000_000
"""Bytes that Insights counts to the MB of memory: 512 MB are 512000000."""
OTHER_ROW = "row of another query"
_COLUMNS = {
    "count(*)": "requests",
    "sum(@billedDuration)": "billed_ms",
    "sum(@duration)": "duration_ms",
    "count(@initDuration)": "cold",
    "sum(@initDuration)": "init_ms",
    "min(@timestamp)": "first",
    "max(@timestamp)": "last",
}
"""What the columns of the recommended query are called where they have no names of their own."""


class _Row(NamedTuple):
    """What every row may have."""

    values: Mapping[str, str]
    name: str
    time: str
    memory_mb: int | None


def take_answer(value: dict[str, Any], into: Origin) -> None:
    """Take an answer as `GetQueryResults` gives it."""
    rows = value.get("results")
    listed = [
        {str(cell.get("field")): str(cell.get("value", "")) for cell in row if is_mapping(cell)} if is_list(row) else {}
        for row in (rows if is_list(rows) else ())
    ]
    asked = {"@initDuration": ""} if any("@initDuration" in row for row in listed) else {}
    for row in listed:
        take_row(asked | row, into)
    into.rows += len(listed)
    statistics = value.get("statistics")
    if is_mapping(statistics):
        matched = number_of(statistics.get("recordsMatched"))
        if into.rows >= MAX_ROWS and (matched is None or matched > into.rows):
            into.tally.warn(f"{into.source} has {into.rows:,} rows and more were found: its counts are lower bounds")
        into.rows = 0
    if value.get("status", "Complete") != "Complete":
        into.tally.warn(f"{into.source}: the query was not complete ({value['status']}): its counts are lower bounds")


def take_table(columns: list[str], rows: Iterable[list[str]], into: Origin) -> None:
    """Take the table that the console exports."""
    count = 0
    named = [_COLUMNS.get(column.replace(" ", ""), column) for column in columns]
    for row in rows:
        take_row(dict(zip(named, row, strict=False)), into)
        count += 1
    if count >= MAX_ROWS:
        into.tally.warn(f"{into.source} has {count:,} rows, as many as the console exports: its counts may be lower bounds")


def take_row(values: Mapping[str, str], into: Origin) -> None:
    """Take one row."""
    if "message" in values and "timestamp" in values:
        into.event_of(into.name).count_event(
            iso_from_epoch_ms(values["timestamp"]), values["message"].encode("utf-8", "replace")
        )
        return
    named = name_of_group(values.get("@log", "")) or name_in_stream(values.get("@logStream", ""))
    size = number_of(values.get("@memorySize"))
    memory = None if size is None or size % DECIMAL_MB else int(size / DECIMAL_MB)
    row = _Row(values, named or into.name, iso_text(values.get("@timestamp", "")), memory)
    if "@message" in values:
        into.event_of(row.name).count_event(row.time, values["@message"].encode("utf-8", "replace"))
    elif memory is None or not is_memory(memory):
        into.tally.skip(OTHER_ROW)
    elif values.get("@requestId") and "@billedDuration" in values:
        _take_request(row, into)
    elif "requests" in values and "billed_ms" in values:
        _take_sums(row, into)
    else:
        into.tally.skip(OTHER_ROW)


def _take_request(row: _Row, into: Origin) -> None:
    billed, took, init = (_whole(row.values.get(key), by) for key, by in _REQUEST)
    if billed is None:
        into.tally.skip(IMPOSSIBLE_EVENT)
        return
    reports_init = "@initDuration" in row.values
    report = Report(row.values["@requestId"], row.memory_mb, billed, took, init, reports_init=reports_init, reports_more=False)
    into.tally.add(report, row.time, row.name, REPORTS, into.source)


_REQUEST = (("@billedDuration", 1), ("@duration", 1000), ("@initDuration", 1000))


def _take_sums(row: _Row, into: Origin) -> None:
    """Take sums over many requests."""
    keys = (("requests", 1), ("billed_ms", 1), ("duration_ms", 1000), ("cold", 1), ("init_ms", 1000))
    requests, billed, took, cold, init = (_whole(row.values.get(key), by) for key, by in keys)
    if requests is None or billed is None:
        into.tally.skip(IMPOSSIBLE_EVENT)
        return
    if not NAME.fullmatch(row.name):
        into.tally.skip(BAD_NAME)
        return
    if not into.tally.remember([hash(tuple(row.values.items()))]):
        into.tally.skip(REPEATED)
        return
    first, last = (iso_text(row.values.get(key, "")) for key in ("first", "last"))
    sums = Sums(requests=requests, billed_ms=billed, today_ms=billed, with_billed=requests, first=first, last=last)
    if took is not None:
        sums.duration_us, sums.with_duration = took, requests
    if cold is not None and (init is not None or not cold):
        sums.cold_starts, sums.init_us, sums.with_init = cold, init or 0, requests
    group = Group(row.name, row.memory_mb, AGGREGATES)
    into.tally.sources[group][into.source] = None
    reason = next(filter(None, (into.tally.period.refusal(day[:DATE_LENGTH]) for day in (first, last))), "")
    if reason:
        into.tally.skip(reason)
        return
    into.tally.groups[group, first[:DATE_LENGTH] if first[:DATE_LENGTH] == last[:DATE_LENGTH] else ""].add(sums)


def _whole(text: str | None, by: int) -> int | None:
    """The number in *text* times *by*, rounded to a whole one; None if there is none."""
    number = number_of(text) if text else None
    return None if number is None else int((number * by).to_integral_value())
