"""A scenario over many values of its fields: one bill for each combination."""

from __future__ import annotations

from functools import cached_property
from importlib.util import find_spec
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from lambda_cost.bill.estimate import estimate
from lambda_cost.errors import LambdaCostError, Problem, ScenarioError, did_you_mean
from lambda_cost.extras import install_command
from lambda_cost.numbers.quantity import is_array
from lambda_cost.prices.book import PriceBook
from lambda_cost.results import Result
from lambda_cost.scenario.editing import with_values
from lambda_cost.what_if.sweep.axes import parse_axes
from lambda_cost.what_if.sweep.cases import VALUE_ORIGIN, CaseGroup
from lambda_cost.what_if.sweep.costs import BY, scenario_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.scenario.scenario import Scenario
    from lambda_cost.strict_yaml import Document
    from lambda_cost.what_if.sweep.axes import Axis

EXACT_UP_TO = 10_000
"""Cases up to which every bill is calculated exactly unless arrays are asked for: a few seconds of work."""
EXACT_BATCH = 100
ARRAY_BATCH = 32
"""Blocks that are calculated before they are written: half a million cases."""


class Batch(NamedTuple):
    """Some cases that follow each other, calculated."""

    start: int
    """The first of them."""
    costs: Sequence[Any]
    """For each column of the sweep, one number for each of the cases: decimals, or arrays of floats."""


