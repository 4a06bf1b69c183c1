"""How much memory a function should have, from how long it takes at some sizes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from lambda_cost.bill.estimate import estimate
from lambda_cost.errors import Problem, ScenarioError
from lambda_cost.numbers.bounds import PER_UNIT
from lambda_cost.numbers.quantity import EXACT, divided, trimmed
from lambda_cost.numbers.text import decimal_text
from lambda_cost.numbers.units import unit_of
from lambda_cost.results import Result
from lambda_cost.services.described import ZERO, fields_of
from lambda_cost.services.runs import INCLUDED_IN_BILLED
from lambda_cost.what_if.break_even.curves import to_decimal
from lambda_cost.what_if.measurements import (
    MEMORY,
    PART_TIMES,
    Measurement,
    RawMeasurement,
    check_measurements,
    is_memory,
    part_times,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lambda_cost.bill.estimate import Estimate
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
    parts: tuple[tuple[str, Decimal], ...] = ()
    """Times that were measured beside it, by the names of their fields: `init_ms`."""


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
    assumptions: tuple[str, ...] = ()
    """What was held at every size, and what the bill of the cheapest assumes, a sentence each."""
    bills: tuple[Estimate[Decimal], ...] = field(default=(), repr=False)
    """That of the cheapest size, for the head of the report."""

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
        max_cost, max_ms = (max(getattr(size, key) for size in self._measured) for key in ("function_cost", "duration_ms"))
        weight = Fraction(self.weight)

        def value(size: SizeCost) -> Fraction:
            cost = Fraction(size.function_cost) / Fraction(max_cost) if max_cost else Fraction(0)
            return weight * cost + (1 - weight) * Fraction(size.duration_ms) / Fraction(max_ms)

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
        measured: duration (ms) by memory (MB), or what `read_measurements` gives.
        sizes: other sizes (MB) to say the cost of, from a curve between the measurements.
        weight: how much cost counts in the balanced size, 0 to 1.
        extrapolate: whether *sizes* may lie beyond the measured ones.
        prices: the price book; by default the one that comes with lambda-cost.

    Raises:
        ScenarioError: if there is no such function, a size is not allowed, or lies beyond the measurements.
    """
    given: Any = measured
    items: Any = given.items() if hasattr(given, "items") else given
    points = check_measurements(_raw(*item) for item in items)
    asked = [Decimal(size) for size in sizes]
    share = Decimal(weight)
    _check(points, asked, share, extrapolate=extrapolate)
    priced = _PricedFunction(scenario, function, points, prices)
    known = {cost.memory_mb for cost in points}
    costs = [priced.at(size) for size in sorted(known.union(asked))]
    front = [cost._replace(efficient=not any(_dominates(other, cost) for other in costs)) for cost in costs]
    tuning = Tuning(priced.path, tuple(front), share, interpolation_error(points), priced.currency)
    bill = priced.bill(tuning.cheapest)
    return replace(tuning, assumptions=tuple(dict.fromkeys([*priced.held(), *bill.assumptions])), bills=(bill,))


def _raw(memory: Any, duration: Any, parts: tuple[tuple[str, object], ...] = (), billed: Any = False) -> RawMeasurement:
    return RawMeasurement(memory, duration, parts=parts, billed=billed)


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
        self.path, self.currency = function.path, ""
        self._scenario, self._points, self._prices = scenario, points, prices
        self._function = function
        self._known = {point.memory_mb: point for point in points}
        self._names = [name for name, _ in points[0].parts]
        self._is_billed = points[0].billed
        self._times = [
            _FeatureTime(feature, field.name, value)
            for feature in function.features
            for field in fields_of(type(feature))
            if unit_of(field.name) == "ms" and field.scaling is PER_UNIT and (value := getattr(feature, field.name))
        ]

    def at(self, memory_mb: Decimal) -> SizeCost:
        """What comes of *memory_mb*."""
        ends = self._points[0].memory_mb, self._points[-1].memory_mb
        measured = memory_mb in self._known
        size = self._known[memory_mb] if measured else self._between(memory_mb)
        bill = self.bill(size)
        self.currency = bill.currency
        cost = bill.by_resource[self.path]
        requests = next(resource for resource in bill.scenario.in_month() if resource.path == self.path).requests
        return SizeCost(
            memory_mb=memory_mb,
            duration_ms=size.duration_ms,
            total=bill.total,
            function_cost=cost,
            million_cost=trimmed(divided(EXACT.multiply(cost, MILLION), requests)),
            known="measured" if measured else "between" if ends[0] < memory_mb < ends[1] else "beyond",
            efficient=True,
            parts=size.parts,
        )

    def bill(self, size: Measurement | SizeCost) -> Any:
        """The bill of the scenario at the memory and times of *size*."""
        times, features = dict(size.parts), dict[str, Any]()
        for time in self._times:
            if time.name in times or self._is_in_billed(time):
                feature = features.get(time.feature.path, time.feature)
                features[time.feature.path] = replace(feature, **{time.name: times.get(time.name, ZERO)})
        if self._is_billed:
            field = {"billed_duration_ms": size.duration_ms, "duration_ms": None}
            features |= dict.fromkeys(feature.path for feature in self._function.features if feature.path in INCLUDED_IN_BILLED)
        else:
            billed = self._function.billed_duration_ms is not None
            field = {"billed_duration_ms" if billed else "duration_ms": size.duration_ms}
        return estimate(self._scenario.with_(self.path, memory_mb=size.memory_mb, **field, **features), self._prices)

    def held(self) -> list[str]:
        """What is the same at every size because nobody measured it, and what of the measurements is not used."""
        held = [time for time in self._times if time.name not in self._names and not self._is_in_billed(time)]
        words = ", ".join(f"{time.feature.path}.{time.name} ({decimal_text(time.value)} ms)" for time in held)
        columns = ", ".join(dict.fromkeys(time.name for time in held if time.name in PART_TIMES))
        advice = f" Measure them too, in a column of their own: {columns}." if columns else ""
        unused = [name for name in self._names if all(time.name != name for time in self._times)]
        return [
            *([f"The same at every size, though more memory usually makes them shorter: {words}.{advice}"] if held else []),
            *(f"{name} was measured, and not used: the scenario has none for {self.path}." for name in unused),
            *([f"Measured billed times hold the init or restore of {self.path}."] if self._is_billed else []),
        ]

    def _between(self, memory_mb: Decimal) -> Measurement:
        parts = tuple((name, max(ZERO, duration_at(part_times(self._points, name), memory_mb))) for name in self._names)
        return Measurement(memory_mb, duration_at(self._points, memory_mb), parts, self._is_billed)

    def _is_in_billed(self, time: _FeatureTime) -> bool:
        """Whether a measured billed time holds *time* already."""
        return self._is_billed and time.feature.path in {*INCLUDED_IN_BILLED, "snap_start"}


class _FeatureTime(NamedTuple):
    """A time of a feature, which may depend on memory."""

    feature: Any
    name: str
    value: Decimal
