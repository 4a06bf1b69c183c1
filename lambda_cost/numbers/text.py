"""Numbers, months and rows as text: exact for programs, rounded for people.  Nowhere else is money rounded."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.quantity import EXACT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

CURRENCY_SIGNS = {"USD": "$", "CNY": "¥", "EUR": "€"}
CENT = Decimal("0.01")
CENTS = 2
"""Decimal places of a cent."""
TENTH = Decimal("0.1")
PRICE_PLACES = 2
"""Decimal places that a unit price has at least."""
MAX_PLACES = 6
"""Decimal places that amounts get so that they look different."""
QUANTITY_STEP = Decimal("0.0001")
"""What a quantity is rounded to."""
EXACT_STEP = Decimal("1e-10")
"""Decimal places that an exact amount has at most."""
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that spreadsheets take for a formula."""
PLAIN_NUMBER = re.compile(r"[+-]?[\d.]+(?:[eE][+-]?\d+)?")
"""A number that stands in CSV as text."""
HOLE = "\0"
"""What stands in an example where a value comes in: a text that nothing is called."""
_PLAIN_FIELD = re.compile(r'(?:[^=+@,"\t\r\n-][^,"\r\n]*)?')
_ROUNDING_CONTEXT = Context(prec=200, rounding=ROUND_HALF_UP)
_TWO_DIGITS = Context(prec=2, rounding=ROUND_HALF_UP)
_THOUSANDS = 3
"""The power of ten from which a number has groups of thousands; below, its text needs none, and no exponent either."""


def decimal_text(number: Decimal) -> str:
    """*number* as text: every digit, no exponent, no trailing zeros, and no minus before nothing.

    >>> decimal_text(Decimal("4.1700")), decimal_text(Decimal("1E+3")), decimal_text(Decimal("-0.00"))
    ('4.17', '1000', '0')
    """
    if not number:
        return "0"
    text = str(number)
    if "E" in text:
        text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def optional_decimal_text(number: Decimal | None) -> str | None:
    """*number* as text, or None if it is None: a value of JSON that may be missing."""
    return None if number is None else decimal_text(number)


def shortest_decimal(number: Any) -> Decimal:
    """*number*, which may be a float or an element of an array, as the shortest decimal that means it."""
    return _without_minus_zero(number if isinstance(number, Decimal) else Decimal(repr(float(number))))


def money(amount: Decimal, currency: str, places: int = CENTS) -> str:
    """*amount* to the cent, or to so many decimal *places*; what is less to two digits, so that it is never shown as nothing.

    >>> money(Decimal("1234.567"), "USD"), money(Decimal("0.000123"), "USD"), money(Decimal(-3), "JPY")
    ('$1,234.57', '$0.00012', '-JPY 3.00')
    """
    minus = "-" if amount < 0 else ""
    step = CENT if places == CENTS else CENT.scaleb(CENTS - places, EXACT)
    return f"{minus}{_currency_sign(currency)}{_rounded(amount.copy_abs(), step)}"


def places_apart(amounts: Iterable[Decimal]) -> int:
    """How many decimal places, two to six, tell as many of *amounts* apart as six do.

    >>> places_apart([Decimal("0.0119"), Decimal("0.0140")]), places_apart([Decimal(1), Decimal(1), Decimal("2.5")])
    (3, 2)
    """
    given = [*amounts]
    counts = {places: len({money(amount, "", places) for amount in given}) for places in range(PRICE_PLACES, MAX_PLACES + 1)}
    return next(places for places, count in counts.items() if count == counts[MAX_PLACES])


def signed_money(amount: Decimal, currency: str) -> str:
    """The same, with a plus if it is more than nothing."""
    return f"{'+' if amount > 0 else ''}{money(amount, currency)}"


def unit_price(price: Decimal, currency: str) -> str:
    """*price* with every digit that the price list prints, two decimal places at least.

    >>> unit_price(Decimal("0.0000166667"), "USD"), unit_price(Decimal("3.5"), "USD")
    ('$0.0000166667', '$3.50')
    """
    whole, _, decimals = f"{EXACT.normalize(_without_minus_zero(price)):,f}".partition(".")
    return f"{_currency_sign(currency)}{whole}.{decimals:0<{PRICE_PLACES}}"


