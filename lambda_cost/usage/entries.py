"""The usage file of this project: what traffic does to a resource, to all that a wildcard matches, or to all.

    default: {requests: 1M, duration_ms: 120}
    functions.*: {duration_ms: 80}
    functions.checkout: {requests: 10M, snap_start: {restores: 5000}}

The same may be nested, as in a scenario: `functions: {checkout: {requests: 10M}}`.
"""

from __future__ import annotations

from collections import defaultdict
from copy import deepcopy
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from lambda_cost import services, strict_yaml
from lambda_cost.errors import Problem, ScenarioError, did_you_mean, shown
from lambda_cost.scenario.unknown import (
    document_value,
    must_ask_requests,
    only_callers,
    resource_class,
    resource_paths,
    resources_by_section,
)
from lambda_cost.services.described import address_of, fields_by_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lambda_cost.scenario.draft import Draft
    from lambda_cost.scenario.unknown import UpperBound
    from lambda_cost.services.described import Resource
    from lambda_cost.services.fields import Field
    from lambda_cost.strict_yaml import Document

DEFAULT = "default"
"""The key of what holds for everything that nothing else is said of."""
WILD = frozenset("*?[")
RANKS = (0, 1, 2)


@dataclass(frozen=True)
class Entry:
    """What a usage file says of one resource, or of all that a wildcard matches."""

    pattern: str
    """Path of a resource, a wildcard such as `functions.*`, or `default`."""
    fields: dict[str, Any]
    """Fields and their values, features as mappings."""
    file: str = ""
    """The file that says it."""
    line: int = 0
    """The line in which it stands."""
    fills_in: bool = False
    """Whether it only fills in what is missing, though it is about one resource."""

    @property
    def rank(self) -> int:
        """The order in which entries apply: a resource by its path, then wildcards, then the default."""
        return 2 if self.pattern == DEFAULT else 1 if self.is_wild or self.fills_in else 0

    @property
    def is_wild(self) -> bool:
        """Whether it may match several resources."""
        return not WILD.isdisjoint(self.pattern)

    def matches(self, path: str) -> bool:
        """Whether it is about the resource at *path*."""
        return self.pattern in {DEFAULT, path} or (self.is_wild and fnmatchcase(path, self.pattern))


def read_entries(document: Document) -> tuple[Entry, ...]:
    """The entries of the usage file *document*.

    Raises:
        ScenarioError: with everything that is wrong in it, and the lines.
    """
    if not strict_yaml.is_mapping(document.data):
        raise ScenarioError([document.problem((), "is no mapping of resources to what they do, such as functions.checkout")])
    entries: list[Entry] = []
    problems: list[Problem] = []
    for keys, pattern, fields in _flattened(document.data):
        if strict_yaml.is_mapping(fields):
            entries.append(Entry(pattern, fields, document.name, document.line(keys)))
            problems += [document.problem((*keys, *below), message) for below, message in _problems_in(pattern, fields)]
        else:
            problems.append(document.problem(keys, f"is {shown(fields)}; allowed: a mapping of fields"))
    if problems:
        raise ScenarioError(problems)
    return tuple(entries)


def apply_entries(entries: Iterable[Entry], draft: Draft) -> Draft:
    """*draft* with what *entries* say of it, and a warning of each that fits nothing here."""
    listed = [*entries]
    data = deepcopy(draft.data)
    used: dict[int, set[str]] = {}
    for rank in RANKS:
        ranked = _Ranked(listed, rank)
        callers = only_callers(data)
        for section, items in resources_by_section(data):
            for name, fields in items.items():
                path = f"{section}.{name}" if name else section
                for index in ranked.about(path):
                    cls = resource_class(section, fields)
                    asked = must_ask_requests(cls, fields, callers.get(path, ()))
                    known = {key: draft.presets.get(f"{path}.{key}", {}) for key in listed[index].fields}
                    used.setdefault(index, set()).update(_fill(listed[index], fields, cls, known, asked=asked))
    paths = [f"{section}.{name}" if name else section for section, items in resources_by_section(data) for name in items]
    unused = [problem for index, entry in enumerate(listed) for problem in _unused(entry, used.get(index), paths)]
    _fill_timeouts(data, draft.upper_bounds)
    filled = replace(draft, data=data)
    return replace(filled, warnings=(*draft.warnings, *unused, *_above_bounds(filled)))


class _Ranked:
    """The entries of one rank, by what they are about."""

    def __init__(self, entries: list[Entry], rank: int) -> None:
        self.entries = entries
        ranked = [index for index, entry in enumerate(entries) if entry.rank == rank]
        self.wild = [index for index in ranked if entries[index].is_wild or entries[index].pattern == DEFAULT]
        self.exact: defaultdict[str, list[int]] = defaultdict(list)
        for index in ranked:
            self.exact[entries[index].pattern].append(index)

    def about(self, path: str) -> list[int]:
        """The indices of those about the resource at *path*, in their order."""
        matching = [index for index in self.wild if self.entries[index].matches(path)]
        return sorted({*matching, *self.exact.get(path, ())})


