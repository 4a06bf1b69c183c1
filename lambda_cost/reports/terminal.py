"""A page on a terminal, drawn by Rich."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_cost.reports.text import INDENT

if TYPE_CHECKING:
    from lambda_cost.reports.layout import Page

STYLES = {"resource": "bold", "charge": "", "tier": "dim", "total": "bold green", "aside": "dim", "plain": ""}


def show(page: Page) -> None:
    """Draw *page* on standard output, in colours where the terminal has them."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for place, head in enumerate(page.heads):
        table.add_column(head, justify="left" if place in page.left else "right", no_wrap=place > 0)
    for place, line in enumerate((*page.lines, *page.sums)):
        if place == len(page.lines):
            table.add_section()
            table.add_row()
        first, *others = line.cells
        table.add_row(Text(INDENT[line.kind] + first), *map(Text, others), style=STYLES[line.kind])
    console.print(Text(page.title, "bold"), Text(f"· {page.subtitle}" if page.subtitle else "", "dim"))
    console.print()
    console.print(table)
    for head, items in page.notes:
        console.print()
        console.print(Text(head, "yellow" if head == "Warnings" else "bold"))
        for item in items:
            console.print(Padding(Text(f"• {item}", "dim"), (0, 0, 0, 2)))
