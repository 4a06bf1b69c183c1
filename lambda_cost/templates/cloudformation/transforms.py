"""What changes a whole template: local files that it includes are read; macros, which are not run, are named.

Reference: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-section-structure.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.scenario.draft import Origin
from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates.includes import INCLUDE, KEY, included_part
from lambda_cost.templates.left_over import FreeNames, ReadRecord, warn_left_over
from lambda_cost.templates.unresolved import reason_unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.templates.builder import Builder
    from lambda_cost.templates.intrinsics import Evaluator
    from lambda_cost.templates.source import Source

OF_AWS = "AWS::"
"""How transforms begin that are read or change nothing that costs."""
SECTIONS = FreeNames(
    "AWSTemplateFormatVersion Conditions Description Globals Hooks Mappings Metadata Outputs Parameters Resources Rules"
    " Transform"
)
"""The sections of a template; a file that it includes may have them too, of which its resources, mappings and conditions
are read."""

CHANGE_OTHERS = ("Globals", "Parameters", "Transform")
"""The sections of a file included that decide what resources of the whole template are, and are not read there."""


def resources_of(source: Source, template: dict[str, Any], evaluator: Evaluator, builder: Builder) -> dict[str, Any]:
    """The resources of *template* of *source*, with those of the files that it includes; its own come first."""
    own: dict[str, Any] = template.get("Resources") or {}
    resources: dict[str, Any] = {}
    origin = Origin(source.name, source.document.line(("Transform",)), "Transform")
    for transform in _transforms(template.get("Transform"), evaluator):
        name = transform.get("Name") if is_mapping(transform) else transform
        if name == INCLUDE:
            included = _included(transform, evaluator, builder, origin)
            _add_to(evaluator, included)
            resources |= _resources_in(included, builder, origin)
        elif not str(name).startswith(OF_AWS):
            why = reason_unresolved(name) or f"the macro {name} is not run"
            builder.warn(f"may change all resources: {why}; what it makes of them is not in the bill", origin)
    if KEY in own:
        of_include = Origin(source.name, source.document.line(("Resources", KEY)), "Resources")
        for transform in _transforms(own[KEY], evaluator):
            resources |= _included(transform, evaluator, builder, of_include)
    record = ReadRecord(dict.fromkeys(template, True))
    warn_left_over(builder, record, SECTIONS, Origin(source.name, 1, "the template"), "which is no section of a template")
    return resources | {name: resource for name, resource in own.items() if name != KEY}


def _transforms(given: Any, evaluator: Evaluator) -> Iterator[Any]:
    evaluated = evaluator.evaluate(given)
    yield from evaluated if is_list(evaluated) else [] if evaluated is None else [evaluated]


def _included(transform: Any, evaluator: Evaluator, builder: Builder, origin: Origin) -> dict[str, Any]:
    """What *transform* puts in its place; nothing, with a warning, if that is not known."""
    included = included_part(transform, evaluator.include)
    if is_mapping(included):
        return included
    why = reason_unresolved(included) or "what it includes is no mapping"
    builder.warn(f"includes what is not in the bill: {why}", origin)
    return {}


def _add_to(evaluator: Evaluator, included: dict[str, Any]) -> None:
    """Let *evaluator* know the mappings and conditions of a file that is *included*; those of the template come first."""
    mappings, conditions = included.get("Mappings"), included.get("Conditions")
    if is_mapping(mappings) and (not evaluator.mappings or is_mapping(evaluator.mappings)):
        evaluator.mappings = {**mappings, **(evaluator.mappings or {})}
    if is_mapping(conditions):
        evaluator.conditions = {**conditions, **evaluator.conditions}


def _resources_in(included: dict[str, Any], builder: Builder, origin: Origin) -> dict[str, Any]:
    """The resources of the file that a template *included*, which are all of it or a section; what else matters is named."""
    not_read = [name for name in CHANGE_OTHERS if name in included]
    if not_read:
        names = ", ".join(not_read)
        builder.warn(
            f"includes a file with {names}, not read there: say it in the template, or what it sets is missing", origin
        )
    unread = {name: value for name, value in included.items() if not SECTIONS.covers((name,), value)}
    section = included.get("Resources", unread)
    if section is not None and not is_mapping(section):
        builder.warn("includes Resources that are not in the bill: they are no mapping", origin)
    return section if is_mapping(section) else {}
