"""What a reader takes of a template, and what is left over: nothing of Lambda and API Gateway vanishes in silence.

Each reader takes what a resource, section or event says through a `ReadRecord`, and declares which of its names cost
nothing (`FreeNames`).  When it is done, `warn_left_over` names all that is neither: something new, something misspelt,
or something that hangs on a resource outside of the file.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from lambda_cost.strict_yaml import is_list, is_mapping

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lambda_cost.scenario.draft import Origin
    from lambda_cost.templates.builder import Builder

MAX_NAMES = 6
"""How many names one warning lists."""
MAX_PARTS = 10_000
"""How many parts of one record are looked into."""


class FreeNames:
    """The names of one kind of resource or section that cost nothing, whatever they say.

    A name covers all that is below it; `*` stands for any letters; `Name=value` is free with that value only.

    >>> free = FreeNames("Handler Tags Code.S3* InvokeMode=BUFFERED")
    >>> [free.covers(("Tags", "Team"), "shop"), free.covers(("Code", "S3Key"), "k"), free.covers(("Timeout",), 3)]
    [True, True, False]
    >>> [free.covers(("InvokeMode",), mode) for mode in ("BUFFERED", "RESPONSE_STREAM")]
    [True, False]
    """

    def __init__(self, words: str) -> None:
        """The names in *words*, parted by spaces."""
        pairs = [word.partition("=") for word in words.split()]
        self._exact = frozenset(name for name, sign, _ in pairs if not sign and "*" not in name)
        self._patterns = tuple(name for name, sign, _ in pairs if not sign and "*" in name)
        self._values = frozenset((name, value) for name, sign, value in pairs if sign)

    def __or__(self, other: FreeNames) -> FreeNames:
        """The names of both."""
        both = FreeNames("")
        both._exact, both._values = self._exact | other._exact, self._values | other._values
        both._patterns = (*self._patterns, *other._patterns)
        return both

    def covers(self, path: tuple[str, ...], value: Any) -> bool:
        """Whether the *value* at *path* costs nothing."""
        names = [".".join(path[: depth + 1]) for depth in range(len(path))]
        if any(name in self._exact or any(fnmatchcase(name, each) for each in self._patterns) for name in names):
            return True
        return bool(self._values) and (names[-1], str(value).lower()) in {(name, word.lower()) for name, word in self._values}


NOTHING_IS_FREE = FreeNames("")


class ReadRecord:
    """What one resource, section or event says, and which of it was read.

    Lists do not count in paths: `("Stages", "Cache")` is that of every stage.

    >>> record = ReadRecord({"Memory": 512, "Handler": "a.b", "Tenancy": {"Mode": "PER_TENANT"}})
    >>> record.read("Memory")
    512
    >>> record.left_over(FreeNames("Handler"))
    ['Tenancy.Mode']
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Nothing of *data* is read yet."""
        self.data = data
        self._read: set[tuple[str, ...]] = set()

    def read(self, *path: str) -> Any:
        """What stands at *path*, which with all below it counts as read; None if nothing does."""
        self._read.add(path)
        return self.peek(*path)

    def peek(self, *path: str) -> Any:
        """The same without counting it: for a look at whether something is there."""
        value: Any = self.data
        for key in path:
            value = value.get(key) if is_mapping(value) else None
        return value

    def mark(self, *paths: str) -> None:
        """Count each of *paths* (`Code.S3Key`) as read, though nothing here takes it; without any, everything.

        For what the bill accounts for in another way, such as the memory of a function that never runs.
        """
        self._read |= {tuple(path.split(".")) for path in paths} or {()}

    def left_over(self, free: FreeNames = NOTHING_IS_FREE) -> list[str]:
        """The paths that nothing read and that are not *free*, each once."""
        names: dict[str, None] = {}
        waiting: list[tuple[tuple[str, ...], Any]] = [((), self.data)]
        seen: set[tuple[tuple[str, ...], int]] = set()
        while waiting:
            path, value = waiting.pop()
            if (path, id(value)) in seen or self._is_read(path) or (path and free.covers(path, value)):
                continue
            seen.add((path, id(value)))
            if is_list(value):
                waiting.extend((path, item) for item in reversed(value))
            elif is_mapping(value) and value and len(seen) < MAX_PARTS:  # what aliases make of it may have no end
                waiting.extend(((*path, key), item) for key, item in reversed(value.items()))
            elif value is not None and path and not any(each[: len(path)] == path for each in self._read):
                names[".".join(path)] = None
        return [*names]

    def _is_read(self, path: tuple[str, ...]) -> bool:
        """Whether it, or something above it, was read."""
        return any(path[:depth] in self._read for depth in range(len(path) + 1))


def warn_left_over(
    builder: Builder, record: ReadRecord, free: FreeNames, origin: Origin, why: str = "which is not read here"
) -> None:
    """Warn by name of all that is left over of *record*, which *origin* describes."""
    names = record.left_over(free)
    if names:
        more = f" and {len(names) - MAX_NAMES} more" if len(names) > MAX_NAMES else ""
        listed = ", ".join(names[:MAX_NAMES])
        builder.warn(f"has {listed}{more}, {why}; if it costs money, that is not in the bill", origin)
