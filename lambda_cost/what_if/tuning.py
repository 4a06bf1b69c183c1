"""How much memory a function should have, from how long it takes at some sizes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from lambda_cost.bill.estimate import estimate
from lambda_cost.errors import Problem, ScenarioError
from lambda_cost.numbers.quantity import EXACT, divided, trimmed
from lambda_cost.results import Result
from lambda_cost.what_if.break_even.curves import to_decimal
from lambda_cost.what_if.measurements import MEMORY, Measurement, RawMeasurement, check_measurements, is_memory

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.scenario.scenario import Scenario

MILLION = Decimal(10**6)
STEP_MS = Decimal("0.000001")
"""To what a duration between two measurements is rounded (milliseconds)."""


class SizeCost(NamedTuple):
    """A memory size, and what comes of it."""

    memory_mb: Decimal
    """Configured memory."""
    duration_ms: Decimal
    """Time of one request."""
    total: Decimal
    """The whole scenario's month."""
    function_cost: Decimal
    """The function's part of that."""
    million_cost: Decimal
    """The function's cost of a million requests."""
    known: Literal["measured", "between", "beyond"]
    """Whether the duration was measured, lies between two that were, or beyond all."""
    efficient: bool
    """Whether no other size is both cheaper and faster: the Pareto front."""


@dataclass(frozen=True)
class Tuning(Result):
    """The answer."""

    function: str
    """Path of the function."""
    sizes: tuple[SizeCost, ...]
    """Every size that was measured or asked for, ascending."""
    weight: Decimal
    """How much cost counts in `balanced`, from 0 to 1; time counts the rest."""
    error: Decimal | None
    """Greatest error of the curve at a measured size that was left out of it, as a share of the measured time."""
    currency: str
    """ISO 4217 code of every amount."""

    @property
    def cheapest(self) -> SizeCost:
        """The measured size at which the month costs least; of several the fastest."""
        return min(self._measured, key=lambda size: (size.total, size.duration_ms))

    @property
    def fastest(self) -> SizeCost:
        """The measured size at which a request takes least; of several the cheapest."""
        return min(self._measured, key=lambda size: (size.duration_ms, size.total))

    @property
    def balanced(self) -> SizeCost:
        """The measured size with the least weight x cost / greatest cost + (1 - weight) x time / longest time.

        That is the definition of AWS Lambda Power Tuning.
        """
        dearest, longest = (max(getattr(size, key) for size in self._measured) for key in ("function_cost", "duration_ms"))
        weight = Fraction(self.weight)

        def value(size: SizeCost) -> Fraction:
            cost = Fraction(size.function_cost) / Fraction(dearest) if dearest else Fraction(0)
            return weight * cost + (1 - weight) * Fraction(size.duration_ms) / Fraction(longest)

        return min(self._measured, key=value)

    @property
    def _measured(self) -> list[SizeCost]:
        return [size for size in self.sizes if size.known == "measured"]

    def rows(self) -> list[dict[str, Any]]:
        """The sizes as flat rows, for a data frame."""
        return [size._asdict() for size in self.sizes]


def tune(
    scenario: Scenario[Any],
    function: str,
    measured: Mapping[int, Decimal | float] | Iterable[Measurement],
    *,
    sizes: Sequence[int] = (),
    weight: Decimal | str = "0.5",
    extrapolate: bool = False,
    prices: PriceBook | None = None,
) -> Tuning:
    """What the *function* of *scenario* costs at each size, the whole month with its free tier and tiers.

    Args:
        scenario: the month.
        function: its name.
        measured: duration (ms) by memory (MB), or what `measurements.read` gives.
        sizes: other sizes (MB) to say the cost of, from a curve between the measurements.
        weight: how much cost counts in the balanced size, 0 to 1.
        extrapolate: whether *sizes* may lie beyond the measured ones.
        prices: the price book; by default the one that comes with lambda-cost.

    Raises:
        ScenarioError: if there is no such function, a size is not allowed, or lies beyond the measurements.
    """
    given: Any = measured
    items: Any = given.items() if hasattr(given, "items") else given
    points = check_measurements(RawMeasurement(memory, duration) for memory, duration in items)
    asked = [Decimal(size) for size in sizes]
    share = Decimal(weight)
    _check(points, asked, share, extrapolate=extrapolate)
    priced = _PricedFunction(scenario, function, points, prices)
    known = {cost.memory_mb for cost in points}
    found = [priced.at(size) for size in sorted(known.union(asked))]
    front = [cost._replace(efficient=not any(_dominates(other, cost) for other in found)) for cost in found]
    return Tuning(priced.path, tuple(front), share, interpolation_error(points), priced.currency)


