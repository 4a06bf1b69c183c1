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


def limits_on(resource: Any, day: date) -> Iterator[tuple[str, Limit]]:
    """The limits of *resource* on *day*, each with the feature that has it: those of its fields, and those between them.

    Limits of fields that exact numbers keep are left out.
    """
    for thing in (resource, *resource.features):
        for name, most, allowed in _other_bounds(type(thing), day):
            value = getattr(thing, name)
            kept = type(value) is Decimal and value <= most
            if not kept and value is not None and type(value) is not Rate:
                limit = Limit(name, value, constant(most, value), f"is {value}; {allowed}")
                yield "" if thing is resource else thing.path, limit
    yield from limits_of(resource)


def _find_other_bounds(cls: Any, day: date) -> tuple[tuple[str, Decimal, str], ...]:
    """The fields of *cls* whose bounds on *day* are not today's: their names, the most that they may be, and that in words."""
    on_day = [(field, field.bounds.on(day)) for field in fields_of(cls)]
    return tuple(
        (
            field.name,
            bounds.most or Decimal(0),
            f"allowed before {field.bounds.dated and field.bounds.dated.since}: {bounds} (ms)",
        )
        for field, bounds in on_day
        if bounds is not field.bounds
    )


_other_bounds: Callable[[Any, date], tuple[tuple[str, Decimal, str], ...]] = cache(_find_other_bounds)
"""Asked once for each class and day (mypy doubts that a class is hashable)."""
