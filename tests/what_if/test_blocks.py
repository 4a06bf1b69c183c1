"""However the cases are cut into blocks, they are the same cases."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_cost.what_if.sweep.blocks import Grid, Pairs


def read(source: Grid | Pairs) -> list[tuple[float, ...]]:
    """All cases of *source*, block after block."""
    reader, found, end = source.reader(), [], 0
    for index in range(len(source)):
        start, stop = source.block(index)
        assert start == end
        end = stop
        columns = reader.read(index)
        assert {len(column) for column in columns} == {stop - start}
        found += list(zip(*(column.tolist() for column in columns), strict=True))
    return found


@given(lengths=st.lists(st.integers(1, 7), min_size=1, max_size=5), size=st.integers(1, 50))
def test_a_grid_has_every_combination_in_order(lengths: list[int], size: int) -> None:
    """The last axis varies fastest, in blocks of any size."""
    axes = [[10.0 * index + value for value in range(length)] for index, length in enumerate(lengths)]
    grid = Grid([np.array(axis) for axis in axes], size)
    assert read(grid) == list(product(*axes))
    assert max(grid.block(index).stop - grid.block(index).start for index in range(len(grid))) <= size


@given(count=st.integers(1, 60), size=st.integers(1, 50))
def test_pairs_are_the_arrays_side_by_side(count: int, size: int) -> None:
    """Case by case, one value of each."""
    one, other = np.arange(count, dtype=float), np.arange(count, dtype=float) * 2
    assert read(Pairs([one, other], size)) == [(float(n), 2.0 * n) for n in range(count)]


@pytest.mark.parametrize("places", [[0, 3, 1], [3, 3, 0]])
def test_blocks_may_be_read_in_any_order(places: list[int]) -> None:
    """Threads take every other one."""
    grid = Grid([np.array([1.0, 2.0]), np.array([3.0, 4.0]), np.array([5.0])], 1)
    cases = [(1.0, 3.0, 5.0), (1.0, 4.0, 5.0), (2.0, 3.0, 5.0), (2.0, 4.0, 5.0)]
    reader = grid.reader()
    assert [tuple(float(column[0]) for column in reader.read(place)) for place in places] == [cases[place] for place in places]
