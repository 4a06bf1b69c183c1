"""A page on a terminal, in colours, and as wide as the terminal is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_cost.reports.layout import layout_table, wrap
from lambda_cost.reports.text import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.reports.page import Page
    from lambda_cost.reports.sheet import Sheet

STYLES = {"heads": "dim", "head": "bold", "plain": "", "detail": "dim", "sum": "dim", "total": "bold green", "memo": "dim"}
BULLET = "•"
HANGING = "    "
"""What a line that goes on is moved in by."""


def show(sheet: Sheet, *, full: bool = True) -> None:
    """Draw *sheet* on standard output, in colours where the terminal has them; the brief one, if there is and not *full*."""
    from rich.console import Console
    from rich.text import Text

    from lambda_cost.reports.sheet import page

    console = Console(highlight=False)
    room = console.width
    if sheet.brief is not None and not full:
        sheet = sheet.brief(console.height)
    drawn = _plain(sheet.writers["table"](), room) if "table" in sheet.writers else _page(page(sheet), room)
    for style, text in drawn:
        console.print(Text(text, style), soft_wrap=True)


def _page(page: Page, room: int) -> Iterator[tuple[str, str]]:
    """The lines of *page*, each with its style."""
    yield from (("bold", text) for text in wrap(page.title, room))
    for sentence in filter(None, (page.subtitle, *page.scope)):
        yield from (("yellow" if sentence.startswith("!") else "dim", text) for text in wrap(sentence, room))
    yield ("", "")
    yield from (("bold", text) for sentence in page.answer for text in wrap(sentence, room))
    yield from ((("", ""),) if page.answer and page.lines else ())
    for style, text in layout_table(page, room):
        yield (STYLES[style], text.replace("-", "─") if style == "sum" else text)
    for head, items in page.sections:
        yield from (("", ""), ("yellow" if head == "Warnings" else "bold", head))
        yield from (("dim", text) for text in listed(items, room, BULLET))


def _plain(text: str, room: int) -> Iterator[tuple[str, str]]:
    """The lines of *text*, which are broken between words."""
    for line in text.splitlines():
        margin = line[: len(line) - len(line.lstrip())]
        first, *more = wrap(line, room - len(margin + HANGING))
        yield from (("", margin + first), *(("", margin + HANGING + part) for part in more))
