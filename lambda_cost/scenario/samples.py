"""Samples of a number that was measured: a column of a CSV file beside the scenario."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from lambda_cost import files
from lambda_cost.errors import UnreadableFileError, did_you_mean, shown

if TYPE_CHECKING:
    from lambda_cost.files import Table

MAX_SAMPLES = 1_000_000
MAX_BYTES = 64 * 1024 * 1024


def samples_of(scenario: str, given: Any, column: Any) -> Any:
    """The samples that are *given*: a list, or the *column* of the CSV file of that name.

    Args:
        scenario: the file of the scenario, in whose folder, or below it, the samples are.
        given: a list, or the name of a file.
        column: the head of the column.

    Raises:
        ValueError: if the file is elsewhere, cannot be read, or has no such column.
    """
    if not isinstance(given, str):
        return given
    folder = files.resolve(scenario).parent
    path = files.resolve(folder / given)
    if not files.is_file(scenario) or not path.is_relative_to(folder):
        raise ValueError(f"has samples in {shown(given)}; allowed: a file in the folder of the scenario, or below it")
    try:
        return _column(files.parse_table(files.read_text(path, name=given, max_bytes=MAX_BYTES), given), given, str(column))
    except UnreadableFileError as error:
        raise ValueError(f"has samples in {shown(given)}: {error}") from None


def _column(table: Table, name: str, column: str) -> list[str]:
    """The values of *column* in *table*, the file *name*."""
    if column not in table.columns:
        message = f"has samples in {shown(name)}, which has no column {shown(column)}; {did_you_mean(column, table.columns)}"
        raise ValueError(message)
    index = table.columns.index(column)
    return [cells[index] if index < len(cells) else "" for _, cells in islice(table.rows, MAX_SAMPLES + 1)]
