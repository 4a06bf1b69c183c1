"""One REPORT line: what it says of a request, or why it is not counted."""

from __future__ import annotations

import re
from typing import NamedTuple

from lambda_cost.services.aws_lambda.function import Function
from lambda_cost.services.described import fields_by_name
from lambda_cost.usage.observing.sums import thousandths

LABEL = b"REPORT RequestId: "
INSIDE = "REPORT inside other text"
MALFORMED = "malformed REPORT"
IMPOSSIBLE = "REPORT with impossible numbers"
LOCAL = "REPORT of sam local invoke"
AGENT = "REPORT written by an agent, not by Lambda"

FIELDS = fields_by_name(Function)
INIT_SINCE = "2025-08-01"
"""From this day on init is billed for every function (rule A-03)."""
FINE_SINCE = "2020-12-01"
"""From this day on time is billed in steps of 1 ms, and before of 100 (rule A-02)."""
STEP_BEFORE_MS = 100

_NUMBERS = {"Duration", "Init Duration", "Restore Duration"}
_WHOLE = {"Billed Duration": "ms", "Billed Restore Duration": "ms", "Memory Size": "MB", "Max Memory Used": "MB"}
_SPLIT = re.compile(
    r" +(?=(?:(?<!Billed )(?<!Restore )(?<!Init )(?<!Runtime )Duration|(?<!Billed )Restore Duration|Billed Restore Duration"
    r"|Billed Duration|Init Duration|Runtime Duration|Memory Size|Max Memory Used|Status|Error Type|XRAY TraceId|SegmentId"
    r"|Sampled): )|(?<=ms)(?=Memory Size: )"
)
"""Where a field begins that no tab stands before (rule L-01)."""
_DECIMAL = re.compile(r"(\d{1,9}(?:\.\d{1,3})?) ms", re.ASCII)
_INTEGER = re.compile(r"(\d{1,9}) (ms|MB)", re.ASCII)


class Report(NamedTuple):
    """What a REPORT line, or an event of the JSON format, says of one request."""

    request: str
    """Its id."""
    memory_mb: int | None
    billed_ms: int | None
    duration_us: int | None
    """In thousandths of a millisecond, like the next."""
    init_us: int | None = None
    """None if it was no cold start."""
    restored: bool = False
    billed_restore_ms: int = 0
    status: str = ""
    """`timeout`, `error`, `failure`, `success`, or empty."""
    traced: bool = False
    """Whether a trace was recorded."""
    reports_init: bool = True
    """Whether the source would have told of a cold start; the same for a restore and for a status."""
    reports_more: bool = True


def parse_report(text: str) -> Report | str:
    r"""The request that a REPORT line is of, or the reason why it is not counted.

    >>> parse_report("REPORT RequestId: 7f\tDuration: 1.76 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\t").billed_ms
    2
    """
    head, _, rest = text.partition("\n")
    line = f"{head}\t{rest}" if rest.startswith("XRAY ") else head
    parts = _SPLIT.sub("\t", line.replace("\\t", "\t").replace("\\n", "\t")).split("\t")
    request = parts[0].removeprefix("REPORT RequestId: ").strip()
    values: dict[str, str] = {}
    for part in filter(None, map(str.strip, parts[1:])):
        label, sign, value = part.partition(": ")
        if not sign or label in values:
            return MALFORMED
        values[label] = value.strip()
    return _not_of_lambda(values) or _of_values(request, values)


def _not_of_lambda(values: dict[str, str]) -> str:
    """Who else writes such a line (rule L-09): empty if Lambda does."""
    if "Runtime Duration" in values:
        return AGENT
    labels = [*values]
    if "Init Duration" in values and "Duration" in values and labels.index("Init Duration") < labels.index("Duration"):
        return LOCAL
    return ""


def _of_values(request: str, values: dict[str, str]) -> Report | str:
    """The same of the fields of a line, as text with their units."""
    numbers: dict[str, int] = {}
    for label, value in values.items():
        match = (_DECIMAL if label in _NUMBERS else _INTEGER).fullmatch(value) if label in _NUMBERS | _WHOLE.keys() else None
        if match is not None and _WHOLE.get(label, "ms") == value[-2:]:
            numbers[label] = thousandths(match[1]) if label in _NUMBERS else int(match[1])
        elif label in _NUMBERS | _WHOLE.keys():
            return MALFORMED
    if not request or not {"Duration", "Billed Duration", "Memory Size"} <= numbers.keys():
        return MALFORMED
    report = Report(
        request,
        numbers["Memory Size"],
        numbers["Billed Duration"],
        numbers["Duration"],
        numbers.get("Init Duration"),
        "Restore Duration" in numbers,
        numbers.get("Billed Restore Duration", 0),
        values.get("Status", ""),
        values.get("Sampled") == "true",
    )
    return report if is_possible(report) else IMPOSSIBLE


def is_possible(report: Report) -> bool:
    """Whether Lambda could run such a request."""
    billed, memory = report.billed_ms, report.memory_mb
    return (billed is None or FIELDS["billed_duration_ms"].bounds.contain(billed, billed)) and (
        memory is None or is_memory(memory)
    )


def is_memory(size_mb: int) -> bool:
    """Whether a function may have *size_mb* of memory."""
    return FIELDS["memory_mb"].bounds.contain(size_mb, size_mb)


def today_ms(report: Report, day: str, packaging: str) -> int:
    """What of *report* would be billed by today's rule (rules A-02, A-03, O-03).

    Args:
        report: the request.
        day: when it was, `2025-05-12`; empty if that is not known.
        packaging: `zip`, whose init was not billed before 2025-08-01, or `image`, whose was.
    """
    billed, took_us = report.billed_ms or 0, report.duration_us
    if took_us is None or report.restored:
        return billed
    with_init = -(-(took_us + (report.init_us or 0)) // 1000)
    if day and day < FINE_SINCE and not billed % STEP_BEFORE_MS:
        return with_init
    was_free = report.init_us is not None and billed < with_init - 1
    return with_init if was_free and packaging == "zip" and day < INIT_SINCE else billed
