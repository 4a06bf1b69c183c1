"""The formats of results: one table, for reports, commands, their help and the documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

FORMATS = {"table": ".txt", "json": ".json", "csv": ".csv", "markdown": ".md", "html": ".html"}
"""Every format with the ending of files that have it."""
SWEEP_FORMATS = {**FORMATS, "parquet": ".parquet"}
"""What sweeps can be written as."""
OBSERVED_FORMATS = {"yaml": ".yaml", **FORMATS}
"""What observed usage can be written as."""
PICTURES = {"svg": ".svg", "png": ".png"}
"""What charts can be written as."""


def choices(names: Iterable[str]) -> str:
    """*names* in words.

    >>> choices(["a", "b", "c"])
    'a, b or c'
    """
    *others, last = names
    return f"{', '.join(others)} or {last}"
