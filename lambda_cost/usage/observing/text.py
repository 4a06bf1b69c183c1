"""Logs as text, a block of lines at a time: what is in REPORT lines is added up column by column, which is quick.

Only lines as Lambda writes them today go that way; every other REPORT line is looked at by itself.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from lambda_cost.usage.observing.events import (
    EMPTY,
    PLATFORM,
    START,
    TEXT,
    TIMED_OUT,
    TIMED_OUT_LINE,
    TIMED_OUT_WORDS,
    TRACED,
    WORD,
    Event,
    iso_text,
    name_in_stream,
)
from lambda_cost.usage.observing.report_line import FIELDS, FINE_SINCE, INSIDE, LABEL, is_memory
from lambda_cost.usage.observing.sums import REPORTS, Group, histogram_step
from lambda_cost.usage.observing.tally import DAY, NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lambda_cost.usage.observing.sums import Sums

_USUAL = (
    rb"REPORT RequestId: (?:([0-9a-f-]{36})\tDuration: (\d{1,7})\.(\d\d) ms\tBilled Duration: (\d{1,7}) ms"
    rb"\tMemory Size: (\d{3,5}) MB\tMax Memory Used: \d{1,5} MB\t(?=\n)|([^\n]*))"
)
_STREAM = rb"\d{4}/\d\d/\d\d/\S*\[[^\]\s]+\][0-9a-f]+"
_TIME = rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?"
_BEFORE = re.compile(rb"(?:(" + _STREAM + rb")\s+)?(?:(" + _TIME + rb")\s+)?(?:(" + _STREAM + rb")\s+)?")
"""What `sam logs` and `aws logs tail` write before a line: stream and time, in either order."""
_EXPORTED = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ")
"""What an export to S3 writes before an event; later lines of the same event have nothing before them."""
_A_DAY = re.compile(rb"\d{4}-\d\d-\d\d")
_RECORDS = (b'"platform.', b'"billed_duration"')
"""What lines have in them that may be records of the JSON format or of Lambda Insights."""
XRAY, XRAY_LINE = b"XRAY TraceId: ", "XRAY line"
_LINE = b"%b%b\tDuration: %b.%b ms\tBilled Duration: %b ms\tMemory Size: %b MB"
MOST_BILLED_MS = int(FIELDS["billed_duration_ms"].bounds.most or 0)


class _Form(NamedTuple):
    """How the lines of a source begin."""

    skip: int
    """Bytes before a line's own."""
    before: bytes
    """The last two of them."""
    usual: re.Pattern[bytes]
    """REPORT lines: the time if there is one, and the columns of usual lines, or else all that follows the label."""
    events: re.Pattern[bytes]
    """Every event, and of one that may be Lambda's what it says."""


_CAPITALS = rb"[A-Z_]{3,14}[ \t][A-Z][^\n]*"
BARE = _Form(0, b"", re.compile(rb"\n()" + _USUAL), re.compile(rb"\n(" + _CAPITALS + rb")"))
EXPORTED = _Form(25, b"Z ", re.compile(rb"\n([^\n]{23})Z " + _USUAL), re.compile(rb"\n[^\n]{23}Z (" + _CAPITALS + rb")?"))
_EMPTY = re.compile(rb"\n(?=\n)")


