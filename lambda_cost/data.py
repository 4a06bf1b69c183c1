"""Where the data files are: inside an installed package, or beside it in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def pricing_data() -> Path:
    """The folder of the bundled price tables."""
    package = Path(__file__).resolve().parent
    inside = package / "pricing_data"
    return inside if inside.is_dir() else package.parent / "pricing_data"
