"""One event of a log: a REPORT line, a record of the JSON format, one of Lambda Insights, or something else."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from lambda_cost.strict_yaml import is_mapping
from lambda_cost.usage.observing.report_line import INSIDE, LABEL, MALFORMED, Report, parse_report
from lambda_cost.usage.observing.sums import INSIGHTS_RECORDS, REPORTS
from lambda_cost.usage.observing.tally import iso_of_milliseconds

if TYPE_CHECKING:
    from lambda_cost.usage.observing.tally import Tally

EMPTY, TEXT = "empty line", "text of the function"
BAD_RECORD = "record of the JSON format that is not well formed"
WEB_FUNCTION = "record of a Web Function, which is not understood"
PLATFORM = {
    b"START Requ": "START line",
    b"END Reques": "END line",
    b"REPORT Req": MALFORMED,
    b"INIT_START": "INIT_START line",
    b"INIT_REPOR": "INIT_REPORT line",
    b"RESTORE_ST": "RESTORE_START line",
    b"RESTORE_RE": "RESTORE_REPORT line",
    b"EXTENSION\t": "EXTENSION line",
    b"LOGS\tName:": "LOGS line",
    b"TELEMETRY\t": "TELEMETRY line",
    b"XRAY Trace": "XRAY line",
}
"""How lines begin that Lambda writes, ten bytes of each, and why they are no requests (rule L-06)."""
PREFIX_LENGTH = len(b"START Requ")
START = b"START Requ"
TRACED = re.compile(rb"XRAY TraceId: [^\n]*Sampled: true")
TIMED_OUT_WORDS = b"Task timed out after"
TIMED_OUT_LINE = "Task timed out line"
TIMED_OUT = re.compile(rb"(?:\S+ )?([0-9a-f-]{36}) Task timed out after \d+\.\d+ seconds")
WEB_RECORDS = {"platform.invokeSummary", "platform.invokeReport", "platform.requestComplete", "platform.spinDownReport"}
MAX_NUMBER = Decimal(10**15)


class EventCounter:
    """Counts the log events of one function from one source into a Tally."""

    __slots__ = ("name", "source", "tally")

    def __init__(self, tally: Tally, name: str, source: str) -> None:
        """Events of the function *name*, which *source* tells of, for *tally*."""
        self.tally, self.name, self.source = tally, name, source

    def count_event(self, time: str, message: bytes, *, is_complete_event: bool = True) -> None:
        """Count one event, or say why it is not counted.

        Args:
            time: when, in ISO 8601 and UTC without a zone; empty if that is not known.
            message: its text.
            is_complete_event: True if *message* is one whole CloudWatch event; False if it is a text line that may be part of a
                multi-line event. Only whole events count towards log bytes.
        """
        word = message[:PREFIX_LENGTH]
        if message.startswith(LABEL):
            self._report(time, message)
        elif message.startswith(b"{") and self._json(time, message):
            pass
        elif word in PLATFORM:
            self.tally.skip(PLATFORM[word])
            self.tally.texts[self.name].starts += word == START
            self.tally.traces[self.name] += TRACED.match(message) is not None
        else:
            self._text(message, is_complete_event=is_complete_event)
            return
        if is_complete_event:
            texts = self.tally.texts[self.name]
            texts.platform_bytes += len(message.rstrip(b"\n"))
            texts.platform_events += 1

    def _report(self, time: str, message: bytes) -> None:
        parsed = parse_report(message.decode("utf-8", "replace"))
        if isinstance(parsed, str):
            self.tally.skip(parsed)
        else:
            self.tally.add(parsed, time, self.name, REPORTS, self.source)
            self.tally.texts[self.name].reports += 1
            self.tally.traces[self.name] += parsed.traced

    def _text(self, message: bytes, *, is_complete_event: bool) -> None:
        """Count what is no line of Lambda's; a request may have timed out."""
        match = TIMED_OUT.match(message) if TIMED_OUT_WORDS in message else None
        if match is not None:
            self.tally.skip(TIMED_OUT_LINE)
            self.tally.time_out(match[1].decode(), self.name)
            return
        self.tally.skip(INSIDE if LABEL in message else TEXT if message.strip() else EMPTY)
        if is_complete_event:
            texts = self.tally.texts[self.name]
            texts.own_bytes += len(message.rstrip(b"\n"))
            texts.own_events += 1

    def _json(self, time: str, message: bytes) -> bool:
        """Count *message* if it is a record of Lambda's; False if the JSON, or what looks like it, is the function's own."""
        try:
            value: dict[str, Any] = json.loads(message, parse_float=Decimal, parse_int=Decimal, parse_constant=str)
        except (ValueError, RecursionError):
            return False
        return self.record(value, time)

    def record(self, value: dict[str, Any], time: str = "") -> bool:
        """Count *value*, if it is a record of Lambda's; whether it is one.

        Args:
            value: an object of JSON, its numbers decimals.
            time: when its event was; by default what it says itself.
        """
        kind = value.get("type")
        if isinstance(kind, str) and kind.startswith("platform."):
            own = value.get("time")
            self._platform(kind, value.get("record"), iso_text(own) if isinstance(own, str) else time)
            return True
        if "billed_duration" in value and "function_name" in value:
            self._insights_record(value, time)
            return True
        return False

    def _platform(self, kind: str, record: Any, time: str) -> None:
        metrics = record.get("metrics") if is_mapping(record) else None
        if kind == "platform.report" and is_mapping(metrics):
            report = _report_of(record, metrics)
            if report is None:
                self.tally.skip(BAD_RECORD)
            else:
                self.tally.add(report, time, self.name, REPORTS, self.source)
                self.tally.texts[self.name].reports += 1
                self.tally.traces[self.name] += report.traced
            return
        self.tally.skip(WEB_FUNCTION if kind in WEB_RECORDS else BAD_RECORD if kind == "platform.report" else kind)
        if is_mapping(record):
            self._count_other_record(kind, record, metrics if is_mapping(metrics) else {})

    def _count_other_record(self, kind: str, record: dict[str, Any], metrics: dict[str, Any]) -> None:
        """Take what records beside those of requests tell."""
        if kind == "platform.start":
            self.tally.texts[self.name].starts += 1
        elif kind == "platform.runtimeDone":
            produced = number_of(metrics.get("producedBytes"))
            if produced is not None:
                self.tally.produced_bytes[self.name] += int(produced)
                self.tally.responses[self.name] += 1
        elif kind == "platform.initReport" and record.get("initializationType") == "provisioned-concurrency":
            self.tally.unbilled_init_us[self.name] += int((number_of(metrics.get("durationMs")) or 0) * 1000)
        elif kind == "platform.logsDropped":
            self.tally.dropped_records[self.name] += int(number_of(record.get("droppedRecords")) or 0)

    def _insights_record(self, value: dict[str, Any], time: str) -> None:
        """Take a record of Lambda Insights, one for each request."""
        name, request, aws = value["function_name"], value.get("request_id"), value.get("_aws")
        stamp = number_of(aws.get("Timestamp")) if is_mapping(aws) else None
        billed, memory = (_whole(value.get(key)) for key in ("billed_duration", "total_memory"))
        took, init = (number_of(value.get(key)) for key in ("duration", "init_duration"))
        if not isinstance(name, str) or not isinstance(request, str) or billed is None or memory is None:
            self.tally.skip(BAD_RECORD)
            return
        is_cold = value.get("cold_start") is True and init is not None
        report = Report(
            request,
            memory,
            billed,
            None if took is None else int(took * 1000),
            int((init or 0) * 1000) if is_cold else None,
            reports_more=False,
        )
        self.tally.add(report, iso_from_epoch_ms(stamp) or time, name, INSIGHTS_RECORDS, self.source)


