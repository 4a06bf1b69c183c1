"""Files that a user names: read within bounds, decoded, listed, and written whole or not at all.

No other module opens, lists, resolves or replaces a user's file.  So whatever the system says against a
name is an `UnreadableFileError`, and pipes and `/dev/stdout` work wherever a file does.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager, suppress
from io import StringIO
from pathlib import Path
from stat import S_IMODE, S_ISDIR, S_ISREG
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from lambda_cost import strict_yaml
from lambda_cost.errors import ProblemsError, ScenarioError, UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from lambda_cost.strict_yaml import Document

STANDARD_INPUT = "standard input"
"""What `-` is called in messages."""
MAX_LISTED = 100_000
"""Files and folders that a folder may have in it, at any depth."""
ABANDONED_AFTER_S = 3600
"""Age from which a temporary file is taken for that of a program that was killed."""

_DESCRIPTORS = {"/dev/fd", "/proc/self/fd"}
_MAX_DESCRIPTOR_DIGITS = 9
_STREAMS = {"/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2}
_TEMPORARY = ".lambda-cost-{}.new"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""How text in UTF-16 begins, as PowerShell and spreadsheets write it."""


def read_bytes(path: str | Path, *, name: str = "", max_bytes: int = strict_yaml.MAX_BYTES) -> bytes:
    """The bytes of the file at *path*, or of standard input if that is `-`; messages call it *name*.

    Raises:
        UnreadableFileError: if it is not there, is a folder, cannot be read, or has more than *max_bytes*.
    """
    name = name or name_of(path)
    if str(path) == "-" and sys.stdin is None:
        raise UnreadableFileError(f"{STANDARD_INPUT} is closed")
    with _explained(name, "read"):
        if str(path) == "-":
            raw = sys.stdin.buffer.read(max_bytes + 1)
        else:
            with open_file(path, "rb") as file:
                raw = file.read(max_bytes + 1)
    if len(raw) > max_bytes:
        raise UnreadableFileError(f"{name} is too large; allowed: at most {max_bytes:,} bytes")
    return raw


def read_text(path: str | Path, *, name: str = "", max_bytes: int = strict_yaml.MAX_BYTES) -> str:
    """The text of the file at *path*, or of standard input if that is `-`; messages call it *name*.

    Raises:
        UnreadableFileError: if it cannot be read, is no text, or has more than *max_bytes*.
    """
    return decode_text(read_bytes(path, name=name, max_bytes=max_bytes), name or name_of(path))


