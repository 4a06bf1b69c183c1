"""A bill written as FOCUS adds up to itself, and is explained as itself."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from lambda_cost import Scenario, estimate, load, reconcile, report
from lambda_cost.numbers.quantity import exactly
from tests.laws.strategies import scenarios

ROOT = Path(__file__).parent.parent.parent
DAY = "2026-11-01"
EXAMPLES = (
    "account/reports.yaml",
    "account/shop.yaml",
    "decisions/api.yaml",
    "decisions/report.yaml",
    "everything.yaml",
    "shop.yaml",
    "tutorial.yaml",
)
"""Every scenario there is without a range."""


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def steps(tmp_path: Path, scenario: Any) -> tuple[Decimal, dict[str, Decimal]]:
    """What a bill of *scenario*, written as FOCUS, is explained as."""
    path = tmp_path / "focus.csv"
    path.write_text(report(estimate(scenario), "focus"), encoding="utf-8")
    (month,) = reconcile(path).months
    return month.billed, {step.step: step.amount for step in month.steps if step.amount}


def test_the_shop_is_explained_by_list_prices_and_what_is_free(tmp_path: Path) -> None:
    shop = load(ROOT / "examples" / "shop.yaml", day=DAY)
    billed, found = steps(tmp_path, shop)
    bill = estimate(shop)
    assert billed == bill.total
    assert found == {"list": bill.list_total, "free": bill.total - bill.list_total}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_scenario_written_as_a_bill_leaves_nothing_to_explain(tmp_path: Path, name: str) -> None:
    """List prices and what is free explain it, and where the scenario has one, its plan and its discounts."""
    scenario = load(ROOT / "examples" / name, day=DAY)
    assert isinstance(scenario, Scenario)
    billed, found = steps(tmp_path, scenario)
    bill = estimate(scenario)
    with exactly():
        assert billed == bill.total - bill.other_total
    described = {
        "plans": scenario.savings_plan is not None,
        "credits": bool(scenario.discounts),
    }
    assert set(found) <= {"list", "free", *(step for step, is_there in described.items() if is_there)}


def test_a_plan_and_a_discount_are_steps_and_another_cost_is_of_another_service(tmp_path: Path) -> None:
    """1M requests of 1 s with 1,024 MB: 1,000,000 GB-s, of which a plan covers some; 10 % off requests; 40 for a database."""
    scenario = Scenario.from_dict(
        {
            "day": DAY,
            "free_tier": "none",
            "functions": {"f": {"requests": 1_000_000, "duration_ms": 1000, "memory_mb": 1024, "logs": {"kb": 1}}},
            "savings_plan": {"commitment": "0.01", "term": "1yr", "payment": "no_upfront"},
            "discounts": {"ours": {"percent": 10, "meter": "aws_lambda.function.requests"}},
            "other_costs": {"database": {"amount": 40}},
        }
    )
    bill = estimate(scenario)
    billed, found = steps(tmp_path, scenario)
    assert found["credits"] == -Decimal("0.02")  # 10 % of 0.20
    with exactly():
        assert billed == bill.total - 40
        assert found["list"] == bill.list_total - 40
    (database,) = [row for row in rows(report(bill, "focus")) if row["ServiceName"] == "database"]
    assert (database["BilledCost"], database["ServiceCategory"], database["x_ServiceCode"]) == ("40", "Other", "")
    assert set(found) == {"list", "plans", "credits"}


def test_a_commitment_that_covers_nothing_is_a_row() -> None:
    scenario = {
        "day": DAY,
        "functions": {"f": {"requests": 1, "duration_ms": 1, "memory_mb": 128}},
        "savings_plan": {"commitment": 1, "term": "1yr", "payment": "no_upfront"},
    }
    found = rows(report(estimate(Scenario.from_dict(scenario)), "focus"))
    assert [row["CommitmentDiscountStatus"] for row in found if row["CommitmentDiscountStatus"]] == ["Unused"]
    (fee,) = [row for row in found if row["ChargeCategory"] == "Purchase"]
    assert (fee["BilledCost"], fee["EffectiveCost"]) == ("730", "0")


@pytest.mark.unmeasured
@given(scenario=scenarios())
def test_the_rows_add_up_to_the_bill(scenario: Scenario[Decimal]) -> None:
    bill = estimate(scenario)
    with exactly():
        assert sum((Decimal(row["BilledCost"]) for row in rows(report(bill, "focus"))), Decimal(0)) == bill.total
