"""`lambda-cost prices`: what the price tables say, where, since when, and what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lambda_cost.cli import options

if TYPE_CHECKING:
    from datetime import date

    from lambda_cost.prices.book import PriceBook

Meter = Annotated[
    str | None,
    typer.Argument(
        metavar="METER",
        help="A meter, or a table or service for all of its meters.",
        autocompletion=options.meters,
        show_default=False,
    ),
]
OneMeter = Annotated[str, typer.Argument(metavar="METER", help="A meter.", autocompletion=options.meters, show_default=False)]
Where = Annotated[
    str | None,
    typer.Option("--region", metavar="REGION", help="Only this region.", autocompletion=options.regions, show_default=False),
]
RegionArgument = Annotated[
    str, typer.Argument(metavar="REGION", help="A region.", autocompletion=options.regions, show_default=False)
]
Side = Annotated[str, typer.Argument(help="A folder of price tables, or a day.", show_default=False)]


def show(
    meter: Meter = None,
    region: Where = None,
    day: options.Day = None,
    prices: options.Prices = None,
    to: options.FormatOption = None,
    out: options.Out = None,
) -> None:
    """Show list prices with their dates and sources.

    Regions without a price are shown with the reason.

    \b
    Examples:
      lambda-cost prices show aws_lambda.function.duration
      lambda-cost prices show aws_lambda.function --region eu-west-1
      lambda-cost prices show --region eu-west-1 --day 2022-07-31 --format csv
    """
    from lambda_cost.cli import output
    from lambda_cost.cli.inputs.prices import book_of
    from lambda_cost.prices.listing import listed, named
    from lambda_cost.reports import price_sheets

    book, found = book_of(prices), _day(day, "--day")
    places = [*book.regions] if region is None else [_region(book, region, "--region")]
    rows = listed(book, named(book, meter), places, found)
    output.show_sheet(price_sheets.show(rows, found, region or f"{len(places)} regions"), to, out)


def meters(
    meter: Meter = None,
    day: options.Day = None,
    prices: options.Prices = None,
    to: options.FormatOption = None,
    out: options.Out = None,
) -> None:
    """List the meters, and in how many regions each has a price.

    \b
    Examples:
      lambda-cost prices list
      lambda-cost prices list api_gateway --format json
    """
    from lambda_cost.cli import output
    from lambda_cost.cli.inputs.prices import book_of
    from lambda_cost.prices.listing import counted, named
    from lambda_cost.reports import price_sheets

    book, found = book_of(prices), _day(day, "--day")
    output.show_sheet(price_sheets.overview(counted(book, named(book, meter), found), book, found), to, out)


def history(
    meter: OneMeter,
    region: Where = None,
    prices: options.Prices = None,
    to: options.FormatOption = None,
    out: options.Out = None,
) -> None:
    """Show every known price of a meter, oldest first.

    \b
    Examples:
      lambda-cost prices history aws_lambda.function.duration --region eu-west-1
      lambda-cost prices history api_gateway.rest_api.requests --format csv
    """
    from lambda_cost.cli import output
    from lambda_cost.cli.inputs.prices import book_of
    from lambda_cost.prices.listing import histories, one_named
    from lambda_cost.reports import price_sheets

    book = book_of(prices)
    places = [*book.regions] if region is None else [_region(book, region, "--region")]
    found = one_named(book, meter)
    output.show_sheet(price_sheets.history(*histories(book, found, places), found), to, out)


def compare(
    region: RegionArgument,
    other: RegionArgument,
    meter: Annotated[
        str | None,
        typer.Option(metavar="METER", help="Only this meter.", autocompletion=options.meters, show_default=False),
    ] = None,
    day: options.Day = None,
    prices: options.Prices = None,
    to: options.FormatOption = None,
    out: options.Out = None,
) -> None:
    """Compare the prices of two regions.

    \b
    Examples:
      lambda-cost prices compare us-east-1 eu-central-1
      lambda-cost prices compare us-east-1 sa-east-1 --meter aws_lambda.function --format markdown
    """
    from lambda_cost.cli import output
    from lambda_cost.cli.inputs.prices import book_of
    from lambda_cost.prices.listing import listed, named
    from lambda_cost.reports import price_sheets

    book, found = book_of(prices), _day(day, "--day")
    both = _region(book, region, "REGION"), _region(book, other, "REGION")
    one, two = ([*listed(book, named(book, meter), [place], found)] for place in both)
    output.show_sheet(price_sheets.compared(zip(one, two, strict=True), both, found), to, out)


def regions(
    day: options.Day = None,
    prices: options.Prices = None,
    to: options.FormatOption = None,
    out: options.Out = None,
) -> None:
    """List the regions, and for how many meters each has a price.

    \b
    Examples:
      lambda-cost prices regions
      lambda-cost prices regions --format csv
    """
    from lambda_cost.cli import output
    from lambda_cost.cli.inputs.prices import book_of
    from lambda_cost.prices.listing import priced_meters
    from lambda_cost.reports import price_sheets

    book, found = book_of(prices), _day(day, "--day")
    output.show_sheet(price_sheets.regions(book, priced_meters(book, found), found), to, out)


def diff(
    old: Side,
    new: Side,
    prices: options.Prices = None,
    to: options.FormatOption = None,
    out: options.Out = None,
) -> None:
    """Show how two price books, or two days, differ.

    Two folders are compared price by price, with their dates; two days by the prices that held on them.

    \b
    Examples:
      lambda-cost prices diff 2022-07-31 2022-08-01
      lambda-cost prices diff last-year/our-prices our-prices
    """
    from lambda_cost.cli import output
    from lambda_cost.cli.inputs.prices import book_of, folder_of
    from lambda_cost.prices import differences
    from lambda_cost.reports import price_sheets

    book = book_of(prices)
    if _is_day(old) and _is_day(new):
        found = differences.between_days(book, _day(old, "OLD"), _day(new, "NEW"))
    else:
        found = differences.between_books(folder_of(old, "OLD"), folder_of(new, "NEW"), book)
    output.show_sheet(price_sheets.differences(found, book, old, new), to, out)


def validate(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="A price book of your own_tables.", show_default=False)],
    to: options.FormatOption = None,
    out: options.Out = None,
) -> None:
    """Check a custom price book, and list everything wrong in it.

    \b
    Examples:
      lambda-cost prices validate our-prices
    """
    from lambda_cost.cli import output
    from lambda_cost.cli.inputs.prices import folder_of
    from lambda_cost.prices import own_tables
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.reports import price_sheets

    output.show_sheet(price_sheets.valid(own_tables.read(folder_of(folder, "DIR"), PriceBook.bundled()), folder), to, out)


def _is_day(text: str) -> bool:
    """Whether *text* is meant as a day."""
    return text[:1].isdigit() and text.replace("-", "").isdigit()


def _day(given: str | None, name: str) -> date:
    """The day that *given* is, or today.

    Raises:
        ScenarioError: if it is none, or lies in the future.
    """
    from lambda_cost.errors import Problem, ScenarioError
    from lambda_cost.scenario import month

    try:
        return month.today() if given is None else month.day_of(given)
    except ValueError as error:
        raise ScenarioError([Problem(name, str(error))]) from None


def _region(book: PriceBook, code: str, name: str) -> str:
    """*code*, if it is a region of *book*.

    Raises:
        ScenarioError: if it is none; the message names the nearest.
    """
    from lambda_cost.errors import Problem, ScenarioError

    try:
        return book.region(code).code
    except ValueError as error:
        raise ScenarioError([Problem(name, str(error))]) from None
