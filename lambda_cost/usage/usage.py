"""What traffic does to what a template describes: a usage file, by resource, by wildcard, or for all.

    default: {requests: 1M, duration_ms: 120}
    functions.*: {duration_ms: 80}
    functions.checkout: {requests: 10M, snap_start: {restores: 5000}}

The same may be nested, as in a scenario: `functions: {checkout: {requests: 10M}}`.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from lambda_cost import files, services, strict_yaml
from lambda_cost.errors import Problem, ScenarioError, did_you_mean, shown
from lambda_cost.scenario.unknown import asked_requests, checked, resources_in, rule_of
from lambda_cost.services.described import address_of, fields_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lambda_cost.scenario.draft import Draft
    from lambda_cost.strict_yaml import Document

DEFAULT = "default"
"""The key of what holds for everything that nothing else is said of."""
WILD = frozenset("*?[")


@dataclass(frozen=True)
class Entry:
    """What a usage file says of one resource, or of all that a wildcard means."""

    pattern: str
    """Path of a resource, a wildcard such as `functions.*`, or `default`."""
    fields: dict[str, Any]
    """Fields and their values, features as mappings."""
    file: str = ""
    """The file that says it."""
    line: int = 0
    """The line in which it stands."""

    @property
    def rank(self) -> int:
        """What is nearer comes first: a resource by name, then wildcards, then the default."""
        return 2 if self.pattern == DEFAULT else 1 if self.is_wild else 0

    @property
    def is_wild(self) -> bool:
        """Whether it may mean several resources."""
        return not WILD.isdisjoint(self.pattern)

    def means(self, path: str) -> bool:
        """Whether it is about the resource at *path*."""
        return self.pattern in {DEFAULT, path} or (self.is_wild and fnmatchcase(path, self.pattern))


@dataclass(frozen=True)
class Usage:
    """All that is known of the traffic."""

    entries: tuple[Entry, ...]
    """In the order in which they stand."""

    @classmethod
    def read(cls, path: str | Path) -> Usage:
        """The usage file at *path*.

        Raises:
            UnreadableFileError: if it cannot be read.
            ScenarioError: with everything that is wrong in it, and the lines.
        """
        return cls.of(files.read_document(path))

    @classmethod
    def of(cls, doc: Document) -> Usage:
        """What the document *doc* says; a usage file of Infracost is read too.

        Raises:
            ScenarioError: with everything that is wrong in it, and the lines.
        """
        from lambda_cost.usage import infracost

        if infracost.is_infracost(doc.data):
            return infracost.usage(doc)
        if not strict_yaml.is_mapping(doc.data):
            raise ScenarioError([doc.problem((), "is no mapping of resources to what they do, such as functions.checkout")])
        entries: list[Entry] = []
        problems: list[Problem] = []
        for keys, pattern, fields in _flat(doc.data):
            if strict_yaml.is_mapping(fields):
                entries.append(Entry(pattern, fields, doc.name, doc.line(keys)))
                problems += [doc.problem((*keys, *below), says) for below, says in _wrong(pattern, fields)]
            else:
                problems.append(doc.problem(keys, f"is {shown(fields)}; allowed: a mapping of fields"))
        if problems:
            raise ScenarioError(problems)
        return cls(tuple(entries))

    def applied(self, draft: Draft) -> Draft:
        """*draft* with what this says of it.

        What a resource is said by its path outdoes the file; wildcards and the default fill in only
        what is missing.
        """
        data = deepcopy(draft.data)
        used: set[tuple[int, str]] = set()
        for rank in range(3):
            for section, items in resources_in(data):
                for name, fields in items.items():
                    path = f"{section}.{name}" if name else section
                    for number, entry in enumerate(self.entries):
                        if entry.rank == rank and entry.means(path):
                            asked = bool(asked_requests(data, section, name, rule_of(section, fields)))
                            used.update((number, key) for key in _filled(entry, fields, rule_of(section, fields), asked=asked))
        told = [_unused(entry, {key for at, key in used if at == number}, data) for number, entry in enumerate(self.entries)]
        beyond = tuple(_beyond_bounds(replace(draft, data=data)))
        return replace(draft, data=data, warnings=(*draft.warnings, *(one for part in told for one in part), *beyond))


def _flat(data: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], str, Any]]:
    """The keys that lead to each entry, what it is about, and what it says."""
    sections = services.resources()
    for key, value in data.items():
        alone = key in sections and any(cls.alone for cls in sections[key].values())
        if key in sections and not alone and strict_yaml.is_mapping(value):
            yield from (((key, name), f"{key}.{name}", fields) for name, fields in value.items())
        else:
            yield (key,), key, value


def _wrong(pattern: str, fields: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """What is wrong in an entry whatever it is applied to: keys of fields, and words about them."""
    section = pattern.partition(".")[0]
    sections = services.resources()
    if pattern != DEFAULT and section not in sections and WILD.isdisjoint(section):
        yield (), f"is about no section of a scenario; {did_you_mean(section, [*sections, DEFAULT])}"
        return
    classes = [cls for key, kinds in sections.items() for cls in kinds.values() if key == section or section not in sections]
    known = {one.name: one for cls in classes for one in fields_of(cls) if one.name != "name"}
    features = {key: one for cls in classes for key, one in services.features(address_of(cls)).items()}
    for key, value in fields.items():
        if key in features and strict_yaml.is_mapping(value):
            inner = {one.name: one for one in fields_of(features[key])}
            for name, below in value.items():
                yield from (((key, name), says) for says in _wrong_value(name, below, inner))
        else:
            yield from (((key,), says) for says in _wrong_value(key, value, known | dict.fromkeys(features)))


def _wrong_value(key: str, value: Any, known: dict[str, Any]) -> Iterator[str]:
    if key not in known:
        yield f"is no field here; {did_you_mean(key, known)}"
    elif known[key] is None:
        yield f"is {shown(value)}; allowed: a mapping of fields"
    else:
        try:
            checked(known[key], value)
        except ValueError as error:
            yield str(error)


def _filled(entry: Entry, fields: dict[str, Any], cls: Any, *, asked: bool) -> Iterator[str]:
    """Fill what *entry* says into the *fields* of a *cls*; the keys that were of use."""
    features = services.features(address_of(cls))
    known = {one.name: one for one in fields_of(cls)}
    for key, value in entry.fields.items():
        if key in features:
            if entry.rank == 0 or fields.get(key) is not None:
                own = fields.setdefault(key, {})
                inner = {one.name: one for one in fields_of(features[key])}
                own.update(
                    {name: checked(inner[name], one) for name, one in value.items() if not entry.rank or name not in own}
                )
                yield key
        elif key in known and (not entry.rank or _lacks(key, fields, cls, asked=asked)):
            others = cls.one_of if key in cls.one_of else ()
            for other in others:
                fields.pop(other, None)
            fields[key] = checked(known[key], value)
            yield key
        elif key in known:
            yield key


def _lacks(key: str, fields: dict[str, Any], cls: Any, *, asked: bool) -> bool:
    """Whether *key* is still to be said in *fields*; requests that others say are not."""
    if key == "requests" and not any(one.name == key and one.required for one in fields_of(cls)):
        return asked
    return all(fields.get(one) is None for one in (cls.one_of if key in cls.one_of else (key,)))


def _unused(entry: Entry, used: set[str], data: dict[str, Any]) -> Iterator[Problem]:
    """A warning of what *entry* says for nothing."""
    paths = [f"{section}.{name}" if name else section for section, items in resources_in(data) for name in items]
    if entry.pattern != DEFAULT and not any(map(entry.means, paths)):
        yield Problem(entry.pattern, f"is no resource here; {did_you_mean(entry.pattern, paths)}", entry.file, entry.line)
        return
    for key in entry.fields:
        if key not in used:
            yield Problem(f"{entry.pattern}.{key}", "is used by nothing here", entry.file, entry.line)


def _beyond_bounds(draft: Draft) -> Iterator[Problem]:
    """A warning of each number that is more than the file allows."""
    for path, most in draft.most.items():
        found: Any = draft.data
        resource = next((one for one in draft.origins if path.startswith(f"{one}.")), "")
        section, _, name = resource.partition(".")
        for key in (section, name, *path.removeprefix(f"{resource}.").split(".")):
            found = found.get(key) if strict_yaml.is_mapping(found) else None
        if hasattr(found, "is_finite") and found > most.value:
            home = draft.origins[resource]
            yield Problem(path, f"is {found:,}, and at most {most.value:,} by {most.why}", home.file, home.line)
