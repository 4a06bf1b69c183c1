"""A program run on all blocks, on as many cores as pay."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.recorded import Runner

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lambda_cost.numbers.recorded import Program
    from lambda_cost.what_if.sweep.blocks import BlockSource

BLOCKS_PER_THREAD = 64
"""Blocks from which a second thread pays for its start."""


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Worker:
    """A program and a source with memory of their own, for one thread."""

    def __init__(self, program: Program, source: BlockSource) -> None:
        """What runs *program* on the blocks of *source*."""
        self._source, self._reader, self._runner = source, source.reader(), Runner(program, source.size)

    def run(self, indexes: Sequence[int], out: Sequence[Any], offset: int) -> int | None:
        """Fill *out*, which begins with case *offset*, from the blocks at *indexes*, up to the first that may not be.

        Returns:
            The first of the blocks with a case that is less than nothing; None if there is none.
        """
        for index in indexes:
            start, stop = self._source.block(index)
            within = [array[start - offset : stop - offset] for array in out]
            if not self._runner.run(self._reader.read(index), within):
                return index
        return None


class ThreadedRunner:
    """Workers that share the blocks."""

    def __init__(self, program: Program, source: BlockSource, *, threads: int = 0) -> None:
        """As many workers as *threads* says; by default one for each core, as far as the blocks pay for them."""
        count = threads or min(cores(), 1 + len(source) // BLOCKS_PER_THREAD)
        self._workers = [Worker(program, source) for _ in range(count)]

    def run(self, indexes: range, out: Sequence[Any], offset: int) -> int | None:
        """As `Worker.run`, on all of them at once."""
        count = len(self._workers)
        if count == 1:
            return self._workers[0].run(indexes, out, offset)
        with ThreadPoolExecutor(count) as pool:
            jobs = [pool.submit(worker.run, indexes[first::count], out, offset) for first, worker in enumerate(self._workers)]
            failed = [failed_index for job in jobs if (failed_index := job.result()) is not None]
        return min(failed, default=None)
