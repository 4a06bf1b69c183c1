"""Sources as blocks of whole lines: files, folders and standard input, compressed or not, with bounds on all of it."""

from __future__ import annotations

import codecs
import io
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lambda_cost import files
from lambda_cost.errors import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

BLOCK = 1 << 18
"""Bytes that are read at once: what is made of them fits into the caches of a processor."""
MAX_LINE = 1 << 20
"""Bytes of a line: CloudWatch takes events of 1 MB at most."""
MAX_RATIO = 200
"""How many times its size a compressed file may become, once that is more than `RATIO_AFTER`: logs become 10 to 50."""
RATIO_AFTER = 256 << 20
HEAD = 1 << 14
"""Bytes by which a source is told, if it has so many."""
MIN_BYTES_TO_SPLIT = 16 << 20
"""Bytes from which a second process pays for its start."""
GZIP = b"\x1f\x8b"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_UTF_8 = b"\xef\xbb\xbf"
TEST_FILE = "aws-logs-write-test"
"""What CloudWatch writes beside an export, to see whether it may."""
TOO_LONG = "line of more than 1 MB"


class Input(NamedTuple):
    """One file to read."""

    path: Path | str
    """Where it is; `-` is standard input."""
    given: str
    """The source as it was given: itself, or a folder that it is in."""
    begin: int = 0
    """Where to begin, after the next end of a line and of an object over several lines if that is not 0."""
    end: int = 0
    """Where to end, with the same line and object; 0 for the whole file."""
    head: bytes = b""
    """How the file begins, if that is not read."""


class BrokenInputError(Exception):
    """A file that breaks off or is no text; what was read of it counts."""


def list_inputs(paths: list[str]) -> list[Input]:
    """The files of *paths*, folders walked, each file once.

    Raises:
        UnreadableFileError: if one is not there, or a folder has none.
    """
    found: dict[str, Input] = {}
    for given in paths:
        if given == "-":
            found["-"] = Input("-", given)
        elif files.is_folder(given):
            inside = [path for path in files.list_files(Path(given), "") if not path.name.startswith(".")]
            if not inside:
                raise UnreadableFileError(f"{given} has no files; allowed: logs, or folders of them")
            for path in inside:
                found.setdefault(str(files.resolve(path)), Input(path, given))
        elif not files.exists(given):
            raise UnreadableFileError(f"{given} cannot be read: No such file or directory")
        else:
            found.setdefault(str(files.resolve(given)), Input(Path(given), given))
    return list(found.values())


def in_two(inputs: list[Input]) -> tuple[list[Input], list[Input]] | None:
    """*inputs* in two shares of much the same size; None if there is too little to share."""
    sizes = {source: 0 if source.path == "-" else files.size(source.path) for source in inputs}
    total = sum(sizes.values())
    if total < MIN_BYTES_TO_SPLIT or "-" in {source.path for source in inputs}:
        return None
    shares: tuple[list[Input], list[Input]] = ([], [])
    filled = [0, 0]
    for source in sorted(inputs, key=lambda source: -sizes[source]):
        head = _head(source.path) if sizes[source] > total // 2 else b""
        parts = [source]
        if head and not head.lstrip().startswith((GZIP, *_UTF_16, b"{", b"[")):
            half = sizes[source] // 2
            parts = [source._replace(end=half), source._replace(begin=half, end=sizes[source], head=head)]
        for part in parts:
            less = filled.index(min(filled))
            shares[less].append(part)
            filled[less] += sizes[source] // len(parts)
    return shares if all(shares) else None


def _head(path: Path | str) -> bytes:
    """How the file at *path* begins."""
    with files.open_file(path, "rb") as file:
        head: bytes = file.read(HEAD)
    return head


def read_chunks(source: Input) -> Iterator[bytes]:
    """The bytes of *source*, as UTF-8, decompressed if they are gzip.

    Raises:
        UnreadableFileError: if it cannot be opened.
        BrokenInputError: if it breaks off, is no text, or grows beyond all measure.
    """
    path = source.path
    if str(path) == "-":
        if sys.stdin is None:
            raise UnreadableFileError(f"{files.STANDARD_INPUT} is closed")
        yield from decoded(_raw(sys.stdin.buffer))
        return
    try:
        with files.open_file(path, "rb") as file:
            yield from decoded(_raw(file) if not source.end else _part(file, source))
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be read: {error.strerror or error}") from None


def _raw(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(BLOCK):
        yield chunk


def _part(file: IO[bytes], source: Input) -> Iterator[bytes]:
    """The lines that begin between the two ends of *source*."""
    if source.begin:
        file.seek(source.begin - 1)
        file.readline()
        for _ in _rest_of_object(file):
            pass
    chunk = b"\n"
    while (place := file.tell()) < source.end:
        chunk = file.read(min(BLOCK, source.end - place))
        yield chunk
    if not chunk.endswith(b"\n"):
        yield file.readline()
    yield from _rest_of_object(file)


def _rest_of_object(file: IO[bytes]) -> Iterator[bytes]:
    """The lines that may be inside an object over several lines: indented ones and those that close it."""
    while (line := file.readline()).startswith((b" ", b"\t", b"}")):
        yield line
    file.seek(-len(line), io.SEEK_CUR)


def decoded(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """*chunks* decompressed if they are gzip, and as UTF-8 if they are UTF-16.

    Raises:
        BrokenInputError: as `read_chunks`.
    """
    first = next(chunks, b"")
    if first.startswith(GZIP):
        chunks = inflated(first, chunks)
        first = next(chunks, b"")
    if first.startswith(_UTF_16):
        decode = codecs.getincrementaldecoder("utf-16")("replace").decode
        yield decode(first).encode()
        yield from (decode(chunk).encode() for chunk in chunks)
        return
    if b"\0" in first:
        raise BrokenInputError("is no text")
    yield first.removeprefix(_UTF_8)
    yield from chunks


def inflated(first: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """What *first* and *chunks*, members of gzip, decompress to, in blocks of one size at most.

    Raises:
        BrokenInputError: if it is not whole, or becomes too much.
    """
    unzip, read, made, data, is_whole = zlib.decompressobj(wbits=31), 0, 0, first, True
    try:
        while data:
            read += len(data)
            while data:
                block = unzip.decompress(data, BLOCK)
                made += len(block)
                if made > RATIO_AFTER and made > MAX_RATIO * read:
                    raise BrokenInputError(f"is compressed more than {MAX_RATIO} times, as no log is")
                if block:
                    yield block
                data, is_whole = unzip.unconsumed_tail, unzip.eof
                if is_whole:
                    data, unzip = unzip.unused_data.lstrip(b"\0"), zlib.decompressobj(wbits=31)
            data = next(chunks, b"")
    except zlib.error as error:
        raise BrokenInputError(f"is not whole: {str(error).partition(': ')[2] or error}") from None
    if not is_whole:
        raise BrokenInputError("is not whole: it ends too early")
