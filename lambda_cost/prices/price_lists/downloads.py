"""Files from an https address, within limits of size and time, whole or gone on with after they were cut off."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.errors import UnreadableFileError
from lambda_cost.prices.price_lists import fetch

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PARTIAL = 206
"""The status of an answer that has a part."""
TRIES = 3
"""How often a file is asked for that is cut off."""


class Limits(NamedTuple):
    """How much a list may be, and how long fetching may take."""

    bytes: int
    """Bytes of one file, unpacked."""
    seconds: float
    """Seconds of a whole fetch, with all files of an index."""


LIMITS = Limits(4 * 1024**3, 1800)
"""AWS's largest list for these services has some hundred MB."""


def to_file(address: str, path: Path, limits: Limits, deadline: fetch.Deadline, advance: Callable[[int], None]) -> str:
    """Write what *address* gives into the file at *path*; the address it came from in the end.

    Raises:
        UnreadableFileError: if it is no https address, or leads off https, cannot be had, is larger or takes
            longer than *limits* allow, or is cut off.
    """
    with fetch.opened(address, deadline) as answer, path.open("wb") as file:
        _copy(answer, file, address, limits, deadline, advance)
        return str(answer.url)


def size_of(address: str, deadline: fetch.Deadline) -> int | None:
    """The bytes that *address* would give; None if it does not say.

    Raises:
        UnreadableFileError: as `to_file`.
    """
    with fetch.opened(address, deadline, method="HEAD") as answer:
        size = answer.headers.get("Content-Length")
        return int(size) if size and size.isdecimal() else None


def resume(address: str, path: Path, limits: Limits, deadline: fetch.Deadline, advance: Callable[[int], None]) -> None:
    """Write what *address* gives into the file at *path*, and go on where an earlier fetch was cut off.

    Beside the file stands the ETag of what it has the beginning of: the rest is asked for on the condition that
    the address still gives the same, and else everything.

    Raises:
        CutOffError: if it is cut off; what came is kept.
        UnreadableFileError: as `to_file`.
    """
    tag = path.with_name(f"{path.name}.etag")
    have = path.stat().st_size if path.is_file() and tag.is_file() else 0
    conditions = {"Range": f"bytes={have}-", "If-Range": tag.read_text(encoding="latin-1")} if have else {}
    try:
        with fetch.opened(address, deadline, conditions) as answer:
            if answer.status == PARTIAL:
                _check_begins(answer, address, have)
                advance(have)
            else:
                have = 0
                path.unlink(missing_ok=True)  # before its new tag is there: a kill between the two leaves no mixture
                _note(tag, answer.headers.get("ETag"))
            with path.open("ab") as file:
                _copy(answer, file, address, limits, deadline, advance, have)
    except fetch.NoSuchPartError:
        path.unlink(missing_ok=True)
        raise


def _check_begins(answer: Any, address: str, have: int) -> None:
    """Refuse a part that does not begin behind the bytes that are there."""
    if not have or not str(answer.headers.get("Content-Range", "")).startswith(f"bytes {have}-"):
        raise fetch.NoSuchPartError(f"{address} cannot be fetched: it goes on elsewhere than where it ended")


def _note(tag: Path, etag: str | None) -> None:
    """Keep *etag* in the file *tag*, if it is one that says that every byte is the same."""
    if etag and not etag.startswith("W/"):
        tag.write_text(etag, encoding="latin-1")
    else:
        tag.unlink(missing_ok=True)


def _copy(
    answer: Any,
    file: Any,
    address: str,
    limits: Limits,
    deadline: fetch.Deadline,
    advance: Callable[[int], None],
    count: int = 0,
) -> None:
    """Copy *answer* into *file*, which has *count* bytes, within *limits* and before *deadline*."""
    length = answer.headers.get("Content-Length")
    expected = count + int(length) if length is not None and length.isdecimal() else None
    for chunk in fetch.chunks(answer, address, deadline):
        count += len(chunk)
        if count > limits.bytes:
            raise UnreadableFileError(f"{address} has more than {limits.bytes:,} bytes; --max-size allows more")
        file.write(chunk)
        advance(len(chunk))
    deadline.left(address)
    if expected is not None and expected != count:
        raise fetch.CutOffError(f"{address} was cut off after {count:,} of {expected:,} bytes")


def keep(address: str, path: Path, limits: Limits, deadline: fetch.Deadline, advance: Callable[[int], None]) -> Path:
    """*path* with all that *address* gives: as it is, if it is there; else gone on with, when it was cut off before.

    Raises:
        UnreadableFileError: as `to_file`; what came is kept beside *path*.
    """
    if path.is_file():
        advance(path.stat().st_size)
        return path
    part = path.with_name(f"{path.name}.part")
    done = reported = 0

    def tell(count: int) -> None:
        nonlocal done, reported
        done += count
        advance(max(done - reported, 0))
        reported = max(done, reported)

    for _ in range(TRIES - 1):
        done = 0
        with suppress(fetch.CutOffError):
            resume(address, part, limits, deadline, tell)
            break
    else:
        done = 0
        resume(address, part, limits, deadline, tell)
    part.replace(path)
    return path


def remove(path: Path) -> None:
    """Remove the file at *path*, or the folder with all that is in it.

    Raises:
        UnreadableFileError: if it cannot be removed.
    """
    from shutil import rmtree

    try:
        if path.is_dir():
            rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be removed: {error.strerror or error}") from None
