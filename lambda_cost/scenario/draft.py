"""A scenario in which some numbers are still unknown: what comes of a file that is imported."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.errors import IncompleteScenarioError, Problem
from lambda_cost.scenario.unknown import UNSAID, Most, Unknown, unknown_in
from lambda_cost.strict_yaml import Document

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from lambda_cost.scenario.scenario import Scenario
    from lambda_cost.usage.usage import Usage


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
    most: dict[str, Most] = field(default_factory=dict[str, Most])
    """Upper bounds of what is unknown, by the path of the field."""
    asked: tuple[tuple[str, ...], ...] = ()
    """Fields with a default that is not to be taken: section, name, and the keys that lead to it."""
    warnings: tuple[Problem, ...] = ()
    """What was not understood or will surprise: file, line, resource (as `field`) and words."""
    not_priced: dict[str, int] = field(default_factory=dict[str, int])
    """Types of resources that lambda-cost has no price of, and how many of each there are."""
    assumptions: tuple[str, ...] = ()
    """What was decided on the way, a sentence each."""

    @cached_property
    def unknown(self) -> tuple[Unknown, ...]:
        """What only traffic knows, found by the rules of each resource."""
        return tuple(unknown_in(self.data, self.most, self.asked))

    @property
    def warning_texts(self) -> tuple[str, ...]:
        """Warnings, and what is not priced, a sentence each: what a report should warn of."""
        counted = ", ".join(f"{kind} ({count})" for kind, count in sorted(self.not_priced.items()))
        return (*map(str, self.warnings), *([f"Not priced: {counted}."] if counted else []))

    def with_usage(self, usage: Usage) -> Draft:
        """The draft with what *usage* says of it; entries that say nothing of it are warned about."""
        return usage.applied(self)

    def document(self) -> Document:
        """The draft as a document to read as a scenario; what is wrong in it is said of the imported file.

        A field that has a default and is unknown all the same stands there as unknown, which is refused.
        """
        data = deepcopy(self.data)
        for section, name, *above, key in self.asked:
            into = data[section][name]
            for one in above:
                into = into[one]
            into.setdefault(key, UNSAID)
        return DraftDocument(data, self.source, warnings=self.warning_texts, assumptions=self.assumptions, draft=self)

    def scenario(self) -> Scenario[Decimal]:
        """The scenario, once nothing is unknown.

        Raises:
            IncompleteScenarioError: with everything that is unknown, and the lines of a usage file that
                would say it.
            ScenarioError: if the file describes nothing to price, or what AWS would not take.
        """
        from lambda_cost.scenario import reading

        self.check_known()
        return reading.scenario(self.document())

    def check_known(self) -> None:
        """Do nothing if nothing is unknown.

        Raises:
            IncompleteScenarioError: as `scenario` does.
        """
        if self.unknown:
            raise IncompleteDraftError(self)

    def to_yaml(self) -> str:
        """The draft as a scenario file: what is unknown stands there as comments to fill in."""
        from lambda_cost.scenario.as_yaml import scenario_file

        return scenario_file(self)

    def usage_yaml(self, costs: Mapping[str, str] | None = None) -> str:
        """A usage file to fill in: a line for each field that is unknown, and what it *costs*, by path, if that is known."""
        from lambda_cost.scenario.as_yaml import usage_file

        return usage_file(self, costs or {})


class IncompleteDraftError(IncompleteScenarioError):
    """A draft in which something is still unknown; the message ends with the usage file to fill in."""

    def __init__(self, draft: Draft) -> None:
        """Say what *draft* lacks."""
        self.draft = draft
        nowhere = Origin(draft.source, 0, "")
        homes = [draft.origins.get(one.resource, nowhere) for one in draft.unknown]
        super().__init__(
            Problem(one.path, f"is missing: {one.says}", home.file, home.line)
            for one, home in zip(draft.unknown, homes, strict=True)
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

    def place(self, path: tuple[str, ...]) -> str:
        """Where *path* stands: file and line of its resource."""
        home = self._home(path)
        return f"{home.file}, line {home.line}" if home.line else home.file

    def problem(self, path: tuple[str, ...], says: str) -> Problem:
        """A problem at *path*, at home where its resource is described."""
        home = self._home(path)
        usual = Document(self.data, home.file, {(): home.line}, self.changes).problem(path, says)
        return replace(usual, line=home.line) if usual.file == home.file else usual

    def _home(self, path: tuple[str, ...]) -> Origin:
        nowhere = Origin(self.name, 0, "")
        origins = self.draft.origins
        return origins.get(".".join(path[:2])) or origins.get(".".join(path[:1]), nowhere)


def printable(text: str) -> str:
    """*text* without what a terminal would obey: names come from files that nobody vouches for."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
