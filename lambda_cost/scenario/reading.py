"""Reads a scenario file, or the same as a dict: its parts, and everything that is wrong in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost import regions, services, strict_yaml
from lambda_cost.errors import IncompleteScenarioError, ScenarioError, did_you_mean, shown
from lambda_cost.scenario import defaults
from lambda_cost.scenario.links import MISSING, wrong_names
from lambda_cost.services.described import Described, Resource, address_of, fields_by_name, not_one, required_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from lambda_cost.document import Document, Path
    from lambda_cost.errors import Problem
    from lambda_cost.regions import Region
    from lambda_cost.scenario.traffic import Calendar
    from lambda_cost.services.fields import Field

HEAD = ("name", "region", "day", "hours", "month", "free_tier")
"""The keys of a scenario file that are not sections."""
AGREED = ("savings_plan", "discounts", "other_costs")
"""The keys of what a bill has beside its resources."""

KEYS = (*HEAD, *AGREED, defaults.TRAFFIC, defaults.DEFAULTS)
"""All keys of a scenario file that are not sections."""


def with_text_keys(value: Any) -> Any:
    """*value* with every key as text, so that a wrong one can be named; mappings and lists are copied."""
    if isinstance(value, Mapping):
        items: Mapping[Any, Any] = value  # pyright: ignore[reportUnknownVariableType]
        return {str(key): with_text_keys(item) for key, item in items.items()}
    return [with_text_keys(item) for item in value] if strict_yaml.is_list(value) else value


def no_mapping(document: Document) -> Problem:
    """What is wrong with a *document* that is no mapping."""
    kind = "empty" if document.data is None else f"a {type(document.data).__name__}"
    return document.problem((), f"{document.name or 'the scenario'} is {kind}; allowed: a mapping with functions, apis …")


class Profiles(NamedTuple):
    """The profiles of a scenario, so that they can be counted out in other months than its own."""

    document: Document
    """The document in which resources name them."""
    known_regions: Mapping[str, Region] | None
    """The regions it may name."""

    def counted_in(self, resources: Iterable[Resource[Any]], calendar: Calendar) -> tuple[Resource[Any], ...]:
        """*resources*, with what follows from profiles in the month of *calendar*; what was changed since stays as it is.

        Raises:
            ScenarioError: if that leads out of what a field takes.
        """
        as_read, in_month = self._resources(None), self._resources(calendar)
        return tuple(in_month[one.path] if as_read.get(one.path) == one else one for one in resources)

    def _resources(self, calendar: Calendar | None) -> dict[str, Resource[Any]]:
        reader = Reader(self.document, self.known_regions, calendar)
        resources = reader.parts()["resources"]
        if reader.problems:
            raise reader.error()
        return {resource.path: resource for resource in resources}


class Reader:
    """Reads one document and collects its problems."""

    def __init__(
        self, document: Document, known_regions: Mapping[str, Region] | None = None, calendar: Calendar | None = None
    ) -> None:
        """Read *document*, whose regions are among *known_regions*, by default the bundled ones.

        Profiles are counted out in the month of *calendar*, by default in the document's own.
        """
        self.document, self.known_regions, self.calendar = document, known_regions, calendar
        self.profiles: Profiles | None = None
        self.problems: list[Problem] = []
        functions = document.data.get("functions") if strict_yaml.is_mapping(document.data) else None
        self.functions: dict[str, Any] = functions if strict_yaml.is_mapping(functions) else {}

    def parts(self) -> dict[str, Any]:
        """The arguments of the scenario that the document describes; parts with a problem are left out.

        Raises:
            ScenarioError: if it is no mapping.
        """
        data = self.document.data
        if not strict_yaml.is_mapping(data):
            raise ScenarioError([no_mapping(self.document)])
        sections = [key for key in data if key not in KEYS and services.section(key)]
        if data.keys() - {*KEYS, *sections}:
            self._refuse_unknown((), data, [*KEYS, *services.resources()])
        if defaults.DEFAULTS in data:
            self.problems += [self.document.problem(path, message) for path, message in defaults.problems(data)]
        self._fill_in_traffic()
        resources = [resource for section in sections for resource in self._section(section)]
        if not resources and not self.problems:
            self.add((), f"describes nothing to price; allowed: {', '.join(services.resources())}")
        head = {key: data[key] for key in HEAD if data.get(key) is not None}
        for key in ("name", "region"):
            if not isinstance(head.get(key, ""), str):
                self.add((key,), f"is {shown(head.pop(key))}; allowed: text")
        self._check_region(("region",), head.get("region", ""))
        return head | self._agreed() | {"resources": resources}

    def error(self, more: Iterable[Problem] = (), resources: Iterable[Resource[Any]] = ()) -> ScenarioError:
        """The error that says everything that is wrong in the order of the lines, *more* that is wrong with *resources* too.

        It is an IncompleteScenarioError if fields are missing and nothing else is wrong.
        """
        paths = {resource.path: (resource.section, resource.name) for resource in resources}
        for problem in more:
            path, below = problem.field, ""
            # a name may have dots
            while path and path not in paths:
                path, _, last = path.rpartition(".")
                below = f"{last}.{below}".rstrip(".")
            self.add((*paths.get(path, ()), *filter(None, below.split("."))), problem.message)
        only_missing = all(problem.message.startswith(MISSING) for problem in self.problems)
        kind = IncompleteScenarioError if only_missing else ScenarioError
        return kind(self.document.in_order(self.problems))

    def provenance(self, parts: Mapping[str, Any]) -> dict[str, Any]:
        """Fields of the scenario of *parts* that say where each is described, and what is to be known of the document."""
        document = self.document
        places: dict[str, Path] = {resource.path: (resource.section, resource.name) for resource in parts["resources"]}
        return {
            "files": self._files(parts, places),
            "source_locations": {path: document.location_of(keys) for path, keys in places.items()},
            "warnings": document.warnings,
            "assumptions": document.assumptions,
            "partial": document.partial,
            "profiles": self.profiles,
        }

    def _files(self, parts: Mapping[str, Any], places: dict[str, Path]) -> dict[str, str]:
        """The file that describes each of *parts*, by its path; *places* are those of its resources."""
        keys: dict[str, Path] = {"savings_plan": ("savings_plan",)} if parts.get("savings_plan") else {}
        for section in AGREED[1:]:
            keys |= {part.path: (section, part.name) for part in parts.get(section, ())}
        return {path: self.document.file_of(where) for path, where in (keys | places).items()}

    def _fill_in_traffic(self) -> None:
        """Give resources that name a profile the requests that follow from it."""
        if self.document.data.get(defaults.TRAFFIC) is not None:
            from lambda_cost.scenario.profiles import ProfileExpander

            self.profiles = Profiles(self.document, self.known_regions)
            expander = ProfileExpander(self)
            self.document = replace(
                self.document, data=expander.data, assumptions=(*self.document.assumptions, *expander.assumptions)
            )

    def described_or_none(self, path: Path, cls: type[Described[Any]], given: Any, **own: Any) -> Any:
        """What `described` makes of *given*, or None if something is wrong, which is not said yet."""
        before = len(self.problems)
        made = self.described(path, cls, given, **own)
        del self.problems[before:]
        return made

    def _agreed(self) -> dict[str, Any]:
        """The Savings Plan, the discounts and the other costs of the document."""
        data = self.document.data
        if not any(data.get(key) for key in AGREED):
            return {}
        from lambda_cost.scenario.plan import NAMED, SavingsPlan

        agreed: dict[str, Any] = {}
        if data.get("savings_plan") is not None:
            agreed["savings_plan"] = self.described(("savings_plan",), SavingsPlan, data["savings_plan"])
        for section, cls in NAMED.items():
            named: Any = data.get(section) or {}
            if strict_yaml.is_mapping(named):
                found = [self.described((section, name), cls, given, name=name) for name, given in named.items()]
                agreed[section] = [one for one in found if one is not None]
            else:
                self.add((section,), f"is {shown(named)}; allowed: a mapping of names")
        return agreed

    def _section(self, section: str) -> Iterator[Resource[Decimal]]:
        """The resources of *section* in which nothing is wrong."""
        items = self.document.data[section]
        if not strict_yaml.is_mapping(items):
            self.add((section,), f"is {shown(items)}; allowed: a mapping of names")
            return
        classes = services.section(section)
        only = classes.get("")
        if only is not None and only.alone:
            resources = [self.described((section,), only, items, name=section)]
        else:
            resources = [self._resource((section, name), given, classes) for name, given in items.items()]
        yield from (resource for resource in resources if resource is not None)

    def _resource(self, path: Path, given: Any, classes: dict[str, type[Resource[Any]]]) -> Any:
        """The resource at *path*, of the class that its section or its `type` says; None if something is wrong."""
        if "" in classes or not strict_yaml.is_mapping(given):
            return self.described(path, next(iter(classes.values())), given, name=path[-1])
        if "type" not in given:
            return self.add((*path, "type"), f"{MISSING}; allowed: {', '.join(sorted(classes))}")
        kind = str(given["type"])
        if kind not in classes:
            return self.add((*path, "type"), f"is {shown(given['type'])}; {did_you_mean(kind, classes)}")
        fields = {key: value for key, value in given.items() if key != "type"}
        return self.described(path, classes[kind], fields, name=path[-1])

    def described(self, path: Path, cls: type[Described[Any]], given: Any, **own: Any) -> Any:
        """The *cls* that *given* describes, with *own* values; None if something is wrong."""
        if not strict_yaml.is_mapping(given):
            return self.add(path, f"is {shown(given)}; allowed: a mapping of fields")
        before = len(self.problems)
        fields = fields_by_name(cls)
        features = services.features_among(address_of(cls), given)
        checked: dict[str, Any] = {}
        for key, value in given.items():
            if key in fields and key not in own:
                checked[key] = self._checked(path, fields[key], value)
            elif key not in features:
                known = [*(name for name in fields if name not in own), *services.features(address_of(cls))]
                self._refuse_unknown(path, [key], known)
        for field in required_fields(cls):
            if field.name not in given and field.name not in own:
                self.add((*path, field.name), f"{MISSING}; allowed: {field.allowed}")
        for key, message in not_one(cls, given):
            self.add((*path, key), message)
        if features:
            checked["features"] = tuple(
                self.described((*path, key), feature, given[key])
                for key, feature in features.items()
                if given.get(key) is not None
            )
        if checked.get("region"):
            self._check_region((*path, "region"), checked["region"])
        if checked.get("functions"):
            for message in wrong_names(checked["functions"], self.functions):
                self.add((*path, "functions"), message)
        return None if len(self.problems) > before else self._put_together(path, cls, checked, own, given)

    def _put_together(
        self, path: Path, cls: type[Described[Any]], checked: dict[str, Any], own: dict[str, Any], given: dict[str, Any]
    ) -> Any:
        """The *cls* of values that are *checked*, and of its *own*; None if they do not fit together."""
        try:
            return cls.from_checked(checked, **own)
        except ScenarioError as error:
            whole = ".".join(path) if issubclass(cls, Resource) else path[-1]
            for problem in error.problems:
                below = problem.field.rpartition(f"{whole}.")[2].split(".")
                self.add((*path, *below) if below[0] in given or below[0] in fields_by_name(cls) else path, problem.message)
            return None

    def _checked(self, path: Path, field: Field, value: Any) -> Any:
        """*value* of the *field* of what is at *path*, as it is kept; None if something is wrong."""
        try:
            return field.checked(value)
        except ValueError as error:
            a_range = "; ranges are for lambda_cost.uncertain" if field.is_number and strict_yaml.is_mapping(value) else ""
            return self.add((*path, field.name), f"{error}{a_range}")

    def _check_region(self, path: Path, region: str) -> None:
        try:
            if region:
                regions.find_region(region, self.known_regions or regions.bundled())
        except ValueError as error:
            self.add(path, str(error))

    def _refuse_unknown(self, path: Path, given: Iterable[str], known: list[str]) -> None:
        for key in given:
            if key in services.REFUSED:
                self.add(
                    (*path, key),
                    f"cannot be priced: AWS publishes no price of {services.REFUSED[key]}; leave it out of the bill",
                )
            elif key not in known:
                self.add((*path, key), f"is no key here; {did_you_mean(key, known)}")

    def add(self, path: Path, message: str) -> None:
        """Add the problem at *path*."""
        self.problems.append(self.document.problem(path, message))
