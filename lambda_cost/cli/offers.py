"""`lambda-cost prices check`, `update` and `correct`: the tables held against AWS's price lists, and kept true."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lambda_cost.cli import options  # noqa: TC001 - Typer reads the annotations

if TYPE_CHECKING:
    from datetime import date

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.prices.price_lists.model import Offer
    from lambda_cost.prices.usage_types import Catalogue

Offers = Annotated[
    list[str],
    typer.Argument(
        metavar="OFFER...",
        help="Price lists of AWS: files, folders, https addresses, or aws:AWSLambda/REGION for the query API.",
        show_default=False,
    ),
]
Tables = Annotated[
    str | None,
    typer.Option("--tables", metavar="DIR", help="Folder of price tables.  [default: the bundled ones]", show_default=False),
]
MaxSize = Annotated[
    str | None,
    typer.Option("--max-size", metavar="SIZE", help="Largest list to read, unpacked.  [default: 4GB]", show_default=False),
]
Timeout = Annotated[
    str | None,
    typer.Option(metavar="TIME", help="How long all fetching may take: 90s, 30min.  [default: 30min]", show_default=False),
]
Partial = Annotated[bool, typer.Option("--partial", help="The lists are parts: what they leave out does not fail the check.")]


def check(
    offers: Offers,
    tables: Tables = None,
    partial: Partial = False,
    max_size: MaxSize = None,
    timeout: Timeout = None,
    to: options.FormatOption = None,
    out: options.Out = None,
) -> None:
    """Compare price tables with AWS's price lists.

    Says what agrees, what differs, what is new there and what is gone; exits with 1 if anything but agrees, or if
    there was nothing to compare.  With --partial, what the lists leave out does not fail: for a part of a list.

    \b
    Examples:
      lambda-cost prices check lambda-eu-west-1.json
      lambda-cost prices check offers/ --format json
      lambda-cost prices check some-products.json --partial
      lambda-cost prices check https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AWSLambda/current/region_index.json
      lambda-cost prices check aws:AWSLambda/eu-west-1 --tables my-prices
    """
    from lambda_cost.cli import output
    from lambda_cost.cli.exits import CHECK_FAILED
    from lambda_cost.prices.price_lists.compare import DIFFERENT, GONE, findings, unlisted
    from lambda_cost.reports import offers as sheets

    catalogue = _catalogue(_book(tables))
    read = _read(offers, catalogue, max_size, timeout)
    found = findings(read, catalogue)
    output.show_sheet(sheets.check(found, unlisted(read), read), to, out)
    failing = DIFFERENT - {GONE} if partial else DIFFERENT
    if not found:
        _say(["nothing was compared: the lists have no price that a table has"])
    if not found or any(one.status in failing for one in found):
        raise typer.Exit(CHECK_FAILED)


def update(
    offers: Offers,
    tables: Tables = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the change as a diff, and write nothing.")] = False,
    rewrite: Annotated[bool, typer.Option("--rewrite", help="Write tables of another form anew; comments are lost.")] = False,
    max_size: MaxSize = None,
    timeout: Timeout = None,
    to: options.FormatOption = None,
    out: options.Out = None,
) -> None:
    """Add prices from AWS's price lists to price tables.

    A price that differs or is new is appended with its day; one that agrees says when it was seen.
    Nothing dated is overwritten.  The folder must be named; with --dry-run it may be left out.

    \b
    Examples:
      lambda-cost prices update offers/ --dry-run
      lambda-cost prices update offers/ --tables pricing_data
    """
    from lambda_cost.cli import output
    from lambda_cost.errors import Problem, ScenarioError
    from lambda_cost.prices import saving
    from lambda_cost.prices.price_lists import maintain
    from lambda_cost.reports import offers as sheets

    if tables is None and not dry_run:
        raise ScenarioError([Problem("--tables", "is missing: name the folder of tables to change, or use --dry-run")])
    book = _book(tables)
    folder = book.folder if dry_run else saving.own(book.folder)
    catalogue = _catalogue(book)
    read = _read(offers, catalogue, max_size, timeout)
    kept = maintain.updated(read, catalogue)
    written = saving.written(folder, kept.tables, rewrite=rewrite)
    if dry_run:
        output.put(saving.diff(written, folder))
        _say(sheets.asides(kept.changes, kept.notes))
        return
    saving.save(folder, written)
    output.show_sheet(sheets.update(kept.changes, kept.notes, folder), to, out)


def correct(
    meter: Annotated[str, typer.Argument(metavar="METER", help="Such as aws_lambda.function.duration.", show_default=False)],
    region: Annotated[str, typer.Option(metavar="REGION", help="Region, or group of regions.", show_default=False)],
    since: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="The day of the wrong price.", show_default=False)],
    price: Annotated[str, typer.Option(metavar="PRICE", help="The right one: 0.20, or with tiers.", show_default=False)],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why it was wrong; it stays in the file.", show_default=False)],
    choice: Annotated[str | None, typer.Option(metavar="CHOICE", help="Such as arm64.", show_default=False)] = None,
    tables: Tables = None,
    rewrite: Annotated[bool, typer.Option("--rewrite", help="Write a table of another form anew; comments are lost.")] = False,
) -> None:
    """Correct a wrong price, and keep the old one with the reason.

    \b
    Examples:
      lambda-cost prices correct aws_lambda.function.requests --tables pricing_data --region eu-west-1 \\
        --choice arm64 --since 2020-12-01 --price 0.20 --reason "typed wrong; see the list of 2026-10-06"
      lambda-cost prices correct api_gateway.rest_api.requests --tables my-prices --region us-east-1 \\
        --since 2026-01-01 --price "[3.50, {above: 333, price: 2.80}]" --reason "tiers were left out"
    """
    from lambda_cost.cli import output
    from lambda_cost.errors import Problem, ScenarioError
    from lambda_cost.prices import saving
    from lambda_cost.prices.price_lists import maintain
    from lambda_cost.scenario import month

    if tables is None:
        raise ScenarioError([Problem("--tables", "is missing: name the folder of tables to change")])
    book = _book(tables)
    folder = saving.own(book.folder)
    wrong = maintain.Wrong(meter, region, choice or "", _day(since), price, reason, month.today())
    written = saving.written(folder, maintain.corrected(wrong, _catalogue(book)), rewrite=rewrite)
    saving.save(folder, written)
    output.put(saving.diff(written, folder))


def _book(tables: str | None) -> PriceBook:
    from lambda_cost import files
    from lambda_cost.cli.inputs.prices import folder_of
    from lambda_cost.errors import UnreadableFileError
    from lambda_cost.prices.book import PriceBook

    if tables is None:
        return PriceBook.bundled()
    folder = folder_of(tables, "--tables")
    if not files.is_folder(folder):
        message = f"{tables} is no folder; allowed: a folder of price tables"
        raise UnreadableFileError(message)
    return PriceBook(folder)


def _catalogue(book: PriceBook) -> Catalogue:
    from lambda_cost.prices.usage_types import Catalogue

    return Catalogue(book, book.regions)


def _read(offers: list[str], catalogue: Catalogue, max_size: str | None, timeout: str | None) -> list[Offer]:
    """The offers at every place that is named, with progress."""
    from lambda_cost.cli.progress import progress
    from lambda_cost.errors import Problem, ScenarioError
    from lambda_cost.prices.price_lists import fetch, sources

    if not all(map(str.strip, offers)):
        raise ScenarioError([Problem("OFFER", "is empty; allowed: a file, a folder, an https address, or aws:AWSLambda")])
    limits = fetch.Limits(
        int(_number(max_size, "max_size_mb", fetch.LIMITS.bytes / 1024**2) * 1024**2),
        float(_number(timeout, "timeout_ms", fetch.LIMITS.seconds * 1000) / 1000),
    )
    with progress("Reading price lists", sum(map(sources.size, offers)) or None) as advance:
        read = [one for where in offers for one in sources.read(where, catalogue, limits, advance)]
    _published(read)
    return read


def _published(offers: list[Offer]) -> None:
    """Refuse lists of days to come: their prices would be said to have been seen on them.

    Raises:
        UnreadableFileError: if there is one; a list of tomorrow is none, since AWS's day begins in another zone.
    """
    from datetime import timedelta

    from lambda_cost.errors import UnreadableFileError
    from lambda_cost.scenario import month

    last = month.today() + timedelta(days=1)
    for one in offers:
        if one.published > last:
            message = f"{one.name} says that it was published on {one.published}, in the future; today is {month.today()}"
            raise UnreadableFileError(message)


def _number(text: str | None, field: str, default: float) -> float:
    """The number that an option's *text* is, in the unit of *field*."""
    from lambda_cost.errors import Problem, ScenarioError, shown
    from lambda_cost.numbers.units import Rate, number

    if text is None:
        return default
    name = f"--{field.rpartition('_')[0].replace('_', '-')}"
    try:
        found = number(text, field)
    except ValueError as error:
        raise ScenarioError([Problem(name, str(error))]) from None
    if isinstance(found, Rate) or found <= 0:
        raise ScenarioError([Problem(name, f"is {shown(text)}; allowed: more than 0")])
    return float(found)


def _day(text: str) -> date:
    from datetime import date

    from lambda_cost.errors import Problem, ScenarioError, shown
    from lambda_cost.strict_yaml import scalar

    day = scalar(text)
    if not isinstance(day, date):
        raise ScenarioError([Problem("--since", f"is {shown(text)}; allowed: a day, such as 2026-11-01")])
    return day


def _say(sentences: list[str]) -> None:
    """Say *sentences* on standard error, beside what is printed."""
    import sys

    if sys.stderr is not None:
        sys.stderr.write("".join(f"{one}\n" for one in sentences))
