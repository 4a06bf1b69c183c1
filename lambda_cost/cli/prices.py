"""`lambda-cost prices`: what the price tables say, where, since when, and what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lambda_cost.cli import completion, options, output
from lambda_cost.cli.inputs.prices import book_of, folder_of
from lambda_cost.errors import blame
from lambda_cost.prices import custom_tables, differences
from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.listing import count_meters, count_regions, find_meter, find_meters, list_histories, list_prices
from lambda_cost.reports import price_sheets
from lambda_cost.scenario import month

if TYPE_CHECKING:
    from datetime import date

Meter = Annotated[
    str | None,
    typer.Argument(
        metavar="METER",
        help="A meter such as aws_lambda.function.duration, a table (aws_lambda.function) or a service (aws_lambda).",
        autocompletion=completion.meters,
    ),
]
OneMeter = Annotated[
    str,
    typer.Argument(metavar="METER", help="A meter, such as aws_lambda.function.duration.", autocompletion=completion.meters),
]
Where = Annotated[
    str | None,
    typer.Option("--region", metavar="REGION", help="Only this region, such as eu-west-1.", autocompletion=completion.regions),
]
RegionArgument = Annotated[
    str, typer.Argument(metavar="REGION", help="A region, such as eu-west-1.", autocompletion=completion.regions)
]
Side = Annotated[str, typer.Argument(help="A folder of price tables, or a day such as 2026-11-01.")]


def show(
    meter: Meter = None,
    region: Where = None,
    day: options.Day = None,
    prices: options.Prices = None,
    *,
    to: options.OutputFlags,
) -> None:
    """Show list prices with their dates and sources.

    Regions without a price are shown with the reason.

    \b
    Examples:
      lambda-cost prices show aws_lambda.function.duration
      lambda-cost prices show aws_lambda.function --region eu-west-1
      lambda-cost prices show --region eu-west-1 --day 2022-07-31 --format csv
    """
    book, on = book_of(prices), _day(day, "--day")
    regions = _regions(book, region)
    listed = list_prices(book, find_meters(book, meter), regions, on)
    output.show_sheet(price_sheets.show(listed, on, region or f"{len(regions)} regions"), to)


def meters(
    meter: Meter = None,
    day: options.Day = None,
    prices: options.Prices = None,
    *,
    to: options.OutputFlags,
) -> None:
    """List the meters, and in how many regions each has a price.

    \b
    Examples:
      lambda-cost prices list
      lambda-cost prices list api_gateway --format json
    """
    book, on = book_of(prices), _day(day, "--day")
    coverages = count_regions(book, find_meters(book, meter), on)
    output.show_sheet(price_sheets.overview(coverages, book, on), to)


def history(
    meter: OneMeter,
    region: Where = None,
    prices: options.Prices = None,
    *,
    to: options.OutputFlags,
) -> None:
    """Show every known price of a meter, oldest first.

    \b
    Examples:
      lambda-cost prices history aws_lambda.function.duration --region eu-west-1
      lambda-cost prices history api_gateway.rest_api.requests --format csv
    """
    book = book_of(prices)
    regions = _regions(book, region)
    name = find_meter(book, meter)
    output.show_sheet(price_sheets.history(*list_histories(book, name, regions), name), to)


def compare(
    region: RegionArgument,
    other: RegionArgument,
    meter: Annotated[
        str | None, typer.Option(metavar="METER", help="Only this meter.", autocompletion=completion.meters)
    ] = None,
    day: options.Day = None,
    prices: options.Prices = None,
    *,
    to: options.OutputFlags,
) -> None:
    """Compare the prices of two regions.

    \b
    Examples:
      lambda-cost prices compare us-east-1 eu-central-1
      lambda-cost prices compare us-east-1 sa-east-1 --meter aws_lambda.function --format markdown
    """
    book, on = book_of(prices), _day(day, "--day")
    both = _region(book, region, "REGION"), _region(book, other, "REGION")
    listed = (list_prices(book, find_meters(book, meter), [code], on) for code in both)
    output.show_sheet(price_sheets.comparison(zip(*listed, strict=True), both, on), to)


def regions(
    day: options.Day = None,
    prices: options.Prices = None,
    *,
    to: options.OutputFlags,
) -> None:
    """List the regions, and for how many meters each has a price.

    \b
    Examples:
      lambda-cost prices regions
      lambda-cost prices regions --format csv
    """
    book, on = book_of(prices), _day(day, "--day")
    output.show_sheet(price_sheets.regions(book, count_meters(book, on), on), to)


def diff(
    old: Side,
    new: Side,
    prices: options.Prices = None,
    *,
    to: options.OutputFlags,
) -> None:
    """Show how two days, or two folders of price tables, differ.

    Two days are compared by the prices that held on them; two folders price by price, with their dates.

    \b
    Examples:
      lambda-cost prices diff 2022-07-31 2022-08-01
      lambda-cost prices diff last-year/our-prices our-prices
    """
    book = book_of(prices)
    if _is_day(old) and _is_day(new):
        changes = differences.between_days(book, _day(old, "OLD"), _day(new, "NEW"))
    else:
        changes = differences.between_folders(folder_of(old, "OLD"), folder_of(new, "NEW"), book)
    output.show_sheet(price_sheets.differences(changes, book, old, new), to)


def validate(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="A folder of custom prices.")],
    *,
    to: options.OutputFlags,
) -> None:
    """Check custom prices, and list everything wrong in them.

    \b
    Examples:
      lambda-cost prices validate our-prices
    """
    book = PriceBook.bundled()
    custom = custom_tables.read(folder_of(folder, "DIR"), book.tables, book.regions)
    output.show_sheet(price_sheets.valid(custom, folder), to)


def _is_day(text: str) -> bool:
    """Whether *text* is meant as a day."""
    return text[:1].isdigit() and text.replace("-", "").isdigit()


def _day(given: str | None, name: str) -> date:
    """The day that *given* is, or today.

    Raises:
        ScenarioError: if it is none, or lies in the future.
    """
    with blame(name):
        return month.today() if given is None else month.day_of(given)


def _regions(book: PriceBook, region: str | None) -> list[str]:
    """The region that `--region` names, or all of *book*."""
    return [*book.regions] if region is None else [_region(book, region, "--region")]


def _region(book: PriceBook, code: str, name: str) -> str:
    """*code*, if it is a region of *book*.

    Raises:
        ScenarioError: if it is none; the message names the nearest.
    """
    with blame(name):
        return book.region(code).code
