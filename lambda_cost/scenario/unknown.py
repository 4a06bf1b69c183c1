"""What a draft still lacks: fields that must be given and that no template knows, found by the rules themselves."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost import services
from lambda_cost.errors import shown
from lambda_cost.numbers.bounds import CAPACITY
from lambda_cost.numbers.units import example, unit_of
from lambda_cost.scenario.defaults import TRAFFIC
from lambda_cost.services.described import address_of, fields_by_name, fields_of
from lambda_cost.strict_yaml import is_list, is_mapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    from lambda_cost.services.described import Described, Resource
    from lambda_cost.services.fields import Field


FEW = "2"
"""The example of what is set up and paid for by the hour: few, so that nobody is ruined who leaves it as it is."""
PRICE_OF_AN_HOUR = "0.096"
"""The example of an instance's price: an m5.large in us-east-1, on demand."""
UNKNOWN_VALUE = "unknown"
"""Stands in a document for a field whose default must not be taken: no field allows it, so reading refuses it."""


class UpperBound(NamedTuple):
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
    meaning: str
    """What it means: `invocations in the month`."""
    example: str
    """What one may write there."""
    upper_bound: UpperBound | None = None
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
    def description(self) -> str:
        """What it means, and what bounds it, as a phrase."""
        bound = self.upper_bound
        return f"{self.meaning}; at most {bound.value:,} ({bound.why})" if bound else self.meaning


def resource_class(section: str, fields: Mapping[str, Any]) -> type[Resource[Any]]:
    """The class of a resource with *fields* in *section*.

    Raises:
        KeyError: if there is no such section, or no such `type` in it.
    """
    classes = services.resources()[section]
    return classes.get("") or classes[str(fields.get("type"))]


def unknown_fields(
    data: Mapping[str, Any], bounds: Mapping[str, UpperBound], asked_optional: Iterable[tuple[str, ...]] = ()
) -> Iterator[Unknown]:
    """Everything that is missing in the scenario document *data*, in its order.

    Args:
        data: the document.
        bounds: upper bounds of fields, by path.
        asked_optional: fields that are asked for though they have a default: section, name, keys.
    """
    asked: defaultdict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    for asked_path in asked_optional:
        asked[asked_path[:2]].append(asked_path[2:])
    callers = only_callers(data)
    for section, items in resources_by_section(data):
        for name, fields in items.items():
            cls = resource_class(section, fields)
            missing: list[tuple[tuple[str, ...], Any, bool]] = [(*each, False) for each in _missing(cls, fields, ())]
            if must_ask_requests(cls, fields, callers.get(f"{section}.{name}", ())):
                missing.append((("requests",), cls, False))
            for keys in asked.get((section, name), ()):
                if _is_unset(fields, keys):
                    owner = services.features(address_of(cls))[keys[0]] if keys[1:] else cls
                    missing.append((keys, owner, True))
            for keys, owner, has_default in missing:
                unknown = Unknown(section, name, keys, *_words_about(owner, keys[-1]), has_default=has_default)
                yield unknown._replace(upper_bound=bounds.get(unknown.path))


def resources_by_section(data: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, dict[str, Any]]]]:
    """The sections of *data* with their resources by name; one that is alone in its section has no name."""
    sections = services.resources()
    for section, items in data.items():
        if section in sections and items:
            yield section, {"": items} if any(cls.alone for cls in sections[section].values()) else items


def resource_paths(path: str) -> Iterator[str]:
    """The paths of resources that the *path* of a field may begin with, the longest first: a name may have dots."""
    names = path.split(".")
    return (".".join(names[:count]) for count in range(len(names) - 1, 0, -1))


def only_callers(data: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """By the path of a function, the APIs in *data* that call it and no other function."""
    callers: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    apis: dict[str, dict[str, Any]] = data.get("apis") or {}
    for api in apis.values():
        functions = api.get("functions")
        if is_list(functions) and len(functions) == 1:
            callers[f"functions.{functions[0]}"].append(api)
    return callers


def must_ask_requests(cls: type[Resource[Any]], fields: Mapping[str, Any], callers: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the requests of a *cls* with *fields* must be asked for, as no link says them and none of its only *callers*."""
    requests = fields_by_name(cls).get("requests")
    optional = requests is not None and requests.is_number and not requests.required
    if not optional or fields.get("functions"):
        return False
    return all(part.get(key) is None for part in (fields, *callers) for key in ("requests", TRAFFIC))


def _is_unset(fields: Mapping[str, Any], keys: tuple[str, ...]) -> bool:
    """Whether there is nothing at *keys*, though what is above it is there."""
    for key in keys[:-1]:
        fields = fields[key]
    return fields.get(keys[-1]) in (None, UNKNOWN_VALUE)


def _missing(
    cls: type[Described[Any]], fields: Mapping[str, Any], above: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], type[Described[Any]]]]:
    """The keys of each field that must be given in *fields* and is not, and the class that has it."""
    for field in fields_of(cls):
        if field.required and fields.get(field.name) is None and field.name != "name":
            yield (*above, field.name), cls
    if cls.one_of and all(fields.get(name) is None for name in cls.one_of):
        yield (*above, cls.one_of[0]), cls
    if not above:
        for key, feature in services.features(address_of(cls)).items():
            if fields.get(key) is not None:
                yield from _missing(feature, fields[key], (key,))


@cache
def _words_about(cls: Any, name: str) -> tuple[str, str]:
    """What the field *name* of *cls* means, and an example of it."""
    from lambda_cost.services.field_docs import words

    meaning = words(cls).get(name, name)
    meaning = meaning[:1].lower() + meaning[1:] if meaning[1:2].islower() else meaning
    return meaning, example_of(fields_by_name(cls)[name])


def example_of(field: Field) -> str:
    """What *field* would take, for people to replace."""
    if field.choices:
        return field.choices[0]
    if field.name.endswith("_price"):
        return PRICE_OF_AN_HOUR
    few = unit_of(field.name) == "count" and not field.is_monthly_count
    usual = (FEW if field.scaling is CAPACITY else "10") if few else example(field.name).partition(" or ")[0].partition(",")[0]
    try:
        field.checked(usual)
    except ValueError:
        return "10" if unit_of(field.name) == "mb" else "1"
    return usual


def document_value(field: Field, value: Any) -> Any:
    """*value* as *field* takes it, in the form that it has in a document.

    Raises:
        ValueError: if it is not allowed; the message continues the field's name.
    """
    if field.has_tags:
        return dict(field.checked(value))
    if is_mapping(value):
        raise ValueError(f"is {shown(value)}; allowed: {field.allowed}")
    checked = field.checked(value)
    is_rate = field.is_number and not hasattr(checked, "is_finite")
    return [*checked] if type(checked) is tuple else str(checked) if is_rate else checked
