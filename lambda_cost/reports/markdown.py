"""A page as Markdown, for pull requests and documents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lambda_cost.reports.page import Page

MARKUP = re.compile(r"([\\`*_{}\[\]<>|#~&])")
"""What Markdown or HTML would make something of."""
ADDRESS = re.compile(r"https://[\w./?=%+~:@-]+[;,.]?")
LINKED = {"Prices", "Sources"}
"""Heads of notes that cite pages; anywhere else an address may come from a name in a template."""
MEANT_FOR_OTHERS = re.compile(r"(?<=[@#])(?=\w)|(?<=\w:)(?=//)|(?<=\bwww)(?=\.)|(?<=\bGH-)(?=\d)", re.IGNORECASE)
"""Where GitHub would mention a person or an issue, or make a link, even if the signs are escaped."""
WORD_JOINER = "\u2060"
"""A sign without width, at which nobody is mentioned and nothing is linked."""
INDENT = "&emsp;"


def write(page: Page) -> str:
    """*page* as GitHub-flavoured Markdown."""
    said = [line for sentence in (*page.scope, *page.answer) for line in (escaped(sentence), "")]
    return "\n".join([heading(page.title, page.subtitle), "", *said, *table(page), *notes(page)]) + "\n"


def heading(title: str, subtitle: str) -> str:
    """*title*, and behind it *subtitle*."""
    return " · ".join(filter(None, (f"**{escaped(title)}**", escaped(subtitle))))


def table(page: Page) -> Iterator[str]:
    """The lines and sums of *page*."""
    yield f"| {' | '.join(escaped(head) for head in page.heads)} |"
    yield f"|{'|'.join(':---' if index in page.left else '---:' for index in range(len(page.heads)))}|"
    for line in (*page.lines, *page.sums):
        cells = [escaped(cell) for cell in line.cells]
        strong = line.level in {"head", "total"}
        cells = [f"**{cell}**" if strong and cell else cell for cell in cells]
        yield f"| {INDENT * line.indent}{' | '.join(cells)} |"


def notes(page: Page) -> Iterator[str]:
    """What stands behind the table of *page*: warnings to be seen, all else folded away."""
    for head, items in page.notes:
        if head == "Warnings":
            yield from ("", f"**{head}**", "", *listed(items))
        else:
            yield from folded(head, listed(items, head))


def listed(items: Iterable[str], head: str = "") -> Iterator[str]:
    """*items* as a list; what they cite under *head* stays a link."""
    return (f"- {with_links(item) if head in LINKED else escaped(item)}" for item in items)


def folded(head: str, lines: Iterable[str]) -> Iterator[str]:
    """*lines* that are shown when *head* is clicked."""
    yield from ("", f"<details><summary>{head}</summary>", "", *lines, "", "</details>")


def escaped(text: str) -> str:
    """*text* as it is, where Markdown, HTML or GitHub would make something of it: a link, or a message to somebody."""
    return MARKUP.sub(r"\\\1", MEANT_FOR_OTHERS.sub(WORD_JOINER, text))


def with_links(text: str) -> str:
    """The same, but the address of a page stays a link."""
    return " ".join(word if ADDRESS.fullmatch(word) else escaped(word) for word in text.split(" "))
