"""What names in an expression mean: those of a module, and those of its own that a part of it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol


class Names(Protocol):
    """What the names in an expression mean."""

    def root(self, name: str) -> Any:
        """What *name*, the first of a chain, means: a value or a `Namespace`."""
        ...

    def attribute(self, of: Any, name: str) -> Any:
        """The attribute *name* of a `Namespace` or of another thing that only the module knows."""
        ...

    def function(self, name: str, arguments: list[Any]) -> Any:
        """What a function that reads files makes of *arguments*; None if *name* is none of them."""
        ...


@dataclass(frozen=True)
class Local:
    """Names with values of their own beside those of *outer*: of `for`, `each`, `count`, a dynamic block."""

    outer: Names
    """What all other names mean."""
    values: dict[str, Any]
    """The names of its own."""

    def root(self, name: str) -> Any:
        """What *name* means."""
        return self.values[name] if name in self.values else self.outer.root(name)

    def attribute(self, of: Any, name: str) -> Any:
        """The attribute *name* of something that only the module knows."""
        return self.outer.attribute(of, name)

    def function(self, name: str, arguments: list[Any]) -> Any:
        """What a function that reads files makes of *arguments*."""
        return self.outer.function(name, arguments)
