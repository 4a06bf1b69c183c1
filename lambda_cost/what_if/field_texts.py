"""What resources say, field by field, so that two scenarios can be compared in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.numbers.text import decimal_text
from lambda_cost.services.described import fields_of
from lambda_cost.strict_yaml import is_mapping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.scenario.scenario import Scenario
    from lambda_cost.services.described import Described

TAGS = "tags"
"""The field that costs nothing, and so changes nothing here."""


class FieldTexts(NamedTuple):
    """What a resource says, by the paths of its fields."""

    given: dict[str, str]
    """The fields that stand in its scenario."""
    usual: dict[str, str]
    """What those are that stand nowhere."""

    def shown(self, name: str) -> str:
        """The value of the field *name*, whether it was said or not."""
        return self.given.get(name) or self.usual.get(name, "(none)")


def changed_fields(old: FieldTexts, new: FieldTexts) -> Iterator[str]:
    """What differs between *old* and *new*: `memory_mb 512 → 1024`."""
    for name in dict.fromkeys((*old.given, *new.given)):
        if old.given.get(name) != new.given.get(name):
            yield f"{name} {old.shown(name)} → {new.shown(name)}"


def field_texts(scenario: Scenario[Any]) -> Iterator[tuple[str, FieldTexts]]:
    """Each resource of *scenario* by path, and its fields by theirs."""
    data = scenario.to_dict()
    for resource in scenario.resources:
        section = data[resource.section]
        own = section if resource.alone else section[resource.name]
        given = dict(_flat({key: value for key, value in own.items() if key != TAGS}, ""))
        usual = _usual(resource, "")
        for feature in resource.features:
            usual |= _usual(feature, f"{feature.path}.")
        yield resource.path, FieldTexts(given, usual)


def _usual(described: Described[Any], above: str) -> dict[str, str]:
    """The defaults of the fields of *described*, by their paths."""
    fields = fields_of(type(described))
    return {f"{above}{field.name}": value_text(field.default) for field in fields if field.default not in (None, "", (), {})}


def _flat(fields: dict[str, Any], above: str) -> Iterator[tuple[str, str]]:
    for key, value in fields.items():
        if is_mapping(value):
            yield from _flat(value, f"{above}{key}.")
            if not value:
                yield f"{above}{key}", "(usual)"
        else:
            yield f"{above}{key}", value_text(value)


def value_text(value: Any) -> str:
    """*value* of a field in words."""
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]"  # pyright: ignore[reportUnknownArgumentType]
    return decimal_text(value) if hasattr(value, "is_finite") else str(value)
