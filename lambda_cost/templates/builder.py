"""What an importer fills with what it finds: names become unique, and what a field does not take is a warning."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from lambda_cost import services
from lambda_cost.errors import Problem, ScenarioError, did_you_mean
from lambda_cost.scenario.draft import Draft, Origin, printable
from lambda_cost.scenario.unknown import checked, rule_of
from lambda_cost.services.described import address_of, fields_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lambda_cost.scenario.unknown import Most

LONGEST_NAME = 200


class Builder:
    """Collects what an importer finds; names become unique, and what a field does not take is a warning."""

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
        self.most: dict[str, Most] = {}
        self.asked: dict[tuple[str, ...], None] = {}
        self.warnings: dict[Problem, None] = {}
        self.counted: Counter[str] = Counter()
        self.notes: dict[str, None] = {}

    def add(
        self,
        section: str,
        name: str,
        fields: Mapping[str, Any],
        origin: Origin,
        *,
        most: Mapping[str, Most] | None = None,
    ) -> str:
        """Add a resource to *section*; its name, made unique there.

        Args:
            section: key of a scenario: `functions`, `apis`.
            name: what to call it.
            fields: as a scenario file has them (`type` for an API, features as mappings); a field that
                is None is left out, and one with a value that is not allowed is left out with a warning,
                so that it is unknown.
            origin: where it is described.
            most: upper bounds of fields that are unknown: `{"duration_ms": Most(Decimal(3000), "its timeout")}`.
        """
        there: dict[str, Any] = self.data.setdefault(section, {})
        unique = base = printable(name)[:LONGEST_NAME] or "unnamed"
        count = 1
        while unique in there:
            count += 1
            unique = f"{base}-{count}"
        path = f"{section}.{unique}"
        self.origins[path] = origin
        there[unique] = kept = {"type": fields["type"]} if "type" in fields else {}
        cls = rule_of(section, fields)
        kept.update(self._taken(path, cls, {key: value for key, value in fields.items() if key != "type"}, origin))
        for one in fields_of(cls):
            if one.choices and not one.required and fields.get(one.name) is not None and one.name not in kept:
                self.ask(section, unique, one.name)
        for key, feature in services.features(address_of(cls)).items():
            for field in fields_of(feature) if key in kept else ():
                if field.asked and field.name not in kept[key]:
                    self.ask(section, unique, key, field.name)
        self.most |= {f"{path}.{key}": one for key, one in (most or {}).items()}
        return unique

    def feature(self, section: str, name: str, key: str, fields: Mapping[str, Any]) -> None:
        """Give the resource *name* of *section* the feature *key*, or more *fields* of it."""
        resource = self.data[section][name]
        path = f"{section}.{name}"
        cls = services.features(address_of(rule_of(section, resource)))[key]
        resource.setdefault(key, {}).update(self._taken(f"{path}.{key}", cls, fields, self.origins[path]))

    def set(self, section: str, name: str, fields: Mapping[str, Any]) -> None:
        """Give the resource *name* of *section* other values of *fields*."""
        resource, path = self.data[section][name], f"{section}.{name}"
        resource.update(self._taken(path, rule_of(section, resource), fields, self.origins[path]))

    def ask(self, section: str, name: str, *keys: str) -> None:
        """Ask for the field at *keys* of a resource, which the file cannot say or says in a way that cannot be known.

        A field with a default would be taken for that otherwise.
        """
        self.asked[section, name, *keys] = None

    def warn(self, says: str, origin: Origin) -> None:
        """Warn of what *says*, the rest of a sentence that begins with the resource of *origin*."""
        resource = printable(origin.resource)
        self.warnings[Problem(resource, printable(says), origin.file, origin.line)] = None

    def not_priced(self, kind: str, count: int = 1) -> None:
        """Count *count* resources of a *kind* that there is no price of."""
        self.counted[printable(kind)] += count

    def note(self, says: str) -> None:
        """Note a decision, a sentence."""
        self.notes[printable(says)] = None

    def take(self, other: Draft, prefix: str = "", *, region: str = "") -> dict[str, str]:
        """Take all that is in *other*; the paths that its resources had, and those they have now.

        Args:
            other: the draft of a part.
            prefix: what to put before its names.
            region: where all of it is, if that is not where the rest is.
        """
        renamed: dict[str, str] = {}
        for section, classes in sorted(services.resources().items(), key=lambda pair: pair[0] != "functions"):
            alone = any(cls.alone for cls in classes.values())
            described: dict[str, dict[str, Any]] = {} if alone else other.data.get(section, {})
            for name, given in described.items():
                old, fields = f"{section}.{name}", dict(given) | ({"region": region} if region else {})
                if "functions" in fields:
                    fields["functions"] = [renamed[f"functions.{one}"].partition(".")[2] for one in fields["functions"]]
                most = {key.removeprefix(f"{old}."): one for key, one in other.most.items() if key.startswith(f"{old}.")}
                new = self.add(section, f"{prefix}{name}", fields, other.origins[old], most=most)
                renamed[old] = f"{section}.{new}"
        for section, name, *keys in other.asked:
            self.ask(section, renamed[f"{section}.{name}"].partition(".")[2], *keys)
        self.warnings |= dict.fromkeys(other.warnings)
        self.counted.update(other.not_priced)
        self.notes |= dict.fromkeys(other.assumptions)
        return renamed

    def draft(self) -> Draft:
        """The draft of all that was found."""
        return Draft(
            self.source,
            self.kind,
            {key: value for key, value in self.data.items() if value},
            self.origins,
            self.most,
            tuple(self.asked),
            tuple(self.warnings),
            dict(self.counted),
            tuple(self.notes),
        )

    def _taken(self, path: str, cls: Any, fields: Mapping[str, Any], origin: Origin) -> dict[str, Any]:
        """What *cls* takes of *fields*."""
        known = {one.name: one for one in fields_of(cls) if one.name != "name"}
        features = services.features(address_of(cls))
        found: dict[str, Any] = {}
        for key, value in fields.items():
            if value is None:
                continue
            if key in features:
                found[key] = self._taken(f"{path}.{key}", features[key], value, origin)
            elif key not in known:
                message = f"{path}.{key} is no field; {did_you_mean(key, known)}"
                raise ScenarioError([Problem("", message)])
            else:
                try:
                    found[key] = checked(known[key], value)
                except ValueError as error:
                    self.warn(f"{key} {error}; it is left out", origin)
        return found