def exact_money(amount: Decimal, currency: str) -> str:
    """*amount* with every digit; where there are more than ten decimal places it is rounded to those, and says so.

    >>> exact_money(Decimal("6.14374398328844"), "USD")
    '≈ $6.1437439833'
    """
    rounded = amount.quantize(EXACT_STEP, context=_ROUNDING_CONTEXT)
    minus = "-" if amount < 0 else ""
    return f"{'' if rounded == amount else '≈ '}{minus}{unit_price(rounded.copy_abs(), currency)}"


def quantity(number: Decimal) -> str:
    """*number* with its thousands apart and four decimal places at most.

    >>> quantity(Decimal("991316.07123")), quantity(Decimal("0.0000123"))
    ('991,316.0712', '0.000012')
    """
    text = _rounded(number, QUANTITY_STEP)
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(share: Decimal) -> str:
    """*share*, a part of one, as percent with one decimal place at most; less than that to two digits.

    >>> percent(Decimal("0.1234")), percent(Decimal("0.12"))
    ('12.3 %', '12 %')
    """
    return f"{_rounded(share.scaleb(2, EXACT), TENTH).removesuffix('.0')} %"


def signed_percent(share: Decimal) -> str:
    """The same, with a plus if it is more than nothing."""
    return f"{'+' if share > 0 else ''}{percent(share)}"


def count_in_words(count: int, noun: str) -> str:
    """So many of what *noun* names.

    >>> count_in_words(1, "day"), count_in_words(1200, "row")
    ('1 day', '1,200 rows')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def month_text(day: date) -> str:
    """The month of *day*.

    >>> from datetime import date
    >>> month_text(date(2026, 11, 30))
    '2026-11'
    """
    return f"{day:%Y-%m}"


def printable(text: str, keep: str = "") -> str:
    r"""*text* with each control character written out, but those in *keep*: a terminal obeys none of it.

    >>> printable("a\x1b[31mb")
    'a\\x1b[31mb'
    """
    return "".join(sign if sign.isprintable() or sign in keep else sign.encode("unicode_escape").decode() for sign in text)


def with_places(text: str, hole: str = HOLE) -> str:
    r"""*text* as what `%` fills in, in place of each *hole*.

    >>> with_places("5 % of \0 is \0") % ("100", "5")
    '5 % of 100 is 5'
    """
    return text.replace("%", "%%").replace(hole, "%s")


def csv_text(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """CSV with a *head*; decimals with every digit, None as an empty cell.

    Text that a spreadsheet would calculate has an apostrophe before it, so that it stays text.

    >>> print(csv_text(["a", "b"], [[Decimal("-1.50"), "two, three"], ["=1+1", "-2"]]), end="")
    a,b
    -1.5,"two, three"
    '=1+1,-2
    """
    import csv  # only what is written as CSV needs it: a fiftieth of a start
    from io import StringIO

    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(map(csv_cell, row) for row in chain([head], rows))
    return text.getvalue()


def csv_field(value: Any) -> str:
    """*value* as it stands among others in a line of CSV.

    >>> csv_field("functions.f"), csv_field("=1+1"), csv_field('5" pipe'), csv_field(Decimal("1.50"))
    ('functions.f', "'=1+1", '"5"" pipe"', '1.5')
    """
    if isinstance(value, Decimal):
        return decimal_text(value)
    return value if _PLAIN_FIELD.fullmatch(value) else csv_text((value, ""), ())[: -len(",\n")]


def csv_cell(value: Any) -> Any:
    """*value* as it may stand in CSV: a name from a template must not become a formula of a spreadsheet."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_SIGNS) and not PLAIN_NUMBER.fullmatch(value) else value
    return decimal_text(value) if isinstance(value, Decimal) else value


def _without_minus_zero(number: Decimal) -> Decimal:
    return number or number.copy_abs()


def _currency_sign(currency: str) -> str:
    return CURRENCY_SIGNS.get(currency) or f"{currency} "


def _rounded(number: Decimal, step: Decimal) -> str:
    """*number* to a multiple of *step*; smaller numbers to two digits."""
    if not number:
        number = number.copy_abs()
    elif number.copy_abs() < step:
        return f"{_TWO_DIGITS.plus(number):f}"
    rounded = _ROUNDING_CONTEXT.quantize(number, step)
    return str(rounded) if rounded.adjusted() < _THOUSANDS else f"{rounded:,f}"
