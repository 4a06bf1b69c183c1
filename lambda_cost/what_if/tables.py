"""Text files that questions are asked with: measurements, months of traffic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_cost.errors import UnreadableFileError
from lambda_cost.strict_yaml import MOST_BYTES

if TYPE_CHECKING:
    from pathlib import Path


def text_of(path: Path) -> str:
    """The text in the file at *path*.

    Raises:
        UnreadableFileError: if it is not there, not text, or too large.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
        text = raw.decode("utf-8-sig")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is no text in UTF-8"
        message = f"{path} cannot be read: {why}"
        raise UnreadableFileError(message) from None
    if len(raw) > MOST_BYTES:
        message = f"{path} cannot be read: it has more than {MOST_BYTES:,} bytes"
        raise UnreadableFileError(message)
    return text
