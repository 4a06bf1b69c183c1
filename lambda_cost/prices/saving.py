"""Tables written so that a kill at any moment leaves each of them old or new, and never a mixture."""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING, NamedTuple

from lambda_cost import files
from lambda_cost.data import pricing_data
from lambda_cost.errors import Problem, TableError, UnreadableFileError
from lambda_cost.prices import checking, history, writing
from lambda_cost.prices.book import PriceBook

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from lambda_cost.prices.table import Table


class Written(NamedTuple):
    """One table, before and after."""

    address: str
    """Its address, `aws_lambda.function`."""
    path: Path
    """Its file."""
    old: str
    """What stands there."""
    new: str
    """What is to stand there."""


def written(folder: Path, tables: Mapping[str, Table], *, rewrite: bool) -> list[Written]:
    """The files of *tables* in *folder* that change, their text canonical and checked.

    Raises:
        TableError: if a file has another form than the canonical, so that more than prices would change, and
            *rewrite* does not allow that; or if a new text were wrong.
    """
    changes: list[Written] = []
    allowed = PriceBook(folder).allowed
    for address, made in tables.items():
        path = folder.joinpath(*address.split(".")).with_suffix(".yaml")
        name = f"{folder.name}/{address.replace('.', '/')}.yaml"
        old = files.read_text(path, name=name)
        new = writing.text(made)
        if old != writing.text(checking.table_of(old, name, allowed)) and not rewrite:
            says = "is not in the canonical form: more than prices would change, and comments be lost; --rewrite allows it"
            raise TableError([Problem("", says, name)])
        checking.table_of(new, name, allowed)
        if new != old:
            changes.append(Written(address, path, old, new))
    return changes


def diff(changes: Iterable[Written], folder: Path) -> str:
    """What *changes* change, as `diff -u` writes it."""
    lines: list[str] = []
    for one in changes:
        name = f"{folder.name}/{one.path.relative_to(folder).as_posix()}"
        lines += unified_diff(one.old.splitlines(), one.new.splitlines(), f"a/{name}", f"b/{name}", lineterm="")
    return "".join(f"{line}\n" for line in lines)


def save(folder: Path, changes: Iterable[Written]) -> None:
    """Write *changes*, each file whole or not at all, and then the lock of their history, if the folder has one.

    A kill between two of them leaves tables that are each right; the same command makes the rest.

    Raises:
        TableError: if the history would change instead of grow; then nothing is written.
        UnreadableFileError: if a file cannot be written.
    """
    todo = list(changes)
    lock = folder / history.LOCK
    grown = ""
    if files.exists(lock):
        text = files.read_text(lock)
        grown = history.grown(_Ahead(folder, {one.address: one.new for one in todo}), text)
        grown = "" if grown == text else grown
    for one in todo:
        files.write_text(one.path, one.new)
    if grown:
        files.write_text(lock, grown)


class _Ahead(PriceBook):
    """The book of a folder as it will be."""

    def __init__(self, folder: Path, texts: dict[str, str]) -> None:
        super().__init__(folder)
        self.texts = texts

    def table(self, address: str) -> Table:
        """The table that will be at *address*."""
        return (
            checking.table_of(self.texts[address], address, self.allowed) if address in self.texts else super().table(address)
        )


def own(folder: Path) -> Path:
    """*folder*, if it has price tables that may be changed.

    Raises:
        UnreadableFileError: if it has none, or they are those of the installed package.
    """
    if not PriceBook(folder).addresses():
        message = f"{folder} has no price tables; make a folder of your own from {pricing_data()}"
        raise UnreadableFileError(message)
    if files.resolve(folder) == files.resolve(pricing_data()) and not files.exists(pricing_data().parent / "pyproject.toml"):
        message = f"{folder} has the tables of the installed package, which are not changed; copy them, and use --prices"
        raise UnreadableFileError(message)
    return folder
