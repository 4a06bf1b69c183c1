"""A scenario in which some numbers are still unknown: what comes of a file that is imported."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from lambda_cost.errors import IncompleteScenarioError, Problem, without_long_middles
from lambda_cost.scenario.as_yaml import scenario_yaml, usage_yaml
from lambda_cost.scenario.scenario import Scenario
from lambda_cost.scenario.unknown import UNKNOWN_VALUE, Unknown, UpperBound, unknown_fields
from lambda_cost.strict_yaml import Document, yaml_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal


class AppliesToDraft(Protocol):
    """Something that knows numbers of a draft, such as a usage file."""

    def apply(self, draft: Draft, /) -> Draft:
        """*draft* with those numbers."""
        ...


class Origin(NamedTuple):
    """Where a resource is described."""

    file: str
    """The file's name as the user gave it."""
    line: int
    """Line in it, counted from 1; 0 where lines are not known."""
    resource: str
    """What the file calls it: a logical id, an address."""


@dataclass(frozen=True)
class Draft:
    """What an importer made of a file: a scenario document, and all that it could not know or did not take.

    Nothing in it is guessed: a value that AWS would default is defaulted, and what only traffic knows is
    missing in `data` and listed in `unknown`.
    """

    source: str
    """The file's name as the user gave it."""
    kind: str
    """What sort of file it was: `AWS SAM`, `Terraform plan`."""
    data: dict[str, Any]
    """The scenario as its file would have it: sections, names, fields; numbers are decimals, rates text."""
    origins: dict[str, Origin] = field(default_factory=dict[str, Origin])
    """Where each resource is described, by its path: `functions.checkout`."""
    upper_bounds: dict[str, UpperBound] = field(default_factory=dict[str, UpperBound])
    """Upper bounds of what is unknown, by the path of the field."""
    asked_optional: tuple[tuple[str, ...], ...] = ()
    """Fields with a default that is not to be taken: section, name, and the keys that lead to it."""
    warnings: tuple[Problem, ...] = ()
    """What was not understood or will surprise: file, line, resource (as `field`) and words."""
    not_priced: dict[str, int] = field(default_factory=dict[str, int])
    """Types of resources that lambda-cost has no price of, and how many of each there are."""
    assumptions: tuple[str, ...] = ()
    """What was decided on the way, a sentence each."""
    partial: tuple[str, ...] = ()
    """Why the file is not the whole of what will be there, such as an errored plan, a sentence each; a gate fails on it."""
    presets: dict[str, dict[str, Any]] = field(default_factory=dict[str, "dict[str, Any]"])
    """By the path of a feature that a usage file may add, `functions.checkout.cold_starts`: what the file says of it."""
    parts: dict[str, str] = field(default_factory=dict[str, str])
    """By what the file calls something that is a part of a resource here, the path of that resource."""
    questions: dict[str, Unknown] = field(default_factory=dict[str, Unknown])
    """By the path of what is unknown, the question to ask instead of the rules' own."""

    @cached_property
    def unknown(self) -> tuple[Unknown, ...]:
        """What only traffic knows, found by the rules of each resource."""
        by_rules = unknown_fields(self.data, self.upper_bounds, self.asked_optional)
        return tuple(self.questions.get(unknown.path, unknown) for unknown in by_rules)

    @property
    def warning_texts(self) -> tuple[str, ...]:
        """Warnings, and what is not priced, a sentence each: what a report should warn of."""
        counted = ", ".join(f"{kind} ({count})" for kind, count in sorted(self.not_priced.items()))
        texts = (*self.partial, *map(str, self.warnings), *([f"Not priced: {counted}."] if counted else []))
        return tuple(map(without_long_middles, texts))

    def with_usage(self, usage: AppliesToDraft) -> Draft:
        """The draft with the numbers of *usage*; entries of it that fit nothing here are warned about."""
        return usage.apply(self)

    def document(self) -> Document:
        """The draft as a document to read as a scenario; problems in it name the imported file.

        A field that has a default and is unknown all the same stands there as unknown, which is refused.
        """
        data = deepcopy(self.data)
        for section, name, *features, key in self.asked_optional:
            fields = data[section][name]
            for feature in features:
                fields = fields[feature]
            fields.setdefault(key, UNKNOWN_VALUE)
        about: dict[str, Any] = {"assumptions": self.assumptions, "partial": self.partial}
        return DraftDocument(data, self.source, warnings=self.warning_texts, **about, draft=self)

    def scenario(self) -> Scenario[Decimal]:
        """The scenario, once nothing is unknown.

        Raises:
            IncompleteScenarioError: with everything that is unknown, and the lines of a usage file that
                would say it.
            ScenarioError: if the file describes nothing to price, or what AWS would not take.
        """
        self.check_known()
        return Scenario.of(self.document())

    def check_known(self) -> None:
        """Do nothing if nothing is unknown.

        Raises:
            IncompleteScenarioError: as `scenario` does.
        """
        if self.unknown:
            raise IncompleteDraftError(self)

    def to_yaml(self) -> str:
        """The draft as a scenario file: what is unknown stands there as comments to fill in."""
        comments = [f"From {yaml_text(self.source)} ({self.kind}).", *self.warning_texts, *self.assumptions]
        if self.unknown:
            comments.append(
                f"Unknown ({len(self.unknown)}): remove the # from each line that is missing and fill in its value."
            )
        return scenario_yaml(self.data, comments, self.unknown)

    def usage_yaml(self, costs: Mapping[str, str] | None = None) -> str:
        """A usage file to fill in: a line for each field that is unknown, and what it *costs*, by path, if that is known."""
        comments = [f"What {self.source} does in a month; the numbers are examples."]
        if costs:
            comments.append("Costs are of one resource by itself, at list prices, with the numbers of this file.")
        return usage_yaml(self.data, comments, self.unknown, costs or {})


