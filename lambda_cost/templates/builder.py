"""Builds a draft: names become unique, and a value that a field does not allow becomes a warning."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from lambda_cost import services
from lambda_cost.errors import Problem, ScenarioError, did_you_mean
from lambda_cost.numbers.text import printable
from lambda_cost.scenario.draft import Draft, Origin
from lambda_cost.scenario.unknown import document_value, resource_class, resource_paths
from lambda_cost.services.described import address_of, fields_by_name, fields_of
from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.tags import tags_of
from lambda_cost.templates.unresolved import resolved_text, without_marks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lambda_cost.scenario.unknown import UpperBound

MAX_NAME_LENGTH = 200
MAX_TAGS = 5
"""Names of unknown tags that are listed."""


class Builder:
    """Collects the resources, warnings and assumptions of one draft."""

    def __init__(self, source: str, kind: str, *, region: str = "", name: str = "") -> None:
        """Begin the draft of the file called *source*.

        Args:
            source: the file's name as the user gave it.
            kind: what sort of file it is, for people.
            region: where everything is deployed, if that is known.
            name: what to call the scenario.
        """
        self.source, self.kind = source, kind
        head = {"name": printable(name), "region": region}
        self.data: dict[str, Any] = {key: value for key, value in head.items() if value}
        self.origins: dict[str, Origin] = {}
        self.upper_bounds: dict[str, UpperBound] = {}
        self.asked_optional: dict[tuple[str, ...], None] = {}
        self.warnings: dict[Problem, None] = {}
        self.unpriced: Counter[str] = Counter()
        self.assumptions: dict[str, None] = {}
        self.partial: dict[str, None] = {}
        self.presets: dict[str, dict[str, Any]] = {}
        self.parts: dict[str, str] = {}
        self.unknown_tags: Counter[str] = Counter()
        self._same_names: defaultdict[tuple[str, str], int] = defaultdict(int)

    def add(
        self,
        section: str,
        name: str,
        fields: Mapping[str, Any],
        origin: Origin,
        *,
        upper_bounds: Mapping[str, UpperBound] | None = None,
    ) -> str:
        """Add a resource to *section*; its name, made unique there.

        Args:
            section: key of a scenario: `functions`, `apis`.
            name: what to call it.
            fields: as a scenario file has them (`type` for an API, features as mappings); a field that
                is None is left out, and one with a value that is not allowed is left out with a warning,
                so that it is unknown.
            origin: where it is described.
            upper_bounds: of fields that are unknown: `{"duration_ms": UpperBound(Decimal(3000), "its timeout")}`.
        """
        resources: dict[str, Any] = self.data.setdefault(section, {})
        unique = self._unique(section, name)
        path = f"{section}.{unique}"
        self.origins[path] = origin
        cls = resource_class(section, fields)
        resources[unique] = kept = {"type": fields["type"]} if "type" in fields else {}
        kept |= self._allowed(path, cls, {key: value for key, value in fields.items() if key != "type"}, origin)
        for field in fields_of(cls):
            if field.choices and not field.required and fields.get(field.name) is not None and field.name not in kept:
                self.ask(section, unique, field.name)
        for key in services.features(address_of(cls)):
            self._ask_of_feature(section, unique, key)
        self.upper_bounds |= {f"{path}.{key}": bound for key, bound in (upper_bounds or {}).items()}
        return unique

    def add_feature(self, section: str, name: str, key: str, fields: Mapping[str, Any]) -> None:
        """Give the resource *name* of *section* the feature *key*, or more *fields* of it."""
        resource, path = self.data[section][name], f"{section}.{name}"
        cls = services.features(address_of(resource_class(section, resource)))[key]
        resource.setdefault(key, {}).update(self._allowed(f"{path}.{key}", cls, fields, self.origins[path]))
        self._ask_of_feature(section, name, key)

    def add_microvms(self, name: str, least_mib: object, origin: Origin) -> None:
        """Add the MicroVMs of the image called *name*; the least memory of one, in MiB, is a hint (rule A-47).

        No template says how long they run, so that what they use is asked for.
        """
        added = self.add("microvms", name, {}, origin)
        hint = f" Each has {least_mib} MiB at least, and a processor for each 2,048 MiB." if least_mib is not None else ""
        self.assume(f"microvms.{added}: snapshots and storage are taken as 0 until a usage file says them.{hint}")

    def preset(self, section: str, name: str, key: str, fields: Mapping[str, Any]) -> None:
        """Keep *fields* for the feature *key* of a resource, in case that its usage adds that; None says nothing."""
        known = {field: value for field, value in fields.items() if value is not None}
        self.presets |= {f"{section}.{name}.{key}": known} if known else {}

    def update(self, section: str, name: str, fields: Mapping[str, Any]) -> None:
        """Give the resource *name* of *section* other values of *fields*."""
        resource, path = self.data[section][name], f"{section}.{name}"
        resource.update(self._allowed(path, resource_class(section, resource), fields, self.origins[path]))

    def tag(self, section: str, name: str, given: Any) -> None:
        """Give the resource *name* of *section* those of the tags *given* whose text is known; the others are counted."""
        tags: dict[str, str] = self.data[section][name].get("tags", {})
        for key, value in tag_pairs(given):
            try:
                tags |= tags_of({resolved_text(key): resolved_text(value)})
            except ValueError:
                self.unknown_tags[printable(without_marks(str(key)))[:MAX_NAME_LENGTH]] += 1
        if tags:
            self.data[section][name]["tags"] = tags

    def ask(self, section: str, name: str, *keys: str) -> None:
        """Ask for the field at *keys* of a resource, whose value the file leaves open though it has a default."""
        self.asked_optional[section, name, *keys] = None

    def warn(self, message: str, origin: Origin) -> None:
        """Warn of what *says*, the rest of a sentence that begins with the resource of *origin*."""
        resource = printable(origin.resource)
        self.warnings[Problem(resource, printable(message), origin.file, origin.line)] = None

    def count_unpriced(self, kind: str) -> None:
        """Count one resource of a *kind* that has no price here."""
        self.unpriced[printable(kind)] += 1

    def assume(self, sentence: str) -> None:
        """Note a decision that was taken on the way, as a *sentence*."""
        self.assumptions[printable(sentence)] = None

    def note_partial(self, sentence: str) -> None:
        """Note why the file is not the whole of what will be there, as a *sentence*: a gate on its bill fails."""
        self.partial[printable(sentence)] = None

    def merge(self, other: Draft, prefix: str = "", *, region: str = "") -> None:
        """Add everything that is in *other*.

        Args:
            other: the draft of a part.
            prefix: what to put before its names.
            region: where all of it is, if that is not where the rest is.
        """
        bounds: defaultdict[str, dict[str, UpperBound]] = defaultdict(dict)
        for path, bound in other.upper_bounds.items():
            resource = next(resource for resource in resource_paths(path) if resource in other.origins)
            bounds[resource][path.removeprefix(f"{resource}.")] = bound
        new_names: dict[tuple[str, str], str] = {}
        # functions first, as APIs name them
        for section in sorted(services.resources(), key=lambda section: section != "functions"):
            for name, given in other.data.get(section, {}).items():
                fields = given | ({"region": region} if region else {})
                if "functions" in fields:
                    fields["functions"] = [new_names["functions", function] for function in fields["functions"]]
                path = f"{section}.{name}"
                new = self.add(section, f"{prefix}{name}", fields, other.origins[path], upper_bounds=bounds[path])
                new_names[section, name] = new
        for section, name, *keys in other.asked_optional:
            self.ask(section, new_names[section, name], *keys)
        for (section, name), new in new_names.items():
            above = f"{section}.{name}."
            self.presets |= {
                f"{section}.{new}.{key}": other.presets[f"{above}{key}"]
                for key in services.features(address_of(resource_class(section, self.data[section][new])))
                if f"{above}{key}" in other.presets
            }
        self.warnings |= dict.fromkeys(other.warnings)
        self.unpriced.update(other.not_priced)
        self.assumptions |= dict.fromkeys(other.assumptions)
        self.partial |= dict.fromkeys(other.partial)

    def build(self) -> Draft:
        """The draft of everything that was added."""
        if self.unknown_tags:
            names = ", ".join(f"{name} ({count} ×)" for name, count in self.unknown_tags.most_common(MAX_TAGS))
            more = f" and {len(self.unknown_tags) - MAX_TAGS} more" if len(self.unknown_tags) > MAX_TAGS else ""
            self.assume(f"Tags whose values the file does not say are left out: {names}{more}.")
        return Draft(
            self.source,
            self.kind,
            {key: value for key, value in self.data.items() if value},
            self.origins,
            self.upper_bounds,
            tuple(self.asked_optional),
            tuple(self.warnings),
            dict(self.unpriced),
            tuple(self.assumptions),
            tuple(self.partial),
            self.presets,
            self.parts,
        )

    def _ask_of_feature(self, section: str, name: str, key: str) -> None:
        """Ask for what a resource's feature *key*, if it has that, leaves open though it has a default."""
        resource = self.data[section][name]
        feature = services.features(address_of(resource_class(section, resource)))[key]
        for field in fields_of(feature) if key in resource else ():
            if field.asked and field.name not in resource[key]:
                self.ask(section, name, key, field.name)

    def _unique(self, section: str, name: str) -> str:
        """*name*, or if *section* has it already *name* with the next number."""
        base = printable(name)[:MAX_NAME_LENGTH] or "unnamed"
        unique = base
        while unique in self.data[section]:
            self._same_names[section, base] += 1
            unique = f"{base}-{self._same_names[section, base] + 1}"
        return unique

    def _allowed(self, path: str, cls: Any, fields: Mapping[str, Any], origin: Origin) -> dict[str, Any]:
        """What a *cls* allows of *fields*, with a warning of each other value."""
        known, features = fields_by_name(cls), services.features(address_of(cls))
        allowed: dict[str, Any] = {}
        for key, value in fields.items():
            if value is None:
                continue
            if key in features:
                allowed[key] = self._allowed(f"{path}.{key}", features[key], value, origin)
            elif key == "name" or key not in known:
                raise ScenarioError([Problem("", f"{path}.{key} is no field; {did_you_mean(key, known)}")])
            else:
                try:
                    allowed[key] = document_value(known[key], value)
                except ValueError as error:
                    self.warn(f"{key} {error}; it is left out", origin)
        return allowed


def tag_pairs(given: Any) -> Iterator[tuple[Any, Any]]:
    """Names and values of the tags *given*: a mapping, or a list of keys and values as CloudFormation has it.

    >>> [*tag_pairs({"team": "shop"}), *tag_pairs([{"Key": "team", "Value": "shop"}])]
    [('team', 'shop'), ('team', 'shop')]
    """
    if is_mapping(given):
        yield from given.items()
    for item in given if is_list(given) else ():
        parts = {str(key).lower(): value for key, value in item.items()} if is_mapping(item) else {}
        if "key" in parts:
            yield parts["key"], parts.get("value", "")
