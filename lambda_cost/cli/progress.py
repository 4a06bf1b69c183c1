"""Progress of long work, on standard error, for whoever sits before a terminal."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

PATIENCE_S = 1.0
"""How long work may take before a bar is drawn."""


@contextmanager
def progress(what: str, total: int | None) -> Generator[Callable[[int], None]]:
    """A function to call with how much more is done; it draws a bar once the work has lasted a second.

    Args:
        what: what is being done, such as `Sweeping`.
        total: how much there is to do; None if that is not known.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _done: None
        return
    from rich.console import Console
    from rich.progress import Progress

    begun = time.monotonic()
    with Progress(console=Console(stderr=True), transient=True, disable=False, auto_refresh=False) as bar:
        task = bar.add_task(what, total=total, visible=False)

        def advance(done: int) -> None:
            late = time.monotonic() - begun >= PATIENCE_S
            bar.update(task, advance=done, visible=late, refresh=late)

        yield advance