def _report_of(record: dict[str, Any], metrics: dict[str, Any]) -> Report | None:
    """The request of a `platform.report`; None if a number of it is none."""
    numbers = {key: number_of(value) for key, value in metrics.items() if key.endswith(("Ms", "MB"))}
    request, took = record.get("requestId"), numbers.get("durationMs")
    whole = [_whole(metrics.get(key)) for key in ("memorySizeMB", "billedDurationMs")]
    is_given = [metrics.get(key) is not None for key in ("memorySizeMB", "billedDurationMs")]
    if (
        None in numbers.values()
        or not isinstance(request, str)
        or took is None
        or [value is not None for value in whole] != is_given
    ):
        return None
    init, restored = numbers.get("initDurationMs"), numbers.get("restoreDurationMs")
    tracing = record.get("tracing")
    sampled = tracing.get("value") if is_mapping(tracing) else None
    return Report(
        request,
        whole[0],
        whole[1],
        int(took * 1000),
        None if init is None else int(init * 1000),
        restored is not None,
        _whole(numbers.get("billedRestoreDurationMs")) or 0,
        str(record.get("status") or ""),
        isinstance(sampled, str) and "Sampled=1" in sampled,
    )


def number_of(value: Any) -> Decimal | None:
    """The number that *value* of JSON or CSV is, at least 0 and not absurdly large; None if it is none.

    >>> number_of("1.28E8"), number_of("-1"), number_of(None)
    (Decimal('1.28E+8'), None, None)
    """
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        return None
    try:
        number = Decimal(value.strip()[:64] if isinstance(value, str) else value)
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number <= MAX_NUMBER else None


def _whole(value: Any) -> int | None:
    """*value* if it is a whole number."""
    number = number_of(value)
    return None if number is None or number != number.to_integral_value() else int(number)


def iso_from_epoch_ms(milliseconds: Any) -> str:
    """The time so many *milliseconds* after 1970; empty if that is none."""
    number = number_of(milliseconds)
    try:
        return "" if number is None else iso_of_milliseconds(int(number))
    except ValueError:
        return ""


_ISO = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?", re.ASCII)


def iso_text(text: str) -> str:
    """The time in *text*, in UTC, to the millisecond and without a zone; empty if it is none.

    >>> iso_text("2023-06-02T11:27:25.060000"), iso_text("2023-06-02 13:27:25+02:00"), iso_text("yesterday")
    ('2023-06-02T11:27:25.060', '2023-06-02T11:27:25.000', '')
    """
    match = _ISO.fullmatch(text.strip())
    if match is None:
        return ""
    day, clock, fraction, zone = match.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}{zone or 'Z'}")
    except ValueError:
        return ""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{(fraction or '').ljust(3, '0')[:3]}"


_STREAM = re.compile(r"\d{4}/\d\d/\d\d/([^\[\]/]+)\[[^\]]+\][0-9a-f]+", re.ASCII)


def name_in_stream(stream: str) -> str:
    """The function that the name of a log *stream* begins with, where several write to one group; else empty.

    >>> name_in_stream("2025/05/12/checkout[$LATEST]0001"), name_in_stream("2025/05/12/[$LATEST]0001")
    ('checkout', '')
    """
    match = _STREAM.fullmatch(stream)
    return match[1] if match else ""


GROUP = "/aws/lambda/"


def name_of_group(group: str) -> str:
    """The function that writes to the log *group*, which may have an account before it; empty if the group does not say.

    >>> name_of_group("111122220005:/aws/lambda/checkout"), name_of_group("shop-logs")
    ('checkout', '')
    """
    path = group.rpartition(":")[2] if ":/" in group else group
    return path.removeprefix(GROUP) if path.startswith(GROUP) else ""
