"""Operators of Terraform's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.templates.terraform.language.values import MAX_DIGITS, EvaluationError, Unknown, to_boolean, to_number

if TYPE_CHECKING:
    from collections.abc import Callable

LOGICAL = {"DOUBLE_AMP": False, "DOUBLE_PIPE": True}
"""Operators of two booleans, and the left one that decides alone."""
COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "LT": lambda x, y: x < y,
    "GT": lambda x, y: x > y,
    "LEQ": lambda x, y: x <= y,
    "GEQ": lambda x, y: x >= y,
    "PLUS": lambda x, y: x + y,
    "MINUS": lambda x, y: x - y,
    "ASTERISK": lambda x, y: x * y,
    "SLASH": lambda x, y: x / y,
    "PERCENT": lambda x, y: x % y,
}
"""Operators of two numbers."""


def binary(operator: str, left: Any, right: Callable[[], Any]) -> Any:
    """What *operator* makes of *left* and *right*; unknown if one of them is, and decides.

    Raises:
        EvaluationError: if it is not for such values.
    """
    if operator in LOGICAL:
        return _logical(LOGICAL[operator], left, right)
    other = right()
    for each in (left, other):
        if isinstance(each, Unknown):
            return each
    if operator in {"DOUBLE_EQ", "NEQ"}:
        same = type(left) is type(other) and left == other
        return same if operator == "DOUBLE_EQ" else not same
    try:
        result = COMPARE[operator](to_number(left), to_number(other))
    except ArithmeticError:
        result = None
    if result is None or (not isinstance(result, bool) and abs(result.adjusted()) > MAX_DIGITS):
        raise EvaluationError("divides by zero, or is too large a number")
    return result


def _logical(deciding: bool, left: Any, right: Callable[[], Any]) -> Any:
    if not isinstance(left, Unknown) and to_boolean(left) is deciding:
        return deciding
    other = right()
    if not isinstance(other, Unknown) and to_boolean(other) is deciding:
        return deciding
    return next((each for each in (left, other) if isinstance(each, Unknown)), not deciding)


def unary(operator: str, value: Any) -> Any:
    """What *operator* makes of *value*.

    Raises:
        EvaluationError: if it is not for such a value.
    """
    if isinstance(value, Unknown):
        return value
    return -to_number(value) if operator == "MINUS" else not to_boolean(value)
