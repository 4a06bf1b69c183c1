"""How the lines of a log begin: with nothing, with a time as an export to S3 has it, or as a tool shows them."""

from __future__ import annotations

import re
from typing import NamedTuple

from lambda_cost.usage.observing.events import PLATFORM, iso_text
from lambda_cost.usage.observing.report_line import LABEL

_USUAL = (
    rb"REPORT RequestId: (?:((?s:.{36}))\tDuration: (\d{1,7})\.(\d\d) ms\tBilled Duration: (\d{1,7}) ms"
    rb"\tMemory Size: (\d{3,5}) MB\tMax Memory Used: \d{1,5} MB(?:\tInit Duration: (\d{1,7})\.(\d\d) ms)?\t?(?=\n)|([^\n]*))"
)
_WORDS = b"|".join(map(re.escape, PLATFORM))
_STREAM = rb"\d{4}/\d\d/\d\d/\S*\[[^\]\s]+\][0-9a-f]+"
_TIME = rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?"
BEFORE = re.compile(rb"(?:(" + _STREAM + rb")\s+)?(?:(" + _TIME + rb")\s+)?(?:(" + _STREAM + rb")\s+)?")
"""What `sam logs` and `aws logs tail` write before a line: stream and time, in either order."""
_UNNAMED = rb"(?:\d{4}/\d\d/\d\d/\[[^\]\s]+\][0-9a-f]+ )?"
"""The stream of a function that alone writes to its log group."""
_SHOWN = re.compile(
    rb"^" + _UNNAMED + rb"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)? " + _UNNAMED, re.MULTILINE
)
"""The same where all lines are of one function, which mostly is so."""
NAMED_LINE = re.compile(rb"^(?:" + _TIME + rb" )?\d{4}/\d\d/\d\d/[^\s\[\]/]+\[[^\]\s]+\][0-9a-f]+ ", re.MULTILINE)
"""A line of one of several functions that share a log group, as tools show it."""
_COLOURS = re.compile(rb"\x1b\[[\d;]*m")
EXPORTED_TIME = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ")
"""What an export to S3 writes before an event; later lines of the same event have nothing before them."""
_BARE_LINE = re.compile(rb"^(?:START|END|REPORT) RequestId: ", re.MULTILINE)
_TIMED_LINE = re.compile(_SHOWN.pattern + rb"(?:START|END|REPORT) RequestId: ", re.MULTILINE)
_UTC = {b"", b"Z", b"+00:00", b"+0000"}
_RECORD = re.compile(rb'"type":\s*"platform\.')
_PRETTY = re.compile(rb"^(?![ \t])(?:[^\n]*[ \t])?\{\r?\n(?:[ \t][^\n]*\n)*\}", re.MULTILINE)
"""An object over several lines: it begins in a line that is not indented, so that no line is looked at twice."""
_OPENING = (b"{\n", b"{\r\n")


class Form(NamedTuple):
    """How the lines of a source begin."""

    skip: int
    """Bytes before a line's own."""
    lambdas: re.Pattern[bytes]
    """The lines of Lambda, and what they begin with."""
    usual: re.Pattern[bytes]
    """REPORT lines of those: the time if there is one, and the columns of usual lines, or else all that follows the label."""


BARE = Form(0, re.compile(rb"\n((" + _WORDS + rb").*)"), re.compile(rb"\n()" + _USUAL))
EXPORTED = Form(25, re.compile(rb"\n(.{23}Z (" + _WORDS + rb").*)"), re.compile(rb"\n(.{23})Z " + _USUAL))


def form_of(head: bytes) -> tuple[Form, bool]:
    """The form of the lines of a log that begins with *head*, and whether they are first to be made like an export's."""
    text = _COLOURS.sub(b"", head.lstrip())
    if not _SHOWN.match(text) or (_BARE_LINE.search(text) and not _TIMED_LINE.search(text)):
        return BARE, False
    return EXPORTED, EXPORTED_TIME.match(head.lstrip()) is None


def as_exported(block: bytes) -> bytes:
    """*block* with what tools show before an event as an export has it; the names of streams are left out.

    >>> as_exported(b"2026-05-28T10:00:00+00:00 2026/05/28/[$LATEST]0a hello").decode()
    '2026-05-28T10:00:00.000Z hello'
    """
    return _SHOWN.sub(_exported, _COLOURS.sub(b"", block) if b"\x1b[" in block else block)


def _exported(match: re.Match[bytes]) -> bytes:
    seconds, fraction, zone = match.groups(b"")
    if zone in _UTC:
        return b"%b.%bZ " % (seconds, fraction.ljust(3, b"0")[:3])
    time = iso_text(b"".join((seconds, b"." * bool(fraction), fraction, zone)).decode())
    return f"{time}Z ".encode() if time else match[0]


def in_one_line(block: bytes) -> bytes:
    """*block* with each record of Lambda's that is a JSON object over several lines in one line."""
    return _PRETTY.sub(lambda match: match[0].replace(b"\n", b" ") if _RECORD.search(match[0]) else match[0], block)


def start_of_open_object(block: bytes, most: int) -> int:
    """Where the object over several lines begins that *block* breaks off in; the length of *block* if there is none.

    It begins at most *most* bytes before the end, give or take a line.

    >>> start_of_open_object(b'a\\n{\\n  "b": 1\\n', most=99), start_of_open_object(b"a\\nb\\n", most=99)
    (2, 4)
    """
    end = len(block)
    while end and len(block) - end <= most:
        begin = block.rfind(b"\n", 0, end - 1) + 1
        if block[begin : begin + 1] not in {b" ", b"\t"}:
            return begin if block[begin:end].endswith(_OPENING) else len(block)
        end = begin
    return len(block)


LINE = b"%b%b\tDuration: %b.%b ms\tBilled Duration: %b ms\tMemory Size: %b MB"
"""A REPORT line of its label, id, duration before and after the point, billed time and memory."""


def usual_line(columns: tuple[bytes, ...]) -> bytes:
    """The REPORT line of the *columns* of a usual one."""
    _, request, whole, decimals, billed_ms, size, init, of_init, _ = columns
    more = b"\tInit Duration: %b.%b ms" % (init, of_init) if init else b""
    return LINE % (LABEL, request, whole, decimals, billed_ms, size) + more
