"""Where results go: standard output, or a file that is there whole or not at all."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from lambda_cost import files
from lambda_cost.errors import Problem, ScenarioError, UnreadableFileError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.reports.layout import Page
    from lambda_cost.reports.sheet import Sheet
    from lambda_cost.what_if.budget.budget import Budget


def show(bill: Estimate[Any], to: str | None, out: str | None, budget: Budget | None = None) -> None:
    """Show *bill* in the format *to*, or write it to *out*, whose ending then may say the format; *budget* with it.

    Raises:
        UnreadableFileError: if *out* cannot be written.
    """
    from lambda_cost.reports import layout, report

    _show(to, out, lambda found: report(bill, found, budget), lambda: layout.page(bill, budget))


def show_sheet(made: Sheet, to: str | None, out: str | None) -> None:
    """The same for a sheet.

    Raises:
        UnreadableFileError: if *out* cannot be written.
    """
    from lambda_cost.reports import sheet

    _show(to, out, lambda found: sheet.report(made, found), lambda: sheet.page(made))


def show_text(report: Callable[[str], str], to: str | None, out: str | None, page: Callable[[], Page] | None = None) -> None:
    """The same for a result that *report* writes in every format; a terminal gets its *page*, or its text.

    Raises:
        UnreadableFileError: if *out* cannot be written.
    """
    _show(to, out, report, page)


def hold(budget: Budget | None) -> None:
    """Exit with 1 if *budget* is exceeded, and say so.

    Raises:
        Exit: if it is.
    """
    if budget is not None and budget.exceeded:
        import typer

        from lambda_cost.reports.budget import headline

        typer.echo(headline(budget), err=True)
        fail()


def fail() -> NoReturn:
    """Exit with 1: a check that was asked for failed, and the reason was said.

    Raises:
        Exit: always.
    """
    import typer

    from lambda_cost.cli.exits import CHECK_FAILED

    raise typer.Exit(CHECK_FAILED)


def _show(to: str | None, out: str | None, report: Callable[[str], str], page: Callable[[], Page] | None) -> None:
    from lambda_cost import reports

    if to is not None and to not in reports.FORMATS:
        raise ScenarioError([Problem("--format", f"is {to!r}; {did_you_mean(to, reports.FORMATS)}")])
    if page is not None and to is None and out is None and sys.stdout is not None and sys.stdout.isatty():
        from lambda_cost.reports import terminal

        terminal.show(page())
    else:
        put(report(to or ("table" if out is None else _format_of(Path(out)))), out)


def put(text: str | Iterable[str], out: str | None = None) -> None:
    """Write *text*, or one text after the other, to the file *out*, or to standard output if there is none.

    Raises:
        UnreadableFileError: if the file cannot be written, or standard output is closed.
    """
    if out is not None:
        files.write_text(out, text)
        return
    if sys.stdout is None:
        message = "standard output is closed"
        raise UnreadableFileError(message)
    for part in [text] if isinstance(text, str) else text:
        sys.stdout.write(part)
        sys.stdout.flush()


def _format_of(out: Path) -> str:
    from lambda_cost.reports import SUFFIXES

    if out.suffix not in SUFFIXES:
        message = f"{out} does not say its format; give --format, or an ending: {did_you_mean(out.suffix, SUFFIXES)}"
        raise UnreadableFileError(message)
    return SUFFIXES[out.suffix]
