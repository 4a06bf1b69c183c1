"""What is asked of each case: its total, and perhaps its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.bill.estimate import estimate
from lambda_cost.bill.totals import totals
from lambda_cost.errors import Problem, ScenarioError
from lambda_cost.numbers.quantity import exactly
from lambda_cost.services.dated_limits import limits_on
from lambda_cost.strict_yaml import Document

if TYPE_CHECKING:
    from lambda_cost.bill.usage import MeteredUsage
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.scenario.scenario import Scenario

BY = ("", "meter", "resource")
"""What a total may be divided by."""


class Costs(NamedTuple):
    """The total of a case, and its parts."""

    total: Any
    """What is invoiced in all."""
    parts: dict[str, Any]
    """What each meter or resource is billed."""
    currency: str
    """ISO 4217 code of every amount."""
    usages: tuple[MeteredUsage[Any], ...]
    """What AWS counts."""
    margins: list[Any]
    """How much less than its limit each number is that has one, such as restores and requests."""

    @property
    def checks(self) -> list[Any]:
        """What may not be less than nothing."""
        return [*(x for usage in self.usages for x in (usage.quantity, usage.allowed)), *self.margins]


def scenario_document(scenario: Scenario[Any]) -> Document:
    """*scenario* in the form of a file, to be varied.

    Raises:
        ScenarioError: if there are arrays in it.
    """
    if scenario.promoted_to_common_kind() is not scenario:
        raise ScenarioError([Problem("the scenario", "has arrays in it; allowed: exact numbers, with the arrays as axes")])
    return Document(scenario.to_dict(), "")


def case_costs(scenario: Scenario[Any], by: str, book: PriceBook) -> Costs:
    """The total of *scenario*, and its parts *by* meter or resource.

    Raises:
        ScenarioError: if it cannot be priced as it is described.
        MissingPriceError: if a price is missing.
    """
    limits = [
        limit for resource in scenario.promoted_to_common_kind().in_month() for _, limit in limits_on(resource, scenario.day)
    ]
    with exactly():
        margins = [limit.whole - limit.part for limit in limits]
    if by == "resource":
        bill = estimate(scenario, book)
        return Costs(bill.total, bill.by_resource, bill.currency, bill.usages, margins)
    summed = totals(scenario, book)
    return Costs(summed.total, summed.by_meter if by else {}, summed.currency, summed.usages, margins)
