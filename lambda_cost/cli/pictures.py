"""`lambda-cost plot`: one picture of an estimate, as SVG or PNG."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lambda_cost.cli import completion, drawing, options, output
from lambda_cost.cli.inputs import scenario_file
from lambda_cost.cli.inputs.prices import pricing_of
from lambda_cost.errors import Problem, ScenarioError, UnreadableFileError, did_you_mean
from lambda_cost.reports.formats import PICTURES

KINDS = ["breakdown", "memory", "growth", "regions"]
MAX_WIDTH = 4000


def plot(
    kind: Annotated[
        str, typer.Argument(metavar="|".join(KINDS), help="What the chart shows.", autocompletion=completion.words(*KINDS))
    ],
    file: options.ScenarioFile,
    given: options.ScenarioFlags,
    pricing_flags: options.PricingFlags,
    function: Annotated[str | None, typer.Option(metavar="NAME", help="With memory: only this function.")] = None,
    width: Annotated[str | None, typer.Option(metavar="N", help="Width in pixels.  [default: 640]")] = None,
    dark: Annotated[
        bool, typer.Option("--dark", help="Dark colours; without it, an SVG follows the viewer's light or dark mode.")
    ] = False,
    out: options.Out = None,
) -> None:
    """Draw one chart of an estimate.

    It is written to --out, which ends in .svg or .png; without --out, as SVG to standard output.
    Charts need the extra `charts`.

    \b
    Examples:
      lambda-cost plot breakdown shop.yaml --out breakdown.svg
      lambda-cost plot memory shop.yaml --function checkout --out memory.png
    """
    from lambda_cost import charts

    if kind not in KINDS:
        raise ScenarioError([Problem("KIND", f"is {kind!r}; {did_you_mean(kind, KINDS)}")])
    if function is not None and kind != "memory":
        raise ScenarioError([Problem("--function", "goes with memory")])
    path = None if out is None else Path(out)
    if path is not None and path.suffix not in PICTURES.values():
        raise UnreadableFileError(f"{out} does not say its format; allowed endings: {', '.join(PICTURES.values())}")
    pricing = pricing_of(pricing_flags)
    bill = pricing.priced(scenario_file.scenario_of(file, given, pricing.book.regions))
    picture = charts.make_chart(bill, kind, **({} if function is None else {"function": function}))
    if path is None:
        output.put(picture.to_svg(_pixels(width), dark=dark or None))
    else:
        drawing.write_chart(picture, path, _pixels(width), dark=dark)
    pricing.enforce(bill.scenario)


def _pixels(width: str | None) -> int:
    """The *width* that was asked for.

    Raises:
        ScenarioError: if it is not a whole number of pixels in the allowed range.
    """
    from lambda_cost.charts.theme import NARROW, WIDE

    if width is None:
        return WIDE
    if not width.isascii() or not width.isdigit() or not NARROW <= int(width[:6]) <= MAX_WIDTH:
        raise ScenarioError([Problem("--width", f"is {width!r}; allowed: {NARROW} to {MAX_WIDTH}")])
    return int(width)
