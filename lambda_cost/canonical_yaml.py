"""The YAML in which the bundled price tables are written, read without a YAML library.

Importing PyYAML takes a fifth of the time of an estimate, and its events another tenth.  Bundled tables have one
form, which `prices/writing.py` writes: a key or a list item on each line, two blanks for each level, and lists and
mappings in brackets on one line.  Nothing is checked here; a test reads every bundled file both ways.  A file with
escaped signs is read as any other YAML.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost import files, strict_yaml
from lambda_cost.strict_yaml import Document, scalar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class _Level(NamedTuple):
    """A mapping that is being read."""

    indent: int
    """How far the key that it belongs to is indented."""
    items: Any
    """What it has so far."""


def read_document(path: Path, name: str) -> Document:
    """The document in the bundled file at *path*; messages call it *name*.

    Raises:
        UnreadableFileError: if it cannot be read.
    """
    text = files.read_text(path, name=name)
    return strict_yaml.read(text, name) if "\\" in text else Document(parse(text), name)


def parse(text: str) -> dict[str, Any]:
    """The mapping that *text* is.

    >>> parse("groups:\\n  standard: [us-east-1, us-east-2]\\nfree:\\n  - {quantity: 1_000_000, since: 2020-12-01}\\n")
    {'groups': {'standard': ['us-east-1', 'us-east-2']}, 'free': [{'quantity': Decimal('1000000'), 'since': \
datetime.date(2020, 12, 1)}]}
    """
    whole: dict[str, Any] = {}
    levels = [_Level(-1, whole)]
    key = ""
    for line in text.splitlines():
        body = line.lstrip(" ")
        if not body or body[0] == "#":
            continue
        indent = len(line) - len(body)
        while levels[-1].indent >= indent:
            levels.pop()
        if body.startswith("- "):
            parent = levels[-2].items
            parent[key] = [*(parent[key] or ()), _value(body[2:])]
            continue
        name, _, value = body.partition(":")
        name = _value(name) if name[0] == '"' else name
        if value:
            levels[-1].items[name] = _value(value.lstrip(" "))
        else:
            key = name
            levels[-1].items[name] = {}
            levels.append(_Level(indent, levels[-1].items[name]))
    return whole


def _value(text: str) -> Any:
    """The list, mapping, quoted text or plain value that *text* is."""
    if text[0] == '"':
        return text[1:-1]
    if text[0] == "[":
        return [_value(item) for item in _items(text[1:-1])]
    if text[0] == "{":
        pairs = (item.partition(": ") for item in _items(text[1:-1]))
        return {str(_value(key)) if key[0] == '"' else key: _value(value) for key, _, value in pairs}
    return scalar(text)


def _items(text: str) -> list[str] | Iterator[str]:
    """The items of a list or mapping, whose *text* stands in brackets."""
    if "[" in text or "{" in text or '"' in text:
        return _nested_items(text)
    return text.split(", ") if text else []


def _nested_items(text: str) -> Iterator[str]:
    """The same where items have brackets or quotes of their own."""
    depth, is_quoted, begin = 0, False, 0
    for index, sign in enumerate(text):
        if sign == '"':
            is_quoted = not is_quoted
        elif not is_quoted:
            depth += (sign in "[{") - (sign in "]}")
            if sign == "," and not depth:
                yield text[begin:index]
                begin = index + 2
    yield text[begin:]
