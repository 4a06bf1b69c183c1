"""`lambda-cost reconcile`: a bill of AWS, explained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lambda_cost import __version__
from lambda_cost.cli import options, output
from lambda_cost.cli.inputs.prices import book_of
from lambda_cost.cli.inputs.scenario_file import scenario_of
from lambda_cost.errors import Problem, ScenarioError, blame
from lambda_cost.reports.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.reconciliation.described import MeterDifference
    from lambda_cost.reconciliation.reconciliation import Reconciliation
    from lambda_cost.scenario.scenario import Scenario

MAX_UNEXPLAINED = "0.01"


def reconcile(
    bills: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[BILL]…",
            help="Cost and Usage Reports or FOCUS exports (CSV, also gzip or zip, or Parquet), answers of Cost Explorer"
            " (JSON), or folders of them; here or at s3://BUCKET/PREFIX.",
        ),
    ] = None,
    month: Annotated[str | None, typer.Option(metavar="YYYY-MM", help="Only the bill of this month.")] = None,
    payer: Annotated[str | None, typer.Option(metavar="ACCOUNT", help="Only what this account pays.")] = None,
    scenario: Annotated[str | None, typer.Option(metavar="FILE", help="A scenario, to compare with the bill.")] = None,
    observed: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="A usage file written by `observe`, to compare with the bill by function."),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(metavar="account|region|function|service|tag:KEY", help="Split the bill by this, highest cost first."),
    ] = None,
    rows: Annotated[bool, typer.Option("--rows", help="List every kind of line item that is not explained.")] = False,
    max_difference: Annotated[
        str | None,
        typer.Option(
            metavar="AMOUNT",
            help="Exit with 1 if more than this is unexplained in a month, or an unknown usage type cost"
            " anything.  [default: 0.01]",
        ),
    ] = None,
    price_day: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Use the prices of this day for all usage.")
    ] = None,
    engine: Annotated[
        str | None,
        typer.Option(
            metavar="duckdb|spark|trino|athena",
            help="Engine that adds up Parquet files before they are read.  [default: DuckDB, for large files]",
        ),
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Table of the engine with the bill, instead of files; LAMBDA_COST_ENGINE is the address of the engine.",
        ),
    ] = None,
    prices: options.Prices = None,
    *,
    to: options.OutputFlags,
) -> None:
    """Explain a bill of AWS, step by step, to the last cent.

    From list prices on the day of use to what was charged: the free tier, tiers, Savings Plans, agreed discounts, rates
    that no table has, rounding, credits and tax.  The steps add up to the bill; what they do not explain is listed.
    --format html is a page with charts.

    \b
    Examples:
      lambda-cost reconcile cur.csv.gz
      lambda-cost reconcile exports/ --month 2026-09 --by function
      lambda-cost reconcile s3://my-bills/exports/shop/ --month 2026-09
      lambda-cost reconcile focus.parquet --scenario shop.yaml --out september.html
      lambda-cost reconcile cost-explorer.json --price-day 2026-09-30 --max-difference 0.05
    """
    from lambda_cost.numbers.text import decimal_text
    from lambda_cost.numbers.units import read_number
    from lambda_cost.reconciliation.reconciliation import reconcile as explain_bills

    given = max_difference or MAX_UNEXPLAINED
    most = read_number("--max-difference", given, "max_difference", lambda amount: amount >= 0, "an amount of 0 or more")
    book = book_of(prices)
    day = _day(price_day)
    if not bills and not table:
        raise ScenarioError([Problem("BILL", "is missing; allowed: files or folders, or --engine with --table")])
    reconciliation = explain_bills(
        bills or [],
        prices=book,
        month=month_of(month),
        payer=payer or "",
        price_day=day,
        by=by or "",
        engine=engine or "",
        table=table or "",
        functions=bool(observed),
    )
    described = scenario_of(scenario, options.ScenarioFlags(), book.regions) if scenario else None
    _show(reconciliation, to, rows=rows, differences=_differences(reconciliation, described, observed, book))
    if reconciliation.exceeds(most):
        unexplained = decimal_text(max(abs(month.step("rest").amount) for month in reconciliation.months))
        message = f"{unexplained} of a month is not explained; allowed: {most}, and no unknown usage type that costs."
        typer.echo(message, err=True)
        output.fail()


def _differences(
    reconciliation: Reconciliation, described: Scenario[Decimal] | None, observed: str | None, book: PriceBook
) -> dict[int, list[MeterDifference]]:
    """What the bill of each month has and a scenario or observed usage has not, by the place of the month."""
    from lambda_cost.reconciliation.described import compare_with_observed, compare_with_scenario

    return {
        index: [
            *(compare_with_scenario(month, described, book) if described is not None else ()),
            *(compare_with_observed(month, observed) if observed else ()),
        ]
        for index, month in enumerate(reconciliation.months)
    }


def _show(
    reconciliation: Reconciliation, to: options.OutputFlags, *, rows: bool, differences: Mapping[int, Sequence[MeterDifference]]
) -> None:
    """Show *reconciliation* in the format that was asked for; as HTML it is a page with charts."""
    if output.chosen_format(*to, FORMATS, "table") == "html":
        from lambda_cost.pages.reconciliation import report

        output.put(report(reconciliation, __version__, differences=differences, rows=rows), to.out)
    else:
        output.show(reconciliation, to, rows=rows, differences=differences)


def month_of(text: str | None) -> str:
    """The month that `--month` says, `2026-09`; empty if it is not given.

    Raises:
        ScenarioError: if it is none.
    """
    from lambda_cost.scenario import month

    if text is None:
        return ""
    with blame("--month"):
        return f"{month.month_of(text)[0]:%Y-%m}"


def _day(text: str | None) -> date | None:
    from lambda_cost.scenario.month import day_of

    if text is None:
        return None
    with blame("--price-day"):
        return day_of(text)
