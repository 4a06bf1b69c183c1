"""Numbers that record what is done with them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from lambda_cost.numbers.quantity import at_least, at_most, divided, up_to_whole
from lambda_cost.numbers.recorded import Program, Runner, Tape

X, Y = [1.0, 2.5, 0.0], [4.0, 0.5, 0.0]


def both() -> tuple[Any, Any]:
    tape = Tape()
    return tape.leaf(0), tape.leaf(1)


@pytest.mark.parametrize(
    ("do", "expected"),
    [
        (lambda x, y: x + y, [5.0, 3.0, 0.0]),
        (lambda x, _: 1 + x, [2.0, 3.5, 1.0]),
        (lambda x, y: x - y, [-3.0, 2.0, 0.0]),
        (lambda x, _: 1 - x, [0.0, -1.5, 1.0]),
        (lambda x, y: x * y, [4.0, 1.25, 0.0]),
        (lambda x, _: 2 * x / 4, [0.5, 1.25, 0.0]),
        (lambda x, _: 1 / (x + 1), [0.5, 1 / 3.5, 1.0]),
        (lambda x, _: up_to_whole(x), [1.0, 3.0, 0.0]),
        (at_least, [4.0, 2.5, 0.0]),
        (lambda x, _: at_most(x, 2), [1.0, 2.0, 0.0]),
        (divided, [0.25, 5.0, 0.0]),
        (lambda x, y: x * Decimal("0.5") + y * 0, [0.5, 1.25, 0.0]),
        (lambda x, _: x, X),
        (lambda _x, _y: 7, [7.0] * 3),
    ],
)
def test_what_is_recorded_is_done_again(do: Any, expected: list[float]) -> None:
    """Whatever a rule may do with a number, in blocks of any size."""
    x, y = both()
    program = Program([do(x, y), x + y, do(x, y)])
    runner = Runner(program, 3)
    for size in (3, 2, 2, 3):
        out = [np.full(size, np.nan) for _ in range(3)]
        assert runner.run([np.array(X[:size]), np.array(Y[:size])], out)
        assert out[0].tolist() == pytest.approx(expected[:size]) == out[2].tolist()
        assert out[1].tolist() == [a + b for a, b in zip(X, Y, strict=True)][:size]


def test_the_same_is_recorded_once_and_what_nobody_needs_is_not_done() -> None:
    """Registers are used again when nobody needs what is in them."""
    x, y = both()
    assert (x * y).place == (x * y).place
    _ = x - y
    chain = x
    for step in range(50):
        chain = at_least(chain + step, y)
    program = Program([chain])
    assert len(program.lines) == 99  # x + 0 is x
    assert program.registers <= 2 + 49 + 4  # two numbers given, so many constants, and few in between


def test_adding_nothing_is_nothing_done() -> None:
    x, _ = both()
    assert x + 0 is x
    assert 0 + x is x
    assert x - 0 is x


def test_a_difference_that_is_less_than_nothing_is_found() -> None:
    """Only what has a difference in it can be, so nothing else is looked at."""
    x, y = both()
    program = Program([x], [x - y, x + y, 5])
    assert len(program.checks) == 1
    out = [np.empty(1)]
    assert Runner(program, 1).run([np.array([2.0]), np.array([2.0])], out)
    assert not Runner(program, 1).run([np.array([2.0]), np.array([2.1])], out)


X_OF_ROUNDING = 354049963077.0


@pytest.mark.parametrize(
    "of",
    [
        lambda x, _: x,
        lambda x, y: x / y,
        lambda x, y: x * y + x * 0.001,
        at_most,
        lambda x, y: divided(x, y) - 0,
        lambda x, _: 0 - (0 - x),
    ],
)
def test_what_is_less_than_nothing_by_rounding_is_nothing_and_more_than_that_is_not(of: Any) -> None:
    """A tenth, two tenths and seven tenths of 354,049,963,077 are 3e-5 more than the whole, in binary."""
    x, y = both()
    left = x - x * 0.1 - x * 0.2 - x * 0.7
    for number, is_allowed in ((left, True), (left - x * 1e-12, False)):
        runner = Runner(Program([x], [of(number, y)]), 2)
        for _ in range(2):  # the second time what forgives is made already
            assert runner.run([np.array([1.0, X_OF_ROUNDING]), np.array([1.0, 3.0])], [np.empty(2)]) == is_allowed
