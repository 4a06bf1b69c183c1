"""A page as plain HTML, for notebooks and mails: no script, no style sheet, any colour scheme."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.quantity import is_exact
from lambda_cost.reports import layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.bill.estimate import Estimate

INDENT_EM = {"resource": 0, "charge": 1.2, "tier": 2.4, "total": 0, "aside": 1.2, "plain": 0}
QUIET = "opacity:.7;"
LINE = "border-top:1px solid currentColor;"


def written(page: layout.Page) -> str:
    """*page* as a document of its own."""
    return document(page.title, part(page))


def document(title: str, content: str) -> str:
    """*content*, which is HTML, as a document of its own."""
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    body = "font-family:system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem"
    return f'<!doctype html><html lang="en"><head>{head}</head><body style="{body}">{content}</body></html>\n'


def fragment(bill: Estimate[Any]) -> str:
    """*bill* as a part of a document; a bill of arrays is said to be one."""
    if not is_exact(bill.total):
        return f"<p>{len(bill.charges)} charges of arrays: one bill for each element of <code>bill.total</code>.</p>"
    return part(layout.page(bill))


def part(page: layout.Page) -> str:
    """*page* as a part of a document."""
    return "\n".join(_part(page))


def _part(page: layout.Page) -> Iterator[str]:
    quietly = f' <span style="{QUIET}">· {escape(page.subtitle)}</span>' if page.subtitle else ""
    yield f"<p><strong>{escape(page.title)}</strong>{quietly}</p>"
    yield '<div style="overflow-x:auto"><table style="border-collapse:collapse;font-variant-numeric:tabular-nums">'
    heads = (_cell("th", head, QUIET, left=place in page.left) for place, head in enumerate(page.heads))
    yield f"<thead><tr>{''.join(heads)}</tr></thead><tbody>"
    for line in (*page.lines, *page.sums):
        style = "font-weight:600;" if line.kind in {"resource", "total"} else QUIET if line.kind in {"tier", "aside"} else ""
        style += LINE if page.sums and line is page.sums[0] else ""
        styles = [style + f"padding-left:{INDENT_EM[line.kind]}em;", *[style] * (len(line.cells) - 1)]
        cells = (_cell("td", cell, styles[place], left=place in page.left) for place, cell in enumerate(line.cells))
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table></div>"
    for head, items in page.notes:
        shown = "<details open>" if head == "Warnings" else "<details>"
        listed = "".join(f"<li>{escape(item)}</li>" for item in items)
        yield f'{shown}<summary>{head}</summary><ul style="{QUIET}">{listed}</ul></details>'


def _cell(tag: str, text: str, style: str, *, left: bool) -> str:
    side = "left" if left else "right"
    return f'<{tag} style="text-align:{side};padding:.15em .8em;{style}">{escape(text)}</{tag}>'
