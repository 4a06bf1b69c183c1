"""A result as people see it, before any format: a title, a table, sums, and lists of sentences."""

from typing import Literal, NamedTuple

Level = Literal["head", "plain", "detail", "total", "memo"]
"""What a row is: a head of those below it, one of them, a part of one, a total, or a memo.

A memo is shown beside the totals, not added.
"""


class TableRow(NamedTuple):
    """One row of a table."""

    level: Level
    """What it is."""
    indent: int
    """How many levels it is indented."""
    cells: tuple[str, ...]
    """Its texts, in the order of the columns."""


class Page(NamedTuple):
    """A report before formatting; each writer (text, Markdown, HTML, terminal) renders it."""

    title: str
    """What it is of."""
    subtitle: str
    """Where, when, under which conditions."""
    column_titles: tuple[str, ...]
    """The title of each column."""
    left_aligned_columns: frozenset[int]
    """The columns of words; numbers are aligned to the right."""
    lines: list[TableRow]
    """The rows of the table."""
    total_rows: list[TableRow]
    """The totals below the table, under a line."""
    sections: list[tuple[str, list[str]]]
    """Lists of sentences, each with its title."""
    scope: tuple[str, ...] = ()
    """How old the prices are, and what is not included: what stands below the title."""
    answer: tuple[str, ...] = ()
    """The answer in sentences, before the table."""
    sentences: frozenset[int] = frozenset()
    """The columns of whole sentences, which stand below their rows where there is no room beside them."""
