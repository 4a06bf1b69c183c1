"""What holds logs: answers of CloudWatch Logs, subscriptions, Firehose records, answers of Logs Insights, Invoke."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from decimal import Decimal
from typing import Any

from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.usage.observing import configurations, insights, metrics
from lambda_cost.usage.observing.events import TEXT, iso_from_epoch_ms, name_in_stream, name_of_group, number_of
from lambda_cost.usage.observing.origin import Origin

CONTROL = "control message of a subscription"
NOT_UNDERSTOOD = "JSON that is no log and no metric"
BAD_EVENT = "event that is not well formed"
EVENT_KEYS = {
    *("message", "timestamp", "ingestionTime", "logStreamName", "logGroupName", "eventId", "id"),
    *("logStream", "logGroup", "owner", "subscriptionFilters", "messageType"),
}
"""What events of CloudWatch Logs have: those that a subscription delivers flat with them.

An object with other keys beside a message is what a function wrote."""
MAX_PACKED = 64 << 20
"""Bytes that a record may become once it is decompressed."""


class Envelopes(Origin):
    """Takes values of JSON, and what is in them."""

    def take(self, value: Any) -> None:
        """Take one value."""
        if is_list(value):
            for item in value:
                self.take(item)
        elif not is_mapping(value):
            self.tally.skip(NOT_UNDERSTOOD)
        elif "logEvents" in value or value.get("messageType") == "CONTROL_MESSAGE":
            self._subscription(value)
        elif is_list(value.get("events")):
            for event in value["events"]:
                self._event(event, self.name, str(value.get("logGroupName") or ""))
        elif "message" in value and value.keys() & {"timestamp", "eventId"} and not value.keys() - EVENT_KEYS:
            self._event(value, self.name, str(value.get("logGroup") or value.get("logGroupName") or ""))
        elif is_list(value.get("results")) or (is_mapping(value.get("statistics")) and "status" in value):
            insights.take_answer(value, self)
        elif metrics.is_metrics(value):
            metrics.take_metrics(value, self.tally, self.name, self.source)
        elif configurations.take_configurations(value, self.tally):
            return
        elif "@message" in value or "@memorySize" in value:
            insights.take_row({key: _text_of(cell) for key, cell in value.items()}, self)
        elif not self._packed(value) and not self.event_of(self.name).record(value):
            self.tally.skip(TEXT if "level" in value else NOT_UNDERSTOOD)

    def _packed(self, value: dict[str, Any]) -> bool:
        """Take what is in base64: the input of a subscribed function, records of Firehose, the log of an Invoke."""
        logs, records, tail = value.get("awslogs"), value.get("records") or value.get("Records"), value.get("LogResult")
        if is_mapping(logs):
            self.unpack(logs.get("data"))
            return True
        if is_list(records):
            for record in filter(is_mapping, records):
                inner = record.get("kinesis", record)
                self.unpack(inner.get("data") or inner.get("Data") if is_mapping(inner) else None)
            self.tally.skip(BAD_EVENT, sum(not is_mapping(record) for record in records))
            return True
        if isinstance(tail, str):
            self.unpack(tail)
            return True
        return False

    def unpack(self, packed: Any) -> None:
        """Take what *packed*, text in base64, has in it: JSON, compressed or not, or lines."""
        try:
            raw = base64.b64decode(packed if isinstance(packed, str) else "-", validate=True)
            if raw.startswith(b"\x1f\x8b"):
                raw = zlib.decompressobj(wbits=31).decompress(raw, MAX_PACKED)
        except (binascii.Error, ValueError, zlib.error):
            self.tally.skip(BAD_EVENT)
            return
        text = raw.decode("utf-8", "replace")
        try:
            self.take(json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=str))
        except (ValueError, RecursionError):
            for line in text.splitlines():
                self.event_of(self.name).count_event("", line.encode(), is_complete_event=False)

    def _subscription(self, value: dict[str, Any]) -> None:
        """Take what a subscription delivers: events of one log group."""
        events = value.get("logEvents")
        if value.get("messageType") == "CONTROL_MESSAGE" or not is_list(events):
            self.tally.skip(CONTROL)
            return
        for event in events:
            both = {"logStream": value.get("logStream")} | event if is_mapping(event) else event
            self._event(both, self.name, str(value.get("logGroup") or ""))

    def _event(self, event: Any, name: str, group: str) -> None:
        """Take one event of CloudWatch Logs."""
        message = event.get("message") if is_mapping(event) else None
        if not isinstance(message, str):
            self.tally.skip(BAD_EVENT)
            return
        stream = event.get("logStreamName") or event.get("logStream")
        named = name_of_group(group) or (name_in_stream(stream) if isinstance(stream, str) else "")
        self.event_of(named or name).count_event(
            iso_from_epoch_ms(number_of(event.get("timestamp"))), message.encode("utf-8", "replace")
        )


def _text_of(cell: Any) -> str:
    """A cell of a table in JSON as text, as Logs Insights has it; what was JSON in it is JSON again."""
    return str(cell) if isinstance(cell, str | Decimal) else json.dumps(cell, default=str)
