"""What a scenario costs when its numbers are not known exactly: many draws of them, each with its bill."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from lambda_cost import files
from lambda_cost.bill.estimate import estimate
from lambda_cost.errors import LambdaCostError, Problem, ScenarioError, shown
from lambda_cost.extras import install_command
from lambda_cost.numbers.recorded import Program, Tape
from lambda_cost.prices.book import PriceBook
from lambda_cost.results import Result
from lambda_cost.scenario import reading
from lambda_cost.scenario.editing import keys_of, with_values
from lambda_cost.scenario.scenario import Scenario
from lambda_cost.scenario.spreads import Spreads, spreads_of
from lambda_cost.what_if.sweep import blocks
from lambda_cost.what_if.sweep.costs import case_costs, scenario_document
from lambda_cost.what_if.sweep.draws import DrawnNumber, Draws
from lambda_cost.what_if.sweep.workers import ThreadedRunner

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal
    from pathlib import Path

    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.scenario.spreads import Spread

DEFAULT_DRAWS = 100_000
"""Draws, unless more or fewer are asked for: percentiles then repeat to about a percent from seed to seed."""
MAX_DRAWS = 100_000_000
DEFAULT_SEED = 1
MAX_RANKED_DRAWS = 100_000
"""Draws that are ranked to say which input matters most."""


@dataclass(frozen=True)
class Input:
    """A number that is not known exactly, and how much the total follows it."""

    spread: Spread
    """What it may be."""
    rank_correlation: float
    """Spearman's coefficient between it and the total, from -1 to 1; 0 where one of them never varies."""
    clipped_share: float
    """Share of its draws that lay outside the bounds of its field and were brought to them."""

    @property
    def path(self) -> str:
        """The field, as messages and reports write it."""
        return self.spread.path


@dataclass(frozen=True, eq=False)
class Uncertain(Result):
    """The total of a scenario whose numbers are not known exactly.

    `low` and `high` are the 5th and the 95th percentile of the draws: nine of ten lie between them.  They are not the bills
    with every input at its lowest or highest, which hardly happens.
    """

    scenario: Scenario[Decimal]
    """The scenario at its likely values."""
    likely: Decimal
    """Its exact total."""
    totals: Any
    """The total of each draw, an array of floats."""
    inputs: tuple[Input, ...]
    """What was drawn; what matters most comes first."""
    seed: int
    """What the draws were made from: the same seed gives the same draws."""
    currency: str
    """ISO 4217 code of every amount."""
    bills: tuple[Estimate[Decimal], ...] = field(default=(), repr=False)
    """That of the likely values, for the head of the report."""

    def rows(self) -> list[dict[str, Any]]:
        """The total of each draw."""
        return [{"total": float(total)} for total in self.totals]

    def percentile(self, percent: float) -> float:
        """The total that *percent* of 100 draws do not exceed."""
        import numpy as np

        return float(np.percentile(self.totals, percent))

    def chance_above(self, budget: Decimal | float) -> float:
        """The share of draws whose total exceeds *budget*, from 0 to 1."""
        return float((self.totals > float(budget)).mean())

    @cached_property
    def mean(self) -> float:
        """The mean of all totals: what such months cost on average."""
        return float(self.totals.mean())

    @property
    def low(self) -> float:
        """The 5th percentile."""
        return self.percentile(5)

    @property
    def p50(self) -> float:
        """The median."""
        return self.percentile(50)

    @property
    def p90(self) -> float:
        """The 90th percentile."""
        return self.percentile(90)

    @property
    def p95(self) -> float:
        """The 95th percentile."""
        return self.percentile(95)

    @property
    def high(self) -> float:
        """The 95th percentile."""
        return self.p95

    def __repr__(self) -> str:
        return f"<Uncertain {self.low:,.2f} to {self.high:,.2f} {self.currency} a month, {len(self.totals):,} draws>"


