"""A page as plain text, for pipes and files: as wide as it must be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_cost.reports.layout import layout_table, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.reports.page import Page

WIDTH = 100
"""Columns of a sentence."""


def write(page: Page) -> str:
    """*page* as text: the lines, the sums, and all that stands behind them."""
    return "\n".join(_write(page)) + "\n"


def _write(page: Page) -> Iterator[str]:
    yield " · ".join(filter(None, (page.title, page.subtitle)))
    for sentence in page.scope:
        yield from wrap(sentence, WIDTH)
    yield ""
    yield from (
        *(text for sentence in page.answer for text in wrap(sentence, WIDTH)),
        *([""] if page.answer and page.lines else []),
    )
    yield from (text for _, text in layout_table(page))
    for head, items in page.sections:
        yield from ("", head, *listed(items))


def listed(items: list[str], width: int = WIDTH, bullet: str = "-") -> Iterator[str]:
    """*items* as a list, in lines that are not too long."""
    for item in items:
        first, *more = wrap(item, width - len(f"  {bullet} "))
        yield from (f"  {bullet} {first}", *(f"    {text}" for text in more))
