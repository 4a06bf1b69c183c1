"""Options that several commands share, each with its help and its completion, and the groups in which commands take them.

A command names a group, `given: ScenarioFlags`; `spread` makes an option of each of its fields.
"""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, NamedTuple

import typer

from lambda_cost.cli.completion import regions, words
from lambda_cost.reports.formats import FORMATS, choices
from lambda_cost.scenario.free_tiers import FREE_TIERS


def choice(allowed: Sequence[str], text: str, *names: str) -> Any:
    """An option called *names* that takes one of the words *allowed*, which a shell completes; *text* is its help."""
    return typer.Option(*names, metavar="|".join(allowed), autocompletion=words(*allowed), help=text)


def format_option(formats: Iterable[str], default: str) -> Any:
    """`--format`, which takes one of *formats*; without it, it is what the file ends in, or the *default*."""
    text = f"{choices(formats)}.  [default: {default}, or what --out ends in]"
    return typer.Option("--format", "-f", metavar="FORMAT", autocompletion=words(*formats), help=text)


FILE = "A scenario, template or spreadsheet (CSV or Excel); - is standard input."
FILES = "A scenario, template or spreadsheet (CSV or Excel); several are priced as one account; - is standard input."
FILE_OR_BILL = "A scenario, template or spreadsheet, or a bill (CUR, FOCUS, Cost Explorer); - is standard input."
ScenarioFile = Annotated[str, typer.Argument(metavar="FILE", help=FILE)]
OptionalFile = Annotated[str | None, typer.Argument(metavar="FILE", help=FILE)]
OptionalFileOrBill = Annotated[str | None, typer.Argument(metavar="FILE", help=FILE_OR_BILL)]
ScenarioFiles = Annotated[list[str] | None, typer.Argument(metavar="FILE…", help=FILES)]
AccountFiles = Annotated[list[str], typer.Argument(metavar="FILE…", help=FILES)]
AccountFilesOrBills = Annotated[
    list[str], typer.Argument(metavar="FILE…", help=f"{FILE_OR_BILL} Several are priced as one account.")
]
Region = Annotated[
    str | None,
    typer.Option(metavar="REGION", help="Region of resources that name none.  [default: us-east-1]", autocompletion=regions),
]
Regions = Annotated[
    list[str] | None,
    typer.Option(
        "--region", metavar="REGION", help="Only this region, such as eu-west-1; may be given again.", autocompletion=regions
    ),
]
Day = Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Day whose prices apply.  [default: today]")]
Hours = Annotated[str | None, typer.Option(metavar="N", help="Hours in the month.  [default: 730]")]
Month = Annotated[
    str | None, typer.Option(metavar="YYYY-MM", help="Month to price, with its actual hours; future months use today's prices.")
]
FreeTierOption = Annotated[
    str | None,
    choice(FREE_TIERS, "Free tier to apply.  [default: always]"),
]
Changes = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change the scenario, such as functions.checkout.memory_mb=1024."),
]
Discounts = Annotated[
    list[str] | None,
    typer.Option(
        "--discount",
        metavar="PERCENT|WHAT=PERCENT",
        help="Discount on on-demand prices: 10%, aws_lambda=10%, aws_lambda.function.duration=20%.",
    ),
]
Prices = Annotated[
    str | None,
    typer.Option(
        metavar="DIR", help="Folder of custom prices, which take precedence over the bundled ones.  [env: LAMBDA_COST_PRICES]"
    ),
]
MaxPriceAge = Annotated[
    str | None, typer.Option(metavar="DAYS", help="Exit with 1 if a price was last checked longer ago than this: 30d.")
]
Currency = Annotated[
    str | None, typer.Option(metavar="CODE", help="Also show totals in this currency, such as EUR (see --rate).")
]
ConversionRate = Annotated[
    str | None,
    typer.Option("--rate", metavar="N", help="Exchange rate: units of --currency for 1 unit of the bill's currency."),
]
FormatOption = Annotated[
    str | None,
    format_option(FORMATS, "table"),
]
Draws = Annotated[
    str | None, typer.Option(metavar="N", help="Monte Carlo samples for ranges; 0 uses the likely values.  [default: 100,000]")
]
Seed = Annotated[str | None, typer.Option(metavar="N", help="Random seed.  [default: 1]")]
Out = Annotated[str | None, typer.Option("--out", "-o", metavar="FILE", help="Write to this file.")]
Requests = Annotated[str | None, typer.Option(metavar="N", help="Requests in the month: 1M, 25/min.")]
Duration = Annotated[str | None, typer.Option(metavar="TIME", help="Time of one request: 120 (ms), 0.5s.")]
BilledDuration = Annotated[
    str | None, typer.Option(metavar="TIME", help="Mean billed duration from logs, instead of --duration.")
]
Memory = Annotated[str | None, typer.Option(metavar="SIZE", help="Configured memory: 512MB, 2GB.")]
Arch = Annotated[
    str | None,
    choice(("x86_64", "arm64"), "Processor.  [default: x86_64]"),
]
Api = Annotated[
    str | None,
    choice(("http", "rest", "websocket"), "API that calls the function once for each request."),
]
ConnectionMinutes = Annotated[str | None, typer.Option(metavar="N", help="With --api websocket: minutes of open connections.")]
BudgetOption = Annotated[
    str | None,
    typer.Option("--budget", metavar="AMOUNT", help="Exit with 1 if the monthly cost exceeds AMOUNT (in the bill's currency)."),
]
Months = Annotated[str | None, typer.Option(metavar="N", help="How many months.")]
GrowthOption = Annotated[
    list[str] | None,
    typer.Option("--growth", metavar="RATE|PATH=RATE", help="Growth a month: 5%, functions.checkout=10%.  [default: none]"),
]
Season = Annotated[str | None, typer.Option(metavar="F,F,…", help="Factors for the usage of each month; they repeat.")]
Traffic = Annotated[
    str | None, typer.Option(metavar="FILE", help="CSV file with a column month, and one for each path or one called factor.")
]
Start = Annotated[str | None, typer.Option(metavar="YYYY-MM", help="The first month.  [default: that of the scenario]")]
By = Annotated[str | None, typer.Option(metavar="KEY", help="Subtotals by file, region, service, or a tag: tag:team.")]
UsageFile = Annotated[
    str | None,
    typer.Option(
        "--usage", "-u", metavar="FILE", help="Usage file: requests, durations and GB for the resources of a template."
    ),
]
Parameter = Annotated[
    list[str] | None, typer.Option("--parameter", "-p", metavar="NAME=VALUE", help="A parameter of a template.")
]
ParameterFile = Annotated[str | None, typer.Option(metavar="FILE", help="Parameters of a template, in a file.")]
Environment = Annotated[
    list[str] | None, typer.Option("--env", metavar="NAME[=VALUE]", help="An environment variable that a template may ask for.")
]
Root = Annotated[
    str | None, typer.Option(metavar="DIR", help="Folder that the files a template refers to must be in.  [default: its own]")
]


