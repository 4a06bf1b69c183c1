"""Several scenario files as the month of one account: their resources together, each named by the file that has it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from lambda_cost import services
from lambda_cost.document import Document
from lambda_cost.errors import IncompleteScenarioError, Problem, ScenarioError, shown
from lambda_cost.numbers.quantity import EXACT
from lambda_cost.numbers.units import number
from lambda_cost.scenario.defaults import DEFAULTS, TRAFFIC
from lambda_cost.scenario.defaults import problems as problems_of_defaults
from lambda_cost.scenario.draft import DraftDocument, IncompleteDraftError
from lambda_cost.scenario.reading import AGREED, HEAD, no_mapping
from lambda_cost.services.described import fields_of
from lambda_cost.strict_yaml import is_list, is_mapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lambda_cost.document import Path

USUAL_REGION = "us-east-1"
PLAN = "savings_plan"
MAX_NAMES = 3
"""Files whose names stand in a title; of more, their number."""


@dataclass(slots=True)
class MergedDocument(Document):
    """A document made of others."""

    parts: tuple[Document, ...] = ()
    """The documents that it is made of."""

    def in_order(self, problems: Iterable[Problem]) -> list[Problem]:
        """*problems*, each once, file by file, in the order of the lines."""
        files = {part.name: index for index, part in enumerate(self.parts)}
        return sorted(dict.fromkeys(problems), key=lambda problem: (files.get(problem.file, len(files)), problem.line))

    def check_known(self) -> None:
        """Do nothing if nothing is unknown in its templates.

        Raises:
            IncompleteScenarioError: with everything that is.
        """
        errors: list[IncompleteDraftError] = []
        for part in self.parts:
            if isinstance(part, DraftDocument):
                draft = replace(part.draft, data=self._data_of(part))
                errors += [IncompleteDraftError(draft)] if draft.unknown else []
        if errors:
            error = IncompleteScenarioError(problem for error in errors for problem in error.problems)
            error.args = ("\n\n".join(map(str, errors)),)
            raise error

    def _data_of(self, part: Document) -> dict[str, Any]:
        """What is in *part* now, after changes."""
        data: dict[str, Any] = {}
        for path, (document, there) in self.copied.items():
            section: Any = self.data[path[0]]
            if document is part and there[0] not in {*HEAD, *AGREED, TRAFFIC} and there[1:] and path[1] in section:
                data.setdefault(there[0], {})[there[1]] = section[path[1]]
        return data


def merge(documents: Sequence[Document]) -> Document:
    """*documents*, of which each is a scenario, as one.

    A resource whose name stands in several files has the file's name before it: `functions.shop/checkout`.  The
    day, the hours and the free tier hold for all files; a region is that of its file.

    Raises:
        ScenarioError: if a file is there twice, or two say different things of what holds for all.
    """
    names = [document.name for document in documents]
    twice = [name for name, count in Counter(names).items() if count > 1]
    problems = [Problem("", "is given more than once; allowed: once", name) for name in twice]
    problems += [no_mapping(document) for document in documents if not is_mapping(document.data)]
    if problems:
        raise ScenarioError(problems)
    merging = _Merging(documents)
    for document, label in zip(documents, merging.labels, strict=True):
        merging.add(document, label)
    if merging.problems:
        raise ScenarioError(merging.problems)
    return MergedDocument(
        data=merging.data,
        name=", ".join(names),
        warnings=_all(document.warnings for document in documents),
        assumptions=_all(document.assumptions for document in documents),
        partial=_all(document.partial for document in documents),
        copied=merging.copied,
        parts=tuple(documents),
    )


def _all(texts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for some in texts for text in some))


def _labels(documents: Sequence[Document]) -> list[str]:
    """What to call each of *documents* before the names of its resources: the shortest that tells them apart."""
    stems = [PurePath(document.name).name.partition(".")[0] or document.name for document in documents]
    return stems if len({*stems}) == len(stems) else [document.name for document in documents]


class _Merging:
    """Documents that are put together."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.labels = _labels(documents)
        self.data: dict[str, Any] = {}
        self.copied: dict[Path, tuple[Document, Path]] = {}
        self.problems: list[Problem] = []
        titles = dict.fromkeys(
            str(document.data.get("name") or label) for document, label in zip(documents, self.labels, strict=True)
        )
        self.data["name"] = " + ".join(titles) if len(titles) <= MAX_NAMES else f"{len(documents)} files"
        regions = {str(document.data.get("region") or USUAL_REGION) for document in documents}
        self.is_of_one_region = len(regions) == 1
        counted = Counter(
            (section, name)
            for document in documents
            for section, items in document.data.items()
            if is_mapping(items) and not _is_alone(section)
            for name in items
        )
        self.repeated = {path for path, count in counted.items() if count > 1}

    def add(self, document: Document, label: str) -> None:
        """Add *document*, called *label*."""
        for key, value in document.data.items():
            if key == "name" or value is None or (key == "region" and not self.is_of_one_region):
                continue
            if key in HEAD:
                self._agree(document, key, value)
            elif key == DEFAULTS:
                self.problems += [document.problem(path, message) for path, message in problems_of_defaults(document.data)]
            elif key == PLAN and key in self.data:
                self._add_problem(document, (key,), "stands in another of the files too; allowed: in one")
            elif _is_alone(key) and key in self.data:
                self._add_up(document, key, self._with_region(document, (key,), (key,), value))
            elif _is_alone(key) or not _is_section(key):
                self._put((key,), document, (key,), self._with_region(document, (key,), (key,), value))
            elif is_mapping(value):
                self._add_section(document, label, key, value)
            else:
                self._add_problem(document, (key,), f"is {shown(value)}; allowed: a mapping of names")

    def _agree(self, document: Document, key: str, value: Any) -> None:
        """Take what holds for all files; two that differ are a problem."""
        if key not in self.data:
            self._put((key,), document, (key,), value)
        elif str(value) != str(self.data[key]):
            other = f"{shown(self.data[key])} in {self.copied[key,][0].name}"
            self._add_problem(document, (key,), f"is {shown(value)}, and {other}; allowed: one for all files")

    def _add_up(self, document: Document, key: str, value: Any) -> None:
        """Add to what *key* has once in an account the *value* that it has in *document*: the month has both together."""
        (cls,) = services.resources()[key].values()
        summed = [field.name for field in fields_of(cls) if field.is_traffic]
        before, (first, _) = self.data[key], self.copied[key,]
        both = (before, value) if is_mapping(before) and is_mapping(value) else ()
        rest = [{name: value for name, value in part.items() if name not in summed} for part in both]
        amounts = {name: [amount for part in both for amount in _amount(part.get(name), name)] for name in summed}
        if not both or rest[0] != rest[1] or any(len(parts) < len(both) for parts in amounts.values()):
            message = f"stands in {first.name} too; allowed: in one file, or in each with a number, alike in all else"
            self._add_problem(document, (key,), f"{message}, so that they are added up")
            return
        sums = {name: EXACT.add(*parts) for name, parts in amounts.items()}
        name = f"{first.name} + {document.name}"
        self._put((key,), Document(before, name), (key,), before | sums)

    def _add_section(self, document: Document, label: str, section: str, items: dict[str, Any]) -> None:
        """Add the *items* of a *section*, whose names are told apart by the *label* of their file."""
        into: dict[str, Any] = self.data.setdefault(section, {})
        self.copied.setdefault((section,), (document, (section,)))
        for name, fields in items.items():
            here, there = (section, name), (section, name)
            if here in self.repeated and section == "discounts":
                if into.setdefault(name, fields) != fields:
                    self._add_problem(document, there, "stands in another of the files, and differs; allowed: one of them")
            elif here in self.repeated:
                here = (section, f"{label}/{name}")
            if here[1] in into and section != "discounts":
                self._add_problem(document, there, f"would be called {here[1]} as another is; allowed: another name")
            self._put(here, document, there, self._with_region(document, here, there, self._relinked(document, label, fields)))

    def _relinked(self, document: Document, label: str, fields: Any) -> Any:
        """*fields* of a resource of *document*, whose functions and profile have the names that they have here."""
        if not is_mapping(fields):
            return fields

        def renamed(section: str, name: Any) -> Any:
            own: Any = document.data.get(section)
            is_renamed = (section, name) in self.repeated and is_mapping(own) and name in own
            return f"{label}/{name}" if is_renamed else name

        changes: dict[str, Any] = {}
        if is_list(fields.get("functions")):
            changes["functions"] = [renamed("functions", name) for name in fields["functions"]]
        if isinstance(fields.get(TRAFFIC), str):
            changes[TRAFFIC] = renamed(TRAFFIC, fields[TRAFFIC])
        return fields | changes

    def _with_region(self, document: Document, here: Path, there: Path, fields: Any) -> Any:
        """*fields* of a resource with the region of its *document*, where not all have the same."""
        region = document.data.get("region") or USUAL_REGION
        is_resource = is_mapping(fields) and there[0] in services.resources()
        if self.is_of_one_region or not is_resource or fields.get("region"):
            return fields
        self.copied[*here, "region"] = (document, ("region",))
        return fields | {"region": region}

    def _put(self, here: Path, document: Document, there: Path, value: Any) -> None:
        """Put *value* where *here* leads; it stands in *document* where *there* leads."""
        into = self.data
        for key in here[:-1]:
            into = into[key]
        into[here[-1]] = value
        self.copied[here] = (document, there)

    def _add_problem(self, document: Document, path: Path, message: str) -> None:
        self.problems.append(document.problem(path, message))


def _amount(value: Any, name: str) -> list[Decimal]:
    """The number that *value* of the field *name* is; nothing if it is none, or one that depends on the month or is a range."""
    try:
        read = number(value, name)
    except ValueError:
        return []
    return [read] if isinstance(read, Decimal) else []


def _is_section(key: str) -> bool:
    """Whether *key* is a section of a scenario."""
    return key in services.resources() or key in {*AGREED, TRAFFIC}


def _is_alone(section: str) -> bool:
    """Whether *section* is one thing, and not a mapping of names to things."""
    return section == PLAN or any(cls.alone for cls in services.resources().get(section, {}).values())
