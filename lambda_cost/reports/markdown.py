"""A page as Markdown, for pull requests and documents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.reports.layout import Page

SPEAKS = re.compile(r"([\\`*_{}\[\]<>|#~&])")
ADDRESS = re.compile(r"https://[\w./?=%+~:@-]+")
INDENT = {"resource": "", "charge": "&emsp;", "tier": "&emsp;&emsp;", "total": "", "aside": "&emsp;", "plain": ""}


def written(page: Page) -> str:
    """*page* as GitHub-flavoured Markdown."""
    return "\n".join(_written(page)) + "\n"


def _written(page: Page) -> Iterator[str]:
    yield " · ".join(filter(None, (f"**{escaped(page.title)}**", escaped(page.subtitle))))
    yield ""
    yield from table(page)
    yield from notes(page)


def table(page: Page) -> Iterator[str]:
    """The lines and sums of *page*."""
    yield f"| {' | '.join(escaped(head) for head in page.heads)} |"
    yield f"|{'|'.join(':---' if place in page.left else '---:' for place in range(len(page.heads)))}|"
    for line in (*page.lines, *page.sums):
        cells = [escaped(cell) for cell in line.cells]
        strong = line.kind in {"resource", "total"}
        cells = [f"**{cell}**" if strong and cell else cell for cell in cells]
        yield f"| {INDENT[line.kind]}{' | '.join(cells)} |"


def notes(page: Page) -> Iterator[str]:
    """What stands behind the table of *page*, folded away."""
    for head, items in page.notes:
        yield ""
        yield f"<details><summary>{head}</summary>\n" if head != "Warnings" else f"**{head}**\n"
        yield from (f"- {escaped(item)}" for item in items)
        if head != "Warnings":
            yield "\n</details>"


def escaped(text: str) -> str:
    """*text* as it is, where Markdown or HTML would make something of it; the address of a page stays a link."""
    return " ".join(word if ADDRESS.fullmatch(word) else SPEAKS.sub(r"\\\1", word) for word in text.split(" "))
