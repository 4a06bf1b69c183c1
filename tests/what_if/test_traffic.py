"""Twice the traffic is one number, whoever is asked: the budget, the forecast, the chart, `--set` and the library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given

from lambda_cost import LambdaCostError, Scenario, ScenarioError, estimate, forecast
from lambda_cost.scenario.spreads import spreads_of
from lambda_cost.services.described import fields_of
from lambda_cost.strict_yaml import Document
from lambda_cost.what_if.sweep.uncertainty import uncertain_of_spreads
from lambda_cost.what_if.traffic import cost_by_traffic, scale_traffic, traffic_cost
from tests.laws import strategies as any_
from tests.prices.books import ONE_PRICE, overlaid

if TYPE_CHECKING:
    from pathlib import Path

from tests.what_if.doubled import D, amount, assert_one_answer, doubled_by_set, scenario_of


def filled(cls: Any, kept: str = "", **given: Any) -> Any:
    """One of *cls* with a number in every field, *kept* of those that exclude each other, and its last choices."""
    resource = cls in any_.RESOURCES
    numbers = {one.name: amount(one, resource=resource) for one in fields_of(cls) if one.is_number}
    for name in set(cls.one_of) - {kept or next(iter(cls.one_of))} if cls.one_of else ():
        del numbers[name]
    choices = {one.name: one.choices[-1] for one in fields_of(cls) if one.choices}
    return cls(**numbers, **choices, **given, **({"name": "it"} if resource else {}))


ALTERNATIVES = [(cls, name) for cls in any_.RESOURCES for name in cls.one_of or ("",)]
"""Every class of resources, with each of the fields of which it has one."""


@pytest.mark.parametrize(("cls", "kept"), ALTERNATIVES, ids=lambda one: getattr(one, "__name__", one))
def test_twice_the_traffic_of_every_resource_is_one_number(cls: Any, kept: str) -> None:
    """Drawn from the classes, so that a new charge is here at once."""
    assert_one_answer(Scenario(day=any_.DAY, free_tier="none", resources=[filled(cls, kept)]))


@pytest.mark.parametrize(("cls", "host"), any_.HOSTED, ids=lambda cls: cls.__name__)
def test_twice_the_traffic_of_every_feature_is_one_number(cls: Any, host: Any) -> None:
    resource = filled(host, features=(filled(cls),))
    assert_one_answer(Scenario(day=any_.DAY, free_tier="always", resources=[resource]))


@pytest.mark.unmeasured
@given(scenario=any_.scenarios(offers=any_.OFFERS_ON_DAY))
def test_twice_the_traffic_of_any_scenario_is_one_number(scenario: Any) -> None:
    """Free tiers and tiers of pools included.

    The forecast begins after the laws' day: on the first of its month, runs of more than 900 s were not allowed yet.
    """
    double = estimate(scale_traffic(scenario, 2)).total
    assert double == doubled_by_set(scenario)
    assert double == forecast(scenario, 2, "100%", start="2026-12", hours=scenario.hours).months[1].total


def test_a_function_with_a_nat_gateway_and_transfer_to_the_internet() -> None:
    """The gateway's hours stay: 730 x 0.045 = 32.85.  All else doubles.

    1M requests 0.20, 50,000 GB-s x 0.0000166667 = 0.833335, 1,000 GB x 0.045 = 45 through it, 500 GB x 0.09 = 45 out:
    91.033335.  Today 32.85 + 91.033335 = 123.883335; with twice the traffic 32.85 + 182.06667 = 214.91667.
    """
    scenario = scenario_of("""
        functions: {f: {requests: 1M, duration_ms: 100, memory_mb: 512}}
        nat_gateways: {n: {processed_gb: 1000}}
        data_transfer: {internet_gb: 500}
    """)
    assert estimate(scenario).total == D("123.883335")
    assert assert_one_answer(scenario) == D("214.91667")


def test_a_microvm_with_its_storage() -> None:
    """1M vCPU-s x 0.0000276944 + 1M GB-s x 0.0000036667 = 27.6944 + 3.6667; 1,000 GB x 720 h x 0.0001111111 = 79.999992."""
    scenario = scenario_of("microvms: {m: {vcpu_seconds: 1M, memory_gb_seconds: 1M, storage_gb_months: 1000}}")
    assert estimate(scenario).total == D("111.361092")
    assert assert_one_answer(scenario) == D("222.722184")


def test_requests_that_are_taken_from_each_other_grow_once() -> None:
    """Functions: 3M x 0.20 + 3M x 0.1 s x 0.5 GB x 0.0000166667 = 0.60 + 2.500005; each API 1.00 a million.

    `front` has the requests of both functions, 3M; `back` is called 2M times and calls `two`: 3.100005 + 3 + 2 = 8.100005.
    """
    scenario = scenario_of("""
        functions:
          one: {requests: 1M, duration_ms: 100, memory_mb: 512}
          two: {duration_ms: 100, memory_mb: 512}
        apis:
          front: {type: http, functions: [one, two]}
          back: {type: http, requests: 2M, functions: [two]}
    """)
    assert estimate(scenario).total == D("8.100005")
    assert assert_one_answer(scenario) == D("16.20001")


def test_provisioned_environments_stay_and_the_requests_that_they_serve_grow() -> None:
    """10 GB x 2,628,000 s x 0.0000041667 = 109.500876 stays; 1M requests 0.20, 0.4M s x 0.0000166667 = 6.66668 on demand
    and 0.6M s x 0.0000097222 = 5.83332 provisioned double: 12.70.  109.500876 + 25.40.
    """
    scenario = scenario_of("""
        functions:
          f:
            {requests: 1M, duration_ms: 1000, memory_mb: 1024, provisioned_concurrency: {environments: 10, requests: 600k}}
    """)
    assert estimate(scenario).total == D("109.500876") + D("12.7")
    assert assert_one_answer(scenario) == D("109.500876") + D("25.4")


def test_calls_of_a_schedule_grow_like_all_others() -> None:
    """A scenario does not say who calls: 1/min is 43,800 a month, each 0.0000002 and a GB-second, 0.0000166667."""
    scenario = scenario_of("functions: {f: {requests: 1/min, duration_ms: 1000, memory_mb: 1024}}")
    assert estimate(scenario).total == 43_800 * (D("0.0000002") + D("0.0000166667"))
    assert assert_one_answer(scenario) == 2 * 43_800 * (D("0.0000002") + D("0.0000166667"))


def ranges(**requests: str) -> Any:
    """A thousand draws of a function whose *requests* are a range."""
    function = {"requests": requests, "memory_mb": 1024, "duration_ms": 100}
    document = {"day": "2026-11-01", "free_tier": "none", "functions": {"f": function}}
    return uncertain_of_spreads(spreads_of(Document(document, "")), draws=1000)


def test_a_range_that_is_doubled_has_twice_the_traffic() -> None:
    """Likely 3M requests of 0.1 s and 1 GB: 3M x (0.0000002 + 0.00000166667) = 5.60001, doubled 11.20002."""
    once, double = (ranges(low=f"{n}M", likely=f"{3 * n}M", high=f"{9 * n}M") for n in (1, 2))
    assert (once.likely, double.likely) == (D("5.60001"), D("11.20002"))
    assert assert_one_answer(once.scenario) == double.likely
    assert double.p95 == pytest.approx(2 * once.p95)


def test_the_bill_of_some_times_the_traffic_is_listed() -> None:
    """1M requests 0.20 + 100,000 GB-s x 0.0000166667 = 1.86667."""
    bill = estimate(scenario_of("functions: {f: {requests: 1M, duration_ms: 100, memory_mb: 1024}}"))
    costs = cost_by_traffic(bill, [0, "0.5", 1.5])
    assert [cost.total for cost in costs] == [0, D("0.933335"), D("2.800005")]
    assert costs[1].to_dict() == {
        "times": "0.5",
        "requests": "500000",
        "total": "0.933335",
        "resources": {"functions.f": "0.933335"},
    }
    assert [one.times for one in cost_by_traffic(bill)] == [0, D("0.5"), 1, D("1.5"), 2, 3, 4]
    (arrays,) = [traffic_cost(bill, np.array([1.0, 2.0]))]
    assert arrays.total.tolist() == pytest.approx([1.86667, 3.73334])


@pytest.mark.parametrize("times", ["-1", "much", "2/day", True])
def test_times_that_are_no_number_from_zero_on_are_refused(times: Any) -> None:
    with pytest.raises(ScenarioError, match="times is"):
        scale_traffic(scenario_of("functions: {f: {requests: 1M, duration_ms: 100, memory_mb: 1024}}"), times)


def test_a_bill_of_arrays_is_not_scaled() -> None:
    wide: Any = scenario_of("functions: {f: {requests: 1M, duration_ms: 100, memory_mb: 1024}}")
    with pytest.raises(LambdaCostError, match="many bills"):
        cost_by_traffic(estimate(wide.with_("f", memory_mb=np.array([128, 256]))))


def test_more_traffic_has_the_prices_of_its_bill(tmp_path: Path) -> None:
    """10M requests at 0.20 a million and 1,000,000 GB-seconds at an agreed 0.000012 are 14.00; of three times that, 42.00."""
    function = {"requests": "10M", "duration_ms": 100, "memory_mb": 1024, "architecture": "arm64"}
    document = {"region": "eu-west-1", "day": "2026-11-01", "free_tier": "none", "functions": {"list": function}}
    bill = estimate(Scenario.from_dict(document), overlaid(tmp_path, aws_lambda__function=ONE_PRICE))
    assert [traffic_cost(bill, times).total for times in (1, 3)] == [D(14), D(42)]
