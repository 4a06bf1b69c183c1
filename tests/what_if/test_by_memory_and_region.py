"""The bill by memory, by region and by one more of a number, each from the library and as plain data."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lambda_cost import (
    Function,
    LambdaCostError,
    PriceBook,
    Scenario,
    ScenarioError,
    cost_by_memory,
    cost_by_region,
    estimate,
    templates,
    unit_costs,
)
from lambda_cost.what_if.by_memory import memory_cost
from lambda_cost.what_if.by_region import pinned_resources

if TYPE_CHECKING:
    from pathlib import Path

D = Decimal


def scenario(**fields: Any) -> Scenario[Any]:
    """A million requests of 100 ms: 0.20, and 100,000 GB-seconds for each GB of memory, 1.66667."""
    usual: dict[str, Any] = {"name": "f", "requests": 10**6, "duration_ms": 100, "memory_mb": 1024}
    return Scenario(day="2026-11-01", free_tier="none", functions=[Function(**usual | fields)])


def test_the_bill_by_memory_is_exact() -> None:
    """0.20 + 1.66667 x 0.125, and x 10."""
    bill = estimate(scenario())
    costs = cost_by_memory(bill, "f", [128, 10_240])
    assert [cost.total for cost in costs] == [D("0.40833375"), D("16.8667")]
    assert costs[0].to_dict() == {"memory_mb": 128, "total": "0.40833375"}
    assert [cost.memory_mb for cost in cost_by_memory(bill, "functions.f")][:5] == [128, 256, 512, 1024, 1769]
    assert memory_cost(bill, "f", np.array([128, 10_240])).total.tolist() == pytest.approx([0.40833375, 16.8667])


def test_a_memory_that_lambda_does_not_have_is_refused() -> None:
    with pytest.raises(ScenarioError, match=r"memory_mb is 64; allowed: whole numbers 128 to 10,240 \(MB\)"):
        cost_by_memory(estimate(scenario()), "f", [64])
    wide = estimate(scenario().with_("f", memory_mb=np.array([128, 256])))
    with pytest.raises(LambdaCostError, match="many bills"):
        cost_by_memory(wide, "f")


def test_the_bill_by_region_has_the_cheapest_first_and_the_unpriced_last() -> None:
    """0.20 + 1.66667 in Virginia; what is billed in yuan comes after all that is billed in dollars."""
    costs = cost_by_region(scenario())
    us = next(cost for cost in costs if cost.region.code == "us-east-1")
    assert us.to_dict() == {
        "region": "us-east-1",
        "name": "US East (N. Virginia)",
        "total": "1.86667",
        "currency": "USD",
        "missing_reason": "",
    }
    dollars = [cost.bill.total for cost in costs if cost.bill and cost.bill.currency == "USD"]
    assert dollars == sorted(dollars)
    assert [cost.bill.currency for cost in costs if cost.bill] == ["USD"] * len(dollars) + ["CNY"]
    only = cost_by_region(scenario(), PriceBook.bundled(), partition="aws-us-gov")
    assert {cost.region.code for cost in only} == {"us-gov-east-1", "us-gov-west-1"}


def test_a_region_without_a_price_says_what_is_missing() -> None:
    """MicroVMs are priced in six regions; in Mumbai by processor and memory alone, which is all that is used here."""
    described = {"day": "2026-11-01", "microvms": {"m": {"vcpu_seconds": 1, "memory_gb_seconds": 1}}}
    costs = cost_by_region(Scenario.from_dict(described))
    priced = {"us-east-1", "us-east-2", "us-west-2", "eu-west-1", "ap-northeast-1", "ap-south-1"}
    assert {cost.region.code for cost in costs if cost.bill} == priced
    last = costs[-1].to_dict()
    assert (last["total"], last["currency"]) == (None, None)
    assert last["missing_reason"].startswith("aws_lambda.microvm.vcpu: No published price")


def test_resources_that_name_a_region_stay_there() -> None:
    pinned = scenario(region="eu-west-1")
    assert pinned_resources(pinned) == ["functions.f in eu-west-1"]
    assert len({cost.bill.total for cost in cost_by_region(pinned, partition="aws") if cost.bill}) == 1


def test_a_region_whose_bill_would_mix_currencies_says_so() -> None:
    """One function stays in Ireland and is paid in dollars; another in Beijing would be paid in yuan."""
    both = [*scenario(region="eu-west-1").functions, *scenario(name="g").functions]
    costs = cost_by_region(Scenario(day="2026-11-01", functions=both), partition="aws-cn")
    assert [cost.bill for cost in costs] == [None, None]
    assert [cost.region.code for cost in costs] == ["cn-north-1", "cn-northwest-1"]
    assert "functions.f (eu-west-1) in USD, functions.g (cn-north-1) in CNY" in costs[0].missing_reason


def test_one_more_of_each_unknown_is_priced(tmp_path: Path) -> None:
    """A million requests more: 0.20, and 120 ms of 1 GB for each, 120,000 x 0.0000166667 = 2.000004."""
    file = tmp_path / "template.yaml"
    file.write_text(
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n"
        "    Properties: {Runtime: python3.13, Handler: a.b, CodeUri: ., MemorySize: 1024}\n",
        encoding="utf-8",
    )
    costs = unit_costs(templates.read(file))
    assert costs["functions.F.requests"].to_dict() == {
        "more": "1000000",
        "unit": "count",
        "cost": "2.200004",
        "currency": "USD",
    }
