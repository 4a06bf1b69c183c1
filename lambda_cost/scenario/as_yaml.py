"""Scenario files and usage files as text; what is still unknown stands there as comments to fill in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields as dataclass_fields
from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.units import Rate
from lambda_cost.scenario.unknown import UNKNOWN_VALUE, resources_by_section
from lambda_cost.services.described import fields_by_name
from lambda_cost.strict_yaml import is_mapping, yaml_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lambda_cost.scenario.unknown import Unknown
    from lambda_cost.services.described import Described

INDENT = "  "


def scenario_document(scenario: Any) -> dict[str, Any]:
    """*scenario*, a `Scenario`, in the form of a scenario file, without what is the default; numbers are decimals."""
    head = {key: getattr(scenario, key) for key in ("name", "region", "day", "hours", "free_tier")}
    data: dict[str, Any] = {key: value for key, value in head.items() if value != ""}
    if scenario.savings_plan is not None:
        data["savings_plan"] = document_fields(scenario.savings_plan)
    for key, named in (("discounts", scenario.discounts), ("other_costs", scenario.other_costs)):
        data |= {key: {resource.name: document_fields(resource) for resource in named}} if named else {}
    for resource in scenario.resources:
        fields = {"type": resource.kind} if resource.kind else {}
        fields |= document_fields(resource) | {feature.path: document_fields(feature) for feature in resource.features}
        if resource.alone:
            data[resource.section] = fields
        else:
            data.setdefault(resource.section, {})[resource.name] = fields
    return data


def scenario_yaml(data: Mapping[str, Any], comments: Iterable[str] = (), unknown: Iterable[Unknown] = ()) -> str:
    """The scenario document *data* as a file that reads back as the same, with *comments* first.

    A field that is *unknown* is a comment that becomes its line once the # is taken away.
    """
    missing = _by_resource(unknown)
    lines = [f"# {comment}" for comment in comments]
    sections = dict(resources_by_section(data))
    for key, value in data.items():
        if key not in sections:
            lines += _top_level_lines(key, value)
    for section, items in sections.items():
        lines.append(f"{section}:")
        for name, fields in items.items():
            own = missing.get((section, name), [])
            lines += _mapping(yaml_text(name) if name else "", fields, own, (), INDENT if name else "")
    return "\n".join(lines) + "\n"


def _top_level_lines(key: str, value: Any) -> list[str]:
    """The lines of *value*, which stands beside the resources under *key*; several things with names have a line each."""
    if is_mapping(value) and value and all(is_mapping(inner) for inner in value.values()):
        return [f"{key}:", *(f"{INDENT}{yaml_text(name)}: {yaml_text(inner)}" for name, inner in value.items())]
    return [f"{key}: {yaml_text(value)}"]


def usage_yaml(data: Mapping[str, Any], comments: Iterable[str], unknown: Iterable[Unknown], costs: Mapping[str, str]) -> str:
    """A usage file with an example of all that is *unknown* in *data*, and what each number *costs*, by path."""
    missing = _by_resource(unknown)
    lines = [f"# {comment}".replace("\n", " ") for comment in comments]
    for section, items in resources_by_section(data):
        for name in items:
            if own := missing.get((section, name)):
                lines += [f"{yaml_text(own[0].resource)}:", *_usage_lines(own, costs)]
    return "\n".join(lines) + "\n"


def _by_resource(unknown: Iterable[Unknown]) -> dict[tuple[str, str], list[Unknown]]:
    grouped: defaultdict[tuple[str, str], list[Unknown]] = defaultdict(list)
    for field in unknown:
        grouped[field.section, field.name].append(field)
    return grouped


def _usage_lines(unknown: list[Unknown], costs: Mapping[str, str]) -> Iterator[str]:
    """A line for each field, those of one feature together."""
    features = dict.fromkeys(field.keys[:-1] for field in unknown)
    for feature in sorted(features, key=len):
        if feature:
            yield f"{INDENT}{yaml_text(feature[0])}:"
        for field in unknown:
            if field.keys[:-1] == feature:
                comment = "; ".join(filter(None, [field.description, costs.get(field.path)]))
                yield f"{INDENT * (1 + len(feature))}{field.keys[-1]}: {field.example}  # {comment}"


def _mapping(
    key: str, fields: Mapping[str, Any], unknown: Iterable[Unknown], above: tuple[str, ...], indent: str
) -> Iterator[str]:
    """The lines of *fields* under *key*; a comment for each of the *unknown* that stand directly in them."""
    inside = [field for field in unknown if field.keys[: len(above)] == above]
    own = [field for field in inside if field.keys[:-1] == above]
    if key and above and fields and not inside:
        yield f"{indent}{key}: {yaml_text(fields)}"
        return
    # an empty mapping needs its brackets, or the comments in it would leave nothing
    brackets, comma = (" {", ",") if key and not fields else ("", "")
    if key:
        yield f"{indent}{key}:{brackets}"
    for field in own:
        line = f"{field.keys[-1]}: {UNKNOWN_VALUE if field.has_default else field.example}{comma}"
        yield f"{indent}{INDENT}{'' if field.has_default else '# '}{line}  # {field.description}"
    for name, value in fields.items():
        if is_mapping(value):
            yield from _mapping(name, value, inside, (*above, name), indent + INDENT)
        else:
            yield f"{indent}{INDENT}{name}: {yaml_text(value)}"
    if brackets:
        yield f"{indent}{INDENT}}}"


def document_fields(described: Described[Any]) -> dict[str, Any]:
    """The fields of *described* that are not at their default, in the form of a scenario file."""
    defaults = {field.name: field.default for field in dataclass_fields(described)}
    values = {name: getattr(described, name) for name in fields_by_name(type(described)) if name != "name"}
    return {
        name: [*value] if type(value) is tuple else str(value) if isinstance(value, Rate) else value
        for name, value in values.items()
        if value is not defaults[name] and value != defaults[name]
    }
