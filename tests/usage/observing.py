"""Observe one file."""

from pathlib import Path
from typing import Any

from lambda_cost import Observed, ObservedFunction, observe


def read(folder: Path, text: str | bytes, name: str = "events.log", **options: Any) -> Observed:
    """What a file with *text* tells of the function fn."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return observe(path, **{"function": "fn", **options})


def only(observed: Observed) -> ObservedFunction:
    (function,) = observed.functions
    return function
