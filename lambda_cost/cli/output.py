"""Where results go: standard output, or a file that is there whole or not at all."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import Problem, ScenarioError, UnreadableFileError, did_you_mean

if TYPE_CHECKING:
    from lambda_cost.bill.estimate import Estimate


def show(bill: Estimate[Any], to: str | None, out: str | None) -> None:
    """Show *bill* in the format *to*, or write it to *out*, whose ending then may say the format.

    Raises:
        UnreadableFileError: if *out* cannot be written.
    """
    from lambda_cost import reports

    if to is not None and to not in reports.FORMATS:
        raise ScenarioError([Problem("--format", f"is {to!r}; {did_you_mean(to, reports.FORMATS)}")])
    if to is None and out is None and sys.stdout.isatty():
        from lambda_cost.reports import terminal

        terminal.show(bill)
    elif out is None:
        sys.stdout.write(reports.report(bill, to or "table"))
    else:
        path = Path(out)
        write(path, reports.report(bill, to or _format_of(path)))


def write(path: Path, text: str) -> None:
    """Put *text* into the file at *path*, whole or not at all.

    Raises:
        UnreadableFileError: if it cannot be written.
    """
    import tempfile

    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            Path(name).chmod(0o666 & ~_umask())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except (OSError, ValueError) as error:
        message = f"{path} cannot be written: {getattr(error, 'strerror', None) or error}"
        raise UnreadableFileError(message) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _format_of(out: Path) -> str:
    from lambda_cost.reports import SUFFIXES

    if out.suffix not in SUFFIXES:
        message = f"{out} does not say its format; give --format, or an ending: {did_you_mean(out.suffix, SUFFIXES)}"
        raise UnreadableFileError(message)
    return SUFFIXES[out.suffix]
