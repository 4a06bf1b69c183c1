"""A file to import, and the rule of which further files it may lead to."""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambda_cost import files, strict_yaml
from lambda_cost.errors import LambdaCostError, Problem, ProblemsError, ScenarioError, UnreadableFileError, shown
from lambda_cost.strict_yaml import Document
from lambda_cost.templates.limits import WorkLimit
from lambda_cost.templates.template_yaml import TemplateReader, merged

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from lambda_cost.scenario.draft import Draft

MAX_FILES = 500
"""Files that one import may read, the first included."""
MAX_BYTES = 64 * 1024 * 1024
"""Bytes in all of them together."""
ZIPPED = b"PK\x03\x04"
"""What archives begin with, and plans that were saved."""
MAX_FILE_DEPTH = 16
"""How many files may lead from one to the next."""


@dataclass
class Files:
    """Which files may be read, and how much of them is left."""

    root: Path | None
    """The folder within which they must be; None if no further file may be read."""
    left: int = MAX_FILES
    """How many more."""
    bytes_left: int = MAX_BYTES
    """How much more."""
    budget: WorkLimit = field(default_factory=WorkLimit)
    """What evaluating them may take."""
    parsed: dict[str, dict[str, Document | LambdaCostError]] = field(
        default_factory=lambda: defaultdict[str, dict[str, "Document | LambdaCostError"]](dict)
    )
    """What came of parsing each that another one names: a template that is used many times is parsed once."""

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
            raise UnreadableFileError(f"{name} is not there, or is no file")
        return self.take(path, name)

    def take(self, path: Path, name: str) -> str:
        """The text of the file at *path*, wherever it is."""
        raw = files.read_bytes(path, name=name, max_bytes=MAX_BYTES)
        self.left -= 1
        self.bytes_left -= len(raw)
        if self.left < 0 or self.bytes_left < 0:
            raise UnreadableFileError(f"{name} is one too many; allowed: {MAX_FILES:,} files with {MAX_BYTES:,} bytes together")
        if raw.startswith(ZIPPED):
            message = f"{name} is a zip archive; of a plan that Terraform or OpenTofu saved, show -json makes what is read"
            raise UnreadableFileError(message)
        return files.decode_text(raw, name)


@contextmanager
def _as_scenario_error() -> Generator[None]:
    try:
        yield
    except ProblemsError as error:
        raise ScenarioError(error.problems) from None


