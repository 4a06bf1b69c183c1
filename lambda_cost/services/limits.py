"""Pairs of numbers of which one may not be more than the other: restores and requests, windows and the hours of a month."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.numbers.bounds import MAX_MONTH_HOURS
from lambda_cost.numbers.quantity import constant, exactly, exceeds, is_column, is_exact
from lambda_cost.numbers.units import Rate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Limit(NamedTuple):
    """A number that may not be more than another."""

    field: str
    """The field that is too large if it is."""
    part: Any
    """What may not be more."""
    whole: Any
    """Than this."""
    message: str
    """What is wrong then: the rest of a sentence that begins with the field."""


def limits_of(resource: Any) -> Iterator[tuple[str, Limit]]:
    """Every limit of *resource*, each with the feature that has it; none while numbers are missing or rates."""
    if not resource.features:
        return
    numbers = [number for thing in (resource, *resource.features) for number in thing.numbers().values()]
    if any(type(number) is Rate for number in numbers) or getattr(resource, "requests", 0) is None:
        return
    other = resource.first_inexact()
    alike = resource if other is None else resource.cast_like(other)
    with exactly():
        yield from ((feature.path, limit) for feature in alike.features for limit in feature.limits(alike))


def exceeded(limits: Iterable[tuple[str, Limit]]) -> list[tuple[str, str]]:
    """Which of *limits* are exceeded, in any element of their arrays: the path of the field, and what is wrong."""
    return [
        (f"{feature}.{limit.field}".lstrip("."), limit.message) for feature, limit in limits if exceeds(limit.part, limit.whole)
    ]


def unchecked(limits: Iterable[tuple[str, Limit]]) -> list[tuple[str, str]]:
    """Which of *limits* nobody can check, because one of the two numbers is a column of a data frame."""
    message = (
        "is compared with another number, and one of the two is a column, whose numbers are not there yet; allowed: arrays"
    )
    return [
        (f"{feature}.{limit.field}".lstrip("."), message)
        for feature, limit in limits
        if is_column(limit.part) or is_column(limit.whole)
    ]


def within_a_month(field: str, stretches: Any, hours: Any) -> Limit:
    """The limit that so many *stretches* of *hours* each, said of *field*, are no longer than the longest month."""
    total = stretches * hours
    longest = constant(Decimal(MAX_MONTH_HOURS), total)
    words = f"{stretches} times {hours} hours" if is_exact(total) else "more hours than a month in some elements"
    return Limit(field, total, longest, f"is {words}; allowed: {MAX_MONTH_HOURS} hours in all")
