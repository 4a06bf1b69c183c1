"""Logs as text, a block of lines at a time: what is in REPORT lines is added up column by column, which is quick.

Only lines as Lambda writes them today go that way; every other REPORT line is looked at by itself.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from lambda_cost.usage.observing.columns import add_columns, are_possible, request_keys
from lambda_cost.usage.observing.events import (
    EMPTY,
    PLATFORM,
    PREFIX_LENGTH,
    START,
    TEXT,
    TIMED_OUT,
    TIMED_OUT_LINE,
    TIMED_OUT_WORDS,
    TRACED,
    EventCounter,
    iso_text,
    name_in_stream,
)
from lambda_cost.usage.observing.forms import (
    BARE,
    BEFORE,
    EXPORTED,
    EXPORTED_TIME,
    NAMED_LINE,
    as_exported,
    form_of,
    in_one_line,
    start_of_open_object,
    usual_line,
)
from lambda_cost.usage.observing.inputs import MAX_LINE
from lambda_cost.usage.observing.report_line import INIT_SINCE, INSIDE, LABEL
from lambda_cost.usage.observing.sums import REPORTS, Group
from lambda_cost.usage.observing.tally import DATE_LENGTH, NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

_RECORD = b'"platform.'
_SPECIAL = (TIMED_OUT_WORDS, _RECORD, b'"billed_duration"', LABEL)
"""What lines have in them that may say that a request timed out, or be records of the JSON format or of Lambda Insights."""
XRAY, XRAY_LINE = b"XRAY TraceId: ", "XRAY line"
_EMPTY = re.compile(rb"\n(?=\n)")
_EVENT = re.compile(rb"\n.{23}Z ")
_XRAY_LINE = re.compile(rb"\n(XRAY TraceId: [^\n]*)")
_TRACED_LINE = re.compile(rb"\n(?:[^\n]{23}Z )?" + TRACED.pattern)


class TextReader:
    """Adds up the lines of one source."""

    def __init__(self, events: EventCounter) -> None:
        """Read lines of the function of *events*."""
        self.events, self.tally = events, events.tally
        self.has_begun = self.is_shown = False
        """Whether the form is known, and whether lines are first to be made like an export's."""
        self.block = self.before = b""
        """The block that is read, and the one before it."""
        self.form = BARE
        self.pending = b""
        """The beginning of an object over several lines, whose end is in a later block."""

    def begin(self, head: bytes) -> None:
        """Take the form of the source from its *head*, with which it begins."""
        self.has_begun = True
        self.form, self.is_shown = form_of(head)

    def take(self, block: bytes) -> None:
        """Add up *block*, whole lines, each with its end."""
        if not self.has_begun:
            self.begin(block)
        block = self.pending + block
        start = start_of_open_object(block, MAX_LINE)
        self.pending, block = block[start:], block[:start]
        if block:
            self._add_up(block)

    def finish(self) -> None:
        """Add up what was held back, since nothing follows."""
        if self.pending:
            self._add_up(self.pending)
            self.pending = b""

    def _add_up(self, block: bytes) -> None:
        if block.endswith(b"\r\n"):
            block = block.replace(b"\r\n", b"\n")
        if self.is_shown:
            block = as_exported(block)
        if _RECORD in block:
            block = in_one_line(block)
        self.before, self.block = self.block, block
        # text between lines of Lambda, such a line, and its first word; and so on
        parts = self.form.lambdas.split(b"\n" + block)
        self._take_lambdas(parts[1::3], Counter(parts[2::3]))
        self._take_others(b"".join(parts[::3]))

    def _take_lambdas(self, lines: list[bytes], by_word: Counter[bytes]) -> None:
        """Take the *lines* of Lambda, of which there are so many *by_word*."""
        if not lines:
            return
        text = b"\n%b\n" % b"\n".join(lines)
        matches = self.form.usual.findall(text)
        usual = [match for match in matches if match[1]]
        self._add_usual(usual)
        if len(usual) < len(matches):
            for match in matches:
                if not match[1]:
                    self._take_report(match[0], LABEL + match[8])
        texts = self.tally.texts[self.events.name]
        texts.starts += by_word[START]
        if by_word[XRAY[:PREFIX_LENGTH]]:
            self.tally.traces[self.events.name] += len(_TRACED_LINE.findall(text))
        if self.form is EXPORTED:
            texts.platform_events += len(lines)
            texts.platform_bytes += len(text) - 1 - len(lines) * (self.form.skip + 1)
        by_word[LABEL[:PREFIX_LENGTH]] -= len(matches)
        for word, count in by_word.items():
            self.tally.skip(PLATFORM[word], count)

    def _take_others(self, text: bytes) -> None:
        """Take the lines of *text*, which do not begin as Lambda's do."""
        special = self._special(text)
        empty = len(_EMPTY.findall(text)) if b"\n\n" in text else 0
        traces = _XRAY_LINE.findall(text) if self.form is EXPORTED and XRAY in text else []
        count = text.count(b"\n") - 1
        self.tally.skip(XRAY_LINE, len(traces))
        self.tally.skip(EMPTY, empty)
        self.tally.skip(TEXT, count - empty - len(special) - len(traces))
        if self.form is EXPORTED:
            texts = self.tally.texts[self.events.name]
            self.tally.traces[self.events.name] += len(_TRACED_LINE.findall(text)) if traces else 0
            traced = sum(map(len, traces))
            texts.platform_bytes += traced
            timed = [line for line in special if EXPORTED_TIME.match(line)]
            events = len(_EVENT.findall(text))
            texts.own_events += events - len(timed)
            texts.own_bytes += len(text) - 1 - count - events * self.form.skip - traced
            texts.own_bytes -= sum(map(len, special)) - len(timed) * self.form.skip
        for line in special:
            self._take_line(line)

    def _special(self, text: bytes) -> list[bytes]:
        """The lines of *text* that must be looked at by themselves."""
        words = [word for word in _SPECIAL if word in text]
        is_named = self.is_shown and NAMED_LINE.search(text) is not None
        if not words and not is_named:
            return []
        lines = text.split(b"\n")
        chosen = [line for line in lines if any(word in line for word in words) or (is_named and NAMED_LINE.match(line))]
        return chosen if self.form is BARE else [line for line in chosen if not line.startswith(XRAY)]

    def _take_report(self, time: bytes, message: bytes) -> None:
        """Take one REPORT line, whose bytes are counted already; what should be its time is none if a user wrote it."""
        text = iso_text(time.decode("ascii", "replace"))
        if self.form is EXPORTED and not text:
            self.tally.skip(INSIDE)
        else:
            self.events.count_event(text, message, is_complete_event=False)

    def _add_usual(self, matches: Sequence[tuple[bytes, ...]]) -> None:
        """Add up REPORT lines of the usual form."""
        if not matches:
            return
        columns = list(zip(*matches, strict=True))
        times, memory, init = columns[0], columns[5], columns[6]
        name, first, last = self.events.name, min(times)[:DATE_LENGTH], max(times)[:DATE_LENGTH]
        if first < INIT_SINCE.encode() and any(init):
            self._take_alone([match for match in matches if match[6]])
            self._add_usual([match for match in matches if not match[6]])
            return
        if not NAME.fullmatch(name) or not are_possible(columns) or not self.tally.remember(request_keys(columns, name)):
            self._take_alone(matches)
            return
        if first == last and len({*memory}) == 1:
            self._add_group(int(memory[0]), first.decode(), columns)
            return
        groups: dict[tuple[bytes, bytes], list[tuple[bytes, ...]]] = {}
        for match in matches:
            groups.setdefault((match[5], match[0][:DATE_LENGTH]), []).append(match)
        for (size, day), members in groups.items():
            self._add_group(int(size), day.decode(), list(zip(*members, strict=True)))

    def _take_alone(self, matches: Sequence[tuple[bytes, ...]]) -> None:
        """Take REPORT lines of the usual form one by one, since there is more to be decided."""
        for match in matches:
            self._take_report(match[0], usual_line(match))

    def _add_group(self, memory_mb: int, day: str, columns: list[tuple[bytes, ...]]) -> None:
        """Add up *columns* of one memory size and day."""
        self.tally.texts[self.events.name].reports += len(columns[0])
        reason = self.tally.period.refusal(day)
        if reason:
            self.tally.skip(reason, len(columns[0]))
            return
        group = Group(self.events.name, memory_mb, REPORTS)
        self.tally.sources[group][self.events.source] = None
        add_columns(self.tally.groups[group, day], columns)

    def _take_line(self, line: bytes) -> None:
        """Take a *line* by itself."""
        line = line.rstrip(b"\r")
        match = BEFORE.match(line)
        stream, time, other = match.groups() if match else (None, None, None)
        message = line[match.end() :] if match else line
        if TIMED_OUT.match(message):
            self._time_out(message)
        elif self.form is EXPORTED and not time:
            self.tally.skip(INSIDE if LABEL in line else TEXT)
        else:
            name = name_in_stream((stream or other or b"").decode("utf-8", "replace")) or self.events.name
            events = self.events if name == self.events.name else EventCounter(self.tally, name, self.events.source)
            events.count_event(iso_text(time.decode()) if time else "", message, is_complete_event=self.form is EXPORTED)

    def _time_out(self, message: bytes) -> None:
        """Note that a request timed out: its REPORT is near, and may say so already."""
        self.tally.skip(TIMED_OUT_LINE)
        match = TIMED_OUT.match(message)
        request = match[1] if match else b""
        for block in (self.before, self.block):
            position = block.find(LABEL + request)
            if position >= 0:
                line = block[position : block.find(b"\n", position)]
                day = block[max(position - EXPORTED.skip, 0) : position][:DATE_LENGTH] if self.form is EXPORTED else b""
                memory = re.search(rb"Memory Size: (\d{3,5}) MB", line)
                key = (Group(self.events.name, int(memory[1]) if memory else None, REPORTS), day.decode("ascii", "replace"))
                if b"Status: timeout" not in line and key in self.tally.groups:
                    self.tally.groups[key].timeouts += 1
                return
        self.tally.time_out(request.decode(), self.events.name)
