"""`lambda-cost sweep`: what a scenario costs over many values of its fields."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lambda_cost import files
from lambda_cost.cli import drawing, options, output
from lambda_cost.cli.inputs import scenario_file
from lambda_cost.cli.inputs.prices import pricing_of
from lambda_cost.cli.progress import progress
from lambda_cost.errors import Problem, ScenarioError, did_you_mean, shown
from lambda_cost.reports.formats import SWEEP_FORMATS

if TYPE_CHECKING:
    from lambda_cost.cli.inputs.prices import Pricing
    from lambda_cost.what_if.sweep.sweep import Sweep


def sweep(
    file: options.ScenarioFile,
    axes: Annotated[list[str], typer.Argument(metavar="PATH=VALUES…", help="A field and its values: 1M,10M or 128:3008:64.")],
    given: options.ScenarioFlags,
    pricing_flags: options.PricingFlags,
    by: Annotated[
        str | None,
        options.choice(("meter", "resource"), "Also show the cost of each meter or resource."),
    ] = None,
    exact: Annotated[
        bool | None,
        typer.Option("--exact/--arrays", help="Exact decimals, or faster floats.  [default: exact up to 10,000 cases]"),
    ] = None,
    to: Annotated[str | None, options.format_option(SWEEP_FORMATS, "table")] = None,
    out: options.Out = None,
) -> None:
    """Show the cost of every combination of values.

    Values are a list (1M,10M) or a range: start:stop:step, or start:stop:xfactor. Words can vary too: region,
    functions.NAME.architecture, apis.NAME.type.

    \b
    Examples:
      lambda-cost sweep shop.yaml functions.checkout.memory_mb=128:3008:64 functions.checkout.requests=1M,10M,100M
      lambda-cost sweep shop.yaml functions.checkout.architecture=x86_64,arm64 region=eu-west-1,eu-central-1
      lambda-cost sweep shop.yaml functions.checkout.requests=1M:1B:x10 --by resource --out sweep.csv
      lambda-cost sweep shop.yaml functions.checkout.memory_mb=128:10240:1 --out sweep.parquet
    """
    from lambda_cost.numbers.text import shortest_decimal
    from lambda_cost.what_if.sweep.sweep import sweep_document

    pricing = pricing_of(pricing_flags)
    doc = scenario_file.document_of(file, given)
    result = sweep_document(doc, _axes(axes), by=by or "", exact=exact, prices=pricing.book)
    _show(result, options.OutputFlags(to, out), pricing)
    cheapest = shortest_decimal(result.cheapest["total"])
    pricing.enforce(result.scenario, cheapest=cheapest, currency=result.currency)


def _axes(given: list[str]) -> dict[str, str]:
    """The axes that were *given*, each by its path."""
    from lambda_cost.what_if.sweep.axes import EXAMPLE

    problems = [Problem("an axis", f"is {shown(axis)}; allowed: {EXAMPLE}") for axis in given if not axis.partition("=")[2]]
    paths = [axis.partition("=")[0] for axis in given]
    problems += [Problem(path, "is there twice; allowed: once") for path in dict.fromkeys(paths) if paths.count(path) > 1]
    if problems:
        raise ScenarioError(problems)
    return {path: values for path, _, values in (axis.partition("=") for axis in given)}


def _show(result: Sweep, flags: options.OutputFlags, pricing: Pricing) -> None:
    from lambda_cost.reports import sweep as sweeps

    to, out = flags
    if drawing.write_chart_of(result, out):
        return
    ending = Path(out).suffix.removeprefix(".") if out else ""
    form = to or (ending if ending in {"csv", "json", "parquet"} else "table")
    if form not in SWEEP_FORMATS:
        raise ScenarioError([Problem("--format", f"is {form!r}; {did_you_mean(form, SWEEP_FORMATS)}")])
    if form not in {"csv", "json", "parquet"}:
        output.show(result, flags, pricing.conversion)
        return
    if form == "parquet" and out is None:
        raise ScenarioError([Problem("--format", "is parquet, which is no text; give --out FILE.parquet")])
    with progress("Sweeping", len(result)) as advance:
        if form == "parquet":
            from lambda_cost.what_if.sweep import parquet

            with files.replacing(out or "") as temporary:
                parquet.write_parquet(result, temporary, advance)
        else:
            output.put({"csv": sweeps.csv, "json": sweeps.json_document}[form](result, advance), out)
    typer.echo(sweeps.summary(result), err=True)
