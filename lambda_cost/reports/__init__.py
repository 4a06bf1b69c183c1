"""How an estimate looks: text, Markdown, HTML, CSV and JSON."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lambda_cost.bill.estimate import Estimate

FORMATS = {"table": "text", "json": "json", "csv": "csv", "markdown": "markdown", "html": "html"}
"""The name of each format, and the module that writes it."""
SUFFIXES = {".txt": "table", ".json": "json", ".csv": "csv", ".md": "markdown", ".html": "html"}
"""The format that a file's ending asks for."""


def report(bill: Estimate[Any], to: str) -> str:
    """*bill* in the format *to*, one of `FORMATS`, ending in a newline."""
    write = import_module(f"{__name__}.{FORMATS[to]}").report
    text: str = write(bill)
    return text if text.endswith("\n") else f"{text}\n"
