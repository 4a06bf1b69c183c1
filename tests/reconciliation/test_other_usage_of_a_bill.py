"""What else of a bill is in the scenario: APIs, gateways, plans, agreements and corrections."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from lambda_cost import estimate
from tests.invoices.bills import FREE, REQUEST

if TYPE_CHECKING:
    from pathlib import Path

from tests.reconciliation.bills import HTTP, drafted, known


def test_apis_of_every_kind_with_a_cache(tmp_path: Path) -> None:
    rest = HTTP | {"usage_type": "USE1-ApiGatewayRequest", "operation": "ApiGatewayRequest", "rate": "0.0000035"}
    rest |= {"resource": "arn:aws:apigateway:us-east-1::/restapis/r1/stages/prod"}
    cache = rest | {"usage_type": "USE1-ApiGatewayCacheUsage:1.55GB", "operation": "RunInstances", "rate": "0.038"}
    chat = HTTP | {"operation": "ApiGatewayWebSocket", "resource": "arn:aws:apigateway:us-east-1::/apis/w1/stages/prod"}
    rows = (
        rest | {"quantity": "1000", "cost": "0.0035"},
        cache | {"quantity": "720", "cost": "27.36"},
        chat | {"usage_type": "USE1-ApiGatewayMessage", "quantity": "500", "cost": "0.0005"},
        chat | {"usage_type": "USE1-ApiGatewayMinute", "quantity": "900", "rate": "0.00000025", "cost": "0.000225"},
    )
    draft = drafted(tmp_path, *rows)
    assert draft.data["apis"] == {
        "r1": {"type": "rest", "requests": 1000, "cache": {"size_gb": Decimal("1.6"), "hours": 720}},
        "w1": {"type": "websocket", "messages": 500, "connection_minutes": 900},
    }
    assert estimate(draft.scenario()).total == Decimal("0.0035") + Decimal("27.36") + Decimal("0.0005") + Decimal("0.000225")
    two = drafted(tmp_path, rows[0], cache | {"quantity": "1440", "cost": "54.72"})
    assert "cache" not in two.data["apis"]["r1"]
    assert estimate(two.scenario()).total == Decimal("54.7235")


def test_gateways_and_transfer(tmp_path: Path) -> None:
    """1,440 h of unnamed NAT gateways in a month of 720 h are two; 5 GB of transfer are free, in the scenario too."""
    nat = {"product": "AmazonEC2", "operation": "NatGateway", "resource": "", "usage_type": "NatGateway-Hours", "rate": "0.045"}
    out = {"usage_type": "DataTransfer-Out-Bytes", "resource": "", "quantity": "5"}
    draft = drafted(tmp_path, nat | {"quantity": "1440", "cost": "64.8"}, out | FREE)
    assert draft.data["nat_gateways"] == {"without-resource-id": {"gateways": 2, "processed_gb": 0}}
    assert draft.data["data_transfer"] == {"internet_gb": 5}
    charged = drafted(tmp_path, out | {"rate": "0.09", "cost": "0.45"})  # others had the free 100 GB
    assert charged.data["other_costs"]["DataTransfer-Out-Bytes us-east-1"]["amount"] == Decimal("0.45")


def test_a_free_tier_that_others_had_is_said(tmp_path: Path) -> None:
    paid = ({"quantity": "500000", "cost": "8.33335"}, REQUEST | {"quantity": "2000000", "cost": "0.4"})
    assert drafted(tmp_path, *paid, usage=known(checkout=512)).data["free_tier"] == "none"
    partly = drafted(tmp_path, {"quantity": "100"} | FREE, *paid, usage=known(checkout=512))
    assert any("differs for aws_lambda.function.duration: 100 were free" in str(one) for one in partly.warnings)


def test_plans_and_agreements_that_a_scenario_cannot_say_are_warned_about(tmp_path: Path) -> None:
    covered = {"quantity": "60000", "cost": "1.000002", "type": "SavingsPlanCoveredUsage", "plan": "p", "effective": "0.882"}
    fee = {"product": "ComputeSavingsPlans", "type": "SavingsPlanRecurringFee", "plan": "p", "cost": "0.882", "used": "0.882"}
    negation = {"type": "SavingsPlanNegation", "cost": "-1.000002", "plan": "p", "rate": ""}
    calls = REQUEST | {"quantity": "1000000"} | FREE
    free = {"quantity": "400000"} | FREE
    rows = (free, covered, negation, calls, fee | {"usage_type": "ComputeSP:1yrNoUpfront"})
    plan = drafted(tmp_path, *rows, usage=known(checkout=512))
    assert plan.warnings == ()
    bill = estimate(plan.scenario())
    # 0.882 of fees cover 60,000 GB-s at 0.0000147, which is all that is not free
    assert bill.total.quantize(Decimal("1e-10")) == Decimal("0.882").quantize(Decimal("1e-10"))
    unused = drafted(tmp_path, *rows[:-1], rows[-1] | {"cost": "1"}, usage=known(checkout=512))
    assert "was not used up on the bill" in str(unused.warnings[0])
    partial = drafted(tmp_path, *rows[:-1], fee | {"usage_type": "ComputeSP:3yrPartialUpfront"})
    assert "savings_plan is ComputeSP:3yrPartialUpfront, which no scenario has" in str(partial.warnings[0])
    lost = drafted(tmp_path, *rows[:-1])
    assert "one whose fee the bill lacks" in str(lost.warnings[0])
    api, off = HTTP | {"quantity": "1000000", "cost": "1"}, HTTP | {"type": "EdpDiscount", "cost": "-0.1", "usage_type": ""}
    odd = drafted(tmp_path, api, off)
    assert "discounts lack -0.1 of api_gateway, which is no percentage of a service" in str(odd.warnings[0])


def test_usage_that_names_no_region_is_a_cost_of_the_usual_one(tmp_path: Path) -> None:
    draft = drafted(tmp_path, {"usage_type": "Lambda-New", "region": "", "quantity": "7", "cost": "2", "resource": ""})
    assert draft.data["region"] == "us-east-1"
    assert draft.data["other_costs"] == {"Lambda-New": {"amount": 2, "note": "7 on the bill of 2026-09"}}


def test_usage_without_a_resource_that_a_plan_covers_is_not_called_free(tmp_path: Path) -> None:
    gone = {"quantity": "60000", "cost": "1.000002", "resource": "", "type": "SavingsPlanCoveredUsage", "plan": "p"}
    fee = {"product": "ComputeSavingsPlans", "type": "SavingsPlanRecurringFee", "plan": "p", "cost": "0.882", "used": "0.882"}
    negation = {"type": "SavingsPlanNegation", "cost": "-1.000002", "plan": "p", "rate": ""}
    plan = fee | {"usage_type": "ComputeSP:1yrNoUpfront"}
    notes = drafted(tmp_path, gone | {"effective": "0.882"}, negation, plan).assumptions
    covered = "Not in a scenario, and covered by the Savings Plan: Lambda-GB-Second us-east-1, 60000 on the bill of 2026-09."
    assert covered in notes
    assert not any("and free" in note for note in notes)


def test_corrections_of_more_than_was_used_are_warned_about_with_their_amount(tmp_path: Path) -> None:
    """100,000 - 300,000 GB-s, x 0.0000166667 = -3.33334; logs of 1 - 3 GB, x 0.50 = -1; calls 1M - 2M, x 0.000001 = -1."""
    logs = {
        "product": "AmazonCloudWatch",
        "usage_type": "USE1-DataProcessing-Bytes",
        "operation": "PutLogEvents",
        "rate": "0.5",
        "resource": "arn:aws:logs:us-east-1:111122224444:log-group:/aws/lambda/checkout",
    }
    draft = drafted(
        tmp_path,
        {"quantity": "100000", "cost": "1.66667"},
        {"quantity": "-300000", "cost": "-5.00001", "start": "2026-09-03T00:00:00Z"},
        REQUEST | {"quantity": "5000000", "cost": "1"},
        logs | {"quantity": "1", "cost": "0.5"},
        logs | {"quantity": "-3", "cost": "-1.5"},
        HTTP | {"quantity": "1000000", "cost": "1"},
        HTTP | {"quantity": "-2000000", "cost": "-2"},
    )
    assert not {"functions", "apis"} & draft.data.keys()
    assert draft.data["other_costs"] == {
        "Request of checkout us-east-1": {"amount": 1, "note": "5000000 on the bill of 2026-09"}
    }
    warnings = [str(warning).partition("cur.csv: ")[2] for warning in draft.warnings]
    cannot = "on the bill, which no scenario can say"
    assert f"Lambda-GB-Second of checkout us-east-1 is -3.33334 {cannot}" in warnings
    assert f"USE1-DataProcessing-Bytes of checkout us-east-1 is -1 {cannot}" in warnings
    assert f"USE1-ApiGatewayHttpRequest us-east-1 is -1 {cannot}" in warnings
