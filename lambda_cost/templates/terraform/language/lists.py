"""Functions of Terraform's language about lists, sets, mappings and JSON."""

from __future__ import annotations

import itertools
import json
import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates.terraform.language.values import MAX_NUMBER_LENGTH, EvaluationError, to_number, to_text, to_whole

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_LIST_LENGTH = 100_000
"""Items that a function may make of a number."""


def to_json(value: Any) -> str:
    """*value*, of which all is known, as JSON, as `jsonencode` writes it."""

    def number(item: Any) -> Any:
        return int(item) if item == item.to_integral_value() and item.adjusted() < MAX_NUMBER_LENGTH else float(item)

    return json.dumps(value, default=number, separators=(",", ":"), sort_keys=True, ensure_ascii=False)


def from_json(text: str) -> Any:
    """What JSON *text* says."""
    return json.loads(text, parse_int=Decimal, parse_float=Decimal, parse_constant=str)


def distinct(values: Iterable[Any]) -> list[Any]:
    """*values*, each once."""
    return [*{to_json(value): value for value in values}.values()]


def as_set(values: Any) -> list[Any]:
    """The set of *values*, as Terraform orders it."""
    return [value for _, value in sorted({to_json(value): value for value in as_items(values)}.items())]


def as_items(value: Any) -> list[Any]:
    """The items of a list.

    Raises:
        EvaluationError: if it is none.
    """
    if not is_list(value):
        raise EvaluationError("is no list")
    return value


def as_map(value: Any) -> dict[str, Any]:
    """A mapping.

    Raises:
        EvaluationError: if it is none.
    """
    if not is_mapping(value):
        raise EvaluationError("is no mapping")
    return value


def flatten(values: Any) -> list[Any]:
    """The items of lists in *values*, however deep."""
    items: list[Any] = []
    waiting = [*reversed(as_items(values))]
    while waiting:
        value = waiting.pop()
        if is_list(value):
            waiting += reversed(value)
        else:
            items.append(value)
    return items


def merge(*maps: Any) -> dict[str, Any]:
    """All keys of *maps*; a later one is over an earlier one."""
    return {key: value for each in maps if each is not None for key, value in as_map(each).items()}


def lookup(mapping: Any, key: Any, *default: Any) -> Any:
    """The value of *key*, or the default."""
    entries = as_map(mapping)
    name = to_text(key)
    if name not in entries and not default:
        raise EvaluationError(f"has no key {name}")
    return entries.get(name, *default)


def element(values: Any, index: Any) -> Any:
    """The item at *index*, which begins again at the end."""
    items = as_items(values)
    return items[to_whole(index) % len(items)]


def numbers_in_range(*limits: Any) -> list[Decimal]:
    """The numbers of `range(…)`."""
    start, end, *step = [Decimal(0), to_number(limits[0])] if len(limits) == 1 else [*map(to_number, limits)]
    by = step[0] if step else Decimal(1 if end >= start else -1)
    count = max(0, math.ceil((end - start) / by))
    if count > MAX_LIST_LENGTH:
        raise EvaluationError(f"makes more than {MAX_LIST_LENGTH:,} items")
    return [start + by * index for index in range(count)]


def chunks(values: Any, size: Any) -> list[list[Any]]:
    """*values* in lists of *size*."""
    step = to_whole(size) or 1
    return [as_items(values)[start : start + step] for start in range(0, len(as_items(values)), step)]


def product(*lists: Any) -> list[list[Any]]:
    """Every combination of one item of each of *lists*."""
    if math.prod(len(as_items(each)) for each in lists) > MAX_LIST_LENGTH:
        raise EvaluationError(f"makes more than {MAX_LIST_LENGTH:,} items")
    return [[*each] for each in itertools.product(*lists)]


def transposed(mapping: Any) -> dict[str, Any]:
    """A mapping of lists, the other way round."""
    grouped: dict[str, Any] = {}
    for key, values in as_map(mapping).items():
        for value in as_items(values):
            grouped.setdefault(to_text(value), []).append(key)
    return grouped


def is_part(values: Any, value: Any) -> bool:
    """Whether *value* is one of *values*."""
    return to_json(value) in map(to_json, as_items(values))


def first_filled(*lists: Any) -> Any:
    """The first of *lists* with something in it."""
    return next(each for each in lists if as_items(each))


def concatenated(*lists: Any) -> list[Any]:
    """The items of all *lists*."""
    return [item for each in lists for item in as_items(each)]


def intersection(first: Any, *sets: Any) -> list[Any]:
    """What is in *first* and in all *sets*."""
    return [item for item in as_set(first) if all(is_part(each, item) for each in sets)]


def union(*sets: Any) -> list[Any]:
    """What is in one of *sets*."""
    return as_set(concatenated(*sets))


def slice_of(values: Any, start: Any, end: Any) -> list[Any]:
    """The items from *start* to before *end*."""
    return as_items(values)[to_whole(start) : to_whole(end)]
