"""Standard output and standard error that cannot be written."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from lambda_cost.cli.exits import CLOSED_PIPE
from lambda_cost.errors import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Generator

UNWRITABLE = {errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
"""What the system says of a stream that takes no more; of a file it says the name, too."""


@contextmanager
def stream_errors() -> Generator[None]:
    """What becomes of a standard stream that cannot be written; what was left in it is dropped.

    Raises:
        Exit: if it is a pipe that its reader has closed, as `head` does.
        UnreadableFileError: if it is a full disk, or a device that refuses.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in UNWRITABLE or error.filename is not None:
            raise
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - it stays open until the exit
        if error.errno == errno.EPIPE:
            raise typer.Exit(CLOSED_PIPE) from None
        raise UnreadableFileError(f"standard output cannot be written: {error.strerror}") from None
