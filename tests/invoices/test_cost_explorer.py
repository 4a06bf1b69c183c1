"""Answers of Cost Explorer: what they say, and which cannot be used."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from lambda_cost import ScenarioError, reconcile
from lambda_cost.invoices.reading import read_invoices
from tests.invoices.explored import DAY, explored

if TYPE_CHECKING:
    from pathlib import Path

    from lambda_cost.invoices.pools import Invoices


def write_json(folder: Path, data: Any) -> Path:
    path = folder / "explored.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"GroupDefinitions": []}, "GroupDefinitions is grouped by nothing; allowed: USAGE_TYPE"),
        ({}, "group 1: UsageQuantity adds up different units (Request: N/A)"),
        ({"metrics": {"UsageQuantity": None}}, "UsageQuantity is missing; ask for the metrics"),
        ({"ResultsByTime": [{"TimePeriod": None}]}, "Start is ''; allowed: a day"),
        ({"GroupDefinitions": None}, "GroupDefinitions is nothing; allowed: a list of objects"),
        ({"ResultsByTime": {"TimePeriod": {}}}, "ResultsByTime is {'TimePeriod': {}}; allowed: a list of objects"),
        ({"ResultsByTime": [{"TimePeriod": DAY}]}, "Groups is nothing; allowed: a list of objects"),
        ({"ResultsByTime": [{"TimePeriod": DAY, "Groups": ["x"]}]}, "Groups is ['x']; allowed: a list of objects"),
        ({"keys": True}, "group 1: Keys is true; allowed: a list of 2 (USAGE_TYPE, RECORD_TYPE)"),
        ({"keys": ["Request"]}, "group 1: Keys is ['Request']; allowed: a list of 2 (USAGE_TYPE, RECORD_TYPE)"),
        ({"metrics": {"UnblendedCost": {"Unit": "USD"}}}, "group 1, UnblendedCost: Amount is missing; allowed: a number"),
        ({"metrics": {"UnblendedCost": {"Amount": "1", "Unit": ""}}}, "UnblendedCost: Unit is empty with a cost of 1"),
        ({"metrics": {"UnblendedCost": {"Amount": "0", "Unit": ""}}}, "UnblendedCost: Unit is empty with a cost of 0"),
        ({"metrics": {"UnblendedCost": {"Amount": "1", "Unit": " "}}}, "UnblendedCost: Unit is ' '; allowed: a currency"),
        ({"metrics": {"NetUnblendedCost": {"Amount": "2"}}}, "NetUnblendedCost: Unit is empty with a cost of 2"),
    ],
)
def test_an_answer_of_cost_explorer_that_cannot_be_used_says_why(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ScenarioError) as error:
        read_invoices([write_json(tmp_path, explored(**changes))])
    assert message in str(error.value)


def test_cost_explorer_says_what_is_estimated_net_and_missing(tmp_path: Path) -> None:
    amounts = {"UsageQuantity": {"Amount": "5", "Unit": "Requests"}, "NetUnblendedCost": {"Amount": "0.5", "Unit": "USD"}}
    data = explored(metrics=amounts, NextPageToken="more")
    invoices: Invoices = read_invoices([write_json(tmp_path, [data])])
    assert invoices.open_months == {"2026-09"}
    assert (invoices.pools[0].amounts.net_cost, invoices.pools[0].amounts.hours) == (Decimal("0.5"), 24)
    assert any("NextPageToken" in warning for warning in invoices.warnings)
    service = {"GroupDefinitions": [{"Key": "USAGE_TYPE"}, {"Key": "SERVICE"}]}
    grouped = explored(metrics=amounts, **service)
    grouped["ResultsByTime"][0]["Groups"][0]["Keys"] = ["Request", "AWS Lambda"]
    by_service = read_invoices([write_json(tmp_path, grouped)])
    assert (by_service.pools[0].key.product_code, by_service.warnings) == ("AWSLambda", [])


def test_what_has_no_usage_type_in_cost_explorer_is_of_the_type_that_is_said(tmp_path: Path) -> None:
    """Credits of 50 and a refund of 7 are no tax, a fee of 100 is nobody's; without types, what has no usage type is tax."""
    data = explored()
    amounts = {"Credit": "-50", "Refund": "-7", "Tax": "9", "Fee": "100", "Usage": "3"}
    data["ResultsByTime"][0]["Groups"] = [
        {
            "Keys": ["NoUsageType", kind],
            "Metrics": {"UnblendedCost": {"Amount": amount, "Unit": "USD"}, "UsageQuantity": {"Amount": "0", "Unit": ""}},
        }
        for kind, amount in amounts.items()
    ]
    path = write_json(tmp_path, data)
    by_type = {pool.key.line_type: (str(pool.amounts.cost), pool.key.usage_type) for pool in read_invoices([path]).pools}
    no_usage = {kind: (amount, "") for kind, amount in amounts.items()}
    assert by_type == no_usage | {"Usage": ("3", "NoUsageType")}
    (month,) = reconcile(path).months
    assert (month.step("credits").amount, month.step("tax").amount) == (Decimal(-57), Decimal(9))
    shown = " ".join(reconcile(path).report().split())
    assert "2 rows of other services, or of none that the bill names (Fee, Usage), $103.00." in shown
    data["GroupDefinitions"] = [{"Key": "USAGE_TYPE"}]
    for group in data["ResultsByTime"][0]["Groups"]:
        group["Keys"] = group["Keys"][:1]
    assert {pool.key.line_type for pool in read_invoices([write_json(tmp_path, data)]).pools} == {"Tax"}