def uncertain(
    scenario: Scenario[Any] | str | Path,
    spreads: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    prices: PriceBook | None = None,
) -> Uncertain:
    """What *scenario* costs when some of its numbers are ranges or distributions.

    Numbers are drawn independently of each other, and kept within the bounds of their fields.

    Args:
        scenario: a scenario, or the path of a scenario file with ranges in it.
        spreads: for fields (`functions.checkout.requests`) what they may be, as in a scenario file:
            `{"low": "1M", "likely": "3M", "high": "20M"}` (triangular), `{"low": 1, "high": 2}` (uniform),
            `{"p50": 120, "p95": 900}` (lognormal), `{"one_of": [512, 1024]}`, `{"samples": [118, 96, 240]}`.
        draws: how many bills.
        seed: the same seed gives the same draws.
        prices: the price book; by default the one that comes with lambda-cost.

    Raises:
        ScenarioError: if a field is not there, or a range is none or not within its bounds, or there is none.
        UnreadableFileError: if the file cannot be read.
        LambdaCostError: if NumPy is not installed.
    """
    doc = scenario_document(scenario) if isinstance(scenario, Scenario) else files.read_document(scenario)
    given = {tuple(keys_of(doc.data, path, "")): reading.with_text_keys(spread) for path, spread in (spreads or {}).items()}
    return uncertain_of_spreads(spreads_of(with_values(doc, given, "spreads")), draws=draws, seed=seed, prices=prices)


def uncertain_of_spreads(
    spreads: Spreads, *, draws: int = DEFAULT_DRAWS, seed: int = DEFAULT_SEED, prices: PriceBook | None = None
) -> Uncertain:
    """What `uncertain` gives for the ranges of a document; it raises the same."""
    _check(spreads, draws, seed)
    book = prices or PriceBook.bundled()
    scenario = Scenario.of(spreads.document, book.regions)
    tape = Tape()
    named = with_values(
        spreads.document, {spread.keys: tape.leaf(index) for index, spread in enumerate(spreads.found)}, "a draw"
    )
    costs = case_costs(Scenario.of(named, book.regions), "", book)
    numbers = [DrawnNumber(spread, seed, scenario.day) for spread in spreads.found]
    totals = _run(Program([costs.total], costs.checks), Draws(numbers, draws, blocks.BLOCK))
    bill = estimate(scenario, book)
    return Uncertain(
        scenario=scenario,
        likely=bill.total,
        totals=totals,
        inputs=_inputs(numbers, totals[:MAX_RANKED_DRAWS]),
        seed=seed,
        currency=costs.currency,
        bills=(bill,),
    )


def _check(spreads: Spreads, draws: int, seed: int) -> None:
    problems: list[Problem] = []
    if not spreads.found:
        problems.append(Problem("the scenario", "has no range; give one, such as requests: {low: 1M, likely: 3M, high: 20M}"))
    if not 1 <= draws <= MAX_DRAWS:
        problems.append(Problem("draws", f"is {shown(draws)}; allowed: 1 to {MAX_DRAWS:,}"))
    if seed < 0:
        problems.append(Problem("seed", f"is {shown(seed)}; allowed: 0 and above"))
    if problems:
        raise ScenarioError(problems)
    if find_spec("numpy") is None:
        raise LambdaCostError(f"ranges need NumPy: {install_command('arrays')}")


def _run(program: Program, source: Draws) -> Any:
    """The total of every draw.

    Raises:
        ScenarioError: if in a draw features take away more than there is.
    """
    import numpy as np

    out = np.empty(source.count)
    if ThreadedRunner(program, source).run(range(len(source)), [out], 0) is not None:
        message = (
            "uses less than nothing in some draws, or has more restores or the like than requests: features may take away more"
            " than there is; make their ranges apart"
        )
        raise ScenarioError([Problem("the scenario", message)])
    return out


def _inputs(numbers: Sequence[DrawnNumber], totals: Any) -> tuple[Input, ...]:
    """The inputs, what the *totals* of the first draws follow most first."""
    inputs: list[Input] = []
    ranked = _ranks(totals)
    for number in numbers:
        raw, values = number.raw(0, len(totals)), number.drawn(0, len(totals))
        outside = abs(raw - values) > (0.5 if number.spread.field.bounds.step else 0)
        inputs.append(Input(number.spread, _correlation(_ranks(values), ranked), float(outside.mean())))
    return tuple(sorted(inputs, key=lambda drawn: -abs(drawn.rank_correlation)))


def _ranks(values: Any) -> Any:
    """The rank of each of *values*; equal ones share the mean of theirs."""
    import numpy as np

    _, index, count = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(count) - (count - 1) / 2)[index]


def _correlation(first: Any, second: Any) -> float:
    """Pearson's coefficient of *first* and *second*; 0 where one of them never varies."""
    first, second = first - first.mean(), second - second.mean()
    size = float((first @ first) * (second @ second)) ** 0.5
    return float(first @ second) / size if size else 0.0
