"""The commands there are: listed with one line of help each, and imported when they are called."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from lambda_cost import __version__
from lambda_cost.cli.spread import spread
from lambda_cost.cli.streams import stream_errors

if TYPE_CHECKING:
    from collections.abc import Callable

COMMANDS = {
    "estimate": ("estimate:estimate", "Show what a scenario costs in a month."),
    "explain": ("explain:explain", "Show where every number of a bill comes from."),
    "compare": ("compare:compare", "Compare scenarios, or variants of one, side by side."),
    "diff": ("diff:diff", "Show what a change costs, resource by resource."),
    "sweep": ("sweep:sweep", "Show the cost of every combination of values."),
    "break-even": ("break_even:break_even", "Show where designs cost the same, and where each is cheapest."),
    "commit": ("commit:commit", "Find the Compute Savings Plan that costs least."),
    "tune": ("tune:tune", "Find the memory size that costs least, or is fastest."),
    "reconcile": ("reconcile:reconcile", "Explain a bill of AWS, step by step, to the last cent."),
    "forecast": ("forecast:forecast", "Show the cost month by month as usage grows."),
    "import": (
        "importing:import_file",
        "Write the scenario that a template, plan or bill describes.",
    ),
    "observe": ("observe:observe", "Write the usage file of what really ran, from logs and metrics."),
    "usage": ("importing:usage", "Write the usage file of a template, to fill in."),
    "report": ("report:report", "Write an estimate or an explained bill as one HTML file."),
    "plot": ("pictures:plot", "Draw one chart of an estimate."),
    "serve": ("serve:serve", "Open a local page to change a scenario, or to read a bill."),
    "init": ("scenarios:init", "Write a commented scenario to start from."),
    "schema": ("scenarios:schema", "Print the JSON schema of scenario files."),
}
"""The function of each command, `module:function` of this package, and the first sentence of its help."""
PRICE_COMMANDS = {
    "show": ("prices:show", "Show list prices with their dates and sources."),
    "list": ("prices:meters", "List the meters, and in how many regions each has a price."),
    "history": ("prices:history", "Show every known price of a meter, oldest first."),
    "compare": ("prices:compare", "Compare the prices of two regions."),
    "regions": ("prices:regions", "List the regions, and for how many meters each has a price."),
    "diff": ("prices:diff", "Show how two days, or two folders of price tables, differ."),
    "validate": ("prices:validate", "Check custom prices, and list everything wrong in them."),
    "map": ("price_map:cost_map", "Show what a scenario costs in every region, cheapest first."),
    "status": ("price_status:status", "Show how fresh the prices are, by service and region."),
    "check": ("price_lists:check", "Compare prices with AWS's price lists, or with a bill."),
    "refresh": ("price_refresh:refresh", "Fetch AWS's price lists, and use their prices from now on."),
    "update": ("price_lists:update", "Add prices from AWS's price lists to price tables."),
    "correct": ("price_lists:correct", "Correct a wrong price, and keep the old one with the reason."),
}
"""The same for the commands of `lambda-cost prices`."""


class TextCommand(TyperCommand):
    """A command that takes its options as the shell gives them: text, whose units and bounds the library knows."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Its arguments and options."""
        return _taken_as_given(super().get_params(ctx))


class TextGroup(TyperGroup):
    """The same for a group of commands."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Its own options, such as `--version`."""
        return _taken_as_given(super().get_params(ctx))

    def make_context(self, *args: Any, **extra: Any) -> Any:
        """The context of its own options, of which some print something."""
        with stream_errors():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was named."""
        with stream_errors():
            return super().invoke(ctx)


class LazyCommand(TyperCommand):
    """A command that is listed by name and help, and imported when it is called."""

    def __init__(self, name: str, function: str, summary: str) -> None:
        """The command *name*, which is *function*, `module:function` of this package, and does what *summary* says."""
        super().__init__(name, help=summary)
        self.function = function

    def load(self) -> TyperCommand:
        """The command itself, with its options."""
        module, _, function = self.function.partition(":")
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        app.command(self.name, cls=TextCommand)(spread(getattr(import_module(f"{__package__}.{module}"), function)))
        return cast("TyperCommand", get_command(app))

    def make_context(self, *args: Any, **extra: Any) -> Any:
        """The context of the command itself, in which its options have their values."""
        return self.load().make_context(*args, **extra)


def root() -> TextGroup:
    """`lambda-cost` itself, with every command."""
    app = typer.Typer(
        name="lambda-cost",
        cls=TextGroup,
        rich_markup_mode=None,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(
        epilog="Exit codes: 0 done; 1 a check that was asked for failed; 2 the input is wrong or incomplete;"
        " 70 lambda-cost has a bug."
    )(_root)
    group = cast("TextGroup", get_command(app))
    prices = TextGroup(
        name="prices",
        help="Look up prices, compare them, and keep them up to date.",
        rich_markup_mode=None,
        no_args_is_help=True,
    )
    for parent, commands in ((group, COMMANDS), (prices, PRICE_COMMANDS)):
        for name, (function, summary) in commands.items():
            parent.add_command(LazyCommand(name, function, summary))
    group.add_command(prices)
    return group


def every_command(group: TextGroup, name: str = "") -> list[tuple[str, Any]]:
    """*group*, called *name*, and all commands in it, imported, each with its words: `prices show`."""
    commands: list[tuple[str, Any]] = [(name, group)]
    for key, command in group.commands.items():
        words = f"{name} {key}".strip()
        commands += (
            [(words, command.load())] if isinstance(command, LazyCommand) else every_command(cast("TextGroup", command), words)
        )
    return commands


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"lambda-cost {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """What AWS Lambda and API Gateway cost: exact, with the source of every price.

    \b
    Examples:
      lambda-cost estimate --requests 1M --duration 0.5s --memory 512MB
      lambda-cost init shop.yaml && lambda-cost estimate shop.yaml
    """
    del version


def _taken_as_given(parameters: list[Any]) -> list[Any]:
    """*parameters* of a command, which from now on take text as it is."""
    for parameter in parameters:
        if "process_value" not in vars(parameter):
            parameter.process_value = partial(_as_given, parameter, parameter.process_value)
    return parameters


def _as_given(parameter: Any, process: Callable[[Any, Any], Any], ctx: Any, given: Any) -> Any:
    """The value *given* for *parameter* as it is, if it is text, several texts or a flag; the rest *process* looks at.

    Typer's own would have pydantic check each text, which alone takes half of the time of an estimate.
    """
    value = given
    if given is None and not parameter.required:
        value = () if parameter.multiple or parameter.nargs != 1 else None
    elif not isinstance(given, str | bool | list | tuple) or given in ([], ()):
        return process(ctx, given)
    return parameter.callback(ctx, parameter, value) if parameter.callback else value
