"""`observe`: from paths to what was observed."""

from __future__ import annotations

import io
import multiprocessing
import os
import re
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lambda_cost import files
from lambda_cost.errors import Problem, ScenarioError, UnreadableFileError, shown
from lambda_cost.numbers.text import printable
from lambda_cost.strict_yaml import scalar
from lambda_cost.usage.observing.adding_up import observed_of
from lambda_cost.usage.observing.envelopes import Envelopes
from lambda_cost.usage.observing.inputs import (
    HEAD,
    MAX_LINE,
    TEST_FILE,
    TOO_LONG,
    BrokenInputError,
    Input,
    in_two,
    list_inputs,
    read_chunks,
)
from lambda_cost.usage.observing.insights import take_table
from lambda_cost.usage.observing.tally import MAX_REMEMBERED, NAME, Period, Tally
from lambda_cost.usage.observing.text import TextReader
from lambda_cost.usage.observing.values import NotJsonError, Values

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterable, Iterator

    from lambda_cost.usage.observing.observed import Observed

PACKAGINGS = ("zip", "image")
NOT_TEXT = "file that is no text"
_NUMBERED = re.compile(r"[\d_.-]*|[0-9a-f-]{32,}|.*\[.*", re.ASCII)
"""Names of files and folders that an export gives, which are no functions'."""
_STREAM_FOLDER = re.compile(r"\d{4}-\d\d-\d\d-([\w-]+)\[[^\]]+\][0-9a-f]+", re.ASCII)
"""A folder that an export names after the stream of a function that shares its log group."""
_JSON = re.compile(rb"\s*(?:\{|\[\s*[\[{\]])")
_COLUMN = rb'"?(?:@?\w+(?:\.\w+)*|\w+\([@\w*. ]+\))"?'
_CSV = re.compile(_COLUMN + rb"(?:," + _COLUMN + rb")*\r?\n", re.ASCII)
_TABLES = (b"@", b"billed_ms", b"timestamp,message")
"""What headers of tables have in them: of Logs Insights, and of what the console shows of a log."""
_PACKED = re.compile(rb"\s*H4sI[\w+/=]{20}", re.ASCII)
"""Base64 of gzip, as subscriptions deliver it."""
MAX_TABLE = 64 << 20
"""Bytes of a table in CSV: the console exports 10,000 rows at most."""


def observe(
    paths: str | Path | Iterable[str | Path],
    *,
    function: str = "",
    first: date | str | None = None,
    last: date | str | None = None,
    packaging: str = "zip",
    advance: Callable[[int], None] | None = None,
) -> Observed:
    """What really ran, from logs and metrics: files and folders of them, gzip or not, each told by its content.

    >>> from lambda_cost import observe
    >>> observe([], function="checkout").functions
    ()

    Args:
        paths: one or several; `-` is standard input; folders are walked.
        function: the function of sources that do not name one; by default it is called after the file.
        first: the first day that counts, in UTC; by default all.
        last: the last day that counts.
        packaging: `zip` or `image`: whether init was free before 2025-08-01 (rule A-03).
        advance: called with the bytes of each file that is done.

    Raises:
        UnreadableFileError: if a file cannot be read, or there is none in a folder.
        ScenarioError: if an argument is not allowed.
    """
    period = _checked(function, packaging, first, last)
    given = [paths] if isinstance(paths, str | Path) else [*paths]
    inputs = list_inputs([str(path) for path in given])
    job = Job(packaging, period, function)
    tally = _read_in_two(inputs, job) or _read_all(inputs, job, advance)
    return observed_of(tally, is_named=bool(function))


class Job(NamedTuple):
    """How sources are read."""

    packaging: str
    period: Period
    function: str


