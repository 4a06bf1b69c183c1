"""How a result looks: text, Markdown, HTML, CSV and JSON."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.reports.layout import Page
    from lambda_cost.what_if.budget.budget import Budget

PAGES = {"table": "text", "markdown": "markdown", "html": "html"}
"""The formats that show a page, and the module that writes it."""
FORMATS = ("table", "json", "csv", "markdown", "html")
"""The name of every format."""
SUFFIXES = {".txt": "table", ".json": "json", ".csv": "csv", ".md": "markdown", ".html": "html"}
"""The format that a file's ending asks for."""


def report(bill: Estimate[Any], to: str, budget: Budget | None = None) -> str:
    """*bill* in the format *to*, one of `FORMATS`, ending in a newline; with what *budget* says of it."""
    from lambda_cost.reports import layout

    if to in PAGES:
        return written(layout.page(bill, budget), to)
    text: str = import_module(f"{__name__}.{to}").report(bill, budget)
    return text if text.endswith("\n") else f"{text}\n"


def written(page: Page, to: str) -> str:
    """*page* in the format *to*, one of `PAGES`."""
    text: str = import_module(f"{__name__}.{PAGES[to]}").written(page)
    return text
