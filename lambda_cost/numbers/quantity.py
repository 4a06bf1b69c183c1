"""The number that every rule calculates with, and the five things that operators cannot do.

A rule is written once, with `+ - * /` and the functions below, and runs on four kinds of number:
`Decimal` (exact), arrays (one bill for each element), columns such as Polars expressions, and
`Formula` (a number that remembers how it was made).  A plain `float` is an array of one: it appears
beside arrays and never by itself.
"""

from __future__ import annotations

import math
from contextlib import contextmanager
from decimal import ROUND_CEILING, Context, Decimal, DivisionByZero, FloatOperation, Inexact, InvalidOperation, localcontext
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from lambda_cost.errors import LambdaCostError, RoundingError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable


class Quantity(Protocol):
    """What a rule may do with a number."""

    def __add__(self, other: Any, /) -> Any: ...
    def __radd__(self, other: Any, /) -> Any: ...
    def __sub__(self, other: Any, /) -> Any: ...
    def __rsub__(self, other: Any, /) -> Any: ...
    def __mul__(self, other: Any, /) -> Any: ...
    def __rmul__(self, other: Any, /) -> Any: ...
    def __truediv__(self, other: Any, /) -> Any: ...


N = TypeVar("N", bound=Quantity)
"""The kind of number of one calculation: `Decimal`, an array, a column or a `Formula`."""
K = TypeVar("K")
N_co = TypeVar("N_co", bound=Quantity, covariant=True)
"""The same, for things that hold numbers and are never changed: one of whole numbers is one of floats too."""

EXACT_DIGITS = 500
"""Room for any product of the inputs that `units` admits; a result that needs more is refused."""
DIVIDED_PLACES = 12
"""Decimal places that `divided` keeps."""
_UP, _DOWN = Decimal(f"1e{DIVIDED_PLACES}"), Decimal(f"1e-{DIVIDED_PLACES}")

TRUNCATED_PLACES = 30
"""Decimal places that `divide_truncated` keeps."""

# A binary fraction such as 79.7 + 120.3 may land a few units in the last place above the whole
# number it means.  Eight of them are forgiven before rounding up or comparing, far less than any measurement.
FORGIVEN = 1 - 8 * 2.0**-53
"""What a float is multiplied by before it is rounded up, or may be too large."""
_WHOLE_OR_DECIMAL = (Decimal, int)
_TEN = Decimal(10)
ROUNDING_SHARE = 1 - FORGIVEN
"""What a sum of floats may be wrong by, as a share of what is added and subtracted in it."""

EXACT = Context(
    prec=EXACT_DIGITS,
    Emax=EXACT_DIGITS,
    Emin=-EXACT_DIGITS,
    traps=[Inexact, FloatOperation, InvalidOperation, DivisionByZero],
)


@contextmanager
def exactly() -> Generator[None, None, None]:
    """Calculate on decimals without ever rounding.

    Raises:
        RoundingError: if a result would have to be rounded, or a binary float slipped in.
    """
    try:
        with localcontext(EXACT):
            yield
    except (Inexact, FloatOperation) as error:
        message = f"this calculation would not be exact ({type(error).__name__}); give numbers as integers, text or Decimal"
        raise RoundingError(message) from error


def add_up_by(amounts: Iterable[tuple[K, Decimal]]) -> dict[K, Decimal]:
    """The exact sum of the *amounts* of each key, in the order in which the keys come.

    >>> add_up_by([("a", Decimal(1)), ("b", Decimal(2)), ("a", Decimal(3))])
    {'a': Decimal('4'), 'b': Decimal('2')}
    """
    sums: dict[K, Decimal] = {}
    with exactly():
        for key, amount in amounts:
            sums[key] = sums.get(key, Decimal(0)) + amount
    return sums


def is_exact(x: object) -> bool:
    """Whether *x* is a decimal, the kind of number that bills are made of."""
    return isinstance(x, Decimal)


def require_exact(total: object, advice: str) -> None:
    """Refuse the *total* of a bill whose numbers are arrays, with *advice* on what to do instead.

    Raises:
        LambdaCostError: if it is no decimal.
    """
    if not is_exact(total):
        raise LambdaCostError(f"a bill of arrays is many bills; {advice}")


def is_array(x: object) -> bool:
    """Whether *x* is an array in the sense of the array standard (NumPy 2 and others)."""
    return hasattr(x, "__array_namespace__")


def is_negative(x: object) -> bool:
    """Whether *x*, or any element of it, is less than nothing."""
    if isinstance(x, Decimal | float):
        return x < 0
    return is_array(x) and bool(_namespace(x).min(x) < 0)


def is_nothing(x: object) -> bool:
    """Whether *x* is an exact nothing; an array is not, whatever is in it."""
    return isinstance(x, _WHOLE_OR_DECIMAL) and not x


def is_zero_throughout(x: object) -> bool:
    """Whether *x* is 0, in all of its elements and for every value of what is unknown in it."""
    if is_array(x):
        return not bool(_namespace(x).any(cast("Any", x) != 0))
    return not x if isinstance(x, Decimal | int | float) else bool(getattr(x, "is_zero_throughout", False))


