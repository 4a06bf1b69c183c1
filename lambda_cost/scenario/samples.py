"""Samples of a number that was measured: a column of a CSV file beside the scenario."""

from __future__ import annotations

import csv
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import did_you_mean, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_SAMPLES = 1_000_000
MOST_BYTES = 64 * 1024 * 1024


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
    folder = Path(scenario).resolve().parent
    path = (folder / given).resolve()
    if not Path(scenario).is_file() or not path.is_relative_to(folder):
        message = f"has samples in {shown(given)}; allowed: a file in the folder of the scenario, or below it"
        raise ValueError(message)
    try:
        if path.stat().st_size > MOST_BYTES:
            message = f"has samples in {shown(given)}, which has more than {MOST_BYTES:,} bytes"
            raise ValueError(message)
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _column(csv.reader(file), given, str(column))
    except (OSError, csv.Error, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        message = f"has samples in {shown(given)}, which cannot be read: {why}"
        raise ValueError(message) from None


def _column(rows: Iterable[list[str]], name: str, column: str) -> list[str]:
    """The values of *column* in *rows*, of which the first are the heads."""
    listed = list(islice(rows, MOST_SAMPLES + 2))
    heads = listed[0] if listed else []
    if column not in heads:
        message = f"has samples in {shown(name)}, which has no column {shown(column)}; {did_you_mean(column, heads)}"
        raise ValueError(message)
    place = heads.index(column)
    return [row[place] if place < len(row) else "" for row in listed[1:] if row]
