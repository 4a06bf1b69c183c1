"""Some times the traffic: the same scenario with more or less use, and what its bill then is.

What grows with use is marked on the fields (`numbers.bounds.Scaling`); decision 0037 says why for each.
Budgets, forecasts and charts scale a scenario by `scale_traffic`, so that all of them mean the same by it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.bill.estimate import estimate
from lambda_cost.numbers.quantity import constant, exactly, is_array, require_exact
from lambda_cost.numbers.text import decimal_text
from lambda_cost.numbers.units import read_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.scenario.scenario import Scenario

TIMES = tuple(Decimal(times) for times in ("0", "0.5", "1", "1.5", "2", "3", "4"))
"""How many times today's traffic is looked at, if nobody asks for others."""


def scale_traffic(scenario: Scenario[Any], times: Any) -> Scenario[Any]:
    """*scenario* with so many *times* its traffic: a number, or an array for one bill of each element.

    Rates are counted out, and requests that an API and its functions take from each other are filled in.

    Raises:
        ScenarioError: if *times* is no number from 0 on, or a link between resources leads nowhere.
        IncompleteScenarioError: if a number is still unknown.
    """
    factor = times if is_array(times) else _factor(times)
    return change_traffic(scenario, lambda amount: constant(amount, factor) * factor)


def change_traffic(scenario: Scenario[Any], change: Callable[[Any], Any]) -> Scenario[Any]:
    """*scenario* with a *change* made to each number that grows with use; it raises what `scale_traffic` does."""

    def changed(thing: Any) -> Any:
        return thing.replace_unchecked(**{name: change(amount) for name, amount in thing.traffic_numbers().items()})

    resources = scenario.in_month()
    with exactly():
        more = [changed(resource).replace_unchecked(features=tuple(map(changed, resource.features))) for resource in resources]
    return scenario.replace_unchecked(resources=tuple(more))


def traffic_amounts(scenario: Scenario[Any]) -> set[Any]:
    """The different amounts of *scenario* that grow with use and are not zero; empty if more traffic costs nothing."""
    things = [thing for resource in scenario.in_month() for thing in (resource, *resource.features)]
    return {amount for thing in things for amount in thing.traffic_numbers().values() if amount}


class TrafficCost(NamedTuple):
    """A bill with some times its traffic."""

    times: Any
    """How many times today's traffic."""
    requests: Any
    """Requests a month: of the functions, or of the APIs where there is no function."""
    total: Any
    """What a month costs, in the currency of the bill."""
    by_resource: dict[str, Any]
    """What each resource costs, by its path."""

    def to_dict(self) -> dict[str, Any]:
        """It as plain data; numbers are text, to the last digit."""
        return {
            "times": decimal_text(self.times),
            "requests": decimal_text(self.requests),
            "total": decimal_text(self.total),
            "resources": {name: decimal_text(cost) for name, cost in self.by_resource.items()},
        }


def cost_by_traffic(bill: Estimate[Any], times: Iterable[Decimal | float | str] = TIMES) -> list[TrafficCost]:
    """What *bill* would be at each of so many *times* its traffic, exactly.

    >>> from lambda_cost import Function, Scenario, estimate
    >>> function = Function(name="article", requests=1_000_000, duration_ms=500, memory_mb=512)
    >>> bill = estimate(Scenario(free_tier="none", functions=[function]))
    >>> [cost.total for cost in cost_by_traffic(bill, [1, 2])]
    [Decimal('4.366675'), Decimal('8.73335')]

    Raises:
        LambdaCostError: if the bill is one of arrays.
        ScenarioError: if one of *times* is no number from 0 on.
    """
    return [traffic_cost(bill, time) for time in times]


def traffic_cost(bill: Estimate[Any], times: Any) -> TrafficCost:
    """One cost of `cost_by_traffic`; if *times* is an array, all at once and in floats."""
    require_exact(bill.total, "scale the traffic of each scenario by itself")
    factor = times if is_array(times) else _factor(times)
    scaled = estimate(scale_traffic(bill.scenario, factor), bill.prices)
    return TrafficCost(factor, scaled.requests, scaled.total, scaled.by_resource)


def _factor(times: Decimal | float | str) -> Decimal:
    """The number of times that *times* is, from 0 on."""
    return read_number("times", times, "times", lambda times: times >= 0, "a number, 0 or more")
