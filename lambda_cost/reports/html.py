"""A page as plain HTML, for notebooks and mails: no script, no style sheet, any colour scheme."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lambda_cost.reports.page import Page

INDENT_EM = 1.2
QUIET = "opacity:.7;"
LINE = "border-top:1px solid currentColor;"
STYLES = {"head": "font-weight:600;", "total": "font-weight:600;", "detail": QUIET, "memo": QUIET}


def document(title: str, content: str) -> str:
    """*content*, which is HTML, as a document of its own."""
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    body = "font-family:system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem"
    return f'<!doctype html><html lang="en"><head>{head}</head><body style="{body}">{content}</body></html>\n'


def part(page: Page) -> str:
    """*page* as a part of a document."""
    return "\n".join(_part(page))


def _part(page: Page) -> Iterator[str]:
    yield heading(page.title, page.subtitle)
    yield from (f'<p style="{QUIET}">{escape(sentence)}</p>' for sentence in page.scope)
    yield from (f"<p>{escape(sentence)}</p>" for sentence in page.answer)
    yield '<div style="overflow-x:auto"><table style="border-collapse:collapse;font-variant-numeric:tabular-nums">'
    heads = (_cell("th", head, QUIET, left=index in page.left_aligned_columns) for index, head in enumerate(page.column_titles))
    yield f"<thead><tr>{''.join(heads)}</tr></thead><tbody>"
    for line in (*page.lines, *page.total_rows):
        style = STYLES.get(line.level, "") + (LINE if page.total_rows and line is page.total_rows[0] else "")
        styles = [style + f"padding-left:{line.indent * INDENT_EM:g}em;", *[style] * (len(line.cells) - 1)]
        cells = (
            _cell("td", cell, styles[index], left=index in page.left_aligned_columns) for index, cell in enumerate(line.cells)
        )
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table></div>"
    for head, items in page.sections:
        yield folded(head, items)


def heading(title: str, subtitle: str) -> str:
    """*title*, and behind it *subtitle*."""
    quietly = f' <span style="{QUIET}">· {escape(subtitle)}</span>' if subtitle else ""
    return f"<p><strong>{escape(title)}</strong>{quietly}</p>"


def folded(head: str, items: Iterable[str]) -> str:
    """*items* that are shown when *head* is clicked; warnings are shown from the beginning."""
    listed = "".join(f"<li>{escape(item)}</li>" for item in items)
    return (
        f'<details{" open" if head == "Warnings" else ""}><summary>{head}</summary><ul style="{QUIET}">{listed}</ul></details>'
    )


def _cell(tag: str, text: str, style: str, *, left: bool) -> str:
    side = "left" if left else "right"
    return f'<{tag} style="text-align:{side};padding:.15em .8em;{style}">{escape(text)}</{tag}>'
