"""The price book that tests of commands use."""

from pathlib import Path

import pytest

from tests.prices.books import ONE_PRICE, folder


@pytest.fixture
def book(tmp_path: Path) -> str:
    """The smallest price book there is."""
    return str(folder(tmp_path, aws_lambda__function=ONE_PRICE))
