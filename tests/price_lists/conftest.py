"""What tests of price lists share: the bundled tables as a catalogue, a copy of them, and lists as files."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.price_lists import sources
from lambda_cost.prices.price_lists.model import Offer
from lambda_cost.prices.usage_types import Catalogue
from tests.tables.publications import PRICING_DATA


def catalogue_of(folder: Path) -> Catalogue:
    """The catalogue of the tables in *folder*."""
    book = PriceBook(folder)
    return Catalogue(book, book.regions)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """What the bundled tables know."""
    book = PriceBook.bundled()
    return Catalogue(book, book.regions)


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A copy of the bundled tables."""
    return Path(shutil.copytree(PRICING_DATA, tmp_path / "tables"))


@pytest.fixture
def read(tmp_path: Path, catalogue: Catalogue) -> Callable[..., Offer]:
    """Read one list: a mapping is written as JSON, text and bytes as they are."""

    def reading(content: Any, name: str = "offer.json", known: Catalogue = catalogue) -> Offer:
        path = tmp_path / name
        raw = content if isinstance(content, bytes) else (content if isinstance(content, str) else json.dumps(content)).encode()
        path.write_bytes(raw)
        (offer,) = sources.read(str(path), known)
        return offer

    return reading
