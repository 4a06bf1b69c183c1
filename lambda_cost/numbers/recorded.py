"""A number that records what is done with it, so that the same can be done again to many numbers.

A bill is calculated once, on names instead of numbers; what the rules did is then a list of operations, and
that list is run on block after block of a sweep: without checking a field again, looking up a price again, or
asking for memory again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from lambda_cost.numbers.quantity import FORGIVEN, ROUNDING_SHARE, is_negative

if TYPE_CHECKING:
    from collections.abc import Sequence


class Step(NamedTuple):
    """One operation on what was recorded before, or on constants."""

    does: str
    """What is done, by NumPy's name for it; `leaf` is a number that is given."""
    left: Recorded | float
    right: Recorded | float


@dataclass(slots=True)
class Tape:
    """Everything that was done, in its order; the same is recorded once."""

    steps: list[Step] = field(default_factory=list[Step])
    """What was done."""
    found: dict[tuple[Any, ...], Recorded] = field(default_factory=dict[tuple[Any, ...], "Recorded"])
    """What was recorded, by what it is made of."""

    def leaf(self, number: int) -> Recorded:
        """The *number*-th of the numbers that are given to each run."""
        return self.record("leaf", number, 0)

    def record(self, does: str, left: Any, right: Any = 0) -> Recorded:
        """The result of doing *does* to *left* and *right*."""
        key = (does, *(("step", x.place) if isinstance(x, Recorded) else float(x) for x in (left, right)))
        if key not in self.found:
            minus = does == "subtract" or any(isinstance(x, Recorded) and x.subtracts for x in (left, right))
            self.found[key] = Recorded(self, len(self.steps), minus)
            self.steps.append(Step(does, *(x if isinstance(x, Recorded) else float(x) for x in (left, right))))
        return self.found[key]


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """A number of a tape; it has the operators and methods of a column."""

    tape: Tape
    """Where it is recorded."""
    place: int
    """Its place there."""
    subtracts: bool
    """Whether a difference is among what it is made of: nothing else can be less than nothing."""

    def __add__(self, other: Any) -> Recorded:
        return self if _is(other, 0) else self.tape.record("add", self, other)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Recorded:
        return self if _is(other, 0) else self.tape.record("subtract", self, other)

    def __rsub__(self, other: Any) -> Recorded:
        return self.tape.record("subtract", other, self)

    def __mul__(self, other: Any) -> Recorded | float:
        """The product; of nothing it is nothing, which needs no price either."""
        return 0.0 if _is(other, 0) else self.tape.record("multiply", self, other)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Recorded:
        return self.tape.record("divide", self, other)

    def __rtruediv__(self, other: Any) -> Recorded:
        return self.tape.record("divide", other, self)

    def ceil(self) -> Recorded:
        """Rounded up to a whole number, as arrays are."""
        return self.tape.record("ceil", self.tape.record("multiply", self, FORGIVEN))

    def clip(self, lower_bound: Any = None, upper_bound: Any = None) -> Recorded:
        """Not below *lower_bound*, not above *upper_bound*."""
        name, bound = ("maximum", lower_bound) if upper_bound is None else ("minimum", upper_bound)
        return self.tape.record(name, self, bound)

    def fill_nan(self, value: float) -> Recorded:
        """*value* where nothing was divided by nothing."""
        return self.tape.record("fill_nan", self, value)


def _is(other: Any, number: int) -> bool:
    """Whether *other* is the plain *number*."""
    return not isinstance(other, Recorded) and bool(other == number)


def _magnitude(x: Any) -> Any:
    """What *x* is without any minus in it: its rounding errors are a share of that, however small the difference is."""
    if not isinstance(x, Recorded):
        return abs(x)
    if not x.subtracts:
        return x
    does, left, right = x.tape.steps[x.place]
    if does == "divide":
        return x.tape.record(does, _magnitude(left), right)
    does = {"subtract": "add", "minimum": "maximum"}.get(does, does)
    return x.tape.record(does, _magnitude(left), _magnitude(right))


class Line(NamedTuple):
    """A step to run, its numbers by the register that holds them."""

    does: str
    left: int
    right: int
    out: int


