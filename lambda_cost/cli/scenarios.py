"""`lambda-cost schema` and `lambda-cost init`: what a scenario file is, and one to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lambda_cost import files
from lambda_cost.cli import options, output


def schema(out: options.Out = None) -> None:
    """Print the JSON schema of scenario files.

    \b
    Examples:
      lambda-cost schema --out lambda-cost.schema.json
      # and as the first line of a scenario, for editors:
      # yaml-language-server: $schema=lambda-cost.schema.json
    """
    from lambda_cost.reports.json_text import json_text
    from lambda_cost.scenario.schema import schema as made

    output.put(json_text(made()), out)


def example(ending: str = ".yaml") -> Path:
    """The file of the scenario to start from, `.yaml`, or `.csv` for a spreadsheet."""
    from lambda_cost import scenario

    return Path(scenario.__file__).with_name(f"example{ending}")


def init(
    file: Annotated[
        str | None, typer.Argument(metavar="FILE", help="The file to write; - is standard output.  [default: scenario.yaml]")
    ] = None,
    csv: Annotated[
        bool, typer.Option("--csv", help="Write a CSV file for a spreadsheet instead: one row for each resource.")
    ] = False,
    force: options.Force = False,
) -> None:
    """Write a commented scenario to start from.

    \b
    Examples:
      lambda-cost init
      lambda-cost init shop.yaml && lambda-cost estimate shop.yaml
      lambda-cost init - | lambda-cost estimate -
      lambda-cost init --csv functions.csv && lambda-cost estimate functions.csv
    """
    ending = ".csv" if csv else ".yaml"
    file, text = file or f"scenario{ending}", files.read_text(example(ending))
    if file == "-":
        output.put(text)
        return
    output.put_new(text, file, force=force)
    typer.echo(f"{file} is written; next: lambda-cost estimate {file}", err=True)
