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
    widths = [max(map(len, column)) for column in zip(page.heads, *rows, strict=True)]
    # one format string for all rows: a report of 50,000 functions has 150,000 of them
    line = "  ".join(f"{{:{'<' if i in page.left else '>'}{width}}}" for i, width in enumerate(widths))
    yield " · ".join(filter(None, (page.title, page.subtitle)))
    yield ""
    yield line.format(*page.heads).rstrip()
    for place, row in enumerate(rows):
        if place == len(page.lines):
            yield " " * (sum(widths[:-1]) + 2 * len(widths) - 2) + "-" * widths[-1]
        yield line.format(*row).rstrip()
    for head, items in page.notes:
        yield from ("", head, *listed(items))


def listed(items: list[str]) -> Iterator[str]:
    """*items* as a list, in lines that are not too long."""
    for item in items:
        yield from wrap(
            item, WIDTH, initial_indent="  - ", subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
        )
