"""What twice the traffic does to each field was decided once, and holds."""

from __future__ import annotations

from dataclasses import fields, make_dataclass
from typing import TYPE_CHECKING, Annotated, Any

import pytest

from lambda_cost import estimate
from lambda_cost.numbers.bounds import LOAD, PER_UNIT, TRAFFIC, Ge
from lambda_cost.numbers.quantity import N
from lambda_cost.scenario.plan import Discount, SavingsPlan
from lambda_cost.services.described import fields_of
from lambda_cost.services.fields import field_of
from tests.laws import strategies as any_

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

from tests.what_if.doubled import D, assert_one_answer, scenario_of

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
