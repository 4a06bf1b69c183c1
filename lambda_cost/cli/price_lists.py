"""`lambda-cost prices check`, `update` and `correct`: keep price tables in step with AWS's price lists."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from lambda_cost import files
from lambda_cost.cli import options, output
from lambda_cost.cli.exits import CHECK_FAILED
from lambda_cost.cli.inputs.prices import folder_of
from lambda_cost.cli.progress import progress
from lambda_cost.errors import Problem, ScenarioError, UnreadableFileError, shown
from lambda_cost.numbers.units import Rate, number
from lambda_cost.prices import saving
from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.correcting import NothingToCorrectError, PriceCorrection, correct_price
from lambda_cost.prices.price_lists import compare, fetch, sources
from lambda_cost.prices.price_lists.maintain import update_tables
from lambda_cost.reports import price_lists as sheets
from lambda_cost.scenario import month
from lambda_cost.strict_yaml import scalar

if TYPE_CHECKING:
    from lambda_cost.prices.price_lists.model import Offer

PriceLists = Annotated[
    list[str],
    typer.Argument(
        metavar="PRICE_LIST...",
        help="AWS's price lists: files, folders, https addresses, or aws:AWSLambda/REGION for the query API.",
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
Rewrite = Annotated[bool, typer.Option("--rewrite", help="Rewrite tables that were formatted by hand; comments are lost.")]


def check(
    price_lists: PriceLists,
    tables: Tables = None,
    partial: Partial = False,
    max_size: MaxSize = None,
    timeout: Timeout = None,
    *,
    to: options.OutputFlags,
) -> None:
    """Compare price tables with AWS's price lists.

    Shows which prices agree, differ, are new in the lists, or are gone from them. Exits with 1 unless all agree, or if
    there was nothing to compare. With --partial, prices that the lists leave out do not fail the check.

    \b
    Examples:
      lambda-cost prices check lambda-eu-west-1.json
      lambda-cost prices check offers/ --format json
      lambda-cost prices check some-products.json --partial
      lambda-cost prices check https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AWSLambda/current/region_index.json
      lambda-cost prices check aws:AWSLambda/eu-west-1 --tables my-prices
    """
    book = _book(tables)
    offers = _read(price_lists, book, max_size, timeout)
    findings = compare.findings(offers, book)
    output.show_sheet(sheets.check(findings, compare.not_in_tables(offers), offers), to)
    failing = compare.FAILING - {"gone"} if partial else compare.FAILING
    if not findings:
        _print_notes(["nothing was compared: the lists have no price that a table has"])
    if not findings or any(finding.status in failing for finding in findings):
        raise typer.Exit(CHECK_FAILED)


def update(
    price_lists: PriceLists,
    tables: Tables = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the change as a diff, and write nothing.")] = False,
    rewrite: Rewrite = False,
    max_size: MaxSize = None,
    timeout: Timeout = None,
    *,
    to: options.OutputFlags,
) -> None:
    """Add prices from AWS's price lists to price tables.

    A price that differs or is new is added with its day; for one that agrees, the day on which it was last seen is
    noted. No dated price is overwritten. Name the folder with --tables; with --dry-run it may be left out.

    \b
    Examples:
      lambda-cost prices update offers/ --dry-run
      lambda-cost prices update offers/ --tables pricing_data
    """
    if tables is None and not dry_run:
        raise ScenarioError([Problem("--tables", "is missing: name the folder of tables to change, or use --dry-run")])
    book = _book(tables)
    if dry_run:
        result = update_tables(_read(price_lists, book, max_size, timeout), book)
        output.put(saving.diff(saving.changes_of(book.tables, result.tables, rewrite=rewrite), book.folder))
        _print_notes(sheets.dry_run_notes(result))
        return
    saving.check_changeable(book.folder)
    offers = _read(price_lists, book, max_size, timeout)
    with saving.changing(book.folder):
        book = _book(tables)  # as it is now: reading may have taken long
        result = update_tables(offers, book)
        saving.save(book.tables, saving.changes_of(book.tables, result.tables, rewrite=rewrite))
    output.show_sheet(sheets.update(result, book.folder), to)


def correct(
    meter: Annotated[str, typer.Argument(metavar="METER", help="Such as aws_lambda.function.duration.", show_default=False)],
    region: Annotated[str, typer.Option(metavar="REGION", help="Region, or group of regions.", show_default=False)],
    since: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="Day of the wrong price.", show_default=False)],
    price: Annotated[str, typer.Option(metavar="PRICE", help="The right price: 0.20, or with tiers.", show_default=False)],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why it was wrong; this is kept.", show_default=False)],
    choice: Annotated[str | None, typer.Option(metavar="CHOICE", help="Such as arm64.", show_default=False)] = None,
    tables: Tables = None,
    rewrite: Rewrite = False,
) -> None:
    """Correct a wrong price, and keep the old one with the reason.

    \b
    Examples:
      lambda-cost prices correct aws_lambda.function.requests --tables pricing_data --region eu-west-1 \\
        --choice arm64 --since 2020-12-01 --price 0.20 --reason "typed wrong; see the list of 2026-10-06"
      lambda-cost prices correct api_gateway.rest_api.requests --tables my-prices --region us-east-1 \\
        --since 2026-01-01 --price "[3.50, {above: 333, price: 2.80}]" --reason "tiers were left out"
    """
    if tables is None:
        raise ScenarioError([Problem("--tables", "is missing: name the folder of tables to change")])
    correction = PriceCorrection(meter, region, choice or "", _day(since), price, reason, month.today())
    saving.check_changeable(_book(tables).folder)
    with saving.changing(_book(tables).folder):
        book = _book(tables)
        try:
            corrected = correct_price(correction, book)
        except NothingToCorrectError:
            if not saving.save(book.tables, []):
                raise
            _print_notes(["the price was corrected before; the history lock now says so too"])
            return
        changes = saving.changes_of(book.tables, corrected, rewrite=rewrite)
        saving.save(book.tables, changes)
    output.put(saving.diff(changes, book.folder))


def _book(tables: str | None) -> PriceBook:
    if tables is None:
        return PriceBook.bundled()
    folder = folder_of(tables, "--tables")
    if not files.is_folder(folder):
        message = f"{tables} is no folder; allowed: a folder of price tables"
        raise UnreadableFileError(message)
    return PriceBook(folder)


def _read(price_lists: list[str], book: PriceBook, max_size: str | None, timeout: str | None) -> list[Offer]:
    """The offers in *price_lists*, each a place that may have several, with progress."""
    if not all(map(str.strip, price_lists)):
        raise ScenarioError([Problem("PRICE_LIST", "is empty; allowed: a file, a folder, an https address, or aws:AWSLambda")])
    limits = fetch.Limits(
        int(_number(max_size, "max_size_mb", fetch.LIMITS.bytes / 1024**2) * 1024**2),
        float(_number(timeout, "timeout_ms", fetch.LIMITS.seconds * 1000) / 1000),
    )
    with progress("Reading price lists", sum(map(sources.size, price_lists)) or None) as advance:
        offers = [offer for where in price_lists for offer in sources.read(where, book, limits, advance)]
    _check_published(offers)
    return offers


def _check_published(offers: list[Offer]) -> None:
    """Refuse lists of days to come: their prices would be said to have been seen on them.

    Raises:
        UnreadableFileError: if there is one; a list of tomorrow is none, since AWS's day begins in another zone.
    """
    last = month.today() + timedelta(days=1)
    for offer in offers:
        if offer.published > last:
            message = f"{offer.name} says that it was published on {offer.published}, in the future; today is {month.today()}"
            raise UnreadableFileError(message)


def _number(text: str | None, field: str, default: float) -> float:
    """The number that an option's *text* is, in the unit of *field*."""
    if text is None:
        return default
    name = f"--{field.rpartition('_')[0].replace('_', '-')}"
    try:
        given = number(text, field)
    except ValueError as error:
        raise ScenarioError([Problem(name, str(error))]) from None
    if isinstance(given, Rate) or given <= 0:
        raise ScenarioError([Problem(name, f"is {shown(text)}; allowed: more than 0")])
    return float(given)


def _day(text: str) -> date:

    day = scalar(text)
    if not isinstance(day, date):
        raise ScenarioError([Problem("--since", f"is {shown(text)}; allowed: a day, such as 2026-11-01")])
    return day


def _print_notes(sentences: list[str]) -> None:
    """Print *sentences* on standard error, beside the result."""
    if sys.stderr is not None:
        sys.stderr.write("".join(f"{sentence}\n" for sentence in sentences))