def decode_text(raw: bytes, name: str) -> str:
    """The text that *raw* is: UTF-8, or UTF-16 with a byte order mark, as PowerShell redirects what a program prints.

    Raises:
        UnreadableFileError: if it is neither.
    """
    try:
        return raw.decode("utf-16" if raw.startswith(UTF_16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFileError(f"{name} is not text in UTF-8 (byte {error.start:,})") from None


def read_document(path: str | Path, *, name: str = "", error: type[ProblemsError] = ScenarioError) -> Document:
    """The YAML or JSON in the file at *path*, or on standard input if that is `-`; messages call it *name*.

    Raises:
        UnreadableFileError: if it is not there, not a file, not text, or too large.
        ProblemsError: if it is not well formed, as the kind *error*.
    """
    name = name or name_of(path)
    try:
        return strict_yaml.read(read_text(path, name=name), name)
    except ProblemsError as wrong:
        raise error(wrong.problems) from None


def open_file(path: str | Path, mode: str, **options: Any) -> IO[Any]:
    """The file at *path*, opened as `open` does; where that names a descriptor of this process, a copy of it.

    A socket, which standard input is in some editors, can be had in no other way.
    """
    number = _descriptor(path)
    return open(path if number is None else os.dup(number), mode, **options)  # noqa: PTH123 - closed by its callers


class Table(NamedTuple):
    """A table in CSV."""

    columns: list[str]
    """The names in its first line."""
    rows: Iterator[tuple[int, list[str]]]
    """Every other line that is not empty: its number, counted from 1, and its cells."""


def parse_table(text: str, name: str, delimiter: str = ",") -> Table:
    """The CSV table that *text* is, its cells without blanks around them; messages call it *name*.

    Raises:
        UnreadableFileError: if it is no CSV; of the rows, when they are asked for.
    """
    rows = _rows(text, name, delimiter)
    return Table(next(rows, (1, list[str]()))[1], rows)


def _rows(text: str, name: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    import csv

    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise UnreadableFileError(f"{name} cannot be read: line {reader.line_num}: {error}") from None


def name_of(path: str | Path) -> str:
    """What messages call *path*."""
    return STANDARD_INPUT if str(path) == "-" else str(path)


def exists(path: str | Path) -> bool:
    """Whether anything is at *path*."""
    return _status(path) is not None


def is_folder(path: str | Path) -> bool:
    """Whether a folder is at *path*."""
    status = _status(path)
    return status is not None and S_ISDIR(status.st_mode)


def is_file(path: str | Path) -> bool:
    """Whether a regular file is at *path*: no folder, pipe or device."""
    status = _status(path)
    return status is not None and S_ISREG(status.st_mode)


def size(path: str | Path) -> int:
    """The bytes of the file at *path*; 0 if nothing is there."""
    status = _status(path)
    return 0 if status is None else status.st_size


def resolve(path: str | Path) -> Path:
    """*path* from the root, with every link followed."""
    with _explained(str(path), "read"):
        return Path(os.path.realpath(path))


def list_files(folder: Path, *suffixes: str, depth: int | None = None, most: int = MAX_LISTED) -> list[Path]:
    """The files in *folder* whose names end in one of *suffixes*, sorted; in hidden folders none.

    Args:
        folder: where to look; links to folders are followed.
        suffixes: `.yaml`, `.json`.
        depth: how many folders down; None for all.
        most: how many files and folders it may have in it.

    Raises:
        UnreadableFileError: if a folder cannot be read, or has too much in it.
    """
    paths: list[Path] = []
    seen = 0
    for parent, folders, names in os.walk(folder, onerror=_refuse, followlinks=True):
        is_deepest = depth is not None and len(Path(parent).relative_to(folder).parts) >= depth
        folders[:] = [] if is_deepest else [name for name in folders if not name.startswith(".")]
        seen += len(names) + 1
        if seen > most:
            raise UnreadableFileError(f"{folder} has more than {most:,} files")
        paths += [Path(parent) / name for name in names if name.endswith(suffixes)]
    return sorted(paths)


def make_folder(path: str | Path, done: str = "written") -> None:
    """Make the folder at *path*, and those above it, if they are not there; a message says that it cannot be *done*.

    Raises:
        UnreadableFileError: if it cannot be made.
    """
    with _explained(str(path), done):
        Path(path).mkdir(parents=True, exist_ok=True)


def write_text(path: str | Path, text: str | Iterable[str]) -> None:
    """Put *text*, or one text after the other, into the file at *path*, whole or not at all.

    A link is followed; a device, a pipe or `/dev/stdout` is written to as it is.

    Raises:
        UnreadableFileError: if it cannot be written.
    """
    texts = [text] if isinstance(text, str) else text
    with replacing(path) as temporary, open_file(temporary, "w", encoding="utf-8", newline="\n") as file:
        file.writelines(texts)


@contextmanager
def replacing(path: str | Path) -> Generator[Path]:
    """A file to write to, which takes the place of the one at *path* if all goes well, and else is removed.

    It has the permissions of the old file from its beginning, and a name that nobody can guess.  What is no
    file, such as a pipe, is itself what is written to.

    Raises:
        UnreadableFileError: if it cannot be written.
    """
    with _explained(str(path), "written"):
        status = _status(path, "written")
        if status is not None and (_descriptor(path) is not None or not S_ISREG(status.st_mode)):
            yield Path(path)
            return
        target = Path(os.path.realpath(path))
        _remove_abandoned(target.parent)
        temporary = target.with_name(_TEMPORARY.format(os.urandom(8).hex()))
        mode = None if status is None else S_IMODE(status.st_mode)
        os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if mode is None else mode & 0o777 | 0o600))
        try:
            yield temporary
            if mode is not None:
                temporary.chmod(mode)
            _flush_to_disk(temporary, os.O_RDWR)
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        with suppress(OSError):  # a system where folders cannot be opened keeps their entries by itself
            _flush_to_disk(target.parent, os.O_RDONLY)


def _status(path: str | Path, done: str = "read") -> os.stat_result | None:
    """What the system says of *path*, links followed; None if nothing is there."""
    with _explained(str(path), done), suppress(FileNotFoundError, NotADirectoryError):
        return Path(path).stat()
    return None


def _descriptor(path: str | Path) -> int | None:
    """The number of the open descriptor that *path* names, such as /dev/fd/63 or /dev/stdout; None if it names none."""
    folder, _, number = str(path).rpartition("/")
    if folder in _DESCRIPTORS and number.isascii() and number.isdecimal() and len(number) <= _MAX_DESCRIPTOR_DIGITS:
        return int(number)
    return _STREAMS.get(str(path))


def _flush_to_disk(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_abandoned(folder: Path) -> None:
    """Remove what killed programs left in *folder*; another that is still at work wrote to its file within the hour."""
    with suppress(OSError):
        for path in folder.glob(_TEMPORARY.format("*")):
            if time.time() - path.stat().st_mtime > ABANDONED_AFTER_S:
                path.unlink()


def _refuse(error: OSError) -> None:
    with _explained(str(error.filename), "read"):
        raise error


@contextmanager
def _explained(name: str, done: str) -> Generator[None]:
    """What the system says against a file, in words: *name* cannot be *done*, and why."""
    try:
        yield
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error).removeprefix("stat: ")  # which Python 3.13 says first
        raise UnreadableFileError(f"{name} cannot be {done}: {why}") from None
