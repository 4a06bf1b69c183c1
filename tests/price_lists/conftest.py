"""What tests of price lists share: a copy of the bundled tables, and lists as files."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.price_lists import sources
from lambda_cost.prices.price_lists.model import Offer
from tests.tables.publications import PRICING_DATA

BUNDLED = PriceBook.bundled()


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A copy of the bundled tables."""
    return Path(shutil.copytree(PRICING_DATA, tmp_path / "tables"))


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Offer]:
    """Read one list: a mapping is written as JSON, text and bytes as they are."""

    def reading(content: Any, name: str = "offer.json", book: PriceBook = BUNDLED) -> Offer:
        path = tmp_path / name
        raw = content if isinstance(content, bytes) else (content if isinstance(content, str) else json.dumps(content)).encode()
        path.write_bytes(raw)
        (offer,) = sources.read(str(path), book)
        return offer

    return reading
