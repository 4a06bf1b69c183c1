"""A page as plain text, for pipes and files."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.reports.page import Page

WIDTH = 100


def write(page: Page) -> str:
    """*page* as text: the lines, the sums, and all that stands behind them."""
    return "\n".join(_write(page)) + "\n"


def _write(page: Page) -> Iterator[str]:
    rows = [(f"{'  ' * line.indent}{line.cells[0]}", *line.cells[1:]) for line in (*page.lines, *page.sums)]
    widths = [max(len(row[column]) for row in (page.heads, *rows)) for column in range(len(page.heads))]
    yield " · ".join(filter(None, (page.title, page.subtitle)))
    yield ""
    yield _row(page.heads, widths, page.left)
    for place, row in enumerate(rows):
        if place == len(page.lines):
            yield " " * (sum(widths[:-1]) + 2 * len(widths) - 2) + "-" * widths[-1]
        yield _row(row, widths, page.left)
    for head, items in page.notes:
        yield from ("", head, *listed(items))


def listed(items: list[str]) -> Iterator[str]:
    """*items* as a list, in lines that are not too long."""
    for item in items:
        yield from wrap(
            item, WIDTH, initial_indent="  - ", subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
        )


def _row(cells: tuple[str, ...], widths: list[int], left: frozenset[int]) -> str:
    padded = (f"{cell:<{w}}" if i in left else f"{cell:>{w}}" for i, (cell, w) in enumerate(zip(cells, widths, strict=True)))
    return "  ".join(padded).rstrip()
