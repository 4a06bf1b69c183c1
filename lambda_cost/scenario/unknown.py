"""What a draft still lacks: fields that must be given and that no template knows, found by the rules themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost import services
from lambda_cost.errors import shown
from lambda_cost.numbers.units import example, unit_of
from lambda_cost.services.described import address_of, fields_of
from lambda_cost.services.field_docs import words
from lambda_cost.strict_yaml import is_mapping

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from decimal import Decimal

    from lambda_cost.services.described import Resource
    from lambda_cost.services.fields import Field


UNSAID = "unknown"
"""What stands for a field whose default is not to be taken: no field takes it, so that it is refused when it is read."""


class Most(NamedTuple):
    """An upper bound of something unknown."""

    value: Decimal
    """In the field's own unit."""
    why: str
    """What bounds it: `its timeout`."""


class Unknown(NamedTuple):
    """One field that only traffic knows."""

    section: str
    """Key of the scenario under which its resource is."""
    name: str
    """The resource; empty where the section is the resource itself."""
    keys: tuple[str, ...]
    """The field, below the resource: `("requests",)`, `("snap_start", "restores")`."""
    words: str
    """What it means: `invocations in the month`."""
    example: str
    """What one may write there."""
    most: Most | None = None
    """What it cannot exceed, where the template says."""
    has_default: bool = False
    """Whether a scenario without it is complete, though not what the file says."""

    @property
    def resource(self) -> str:
        """Path of the resource: `functions.checkout`."""
        return f"{self.section}.{self.name}" if self.name else self.section

    @property
    def path(self) -> str:
        """Path of the field: `functions.checkout.requests`."""
        return ".".join((self.resource, *self.keys))

    @property
    def says(self) -> str:
        """What it means, and what bounds it, as a phrase."""
        return f"{self.words}; at most {self.most.value:,} ({self.most.why})" if self.most else self.words


def rule_of(section: str, fields: Mapping[str, Any]) -> type[Resource[Any]]:
    """The class of a resource with *fields* in *section*.

    Raises:
        KeyError: if there is no such section, or no such `type` in it.
    """
    classes = services.resources()[section]
    return classes.get("") or classes[str(fields.get("type"))]


def unknown_in(data: Mapping[str, Any], most: Mapping[str, Most], asked: Collection[tuple[str, ...]] = ()) -> Iterator[Unknown]:
    """Everything that is missing in the scenario document *data*, in its order; what is *asked* for has a default."""
    for section, items in resources_in(data):
        for name, fields in items.items():
            cls = rule_of(section, fields)
            for keys, whose in _missing(cls, fields, ()):
                yield _unknown(section, name, keys, whose, most)
            for keys in asked_requests(data, section, name, cls):
                yield _unknown(section, name, keys, cls, most)
            for where in asked:
                if where[:2] == (section, name) and _is_unsaid(fields, where[2:]):
                    whose = services.features(address_of(cls))[where[2]] if where[3:] else cls
                    yield _unknown(section, name, where[2:], whose, most)._replace(has_default=True)


def resources_in(data: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, dict[str, Any]]]]:
    """The sections of *data* with their resources by name; one that is alone in its section has no name."""
    sections = services.resources()
    for section, items in data.items():
        if section in sections and items:
            yield section, {"": items} if any(cls.alone for cls in sections[section].values()) else items


def _is_unsaid(fields: Mapping[str, Any], keys: tuple[str, ...]) -> bool:
    """Whether there is nothing at *keys*, though what is above it is there."""
    for key in keys[:-1]:
        fields = fields[key]
    return fields.get(keys[-1]) in (None, UNSAID)


def asked_requests(data: Mapping[str, Any], section: str, name: str, cls: Any) -> list[tuple[str, ...]]:
    """The key of the requests that the resource *name* must be asked for, as no other says them."""
    fields = data[section][name] if name else data[section]
    optional = any(field.name == "requests" and field.is_number and not field.required for field in fields_of(cls))
    if not optional or fields.get("requests") is not None or fields.get("functions"):
        return []
    apis: dict[str, Any] = data.get("apis") or {}
    callers = [one for one in apis.values() if section == "functions" and one.get("functions") == [name]]
    return [] if any(one.get("requests") is not None for one in callers) else [("requests",)]


def _missing(cls: Any, fields: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The keys of each field that must be given in *fields* and is not, and the class whose it is."""
    for field in fields_of(cls):
        if field.required and fields.get(field.name) is None and field.name != "name":
            yield (*above, field.name), cls
    if cls.one_of and all(fields.get(name) is None for name in cls.one_of):
        yield (*above, cls.one_of[0]), cls
    if not above:
        for key, feature in services.features(address_of(cls)).items():
            if fields.get(key) is not None:
                yield from _missing(feature, fields[key], (key,))


def _unknown(section: str, name: str, keys: tuple[str, ...], cls: Any, most: Mapping[str, Most]) -> Unknown:
    (field,) = [one for one in fields_of(cls) if one.name == keys[-1]]
    said = words(cls).get(field.name, field.name)
    said = said[:1].lower() + said[1:] if said[1:2].islower() else said
    found = Unknown(section, name, keys, said, _example(field))
    return found._replace(most=most.get(found.path))


def _example(field: Field) -> str:
    """What *field* would take, for people to replace."""
    if field.choices:
        return field.choices[0]
    few = unit_of(field.name) == "count" and not field.is_monthly_count
    usual = "10" if few else example(field.name).partition(" or ")[0].partition(",")[0]
    try:
        field.checked(usual)
    except ValueError:
        return "10" if unit_of(field.name) == "mb" else "1"
    return usual


def checked(field: Field, value: Any) -> Any:
    """*value* as *field* would take it, in the form of a document.

    Raises:
        ValueError: if it is not allowed; the message continues the field's name.
    """
    if is_mapping(value):
        message = f"is {shown(value)}; allowed: {field.allowed}"
        raise ValueError(message)
    found = field.checked(value)
    return [*found] if type(found) is tuple else str(found) if field.is_number and not hasattr(found, "is_finite") else found
