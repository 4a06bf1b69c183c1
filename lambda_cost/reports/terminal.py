"""A page on a terminal, in colours, and as wide as the terminal is."""

from __future__ import annotations

from itertools import zip_longest
from textwrap import wrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lambda_cost.reports.page import Page

STYLES = {"head": "bold", "plain": "", "detail": "dim", "total": "bold green", "aside": "dim"}
GAP = "  "
LEAST_NAMES, LEAST_WORDS = 16, 10
"""Letters that the first column and other columns of words keep; with less room, names stand above their numbers."""


def show(page: Page) -> None:
    """Draw *page* on standard output, in colours where the terminal has them."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console(highlight=False)
    widths = _widths(page, console.width)
    console.print(Text(page.title, "bold"), Text(f"· {page.subtitle}" if page.subtitle else "", "dim"))
    console.print()
    for row in _rows(page.heads, widths, page.left):
        console.print(Text(row, "dim"), soft_wrap=True)
    for place, line in enumerate((*page.lines, *page.sums)):
        if place == len(page.lines):
            console.print()
        for row in _rows(line.cells, widths, page.left, line.indent):
            console.print(Text(row, STYLES[line.level]), soft_wrap=True)
    for head, items in page.notes:
        console.print()
        console.print(Text(head, "yellow" if head == "Warnings" else "bold"))
        for item in items:
            console.print(Padding(Text(f"• {item}", "dim"), (0, 0, 0, 2)))


def _widths(page: Page, room: int) -> list[int]:
    """The width of each column, together *room* at most; of the first, 0 if names stand above their numbers.

    Numbers are never broken.  Heads are, and then words.
    """
    lines = (*page.lines, *page.sums)
    heads = [len(head) for head in page.heads]
    head_words = [max((len(word) for word in head.split()), default=0) for head in page.heads]
    beside = [line for line in lines if len(line.cells) == 1 or line.cells[1]] or lines
    names = max((len(GAP) * line.indent + len(line.cells[0]) for line in beside), default=0)
    others = [max((len(line.cells[place]) for line in lines), default=0) for place in range(1, len(page.heads))]
    widths: list[int] = [max(cell, min(word, LEAST_WORDS)) for cell, word in zip((names, *others), head_words, strict=True)]
    room -= len(GAP) * len(others)
    words = sorted((place for place in range(len(widths)) if place in page.left), key=widths.__getitem__)
    spare = room - sum(width for place, width in enumerate(widths) if place not in page.left)
    if spare < min(names, LEAST_NAMES) + sum(min(widths[place], LEAST_WORDS) for place in words if place):
        words, spare, widths[0] = [place for place in words if place], spare + len(GAP), 0
    for done, place in enumerate(words):
        widths[place] = min(widths[place], max(spare // (len(words) - done), LEAST_WORDS))
        spare -= widths[place]
    for wanted in (head_words, heads):
        narrow: list[int] = [place for place, width in enumerate(widths) if 0 < width < wanted[place]]
        while narrow and spare > 0:
            widths[min(narrow, key=widths.__getitem__)] += 1
            spare -= 1
            narrow = [place for place in narrow if widths[place] < wanted[place]]
    return widths


def _rows(cells: Sequence[str], widths: Sequence[int], left: frozenset[int], indent: int = 0) -> Iterator[str]:
    """One line of the table, in as many rows as its words need; a name may reach over empty cells behind it."""
    margin = GAP * indent
    name, columns = margin + cells[0], [wrap(cell, max(width, 1)) for cell, width in zip(cells, widths, strict=True)]
    columns[0] = []
    first, *rows = [_row(parts, widths, left) for parts in zip_longest(*columns, fillvalue="")] or [""]
    if not first[: len(name + GAP)].strip():
        yield from (name + first[len(name) :], *rows)
    elif not widths[0]:
        yield from (name, first, *rows)
    else:
        columns[0] = [margin + part for part in wrap(cells[0], widths[0] - len(margin))]
        yield from (_row(parts, widths, left) for parts in zip_longest(*columns, fillvalue=""))


def _row(cells: Sequence[str], widths: Sequence[int], left: frozenset[int]) -> str:
    padded = (
        _padded(cell, width, to_left=place in left) for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return GAP.join(padded).rstrip().removeprefix(GAP if not widths[0] else "")


def _padded(text: str, width: int, *, to_left: bool) -> str:
    from rich.cells import cell_len

    space = " " * (width - cell_len(text))
    return text + space if to_left else space + text
