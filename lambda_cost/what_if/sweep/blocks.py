"""The cases of a sweep in blocks that fit the processor's cache."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, prod
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

BLOCK = 16_384
"""Cases in a block: ten arrays of it fit the second cache of a common processor."""


class Block(NamedTuple):
    """Some cases that follow each other."""

    start: int
    """The first of them."""
    stop: int
    """The one after the last."""


class BlockSource(Protocol):
    """Where the numbers of each block are from."""

    @property
    def size(self) -> int:
        """Cases that a block has at most."""
        ...

    def __len__(self) -> int:
        """How many blocks there are."""
        ...

    def block(self, index: int) -> Block:
        """The cases of the block at *index*."""
        ...

    def reader(self) -> BlockReader:
        """What gives the numbers of blocks, for one thread."""
        ...


class BlockReader(Protocol):
    """Gives the numbers of blocks, in memory of its own."""

    def read(self, index: int) -> list[Any]:
        """An array for each axis, with one number for each case of the block at *index*."""
        ...


@dataclass(frozen=True)
class Pairs:
    """Arrays of one length: case by case, one value of each."""

    arrays: Sequence[Any]
    """The values of each axis."""
    size: int
    """Cases in a block."""

    def __len__(self) -> int:
        return ceil(len(self.arrays[0]) / self.size)

    def block(self, index: int) -> Block:
        """The cases of the block at *index*."""
        return Block(index * self.size, min((index + 1) * self.size, len(self.arrays[0])))

    def reader(self) -> Pairs:
        """Itself: slices of arrays need no memory."""
        return self

    def read(self, index: int) -> list[Any]:
        """The slices of the block at *index*."""
        start, stop = self.block(index)
        return [array[start:stop] for array in self.arrays]


class Grid:
    """Every combination of the values of some axes, the last of them varying fastest.

    A block has all combinations of the last axes, the **inner** ones, for as many values of the axis before
    them as fit; the axes before that one have one value in a block.  So almost nothing is written to make one.
    """

    def __init__(self, arrays: Sequence[Any], size: int) -> None:
        """The grid of *arrays*, in blocks of at most *size* cases."""
        self.size = size
        """Cases that a block has at most."""
        self.arrays, self.lengths = list(arrays), [len(array) for array in arrays]
        first = len(arrays)
        while first and prod(self.lengths[first - 1 :]) <= size:
            first -= 1
        self.split = max(first - 1, 0)
        """The axis of which a block has some values."""
        self.inner = prod(self.lengths[self.split + 1 :])
        """Cases for each of its values."""
        self.step = min(max(size // self.inner, 1), self.lengths[self.split])
        """How many of its values a block has at most."""
        self.parts = ceil(self.lengths[self.split] / self.step)
        """Blocks for one value of each axis before it."""

    def __len__(self) -> int:
        return self.parts * prod(self.lengths[: self.split])

    def within(self, index: int) -> tuple[int, int, int]:
        """The combination of the axes before, and from which to which value of the split axis."""
        outer, part = divmod(index, self.parts)
        return outer, part * self.step, min((part + 1) * self.step, self.lengths[self.split])

    def block(self, index: int) -> Block:
        """The cases of the block at *index*."""
        outer, first, last = self.within(index)
        before = outer * self.lengths[self.split]
        return Block((before + first) * self.inner, (before + last) * self.inner)

    def reader(self) -> GridReader:
        """What gives its numbers."""
        return GridReader(self)


class GridReader:
    """One thread's view of a grid."""

    def __init__(self, grid: Grid) -> None:
        """Write once what is the same in all blocks: the inner axes."""
        import numpy as np

        self._grid = grid
        most = grid.step * grid.inner
        self._memory: list[Any] = [np.empty(most) for _ in grid.arrays]
        self._outer: int | None = None
        for index in range(grid.split + 1, len(grid.arrays)):
            below = prod(grid.lengths[index + 1 :])
            self._memory[index].reshape(-1, grid.lengths[index], below)[:] = grid.arrays[index][:, None]

    def read(self, index: int) -> list[Any]:
        """The numbers of the block at *index*; the next call writes over them."""
        grid = self._grid
        outer, first, last = grid.within(index)
        if outer != self._outer:
            self._outer = left = outer
            for axis in range(grid.split - 1, -1, -1):
                left, value = divmod(left, grid.lengths[axis])
                self._memory[axis].fill(grid.arrays[axis][value])
        size = (last - first) * grid.inner
        self._memory[grid.split][:size].reshape(-1, grid.inner)[:] = grid.arrays[grid.split][first:last, None]
        return [memory[:size] for memory in self._memory]
