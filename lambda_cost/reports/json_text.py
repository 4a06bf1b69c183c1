"""A result as JSON for a file, in parts: a bill of fifty thousand functions is never in memory as one text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from json.encoder import encode_basestring as quoted
from typing import Any

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


class Template:
    """An object that is written many times with other values in the same places.

    >>> one = Template({"name": Template.HOLE, "tiers": [], "cost": Template.HOLE})
    >>> print(one.written('"shop"', '"0.2"'))
    {
          "name": "shop",
          "tiers": [],
          "cost": "0.2"
        }
    """

    HOLE = "\0"
    """What stands where a value comes in: a text that no name can be."""

    def __init__(self, example: dict[str, Any]) -> None:
        """The places are those in *example*, an item of a list of a document, in which a `HOLE` stands."""
        self.parts = _text(example, 2 * INDENT).split(quoted(self.HOLE))

    def written(self, *values: str) -> Written:
        """The object with *values*, JSON already, in its places."""
        return Written("".join([part for pair in zip(self.parts, (*values, ""), strict=True) for part in pair]))


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
