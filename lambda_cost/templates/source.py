"""A file to import, and the rule of which further files it may lead to."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambda_cost import files, strict_yaml
from lambda_cost.errors import Problem, ProblemsError, ScenarioError, UnreadableFileError, shown
from lambda_cost.templates.limits import Budget
from lambda_cost.templates.template_yaml import TemplateReader, merged, too_deep

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lambda_cost.strict_yaml import Document

MOST_FILES = 500
"""Files that one import may read, the first included."""
MOST_BYTES = 64 * 1024 * 1024
"""Bytes in all of them together."""
ZIPPED = b"PK\x03\x04"
"""What archives begin with, and plans that were saved."""
DEEPEST_FILE = 16
"""How many files may lead from one to the next."""


@dataclass
class Files:
    """Which files may be read, and how much of them is left."""

    root: Path | None
    """The folder within which they must be; None if no further file may be read."""
    left: int = MOST_FILES
    """How many more."""
    bytes_left: int = MOST_BYTES
    """How much more."""
    budget: Budget = field(default_factory=Budget)
    """What evaluating them may take."""

    def read(self, path: Path, name: str) -> str:
        """The text of the file at *path*, called *name* in messages.

        Raises:
            UnreadableFileError: if it may not be read, cannot be, or is no text.
        """
        if self.root is None or not files.resolve(path).is_relative_to(files.resolve(self.root)):
            message = (
                f"{name} is outside {self.root or 'what may be read'}; it is not read unless that folder is given (--root)"
            )
            raise UnreadableFileError(message)
        if not files.is_file(path):
            message = f"{name} is not there, or is no file"
            raise UnreadableFileError(message)
        return self.take(path, name)

    def take(self, path: Path, name: str) -> str:
        """The text of the file at *path*, wherever it is."""
        raw = files.read_bytes(path, name=name, max_bytes=MOST_BYTES)
        self.left -= 1
        self.bytes_left -= len(raw)
        if self.left < 0 or self.bytes_left < 0:
            message = f"{name} is one too many; allowed: {MOST_FILES:,} files with {MOST_BYTES:,} bytes together"
            raise UnreadableFileError(message)
        if raw.startswith(ZIPPED):
            message = f"{name} is a zip archive; of a plan that Terraform or OpenTofu saved, show -json makes what is read"
            raise UnreadableFileError(message)
        return files.decode_text(raw, name)


@dataclass(frozen=True)
class Source:
    """The text of one file (or a folder), all that an importer knows of the world.

    An importer asks it for `document` (YAML with the short tags of templates, or JSON, with lines), for
    `text` or `json` where it reads otherwise, and for `beside(…)` where the file names another one.
    """

    name: str
    """What to call it in messages: the path as the user gave it."""
    text: str
    """Its text; empty for a folder."""
    path: Path | None
    """Where it is; None for standard input."""
    files: Files
    """Which further files may be read."""
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What the user said of the values that are only known when a template is used, by name."""
    region: str = ""
    """Where it is to be deployed; empty if nobody said."""
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    """Environment variables that may be asked for; empty unless the user handed some over."""
    depth: int = 0
    """How many files led here."""

    @classmethod
    def open(cls, path: str | Path, *, root: str | Path | None = None, **known: Any) -> Source:
        """The file or folder at *path*; further files may be read in *root*, by default its own folder.

        Raises:
            UnreadableFileError: if it cannot be read.
        """
        place = Path(path)
        is_folder = files.is_folder(place)
        readable = Files(Path(root) if root is not None else place if is_folder else place.parent)
        return cls(str(path), "" if is_folder else readable.take(place, str(path)), place, readable, **known)

    @classmethod
    def of(cls, text: str, name: str = "the template", **known: Any) -> Source:
        """The same for a *text* that is in no file; it leads to no other."""
        return cls(name, text, None, Files(None), **known)

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return self.path is not None and files.is_folder(self.path)

    @cached_property
    def document(self) -> Document:
        """What the text says, short tags written out (`!Ref x` is `{Ref: x}`), with the line of every path.

        Raises:
            ProblemsError: if it is not well formed, repeats a key, or is too deep or too large.
        """
        try:
            found = strict_yaml.read(self.text, self.name, TemplateReader)
        except ProblemsError as error:
            raise ScenarioError(error.problems) from None
        if too_deep(found.data):
            raise ScenarioError([Problem("", f"more than {TemplateReader.deepest} levels deep", self.name)])
        found.data = merged(found.data) if "<<" in self.text else found.data
        return found

    @cached_property
    def json(self) -> Any:
        """The JSON that the text is, numbers as decimals and without lines; None if it is none."""
        if self.text.lstrip()[:1] not in {"{", "["}:
            return None
        try:
            return json.loads(self.text, parse_float=Decimal, parse_int=Decimal, parse_constant=str)
        except (ValueError, RecursionError):
            return None

    def has(self, relative: str) -> bool:
        """Whether a file *relative* to this one's folder is there; nothing is read."""
        folder = self.path if self.is_folder else self.path and self.path.parent
        return bool(folder and files.is_file(folder / relative))

    def beside(self, relative: object) -> Source:
        """The file at *relative*, a path that this one names from its own folder.

        Raises:
            UnreadableFileError: if it is no local path, is outside the folder that may be read, or
                cannot be read; the message says so and is fit for a warning.
        """
        if not isinstance(relative, str) or not relative.strip() or "://" in relative or not relative.isprintable():
            message = f"{shown(relative)} is no local file"
            raise UnreadableFileError(message)
        if self.path is None or self.depth >= DEEPEST_FILE:
            why = "standard input leads to no file" if self.path is None else f"more than {DEEPEST_FILE} files lead to it"
            message = f"{shown(relative)} is not read: {why}"
            raise UnreadableFileError(message)
        folder = self.path if self.is_folder else self.path.parent
        text = self.files.read(folder / relative, str(folder / relative))
        return replace(self, name=str(folder / relative), text=text, path=folder / relative, depth=self.depth + 1)

    def with_parameters(self, parameters: Mapping[str, Any]) -> Source:
        """Itself with other parameters, as a nested template is handed its own."""
        return replace(self, parameters=parameters)
