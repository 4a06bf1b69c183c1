"""A budget: whether a bill exceeds it, which changes would meet it, and how much traffic it has room for."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.bill.totals import total_of
from lambda_cost.numbers.quantity import EXACT, require_exact
from lambda_cost.numbers.text import decimal_text, optional_decimal_text
from lambda_cost.numbers.units import read_number
from lambda_cost.what_if.budget.savings import recommendations
from lambda_cost.what_if.traffic import change_traffic, scale_traffic, traffic_amounts

if TYPE_CHECKING:
    from collections.abc import Callable

    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.what_if.budget.savings import Recommendation

ALL_PERCENT = 100


class FittingTraffic(NamedTuple):
    """The most traffic that a budget has room for, at the same mix."""

    percent: int
    """The largest whole percent of the traffic that fits."""
    percent_total: Decimal
    """What that costs."""
    requests: int | None
    """The largest number of requests that fits, where all resources have the same; None where not."""
    requests_total: Decimal | None
    """What those cost."""


class Budget(NamedTuple):
    """A bill, and the amount that it should not exceed."""

    amount: Decimal
    """What may be spent in a month, in the bill's currency."""
    total: Decimal
    """What the month costs."""
    currency: str
    """ISO 4217 code of both."""
    name: str
    """Which variant it is, where there are several."""
    recommendations: tuple[Recommendation, ...]
    """What would make it cheaper, the cheapest first; none if it is within the budget."""
    fit: FittingTraffic | None
    """How much traffic the budget has room for; None if it has for all, or not even for none."""

    @property
    def exceeded(self) -> bool:
        """Whether the month costs more than may be spent."""
        return self.total > self.amount

    def to_dict(self) -> dict[str, Any]:
        """The budget as plain data; numbers are text, to the last digit."""
        fit = self.fit
        return {
            "amount": decimal_text(self.amount),
            "total": decimal_text(self.total),
            "exceeded": self.exceeded,
            **({"variant": self.name} if self.name else {}),
            "recommendations": [change.to_dict() | {"within": change.total <= self.amount} for change in self.recommendations],
            "fits": fit
            and {
                "percent_of_traffic": fit.percent,
                "total": decimal_text(fit.percent_total),
                "requests": fit.requests,
                "requests_total": optional_decimal_text(fit.requests_total),
            },
        }


def parse_amount(value: object, what: str = "--budget") -> Decimal:
    """The amount of money a month that *value* is: `500`, `1k`, `0.5`; *what* it is of, in messages.

    Raises:
        ScenarioError: if it is no amount, or less than nothing.
    """
    return read_number(what, value, "budget", lambda amount: amount >= 0, "an amount a month, such as 500")


def budget(bill: Estimate[Any], amount: Decimal | float | str, *, name: str = "", prices: PriceBook | None = None) -> Budget:
    """Check *bill* against a budget of *amount*; if it is more, with the changes that would lower it.

    >>> from lambda_cost import Function, Scenario, budget, estimate
    >>> function = Function(name="article", requests=1_000_000, duration_ms=500, memory_mb=512)
    >>> check = budget(estimate(Scenario(free_tier="none", functions=[function])), 4)
    >>> check.exceeded, check.recommendations[0].title, check.fit.requests
    (True, 'arm64 for functions.article', 916028)

    Args:
        bill: an exact bill.
        amount: what may be spent in a month, in the bill's currency.
        name: which of several bills it is.
        prices: the price book for what is tried; by default that of the bill.

    Raises:
        ScenarioError: if *amount* is no amount.
        LambdaCostError: if the bill is one of arrays.
    """
    most = parse_amount(amount)
    require_exact(bill.total, "compare bill.total with the budget")
    if bill.total <= most:
        return Budget(most, bill.total, bill.currency, name, (), None)
    book = prices or bill.prices
    changes, fit = tuple(recommendations(bill, book)), largest_fitting_traffic(bill, most, book)
    return Budget(most, bill.total, bill.currency, name, changes, fit)


def largest_fitting_traffic(bill: Estimate[Decimal], amount: Decimal, prices: PriceBook | None = None) -> FittingTraffic | None:
    """The most traffic of *bill* that costs no more than *amount*: found by halving, each step an exact estimate.

    More traffic never costs less, so that halving finds the very edge.  None if not even no traffic fits.
    """
    month = bill.scenario.replace_unchecked(resources=bill.scenario.in_month())

    def of_percent(percent: int) -> Decimal:
        total: Decimal = total_of(scale_traffic(month, Decimal(percent).scaleb(-2, EXACT)), prices)
        return total

    def of_requests(count: int) -> Decimal:
        total: Decimal = total_of(change_traffic(month, lambda amount: Decimal(count if amount else 0)), prices)
        return total

    if of_percent(0) > amount:
        return None
    percent = _largest_fitting(ALL_PERCENT, lambda part: of_percent(part) <= amount)
    amounts = traffic_amounts(month)
    whole = next(iter(amounts)) if len(amounts) == 1 else None
    if whole is None or whole != int(whole):
        return FittingTraffic(percent, of_percent(percent), None, None)
    requests = _largest_fitting(int(whole), lambda count: of_requests(count) <= amount)
    return FittingTraffic(percent, of_percent(percent), requests, of_requests(requests))


def _largest_fitting(highest: int, fits: Callable[[int], bool]) -> int:
    """The largest whole number up to *highest* that *fits*, if 0 does and everything below one that does."""
    low, high = 0, highest
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low
