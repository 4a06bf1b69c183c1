"""Values of Terraform's language: JSON's, and what only a run of Terraform knows."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from lambda_cost.numbers.quantity import EXACT
from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates.unresolved import as_text

MAX_DIGITS = 200
"""Digits that a number may have before or behind its point."""
MAX_NUMBER_LENGTH = 18
"""Digits of a number that may become an index or a length."""


MAX_CHARACTERS = 10_000_000
"""Characters that one function may make of its arguments."""


class Unknown(NamedTuple):
    """A value that cannot be known from source."""

    why: str
    """The rest of a sentence that begins with what it is the value of: `is var.size, which has no value`."""


class EvaluationError(Exception):
    """An expression that Terraform would refuse; the text is the rest of a sentence about it."""


def check_length(characters: int) -> None:
    """Do nothing if a function may make so many *characters*.

    Raises:
        EvaluationError: if it may not.
    """
    if characters > MAX_CHARACTERS:
        raise EvaluationError(f"makes more than {MAX_CHARACTERS:,} characters")


def to_text(value: Any) -> str:
    """*value* as text, as a template writes it.

    Raises:
        EvaluationError: if it is a list, a mapping or nothing.
    """
    if value is None or is_list(value) or is_mapping(value):
        raise EvaluationError("is no text, number or boolean")
    if isinstance(value, Decimal):
        return as_text(EXACT.normalize(to_number(value))) if value else "0"
    return as_text(value)


def to_number(value: Any) -> Decimal:
    """*value* as a number.

    Raises:
        EvaluationError: if it is none.
    """
    try:
        number = value if isinstance(value, Decimal) else Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or abs(number.adjusted()) > MAX_DIGITS:
        raise EvaluationError("is no number")
    return number


def to_whole(value: Any) -> int:
    """*value* as a whole number that may be an index.

    Raises:
        EvaluationError: if it is none.
    """
    number = to_number(value)
    if number % 1 or abs(number.adjusted()) > MAX_NUMBER_LENGTH:
        raise EvaluationError("is no whole number")
    return int(number)


def to_boolean(value: Any) -> bool:
    """*value* as a boolean.

    Raises:
        EvaluationError: if it is none.
    """
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise EvaluationError("is no boolean")
