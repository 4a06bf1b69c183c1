"""A document: what a file says, and where each part of it stands, for messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lambda_cost import strict_json
from lambda_cost.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

Path = tuple[str, ...]
"""Keys that lead to something in a document."""

LIKELY = "its likeliest value"
"""What changed a document, in messages, where the likely value stands in place of a range."""


@dataclass(slots=True)
class Document:
    """What a text says, and in which line it says it."""

    data: Any
    """Dicts, lists, text, Decimals, booleans, dates and None."""
    name: str
    """The file's name, for messages."""
    lines: dict[Path, int] = field(default_factory=dict[Path, int])
    """For the path of each key and list item, the line in which it stands."""
    changes: dict[Path, str] = field(default_factory=dict[Path, str])
    """Paths that were changed after the text was read, and by what: `--set`, a flag."""
    warnings: tuple[str, ...] = ()
    """What to be warned of beside its data, a sentence each."""
    assumptions: tuple[str, ...] = ()
    """What was assumed when it was made, a sentence each."""
    partial: tuple[str, ...] = ()
    """Why it is not the whole of what it is about, a sentence each; its warnings say so too."""
    json_text: str = ""
    """Its text, if that is JSON, whose lines are looked up when the first is asked for."""
    not_in_scenarios: Problem | None = None
    """The first thing in it that only a template may have, such as a tag; None if there is none."""
    repeated_keys: tuple[Problem, ...] = ()
    """Each key that a mapping has a second time, where the reader allows that; the last one is what it says."""
    copied: dict[Path, tuple[Document, Path]] = field(default_factory=dict[Path, "tuple[Document, Path]"], repr=False)
    """Paths whose values were copied from elsewhere, such as `defaults` or another file: the document, and the path there."""

    def line(self, path: Path) -> int:
        """The line of *path*, or of what is nearest above it; 0 if there is none."""
        if self.json_text:
            self.lines, self.json_text = strict_json.lines_of(self.json_text), ""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)

    def file_of(self, path: Path) -> str:
        """The name of the file that says what is at *path*."""
        document, there = self.original(path)
        return self.name if document is self else document.file_of(there)

    def location_of(self, path: Path) -> str:
        """Where *path* stands, for messages: file and line; empty where there is neither."""
        document, there = self.original(path)
        if document is not self:
            return document.location_of(there)
        line = self.line(path)
        return f"{self.name}, line {line}" if line and self.name else self.name

    def problem(self, path: Path, message: str) -> Problem:
        """A problem at *path* of this document, or of the change that put it there."""
        changed = next((words for start, words in self.changes.items() if path[: len(start)] == start), None)
        if changed is not None:
            return Problem(".".join(path), message, changed)
        document, there = self.original(path)
        if document is not self:
            return document.problem(there, message)
        return Problem(".".join(path), message, self.name, self.line(path))

    def in_order(self, problems: Iterable[Problem]) -> list[Problem]:
        """*problems*, each once, in the order of the lines."""
        return sorted(dict.fromkeys(problems), key=lambda problem: problem.line)

    def check_known(self) -> None:
        """Do nothing: what a scenario lacks is said when it is read, what a template lacks before."""

    def original(self, path: Path) -> tuple[Document, Path]:
        """Where the value at *path* was copied from: a document, and the path there; itself if it was not."""
        for length in range(len(path), 0, -1) if self.copied else ():
            if path[:length] in self.copied:
                document, start = self.copied[path[:length]]
                return document, (*start, *path[length:])
        return self, path
