"""The files of a bill opened: no further than is allowed, row group by row group, and with what goes wrong in words."""

from __future__ import annotations

import io
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import UnreadableFileError
from lambda_cost.extras import install_command
from lambda_cost.invoices.beginnings import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

MAX_LINE_CHARACTERS = 16 * 2**20
MAX_UNPACKED_BYTES = 8 * 2**30
"""What one packed file may be when it is unpacked."""


class Bounded(io.RawIOBase):
    """A packed file, unpacked no further than is allowed."""

    def __init__(self, file: Any, name: str) -> None:
        """What is unpacked of *file*, called *name* in messages."""
        self.file, self.name, self.left = file, name, MAX_UNPACKED_BYTES

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read into *buffer*."""
        data: bytes = self.file.read(len(buffer))
        self.left -= len(data)
        if self.left < 0:
            raise UnreadableFileError(f"{self.name} is too large; allowed: at most {MAX_UNPACKED_BYTES:,} bytes")
        buffer[: len(data)] = data
        return len(data)


def open_parquet(path: Path, name: str) -> tuple[list[str], Iterator[tuple[int, list[Any]]]]:
    """The columns of the file of Parquet at *path*, and its rows with their numbers.

    Raises:
        UnreadableFileError: if pyarrow is not installed.
    """
    try:
        from pyarrow import parquet  # pyright: ignore[reportMissingTypeStubs]
    except ImportError:
        raise UnreadableFileError(f"{name} is Parquet, which needs pyarrow: {install_command('parquet')}") from None
    table: Any = parquet.ParquetFile(path)
    names: list[str] = list(table.schema_arrow.names)
    wanted = [column for column in names if not column.startswith(("product_", "reservation_")) or "region" in column]
    return wanted, _rows_of_batches(table, wanted, name)


def _rows_of_batches(table: Any, wanted: list[str], name: str) -> Iterator[tuple[int, list[Any]]]:
    number = 0
    for batch in table.iter_batches(batch_size=20_000, columns=wanted):
        lists = [_values(column, f"{name}, column {title}") for title, column in zip(wanted, batch.columns, strict=True)]
        for row in zip(*lists, strict=True):
            number += 1
            yield number, list(row)


def _values(column: Any, where: str) -> list[Any]:
    try:
        values: list[Any] = column.to_pylist()
    except (OverflowError, ValueError) as error:  # a time after the year 9999, text that is not UTF-8
        raise UnreadableFileError(f"{where} has a value that cannot be read: {error}") from None
    return values


def _of_libraries() -> Iterator[type[Exception]]:
    """What the libraries that read Parquet raise, of those that were needed so far."""
    for library, name in (("pyarrow", "ArrowException"), ("duckdb", "Error")):
        if sys.modules.get(library):
            yield getattr(sys.modules[library], name)


def _unreadable() -> tuple[type[Exception], ...]:
    """What goes wrong in files, in every library."""
    return (*UNREADABLE, *_of_libraries())


@contextmanager
def explained(name: str) -> Generator[None]:
    """What goes wrong in a file, in words."""
    try:
        yield
    except _unreadable() as error:
        raise UnreadableFileError(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}") from None


def lines_of(text: io.TextIOWrapper, name: str) -> Iterator[str]:
    """The lines of *text*: a gigabyte of blanks, which gzip packs into a megabyte, would else be one line in memory."""
    while line := text.readline(MAX_LINE_CHARACTERS):
        if len(line) >= MAX_LINE_CHARACTERS:
            raise UnreadableFileError(f"{name} has a line that is too long; allowed: {MAX_LINE_CHARACTERS:,} characters")
        yield line
