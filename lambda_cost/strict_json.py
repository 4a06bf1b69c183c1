"""JSON in which every key and list item has its line, read by the parser that comes with Python.

It is many times faster than YAML, so a plan of some hundred thousand values is read in a moment; lines
are only looked up when one is asked for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_PART = r'\n|[\[\]{},:]|"(?:[^"\\]|\\.)*"|[^\s\[\]{},:"]+'


def parse(text: str, number: Callable[[str], Any]) -> Any:
    """The mapping or list that *text* is, each number as *number* reads it; None if it is no JSON, or has a key twice."""
    if text.lstrip()[:1] not in {"{", "["}:
        return None
    import json

    try:
        return json.loads(text, object_pairs_hook=_without_repeats, parse_float=number, parse_int=number, parse_constant=str)
    except (ValueError, RecursionError):
        return None


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError
    return values


def exceeds(value: Any, depth: int, count: int) -> str:
    """What *value* has more of than *depth* levels and *count* values, in words; empty if it is within both."""
    level: list[Any] = [value]
    seen = 0
    for _ in range(depth):
        values = [inner for outer in level for inner in _values_in(outer)]
        seen += len(values)
        if seen > count:
            return f"more than {count:,} values"
        level = [inner for inner in values if isinstance(inner, dict | list)]
        if not level:
            return ""
    return f"more than {depth} levels deep"


def _values_in(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()  # pyright: ignore[reportUnknownVariableType]


def lines_of(text: str) -> dict[tuple[str, ...], int]:
    """The line of every key and list item of *text*, which is JSON, by the keys that lead to it."""
    import json

    lines: dict[tuple[str, ...], int] = {}
    outer: list[tuple[tuple[str, ...], int | None]] = []
    path: tuple[str, ...] = ()
    inner: tuple[str, ...] = ()
    index: int | None = None  # of the next item; None in a mapping
    line, is_key = 1, False
    for part in re.findall(_PART, text):
        if part == "\n":
            line += 1
        elif part in {"]", "}"}:
            path, index = outer.pop()
            is_key = False
        elif part == ",":
            is_key = index is None
        elif is_key:
            inner = (*path, json.loads(part) if "\\" in part else part[1:-1])
            lines[inner] = line
            is_key = False
        elif part != ":":
            if index is not None:
                inner, index = (*path, str(index)), index + 1
                lines[inner] = line
            if part in {"[", "{"}:
                outer.append((path, index))
                path, index, is_key = inner, 0 if part == "[" else None, part == "{"
    return lines
