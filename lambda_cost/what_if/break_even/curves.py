"""What a design costs as one number of it changes: for all values at once, or value by value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lambda_cost.bill.estimate import estimate
from lambda_cost.bill.totals import totals
from lambda_cost.errors import Problem, ScenarioError
from lambda_cost.numbers.piecewise import Piecewise, unknown
from lambda_cost.numbers.quantity import EXACT, trimmed
from lambda_cost.scenario.editing import field_at, with_values
from lambda_cost.scenario.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.regions import Region
    from lambda_cost.strict_yaml import Document

DECIMAL_PLACES = 18
"""Decimal places of a value of the unknown that has no end."""
VALUE_ORIGIN = "break-even"


def known_regions(prices: PriceBook | None) -> Mapping[str, Region] | None:
    """The regions that *prices* know; None for those of the bundled ones."""
    return prices.regions if prices else None


@dataclass(frozen=True)
class Curve:
    """A design, and where the unknown stands in it."""

    label: str
    """What to call it."""
    doc: Document
    """Its scenario."""
    factors: Mapping[tuple[str, ...], Fraction]
    """The fields that hold the unknown, by their keys, each with the number that it is multiplied by there."""
    prices: PriceBook | None = None
    """What it is priced with."""

    def at(self, x: Fraction) -> Decimal:
        """Its exact total where the unknown is *x*.

        Raises:
            ScenarioError: if it may not be that much there.
        """
        return Decimal(totals(self.scenario(x), self.prices).total)

    def bill(self, x: Fraction) -> Estimate[Decimal]:
        """Its bill where the unknown is *x*; it raises the same."""
        return estimate(self.scenario(x), self.prices)

    def scenario(self, x: Fraction) -> Scenario[Decimal]:
        """It, where the unknown is *x*; a field that takes whole steps gets the nearest."""
        given = {keys: self._number(keys, x * factor) for keys, factor in self.factors.items()}
        try:
            return Scenario.of(with_values(self.doc, given, VALUE_ORIGIN), known_regions(self.prices))
        except ScenarioError as error:
            where = f"(with {', '.join('.'.join(keys) for keys in given)} from the range of the unknown)"
            raise type(error)(replace(problem, message=f"{problem.message} {where}") for problem in error.problems) from None

    def _number(self, keys: tuple[str, ...], x: Fraction) -> Decimal:
        field = field_at(self.doc.data, keys)
        step = field.bounds.step if field is not None else None
        return to_decimal(round(x / Fraction(step)) * Fraction(step) if step else x)

    def total(self, low: Fraction, high: Fraction) -> Piecewise:
        """Its total from *low* to *high* of the unknown.

        Raises:
            NotLinearError: if that is not made of straight lines.
        """
        x = unknown(low, high)
        doc = with_values(self.doc, {keys: x * factor for keys, factor in self.factors.items()}, VALUE_ORIGIN)
        whole: Any = totals(Scenario.of(doc, known_regions(self.prices)), self.prices).total
        return whole if isinstance(whole, Piecewise) else x * 0 + whole

    def currency(self, x: Fraction) -> str:
        """ISO 4217 code of its amounts, where the unknown is *x*."""
        return totals(self.scenario(x), self.prices).currency


@dataclass(frozen=True)
class FixedCost:
    """Something else, at the same price in every month: a container, a server."""

    label: str
    """What to call it."""
    amount: Decimal
    """Its price of a month."""

    def at(self, _x: Fraction) -> Decimal:
        """Its price."""
        return self.amount

    def total(self, low: Fraction, high: Fraction) -> Piecewise:
        """Its price, from *low* to *high* of whatever is unknown."""
        return unknown(low, high) * 0 + self.amount


Design = Curve | FixedCost
"""What is compared: a scenario whose cost follows the unknown, or a fixed price."""


def to_decimal(x: Fraction) -> Decimal:
    """*x* to the last digit, or to eighteen places if it has no end."""
    return trimmed(Decimal(round(x * 10**DECIMAL_PLACES)).scaleb(-DECIMAL_PLACES, EXACT))


def common_currency(curves: list[Curve], x: Fraction) -> str:
    """The currency of all of *curves*, where the unknown is *x*.

    Raises:
        ScenarioError: if they have several.
    """
    labels = {curve.currency(x): curve.label for curve in curves}
    if len(labels) > 1:
        message = f"need one currency: {', '.join(f'{label} is in {currency}' for currency, label in labels.items())}"
        raise ScenarioError([Problem("the variants", message)])
    return next(iter(labels), "USD")
