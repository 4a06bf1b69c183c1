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

    from lambda_cost.services.fields import Field


def limits_on(resource: Any, day: date) -> Iterator[tuple[str, Limit]]:
    """Every limit of *resource* on *day*, each with the feature that has it: those of its fields, and those between them."""
    for thing in (resource, *resource.features):
        for field in _dated_fields(type(thing)):
            bounds, value = field.bounds.on(day), getattr(thing, field.name)
            if bounds is not field.bounds and value is not None and type(value) is not Rate:
                message = f"is {value}; allowed before {field.bounds.dated and field.bounds.dated.since}: {bounds} (ms)"
                most = constant(bounds.most or Decimal(0), value)
                yield "" if thing is resource else thing.path, Limit(field.name, value, most, message)
    yield from limits_of(resource)


def _find_dated_fields(cls: Any) -> tuple[Field, ...]:
    return tuple(field for field in fields_of(cls) if field.bounds.dated)


_dated_fields: Callable[[Any], tuple[Field, ...]] = cache(_find_dated_fields)  # mypy doubts that a class is hashable
