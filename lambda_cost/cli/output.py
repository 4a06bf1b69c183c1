"""Where results go: standard output, or a file that is there whole or not at all."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from lambda_cost import files
from lambda_cost.errors import Problem, ScenarioError, UnreadableFileError, did_you_mean
from lambda_cost.reports.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lambda_cost.bill.conversion import Conversion
    from lambda_cost.cli.options import OutputFlags
    from lambda_cost.reports.sheet import Sheet
    from lambda_cost.scenario.scenario import Scenario
    from lambda_cost.what_if.budget.budget import Budget


def show(
    result: Any,
    flags: OutputFlags,
    conversion: Conversion | None = None,
    *,
    full: bool = True,
    **options: Any,
) -> None:
    """Show *result* as the *flags* say: in a format, on standard output or in a file, whose ending may say the format.

    Args:
        result: a bill, a comparison or another answer.
        flags: the format, by default a table, on a terminal in colours; and a file.
        conversion: the currency in which totals are shown too.
        full: whether a terminal, too, shows everything.
        options: what belongs beside it, such as a `budget`.

    Raises:
        UnreadableFileError: if the file cannot be written.
        ScenarioError: if the format is none, or the other currency is that of the result.
    """
    from lambda_cost.reports import sheet_of

    show_sheet(sheet_of(result, **options), flags, conversion, full=full)


def show_sheet(made: Sheet, flags: OutputFlags, conversion: Conversion | None = None, *, full: bool = True) -> None:
    """The same for a sheet.

    Raises:
        UnreadableFileError: if the file cannot be written.
        ScenarioError: if the format is none, or the other currency is that of the sheet.
    """
    from lambda_cost.reports import sheet

    if conversion is not None:
        made = made._replace(conversion=conversion.require_other_currency(made.currency))
    to, out = flags
    kind = chosen_format(to, out, FORMATS | {name: f".{name}" for name in made.writers if name not in FORMATS}, "table")
    on_terminal = to is None and out is None and sys.stdout is not None and sys.stdout.isatty()
    if on_terminal:
        from lambda_cost.reports import terminal

        terminal.show(made, full=full)
    else:
        put(sheet.parts(made, kind), out)


def exit_if_exceeded(budget: Budget | None) -> None:
    """Exit with 1 if *budget* is exceeded, and say so.

    Raises:
        Exit: if it is.
    """
    if budget is not None and budget.exceeded:
        import typer

        from lambda_cost.reports.budget import headline

        typer.echo(headline(budget), err=True)
        fail()


def exit_if_partial(*scenarios: Scenario[Any]) -> None:
    """Exit with 1 if one of *scenarios* is not the whole of what will be there, and say why: no gate passes on it.

    Raises:
        Exit: if one is not.
    """
    reasons = dict.fromkeys(reason for scenario in scenarios for reason in scenario.partial)
    if reasons:
        import typer

        for reason in reasons:
            typer.echo(f"The check fails, as this bill is not whole: {reason}", err=True)
        fail()


def fail() -> NoReturn:
    """Exit with 1: a check that was asked for failed, and the reason was said.

    Raises:
        Exit: always.
    """
    import typer

    from lambda_cost.cli.exits import CHECK_FAILED

    raise typer.Exit(CHECK_FAILED)


def put(text: str | Iterable[str], out: str | None = None) -> None:
    """Write *text*, or one text after the other, to the file *out*, or to standard output if there is none.

    Raises:
        UnreadableFileError: if the file cannot be written, or standard output is closed.
    """
    if out is not None:
        files.write_text(out, text)
        return
    if sys.stdout is None:
        raise UnreadableFileError("standard output is closed")
    for part in [text] if isinstance(text, str) else text:
        sys.stdout.write(part)
    sys.stdout.flush()


def put_new(text: str, out: str | None, *, force: bool) -> None:
    """Write *text*, which somebody goes on to edit, to the new file *out*, or to standard output.

    Raises:
        UnreadableFileError: if the file is there already and *force* is not given, or it cannot be written.
    """
    if out is not None and not force and files.exists(out):
        raise UnreadableFileError(f"{out} is there already; give another name, or --force to write over it")
    put(text, out)


def chosen_format(to: str | None, out: str | None, formats: Mapping[str, str], default: str) -> str:
    """The one of *formats* that was asked for: as *to*, by the ending of the file *out*, or else the *default*.

    Raises:
        ScenarioError: if *to* is none of them.
        UnreadableFileError: if *out* does not say it.
    """
    if to is not None and to not in formats:
        raise ScenarioError([Problem("--format", f"is {to!r}; {did_you_mean(to, formats)}")])
    return to or (default if out is None else _format_of(Path(out), formats))


def _format_of(out: Path, formats: Mapping[str, str]) -> str:
    by_ending = {ending: name for name, ending in formats.items()}
    if out.suffix not in by_ending:
        message = f"{out} does not say its format; give --format, or an ending: {did_you_mean(out.suffix, by_ending)}"
        raise UnreadableFileError(message)
    return by_ending[out.suffix]
