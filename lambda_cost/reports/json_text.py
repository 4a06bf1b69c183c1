"""A result as JSON for a file, in parts: a bill of fifty thousand functions is never in memory as one text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from json.encoder import encode_basestring as quoted
from typing import Any

from lambda_cost.numbers.text import HOLE, with_places

INDENT = "  "
ITEMS = 500
"""Items of a long list that are written at once."""


class Written(str):
    """A part of a document that is JSON already."""

    __slots__ = ()


def json_text(document: dict[str, Any]) -> str:
    """*document* as JSON for a file.

    >>> print(json_text({"name": "shop", "charges": [], "resources": {"functions.f": "0.20"}}), end="")
    {
      "name": "shop",
      "charges": [],
      "resources": {
        "functions.f": "0.20"
      }
    }
    """
    return "".join(json_parts(document))


def json_parts(document: dict[str, Any]) -> Iterator[str]:
    """The same in parts; a value that is an iterator is a list, whose items are asked for only when they are written."""
    before = "{\n"
    for key, value in document.items():
        yield f"{before}{INDENT}{quoted(key)}: "
        before = ",\n"
        if isinstance(value, Iterator):
            items: Iterator[Any] = value  # pyright: ignore[reportUnknownVariableType]
            yield from _items(items, INDENT)
        else:
            yield _text(value, INDENT)
    yield "\n}\n"


def item_with_places(example: dict[str, Any]) -> str:
    """How *example*, an item of a list of a document, is written, with what `%` fills in for each text that is a `HOLE`."""
    return with_places(_text(example, 2 * INDENT), quoted(HOLE)[1:-1])


def _items(items: Iterator[Any], margin: str) -> Iterator[str]:
    """The list of *items*."""
    inner = margin + INDENT
    before = "[\n"
    while some := [f"{inner}{_text(item, inner)}" for item in islice(items, ITEMS)]:
        yield before + ",\n".join(some)
        before = ",\n"
    yield "[]" if before == "[\n" else f"\n{margin}]"


def _text(value: Any, margin: str) -> str:
    """*value*, which begins on a line with *margin*: what `json.dumps` makes of it, several times faster."""
    if isinstance(value, str):
        return value if isinstance(value, Written) else quoted(value)
    inner = margin + INDENT
    if isinstance(value, dict) and value:
        fields: dict[str, Any] = value  # pyright: ignore[reportUnknownVariableType]
        lines = [
            f"{inner}{quoted(key)}: {quoted(item) if type(item) is str else _text(item, inner)}" for key, item in fields.items()
        ]
        return "{\n" + ",\n".join(lines) + f"\n{margin}}}"
    if isinstance(value, list | tuple) and value:
        return "".join(_items(iter(value), margin))  # pyright: ignore[reportUnknownArgumentType]
    return json.dumps(value)
