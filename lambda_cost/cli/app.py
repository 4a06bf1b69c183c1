"""The command line as a program: it runs one command, and whatever goes wrong ends here."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn

from lambda_cost import __version__
from lambda_cost.cli.exits import INTERRUPTED, PROGRAM_ERROR, TERMINATED, WRONG_INPUT
from lambda_cost.errors import LambdaCostError

PACKAGE = Path(__file__).parent.parent
DEBUG = "LAMBDA_COST_DEBUG"
"""The environment variable that asks for the traceback of an unexpected error."""


def main() -> None:
    """Run the command line and exit: 2, and a message on standard error, for what is refused; 70 for what is unexpected."""
    # a large scenario makes millions of objects and hardly a cycle: looking for garbage took a quarter of the time,
    # and a sixteenth of a short run, most of it at the exit, where everything goes anyway
    gc.set_threshold(200_000, 50, 1_000)
    atexit.register(gc.freeze)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    signal.signal(signal.SIGTERM, _terminate)
    try:
        from lambda_cost.cli.commands import root

        root()()
    except LambdaCostError as error:
        _exit(WRONG_INPUT, str(error))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - whatever nobody expected ends here
        _exit(PROGRAM_ERROR, _bug(error))


def _terminate(_number: int, _frame: object) -> NoReturn:
    """End as Ctrl-C does: what is half written is removed on the way out."""
    sys.exit(TERMINATED)


def _exit(code: int, message: str) -> NoReturn:
    """Exit with *code*, and *message* on standard error, if that can be written."""
    if sys.stderr is not None:
        try:
            sys.stderr.write(f"{_printable(message)}\n")
            sys.stderr.flush()
        except OSError:
            sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - it stays open until the exit
    sys.exit(code)


def _printable(text: str) -> str:
    """*text* with its control characters escaped: names come from files that are not trusted."""
    from lambda_cost.numbers.text import printable

    return printable(text, keep="\n")


def _bug(error: Exception) -> str:
    """What to say of an *error* that nobody expected: where it is, and what to send; nothing of the input is in it."""
    if os.environ.get(DEBUG):
        import traceback

        traceback.print_exception(error)
    import platform

    location, trace = "", error.__traceback__
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if path.is_relative_to(PACKAGE):
            location = f" at {path.relative_to(PACKAGE.parent)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return (
        f"This is a bug in lambda-cost {__version__} ({type(error).__name__}{location}, Python {platform.python_version()});"
        f" please report it with this line and the command that you ran. {DEBUG}=1 shows the traceback."
    )
