"""`lambda-cost prices status`: how fresh the prices are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_cost.cli import options, output
from lambda_cost.cli.inputs.prices import book_of
from lambda_cost.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from lambda_cost.prices.book import PriceBook


def status(
    region: options.Regions = None,
    prices: options.Prices = None,
    *,
    to: options.OutputFlags,
) -> None:
    """Show how fresh the prices are, by service and region.

    For each: the number of prices, how many were checked this year, how many so long ago that bills warn about them, and
    how many last checks come from a dated AWS source. JSON has each service in each region. If --out ends in .svg or
    .png, it is drawn as a picture.

    \b
    Examples:
      lambda-cost prices status
      lambda-cost prices status --region eu-west-1 --region eu-central-1
      lambda-cost prices status --out status.svg
    """
    from lambda_cost.bill.age import MAX_AGE_DAYS
    from lambda_cost.cli.drawing import write_chart_of
    from lambda_cost.prices.status import price_status
    from lambda_cost.scenario import month

    book = book_of(prices)
    status = price_status(book, month.today(), MAX_AGE_DAYS, regions_of(region, book))
    if not write_chart_of(status, to.out):
        output.show(status, to)


def regions_of(given: list[str] | None, book: PriceBook) -> list[str]:
    """The regions that `--region` names, each of which *book* has.

    Raises:
        ScenarioError: with every one that it has not; the message names the nearest.
    """
    problems: list[Problem] = []
    for code in given or []:
        try:
            book.region(code)
        except ValueError as error:
            problems.append(Problem("--region", str(error)))
    if problems:
        raise ScenarioError(problems)
    return list(dict.fromkeys(given or []))
