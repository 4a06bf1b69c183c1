"""The cells of an Excel workbook, which may come from anybody: bounded before it is unpacked, and nothing in it runs."""

from __future__ import annotations

import warnings
from io import BytesIO
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 - it is one

from lambda_cost.errors import LambdaCostError, UnreadableFileError
from lambda_cost.extras import install_command

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 32 * 1024 * 1024
"""Bytes of all parts of a workbook, unpacked."""
MAX_PARTS = 1_000
"""Parts that a workbook may have."""
DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
"""What no spreadsheet program writes, and what can make a small file large."""


class UncalculatedFormula(NamedTuple):
    """A cell whose formula has no value in the file."""

    formula: str
    """As it stands there."""


class Worksheet(NamedTuple):
    """One sheet of a workbook."""

    title: str
    """What it is called there."""
    others: tuple[str, ...]
    """The sheets beside it."""
    rows: list[list[Any]]
    """Its cells, row by row from the first."""


def read_first_sheet(raw: bytes, name: str, max_rows: int, max_columns: int) -> Worksheet:
    """The first sheet of the workbook that *raw* is; messages call it *name*.

    Args:
        raw: the file, `.xlsx`.
        name: how to call it in messages.
        max_rows: one row more is read, so that it can be refused.
        max_columns: the same for columns.

    Raises:
        UnreadableFileError: if it is no workbook, or larger than is allowed.
        LambdaCostError: if openpyxl is not installed.
    """
    check_parts(raw, name)
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise LambdaCostError(f"workbooks need openpyxl: {install_command('sheets')}; or save the sheet as CSV") from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl cannot keep, such as the validation of cells
            books = [load_workbook(BytesIO(raw), read_only=True, data_only=only) for only in (True, False)]
            sheets: list[Any] = [book.worksheets[0] for book in books]
            values, formulas = (list(_rows(sheet, max_rows + 1, max_columns + 1)) for sheet in sheets)
    except Exception as error:  # noqa: BLE001 - openpyxl raises whatever a broken part leads to
        raise UnreadableFileError(f"{name} cannot be read as a workbook ({type(error).__name__})") from None
    rows = [_trimmed([_cell(*cells) for cells in zip_longest(*pair)]) for pair in zip_longest(values, formulas, fillvalue=())]
    return Worksheet(sheets[0].title, tuple(books[0].sheetnames[1:]), rows)


def check_parts(raw: bytes, name: str) -> None:
    """Refuse *raw* if it is no archive, unpacks to more than is allowed, or declares entities.

    Raises:
        UnreadableFileError: if so.
    """
    try:
        with ZipFile(BytesIO(raw)) as archive:
            parts = archive.infolist()
            size = sum(part.file_size for part in parts)
            if len(parts) > MAX_PARTS or size > MAX_BYTES:
                message = f"{name} unpacks to {size:,} bytes in {len(parts):,} parts; allowed: {MAX_BYTES:,} in {MAX_PARTS:,}"
                raise UnreadableFileError(message)
            # no more is unpacked of a part than the size that it states
            if any(sign in archive.read(part) for part in parts for sign in DECLARATIONS):
                raise UnreadableFileError(f"{name} declares entities, as no spreadsheet program does")
    except (BadZipFile, ZlibError, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise UnreadableFileError(f"{name} is no Excel workbook (.xlsx): {error}") from None


def _rows(sheet: Any, max_rows: int, max_columns: int) -> Iterator[tuple[Any, ...]]:
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows(max_row=max_rows, max_col=max_columns, values_only=True)
    return rows


def _trimmed(cells: list[Any]) -> list[Any]:
    """*cells* without those behind the last that is filled."""
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _cell(value: Any, formula: Any) -> Any:
    """The *value* of a cell; of a *formula* that has none, that it has none."""
    return UncalculatedFormula(str(formula)) if value is None and formula is not None else value
