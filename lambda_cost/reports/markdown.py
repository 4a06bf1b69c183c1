"""A page as Markdown, for pull requests and documents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lambda_cost.reports.page import Page

MARKUP = re.compile(r"([\\`*_{}\[\]<>|#~&])")
"""Characters with a meaning in Markdown or HTML."""
ADDRESS = re.compile(r"https://[\w./?=%+~:@-]+[;,.]?")
SECTIONS_WITH_LINKS = {"Prices", "Sources"}
"""Sections that cite pages; elsewhere an address may come from a name in a template."""
MENTION_OR_AUTOLINK = re.compile(r"(?<=[@#])(?=\w)|(?<=\w:)(?=//)|(?<=\bwww)(?=\.)|(?<=\bGH-)(?=\d)", re.IGNORECASE)
"""Where GitHub would mention a person or an issue, or make a link, even if the characters are escaped."""
WORD_JOINER = "\u2060"
"""A character without width, which prevents mentions and links."""
INDENT = "&emsp;"


def write(page: Page) -> str:
    """*page* as GitHub-flavoured Markdown."""
    paragraphs = [line for sentence in (*page.scope, *page.answer) for line in (escaped(sentence), "")]
    return "\n".join([heading(page.title, page.subtitle), "", *paragraphs, *table(page), *notes(page)]) + "\n"


def heading(title: str, subtitle: str) -> str:
    """*title*, and behind it *subtitle*."""
    return " · ".join(filter(None, (f"**{escaped(title)}**", escaped(subtitle))))


def table(page: Page) -> Iterator[str]:
    """The lines and sums of *page*."""
    yield f"| {' | '.join(escaped(head) for head in page.column_titles)} |"
    yield f"|{'|'.join(':---' if index in page.left_aligned_columns else '---:' for index in range(len(page.column_titles)))}|"
    for line in (*page.lines, *page.total_rows):
        cells = [escaped(cell) for cell in line.cells]
        strong = line.level in {"head", "total"}
        cells = [f"**{cell}**" if strong and cell else cell for cell in cells]
        yield f"| {INDENT * line.indent}{' | '.join(cells)} |"


def notes(page: Page) -> Iterator[str]:
    """What stands behind the table of *page*: warnings to be seen, all else folded away."""
    for head, items in page.sections:
        if head == "Warnings":
            yield from ("", f"**{head}**", "", *listed(items))
        else:
            yield from folded(head, listed(items, head))


def listed(items: Iterable[str], head: str = "") -> Iterator[str]:
    """*items* as a list; what they cite under *head* stays a link."""
    return (f"- {with_links(item) if head in SECTIONS_WITH_LINKS else escaped(item)}" for item in items)


def folded(head: str, lines: Iterable[str]) -> Iterator[str]:
    """*lines* that are shown when *head* is clicked."""
    yield from ("", f"<details><summary>{head}</summary>", "", *lines, "", "</details>")


def escaped(text: str) -> str:
    """*text* with Markdown, HTML, mentions and autolinks escaped."""
    return MARKUP.sub(r"\\\1", MENTION_OR_AUTOLINK.sub(WORD_JOINER, text))


def with_links(text: str) -> str:
    """Like `escaped`, but https addresses stay links."""
    return " ".join(word if ADDRESS.fullmatch(word) else escaped(word) for word in text.split(" "))