def _read_all(inputs: list[Input], job: Job, advance: Callable[[int], None] | None = None, processes: int = 1) -> Tally:
    """What *inputs* add up to; of so many *processes* each remembers its share of requests."""
    tally = Tally(job.packaging, job.period, most_seen=MAX_REMEMBERED // processes)
    for source in inputs:
        _read(source, tally, job.function)
        if advance is not None:
            advance(0 if source.path == "-" else files.size(source.path))
    return tally


def _read_share(inputs: list[Input], job: Job) -> tuple[Tally, array[int]]:
    """What the half of all *inputs* adds up to, and the hashes of its requests."""
    return _read_all(inputs, job, processes=2).pack()


def _read_in_two(inputs: list[Input], job: Job) -> Tally | None:
    """The same by two processes; None if that does not pay or cannot be, or a request is in what both have read."""
    shares = in_two(inputs)
    can_fork = sys.platform == "linux" and threading.active_count() == 1 and len(os.sched_getaffinity(0)) > 1
    if shares is None or not can_fork:
        return None
    # a fork has the same hashes, by which requests are known
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as pool:
        other = pool.submit(_read_share, shares[1], job)
        tally = _read_all(shares[0], job, processes=2)
        return tally if tally.merge(*other.result()) else None


def _checked(function: str, packaging: str, first: date | str | None, last: date | str | None) -> Period:
    """The days that are asked for, if all that was given is allowed."""
    problems: list[Problem] = []
    if function and not NAME.fullmatch(function):
        problems.append(Problem("--function", f"is {shown(function)}; allowed: the name of a Lambda function"))
    if packaging not in PACKAGINGS:
        problems.append(Problem("--packaging", f"is {shown(packaging)}; allowed: {' or '.join(PACKAGINGS)}"))
    days: list[str] = []
    for option, day in (("--from", first), ("--to", last)):
        value = scalar(day) if isinstance(day, str) else day
        if value is not None and not isinstance(value, date):
            problems.append(Problem(option, f"is {shown(day)}; allowed: a day, such as 2026-11-01"))
        days.append("" if value is None else str(value))
    if problems:
        raise ScenarioError(problems)
    return Period(*days)


def _read(source: Input, tally: Tally, function: str) -> None:
    path = Path(source.path)
    if path.name == TEST_FILE:
        tally.skip("file by which an export tries whether it may write")
        return
    name = function or _name_after(source)
    words = printable(source.given)
    try:
        first, chunks = _beginning(read_chunks(source))
        if source.head:
            _read_text(chunks, tally, name, words, source.head)
        else:
            _reader(first)(chunks, tally, name, words)
    except BrokenInputError as error:
        tally.skip(NOT_TEXT if str(error) == "is no text" else "file that is not whole")
        tally.warn(f"{printable(files.name_of(source.path))} {error}; what was read of it counts")
    if not function:
        tally.named_after_file[name] = None


def _reader(first: bytes) -> Callable[[Iterator[bytes], Tally, str, str], None]:
    """What reads a file that begins with *first*."""
    if _JSON.match(first):
        return _read_values
    match = _CSV.match(first)
    if match and any(word in match[0] for word in _TABLES):
        return _read_table
    if _PACKED.match(first):
        return _read_packed
    return _read_text


def _beginning(chunks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The bytes that *chunks* begin with, by which a source is told, and all of *chunks*."""
    first = next(chunks, b"")
    try:
        while len(first) < HEAD and (more := next(chunks, b"")):
            first += more
    except BrokenInputError as error:
        return first, _again(first, chunks, error)
    return first, _again(first, chunks)


def _again(first: bytes, chunks: Iterator[bytes], broken: BrokenInputError | None = None) -> Iterator[bytes]:
    """*first* and what follows it: *chunks*, or that it is *broken*, which is said only when *first* is read."""
    yield first
    if broken is not None:
        raise broken
    yield from chunks


def _read_text(chunks: Iterator[bytes], tally: Tally, name: str, source: str, head: bytes = b"") -> None:
    reader = TextReader(Envelopes(tally, name, source).event_of(name))
    if head:
        reader.begin(head)
    try:
        for block in _blocks(chunks, tally):
            reader.take(block)
    finally:
        reader.finish()


def _blocks(chunks: Iterator[bytes], tally: Tally) -> Iterator[bytes]:
    """*chunks* cut at ends of lines; lines without end are left out."""
    rest, is_skipping = b"", False
    for chunk in chunks:
        end = chunk.find(b"\n") + 1 if is_skipping else 0
        if is_skipping and not end:
            continue
        data, is_skipping = rest + chunk[end:], False
        cut = data.rfind(b"\n") + 1
        rest = data[cut:]
        if len(rest) > MAX_LINE:
            tally.skip(TOO_LONG)
            rest, is_skipping = b"", True
        if cut:
            yield data[:cut]
    if rest:
        yield rest + b"\n"


def _read_values(chunks: Iterator[bytes], tally: Tally, name: str, source: str) -> None:
    into = Envelopes(tally, name, source)
    text = TextReader(into.event_of(name))
    try:
        for value in Values(chunks):
            if isinstance(value, NotJsonError):
                text.take(value.text.encode("utf-8", "replace") + b"\n")
            else:
                into.take(value)
    finally:
        text.finish()


def _read_packed(chunks: Iterator[bytes], tally: Tally, name: str, source: str) -> None:
    into = Envelopes(tally, name, source)
    for block in _blocks(chunks, tally):
        for line in block.split():
            into.unpack(line.decode("ascii", "replace"))


def _read_table(chunks: Iterator[bytes], tally: Tally, name: str, source: str) -> None:
    raw, broken = io.BytesIO(), None
    try:
        for chunk in chunks:
            raw.write(chunk)
            if raw.tell() > MAX_TABLE:
                raise UnreadableFileError(f"{source} is too large for a table; allowed: at most {MAX_TABLE:,} bytes")
    except BrokenInputError as error:
        broken = error
        raw.truncate(raw.getvalue().rfind(b"\n") + 1)  # no half row
    columns, rows = files.parse_table(raw.getvalue().decode("utf-8", "replace"), source)
    take_table(columns, (row for _, row in rows), Envelopes(tally, name, source))
    if broken is not None:
        raise broken


def _name_after(source: Input) -> str:
    """What to call a function that no source names: its file or folder, or what was given."""
    path = Path(source.path)
    folders = [parent.name for parent in path.parents]
    streams = [match[1] for folder in folders if (match := _STREAM_FOLDER.fullmatch(folder))]
    inside = [parent.name for parent in path.parents if parent.is_relative_to(source.given)]
    names = [*streams, path.name.split(".", 1)[0], *inside, Path(source.given).stem]
    for name in names:
        plain = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")
        if not _NUMBERED.fullmatch(name) and NAME.fullmatch(plain):
            return plain
    return "function"