class Sweep(Result):
    """Bills of many cases, calculated when they are asked for: the cheapest, all totals, or batch by batch.

    The axes of words come first, then those of quantities in their order; the last varies fastest.
    """

    def __init__(self, axes: tuple[Axis, ...], groups: Sequence[CaseGroup], prices: PriceBook, *, exact: bool) -> None:
        """The cases of *groups*, one group for each combination of the words of *axes*, at *prices*."""
        self.axes, self.exact, self._groups, self._prices = axes, exact, groups, prices
        self._least: tuple[int, tuple[Any, ...]] | None = None
        parts = dict.fromkeys(key for group in groups for key in group.recorded.parts)
        self.columns: tuple[str, ...] = ("total", *parts)
        """What is known of each case: its total, and perhaps the cost of each meter or resource."""

    def __len__(self) -> int:
        """How many cases there are."""
        return len(self._groups) * len(self._groups[0])

    def __repr__(self) -> str:
        return f"<Sweep of {len(self):,} cases over {', '.join(axis.path for axis in self.axes)}>"

    @property
    def paired(self) -> bool:
        """Whether the axes are gone through together instead of combined."""
        return self._groups[0].paired

    @property
    def shape(self) -> tuple[int, ...]:
        """Cases along each axis: `totals.reshape(sweep.shape)` has a dimension for each."""
        return (len(self),) if self.paired else tuple(len(axis.values) for axis in self.axes)

    @property
    def scenario(self) -> Scenario[Any]:
        """The scenario at its first case."""
        return self._groups[0].scenario

    @cached_property
    def bills(self) -> tuple[Estimate[Any], ...]:
        """That of the first case, for the head of the report."""
        return (estimate(self.scenario, self._prices),)

    @property
    def currency(self) -> str:
        """ISO 4217 code of every amount."""
        return self._groups[0].recorded.currency

    @property
    def reading(self) -> str:
        """How the bills were calculated: `exact` to the last digit, or `arrays` of floats, good to a part of 10^12."""
        return "exact" if self.exact else "arrays"

    def batches(self) -> Iterator[Batch]:
        """All cases, in their order, in batches that fit the memory.

        Raises:
            ScenarioError: at a case that is not allowed.
        """
        start, least = 0, None
        for group in self._groups:
            for batch_of_group in self._exact(group) if self.exact else self._arrays(group):
                batch = batch_of_group._replace(start=start + batch_of_group.start)
                index = _index_of_least(batch.costs[0])
                if least is None or batch.costs[0][index] < least[1][0]:
                    least = batch.start + index, tuple(column[index] for column in batch.costs)
                yield batch
            start += len(group)
        self._least = least

    def _exact(self, group: CaseGroup) -> Iterator[Batch]:
        for start in range(0, len(group), EXACT_BATCH):
            cases = [group.exact_costs(case) for case in range(start, min(start + EXACT_BATCH, len(group)))]
            parts = [[case.parts.get(column, 0) for case in cases] for column in self.columns[1:]]
            yield Batch(start, [[case.total for case in cases], *parts])

    def _arrays(self, group: CaseGroup) -> Iterator[Batch]:
        import numpy as np

        runner, blocks = group.runner(self.columns[1:]), range(len(group.source))
        for first in range(0, len(blocks), ARRAY_BATCH):
            indexes = blocks[first : first + ARRAY_BATCH]
            start, stop = group.source.block(indexes[0]).start, group.source.block(indexes[-1]).stop
            out = [np.empty(stop - start) for _ in self.columns]
            group.fill(runner, indexes, out)
            yield Batch(start, out)

    @cached_property
    def costs(self) -> dict[str, Any]:
        """For each column, one cost for each case: a tuple of decimals, or an array of floats."""
        if self.exact:
            batches = [batch.costs for batch in self.batches()]
            return {name: tuple(cost for costs in batches for cost in costs[index]) for index, name in enumerate(self.columns)}
        import numpy as np

        size = len(self._groups[0])
        out = [np.empty(len(self)) for _ in self.columns]
        for index, group in enumerate(self._groups):
            within = [array[index * size : (index + 1) * size] for array in out]
            group.fill(group.runner(self.columns[1:]), range(len(group.source)), within)
        return dict(zip(self.columns, out, strict=True))

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What stays as it is in all cases though it usually would not, a sentence each."""
        times = {axis.keys[:-1] for axis in self.axes if axis.keys[-1] in {"duration_ms", "billed_duration_ms"}}
        held = [axis.path for axis in self.axes if axis.keys[-1] == "memory_mb" and axis.keys[:-1] not in times]
        message = "durations are held, though more memory usually makes them shorter; tune takes measured ones."
        return tuple(f"{path}: {message}" for path in held)

    @property
    def totals(self) -> Any:
        """What each case is billed in all: a tuple of decimals, or an array of floats."""
        return self.costs["total"]

    def values(self, case: int) -> dict[str, Any]:
        """The value of each axis in *case*, counted from 0: decimals and words."""
        which, within = divmod(case, len(self._groups[0]))
        words: list[Any] = []
        for axis in reversed([axis for axis in self.axes if not axis.is_number]):
            which, index = divmod(which, len(axis.values))
            words.append(axis.values[index])
        return dict(zip((axis.path for axis in self.axes), [*reversed(words), *self._groups[0].values(within)], strict=True))

    def row(self, case: int) -> dict[str, Any]:
        """The values and the costs of *case*."""
        return self.values(case) | {name: costs[case] for name, costs in self.costs.items()}

    def rows(self) -> list[dict[str, Any]]:
        """All cases as flat rows."""
        return [self.row(case) for case in range(len(self))]

    @property
    def cheapest(self) -> dict[str, Any]:
        """The values and the costs of the case that costs least, the first of several."""
        if self._least is None:
            for _ in self.batches():
                pass
        case, costs = cast("tuple[int, tuple[Any, ...]]", self._least)
        return self.values(case) | dict(zip(self.columns, costs, strict=True))

    def to_frame(self) -> Any:
        """All cases as a pandas data frame; quantities and costs are floats."""
        import pandas as pd  # pyright: ignore[reportMissingTypeStubs]

        columns = self.axis_columns(0, len(self)) | {name: [float(x) for x in costs] for name, costs in self.costs.items()}
        return pd.DataFrame(columns)

    def axis_columns(self, start: int, stop: int) -> dict[str, Any]:
        """The values of the axes in the cases from *start* to *stop*, an array for each: floats, or words as objects."""
        import numpy as np

        left, columns = np.arange(start, stop), dict[str, Any]()
        for axis in reversed(self.axes):
            left, index = (left, left) if self.paired else np.divmod(left, len(axis.values))
            values = axis.floats() if axis.is_number else np.array([str(word) for word in axis.values], dtype=object)
            columns[axis.path] = values[index]
        return {axis.path: columns[axis.path] for axis in self.axes}

    def texts(self, written: Callable[[str], str]) -> Iterator[Sequence[str]]:
        """The values of each case as text, each *written* once, case after case."""
        texts = [[written(axis.text(index)) for index in range(len(axis.values))] for axis in self.axes]
        return zip(*texts, strict=True) if self.paired else product(*texts)


def sweep(
    scenario: Scenario[Any],
    axes: Mapping[str, Any],
    *,
    by: str = "",
    exact: bool | None = None,
    paired: bool = False,
    prices: PriceBook | None = None,
) -> Sweep:
    """What *scenario* costs for every combination of the values of *axes*.

    Args:
        scenario: where everything else stands.
        axes: for each field (`functions.checkout.memory_mb`, `functions.checkout.architecture`, `region`) an
            array, a list of values, or the text of a command: `128:3008:64`, `1M,10M`, `1M:1B:x10`.
        by: also the cost of each `meter` or each `resource`.
        exact: whether to calculate with decimals or with arrays; by default with decimals up to 10,000 cases.
        paired: whether the axes, all of one length, are gone through together instead of combined.
        prices: the price book; by default the one that comes with lambda-cost.

    Raises:
        ScenarioError: if a field is not there, or a value or a combination is not allowed.
        MissingPriceError: if a price is missing in any case.
        LambdaCostError: if arrays are asked for and NumPy is not installed.
    """
    return sweep_document(scenario_document(scenario), axes, by=by, exact=exact, paired=paired, prices=prices)


def sweep_document(
    doc: Document,
    given: Mapping[str, Any],
    *,
    by: str = "",
    exact: bool | None = None,
    paired: bool = False,
    prices: PriceBook | None = None,
) -> Sweep:
    """What `sweep` gives for the scenario that *doc* describes; it raises the same."""
    if by not in BY:
        raise ScenarioError([Problem("by", f"is {by!r}; {did_you_mean(by, [name for name in BY if name])}")])
    axes = parse_axes(doc, given, paired=paired)
    problems = [Problem(VALUE_ORIGIN, "varies nothing; give at least one field and its values")] if not axes else []
    if paired and not (all(axis.is_number for axis in axes) and len({len(axis.values) for axis in axes}) == 1):
        problems.append(Problem(VALUE_ORIGIN, "is paired; allowed: quantities alone, all with the same number of values"))
    if problems:
        raise ScenarioError(problems)
    words = [axis for axis in axes if not axis.is_number]
    numbers = [axis for axis in axes if axis.is_number]
    book = prices or PriceBook.bundled()
    groups = [
        CaseGroup(_with_words(doc, words, values), numbers, by, book, paired=paired)
        for values in product(*(axis.values for axis in words))
    ]
    currencies = sorted({group.recorded.currency for group in groups})
    if len(currencies) > 1:
        raise ScenarioError([Problem(VALUE_ORIGIN, f"has bills in {' and '.join(currencies)}; allowed: one currency")])
    return Sweep(axes, groups, book, exact=_is_exact(len(groups) * len(groups[0]), wanted=exact))


def _index_of_least(costs: Sequence[Any]) -> int:
    """The index of the first of the least of *costs*."""
    array: Any = costs
    return int(array.argmin()) if is_array(costs) else min(range(len(costs)), key=costs.__getitem__)


def _with_words(doc: Document, words: Sequence[Axis], values: Sequence[Any]) -> Document:
    return with_values(doc, {axis.keys: value for axis, value in zip(words, values, strict=True)}, VALUE_ORIGIN)


def _is_exact(cases: int, *, wanted: bool | None) -> bool:
    """Whether so many *cases* are calculated exactly.

    Raises:
        LambdaCostError: if they are not, and there is no NumPy.
    """
    exact = cases <= EXACT_UP_TO if wanted is None else wanted
    if not exact and find_spec("numpy") is None:
        raise LambdaCostError(f"{cases:,} cases need NumPy: {install_command('arrays')}; or ask for exact bills (--exact)")
    return exact
