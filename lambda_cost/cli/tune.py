"""`lambda-cost tune`: how much memory a function should have."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from lambda_cost.cli import drawing, options, output
from lambda_cost.cli.inputs.prices import pricing_of
from lambda_cost.cli.inputs.scenario_file import scenario_of
from lambda_cost.errors import blame


def tune(
    file: options.ScenarioFile,
    function: Annotated[str, typer.Argument(metavar="FUNCTION", help="The function: functions.checkout, or checkout.")],
    measured: Annotated[
        str,
        typer.Option(
            metavar="MB=TIME,…|FILE",
            help="Mean durations: 128=2400ms,512=620ms, with init 512=620ms+3s; a CSV file with memory_mb, duration_ms (or"
            " billed_duration_ms) and perhaps init_ms, restore_ms, resume_ms; or the JSON of AWS Lambda Power Tuning.",
        ),
    ],
    given: options.ScenarioFlags,
    pricing_flags: options.PricingFlags,
    to: options.OutputFlags,
    sizes: Annotated[
        str | None, typer.Option(metavar="MB,…", help="Other sizes, estimated from a curve through the measured ones.")
    ] = None,
    weight: Annotated[
        str | None, typer.Option(metavar="0…1", help="Weight of cost against time in the balanced size.  [default: 0.5]")
    ] = None,
    extrapolate: Annotated[bool, typer.Option("--extrapolate", help="Allow --sizes outside the measured range.")] = False,
) -> None:
    """Find the memory size that costs least, or is fastest.

    \b
    Examples:
      lambda-cost tune shop.yaml checkout --measured 128=2400ms,256=1200ms,512=620ms,1024=400ms
      lambda-cost tune shop.yaml checkout --measured power-tuning.json --weight 0.3
      lambda-cost tune shop.yaml checkout --measured times.csv --sizes 384,768
    """
    from lambda_cost.what_if.measurements import parse_measurements as read
    from lambda_cost.what_if.tuning import tune as tuned

    pricing = pricing_of(pricing_flags)
    scenario = scenario_of(file, given, pricing.book.regions)
    tuning = tuned(
        scenario,
        function,
        read(measured),
        sizes=[_number("--sizes", size, "memory_mb") for size in (sizes or "").split(",") if size.strip()],
        weight=_number("--weight", weight or "0.5", "weight_share"),
        extrapolate=extrapolate,
        prices=pricing.book,
    )
    if not drawing.write_chart_of(tuning, to.out):
        output.show(tuning, to, pricing.conversion)
    pricing.enforce(scenario, cheapest=tuning.cheapest.total, currency=tuning.currency)


def _number(option: str, text: str, field: str) -> Any:
    """The number that *text* is, said of *option* where it is none."""
    from lambda_cost.numbers.units import number

    with blame(option):
        return number(text.strip(), field)
