"""Logs as text, a block of lines at a time: what is in REPORT lines is added up column by column, which is quick.

Only lines as Lambda writes them today go that way; every other REPORT line is looked at by itself.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import compress
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


BARE = _Form(0, b"", re.compile(rb"\n()" + _USUAL))
EXPORTED = _Form(25, b"Z ", re.compile(rb"\n([^\n]{23})Z " + _USUAL))


class TextReader:
    """Adds up the lines of one source."""

    def __init__(self, events: Event) -> None:
        """Read lines of the function of *events*."""
        self.events, self.tally = events, events.tally
        self.form = BARE
        self.words = {*PLATFORM}
        self.block = self.before = b""
        """The block that is read, and the one before it."""

    def take(self, block: bytes) -> None:
        """Add up *block*, whole lines, each with its end."""
        if not self.block and _EXPORTED.match(block.lstrip()):
            self.form = EXPORTED
            self.words = {EXPORTED.before + word for word in PLATFORM}
        self.before, self.block = self.block, block
        matches = self.form.usual.findall(b"\n" + block)
        usual = [match for match in matches if match[1]]
        self._add_usual(usual)
        for match in matches:
            if not match[1]:
                self._take_report(match[0], LABEL + match[6])
        lines = block.split(b"\n")[:-1]
        special = self._special(lines, len(matches))
        self._count_others(lines, special, len(matches), len(matches) - len(usual))
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
        groups = Counter(zip(memory, [time[:DAY] for time in times], strict=True))
        is_plain = (
            all(is_memory(int(size)) and (not day or _is_fine(day)) for size, day in groups)
            and max(map(int, {*billed})) <= MOST_BILLED_MS
            and (self.form is BARE or all(iso_text(time.decode()) for time in (min(times), max(times))))
        )
        if not is_plain or not NAME.fullmatch(name) or not self.tally.remember(map(hash, keys)):
            for time, request, whole, decimals, billed_ms, size, _ in matches:
                self._take_report(time, _LINE % (LABEL, request, whole, decimals, billed_ms, size))
            return
        for size, day in groups:
            picked = [match for match in matches if match[5] == size and match[0][:DAY] == day]
            self._add_group(int(size), day.decode(), columns if len(groups) == 1 else list(zip(*picked, strict=True)))

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

    def _special(self, lines: list[bytes], reports: int) -> list[bytes]:
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
        chosen = (line for line in lines if any(word in line for word in words))
        return [line for line in chosen if line[skip : skip + length] not in self.words]

    def _count_others(self, lines: list[bytes], special: list[bytes], reports: int, alone: int) -> None:
        """Count the lines that are no requests, but the *special* ones; of *reports* lines *alone* are counted already."""
        before = self.form.before
        skip = self.form.skip - len(before)
        starts = [line[skip : skip + len(before) + WORD] for line in lines]
        counted = Counter(starts)
        by_word = {word: counted[before + word] for word in PLATFORM}
        by_word[LABEL[:WORD]] -= reports
        for word, count in by_word.items():
            self.tally.skip(PLATFORM[word], count)
        platform, empty = sum(by_word.values()) + reports, lines.count(b"")
        self.tally.skip(EMPTY, empty)
        self.tally.skip(TEXT, len(lines) - platform - empty - len(special))
        texts = self.tally.texts[self.events.name]
        texts.starts += by_word[START]
        if self.form is BARE:
            self.tally.traces[self.events.name] += len(TRACED.findall(self.block)) if XRAY in self.block else 0
            return
        written = sum(compress(map(len, lines), map(self.words.__contains__, starts)))
        timed = sum(count for start, count in counted.items() if start.startswith(before))
        own = timed - platform - sum(line[skip : self.form.skip] == before for line in special)
        texts.platform_events += platform - alone
        texts.platform_bytes += written - platform * self.form.skip
        texts.own_events += own
        texts.own_bytes += sum(map(len, lines)) - written - sum(map(len, special)) - own * self.form.skip

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