def exceeds(x: Any, y: Any) -> bool:
    """Whether *x*, or any element of it, is more than *y* by more than floats err; not of numbers that are not there yet."""
    if isinstance(x, Decimal | int) and isinstance(y, Decimal | int):
        return x > y
    left, right = (float(number) if isinstance(number, Decimal | int) else number for number in (x, y))
    there = all(isinstance(number, float) or is_array(number) for number in (left, right))
    return there and is_negative(right - left * FORGIVEN)


def is_column(x: object) -> bool:
    """Whether *x* is a column of a data frame, of which nobody knows the numbers yet."""
    return hasattr(x, "clip") and not is_array(x) and not hasattr(x, "text") and not is_recorded(x)


def is_recorded(x: object) -> bool:
    """Whether *x* stands for many numbers, what is done with it is done to each later: a draw, a case of a sweep."""
    return hasattr(x, "tape")


def largest(x: object) -> Any:
    """*x*, or the largest element of it, as a decimal or a float; None of a column or formula, whose numbers are not there."""
    if isinstance(x, Decimal | float):
        return x
    return float(_namespace(x).max(x)) if is_array(x) else None


def up_to_whole(x: N) -> N:
    """*x* rounded up to a whole number: milliseconds, blocks of 512 KB."""
    if isinstance(x, Decimal):
        return cast("N", x.to_integral_value(ROUND_CEILING))
    if isinstance(x, float):
        return cast("N", float(math.ceil(x * FORGIVEN)))
    if is_array(x):
        return cast("N", cast("Any", x).__array_namespace__().ceil(x * FORGIVEN))
    return cast("N", cast("Any", x).ceil())


def at_least(x: N, floor: N | int) -> N:
    """The larger of *x* and *floor*: a minimum charge, what lies beyond an included amount."""
    if isinstance(x, Decimal | float) and isinstance(floor, Decimal | float | int):
        return x if x >= floor else type(x)(floor)
    if is_array(x) or is_array(floor):
        return cast("N", _namespace(x, floor).maximum(x, floor))
    column, bound = _column_first(x, floor)
    return cast("N", column.clip(lower_bound=bound))


def at_most(x: N, cap: N | int) -> N:
    """The smaller of *x* and *cap*: the width of a tier, an allowance."""
    if isinstance(x, Decimal | float) and isinstance(cap, Decimal | float | int):
        return x if x <= cap else type(x)(cap)
    if is_array(x) or is_array(cap):
        return cast("N", _namespace(x, cap).minimum(x, cap))
    column, bound = _column_first(x, cap)
    return cast("N", column.clip(upper_bound=bound))


def constant(value: Decimal, like: N) -> N:
    """*value*, a number of a table, as the kind of number that *like* is."""
    number: Any = value if isinstance(like, Decimal) or hasattr(like, "text") else float(value)
    result: N = number  # a cast would be one more call for each number of a bill
    return result


def divided(x: N, y: N) -> N:
    """*x* / *y*, the one operation that may round; nothing divided by nothing is nothing.

    A decimal quotient is cut after twelve decimal places, so what is left over is never negative.
    """
    if isinstance(x, Decimal) and isinstance(y, Decimal):
        if not y:
            return cast("N", y)
        return cast("N", EXACT.multiply(EXACT.divide_int(EXACT.multiply(x, _UP), y), _DOWN))
    if isinstance(x, float) and isinstance(y, float):
        return cast("N", x / y if y else 0.0)
    if is_array(x) or is_array(y):
        xp = _namespace(x, y)
        return cast("N", x / xp.where(xp.equal(y, 0), 1.0, y))
    column: Any = x
    return cast("N", (column / y).fill_nan(0))


def divide_truncated(x: N, n: int) -> N:
    """*x* / *n*, where that may have no end, as days of a month of thirty; a decimal is cut after thirty places."""
    if isinstance(x, Decimal):
        return cast("N", EXACT.divide_int(x.scaleb(TRUNCATED_PLACES, EXACT), n).scaleb(-TRUNCATED_PLACES, EXACT))
    quotient: N = x / n
    return quotient


def trimmed(x: N) -> N:
    """*x* without trailing zeros, if it is a decimal; the value is the same."""
    if not isinstance(x, Decimal):
        return x
    if not x:
        return cast("N", Decimal(0))
    short = EXACT.normalize(x)
    has_exponent = not EXACT.remainder(short, _TEN)  # of 1E+2, which is to be 100
    return cast("N", short.quantize(Decimal(1), context=EXACT) if has_exponent else short)


def _column_first(x: Any, y: Any) -> tuple[Any, Any]:
    """*x* and *y*, whichever is a column or a formula first."""
    return (x, y) if hasattr(x, "clip") else (y, x)


def _namespace(*numbers: object) -> Any:
    """The array library of whichever of *numbers* is an array."""
    array: Any = next(x for x in numbers if is_array(x))
    return array.__array_namespace__()
