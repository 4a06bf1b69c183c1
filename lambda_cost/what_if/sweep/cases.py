"""One combination of the words of a sweep: a scenario in which nothing but quantities varies."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from itertools import islice, product
from math import prod
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import ScenarioError
from lambda_cost.numbers.recorded import Program, Tape
from lambda_cost.scenario.editing import with_values
from lambda_cost.scenario.scenario import Scenario
from lambda_cost.what_if.sweep import blocks
from lambda_cost.what_if.sweep.axes import SINGLE_CASE_AXIS
from lambda_cost.what_if.sweep.blocks import Grid, Pairs
from lambda_cost.what_if.sweep.costs import case_costs
from lambda_cost.what_if.sweep.workers import ThreadedRunner

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.strict_yaml import Document
    from lambda_cost.what_if.sweep.axes import Axis
    from lambda_cost.what_if.sweep.blocks import BlockSource
    from lambda_cost.what_if.sweep.costs import Costs

MAX_EXTREMES = 64
"""How many combinations of least and greatest values are tried before anything is calculated."""
VALUE_ORIGIN = "the sweep"


class CaseGroup:
    """A scenario, and the quantities that vary in it."""

    def __init__(self, doc: Document, axes: Sequence[Axis], by: str, book: PriceBook, *, paired: bool) -> None:
        """What *doc* costs over *axes*, combined or *paired*, in all and *by* meter or resource.

        Raises:
            ScenarioError: if the scenario is wrong, or an extreme of the axes is not allowed in it.
            MissingPriceError: if a price is missing.
        """
        self.doc, self.axes, self.paired = doc, tuple(axes), paired
        self._by, self._book = by, book
        self.scenario = self._extremes()
        """The scenario at the first of its cases."""
        tape = Tape()
        named = with_values(doc, {axis.keys: tape.leaf(index) for index, axis in enumerate(axes)}, VALUE_ORIGIN)
        self.recorded: Costs = case_costs(Scenario.of(named, book.regions), by, book)
        """What its cases cost, recorded on names of the axes; a runner repeats that on their numbers."""

    def __len__(self) -> int:
        return len(self.axes[0].values) if self.paired else prod(len(axis.values) for axis in self.axes)

    def _extremes(self) -> Scenario[Decimal]:
        """The scenario at its first case, after the extremes were tried: bounds are met there first."""
        first = Scenario.of(self._with(self.values(0)), self._book.regions)
        for values in () if self.paired else islice(product(*(axis.ends() for axis in self.axes)), MAX_EXTREMES):
            self._costs(values)
        return first

    def _with(self, values: Sequence[Any]) -> Document:
        return with_values(self.doc, {axis.keys: value for axis, value in zip(self.axes, values, strict=True)}, VALUE_ORIGIN)

    def indexes(self, case: int) -> list[int]:
        """Which value of each axis *case* has."""
        if self.paired:
            return [case] * len(self.axes)
        indexes: list[int] = []
        for axis in reversed(self.axes):
            case, index = divmod(case, len(axis.values))
            indexes.append(index)
        return indexes[::-1]

    def values(self, case: int) -> list[Any]:
        """The exact values that *case* has."""
        return [axis.exact(index) for axis, index in zip(self.axes, self.indexes(case), strict=True)]

    def exact_costs(self, case: int) -> Costs:
        """What *case* costs, to the last digit.

        Raises:
            ScenarioError: if it is not allowed, with its values.
        """
        return self._costs(self.values(case))

    def _costs(self, values: Sequence[Any]) -> Costs:
        try:
            return case_costs(Scenario.of(self._with(values), self._book.regions), self._by, self._book)
        except ScenarioError as error:
            raise self._in_case(error, values) from None

    def _in_case(self, error: ScenarioError, values: Sequence[Any]) -> ScenarioError:
        case = ", ".join(f"{axis.path} {value}" for axis, value in zip(self.axes, values, strict=True))
        return type(error)(
            replace(problem, message=f"{problem.message} (with {case})", file="", line=0) for problem in error.problems
        )

    @cached_property
    def source(self) -> BlockSource:
        """The numbers of its cases, in blocks."""
        arrays = [axis.floats() for axis in self.axes or (SINGLE_CASE_AXIS,)]
        return Pairs(arrays, blocks.BLOCK) if self.paired else Grid(arrays, blocks.BLOCK)

    def runner(self, columns: Sequence[str], threads: int = 0) -> ThreadedRunner:
        """What calculates its cases: the total, and those of its parts that *columns* name."""
        parts = [self.recorded.parts.get(column, 0) for column in columns]
        return ThreadedRunner(Program([self.recorded.total, *parts], self.recorded.checks), self.source, threads=threads)

    def fill(self, runner: ThreadedRunner, indexes: range, out: Sequence[Any]) -> None:
        """Let *runner* fill *out*, one array for each of its results, from the blocks at *indexes*.

        Raises:
            ScenarioError: if in a case features take away more than there is; the exact bill of it says so.
        """
        offset, left = self.source.block(indexes.start).start, indexes
        while (failed := runner.run(left, out, offset)) is not None:
            for case in range(*self.source.block(failed)):
                self.exact_costs(case)
            left = range(failed + 1, indexes.stop)
