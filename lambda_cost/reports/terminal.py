"""A bill on a terminal, drawn by Rich."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.reports import layout, text

if TYPE_CHECKING:
    from lambda_cost.bill.estimate import Estimate

STYLES = {"resource": "bold", "charge": "", "tier": "dim", "total": "bold green", "aside": "dim"}


def show(bill: Estimate[Any]) -> None:
    """Draw *bill* on standard output, in colours where the terminal has them."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for place, head in enumerate(layout.COLUMNS):
        table.add_column(head, justify="left" if place in text.LEFT else "right", no_wrap=place > 0)
    lines, sums = layout.lines(bill), layout.totals(bill)
    for place, line in enumerate((*lines, *sums)):
        if place == len(lines):
            table.add_section()
            table.add_row()
        first, *others = line.cells
        table.add_row(Text(text.INDENT[line.kind] + first), *map(Text, others), style=STYLES[line.kind])
    console.print(Text(layout.title(bill), "bold"), Text(f"· {layout.subtitle(bill)}", "dim"))
    console.print()
    console.print(table)
    for head, items in text.notes(bill):
        console.print()
        console.print(Text(head, "yellow" if head == "Warnings" else "bold"))
        for item in items:
            console.print(Padding(Text(f"• {item}", "dim"), (0, 0, 0, 2)))
