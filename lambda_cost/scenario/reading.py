"""A scenario file, or the same as a dict: read, checked as a whole, and written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as dataclass_fields
from typing import TYPE_CHECKING, Any, cast

from lambda_cost import regions, services, strict_yaml
from lambda_cost.errors import IncompleteScenarioError, ScenarioError, did_you_mean, shown
from lambda_cost.numbers.units import Rate
from lambda_cost.scenario.links import MISSING, wrong_names
from lambda_cost.scenario.scenario import Scenario
from lambda_cost.services.described import Described, Resource, address_of, fields_of, not_one

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from lambda_cost.errors import Problem
    from lambda_cost.regions import Region
    from lambda_cost.services.fields import Field
    from lambda_cost.strict_yaml import Document

HEAD = ("name", "region", "day", "hours", "month", "free_tier")
"""The keys of a scenario file that are not sections."""
AGREED = ("savings_plan", "discounts")
"""The keys of what lowers a bill as a whole."""


def with_text_keys(value: Any) -> Any:
    """*value* with every key as text, so that a wrong one can be named; mappings and lists are copied."""
    if isinstance(value, Mapping):
        items: Mapping[Any, Any] = value  # pyright: ignore[reportUnknownVariableType]
        return {str(key): with_text_keys(one) for key, one in items.items()}
    return [with_text_keys(one) for one in value] if strict_yaml.is_list(value) else value


def scenario(doc: Document, known: Mapping[str, Region] | None = None) -> Scenario[Decimal]:
    """The scenario that *doc* describes; its regions are among those *known*, by default the bundled ones.

    Raises:
        ScenarioError: with everything that is wrong, in the order of the lines.
        IncompleteScenarioError: if nothing is wrong but fields are missing.
    """
    return _Reader(doc, known or regions.bundled()).scenario()


class _Reader:
    """Reads one document, collecting problems."""

    def __init__(self, doc: Document, known: Mapping[str, Region]) -> None:
        self.doc, self.known = doc, known
        self.problems: list[Problem] = []

    def scenario(self) -> Scenario[Decimal]:
        data = self.doc.data
        if not strict_yaml.is_mapping(data):
            kind = "empty" if data is None else f"a {type(data).__name__}"
            self._add((), f"{self.doc.name or 'the scenario'} is {kind}; allowed: a mapping with functions, apis …")
            raise ScenarioError(self.problems)
        sections = services.resources()
        self._unknown((), data, [*HEAD, *AGREED, *sections])
        resources = [one for section in data if section in sections for one in self._section(section)]
        if not resources and not self.problems:
            self._add((), f"describes nothing to price; allowed: {', '.join(sections)}")
        head = {key: data[key] for key in HEAD if data.get(key) is not None}
        for key in ("name", "region"):
            if not isinstance(head.get(key, ""), str):
                self._add((key,), f"is {shown(head.pop(key))}; allowed: text")
        self._check_region(("region",), head.get("region", ""))
        found: Any = None
        try:
            found = Scenario(resources=resources, **self._agreed(), **head)
            if not self.problems:
                found.promoted_to_common_kind().in_month()
        except ScenarioError as error:
            self.problems += [self._at_home(one, resources) for one in error.problems]
        if self.problems:
            only_missing = all(one.says.startswith(MISSING) for one in self.problems)
            raise (IncompleteScenarioError if only_missing else ScenarioError)(sorted(self.problems, key=lambda one: one.line))
        source_locations = {one.path: self.doc.place((one.section, one.name)) for one in resources}
        made: Scenario[Decimal] = found.read_from(source_locations, self.doc.warnings, self.doc.assumptions)
        return made

    def _agreed(self) -> dict[str, Any]:
        """The Savings Plan and the discounts of the document."""
        data = self.doc.data
        if not any(data.get(key) for key in AGREED):
            return {}
        from lambda_cost.scenario.plan import Discount, SavingsPlan

        found: dict[str, Any] = {}
        if data.get("savings_plan") is not None:
            found["savings_plan"] = self._feature(("savings_plan",), SavingsPlan, data["savings_plan"])
        named: Any = data.get("discounts") or {}
        if not strict_yaml.is_mapping(named):
            self._add(("discounts",), f"is {shown(named)}; allowed: a mapping of names")
            return found
        made = [self._one_discount(Discount, name, one) for name, one in named.items()]
        return found | {"discounts": [one for one in made if one is not None]}

    def _one_discount(self, cls: type[Described[Any]], name: str, given: Any) -> Any:
        if strict_yaml.is_mapping(given):
            return self._made(("discounts", name), cls, given, name=name)
        return self._add(("discounts", name), f"is {shown(given)}; allowed: a mapping of fields")

    def _at_home(self, problem: Problem, resources: list[Resource[Any]]) -> Problem:
        """*problem* with its place in the document; a name may have dots."""
        for one in resources:
            if problem.field == one.path or problem.field.startswith(f"{one.path}."):
                below = problem.field.removeprefix(one.path).lstrip(".")
                return self.doc.problem((one.section, one.name, *filter(None, below.split("."))), problem.says)
        return self.doc.problem(tuple(problem.field.split(".")), problem.says)

    def _section(self, section: str) -> Iterator[Resource[Decimal]]:
        items = self.doc.data[section]
        if not strict_yaml.is_mapping(items):
            self._add((section,), f"is {shown(items)}; allowed: a mapping of names")
            return
        classes = services.resources()[section]
        alone = classes.get("")
        if alone is not None and alone.alone:
            made = self._made((section,), alone, items, name=section)
            if made is not None:
                yield cast("Resource[Decimal]", made)
            return
        for name, described in items.items():
            path = (section, name)
            if not strict_yaml.is_mapping(described):
                self._add(path, f"is {shown(described)}; allowed: a mapping of fields")
                continue
            cls = classes.get("") or self._class(path, described, classes)
            given = described if "" in classes else {key: value for key, value in described.items() if key != "type"}
            made = cls and self._made(path, cls, given, name=name)
            if made is not None:
                yield cast("Resource[Decimal]", made)

    def _class(self, path: tuple[str, ...], described: dict[str, Any], classes: dict[str, Any]) -> type[Resource[Any]] | None:
        """The class that the `type` of a resource names."""
        if "type" not in described:
            self._add((*path, "type"), f"{MISSING}; allowed: {', '.join(sorted(classes))}")
        elif str(described["type"]) not in classes:
            self._add((*path, "type"), f"is {shown(described['type'])}; {did_you_mean(str(described['type']), classes)}")
        else:
            return cast("type[Resource[Any]]", classes[described["type"]])
        return None

    def _made(self, path: tuple[str, ...], cls: type[Described[Any]], given: dict[str, Any], **own: Any) -> Any:
        """The *cls* that *given* describes; None if something in it is wrong."""
        before = len(self.problems)
        fields = {field.name: field for field in fields_of(cls) if field.name not in own}
        features = services.features(address_of(cls)) if issubclass(cls, Resource) else {}
        self._unknown(path, given, [*fields, *features])
        for key, field in fields.items():
            if key in given:
                own[key] = self._checked((*path, key), field, given[key])
            elif field.required:
                self._add((*path, key), f"{MISSING}; allowed: {field.allowed}")
        for key, says in not_one(cls, given):
            self._add((*path, key), says)
        if issubclass(cls, Resource):
            made = [self._feature((*path, key), cls, given[key]) for key, cls in features.items() if given.get(key) is not None]
            own["features"] = tuple(made)
        if own.get("region"):
            self._check_region((*path, "region"), own["region"])
        functions = self.doc.data.get("functions")
        for says in wrong_names(own.get("functions") or (), functions if strict_yaml.is_mapping(functions) else ()):
            self._add((*path, "functions"), says)
        if len(self.problems) > before:
            return None
        try:
            return cls(**own)
        except ScenarioError as error:
            for one in error.problems:
                below = one.field.rpartition(f"{'.'.join(path) if issubclass(cls, Resource) else path[-1]}.")[2].split(".")
                self._add((*path, *below) if below[0] in {*given, *fields} else path, one.says)
            return None

    def _feature(self, path: tuple[str, ...], cls: type[Described[Any]], given: Any) -> Any:
        """The feature that *given* describes."""
        if strict_yaml.is_mapping(given):
            return self._made(path, cls, given)
        return self._add(path, f"is {shown(given)}; allowed: a mapping of fields")

    def _checked(self, path: tuple[str, ...], field: Field, value: Any) -> Any:
        try:
            return field.checked(value)
        except ValueError as error:
            a_range = "; ranges are for lambda_cost.uncertain" if field.is_number and strict_yaml.is_mapping(value) else ""
            return self._add(path, f"{error}{a_range}")

    def _check_region(self, path: tuple[str, ...], region: str) -> None:
        try:
            if region:
                regions.found(region, self.known)
        except ValueError as error:
            self._add(path, str(error))

    def _unknown(self, path: tuple[str, ...], given: dict[str, Any], known: list[str]) -> None:
        for key in given:
            if key in services.REFUSED:
                self._add(
                    (*path, key),
                    f"cannot be priced: AWS publishes no price of {services.REFUSED[key]}; leave it out of the bill",
                )
            elif key not in known:
                self._add((*path, key), f"is no key here; {did_you_mean(key, known)}")

    def _add(self, path: tuple[str, ...], says: str) -> None:
        self.problems.append(self.doc.problem(path, says))


def written(found: Scenario[Any]) -> dict[str, Any]:
    """*found* in the form of a scenario file, without what is the default."""
    head: dict[str, Any] = {"name": found.name, "region": found.region, "day": found.day, "hours": found.hours}
    head |= {"free_tier": found.free_tier}
    result = {key: value for key, value in head.items() if value != ""}
    if found.savings_plan is not None:
        result["savings_plan"] = _fields(found.savings_plan)
    if found.discounts:
        result["discounts"] = {one.name: _fields(one) for one in found.discounts}
    for one in found.resources:
        fields = {"type": one.kind} if one.kind else {}
        described = fields | _fields(one) | {f.path: _fields(f) for f in one.features}
        if one.alone:
            result[one.section] = described
        else:
            result.setdefault(one.section, {})[one.name] = described
    return result


def _fields(one: Described[Any]) -> dict[str, Any]:
    """The fields of *one* that are not at their default."""
    defaults = {field.name: field.default for field in dataclass_fields(one)}
    values = {field.name: getattr(one, field.name) for field in fields_of(type(one)) if field.name != "name"}
    plain: dict[str, Any] = {
        key: [*value] if type(value) is tuple else str(value) if isinstance(value, Rate) else value
        for key, value in values.items()
    }
    return {key: value for key, value in plain.items() if values[key] is not defaults[key] and values[key] != defaults[key]}
