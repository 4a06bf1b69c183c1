"""Amounts with as many digits as tell the rows of a table apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.text import money, places_apart, shortest_decimal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def with_distinguishing_digits(rows: Sequence[Any], columns: Iterable[int], currency: str) -> list[Any]:
    """*rows* of a sheet, the amounts in these *columns* as text with digits that tell them apart."""
    texts: list[list[Any]] = [[*row.values] for row in rows]
    for column in columns:
        amounts = [shortest_decimal(values[column]) for values in texts]
        places = places_apart(amounts)
        for values, amount in zip(texts, amounts, strict=True):
            values[column] = money(amount, currency, places)
    return [row._replace(values=tuple(values)) for row, values in zip(rows, texts, strict=True)]
