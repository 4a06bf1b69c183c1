"""Parts that were drawn each by itself, made to fit each other by what their classes say, never by the words they say it in."""

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

    Ask = Callable[[Field], Decimal]

ROUNDS = 50
"""More than there are pairs of things that may not stand together."""


def fitted(one: Resource[Any], having: type[Feature[Any]] | None, ask: Ask) -> Resource[Any]:
    """*one*, unchecked, changed until nothing of it excludes another; a feature of class *having* stays in it."""
    for _ in range(ROUNDS):
        refused = paths(one)
        if not refused:
            return one
        at, _, name = refused[0].partition(".")
        part = next(part for part in one.features if part.path == at)
        exceeded = [limit for path, limit in limits_of(one) if path == at and exceeds(limit.part, limit.whole)]
        if not name:
            one = _with_room_for(one, part, ask, stays=type(part) is having)
        else:
            limits = [limit for limit in exceeded if limit.field == name]
            one = _replaced(one, part, name, _another(one, part, name, limits, ask))
    message = f"{one} is refused whatever is changed: {one.conflicts()}"
    raise AssertionError(message)


def paths(one: Resource[Any]) -> list[str]:
    """What of *one* its classes refuse beside the rest: a feature, or a field of one."""
    return [path for path, _ in one.conflicts()]


def _replaced(one: Resource[Any], part: Feature[Any], name: str, value: Decimal) -> Resource[Any]:
    """*one* with another *value* of the field *name* of its feature *part*."""
    new = part.replace_unchecked(**{name: value})
    return one.replace_unchecked(features=tuple(new if other is part else other for other in one.features))


def _with_room_for(one: Resource[Any], part: Feature[Any], ask: Ask, *, stays: bool) -> Resource[Any]:
    """*one* with a number that its feature *part* misses; else without *part*, or, if it *stays*, without what excludes it."""
    asked = [field for field in fields_by_name(type(part)).values() if field.is_number and getattr(part, field.name) is None]
    more = [_replaced(one, part, field.name, ask(field)) for field in asked]
    others = [other for other in one.features if other is not part]
    fewer = [_of(one, [part, *(kept for kept in others if kept is not other)]) for other in others]
    now = paths(one).count(part.path)
    choices = [*more, *fewer, *_swaps(one, ask)] if stays else [*more, _of(one, others)]
    return next(changed for changed in choices if paths(changed).count(part.path) < now)


def _of(one: Resource[Any], features: list[Feature[Any]]) -> Resource[Any]:
    """*one* with other *features*."""
    return one.replace_unchecked(features=tuple(features))


def _swaps(one: Resource[Any], ask: Ask) -> list[Resource[Any]]:
    """*one* with another of the numbers that say the same, instead of the one that is given."""
    fields = fields_by_name(type(one))
    given = next((name for name in one.one_of if getattr(one, name) is not None), "")
    return [one.replace_unchecked(**{given: None, name: ask(fields[name])}) for name in one.one_of if name != given]


def _another(one: Resource[Any], part: Feature[Any], name: str, limits: list[Limit], ask: Ask) -> Decimal:
    """A value of *name* of *part* that fits: drawn if it is missing, at the edge of its *limits*, else its default."""
    field = fields_by_name(type(part))[name]
    value = getattr(part, name)
    if value is None:
        return ask(field)
    if not limits:
        return field.bounds.least if field.default is None or not isinstance(field.default, Decimal) else field.default
    for edge in (edge for limit in limits for edge in _edges(value, limit, field.bounds.least)):
        with suppress(ValueError):
            changed = _replaced(one, part, name, field.checked(edge))
            if f"{part.path}.{name}" not in paths(changed):
                return edge
    message = f"no {name} of {part} fits {one}"
    raise AssertionError(message)


def _edges(value: Decimal, limit: Limit, least: Decimal) -> Iterator[Decimal]:
    """Where *limit* may be met: at either of its numbers, at what is too much less, in proportion, or at the *least*."""
    yield limit.whole
    yield limit.part
    yield value - (limit.part - limit.whole)
    yield (value * limit.whole / limit.part).quantize(Decimal("0.001"), rounding=ROUND_DOWN)
    yield least
