"""Resolves conflicts between randomly generated features of a resource.

It goes by the paths and limits that the classes name, never by the words of a message.
"""

from __future__ import annotations

from contextlib import suppress
from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.quantity import exceeds
from lambda_cost.services.described import Feature, Resource, fields_by_name
from lambda_cost.services.limits import Limit, limits_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lambda_cost.services.fields import Field

    DrawNumber = Callable[[Field], Decimal]

MAX_ATTEMPTS = 50
"""More than there are pairs of features and fields that exclude each other."""


def resolve_conflicts(
    resource: Resource[Any], required_feature: type[Feature[Any]] | None, draw_number: DrawNumber
) -> Resource[Any]:
    """*resource*, unchecked, changed until it has no conflict; a feature of class *required_feature* stays in it."""
    for _ in range(MAX_ATTEMPTS):
        refused = conflict_paths(resource)
        if not refused:
            return resource
        at, _, name = refused[0].partition(".")
        part = next(part for part in resource.features if part.path == at)
        exceeded = [limit for path, limit in limits_of(resource) if path == at and exceeds(limit.part, limit.whole)]
        if not name:
            resource = _resolve_feature_conflict(resource, part, draw_number, stays=type(part) is required_feature)
        else:
            limits = [limit for limit in exceeded if limit.field == name]
            resource = _replaced(resource, part, name, _draw_fitting_value(resource, part, name, limits, draw_number))
    message = f"{resource} is refused whatever is changed: {resource.conflicts()}"
    raise AssertionError(message)


def conflict_paths(resource: Resource[Any]) -> list[str]:
    """The paths of the features, and of their fields, that conflict with the rest of *resource*."""
    return [path for path, _ in resource.conflicts()]


def _replaced(resource: Resource[Any], part: Feature[Any], name: str, value: Decimal) -> Resource[Any]:
    """*resource* with another *value* of the field *name* of its feature *part*."""
    new = part.replace_unchecked(**{name: value})
    return resource.replace_unchecked(features=tuple(new if other is part else other for other in resource.features))


def _resolve_feature_conflict(
    resource: Resource[Any], part: Feature[Any], draw_number: DrawNumber, *, stays: bool
) -> Resource[Any]:
    """*resource* with a number that *part* lacks; else without *part*, or, if it *stays*, without what excludes it."""
    asked = [field for field in fields_by_name(type(part)).values() if field.is_number and getattr(part, field.name) is None]
    with_number_added = [_replaced(resource, part, field.name, draw_number(field)) for field in asked]
    others = [other for other in resource.features if other is not part]
    with_feature_removed = [
        _with_features(resource, [part, *(kept for kept in others if kept is not other)]) for other in others
    ]
    now = conflict_paths(resource).count(part.path)
    choices = (
        [*with_number_added, *with_feature_removed, *_with_alternative_inputs(resource, draw_number)]
        if stays
        else [*with_number_added, _with_features(resource, others)]
    )
    return next(changed for changed in choices if conflict_paths(changed).count(part.path) < now)


def _with_features(resource: Resource[Any], features: list[Feature[Any]]) -> Resource[Any]:
    """*resource* with other *features*."""
    return resource.replace_unchecked(features=tuple(features))


def _with_alternative_inputs(resource: Resource[Any], draw_number: DrawNumber) -> list[Resource[Any]]:
    """*resource* with each of the numbers that can stand for the given one, instead of it."""
    fields = fields_by_name(type(resource))
    given = next((name for name in resource.one_of if getattr(resource, name) is not None), "")
    return [
        resource.replace_unchecked(**{given: None, name: draw_number(fields[name])})
        for name in resource.one_of
        if name != given
    ]


def _draw_fitting_value(
    resource: Resource[Any], part: Feature[Any], name: str, limits: list[Limit], draw_number: DrawNumber
) -> Decimal:
    """A value of *name* of *part* without conflict: drawn if there is none, at the edge of its *limits*, else its default."""
    field = fields_by_name(type(part))[name]
    value = getattr(part, name)
    if value is None:
        return draw_number(field)
    if not limits:
        return field.bounds.least if field.default is None or not isinstance(field.default, Decimal) else field.default
    for edge in (edge for limit in limits for edge in _candidate_values(value, limit, field.bounds.least)):
        with suppress(ValueError):
            changed = _replaced(resource, part, name, field.checked(edge))
            if f"{part.path}.{name}" not in conflict_paths(changed):
                return edge
    message = f"no {name} of {part} fits {resource}"
    raise AssertionError(message)


def _candidate_values(value: Decimal, limit: Limit, least: Decimal) -> Iterator[Decimal]:
    """Values that may meet *limit*: either of its numbers, less the excess, in proportion, or the *least*."""
    yield limit.whole
    yield limit.part
    yield value - (limit.part - limit.whole)
    yield (value * limit.whole / limit.part).quantize(Decimal("0.001"), rounding=ROUND_DOWN)
    yield least
