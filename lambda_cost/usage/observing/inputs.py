"""Sources as blocks of whole lines: files, folders and standard input, compressed or not, with bounds on all of it."""

from __future__ import annotations

import codecs
import io
import sys
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

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
MEMBER = b"\x1f\x8b\x08"
"""How each member of gzip begins."""
TRAILER = 8
"""Bytes at the end of a member, with its check sum and size: damage that shows only there lies before it."""
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
    inputs: dict[str, Input] = {}
    for given in paths:
        if given == "-":
            inputs["-"] = Input("-", given)
        elif files.is_folder(given):
            inside = [path for path in files.list_files(Path(given), "") if not path.name.startswith(".")]
            if not inside:
                raise UnreadableFileError(f"{given} has no files; allowed: logs, or folders of them")
            for path in inside:
                inputs.setdefault(str(files.resolve(path)), Input(path, given))
        elif not files.exists(given):
            raise UnreadableFileError(f"{given} cannot be read: No such file or directory")
        else:
            inputs.setdefault(str(files.resolve(given)), Input(Path(given), given))
    return list(inputs.values())


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
        if head and not head.lstrip().startswith((GZIP, *files.UTF_16, b"{", b"[")):
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
    while (position := file.tell()) < source.end:
        chunk = file.read(min(BLOCK, source.end - position))
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
    if first.startswith(files.UTF_16):
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

    Of a damaged member all before the damage is given, and then the members behind it.

    Raises:
        BrokenInputError: at the end, if it was not whole; at once, if it becomes too much.
    """
    members = _Members(first, chunks)
    yield from members.blocks()
    if members.damage:
        lost = f": {members.lost:,} of its {members.read:,} compressed bytes cannot be read" if members.lost > TRAILER else ""
        raise BrokenInputError(f"is damaged ({members.damage}){lost}")
    if not members.is_whole:
        raise BrokenInputError("is not whole: it ends too early")


class _Members:
    """Members of gzip, one behind the other, and what of them is lost."""

    def __init__(self, first: bytes, chunks: Iterator[bytes]) -> None:
        self._data, self._chunks = first, chunks
        self._unzip, self._made = zlib.decompressobj(wbits=31), 0
        self.read, self.lost, self.damage, self.is_whole = len(first), 0, "", True

    def blocks(self) -> Iterator[bytes]:
        """What they decompress to; a line that breaks off ends there."""
        while self._data or self._fill():
            before = self._unzip.copy()
            try:
                yield from self._counted(self._unzip.decompress(self._data, BLOCK))
            except zlib.error as error:
                self.damage = self.damage or str(error).partition(": ")[2] or str(error)
                block, self._data = _up_to_damage(before, self._data)
                yield from self._counted(block + b"\n")
                self._find_next()
                self.is_whole, self._unzip = True, zlib.decompressobj(wbits=31)
                continue
            self._data, self.is_whole = self._unzip.unconsumed_tail, self._unzip.eof
            if self.is_whole:
                self._data, self._unzip = self._unzip.unused_data.lstrip(b"\0"), zlib.decompressobj(wbits=31)

    def _counted(self, block: bytes) -> Iterator[bytes]:
        self._made += len(block)
        if self._made > RATIO_AFTER and self._made > MAX_RATIO * self.read:
            raise BrokenInputError(f"is compressed more than {MAX_RATIO} times, as no log is")
        if block:
            yield block

    def _fill(self) -> bool:
        """Read on; whether anything came."""
        self._data = next(self._chunks, b"")
        self.read += len(self._data)
        return bool(self._data)

    def _find_next(self) -> None:
        """Go to what begins as a member does, or to the end."""
        while (position := self._data.find(MEMBER)) < 0:
            kept = self._data[1 - len(MEMBER) :]
            self.lost += len(self._data) - len(kept)
            if not self._fill():
                self.lost += len(kept)
                return
            self._data = kept + self._data
        self.lost += position
        self._data = self._data[position:]


def _up_to_damage(unzip: Any, data: bytes) -> tuple[bytes, bytes]:
    """What *data* decompresses to before *unzip* refuses a byte of it, and the rest from that byte on."""
    content, start = b"", 0
    for step in reversed(range(len(data).bit_length())):
        attempt, end = unzip.copy(), start + (1 << step)
        with suppress(zlib.error):
            content += attempt.decompress(data[start:end], BLOCK)
            unzip, start = attempt, end
    return content, data[start:]
