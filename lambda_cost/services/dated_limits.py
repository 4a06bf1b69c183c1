"""What a number may be on one day and not on an earlier one: the longest run of a function."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.quantity import constant
from lambda_cost.numbers.units import Rate
from lambda_cost.services.described import fields_of
from lambda_cost.services.limits import Limit, limits_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from lambda_cost.services.fields import Bounds, Field


def limits_on(resource: Any, day: date) -> Iterator[tuple[str, Limit]]:
    """Every limit of *resource* on *day*, each with the feature that has it: those of its fields, and those between them."""
    for thing in (resource, *resource.features):
        for field, bounds in _other_bounds(type(thing), day):
            value = getattr(thing, field.name)
            if value is not None and type(value) is not Rate:
                message = f"is {value}; allowed before {field.bounds.dated and field.bounds.dated.since}: {bounds} (ms)"
                most = constant(bounds.most or Decimal(0), value)
                yield "" if thing is resource else thing.path, Limit(field.name, value, most, message)
    yield from limits_of(resource)


def _find_other_bounds(cls: Any, day: date) -> tuple[tuple[Field, Bounds], ...]:
    """The fields of *cls* whose bounds on *day* are not today's, each with those."""
    on_day = [(field, field.bounds.on(day)) for field in fields_of(cls)]
    return tuple((field, bounds) for field, bounds in on_day if bounds is not field.bounds)


_other_bounds: Callable[[Any, date], tuple[tuple[Field, Bounds], ...]] = cache(_find_other_bounds)
"""Asked once for each class and day (mypy doubts that a class is hashable)."""
