"""Numbers as text that a program can read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal


def decimal_text(number: Decimal) -> str:
    """*number* as text: every digit, no exponent, no trailing zeros.

    >>> from decimal import Decimal
    >>> decimal_text(Decimal("4.1700")), decimal_text(Decimal("1E+3"))
    ('4.17', '1000')
    """
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def optional_decimal_text(number: Decimal | None) -> str | None:
    """*number* as text, or None if it is None: a value of JSON that may be missing."""
    return None if number is None else decimal_text(number)
