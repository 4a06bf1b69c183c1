"""A bill as a Markdown table, for pull requests and documents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lambda_cost.reports import layout
from lambda_cost.reports.text import LEFT, notes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.bill.estimate import Estimate

SPEAKS = r"([\\`*_{}\[\]<>|#~&])"
INDENT = {"resource": "", "charge": "&emsp;", "tier": "&emsp;&emsp;", "total": "", "aside": "&emsp;"}


def report(bill: Estimate[Any]) -> str:
    """*bill* as GitHub-flavoured Markdown."""
    return "\n".join(_report(bill)) + "\n"


def _report(bill: Estimate[Any]) -> Iterator[str]:
    yield f"**{escaped(layout.title(bill))}** · {layout.subtitle(bill)}"
    yield ""
    yield f"| {' | '.join(layout.COLUMNS)} |"
    yield f"|{'|'.join(':---' if place in LEFT else '---:' for place in range(len(layout.COLUMNS)))}|"
    for line in (*layout.lines(bill), *layout.totals(bill)):
        cells = [escaped(cell) for cell in line.cells]
        strong = line.kind in {"resource", "total"}
        cells = [f"**{cell}**" if strong and cell else cell for cell in cells]
        yield f"| {INDENT[line.kind]}{' | '.join(cells)} |"
    for head, items in notes(bill):
        yield ""
        yield f"<details><summary>{head}</summary>\n" if head != "Warnings" else f"**{head}**\n"
        yield from (f"- {item if head == 'Prices' else escaped(item)}" for item in items)
        if head != "Warnings":
            yield "\n</details>"


def escaped(text: str) -> str:
    """*text* as it is, where Markdown or HTML would make something of it."""
    return re.sub(SPEAKS, r"\\\1", text)