def _flattened(data: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], str, Any]]:
    """The keys that lead to each entry, what it is about, and what it says."""
    sections = services.resources()
    for key, value in data.items():
        alone = key in sections and any(cls.alone for cls in sections[key].values())
        if key in sections and not alone and strict_yaml.is_mapping(value):
            yield from (((key, name), f"{key}.{name}", fields) for name, fields in value.items())
        else:
            yield (key,), key, value


def _problems_in(pattern: str, fields: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """What is wrong in an entry whatever it is applied to: keys of fields, and words about them."""
    section = pattern.partition(".")[0]
    sections = services.resources()
    if pattern != DEFAULT and section not in sections and WILD.isdisjoint(section):
        yield (), f"is about no section of a scenario; {did_you_mean(section, [*sections, DEFAULT])}"
        return
    classes = [cls for key, kinds in sections.items() for cls in kinds.values() if key == section or section not in sections]
    known = {name: field for cls in classes for name, field in fields_by_name(cls).items() if name != "name"}
    features = {key: feature for cls in classes for key, feature in services.features(address_of(cls)).items()}
    for key, value in fields.items():
        if key in features and strict_yaml.is_mapping(value):
            inner = fields_by_name(features[key])
            for name, below in value.items():
                yield from (((key, name), message) for message in _problems_of(name, below, inner))
        else:
            yield from (((key,), message) for message in _problems_of(key, value, known | dict.fromkeys(features)))


def _problems_of(key: str, value: Any, known: Mapping[str, Field | None]) -> Iterator[str]:
    """What is wrong with one *value*; a feature is *known* by None."""
    field = known.get(key)
    if key not in known:
        yield f"is no field here; {did_you_mean(key, known)}"
    elif field is None:
        yield f"is {shown(value)}; allowed: a mapping of fields"
    else:
        try:
            document_value(field, value)
        except ValueError as error:
            yield str(error)


def _fill(
    entry: Entry, fields: dict[str, Any], cls: type[Resource[Any]], presets: Mapping[str, dict[str, Any]], *, asked: bool
) -> Iterator[str]:
    """Fill what *entry* says into the *fields* of a *cls*, features that it adds with their *presets*; the keys of use."""
    features = services.features(address_of(cls))
    known = fields_by_name(cls)
    replaces = entry.rank == 0
    for key, value in entry.fields.items():
        if key in features:
            if replaces or fields.get(key) is not None:
                own = fields.setdefault(key, {**presets[key]})
                inner = fields_by_name(features[key])
                own |= {
                    name: document_value(inner[name], below) for name, below in value.items() if replaces or name not in own
                }
                yield key
        elif key in known:
            if replaces or _is_missing(key, fields, cls, asked=asked):
                for other in cls.one_of if key in cls.one_of else ():
                    fields.pop(other, None)
                fields[key] = document_value(known[key], value)
            yield key


def _is_missing(key: str, fields: dict[str, Any], cls: type[Resource[Any]], *, asked: bool) -> bool:
    """Whether *key* is still to be said in *fields*; requests that others say are not."""
    if key == "requests" and not fields_by_name(cls)[key].required:
        return asked
    return all(fields.get(name) is None for name in (cls.one_of if key in cls.one_of else (key,)))


def _unused(entry: Entry, used: set[str] | None, paths: list[str]) -> Iterator[Problem]:
    """A warning if *entry* is about none of the *paths*, or of each of its keys that is not among those *used*."""
    if used is None and entry.pattern != DEFAULT:
        yield Problem(entry.pattern, f"is no resource here; {did_you_mean(entry.pattern, paths)}", entry.file, entry.line)
        return
    for key in entry.fields:
        if key not in (used or ()):
            yield Problem(f"{entry.pattern}.{key}", "is used by nothing here", entry.file, entry.line)


def _fill_timeouts(data: dict[str, Any], bounds: Mapping[str, UpperBound]) -> None:
    """Give functions of *data* of which some requests time out the timeout that their template says, among *bounds*."""
    for path, bound in bounds.items():
        section, _, name = path.removesuffix(".duration_ms").partition(".")
        fields: Any = data.get(section, {}).get(name, {}) if path.endswith(".duration_ms") else {}
        if strict_yaml.is_mapping(fields.get("timeouts")):
            fields["timeouts"].setdefault("timeout_ms", bound.value)


def _above_bounds(draft: Draft) -> Iterator[Problem]:
    """A warning of each number that is more than the imported file allows."""
    for path, bound in draft.upper_bounds.items():
        resource = next(resource for resource in resource_paths(path) if resource in draft.origins)
        section, _, name = resource.partition(".")
        value: Any = draft.data
        for key in (section, name, *path.removeprefix(f"{resource}.").split(".")):
            value = value.get(key) if strict_yaml.is_mapping(value) else None
        if hasattr(value, "is_finite") and value > bound.value:
            origin = draft.origins[resource]
            yield Problem(path, f"is {value:,}, and at most {bound.value:,} by {bound.why}", origin.file, origin.line)
