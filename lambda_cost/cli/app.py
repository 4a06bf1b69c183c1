"""The commands, and nothing that takes time to import."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import Annotated, Any

import typer

from lambda_cost import __version__
from lambda_cost.cli import offers, prices
from lambda_cost.cli.break_even import break_even
from lambda_cost.cli.commit import commit
from lambda_cost.cli.compare import compare
from lambda_cost.cli.diff import diff
from lambda_cost.cli.estimate import estimate
from lambda_cost.cli.exits import WRONG_INPUT
from lambda_cost.cli.explain import explain
from lambda_cost.cli.forecast import forecast
from lambda_cost.cli.importing import import_file, usage
from lambda_cost.cli.pictures import plot
from lambda_cost.cli.price_map import cost_map
from lambda_cost.cli.report import report
from lambda_cost.cli.scenarios import init, schema
from lambda_cost.cli.serve import serve
from lambda_cost.cli.sweep import sweep
from lambda_cost.cli.tune import tune
from lambda_cost.errors import LambdaCostError

app = typer.Typer(
    name="lambda-cost",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(estimate)
app.command()(explain)
app.command()(compare)
app.command()(diff)
app.command()(sweep)
app.command("break-even")(break_even)
app.command()(commit)
app.command()(tune)
app.command()(forecast)
app.command("import")(import_file)
app.command()(usage)
app.command()(report)
app.command()(plot)
app.command()(serve)
app.command()(init)
app.command()(schema)
prices.app.command("map")(cost_map)
prices.app.command()(offers.check)
prices.app.command()(offers.update)
prices.app.command()(offers.correct)
app.add_typer(prices.app, name="prices")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"lambda-cost {__version__}")
        raise typer.Exit


@app.callback(
    epilog="Exit codes: 0 done; 1 a check that was asked for failed; 2 the input is wrong or incomplete.",
)
def root(
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """What AWS Lambda and API Gateway cost: exact, with the source of every price.

    \b
    Examples:
      lambda-cost estimate --requests 1M --duration 0.5s --memory 512MB
      lambda-cost init shop.yaml && lambda-cost estimate shop.yaml
    """
    del version


class _AsGiven:
    """Takes a value as the shell gives it: text, whose units and bounds the library knows.

    Typer would build a pydantic adapter for each option of the command that runs, which costs half
    of the time of an estimate.
    """

    def coerce(self, value: Any, **_context: Any) -> Any:
        return value


def command() -> Any:
    """The command that Typer makes of the app, its options taken as given."""
    made: Any = typer.main.get_command(app)
    context = typer.Context(made, **made.context_settings)
    for _, one in every_command(made):
        for parameter in one.get_params(typer.Context(one, parent=context)):
            parameter._runtime_param = _AsGiven()  # noqa: SLF001 - without it everything works, only slower
    return made


def every_command(group: Any, name: str = "") -> list[tuple[str, Any]]:
    """*group*, called *name*, and all commands in it and in the groups in it, each with its words: `prices show`."""
    found = [(name, group)]
    for key, one in getattr(group, "commands", {}).items():
        found += every_command(one, f"{name} {key}".strip())
    return found


def _printable(text: str) -> str:
    """*text* with what a terminal would obey written out: names come from files that nobody vouches for."""
    return "".join(sign if sign.isprintable() or sign == "\n" else sign.encode("unicode_escape").decode() for sign in text)


def main() -> None:
    """Run the command line and exit: 2, and a message on standard error, for whatever is refused."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        command()()
    except LambdaCostError as error:
        if sys.stderr is not None:
            sys.stderr.write(f"{_printable(str(error))}\n")
        sys.exit(WRONG_INPUT)
