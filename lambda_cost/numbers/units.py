"""Numbers as people write them: `1M`, `0.5s`, `2GB`, `1%`, `25/min`, `1_000_000`.

A bare number is in the unit that the field's name ends in; a unit is accepted where it is of the
field's kind.  What comes out is exact: the decimal of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from lambda_cost.errors import Problem, ScenarioError, blame, shown
from lambda_cost.numbers.quantity import EXACT, N, constant, divided

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_TEXT_LENGTH = 64
MAX_WHOLE_DIGITS = 18
MAX_DECIMAL_PLACES = 30

D = Decimal
_WHOLE = D(1)
_TIMES = {"": D(1), "k": D(1000), "K": D(1000), "M": D(10) ** 6, "B": D(10) ** 9, "T": D(10) ** 12}
_BINARY = {"B": D(1) / 1024**2, "KB": D(1) / 1024, "MB": D(1), "GB": D(1024), "TB": D(1024**2)}
_BYTES = _BINARY | {f"{unit[0]}iB": size for unit, size in _BINARY.items() if unit != "B"}
_MS = {"us": D("0.001"), "µs": D("0.001"), "ms": D(1), "s": D(1000), "min": D(60_000), "h": D(3_600_000)}

UNITS: Final[dict[str, dict[str, Decimal]]] = {
    "ms": {"": D(1)} | _MS,
    "kb": {"": D(1)} | {unit: size * 1024 for unit, size in _BYTES.items()},
    "mb": {"": D(1)} | _BYTES,
    "gb": {"": D(1)} | {unit: size / 1024 for unit, size in _BYTES.items()},
    "hours": {"": D(1), "h": D(1), "d": D(24)},
    "days": {"": D(1), "d": D(1)},
    "minutes": _TIMES | {"min": D(1), "h": D(60), "d": D(1440)},
    "share": {"": D(1), "%": D("0.01")},
    "count": _TIMES,
}
"""By the last word of a field's name: what each unit is worth in the field's own."""

TIMES_AN_HOUR: Final = {"s": (D(3600), D(1)), "min": (D(60), D(1)), "h": (D(1), D(1)), "day": (D(1), D(24))}
"""For each unit of a rate: times and hours, so that *n* a unit is n x times in those hours."""

_NUMBER = re.compile(r"([+-]?(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?) ?([A-Za-zµ%]*)(?: ?/ ?([a-z]+))?")


@dataclass(frozen=True, slots=True)
class Rate:
    """So many in a second, minute, hour or day, until the hours of the month are known."""

    amount: Decimal
    """How many in one unit of time."""
    per: str
    """One of `s`, `min`, `h`, `day`."""

    def in_hours(self, hours: N) -> N:
        """How many that are in *hours*; an exact count is cut after twelve decimal places."""
        times, span = TIMES_AN_HOUR[self.per]
        count: N = hours * constant(self.amount * times, hours)
        return divided(count, constant(span, hours))

    def __str__(self) -> str:
        return f"{self.amount}/{self.per}"


def unit_of(field: str) -> str:
    """The kind of unit that *field* is given in: the last word of its name, or a plain count."""
    last = field.rpartition("_")[2]
    return last if last in UNITS else "count"


def number(value: object, field: str) -> Decimal | Rate:
    """The exact number that *value* means for *field*.

    Args:
        value: an int, a float (its shortest decimal text), a Decimal, or text with an optional unit.
        field: the name of the field, whose last word is its unit.

    Raises:
        ValueError: if it is no number, not finite, too long, or has a unit of another kind; the
            message is the rest of a sentence that begins with the field's name.
    """
    if type(value) is Decimal:
        return _bounded(value, value)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        kind = "nothing" if value is None else "true or false" if isinstance(value, bool) else f"a {type(value).__name__}"
        message = f"is {kind}; allowed: a number, such as {example(field)}"
        raise ValueError(message)  # noqa: TRY004 - every wrong value is a ValueError
    if isinstance(value, str):
        return _from_text(value, field)
    if isinstance(value, int) and abs(value) >= 10**MAX_WHOLE_DIGITS:
        raise ValueError(_too_large(f"a whole number of {value.bit_length()} bits"))
    return _bounded(D(repr(float(value))) if isinstance(value, float) else D(value), value)


def read_number(name: str, value: object, field: str, is_allowed: Callable[[Decimal], bool], allowed: str) -> Decimal:
    """The exact number that *value* means for *field*, for an option or argument called *name*; it cannot be a rate.

    Raises:
        ScenarioError: if it is none, or not one that *is_allowed*; *allowed* says in words what that is.
    """
    with blame(name):
        read = number(value, field)
    if isinstance(read, Rate) or not is_allowed(read):
        raise ScenarioError([Problem(name, f"is {shown(value)}; allowed: {allowed}")])
    return read


def example(field: str) -> str:
    """What one may write for *field*, for messages and the schema."""
    return {
        "ms": "120 or 0.5s",
        "kb": "12 or 4MB",
        "mb": "512 or 2GB",
        "gb": "0.5 or 500MB",
        "hours": "730 or 30d",
        "days": "14",
        "minutes": "21.6M",
        "share": "0.01 or 1%",
        "count": "1_000_000, 1M or 25/min",
    }[unit_of(field)]


def _from_text(text: str, field: str) -> Decimal | Rate:
    match = _NUMBER.fullmatch(text.strip()) if len(text) <= MAX_TEXT_LENGTH else None
    if match is None:
        raise ValueError(f"is {shown(text)}; allowed: a number, such as {example(field)}")
    digits, unit, per = match.groups()
    sizes = UNITS[unit_of(field)]
    if unit not in sizes:
        raise ValueError(f"is {shown(text)}; units allowed here: {', '.join(name for name in sizes if name and name != 'K')}")
    try:
        amount = D(digits.replace("_", ""))
    except InvalidOperation:  # pragma: no cover - the pattern admits nothing that Decimal refuses
        raise ValueError(f"is {shown(text)}; allowed: a number") from None
    amount = _bounded(EXACT.multiply(_bounded(amount, text), sizes[unit]), text)
    if per is None or (per == "month" and sizes is _TIMES):
        return amount
    if sizes is not _TIMES or per not in TIMES_AN_HOUR:
        raise ValueError(f"is {shown(text)}; allowed: a number, such as {example(field)}")
    return Rate(amount, per)


def _bounded(amount: Decimal, value: object) -> Decimal:
    """*amount*, if a bill can hold it exactly."""
    if not amount.is_finite():
        raise ValueError(f"is {shown(value)}; allowed: a finite number")
    exponent = 0 if amount.same_quantum(_WHOLE) else int(amount.as_tuple().exponent)
    if (amount and amount.adjusted() >= MAX_WHOLE_DIGITS) or exponent > MAX_WHOLE_DIGITS:
        raise ValueError(_too_large(shown(value)))
    if exponent < -MAX_DECIMAL_PLACES:
        raise ValueError(f"is {shown(value)}; allowed: at most {MAX_DECIMAL_PLACES} decimal places")
    return amount


def _too_large(words: str) -> str:
    return f"is {words}; allowed: less than 10^{MAX_WHOLE_DIGITS}"
