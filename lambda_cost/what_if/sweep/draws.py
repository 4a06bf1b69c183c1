"""Numbers drawn from what a scenario may be: seeded, and the same whatever the blocks they are drawn in."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log
from typing import TYPE_CHECKING, Any
from zlib import crc32

from lambda_cost.what_if.sweep.blocks import Block

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from lambda_cost.scenario.spreads import Spread

DRAWS_PER_GENERATOR = 16_384
"""Draws that have a generator of their own: the seed, the number and the index among the draws make it."""
Z95 = 1.6448536269514722
"""Standard deviations above the median at which 95 of 100 draws of a normal distribution lie below."""


class DrawnNumber:
    """A number of a scenario, to be drawn."""

    def __init__(self, spread: Spread, seed: int, day: date) -> None:
        """What *spread* may be on *day*, drawn from *seed*."""
        import numpy as np

        self.spread = spread
        self._bounds = spread.field.bounds.on(day)
        self._seed = [seed, crc32(spread.path.encode())]
        self._floats: Any = np.array([float(number) for number in spread.numbers])

    def drawn(self, start: int, stop: int) -> Any:
        """The draws from the one at *start* to that before *stop*, an array of floats within the bounds of the field."""
        bounds = self._bounds
        most = None if bounds.most is None else float(bounds.most)
        clipped = self.raw(start, stop).clip(float(bounds.least), most)
        return clipped.round() if bounds.step else clipped

    def raw(self, start: int, stop: int) -> Any:
        """The same draws before they are brought within the bounds."""
        import numpy as np

        first, last = start // DRAWS_PER_GENERATOR, ceil(stop / DRAWS_PER_GENERATOR)
        units = [self._unit(np.random.default_rng([*self._seed, index])) for index in range(first, last)]
        return np.concatenate(units)[start - first * DRAWS_PER_GENERATOR : stop - first * DRAWS_PER_GENERATOR]

    def _unit(self, random: Any) -> Any:
        """A unit of draws from the generator *random*."""
        floats = self._floats
        match self.spread.shape:
            case "triangular" if floats[0] < floats[2]:
                return random.triangular(*floats, DRAWS_PER_GENERATOR)
            case "triangular" | "uniform":
                return random.uniform(floats[0], floats[-1], DRAWS_PER_GENERATOR)
            case "lognormal":
                return random.lognormal(log(floats[0]), log(floats[1] / floats[0]) / Z95, DRAWS_PER_GENERATOR)
            case _:
                return floats[random.integers(0, len(floats), DRAWS_PER_GENERATOR)]


@dataclass(frozen=True)
class Draws:
    """So many draws of some numbers, independent of each other, in blocks."""

    numbers: Sequence[DrawnNumber]
    """What is drawn."""
    count: int
    """How many draws."""
    size: int
    """Draws in a block."""

    def __len__(self) -> int:
        return ceil(self.count / self.size)

    def block(self, index: int) -> Block:
        """The draws of the block at *index*."""
        return Block(index * self.size, min((index + 1) * self.size, self.count))

    def reader(self) -> Draws:
        """Itself: every unit has a generator of its own."""
        return self

    def read(self, index: int) -> list[Any]:
        """An array for each number, with the draws of the block at *index*."""
        return [number.drawn(*self.block(index)) for number in self.numbers]
