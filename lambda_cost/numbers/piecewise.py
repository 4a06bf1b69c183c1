"""A piecewise-linear function of one unknown, as the kind of number that rules calculate with.

A tariff is made of straight lines, and so is a bill in which one number is unknown: run on such functions,
the rules give the total for every value of the unknown at once, exactly.

>>> from decimal import Decimal
>>> from lambda_cost.tariff import Tariff
>>> rest = Tariff.of([(Decimal(0), Decimal("3.50")), (Decimal(333), Decimal("2.80"))])
>>> total = rest.cost(unknown(0, 1000))
>>> total.at(400)
Fraction(13531, 10)
>>> (total - 700).roots()
(Root(low=Fraction(200, 1), high=Fraction(200, 1), jump=False),)
"""

from __future__ import annotations

import operator
from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.errors import LambdaCostError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MAX_PIECES = 2_000
"""How many straight lines a function may have before it is left to searching."""


class NotLinearError(LambdaCostError):
    """A calculation that leaves straight lines: two unknown numbers multiplied, or too many steps."""


class Line(NamedTuple):
    """A straight line, slope x unknown + start."""

    slope: Fraction
    """What one more of the unknown adds."""
    start: Fraction
    """What it is where the unknown is nothing."""

    def at(self, x: Fraction) -> Fraction:
        """Its value at *x*."""
        return self.slope * x + self.start


class Root(NamedTuple):
    """Where a function is nothing, or passes nothing."""

    low: Fraction
    """Where it begins."""
    high: Fraction
    """Where it ends: the same, but where the function is nothing for a while."""
    jump: bool
    """Whether the function jumps over nothing there, and has another sign on each side."""


@dataclass(frozen=True, slots=True, eq=False)
class Piecewise:
    """A function on an interval: a value at each edge, and a line between any two; it may jump at an edge."""

    edges: tuple[Fraction, ...]
    """Where lines begin and end, ascending; the first and last are the interval's ends."""
    values: tuple[Fraction, ...]
    """The value at each edge."""
    lines: tuple[Line, ...]
    """The line between each edge and the next, both excluded."""

    @property
    def text(self) -> str:
        """How it is written; a number that can be written takes the decimals of tables as they are."""
        lines = (f"{line.slope} x + {line.start} to {edge}" for line, edge in zip(self.lines, self.edges[1:], strict=True))
        return ", ".join(lines)

    @property
    def is_zero_throughout(self) -> bool:
        """Whether it is 0 for every value of the unknown."""
        return not any(self.values) and not any(line.slope or line.start for line in self.lines)

    def at(self, x: Any) -> Fraction:
        """The value at *x*, which is in the interval."""
        wanted = Fraction(x)
        index = bisect_left(self.edges, wanted)
        return self.values[index] if self.edges[index] == wanted else self.lines[index - 1].at(wanted)

    def roots(self) -> tuple[Root, ...]:
        """Where it is nothing or passes nothing, ascending."""
        return tuple(_joined(_roots(self)))

    def __add__(self, other: Any) -> Piecewise:
        return _combined(self, other, operator.add, _sum)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Piecewise:
        negative: Piecewise | Decimal = other * -1
        return self + negative

    def __rsub__(self, other: Any) -> Piecewise:
        return _combined(self * -1, other, operator.add, _sum)

    def __mul__(self, other: Any) -> Piecewise:
        return _combined(self, other, operator.mul, _product)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Piecewise:
        return _combined(self, other, _quotient, _divided)

    def __rtruediv__(self, other: Any) -> Piecewise:
        return _combined(_constant(other, self.edges), self, _quotient, _divided)

    def ceil(self) -> Piecewise:
        """Rounded up to a whole number: a flight of steps."""
        steps: set[Fraction] = set()
        for (low, high), line in zip(pairwise(self.edges), self.lines, strict=True):
            if line.slope:
                first, last = sorted((line.at(low), line.at(high)))
                if last - first > MAX_PIECES:
                    raise NotLinearError(_TOO_MANY)
                steps |= {(n - line.start) / line.slope for n in range(ceil(first), ceil(last) + 1)}
        fine = _refined(self, steps)
        middles = [(low + high) / 2 for low, high in pairwise(fine.edges)]
        flat = tuple(
            Line(Fraction(0), Fraction(ceil(line.at(middle)))) for line, middle in zip(fine.lines, middles, strict=True)
        )
        return Piecewise(fine.edges, tuple(Fraction(ceil(value)) for value in fine.values), flat)

    def clip(self, lower_bound: Any = None, upper_bound: Any = None) -> Piecewise:
        """Not below *lower_bound*, not above *upper_bound*; it is cut where it meets them."""
        pick, bound = (max, lower_bound) if upper_bound is None else (min, upper_bound)
        one, other = _on_the_same_edges(self, bound)
        meet = [
            (b.start - a.start) / (a.slope - b.slope) for a, b in zip(one.lines, other.lines, strict=True) if a.slope != b.slope
        ]
        one, other = _refined(one, meet), _refined(other, meet)
        lines: list[Line] = []
        for edges, a, b in zip(pairwise(one.edges), one.lines, other.lines, strict=True):
            middle = sum(edges, Fraction(0)) / 2
            lines.append(a if pick(a.at(middle), b.at(middle)) == a.at(middle) else b)
        return Piecewise(one.edges, tuple(map(pick, one.values, other.values)), tuple(lines))

    def fill_nan(self, _value: object) -> Piecewise:
        """Itself: nothing divided by nothing is nothing here already."""
        return self


