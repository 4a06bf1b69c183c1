"""A quantity split into parts that add up to it to the last digit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.quantity import N, at_most, divided, is_exact

if TYPE_CHECKING:
    from collections.abc import Sequence


def split_in_proportion(whole: N, weights: Sequence[N]) -> list[N]:
    """*whole* split in proportion to *weights*; no part is greater than its weight.

    Exact parts are cut after twelve decimal places; the remainder goes to the greatest weight first.

    Args:
        whole: at most the sum of *weights*.
        weights: not negative; all exact, or all floats and arrays.
    """
    if len(weights) == 1:
        return [whole]
    total_weight: Any = sum(weights[1:], weights[0])
    if is_exact(whole):
        return _exact_parts(whole, weights, total_weight)
    parts: list[Any] = [divided(whole * one, total_weight) for one in weights[:-1]]
    return [*parts, whole - sum(parts[1:], parts[0])]


def _exact_parts(whole: Any, weights: Sequence[Any], total_weight: Any) -> list[Any]:
    if whole == total_weight:
        return list(weights)
    parts = [divided(whole * weight, total_weight) for weight in weights]
    remainder = whole - sum(parts)
    heaviest_first = iter(sorted(range(len(weights)), key=weights.__getitem__, reverse=True))
    while remainder:
        index = next(heaviest_first)
        more = at_most(weights[index] - parts[index], remainder)
        parts[index] += more
        remainder -= more
    return parts


def split_by_rows_and_columns(columns: Sequence[N], rows: Sequence[N]) -> list[list[N]]:
    """A matrix with the sums *columns* and *rows*, each cell in proportion to both.

    Args:
        columns: what is given out: the quantity in each tier.
        rows: what each resource takes; they add up to what *columns* add up to.

    Returns:
        For each row, its part of each column; rows and columns add up to the last digit.
    """
    if len(columns) == 1:
        return [[row] for row in rows]
    sizes: list[Any] = list(columns)
    remainder_column = sizes.index(max(sizes)) if is_exact(columns[0]) else 0
    parts = [split_in_proportion(column, rows) for index, column in enumerate(columns) if index != remainder_column]
    result: list[list[Any]] = []
    for index, row in enumerate(rows):
        cells: list[Any] = [part[index] for part in parts]
        remainder: Any = row
        for cell in cells:
            remainder = remainder - cell
        result.append([*cells[:remainder_column], remainder, *cells[remainder_column:]])
    return result
