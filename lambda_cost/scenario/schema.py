"""The JSON schema of scenario files, made from the classes, for editors and other programs."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost import regions, services
from lambda_cost.numbers.bounds import MAX_MONTH_HOURS
from lambda_cost.numbers.units import TIMES_AN_HOUR, UNITS, example, unit_of
from lambda_cost.scenario.defaults import TRAFFIC, WINDOW
from lambda_cost.scenario.free_tiers import FREE_TIERS
from lambda_cost.scenario.month import USUAL_HOURS
from lambda_cost.scenario.plan import NAMED, SavingsPlan
from lambda_cost.scenario.spreads import FORMS
from lambda_cost.scenario.traffic import TrafficWindow
from lambda_cost.services.described import Described, Resource, address_of, fields_of

if TYPE_CHECKING:
    from lambda_cost.services.fields import Field

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DIGITS = r"[+-]?([0-9][0-9_]*(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?"


def schema() -> dict[str, Any]:
    """The JSON schema of a scenario file."""
    return {
        "$schema": DIALECT,
        "title": "lambda-cost scenario",
        "description": "Resources of one payer and the month in which they are priced.",
        "type": "object",
        "additionalProperties": False,
        "$defs": {"spread": _spread()},
        "properties": _head()
        | _agreed()
        | {TRAFFIC: _or_nothing(_traffic(), "Profiles of a week by name, each a mapping of names to windows.")}
        | {section: _section(classes) for section, classes in services.resources().items()}
        | {"defaults": _defaults()},
    }


def _head() -> dict[str, Any]:
    """The keys of a scenario that are not sections."""
    hours = {"exclusiveMinimum": 0, "maximum": MAX_MONTH_HOURS}
    return {
        "name": _or_nothing({"type": "string"}, "What to call it in reports."),
        "region": _or_nothing(_REGION, "Where a resource runs that names no region of its own; by default us-east-1."),
        "day": _or_nothing({"type": "string", "format": "date"}, "The day whose prices apply; by default today."),
        "hours": _or_nothing(_quantity("hours", hours), f"Hours in the month; by default {USUAL_HOURS}."),
        "month": _or_nothing(
            {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"}, "A month, for its real hours, instead of hours."
        ),
        "free_tier": _or_nothing({"enum": list(FREE_TIERS)}, "Which free offers are taken off; by default always."),
    }


def _agreed() -> dict[str, Any]:
    """What a bill has beside its resources."""
    named = {key: {"type": "object", "additionalProperties": _described(cls)} for key, cls in NAMED.items()}
    return {"savings_plan": {"anyOf": [_described(SavingsPlan), {"type": "null"}]}, **named}


def _traffic() -> dict[str, Any]:
    """Profiles, whose windows have rates."""
    window = _described(TrafficWindow)
    rate = {"type": "string", "pattern": f"^{_DIGITS} ?[kKMBT]? ?/ ?(s|min|h)$", "examples": ["40/s", "5000/h"]}
    either = {"anyOf": [rate, {"$ref": "#/$defs/spread"}]}
    window["properties"]["rate"] = {"description": window["properties"]["rate"]["description"]} | either
    profile = {"type": "object", "minProperties": 1, "additionalProperties": window}
    return {"type": "object", "additionalProperties": profile}


def _defaults() -> dict[str, Any]:
    """Fields of all resources of a section that do not say them; of required ones, any may be left out."""
    sections: dict[str, Any] = {}
    for section, classes in services.resources().items():
        kinds = [_described(cls, kind)["properties"] for kind, cls in sorted(classes.items()) if not cls.alone]
        if kinds:
            types = {"type": {"enum": sorted(classes)}} if len(kinds) > 1 else {}
            fields = {name: value for properties in kinds for name, value in properties.items()} | types
            sections[section] = {"type": "object", "additionalProperties": False, "properties": fields}
    words = "By section, fields of all its resources that do not say them themselves."
    return _or_nothing({"type": "object", "additionalProperties": False, "properties": sections}, words)


_REGION = {"enum": [*regions.bundled()]}


def _or_nothing(schema_: dict[str, Any], description: str) -> dict[str, Any]:
    """*schema_*, or an empty value, which is as if the key were not there."""
    return {"description": description, "anyOf": [*schema_.get("anyOf", [schema_]), {"type": "null"}]}


def _section(classes: dict[str, type[Resource[Any]]]) -> dict[str, Any]:
    """A mapping of names to resources of *classes*, told apart by their `type`."""
    kinds = [_described(cls, kind) for kind, cls in sorted(classes.items())]
    if any(cls.alone for cls in classes.values()):
        return kinds[0]
    return {"type": "object", "additionalProperties": kinds[0] if len(kinds) == 1 else {"oneOf": kinds}}


def _described(cls: type[Described[Any]], kind: str = "") -> dict[str, Any]:
    """The schema of one described thing."""
    fields = {field.name: field for field in fields_of(cls) if field.name != "name"}
    words = field_descriptions(cls)
    properties: dict[str, Any] = {"type": {"const": kind}} if kind else {}
    for name, field in fields.items():
        value_schema = _value(field)
        properties[name] = (
            {"description": words[name]} | value_schema if field.required else _or_nothing(value_schema, words[name])
        )
    if issubclass(cls, Resource):
        for key, feature in services.features(address_of(cls)).items():
            properties[key] = {"anyOf": [_described(feature), {"type": "null"}]}
    required = [*(["type"] if kind else []), *(name for name, field in fields.items() if field.required)]
    one_of = {"oneOf": [{"required": [name]} for name in cls.one_of]} if cls.one_of else {}
    return {
        "type": "object",
        "description": (cls.__doc__ or "").strip(),
        "additionalProperties": False,
        "properties": properties,
        **({"anyOf": [{"required": required}, {"required": [WINDOW]}]} if WINDOW in fields else {"required": required}),
    } | one_of


def field_descriptions(cls: type[Described[Any]]) -> dict[str, str]:
    """What each field of *cls* means, from its docstring in the class."""
    from pydantic import TypeAdapter
    from pydantic.json_schema import GenerateJsonSchema

    class Quiet(GenerateJsonSchema):
        ignored_warning_kinds = {"skipped-choice", "non-serializable-default"}  # noqa: RUF012 - tags are none by default

    generic: list[Any] = [Resource, cls]
    made = [TypeAdapter(model[Decimal]).json_schema(schema_generator=Quiet)["properties"] for model in generic]
    return {
        name: field.get("description", "")
        for properties in made
        for name, field in properties.items()
        if "description" in field
    }


def _value(field: Field) -> dict[str, Any]:
    """What may stand in *field*."""
    if field.is_number:
        bounds: dict[str, Any] = {"exclusiveMinimum" if field.bounds.open_below else "minimum": int(field.bounds.least)}
        known = _quantity(
            field.name,
            bounds | ({} if field.bounds.most is None else {"maximum": int(field.bounds.most)}),
            whole=field.bounds.step == 1,
            may_be_rate=field.may_be_rate,
        )
        return {"anyOf": [*known["anyOf"], {"$ref": "#/$defs/spread"}]}
    if field.choices:
        numbers = [
            float(choice) if "." in choice else int(choice) for choice in field.choices if choice.replace(".", "").isdigit()
        ]
        return {"enum": [*field.choices, *numbers]}
    if field.many:
        return {"anyOf": [{"type": "array", "items": {"type": "string"}, "uniqueItems": True}, {"type": "string"}]}
    if field.has_tags:
        return {"type": "object", "additionalProperties": {"type": "string"}}
    if field.is_day:
        return {"type": "string", "format": "date"}
    return _REGION if field.name == "region" else {"type": "string"}


def _quantity(name: str, bounds: dict[str, Any], *, whole: bool = False, may_be_rate: bool = False) -> dict[str, Any]:
    """A number within *bounds*, or text with a unit of the kind of the field *name*, a rate where it counts what happens."""
    unit = unit_of(name)
    units = "|".join(word for word in UNITS[unit] if word)
    rate = f"( ?/ ?({'|'.join([*TIMES_AN_HOUR, 'month'])}))?" if may_be_rate and unit in {"count", "minutes"} else ""
    text = {"type": "string", "pattern": f"^{_DIGITS} ?({units})?{rate}$", "examples": example(name).split(" or ")}
    return {"anyOf": [{"type": "integer" if whole else "number"} | bounds, text]}


def _spread() -> dict[str, Any]:
    """What may stand in place of a number that is not known exactly."""
    value_schema: dict[str, Any] = {"type": ["number", "string"]}
    some = {"type": "array", "items": value_schema, "minItems": 1}
    forms = [{key: some if key == "one_of" else value_schema for key in form} for form in FORMS if "samples" not in form]
    forms += [{"samples": some}, {"samples": {"type": "string"}, "column": {"type": "string"}}]
    mapping: dict[str, Any] = {"type": "object", "additionalProperties": False}
    return {
        "description": "A range or a distribution, for a number that is not known exactly.",
        "anyOf": [mapping | {"required": sorted(form), "properties": dict(sorted(form.items()))} for form in forms],
    }