class IncompleteDraftError(IncompleteScenarioError):
    """A draft in which something is still unknown; the message ends with the usage file to fill in."""

    def __init__(self, draft: Draft) -> None:
        """Say what *draft* lacks."""
        self.draft = draft
        nowhere = Origin(draft.source, 0, "")
        origins = [draft.origins.get(unknown.resource, nowhere) for unknown in draft.unknown]
        super().__init__(
            Problem(unknown.path, f"is missing: {unknown.description}", origin.file, origin.line)
            for unknown, origin in zip(draft.unknown, origins, strict=True)
        )
        head = f"{draft.source} cannot be priced yet; still unknown ({len(draft.unknown)}):"
        after = "Say them in a usage file (--usage usage.yaml), for example:"
        self.args = ("\n".join([head, str(self), "", after, "", draft.usage_yaml().rstrip()]),)


@dataclass(slots=True)
class DraftDocument(Document):
    """A draft's data, whose lines are those of the file that it was imported from."""

    draft: Draft = field(kw_only=True)
    """What it was made of."""

    def check_known(self) -> None:
        """Do nothing if nothing is unknown in it, changed as it may be since.

        Raises:
            IncompleteScenarioError: as the draft's `scenario` does.
        """
        replace(self.draft, data=self.data).check_known()

    def location_of(self, path: tuple[str, ...]) -> str:
        """Where *path* stands: file and line of its resource."""
        origin = self._origin(path)
        return f"{origin.file}, line {origin.line}" if origin.line else origin.file

    def problem(self, path: tuple[str, ...], message: str) -> Problem:
        """A problem at *path*, in the file and line where its resource is described."""
        origin = self._origin(path)
        usual = Document(self.data, origin.file, {(): origin.line}, self.changes).problem(path, message)
        return replace(usual, line=origin.line) if usual.file == origin.file else usual

    def _origin(self, path: tuple[str, ...]) -> Origin:
        nowhere = Origin(self.name, 0, "")
        origins = self.draft.origins
        return origins.get(".".join(path[:2])) or origins.get(".".join(path[:1]), nowhere)
