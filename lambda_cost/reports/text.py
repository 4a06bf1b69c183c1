"""A bill as plain text, for pipes and files."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any

from lambda_cost.reports import layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.bill.estimate import Estimate

INDENT = {"resource": "", "charge": "  ", "tier": "    ", "total": "", "aside": "  "}
LEFT = {0, 2}
"""The columns of words; numbers stand to the right."""
WIDTH = 100


def report(bill: Estimate[Any]) -> str:
    """*bill* as text: the lines, the sums, and all that stands behind them."""
    return "\n".join(_report(bill)) + "\n"


def notes(bill: Estimate[Any]) -> Iterator[tuple[str, list[str]]]:
    """The headed lists below a bill."""
    yield from (
        (head, items)
        for head, items in (
            ("Warnings", list(bill.warnings)),
            ("Assumptions", list(bill.assumptions)),
            ("Prices", layout.sources(bill)),
        )
        if items
    )


def _report(bill: Estimate[Any]) -> Iterator[str]:
    lines, sums = layout.lines(bill), layout.totals(bill)
    rows = [(f"{INDENT[line.kind]}{line.cells[0]}", *line.cells[1:]) for line in (*lines, *sums)]
    widths = [max(len(row[column]) for row in (layout.COLUMNS, *rows)) for column in range(len(layout.COLUMNS))]
    yield f"{layout.title(bill)} · {layout.subtitle(bill)}"
    yield ""
    yield _row(layout.COLUMNS, widths)
    for place, row in enumerate(rows):
        if place == len(lines):
            yield " " * (sum(widths[:-1]) + 2 * len(widths) - 2) + "-" * widths[-1]
        yield _row(row, widths)
    for head, items in notes(bill):
        yield ""
        yield head
        for item in items:
            yield from wrap(
                item, WIDTH, initial_indent="  - ", subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
            )


def _row(cells: tuple[str, ...], widths: list[int]) -> str:
    padded = (f"{cell:<{w}}" if i in LEFT else f"{cell:>{w}}" for i, (cell, w) in enumerate(zip(cells, widths, strict=True)))
    return "  ".join(padded).rstrip()
