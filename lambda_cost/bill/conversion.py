"""Amounts in another currency, at a rate that somebody gives: beside a bill, and never in its prices."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambda_cost.errors import Problem, ScenarioError, shown
from lambda_cost.numbers.quantity import N, constant, exactly, trimmed
from lambda_cost.numbers.units import Rate, number

if TYPE_CHECKING:
    from decimal import Decimal

CODE = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Conversion:
    """A currency, and what one unit of a bill's own currency is worth in it.

    >>> from decimal import Decimal
    >>> Conversion.read("EUR", "0.92").of(Decimal("4.366675"))
    Decimal('4.017341')
    """

    currency: str
    """ISO 4217 code."""
    rate: Decimal
    """Units of it for one unit of the bill's currency."""

    @classmethod
    def read(cls, currency: str, rate: object) -> Conversion:
        """The conversion into *currency* at *rate*, as a user gives them.

        Raises:
            ScenarioError: if the one is no code of three capitals, or the other no number above 0.
        """
        problems: list[Problem] = []
        if not CODE.fullmatch(currency):
            problems.append(Problem("currency", f"is {shown(currency)}; allowed: a code of three capitals, such as EUR"))
        found = _rate(rate, problems)
        if problems or found is None:
            raise ScenarioError(problems)
        return cls(currency, found)

    def require_other_currency(self, own: str) -> Conversion:
        """This conversion, for a bill in the currency *own*.

        Raises:
            ScenarioError: if it is the same currency: one dollar is one dollar, whatever the rate.
        """
        if self.currency == own:
            raise ScenarioError([Problem("currency", f"is {own}, which the bill is in; allowed: another currency")])
        return self

    def of(self, amount: N) -> N:
        """*amount* of the bill's currency in this one, exact."""
        with exactly():
            converted: N = amount * constant(self.rate, amount)
            return trimmed(converted)

    def words(self, own: str) -> str:
        """The rate in words, for a bill in the currency *own*: `1 USD = 0.92 EUR`."""
        return f"1 {own} = {self.rate:f} {self.currency}"


def _rate(rate: object, problems: list[Problem]) -> Decimal | None:
    """*rate* as a number above 0; what is wrong with it is added to *problems*."""
    try:
        found = number(rate, "rate")
    except ValueError as error:
        problems.append(Problem("rate", f"{str(error).partition('; allowed')[0]}; allowed: a number, such as 0.92"))
        return None
    if isinstance(found, Rate) or found <= 0:
        problems.append(Problem("rate", f"is {shown(rate)}; allowed: more than 0"))
        return None
    return found