def duration_at(points: Sequence[Measurement], memory_mb: Decimal) -> Decimal:
    """The duration at *memory_mb*: between two measurements it is a straight line over 1 / memory.

    A function with a fixed time a and work b that more memory speeds up takes a + b / memory; between two
    measurements only those two count.  Beyond all measurements the curve of the nearest two goes on.  Memory x time
    is a straight line over memory, so no size between two measured ones costs less than both.
    """
    pairs = list(pairwise(points))
    low, high = next((pair for pair in pairs if memory_mb <= pair[1].memory_mb), pairs[-1])
    x, x0, x1 = (1 / Fraction(mb) for mb in (memory_mb, low.memory_mb, high.memory_mb))
    y0, y1 = Fraction(low.duration_ms), Fraction(high.duration_ms)
    return to_decimal(Fraction(round((y0 + (y1 - y0) * (x - x0) / (x1 - x0)) / Fraction(STEP_MS))) * Fraction(STEP_MS))


def interpolation_error(points: Sequence[Measurement]) -> Decimal | None:
    """How far the curve of the others is off at each inner measurement, at most, as a share of it; None if there is none."""
    errors = [
        abs(Fraction(duration_at([*points[:index], *points[index + 1 :]], point.memory_mb)) / Fraction(point.duration_ms) - 1)
        for index, point in enumerate(points[1:-1], 1)
    ]
    return to_decimal(round(max(errors), 4)) if errors else None


def _dominates(one: SizeCost, other: SizeCost) -> bool:
    """Whether *one* is no worse than *other* in cost and time, and better in one of them."""
    return one.total <= other.total and one.duration_ms <= other.duration_ms and one[1:3] != other[1:3]


def _check(points: Sequence[Measurement], asked: list[Decimal], weight: Decimal, *, extrapolate: bool) -> None:
    problems: list[Problem] = []
    least, most = points[0].memory_mb, points[-1].memory_mb
    if not 0 <= weight <= 1:
        problems.append(Problem("weight", f"is {weight}; allowed: 0 to 1"))
    for size in asked:
        if not is_memory(size):
            problems.append(Problem("sizes", f"has {size}; Lambda takes {MEMORY.bounds}"))
        elif not least <= size <= most and not extrapolate:
            message = (
                f"has {size} MB, beyond what was measured, {least} to {most} MB; measure there, or ask for it by --extrapolate"
            )
            problems.append(Problem("sizes", message))
        elif len(points) == 1 and size != least:
            problems.append(Problem("sizes", f"has {size} MB; one measurement says nothing of other sizes"))
    if not problems:
        not_positive = [size for size in asked if len(points) > 1 and duration_at(points, size) <= 0]
        problems += [Problem("sizes", f"has {size} MB, where the curve is at nothing; measure there") for size in not_positive]
    if problems:
        raise ScenarioError(problems)


class _PricedFunction:
    """A function of a scenario, priced at one size after another."""

    def __init__(self, scenario: Scenario[Any], name: str, points: Sequence[Measurement], prices: PriceBook | None) -> None:
        function: Any = scenario.resource(name)
        if function.section != "functions":
            raise ScenarioError([Problem(function.path, "is no function, and has no memory to tune")])
        features_with_duration = [one.path for one in function.features if getattr(one, "duration_ms", None) is not None]
        if features_with_duration:
            message = "has a duration of its own, which was not measured; leave it out, so that it is the function's"
            raise ScenarioError([Problem(f"{function.path}.{path}.duration_ms", message) for path in features_with_duration])
        self.path, self.currency = function.path, ""
        self._scenario, self._points, self._prices = scenario, points, prices
        self._known = {one.memory_mb: one.duration_ms for one in points}
        self._field = "billed_duration_ms" if function.billed_duration_ms is not None else "duration_ms"

    def at(self, memory_mb: Decimal) -> SizeCost:
        """What comes of *memory_mb*."""
        ends = self._points[0].memory_mb, self._points[-1].memory_mb
        measured = memory_mb in self._known
        duration = self._known[memory_mb] if measured else duration_at(self._points, memory_mb)
        bill: Any = estimate(self._scenario.with_(self.path, memory_mb=memory_mb, **{self._field: duration}), self._prices)
        self.currency = bill.currency
        cost = bill.by_resource[self.path]
        requests = next(one for one in bill.scenario.in_month() if one.path == self.path).requests
        return SizeCost(
            memory_mb=memory_mb,
            duration_ms=duration,
            total=bill.total,
            function_cost=cost,
            million_cost=trimmed(divided(EXACT.multiply(cost, MILLION), requests)),
            known="measured" if measured else "between" if ends[0] < memory_mb < ends[1] else "beyond",
            efficient=True,
        )
