"""Tables written so that a kill at any moment leaves each of them old or new, and never a mixture."""

from __future__ import annotations

from contextlib import contextmanager
from difflib import unified_diff
from typing import TYPE_CHECKING, NamedTuple

from lambda_cost import files
from lambda_cost.data import pricing_data
from lambda_cost.errors import Problem, TableError, UnreadableFileError
from lambda_cost.prices import checking, history, writing
from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.table_folder import TableFolder

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping, Sequence
    from pathlib import Path

    from lambda_cost.prices.table import Table


LOCK_FILE = ".lambda-cost.lock"
"""The file by which commands keep out of each other's way; it stays in the folder, and is empty."""
PATIENCE_S = 60.0
"""Seconds for which a command waits for another one."""


class TableChange(NamedTuple):
    """The file of one table, before and after."""

    address: str
    """The table's address, `aws_lambda.function`."""
    path: Path
    """Its file."""
    old: str
    """What stands there."""
    new: str
    """What is to stand there."""


def changes_of(folder: TableFolder, tables: Mapping[str, Table], *, rewrite: bool) -> list[TableChange]:
    """The files of *folder* that change if it is to have *tables*, by address; their text is canonical and checked.

    Raises:
        TableError: if a file has another form than the canonical, so that more than prices would change, and
            *rewrite* does not allow that; or if a new text were wrong.
    """
    changes: list[TableChange] = []
    for address, table in tables.items():
        path = folder.path.joinpath(*address.split(".")).with_suffix(".yaml")
        name = f"{folder.path.name}/{address.replace('.', '/')}.yaml"
        old = files.read_text(path, name=name)
        new = writing.text(table)
        if old != writing.text(checking.table_of(old, name, folder.allowed)) and not rewrite:
            why = "is not in the canonical form: more than prices would change, and comments be lost; --rewrite allows it"
            raise TableError([Problem("", why, name)])
        checking.table_of(new, name, folder.allowed)
        if new != old:
            changes.append(TableChange(address, path, old, new))
    return changes


def diff(changes: Iterable[TableChange], folder: Path) -> str:
    """What *changes* change, as `diff -u` writes it."""
    lines: list[str] = []
    for change in changes:
        name = f"{folder.name}/{change.path.relative_to(folder).as_posix()}"
        old, new = change.old.splitlines(), change.new.splitlines()
        lines += unified_diff(old, new, f"a/{name}", f"b/{name}", lineterm="")
    return "".join(f"{line}\n" for line in lines)


@contextmanager
def changing(folder: Path, patience_s: float | None = None) -> Generator[None]:
    """Keep other commands from changing what is in *folder*: they wait, so that no change of theirs is lost.

    They wait for *patience_s*, by default `PATIENCE_S`; with 0 they are refused at once.  The system takes the lock back from
    a command that is killed, so that none is ever left over.

    Raises:
        UnreadableFileError: if another command changes them for too long, or the folder cannot be locked.
    """
    from filelock import FileLock, Timeout

    patience_s = PATIENCE_S if patience_s is None else patience_s
    lock = FileLock(folder / LOCK_FILE, timeout=patience_s)
    try:
        lock.acquire()
    except Timeout:
        waited = f" for more than {patience_s:g} seconds" if patience_s else ""
        raise UnreadableFileError(f"{folder} is being changed by another command{waited}; nothing was changed") from None
    except OSError as error:
        raise UnreadableFileError(f"{folder} cannot be locked: {error.strerror or error}") from None
    try:
        yield
    finally:
        lock.release()


def save(folder: TableFolder, changes: Sequence[TableChange]) -> bool:
    """Write *changes*, each file whole or not at all, and then the lock of their history, if the folder has one.

    A kill between two of them leaves tables that are each right; the same command makes the rest, and so does
    saving no changes for the lock.  True if anything was written.

    Raises:
        TableError: if the history would change instead of grow; then nothing is written.
        UnreadableFileError: if a file cannot be written, or is not what it was when the changes were made.
    """
    lock = folder.path / history.LOCK
    old = new = ""
    if files.exists(lock):
        old = files.read_text(lock)
        tables = {change.address: checking.table_of(change.new, change.address, folder.allowed) for change in changes}
        new = history.grown(PriceBook(TableFolder(folder.path, tables=tables)), old)
    for change in changes:
        if files.read_text(change.path) != change.old:
            message = f"{change.path} was changed by another program meanwhile; nothing was written: run the command again"
            raise UnreadableFileError(message)
    for change in changes:
        files.write_text(change.path, change.new)
    if new != old:
        files.write_text(lock, new)
    return bool(changes) or new != old


def check_changeable(folder: Path) -> None:
    """Refuse *folder* if it has no price tables that may be changed.

    Raises:
        UnreadableFileError: if it has none, or they are those of the installed package.
    """
    if not TableFolder(folder).addresses():
        raise UnreadableFileError(f"{folder} has no price tables; copy them from {pricing_data()}")
    if files.resolve(folder) == files.resolve(pricing_data()) and not files.exists(pricing_data().parent / "pyproject.toml"):
        message = f"{folder} has the tables of the installed package, which are not changed; copy them, and use --prices"
        raise UnreadableFileError(message)