class TextReader:
    """Adds up the lines of one source."""

    def __init__(self, events: Event) -> None:
        """Read lines of the function of *events*."""
        self.events, self.tally = events, events.tally
        self.form = BARE
        self.words = {*PLATFORM}
        self.has_begun = False
        self.block = self.before = b""
        """The block that is read, and the one before it."""

    def begin(self, head: bytes) -> None:
        """Take the form of the source from its *head*, with which it begins."""
        self.has_begun = True
        if _EXPORTED.match(head.lstrip()):
            self.form = EXPORTED
            self.words = {EXPORTED.before + word for word in PLATFORM}

    def take(self, block: bytes) -> None:
        """Add up *block*, whole lines, each with its end."""
        if not self.has_begun:
            self.begin(block)
        self.before, self.block = self.block, block
        matches = self.form.usual.findall(b"\n" + block)
        usual = [match for match in matches if match[1]]
        self._add_usual(usual)
        for match in matches:
            if not match[1]:
                self._take_report(match[0], LABEL + match[6])
        special = self._special(len(matches))
        self._count_others(special, len(matches), len(matches) - len(usual))
        for line in special:
            self._take_line(line)

    def _take_report(self, time: bytes, message: bytes) -> None:
        """Take one REPORT line; what stands where its time should is no time if a user wrote it."""
        text = iso_text(time.decode("ascii", "replace"))
        if self.form is EXPORTED and not text:
            self.tally.skip(INSIDE)
        else:
            self.events.take(text, message.rstrip(b"\r"), is_event=self.form is EXPORTED)

    def _add_usual(self, matches: Sequence[tuple[bytes, ...]]) -> None:
        """Add up REPORT lines of the usual form: time, id, duration before and after its point, billed time, memory, rest."""
        if not matches:
            return
        columns = list(zip(*matches, strict=True))
        times, ids, _, _, billed, memory, _ = columns
        name = self.events.name
        keys = zip(times, ids, strict=True) if self.form is EXPORTED else ((*match, name) for match in matches)
        first, last = min(times), max(times)
        days = {first[:DAY]} if first[:DAY] == last[:DAY] else {time[:DAY] for time in times}
        is_plain = (
            all(is_memory(int(size)) for size in {*memory})
            and max(map(int, {*billed})) <= MOST_BILLED_MS
            and (self.form is BARE or (all(map(_is_fine, days)) and bool(iso_text(first.decode()) and iso_text(last.decode()))))
        )
        if not is_plain or not NAME.fullmatch(name) or not self.tally.remember(map(hash, keys)):
            for time, request, whole, decimals, billed_ms, size, _ in matches:
                self._take_report(time, _LINE % (LABEL, request, whole, decimals, billed_ms, size))
            return
        groups: dict[tuple[bytes, bytes], list[tuple[bytes, ...]]] = {}
        if len(days) == 1 and len({*memory}) == 1:
            self._add_group(int(memory[0]), first[:DAY].decode(), columns)
            return
        for match in matches:
            groups.setdefault((match[5], match[0][:DAY]), []).append(match)
        for (size, day), members in groups.items():
            self._add_group(int(size), day.decode(), list(zip(*members, strict=True)))

    def _add_group(self, memory_mb: int, day: str, columns: list[tuple[bytes, ...]]) -> None:
        """Add up *columns* of one memory size and day."""
        self.tally.texts[self.events.name].reports += len(columns[0])
        reason = self.tally.period.refusal(day)
        if reason:
            self.tally.skip(reason, len(columns[0]))
            return
        group = Group(self.events.name, memory_mb, REPORTS)
        self.tally.sources[group][self.events.source] = None
        _add_columns(self.tally.groups[group, day], columns)

    def _special(self, reports: int) -> list[bytes]:
        """The lines, beside those of Lambda, that must be looked at by themselves."""
        words = [
            word for word in (TIMED_OUT_WORDS, *_RECORDS, *([XRAY] if self.form is EXPORTED else [])) if word in self.block
        ]
        if self.block.count(LABEL) > reports:
            words.append(LABEL)
        if not words:
            return []
        skip = self.form.skip - len(self.form.before)
        length = len(self.form.before) + WORD
        chosen = (line for line in self.block.split(b"\n") if any(word in line for word in words))
        return [line for line in chosen if line[skip : skip + length] not in self.words]

    def _count_others(self, special: list[bytes], reports: int, alone: int) -> None:
        """Count the lines that are no requests, but the *special* ones; of *reports* lines *alone* are counted already."""
        block = b"\n" + self.block
        events = self.form.events.findall(block)
        counted = Counter([event[:WORD] for event in events])
        by_word = {word: counted.pop(word, 0) for word in PLATFORM}
        platform = sum(by_word.values())
        by_word[LABEL[:WORD]] -= reports
        for word, count in by_word.items():
            self.tally.skip(PLATFORM[word], count)
        lines = self.block.count(b"\n")
        empty = len(_EMPTY.findall(block)) if b"\n\n" in block else 0
        self.tally.skip(EMPTY, empty)
        self.tally.skip(TEXT, lines - platform - empty - len(special))
        texts = self.tally.texts[self.events.name]
        texts.starts += by_word[START]
        if self.form is BARE:
            self.tally.traces[self.events.name] += len(TRACED.findall(self.block)) if XRAY in self.block else 0
            return
        counted.pop(b"", None)
        written = sum(map(len, events)) - sum(len(event) for event in events if counted and event[:WORD] not in PLATFORM)
        texts.platform_events += platform - alone
        texts.platform_bytes += written
        timed = [line for line in special if _EXPORTED.match(line)]
        texts.own_events += len(events) - platform - len(timed)
        continued = sum(map(len, special)) - len(timed) * self.form.skip
        texts.own_bytes += len(self.block) - lines - len(events) * self.form.skip - written - continued

    def _take_line(self, line: bytes) -> None:
        """Take a *line* by itself."""
        line = line.rstrip(b"\r")
        match = _BEFORE.match(line)
        stream, time, other = match.groups() if match else (None, None, None)
        message = line[match.end() :] if match else line
        if TIMED_OUT.match(message):
            self._time_out(message)
        elif self.form is EXPORTED and not time:
            self.tally.skip(XRAY_LINE if line.startswith(XRAY) else INSIDE if LABEL in line else TEXT)
            self.tally.traces[self.events.name] += TRACED.match(line) is not None
        else:
            name = name_in_stream((stream or other or b"").decode("utf-8", "replace")) or self.events.name
            events = self.events if name == self.events.name else Event(self.tally, name, self.events.source)
            events.take(iso_text(time.decode()) if time else "", message, is_event=self.form is EXPORTED)

    def _time_out(self, message: bytes) -> None:
        """Note that a request timed out: its REPORT is near, and may say so already."""
        self.tally.skip(TIMED_OUT_LINE)
        match = TIMED_OUT.match(message)
        request = match[1] if match else b""
        for block in (self.before, self.block):
            place = block.find(LABEL + request)
            if place >= 0:
                line = block[place : block.find(b"\n", place)]
                day = block[max(place - EXPORTED.skip, 0) : place][:DAY] if self.form is EXPORTED else b""
                memory = re.search(rb"Memory Size: (\d{3,5}) MB", line)
                key = (Group(self.events.name, int(memory[1]) if memory else None, REPORTS), day.decode("ascii", "replace"))
                if b"Status: timeout" not in line and key in self.tally.groups:
                    self.tally.groups[key].timeouts += 1
                return
        self.tally.time_out(request.decode(), self.events.name)


def _is_fine(day: bytes) -> bool:
    """Whether *day* is one on which time was billed in steps of 1 ms."""
    return _A_DAY.fullmatch(day) is not None and day >= FINE_SINCE.encode()


def _add_columns(sums: Sums, columns: list[tuple[bytes, ...]]) -> None:
    """Add up *columns* of usual lines of one group."""
    times, _, whole, decimals, billed, *_ = columns
    count = len(times)
    by_billed = Counter(billed)
    billed_ms = sum(int(value) * times_seen for value, times_seen in by_billed.items())
    sums.requests += count
    for name in ("with_billed", "with_duration", "with_init", "with_more"):
        setattr(sums, name, getattr(sums, name) + count)
    sums.billed_ms += billed_ms
    sums.today_ms += billed_ms
    sums.duration_us += 1000 * sum(int(value) * seen for value, seen in Counter(whole).items())
    sums.duration_us += 10 * sum(int(value) * seen for value, seen in Counter(decimals).items())
    sums.see(min(times).decode(), max(times).decode())
    for value, seen in by_billed.items():
        sums.warm_ms[histogram_step(int(value))] += seen
