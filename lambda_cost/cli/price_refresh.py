"""`lambda-cost prices refresh`: fetch AWS's price lists, and use their prices from then on."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from lambda_cost import files
from lambda_cost.cli import options, output
from lambda_cost.cli.inputs.price_lists import ChoiceFlags, LimitFlags, OptionalPriceLists, read_offers
from lambda_cost.cli.inputs.public_lists import public_offers
from lambda_cost.cli.price_status import regions_of
from lambda_cost.errors import UnreadableFileError
from lambda_cost.prices import saving
from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.price_lists import compare, downloads
from lambda_cost.prices.price_lists.refresh import refresh as refreshed_prices
from lambda_cost.prices.price_lists.refresh import usable
from lambda_cost.prices.refreshed import FILE, RefreshedPrices, data_folder
from lambda_cost.reports import price_lists as sheets
from lambda_cost.reports.formats import FORMATS
from lambda_cost.scenario import month

if TYPE_CHECKING:
    from lambda_cost.prices.price_lists.model import Offer


def refresh(
    price_lists: OptionalPriceLists = None,
    remove: Annotated[
        bool, typer.Option("--remove", help="Remove the refreshed prices and use the bundled ones again.")
    ] = False,
    *,
    choice: ChoiceFlags,
    limiting: LimitFlags,
    to: options.OutputFlags,
) -> None:
    """Fetch AWS's price lists, and use their prices from now on.

    It says which lists it will fetch and how large they are, asks, and shows which prices agree, differ and are new. They
    are kept with their day in your data folder (or that of LAMBDA_COST_DATA). Every command uses them, and each bill says
    so. An interrupted download resumes.

    \b
    Examples:
      lambda-cost prices refresh
      lambda-cost prices refresh --region eu-west-1 --service AWSLambda --yes
      lambda-cost prices refresh --remove
    """
    if remove:
        _remove()
        return
    output.chosen_format(*to, FORMATS, "table")
    if price_lists:
        choice.refuse_with("PRICE_LIST")
        offers = read_offers(price_lists, PriceBook.bundled(), limiting.limits)
        files.make_folder(data_folder(), "made")
        with saving.changing(data_folder()):
            _keep(offers, to)
        return
    bundled = PriceBook.bundled()
    with public_offers(bundled, regions_of(choice.region, bundled), choice.service, limiting.limits, yes=choice.yes) as offers:
        _keep(offers, to)


def _keep(offers: list[Offer], to: options.OutputFlags) -> None:
    """Put what *offers* say into the refreshed prices, and show how the prices in use differed from it."""
    bundled = PriceBook.bundled()
    old: RefreshedPrices | None = None
    with suppress(UnreadableFileError):  # it is about to be made anew
        old = RefreshedPrices.current()
    book = PriceBook(bundled.tables, (), old and usable(old, bundled))
    findings = compare.findings(offers, book)
    made = refreshed_prices(book.refreshed, findings, book, month.today())
    if not made.count:
        raise UnreadableFileError("the lists have no price that a table has; nothing was changed")
    path = data_folder() / FILE
    made.save(path)
    output.show_sheet(sheets.check(findings, compare.not_in_tables(offers), offers), to)
    typer.echo(
        f"{made.count:,} prices are now those of AWS's price lists; every command uses them, and each bill says so.", err=True
    )
    typer.echo(f"They are in {path}; `lambda-cost prices refresh --remove` removes them.", err=True)


def _remove() -> None:
    path = data_folder() / FILE
    if not files.exists(path):
        typer.echo(f"There are no refreshed prices in {data_folder()}.", err=True)
        return
    with saving.changing(data_folder(), patience_s=0):
        downloads.remove(path)
    typer.echo(f"The refreshed prices in {path} are removed; the bundled prices hold again.", err=True)
