"""Price books for tests: a folder with the tables that a test writes, and the bundled prices under it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from lambda_cost.prices.book import PriceBook

if TYPE_CHECKING:
    from pathlib import Path

BUNDLED = PriceBook.bundled()
DAY = date(2026, 11, 1)
DURATION = "aws_lambda.function.duration"
REQUESTS = "aws_lambda.function.requests"
ONE_PRICE = """
meters:
  duration:
    prices:
      eu-west-1:
        2026-10-01: {price: {arm64: 0.0000120}, source: "Agreement of September 2026"}
"""
"""One price of one meter in one region: the smallest book there is."""
HOME = """
regions:
  xx-home-1: {name: Our own halls}
"""
HOME_PRICES = """
meters:
  requests: {prices: {xx-home-1: {2026-01-01: {price: 0.10, source: Our own books}}}}
  duration: {prices: {xx-home-1: {2026-01-01: {price: 0.00001, source: Our own books}}}}
"""


def folder(path: Path, **tables: str) -> Path:
    """A price book below *path*: its tables by address, with two underscores for the dot; `regions` is the regions."""
    for name, text in tables.items():
        file = path / "our-prices" / f"{name.replace('__', '/')}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return path / "our-prices"


def overlaid(path: Path, **tables: str) -> PriceBook:
    """The bundled prices with such a book over them."""
    return BUNDLED.overlaid(folder(path, **tables))
