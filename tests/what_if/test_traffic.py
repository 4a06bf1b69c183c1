"""Twice the traffic is one number, whoever is asked: the budget, the forecast, the chart, `--set` and the library."""

from __future__ import annotations

from dataclasses import fields, make_dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import pytest
from hypothesis import given

from lambda_cost import LambdaCostError, Scenario, ScenarioError, estimate, forecast, strict_yaml
from lambda_cost.charts.growth import growth as growth_chart
from lambda_cost.charts.theme import LIGHT
from lambda_cost.numbers.bounds import CAPACITY, LOAD, PER_UNIT, TRAFFIC, Ge
from lambda_cost.numbers.quantity import N
from lambda_cost.numbers.units import unit_of
from lambda_cost.scenario.plan import Discount, SavingsPlan
from lambda_cost.scenario.spreads import spreads_of
from lambda_cost.services.described import fields_of
from lambda_cost.services.fields import field_of
from lambda_cost.strict_yaml import Document
from lambda_cost.what_if.budget.budget import largest_fitting_traffic
from lambda_cost.what_if.sweep.uncertainty import uncertain_of_spreads
from lambda_cost.what_if.traffic import cost_by_traffic, scale_traffic, traffic_amounts, traffic_cost
from lambda_cost.what_if.variants import make_variant
from tests.laws import strategies as any_
from tests.prices.books import ONE_PRICE, overlaid

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from pathlib import Path

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


def scenario_of(text: str) -> Scenario[Any]:
    return Scenario.from_dict({"day": "2026-11-01", "free_tier": "none"} | strict_yaml.read(text, "a scenario").data)


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


DURABLE = "{operations: 0, written_kb: 1, retained_days: 30}"


@pytest.mark.parametrize(
    ("described", "once", "doubled"),
    [
        # a cache: 730 h x 0.02 stays; 1M calls x 3.50 double
        ("apis: {a: {type: rest, requests: 1M, cache: {size_gb: '0.5'}}}", "18.10", "21.60"),
        # an endpoint: 730 h x 0.01 stays; 1M calls 3.50, 1M x 10 KB / 1,048,576 x 0.01 double
        ("apis: {a: {type: rest, requests: 1048576, request_kb: 10, endpoint: {}}}", "11.070016", "14.840032"),
        # provisioned pollers: 5 x 730 h x 0.185 stay, as somebody sets their least and most
        ("event_pollers: {e: {source: kafka, units: 5}}", "675.25", "675.25"),
        # a load balancer: 730 h x 0.0225 stays; 2 units x 730 h x 0.008 are a load, and double
        ("load_balancers: {b: {lcus: 2}}", "28.105", "39.785"),
        # tenants' environments are created by use: 1,000 x 1 GB x 0.000166667, and requests 0.0002
        (
            "functions: {f: {requests: 1000, duration_ms: 0, memory_mb: 1024, tenant_isolation: {environments: 1000}}}",
            "0.166867",
            "0.333734",
        ),
        # traces that are looked at grow with those that are recorded: 1M x 0.000005 + 1M x 0.0000005
        ("functions: {f: {requests: 1M, duration_ms: 0, memory_mb: 128, traces: {share: 1, accessed: 1M}}}", "5.70", "11.40"),
        # stored logs follow from what is written: (1 GB x 0.50 + 0.15 GB x 0.03) and requests 0.2097152
        (
            "functions: {f: {requests: 1048576, duration_ms: 0, memory_mb: 128, logs: {kb: 1, system_kb: 0}}}",
            "0.7142152",
            "1.4284304",
        ),
        # what durable executions write and keep: 1M x 1 KB is a GB, x (0.25 + 0.15 for 30 days), and requests 0.20
        (
            "functions: {f: {requests: 1M, memory_mb: 128, duration_ms: 0, durable: *kept}}".replace("*kept", DURABLE),
            "0.60",
            "1.20",
        ),
        # SnapStart: a cached GB for 2,628,000 s x 0.0000015046 = 3.9540888 stays; 1,000 restored GB x 0.0001397998 double,
        # and requests 0.20
        (
            "functions: {f: {requests: 1M, duration_ms: 0, memory_mb: 1024, snap_start: {runtime: python, restores: 1000}}}",
            "4.2938886",
            "4.6336884",
        ),
        # managed instances: 2 x 730 h x (0.10 + 15 %) = 167.90 stay; 1M requests 0.20 double
        ("capacity_providers: {c: {requests: 1M, instances: 2, instance_price: 0.10}}", "168.10", "168.30"),
    ],
)
def test_each_decision_by_hand(described: str, once: str, doubled: str) -> None:
    scenario = scenario_of(described)
    assert estimate(scenario).total == D(once)
    assert assert_one_answer(scenario) == D(doubled)


DESCRIBED = [*any_.RESOURCES, *any_.FEATURES, SavingsPlan, Discount]
NUMBERS = [(cls, field) for cls in DESCRIBED for field in fields_of(cls) if field.is_number]


@pytest.mark.parametrize(("cls", "field"), NUMBERS, ids=lambda one: getattr(one, "__name__", getattr(one, "name", "")))
def test_what_grows_has_no_upper_bound_and_what_has_none_is_no_property_of_a_unit(cls: Any, field: Any) -> None:
    """Growth must not lead out of what a field takes; and whoever adds an amount has to say whether it grows."""
    assert (field.bounds.most is None) <= (field.scaling is not PER_UNIT), cls
    assert (field.scaling in {TRAFFIC, LOAD}) <= (field.bounds.most is None), cls


DECIDED: dict[str, AbstractSet[str]] = {
    "HttpApi": {"requests"},
    "RestApi": {"requests"},
    "WebsocketApi": {"messages", "connection_minutes"},
    "Function": {"requests"},
    "EdgeFunction": {"requests"},
    "ManagedInstances": {"requests"},
    "Microvm": {"vcpu_seconds", "memory_gb_seconds", "snapshot_read_gb", "snapshot_write_gb", "storage_gb_months"},
    "ProvisionedConcurrency": {"requests"},
    "SnapStart": {"restores"},
    "TenantIsolation": {"environments"},
    "Internet": {"internet_gb"},
    "ApplicationLoadBalancer": {
        "lcus",
        "processed_gb",
        "new_connections_per_second",
        "active_connections",
        "rule_evaluations_per_second",
    },
    "NatGateway": {"processed_gb"},
    "Traces": {"accessed"},
    **dict.fromkeys(
        ("Cache", "Endpoint", "EventPoller", "Durable", "Logs", "TransferOut", "Authorizer", "AsyncEvents"), frozenset[str]()
    ),
}
"""What grows, as decision 0037 has it; a new charge decides in its own examples."""


@pytest.mark.parametrize("cls", DESCRIBED, ids=lambda cls: cls.__name__)
def test_what_was_decided_holds(cls: Any) -> None:
    grows = {field.name for field in fields_of(cls) if field.is_traffic}
    assert grows == DECIDED.get(cls.__name__, grows)


def test_a_number_without_a_decision_is_an_error_of_its_class() -> None:
    """A new field cannot be left for one of the readings to guess."""
    undecided = make_dataclass("undecided", [("sent_gb", Annotated[N, Ge(0)])])
    with pytest.raises(TypeError, match="sent_gb has no marker; add TRAFFIC, LOAD, CAPACITY or PER_UNIT"):
        field_of(fields(undecided)[0])


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
