"""A result as people see it, before any format: a title, a table, sums, and lists of sentences."""

from __future__ import annotations

from typing import Literal, NamedTuple

Level = Literal["head", "plain", "detail", "total", "aside"]
"""What a line is: a head of those below it, one of them, a part of one, a sum, or something to know beside the sums."""


class Line(NamedTuple):
    """One line of a table."""

    level: Level
    """What it is."""
    indent: int
    """How many steps it is moved in."""
    cells: tuple[str, ...]
    """Its texts, in the order of the heads."""


class Page(NamedTuple):
    """What text, Markdown, HTML and the terminal write."""

    title: str
    """What it is of."""
    subtitle: str
    """Where, when, under which conditions."""
    heads: tuple[str, ...]
    """The heads of the columns."""
    left: frozenset[int]
    """The columns of words; numbers stand to the right."""
    lines: list[Line]
    """The table."""
    sums: list[Line]
    """What stands below the table, under a line."""
    notes: list[tuple[str, list[str]]]
    """Headed lists of sentences."""
    scope: tuple[str, ...] = ()
    """How old the prices are, and what is not included: what stands below the title."""
    answer: tuple[str, ...] = ()
    """The answer in sentences, before the table."""
    sentences: frozenset[int] = frozenset()
    """The columns of whole sentences, which stand below their rows where there is no room beside them."""