@dataclass(frozen=True)
class Source:
    """The text of one file (or a folder), all that an importer knows of the world.

    A reader asks it for `data` to see whether the file is its own, then for `document`, which has lines too,
    and for `beside(…)` where the file names another one.
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
    is_folder: bool = False
    """Whether it is a folder."""
    depth: int = 0
    """How many files led here."""
    _parsed: dict[str, Document | LambdaCostError] = field(default_factory=dict[str, "Document | LambdaCostError"], repr=False)
    """What came of parsing the text, which copies with other parameters share."""
    _above: tuple[Path, ...] = field(default=(), repr=False)
    """The templates that it is a part of."""
    _draft: Callable[[Source], Draft] | None = field(default=None, repr=False, compare=False)
    """What reads the templates that this one is made of; `templates.drafted` says it."""

    @classmethod
    def open(cls, path: str | Path, *, root: str | Path | None = None, **known: Any) -> Source:
        """The file or folder at *path*; further files may be read in *root*, by default its own folder.

        Standard input, which is `-`, and a pipe are in no folder, and lead to no other file.

        Raises:
            UnreadableFileError: if it cannot be read.
        """
        name, path_ = files.name_of(path), Path(path)
        is_folder = name == str(path) and files.is_folder(path_)
        if not is_folder and (name != str(path) or not files.is_file(path_)):
            return cls(name, Files(None).take(path_, name), None, Files(None), **known)
        readable = Files(Path(root) if root is not None else path_ if is_folder else path_.parent)
        text = "" if is_folder else readable.take(path_, name)
        return cls(name, text, path_, readable, is_folder=is_folder, **known)

    @classmethod
    def of(cls, text: str, name: str = "the template", **known: Any) -> Source:
        """The same for a *text* that is in no file; it leads to no other."""
        return cls(name, text, None, Files(None), **known)

    @classmethod
    def of_document(cls, document: Document, **known: Any) -> Source:
        """The same for a *document* that was parsed elsewhere, or never a text."""
        return cls(document.name, "", None, Files(None), **known, _parsed={"text": document})

    @property
    def data(self) -> Any:
        """What the text says, for readers to see whether it is theirs; None for a folder, and for what is no YAML or JSON.

        A plan of Terraform may be larger than `document` allows.
        """
        parsed = None if self.is_folder else self._parse()
        return parsed.data if isinstance(parsed, Document) else None

    @property
    def document(self) -> Document:
        """The same with the line of every path; short tags are written out (`!Ref x` is `{Ref: x}`).

        Raises:
            ScenarioError: if it is not well formed, repeats a key, or is too deep.
            UnreadableFileError: if it is too large.
        """
        parsed = self._parse()
        if not isinstance(parsed, Document):
            raise parsed
        if "document" not in self._parsed:
            with _as_scenario_error():
                strict_yaml.check_size(self.text, self.name)
                # YAML without tags and aliases was within the bounds when it was read
                if not parsed.lines or parsed.not_in_scenarios or "&" in self.text:
                    strict_yaml.check_bounds(parsed.data, self.name, TemplateReader.max_depth)
            self._parsed["document"] = parsed
        return parsed

    @property
    def repeated_keys(self) -> tuple[Problem, ...]:
        """Each key that a mapping of it has a second time."""
        parsed = self._parse()
        return parsed.repeated_keys if isinstance(parsed, Document) else ()

    def _parse(self) -> Document | LambdaCostError:
        """The text parsed, once for all who ask, or what is wrong with it."""
        if "text" not in self._parsed:
            try:
                with _as_scenario_error():
                    parsed = strict_yaml.read(self.text, self.name, TemplateReader, is_bounded=False)
                    if not parsed.json_text and "<<" in self.text:
                        strict_yaml.check_bounds(parsed.data, self.name, TemplateReader.max_depth)
                        parsed.data = merged(parsed.data)
                self._parsed["text"] = parsed
            except LambdaCostError as error:
                self._parsed["text"] = error
        return self._parsed["text"]

    def has(self, relative: str) -> bool:
        """Whether a file *relative* to this one's folder is there; nothing is read."""
        folder = self.path if self.is_folder else self.path and self.path.parent
        return bool(folder and files.is_file(folder / relative))

    def sibling(self, relative: object) -> Source:
        """The file at *relative*, a path that this one names from its own folder.

        Raises:
            UnreadableFileError: if it is no local path, is outside the folder that may be read, or
                cannot be read; the message says so and is fit for a warning.
        """
        if not isinstance(relative, str) or not relative.strip() or "://" in relative or not relative.isprintable():
            raise UnreadableFileError(f"{shown(relative)} is no local file")
        if self.path is None or self.depth >= MAX_FILE_DEPTH:
            why = "standard input leads to no file" if self.path is None else f"more than {MAX_FILE_DEPTH} files lead to it"
            raise UnreadableFileError(f"{shown(relative)} is not read: {why}")
        folder = self.path if self.is_folder else self.path.parent
        text = self.files.read(folder / relative, str(folder / relative))
        path = folder / relative
        parsed = self.files.parsed[str(path)]
        return replace(self, name=str(path), text=text, path=path, is_folder=False, depth=self.depth + 1, _parsed=parsed)

    def draft_of(self, nested: Source) -> Draft:
        """What *nested* describes, a template that this one is made of: a nested stack, a stack of a CDK app.

        Raises:
            ScenarioError: if it is no file that can be imported, or not well formed.
        """
        if self._draft is None:
            raise NotImplementedError
        above = (*self._above, *filter(None, [self.path]))
        if nested.path is not None and files.resolve(nested.path) in map(files.resolve, above):
            raise ScenarioError([Problem("", "is made of itself", nested.name)])
        return self._draft(replace(nested, _above=above))
