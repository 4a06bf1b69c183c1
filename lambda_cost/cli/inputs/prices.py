"""What every command that prices something does with its prices: which book, how old, in which currency, in which budget.

Before:  `pricing = pricing_of(flags)`, which refuses what is wrong in the options;
then:    `bill = pricing.priced(scenario)`, or `estimate(scenario, pricing.book)`;
after the result was shown: `pricing.enforce(scenario)`, or what of it the command needs.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from lambda_cost.cli.exits import CHECK_FAILED
from lambda_cost.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from collections.abc import Generator
    from decimal import Decimal

    from lambda_cost.bill.conversion import Conversion
    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.cli.options import PricingFlags
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.scenario.scenario import Scenario
    from lambda_cost.what_if.budget.budget import Budget

VARIABLE = "LAMBDA_COST_PRICES"
"""The variable that names a folder of custom prices, where --prices does not."""


class Pricing(NamedTuple):
    """The prices of one command."""

    book: PriceBook
    """Where they are from."""
    most_days: Decimal | None = None
    """How old the last check of a price may be; None for any age."""
    conversion: Conversion | None = None
    """The currency in which amounts are shown too."""
    budget: Decimal | None = None
    """What a month may cost."""

    def priced(self, scenario: Scenario[Any]) -> Estimate[Any]:
        """What *scenario* costs.

        Raises:
            ScenarioError: if it is to be converted into the currency that it is in.
        """
        from lambda_cost.bill.estimate import estimate

        bill = estimate(scenario, self.book)
        with _as_options():
            return replace(bill, conversion=self.conversion and self.conversion.require_other_currency(bill.currency))

    def budgeted(self, bill: Estimate[Any], name: str = "") -> Budget | None:
        """*bill* beside the budget, with what would bring it under; None if none was given."""
        if self.budget is None:
            return None
        from lambda_cost.what_if.budget.budget import budget

        return budget(bill, self.budget, name=name)

    def enforce(self, *scenarios: Scenario[Any], cheapest: Decimal | None = None, currency: str = "USD") -> None:
        """Leave with exit code 1, and say why, if a price is too old or a month costs more than the budget.

        Args:
            scenarios: what was priced, each a month; the prices of all are looked at.
            cheapest: what the cheapest of several alternatives costs; by default what the cheapest of *scenarios* does.
            currency: of *cheapest*.

        Raises:
            typer.Exit: if a price is too old, or the budget is exceeded.
        """
        if self.most_days is None and self.budget is None:
            return
        from lambda_cost.bill.estimate import estimate
        from lambda_cost.cli.output import exit_if_partial
        from lambda_cost.reports.budget import over_budget

        bills = [estimate(scenario, self.book) for scenario in scenarios]
        self.enforce_price_age(*bills)
        total, currency = (min(bill.total for bill in bills), bills[0].currency) if cheapest is None else (cheapest, currency)
        if self.budget is not None and total > self.budget:
            typer.echo(over_budget(total, self.budget, currency), err=True)
            raise typer.Exit(CHECK_FAILED)
        exit_if_partial(*(scenarios if self.budget is not None else ()))

    def enforce_price_age(self, *bills: Estimate[Any]) -> None:
        """Leave with exit code 1, and say why, if a price of *bills* was not checked for longer than is allowed.

        Raises:
            typer.Exit: if one is too old.
        """
        if self.most_days is None:
            return
        from lambda_cost.numbers.text import count_in_words

        old = [check for bill in bills for check in bill.age.older_than(int(self.most_days))]
        if old:
            today = bills[0].today
            limit = count_in_words(int(self.most_days), "day")
            for check in dict.fromkeys(sorted(old)):
                days = count_in_words((today - check.day).days, "day")
                typer.echo(f"the price of {check.of} was last checked {days} ago, on {check.day}; allowed: {limit}", err=True)
            raise typer.Exit(CHECK_FAILED)


def book_of(prices: str | None) -> PriceBook:
    """The bundled and refreshed prices, with the book in the folder *prices*, or in LAMBDA_COST_PRICES, laid over them.

    Raises:
        TableError: with everything that is wrong in that book.
        UnreadableFileError: if it cannot be read, or the refreshed prices are not as they were written.
    """
    from lambda_cost.prices.book import PriceBook

    folder = folder_of(prices, "--prices") if prices is not None else os.environ.get(VARIABLE)
    return PriceBook.current().overlaid(folder) if folder else PriceBook.current()


def folder_of(given: str, name: str) -> Path:
    """The folder that *given* is, of the option or argument *name*.

    Raises:
        ScenarioError: if it is empty, as an unset variable of a shell is: that would be another folder, or none.
    """
    if not given.strip():
        raise ScenarioError([Problem(name, "is empty; allowed: a folder of price tables")])
    return Path(given)


def pricing_of(flags: PricingFlags) -> Pricing:
    """The prices and checks that *flags* ask for.

    Raises:
        ScenarioError: if one is wrong.
        TableError: with everything that is wrong in the custom prices.
        UnreadableFileError: if they cannot be read.
    """
    days, conversion = _days(flags.max_price_age), _conversion(flags.currency, flags.rate)
    return Pricing(book_of(flags.prices), days, conversion, _budget(flags.budget))


def _budget(given: str | None) -> Decimal | None:
    if given is None:
        return None
    from lambda_cost.what_if.budget.budget import parse_amount  # with all that looks for savings: a third of a start

    return parse_amount(given)


def _days(given: str | None) -> Decimal | None:
    from lambda_cost.numbers.units import read_number

    if given is None:
        return None
    allowed = "whole days, such as 30 or 30d"
    return read_number("--max-price-age", given, "days", lambda days: days >= 0 and not days % 1, allowed)


def _conversion(currency: str | None, rate: str | None) -> Conversion | None:
    if currency is None and rate is None:
        return None
    from lambda_cost.bill.conversion import Conversion

    if currency is None or rate is None:
        given, missing = ("--currency", "--rate") if rate is None else ("--rate", "--currency")
        message = f"needs {missing}: --currency EUR --rate 0.92 says what one unit of the bill is worth"
        raise ScenarioError([Problem(given, message)])
    with _as_options():
        return Conversion.read(currency, rate)


@contextmanager
def _as_options() -> Generator[None]:
    """What is wrong with a currency and its rate, under the names of their options."""
    try:
        yield
    except ScenarioError as error:
        raise ScenarioError(replace(problem, field=f"--{problem.field}") for problem in error.problems) from None
