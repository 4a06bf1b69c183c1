"""The JSON schema of scenario files, made from the classes, for editors and other programs."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost import services
from lambda_cost.scenario.month import MOST_HOURS, USUAL_HOURS
from lambda_cost.scenario.scenario import FREE_TIERS
from lambda_cost.services.described import Described, Resource, address_of, fields_of
from lambda_cost.units import TIMES_AN_HOUR, UNITS, example, unit_of

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
        "properties": _head() | {section: _section(classes) for section, classes in services.resources().items()},
    }


def _head() -> dict[str, Any]:
    """The keys of a scenario that are not sections."""
    hours = {"type": "number", "exclusiveMinimum": 0, "maximum": int(MOST_HOURS), "default": int(USUAL_HOURS)}
    return {
        "name": {"type": "string", "description": "What to call it in reports."},
        "region": {
            "type": "string",
            "default": "us-east-1",
            "description": "Where a resource runs that names no region of its own.",
        },
        "day": {"type": "string", "format": "date", "description": "The day whose prices apply; by default today."},
        "hours": hours | {"description": "Hours in the month."},
        "month": {
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}$",
            "description": "A month, for its real hours, instead of hours.",
        },
        "free_tier": {"enum": list(FREE_TIERS), "default": "always", "description": "Which free offers are taken off."},
    }


def _section(classes: dict[str, type[Resource[Any]]]) -> dict[str, Any]:
    """A mapping of names to resources of *classes*, told apart by their `type`."""
    kinds = [_described(cls, kind) for kind, cls in sorted(classes.items())]
    if any(cls.alone for cls in classes.values()):
        return kinds[0]
    return {"type": "object", "additionalProperties": kinds[0] if len(kinds) == 1 else {"oneOf": kinds}}


def _described(cls: type[Described[Any]], kind: str = "") -> dict[str, Any]:
    """The schema of one described thing."""
    from pydantic import TypeAdapter

    exact: Any = cls
    made = TypeAdapter(exact[Decimal]).json_schema()
    shared = TypeAdapter(Resource[Decimal]).json_schema()["properties"]
    fields = {field.name: field for field in fields_of(cls) if field.name != "name"}
    properties: dict[str, Any] = {"type": {"const": kind}} if kind else {}
    for name, field in fields.items():
        one = shared.get(name, {}) | {key: value for key, value in made["properties"][name].items() if key != "title"}
        if not one.get("default"):
            one.pop("default", None)
        properties[name] = _number(field, one) if field.is_number else one
    if issubclass(cls, Resource):
        properties |= {key: _described(feature) for key, feature in services.features(address_of(cls)).items()}
    required = ["type"] if kind else []
    return {
        "type": "object",
        "description": made["description"],
        "additionalProperties": False,
        "properties": properties,
        "required": [*required, *(name for name, field in fields.items() if field.required)],
    }


def _number(field: Field, made: dict[str, Any]) -> dict[str, Any]:
    """A number within its bounds, or text with a unit of the field's kind."""
    made.pop("anyOf")
    bounds, unit = field.bounds, unit_of(field.name)
    number: dict[str, Any] = {"type": "integer" if bounds.step == 1 else "number"}
    number["exclusiveMinimum" if bounds.open_below else "minimum"] = int(bounds.least)
    number |= {} if bounds.most is None else {"maximum": int(bounds.most)}
    units = "|".join(one for one in UNITS[unit] if one)
    rate = f"( ?/ ?({'|'.join([*TIMES_AN_HOUR, 'month'])}))?" if unit in {"count", "minutes"} else ""
    text = {"type": "string", "pattern": f"^{_DIGITS} ?({units})?{rate}$"}
    return made | {"anyOf": [number, text], "examples": example(field.name).split(" or ")}
