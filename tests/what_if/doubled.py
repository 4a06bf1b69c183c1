"""What tests of twice the traffic share."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from lambda_cost import LambdaCostError, Scenario, estimate, forecast, strict_yaml
from lambda_cost.charts.growth import growth as growth_chart
from lambda_cost.charts.theme import LIGHT
from lambda_cost.numbers.bounds import CAPACITY, TRAFFIC
from lambda_cost.numbers.units import unit_of
from lambda_cost.strict_yaml import Document
from lambda_cost.what_if.budget.budget import largest_fitting_traffic
from lambda_cost.what_if.traffic import cost_by_traffic, scale_traffic, traffic_amounts
from lambda_cost.what_if.variants import make_variant

if TYPE_CHECKING:
    from lambda_cost.services.fields import Field


D = Decimal


def doubled_by_set(scenario: Scenario[Any]) -> D:
    """The bill with `--set` of each number that grows, doubled by hand in the scenario's file."""
    things: list[tuple[str, Any]] = [(resource.path, resource) for resource in scenario.resources]
    things += [(f"{resource.path}.{feature.path}", feature) for resource in scenario.resources for feature in resource.features]
    changes = [f"{path}.{name}={twice(x)}" for path, thing in things for name, x in thing.traffic_numbers().items()]
    made = make_variant(Document(scenario.to_dict(), ""), changes, "").scenario
    assert made is not None
    total: D = estimate(made).total
    return total


def twice(amount: Any) -> str:
    """*amount* doubled, in the form of a scenario file: a rate stays a rate."""
    number, sign, per = str(amount).partition("/")
    return f"{2 * D(number):f}{sign}{per}"


def doubled_in_chart(scenario: Scenario[Any]) -> D:
    """What the chart of growing traffic draws at ×2, all its areas on top of each other; without traffic there is no chart."""
    bill = estimate(scenario)
    if not traffic_amounts(scenario):
        with pytest.raises(LambdaCostError, match="nothing in the scenario has traffic"):
            growth_chart(bill)
        total: D = bill.total
        return total
    picture = growth_chart(bill)
    drawn = [row["cost"] for row in picture.spec(640, LIGHT)["layer"][0]["data"]["values"] if row["times"] == 2]
    (told,) = [row.values[2] for row in picture.table.rows if row.values[0] == 2]
    assert sum(drawn) == pytest.approx(told, rel=1e-9)
    return D(str(sum(drawn)))


def every_reading(scenario: Scenario[Any]) -> dict[str, D]:
    """What twice the traffic of *scenario* costs, as each part of the house says it."""
    single, double = estimate(scenario), estimate(scale_traffic(scenario, 2))
    fit = largest_fitting_traffic(
        double, single.total
    )  # a budget of today's cost has room for half of twice the traffic, and no more
    assert fit is not None
    assert (fit.percent >= 50, fit.percent_total) == (True, single.total)
    return {
        "scaled": double.total,
        "listed": cost_by_traffic(single, ["2"])[0].total,
        "forecast": forecast(scenario, 2, "100%", hours=scenario.hours).months[1].total,
        "set": doubled_by_set(scenario),
        "chart": doubled_in_chart(scenario),
    }


def assert_one_answer(scenario: Scenario[Any]) -> D:
    """Every reading says the same, to the last digit; the chart in floats. What they say."""
    readings = every_reading(scenario)
    chart = readings.pop("chart")
    assert set(readings.values()) == {readings["scaled"]}, readings
    assert float(chart) == pytest.approx(float(readings["scaled"]), rel=1e-9, abs=1e-5)
    return readings["scaled"]


def amount(field: Field, *, resource: bool) -> D:
    """A number that *field* takes and that costs something, with more use of a resource than of its features."""
    least, most = field.bounds.least, field.bounds.most
    if field.is_traffic:
        return D(1_000_000 if resource else 500_000) if field.scaling is TRAFFIC else D(30)
    if field.scaling is CAPACITY and unit_of(field.name) != "ms":
        return least + 2
    return least + 100 if most is None or least + 100 <= most else most / 2


def scenario_of(text: str) -> Scenario[Any]:
    return Scenario.from_dict({"day": "2026-11-01", "free_tier": "none"} | strict_yaml.read(text, "a scenario").data)
