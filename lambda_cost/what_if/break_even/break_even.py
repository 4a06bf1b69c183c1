"""Break-even: where designs cost the same as one number changes, and which is the cheapest between those values."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, pairwise, product
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.errors import Problem, ScenarioError
from lambda_cost.numbers.piecewise import NotLinearError
from lambda_cost.numbers.quantity import exactly
from lambda_cost.numbers.units import Rate, number
from lambda_cost.results import Result
from lambda_cost.scenario.editing import field_at, keys_of
from lambda_cost.scenario.names import resolve_one
from lambda_cost.scenario.scenario import Scenario
from lambda_cost.strict_yaml import Document, is_mapping
from lambda_cost.what_if.break_even.crossings import by_bisection, by_lines
from lambda_cost.what_if.break_even.curves import Curve, Design, FixedCost, common_currency, to_decimal
from lambda_cost.what_if.budget.budget import parse_amount

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.prices.book import PriceBook
from lambda_cost.what_if.break_even.crossings import Bracket

MIN_DESIGNS = 2
VARIANT_ORIGIN = "the variants"
"""What is said to have put a value into a scenario, in messages."""


class Crossing(NamedTuple):
    """Where two designs cost the same, or change places by a jump."""

    cheaper_before: str
    """The design that is cheaper before it; where both cost the same before, or nothing is before, the first."""
    other: str
    """The other."""
    low: Decimal
    """Value of the unknown at which it is."""
    high: Decimal
    """Where it ends: higher than *low* if both cost the same for a while, or if it was only narrowed down."""
    cost: Decimal
    """What *one* costs at *low*, in a month."""
    jump: bool
    """Whether a total jumps there: just before and just after, they are apart."""
    exact: bool
    """Whether it is exact; otherwise it lies between *low* and *high*."""
    changes_cheapest: bool
    """Whether the cheapest of all designs changes there."""


class Interval(NamedTuple):
    """Values of the unknown over which the same designs are cheapest."""

    low: Decimal
    """Where it begins."""
    high: Decimal
    """Where it ends."""
    cheapest: tuple[str, ...]
    """The cheapest; several if they cost the same."""


@dataclass(frozen=True)
class BreakEven(Result):
    """The answer: every crossing, and the cheapest between them."""

    over: str
    """What is unknown."""
    low: Decimal
    """From where it was looked at."""
    high: Decimal
    """To where."""
    curves: tuple[Design, ...]
    """The designs."""
    crossings: tuple[Crossing, ...]
    """Where two of them cost the same, ascending."""
    intervals: tuple[Interval, ...]
    """Which is cheapest, from the least value to the greatest."""
    currency: str
    """ISO 4217 code of every amount."""
    inexact_reason: str
    """Why crossings were searched for; empty if they are exact."""
    assumptions: tuple[str, ...] = ()
    """What is assumed of the designs, and what they leave out, a sentence each."""
    bills: tuple[Estimate[Decimal], ...] = field(default=(), repr=False)
    """Those of the designs at the least value, for the head of the report."""

    @property
    def exact(self) -> bool:
        """Whether every crossing is exact and none was overlooked."""
        return not self.inexact_reason

    def at(self, value: Any) -> dict[str, Decimal]:
        """What each design costs where the unknown is *value*, to the last digit."""
        return {curve.label: curve.at(Fraction(value)) for curve in self.curves}

    def rows(self) -> list[dict[str, Any]]:
        """The crossings as flat rows, for a data frame."""
        return [crossing._asdict() for crossing in self.crossings]


def break_even(
    variants: Mapping[str, Scenario[Any] | Decimal | float],
    over: str | Sequence[str],
    low: Any,
    high: Any,
    prices: PriceBook | None = None,
) -> BreakEven:
    """Where *variants* cost the same as one number changes.

    Exact where totals are straight lines between steps, which is so for all tariffs; found by halves of
    exact totals where two unknown numbers are multiplied, as when a free amount is split over regions.

    Args:
        variants: at least two designs by name, scenarios or amounts a month.
        over: path of the field that changes, `apis.public.requests`; or several that are all the same
            number. A design that has no such resource or feature keeps what it has.
        low: least value, in the field's unit or with its own (`1M`).
        high: greatest value.
        prices: the price book; by default the one that comes with lambda-cost.

    Raises:
        ScenarioError: if fewer than two designs are given, a path leads nowhere, or the range is not allowed.
        MissingPriceError: if a price is missing.
    """
    docs: dict[str, Document | Decimal] = {
        label: Document(design.to_dict(), "") if isinstance(design, Scenario) else parse_amount(design, label)
        for label, design in variants.items()
    }
    return break_even_of_documents(docs, [over] if isinstance(over, str) else over, (low, high), prices)


def break_even_of_documents(
    designs: Mapping[str, Document | Decimal],
    over: Sequence[str],
    ends: tuple[Any, Any],
    prices: PriceBook | None = None,
    assumptions: Sequence[str] = (),
) -> BreakEven:
    """What `break_even` gives for documents that were made with *assumptions*; it raises the same."""
    docs = {label: design for label, design in designs.items() if isinstance(design, Document)}
    keys_of_labels = {label: _keys_by_path(doc, over) for label, doc in docs.items()}
    unused = [path for index, path in enumerate(over) if not any(keys[index] for keys in keys_of_labels.values())]
    if unused:
        raise ScenarioError(
            Problem(path, "is a number in none of the variants; allowed: a field of one of them") for path in unused
        )
    curves: list[Design] = [
        Curve(label, design, {keys: Fraction(1) for keys in keys_of_labels[label] if keys}, prices)
        if isinstance(design, Document)
        else FixedCost(label, design)
        for label, design in designs.items()
    ]
    sentences = [*assumptions, *_step_assumptions(docs, over)]
    return find_break_even(curves, ", ".join(over), _parse_range(over[0], ends), sentences)


def find_break_even(
    curves: Sequence[Design], over: str, ends: tuple[Fraction, Fraction], assumptions: Sequence[str] = ()
) -> BreakEven:
    """Where *curves*, made with *assumptions*, cross between *ends* of what *over* names.

    Raises:
        ScenarioError: if there are fewer than two, or an end is not allowed in one of them.
    """
    if len(curves) < MIN_DESIGNS:
        raise ScenarioError([Problem("the variants", f"are {len(curves)}; allowed: two or more designs to compare")])
    low, high = ends
    currency = common_currency([curve for curve in curves if isinstance(curve, Curve)], low)
    for curve, end in product(curves, ends):
        curve.at(end)
    pairs, inexact_reason = list[_PairCrossing](), ""
    with exactly():
        for one, other in combinations(curves, 2):
            try:
                brackets, exact = by_lines(one, other, low, high), True
            except NotLinearError as error:
                inexact_reason = str(error)
                brackets, exact = by_bisection(one, other, low, high), False
            pairs += _ordered(one, other, low, brackets, exact=exact)
    intervals = _intervals(curves, [low, *(edge for pair in pairs for edge in pair.bracket[:2]), high])
    changes = {edge for before, after in pairwise(intervals) for edge in (before.high, after.low)}
    crossings = [_crossing(pair, changes) for pair in pairs]
    return BreakEven(
        over=over,
        low=to_decimal(low),
        high=to_decimal(high),
        curves=tuple(curves),
        crossings=tuple(sorted(crossings, key=lambda crossing: (crossing.low, crossing.high))),
        intervals=tuple(intervals),
        currency=currency,
        inexact_reason=inexact_reason,
        assumptions=tuple(assumptions),
        bills=tuple(curve.bill(low) for curve in curves if isinstance(curve, Curve)),
    )


class _PairCrossing(NamedTuple):
    """A crossing of two designs, before it is known whether it changes the cheapest of all."""

    cheaper_before: Design
    other: Design
    bracket: Bracket
    exact: bool


def _ordered(one: Design, other: Design, low: Fraction, brackets: list[Bracket], *, exact: bool) -> list[_PairCrossing]:
    """The crossings of *one* and *other* in *brackets*, each with the cheaper before it first."""
    pairs: list[_PairCrossing] = []
    for bracket in brackets:
        before = (low + bracket.low) / 2
        swap = low < bracket.low and one.at(before) > other.at(before)
        cheaper, more_expensive = (other, one) if swap else (one, other)
        pairs.append(_PairCrossing(cheaper, more_expensive, bracket, exact))
        low = bracket.high
    return pairs


def _crossing(pair: _PairCrossing, changes: set[Decimal]) -> Crossing:
    one, other, bracket, exact = pair
    low, high = to_decimal(bracket.low), to_decimal(bracket.high)
    cost, changes_cheapest = one.at(bracket.low), bool({low, high} & changes)
    return Crossing(one.label, other.label, low, high, cost, bracket.jump, exact, changes_cheapest)


def _intervals(curves: Sequence[Design], edges: list[Fraction]) -> list[Interval]:
    """Which of *curves* are cheapest between neighbouring *edges*, as long as they are."""
    intervals: list[Interval] = []
    for low, high in pairwise(sorted(set(edges))):
        costs = {curve.label: curve.at((low + high) / 2) for curve in curves}
        cheapest = tuple(label for label, cost in costs.items() if cost == min(costs.values()))
        if intervals and intervals[-1].cheapest == cheapest:
            intervals[-1] = intervals[-1]._replace(high=to_decimal(high))
        else:
            intervals.append(Interval(to_decimal(low), to_decimal(high), cheapest))
    return intervals


def _keys_by_path(doc: Document, over: Sequence[str]) -> list[tuple[str, ...] | None]:
    """For each path of *over*, the keys that it goes along in *doc*; None where it leads to no number there."""
    return [_keys_of_number(doc, path) for path in over]


def _keys_of_number(doc: Document, path: str) -> tuple[str, ...] | None:
    try:
        keys = keys_of(doc.data, resolve_one(doc.data, path), "")
    except ScenarioError:
        return None
    field = field_at(doc.data, keys)
    above: Any = doc.data
    for key in keys[:-1]:
        above = above.get(key) if is_mapping(above) else None
    return tuple(keys) if field is not None and field.is_number and above is not None else None


def _step_assumptions(docs: Mapping[str, Document], over: Sequence[str]) -> list[str]:
    """Which of the paths *over* take whole steps only, a sentence each."""
    sentences: dict[str, None] = {}
    for doc in docs.values():
        for path, keys in zip(over, _keys_by_path(doc, over), strict=True):
            field = field_at(doc.data, keys) if keys else None
            if field is not None and field.bounds.step is not None:
                sentences[f"{path} takes steps of {field.bounds.step}: between two of them the nearer is taken."] = None
    return list(sentences)


def _parse_range(path: str, ends: tuple[Any, Any]) -> tuple[Fraction, Fraction]:
    """The ends of the range, in the unit of the field at *path*.

    Raises:
        ScenarioError: if they are no numbers, or the first is not the smaller.
    """
    values: list[Fraction] = []
    problems: list[Problem] = []
    for end in ends:
        try:
            value = number(end, path.rpartition(".")[2])
            if isinstance(value, Rate):
                problems.append(Problem(path, f"is {value} in its range; allowed: a number for the whole month"))
            else:
                values.append(Fraction(value))
        except ValueError as error:
            problems.append(Problem(path, str(error)))
    if not problems and values[0] >= values[1]:
        problems.append(Problem(path, f"is from {ends[0]} to {ends[1]}; allowed: from less to more"))
    if problems:
        raise ScenarioError(problems)
    return values[0], values[1]