_TOO_MANY = f"more than {MAX_PIECES:,} steps"


def unknown(low: Any, high: Any) -> Piecewise:
    """The unknown itself, from *low* to *high*.

    Raises:
        ValueError: if there is nothing between them.
    """
    edges = (Fraction(low), Fraction(high))
    if edges[0] >= edges[1]:
        raise ValueError(f"is {low} to {high}; allowed: a range from less to more")
    return Piecewise(edges, edges, (Line(Fraction(1), Fraction(0)),))


def _constant(value: Any, edges: tuple[Fraction, ...]) -> Piecewise:
    """A function that is *value* everywhere between the first and the last of *edges*."""
    level = Fraction(value)
    return Piecewise((edges[0], edges[-1]), (level, level), (Line(Fraction(0), level),))


def _refined(function: Piecewise, more: Iterable[Fraction]) -> Piecewise:
    """*function* with edges at *more* too, where those are inside."""
    inside = {x for x in more if function.edges[0] < x < function.edges[-1]}.difference(function.edges)
    if not inside:
        return function
    edges = sorted(inside.union(function.edges))
    if len(edges) > MAX_PIECES:
        raise NotLinearError(_TOO_MANY)
    lines = [function.lines[bisect_left(function.edges, high) - 1] for high in edges[1:]]
    return Piecewise(tuple(edges), tuple(map(function.at, edges)), tuple(lines))


def _on_the_same_edges(one: Piecewise, other: Any) -> tuple[Piecewise, Piecewise]:
    """Both, each with the edges of both."""
    second = other if isinstance(other, Piecewise) else _constant(other, one.edges)
    return _refined(one, second.edges), _refined(second, one.edges)


def _combined(
    one: Piecewise, other: Any, value: Callable[[Fraction, Fraction], Fraction], line: Callable[[Line, Line], Line]
) -> Piecewise:
    """Both, point by point."""
    if isinstance(other, Decimal | int | Fraction):
        level = Fraction(other)
        flat = Line(Fraction(0), level)
        return Piecewise(one.edges, tuple(value(a, level) for a in one.values), tuple(line(a, flat) for a in one.lines))
    if not isinstance(other, Piecewise):
        raise NotLinearError(f"beside {type(other).__name__}")
    first, second = _on_the_same_edges(one, other)
    values = tuple(map(value, first.values, second.values))
    return Piecewise(first.edges, values, tuple(map(line, first.lines, second.lines)))


def _sum(one: Line, other: Line) -> Line:
    return Line(one.slope + other.slope, one.start + other.start)


def _product(one: Line, other: Line) -> Line:
    if one.slope and other.slope:
        raise NotLinearError("the unknown is multiplied by itself")
    flat, steep = (one, other) if not one.slope else (other, one)
    return Line(steep.slope * flat.start, steep.start * flat.start)


def _quotient(one: Fraction, other: Fraction) -> Fraction:
    """*one* / *other*; what is divided by nothing is nothing, as in bills."""
    return one / other if other else Fraction(0)


def _divided(one: Line, other: Line) -> Line:
    if not other.slope:
        return Line(_quotient(one.slope, other.start), _quotient(one.start, other.start))
    if one.slope * other.start == one.start * other.slope:
        return Line(Fraction(0), one.slope / other.slope)
    raise NotLinearError("something is divided by the unknown")


def _roots(function: Piecewise) -> Iterable[Root]:
    """The roots, edge by edge and line by line; those that touch are not yet joined."""
    for index, (edge, value) in enumerate(zip(function.edges, function.values, strict=True)):
        beside = [(side, function.lines[index + side]) for side in (-1, 0) if 0 <= index + side < len(function.lines)]
        signs = {_sign(value), *(_sign(line.at(edge)) or _sign(line.slope) * (2 * side + 1) for side, line in beside)}
        if value == 0 or {-1, 1} <= signs:
            yield Root(edge, edge, jump=any(line.at(edge) != value for _, line in beside))
        for line, end in zip(function.lines[index : index + 1], function.edges[index + 1 : index + 2], strict=True):
            if not line.slope and not line.start:
                yield Root(edge, end, jump=False)
            elif line.slope and edge < (at := -line.start / line.slope) < end:
                yield Root(at, at, jump=False)


def _sign(x: Fraction) -> int:
    return (x > 0) - (x < 0)


def _joined(roots: Iterable[Root]) -> list[Root]:
    """*roots*, those that touch as one."""
    result: list[Root] = []
    for root in roots:
        if result and root.low <= result[-1].high:
            last = result.pop()
            result.append(Root(last.low, max(last.high, root.high), jump=last.jump and root.jump))
        else:
            result.append(root)
    return result
