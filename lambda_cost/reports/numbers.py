"""Numbers as people read them.  Here, and nowhere before, money is rounded."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.quantity import EXACT

if TYPE_CHECKING:
    from lambda_cost.what_if.unit_costs import UnitCost

SIGNS = {"USD": "$", "CNY": "¥", "EUR": "€"}
CENT = Decimal("0.01")
TENTH = Decimal("0.1")
FEWEST_PLACES = 2
MOST_PLACES = 4
PLACES_EXACT = 10
_SMALLEST_STEP = Decimal(1).scaleb(-MOST_PLACES)
_SIX_DIGITS = Context(prec=6)
_READ = Context(prec=200, rounding=ROUND_HALF_UP)


def decimal(number: Any) -> Decimal:
    """*number*, which may be an element of an array, as the shortest decimal that means it."""
    return number if isinstance(number, Decimal) else Decimal(repr(float(number)))


def money(amount: Decimal, currency: str) -> str:
    """*amount* to the cent; less than a cent to two digits, so that it is never shown as nothing."""
    less = "-" if amount < 0 else ""
    return f"{less}{_sign(currency)}{_rounded(amount.copy_abs(), CENT)}"


def unit_price(price: Decimal, currency: str) -> str:
    """*price* with every digit that the price list prints, two places at least."""
    whole, _, decimals = f"{EXACT.normalize(price):,f}".partition(".")
    return f"{_sign(currency)}{whole}.{decimals:0<{FEWEST_PLACES}}"


def unit_cost(cost: UnitCost) -> str:
    """What more of a number costs, in words and to six digits: `1M more costs $0.20`."""
    unit = cost.unit.upper() if cost.unit.endswith("b") else cost.unit
    more = f"1 {unit}" if unit not in {"count", "minutes"} else "one" if cost.more == 1 else "1M"
    amount = _SIX_DIGITS.plus(cost.cost)
    return f"{more} more costs {'-' if amount < 0 else ''}{unit_price(abs(amount), cost.currency)}"


def exact_money(amount: Decimal, currency: str) -> str:
    """*amount* with every digit; where they go on beyond ten decimal places it is rounded to those, and says so."""
    rounded = amount.quantize(Decimal(1).scaleb(-PLACES_EXACT), context=_READ)
    less = "-" if amount < 0 else ""
    return f"{'' if rounded == amount else '≈ '}{less}{unit_price(rounded.copy_abs(), currency)}"


def quantity(number: Decimal) -> str:
    """*number* with its thousands apart and four decimal places at most."""
    text = _rounded(number, _SMALLEST_STEP)
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(share: Decimal) -> str:
    """*share*, a part of one, as percent with one decimal place at most; less than that to two digits."""
    text = _rounded(share * 100, TENTH)
    return f"{text.removesuffix('.0')} %"


def _sign(currency: str) -> str:
    return SIGNS.get(currency, f"{currency} ")


def _rounded(number: Decimal, step: Decimal) -> str:
    """*number* to a multiple of *step*; smaller numbers to two digits."""
    if number and abs(number) < step:
        return f"{Context(prec=2, rounding=ROUND_HALF_UP).plus(number):f}"
    return f"{number.quantize(step, context=_READ):,f}"