class FunctionFlags(NamedTuple):
    """One function, and an API in front of it, instead of a file."""

    requests: Requests = None
    duration: Duration = None
    billed_duration: BilledDuration = None
    memory: Memory = None
    arch: Arch = None
    api: Api = None
    connection_minutes: ConnectionMinutes = None


class ScenarioFlags(NamedTuple):
    """How a file becomes the scenario that is priced: a template's traffic, and what goes over the keys of either."""

    region: Region = None
    day: Day = None
    month: Month = None
    hours: Hours = None
    free_tier: FreeTierOption = None
    changes: Changes = None
    discount: Discounts = None
    usage: UsageFile = None
    parameter: Parameter = None
    parameter_file: ParameterFile = None
    root: Root = None
    env: Environment = None


class PricingFlags(NamedTuple):
    """Which prices, what is checked of them and of the total, and the currency beside theirs."""

    prices: Prices = None
    max_price_age: MaxPriceAge = None
    budget: BudgetOption = None
    currency: Currency = None
    rate: ConversionRate = None


class GrowthFlags(NamedTuple):
    """Which months, and how usage changes over them."""

    months: Months = None
    growth: GrowthOption = None
    season: Season = None
    traffic: Traffic = None
    start: Start = None


class DrawFlags(NamedTuple):
    """How numbers that are ranges are drawn."""

    draws: Draws = None
    seed: Seed = None


Force = Annotated[bool, typer.Option("--force", help="Overwrite an existing file.")]
Full = Annotated[
    bool, typer.Option("--full", help="On a terminal, also show every charge, the assumptions and the sources of prices.")
]


class OutputFlags(NamedTuple):
    """In which format an answer is written, and where."""

    to: FormatOption = None
    out: Out = None
