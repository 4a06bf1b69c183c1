"""`lambda-cost prices check`, `update` and `correct`: keep price tables in step with AWS's price lists."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lambda_cost import files
from lambda_cost.cli import options, output
from lambda_cost.cli.exits import CHECK_FAILED
from lambda_cost.cli.inputs.price_lists import ChoiceFlags, LimitFlags, OptionalPriceLists, read_offers
from lambda_cost.cli.inputs.prices import folder_of
from lambda_cost.cli.inputs.public_lists import public_offers
from lambda_cost.cli.price_status import regions_of
from lambda_cost.errors import Problem, ScenarioError, UnreadableFileError, shown
from lambda_cost.prices import saving
from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.correcting import NothingToCorrectError, PriceCorrection, correct_price
from lambda_cost.prices.price_lists import compare
from lambda_cost.prices.price_lists.maintain import update_tables
from lambda_cost.reports import price_lists as sheets
from lambda_cost.reports.formats import FORMATS
from lambda_cost.scenario import month
from lambda_cost.strict_yaml import scalar

if TYPE_CHECKING:
    from lambda_cost.prices.price_lists.model import Offer


def _tables(text: str) -> Any:
    """`--tables`, with *text* for its help."""
    return typer.Option("--tables", metavar="DIR", help=text)


PriceLists = Annotated[
    list[str],
    typer.Argument(
        metavar="PRICE_LIST...",
        help="AWS's price lists: files, folders, https addresses, or aws:AWSLambda/REGION for the query API.",
    ),
]
TablesToCheck = Annotated[
    str | None, _tables("Folder of price tables.  [default: the bundled prices with those of `prices refresh`]")
]
TablesToUpdate = Annotated[str | None, _tables("Folder of price tables to change. Required, except with --dry-run.")]
TablesToCorrect = Annotated[str | None, _tables("Folder of price tables to change.  [required]")]
Partial = Annotated[
    bool, typer.Option("--partial", help="The lists are incomplete: prices that they lack do not fail the check.")
]
Bill = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FILE", help="Compare with the rates of a bill instead, as `reconcile` reads them; may be given again."
    ),
]
Rewrite = Annotated[bool, typer.Option("--rewrite", help="Rewrite tables that were formatted by hand; comments are lost.")]


def check(
    price_lists: OptionalPriceLists = None,
    tables: TablesToCheck = None,
    partial: Partial = False,
    bill: Bill = None,
    *,
    choice: ChoiceFlags,
    limiting: LimitFlags,
    to: options.OutputFlags,
) -> None:
    """Compare prices with AWS's price lists, or with a bill.

    Shows which prices agree, differ, are new in the lists, or are gone from them. Exits with 1 unless all agree, or if
    there was nothing to compare. With --partial, prices that the lists leave out do not fail the check. Without a
    PRICE_LIST it says which of AWS's public lists it will fetch and how large they are, and asks. With --bill each rate
    that was charged is compared with the price of its day; prices that the bill does not use are not reported.

    \b
    Examples:
      lambda-cost prices check
      lambda-cost prices check --region eu-west-1 --service AWSLambda --yes
      lambda-cost prices check lambda-eu-west-1.json
      lambda-cost prices check offers/ --format json
      lambda-cost prices check some-products.json --partial
      lambda-cost prices check https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AWSLambda/current/region_index.json
      lambda-cost prices check aws:AWSLambda/eu-west-1 --tables my-prices
      lambda-cost prices check --bill cur.parquet
    """
    output.chosen_format(*to, FORMATS, "table")
    book = PriceBook.current() if tables is None else _book(tables)
    limits = limiting.limits
    if bill:
        choice._replace(region=[*(choice.region or ()), *(price_lists or ())]).refuse_with("--bill")
        _show_bill(bill, book, to)
        return
    if not price_lists:
        with public_offers(book, regions_of(choice.region, book), choice.service, limits, yes=choice.yes) as offers:
            _show_findings(offers, book, to, partial=partial)
        return
    choice.refuse_with("PRICE_LIST")
    _show_findings(read_offers(price_lists, book, limits), book, to, partial=partial)


def _show_bill(bills: list[str], book: PriceBook, to: options.OutputFlags) -> None:
    """Show what *bills* say of *book*, and leave with 1 if a rate is not its price.

    Raises:
        Exit: if a rate is not a price of its day, or there is none.
    """
    from lambda_cost.invoices.reading import read_invoices
    from lambda_cost.reconciliation.price_check import check_prices

    findings, offers = check_prices(read_invoices(bills), book)
    output.show_sheet(sheets.bill_check(findings, compare.not_in_tables(offers), offers, bills), to)
    if not findings:
        _print_notes(["nothing was compared: the bill has no rates of usage that a table prices"])
    if not findings or any(finding.status in compare.FAILING for finding in findings):
        raise typer.Exit(CHECK_FAILED)


def _show_findings(offers: list[Offer], book: PriceBook, to: options.OutputFlags, *, partial: bool) -> None:
    """Show what *offers* say of *book*, and leave with 1 if that is not what it says.

    Raises:
        Exit: if something does not agree, or nothing was compared.
    """
    findings = compare.findings(offers, book)
    output.show_sheet(sheets.check(findings, compare.not_in_tables(offers), offers), to)
    failing = compare.FAILING - {"gone"} if partial else compare.FAILING
    if not findings:
        _print_notes(["nothing was compared: the lists have no price that a table has"])
    if not findings or any(finding.status in failing for finding in findings):
        raise typer.Exit(CHECK_FAILED)


def update(
    price_lists: PriceLists,
    tables: TablesToUpdate = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the change as a diff, and write nothing.")] = False,
    rewrite: Rewrite = False,
    *,
    limiting: LimitFlags,
    to: options.OutputFlags,
) -> None:
    """Add prices from AWS's price lists to price tables.

    A price that differs or is new is added with its day; for one that agrees, the day on which it was last seen is
    noted. No dated price is overwritten.

    \b
    Examples:
      lambda-cost prices update offers/ --dry-run
      lambda-cost prices update offers/ --tables pricing_data
    """
    if tables is None and not dry_run:
        raise ScenarioError([Problem("--tables", "is missing: name the folder of tables to change, or use --dry-run")])
    book = _book(tables)
    if dry_run:
        result = update_tables(read_offers(price_lists, book, limiting.limits), book)
        output.put(saving.diff(saving.changes_of(book.tables, result.tables, rewrite=rewrite), book.folder))
        _print_notes(sheets.dry_run_notes(result))
        return
    saving.check_changeable(book.folder)
    offers = read_offers(price_lists, book, limiting.limits)
    with saving.changing(book.folder):
        book = _book(tables)  # as it is now: reading may have taken long
        result = update_tables(offers, book)
        saving.save(book.tables, saving.changes_of(book.tables, result.tables, rewrite=rewrite))
    output.show_sheet(sheets.update(result, book.folder), to)


def correct(
    meter: Annotated[str, typer.Argument(metavar="METER", help="Such as aws_lambda.function.duration.")],
    region: Annotated[str, typer.Option(metavar="REGION", help="Region, or group of regions.")],
    since: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="Day of the wrong price.")],
    price: Annotated[str, typer.Option(metavar="PRICE", help="The right price: 0.20, or with tiers.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why it was wrong; this is kept.")],
    choice: Annotated[str | None, typer.Option(metavar="CHOICE", help="Such as arm64.")] = None,
    tables: TablesToCorrect = None,
    rewrite: Rewrite = False,
) -> None:
    """Correct a wrong price, and keep the old one with the reason.

    \b
    Examples:
      lambda-cost prices correct aws_lambda.function.requests --tables pricing_data --region eu-west-1 \\
        --choice arm64 --since 2020-12-01 --price 0.20 --reason "typed wrong; see the list of 2026-10-01"
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
        raise UnreadableFileError(f"{tables} is no folder; allowed: a folder of price tables")
    return PriceBook(folder)


def _day(text: str) -> date:

    day = scalar(text)
    if not isinstance(day, date):
        raise ScenarioError([Problem("--since", f"is {shown(text)}; allowed: a day, such as 2026-11-01")])
    return day


def _print_notes(sentences: list[str]) -> None:
    """Print *sentences* on standard error, beside the result."""
    if sys.stderr is not None:
        sys.stderr.write("".join(f"{sentence}\n" for sentence in sentences))
