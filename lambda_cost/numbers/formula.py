"""A number that remembers how it was made.

Run a rule on formulas instead of numbers and it prints itself:

>>> from lambda_cost.numbers.formula import Formula
>>> requests, duration_ms = Formula("requests"), Formula("duration_ms")
>>> print(requests * duration_ms.ceil() / 1000)
requests × ⌈duration_ms⌉ ÷ 1,000
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Self

SUM, PRODUCT, ATOM = 1, 2, 3
"""How tightly a formula's outermost operation binds."""


@dataclass(frozen=True, slots=True, eq=False)
class Formula:
    """An expression in words; it has the operators and methods of a column."""

    text: str
    """How it is written."""
    binds: int = ATOM
    """How tightly its outermost operation binds."""

    def __str__(self) -> str:
        return self.text

    def __add__(self, other: object) -> Formula:
        return _joined(self, "+", other, SUM)

    def __radd__(self, other: object) -> Formula:
        return _joined(other, "+", self, SUM)

    def __sub__(self, other: object) -> Formula:
        return _joined(self, "−", other, SUM)

    def __rsub__(self, other: object) -> Formula:
        return _joined(other, "−", self, SUM)

    def __mul__(self, other: object) -> Formula:
        return _joined(self, "×", other, PRODUCT)

    def __rmul__(self, other: object) -> Formula:
        return _joined(other, "×", self, PRODUCT)

    def __truediv__(self, other: object) -> Formula:
        return _joined(self, "÷", other, PRODUCT)

    def ceil(self) -> Formula:
        """Rounded up to a whole number."""
        return Formula(f"⌈{self.text}⌉")

    def clip(self, lower_bound: object = None, upper_bound: object = None) -> Formula:
        """Not below *lower_bound*, not above *upper_bound*."""
        name, bound = ("max", lower_bound) if upper_bound is None else ("min", upper_bound)
        return Formula(f"{name}({self.text}, {_formula(bound).text})")

    def fill_nan(self, _value: object) -> Self:
        """Itself: a formula does not say what nothing divided by nothing is."""
        return self


def _formula(x: object) -> Formula:
    if isinstance(x, Formula):
        return x
    return Formula(f"{x:,f}" if isinstance(x, Decimal) else f"{x:,}" if isinstance(x, int | float) else str(x))


def _joined(left: object, sign: str, right: object, binds: int) -> Formula:
    """*left* and *right* with *sign* between them, in brackets where they would be misread."""
    a, b = _formula(left), _formula(right)
    before, after = a.text, b.text
    if a.binds < binds:
        before = f"({before})"
    if b.binds < binds or (b.binds == binds and sign in "−÷"):
        after = f"({after})"
    return Formula(f"{before} {sign} {after}", binds)