class Program:
    """A tape made ready: the steps that are needed, and in which of few registers each leaves its result."""

    def __init__(self, results: Sequence[Any], checks: Sequence[Any] = ()) -> None:
        """What gives *results*, numbers of one tape or plain ones, and of *checks* whether any is less than nothing."""
        self.results = list(results)
        self.checks = [check for check in checks if isinstance(check, Recorded) and check.subtracts]
        wanted = [number for number in (*self.results, *self.checks) if isinstance(number, Recorded)]
        self._steps = wanted[0].tape.steps if wanted else []
        self.lines: list[Line] = []
        """What to run, in this order."""
        self.leaves: dict[int, int] = {}
        """The register of each number that is given, by which of them it is."""
        self.constants: dict[float, int] = {}
        """The register of each constant."""
        self.registers = 0
        """How many there are."""
        self.homes: dict[int, int] = {}
        """The register that each wanted step stays in, by its place."""
        self._free: list[int] = []
        self._allot({number.place: None for number in wanted})

    def with_allowed_errors(self) -> Program:
        """The program of its checks alone, each with what its rounding errors may be added to it."""
        return Program([check + _magnitude(check) * ROUNDING_SHARE for check in self.checks])

    def _allot(self, wanted: dict[int, None]) -> None:
        """Give every step that *wanted* ones are made of a register, one that nobody needs any more where there is one."""
        needed = set(wanted)
        for index in range(len(self._steps) - 1, -1, -1):
            needed |= set(self._before(index)) if index in needed else set()
        last = {before: step for step in sorted(needed) for before in self._before(step)}
        held: dict[int, int] = {}
        for place in sorted(needed):
            step = self._steps[place]
            if step.does == "leaf":
                held[place] = self.leaves[int(cast("float", step.left))] = self._register()
                continue
            left, right = (held[x.place] if isinstance(x, Recorded) else self._constant(x) for x in step[1:])
            gone = {x for x in self._before(place) if last[x] == place and x not in wanted and self._steps[x].does != "leaf"}
            self._free += [held[x] for x in gone]
            held[place] = self._free.pop() if self._free and place not in wanted else self._register()
            self.lines.append(Line(step.does, left, right, held[place]))
        self.homes = {place: held[place] for place in wanted}

    def _before(self, place: int) -> list[int]:
        """The steps whose results the one at *place* takes."""
        return [x.place for x in self._steps[place][1:] if isinstance(x, Recorded)]

    def _register(self) -> int:
        self.registers += 1
        return self.registers - 1

    def _constant(self, x: float) -> int:
        if x not in self.constants:
            self.constants[x] = self._register()
        return self.constants[x]


class Runner:
    """A program with memory of its own, for one thread."""

    def __init__(self, program: Program, size: int) -> None:
        """What runs *program* on at most *size* cases at a time."""
        import numpy as np

        kinds: dict[str, Any] = {"fill_nan": _fill_nan, "ceil": _ceil}
        self._program, self._max_size = program, size
        self._lines = [(kinds.get(does) or getattr(np, does), left, right, out) for does, left, right, out in program.lines]
        own = {line.out for line in program.lines}
        self._memory = {register: np.empty(size) for register in own}
        self._at: list[Any] = [None] * program.registers
        for number, register in program.constants.items():
            self._at[register] = np.float64(number)
        self._size = 0
        self._with_errors: Runner | None = None

    def run(self, leaves: Sequence[Any], out: Sequence[Any]) -> bool:
        """Fill *out*, one array for each result, from *leaves*, one for each number that is given.

        Returns:
            Whether no case is less than nothing where the program checks it.
        """
        import numpy as np

        size = len(out[0])
        if size != self._size:
            self._size = size
            for register, memory in self._memory.items():
                self._at[register] = memory[:size]
        for number, register in self._program.leaves.items():
            self._at[register] = leaves[number]
        with np.errstate(invalid="ignore", divide="ignore"):  # nothing divided by nothing is filled in by the step that follows
            for does, left, right, result in self._lines:
                does(self._at[left], self._at[right], out=self._at[result])
        for result, into in zip(self._program.results, out, strict=True):
            into[:] = self._at[self._program.homes[result.place]] if isinstance(result, Recorded) else float(result)
        below = any(is_negative(self._at[self._program.homes[check.place]]) for check in self._program.checks)
        return not below or self._is_rounding(leaves, size)

    def _is_rounding(self, leaves: Sequence[Any], size: int) -> bool:
        """Whether what is less than nothing is so only because binary numbers are rounded."""
        import numpy as np

        checks = [np.empty(size) for _ in self._program.checks]
        self._with_errors = self._with_errors or Runner(self._program.with_allowed_errors(), self._max_size)
        self._with_errors.run(leaves, checks)
        return not any(map(is_negative, checks))


def _ceil(x: Any, _nothing: Any, out: Any) -> None:
    import numpy as np

    np.ceil(x, out=out)


def _fill_nan(x: Any, value: Any, out: Any) -> None:
    """*x*, with *value* where it is no number."""
    import numpy as np

    np.copyto(out, x)
    np.copyto(out, value, where=np.isnan(x))
