"""A month of a bill as a scenario: it costs what the bill did, and what a bill cannot tell is asked for."""

from __future__ import annotations

import random
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from lambda_cost import Draft, Function, Scenario, ScenarioError, estimate, load, reconcile, report, scenario_of_bill
from lambda_cost.invoices.beginnings import is_bill
from lambda_cost.strict_yaml import Document
from lambda_cost.usage import Usage
from tests.invoices.bills import FREE, REQUEST, SAMPLES, write_cur

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Command

ARN = "arn:aws:lambda:{region}:111122224444:function:{name}"
HTTP = {
    "product": "AmazonApiGateway",
    "usage_type": "USE1-ApiGatewayHttpRequest",
    "operation": "ApiGatewayHttpApi",
    "rate": "0.000001",
    "resource": "arn:aws:apigateway:us-east-1::/apis/a1b2c3/stages/prod",
}
OREGON = {"region": "us-west-2", "resource": ARN.format(region="us-west-2", name="resize")}


def known(**memory: Any) -> Usage:
    """What is known besides the bill: the memory of functions."""
    return Usage.of(Document({"functions": {name: {"memory_mb": Decimal(mb)} for name, mb in memory.items()}}, "usage"))


def drafted(folder: Path, *rows: dict[str, str], **options: Any) -> Draft:
    return scenario_of_bill(write_cur(folder, *rows), **options)


def days(count: int, gb_seconds: list[str], requests: list[str]) -> list[dict[str, str]]:
    """Rows of a function on so many days."""
    rows: list[dict[str, str]] = []
    for day in range(count):
        on = {"start": f"2026-09-{day + 1:02}T00:00:00Z", "end": f"2026-09-{day + 1:02}T01:00:00Z"} | FREE
        rows.append(on | {"quantity": gb_seconds[day % len(gb_seconds)]})
        rows.append(on | {"usage_type": "Request", "quantity": requests[day % len(requests)]})
    return rows


def test_a_scenario_of_a_bill_costs_what_the_bill_did(tmp_path: Path) -> None:
    """Two functions, one on arm64 in us-west-2, an API with 5 % off, a NAT gateway, and a row that nobody knows.

    checkout: 400,000 of 900,000 GB-s free, 500,000 x 0.0000166667 = 8.33335; 1M of 4M requests free, 3M x 0.0000002 = 0.6
    resize: 300,000 x 0.0000133334 = 4.00002; 2M x 0.0000002 = 0.4
    HTTP: 5M x 0.000001 = 5, less 5 % = 4.75; NAT: 720 h x 0.045 + 10 GB x 0.045 = 32.85; 0.07 unknown. Together 51.00337.
    """
    nat = {
        "product": "AmazonEC2",
        "operation": "NatGateway",
        "resource": "arn:aws:ec2:us-east-1:1:natgateway/nat-1",
        "rate": "0.045",
    }
    rows = (
        {"quantity": "400000"} | FREE,
        {"quantity": "500000", "cost": "8.33335"},
        REQUEST | {"quantity": "1000000"} | FREE,
        REQUEST | {"quantity": "3000000", "cost": "0.6"},
        OREGON | {"usage_type": "USW2-Lambda-GB-Second-ARM", "quantity": "300000", "rate": "0.0000133334", "cost": "4.00002"},
        OREGON | {"usage_type": "USW2-Request-ARM", "quantity": "2000000", "rate": "0.0000002", "cost": "0.4"},
        HTTP | {"quantity": "5000000", "cost": "5", "net": "4.75", "tags": '{"user_team": "shop"}'},
        nat | {"usage_type": "NatGateway-Hours", "quantity": "720", "cost": "32.4"},
        nat | {"usage_type": "NatGateway-Bytes", "quantity": "10", "cost": "0.45"},
        {"usage_type": "Lambda-Quantum-Second", "quantity": "7", "rate": "0.01", "cost": "0.07", "resource": ""},
        {"type": "Credit", "cost": "-2", "rate": "", "description": "promotion"},
    )
    draft = drafted(tmp_path, *rows, usage=known(checkout=512, resize=1024))
    assert draft.unknown == ()
    checkout, resize = draft.data["functions"]["checkout"], draft.data["functions"]["resize"]
    # 900,000 GB-s x 1,024 MB x 1,000 ms by 512 MB and 4M requests are 450 ms; 300,000 by 1 GB and 2M are 150 ms
    assert checkout == {"requests": 4_000_000, "memory_mb": 512, "billed_duration_ms": 450}
    assert resize == {
        "requests": 2_000_000,
        "architecture": "arm64",
        "memory_mb": 1024,
        "billed_duration_ms": 150,
        "region": "us-west-2",
    }
    assert draft.data["apis"] == {"a1b2c3": {"type": "http", "requests": 5_000_000, "tags": {"team": "shop"}}}
    assert draft.data["discounts"] == {"agreed-api_gateway": {"service": "api_gateway", "percent": 5}}
    bill = estimate(draft.scenario())
    # AWS gave all of the free 400,000 GB-s to checkout; in proportion, resize has a quarter, which costs less
    order = 100_000 * (Decimal("0.0000166667") - Decimal("0.0000133334"))
    assert bill.total == Decimal("51.00337") + order
    assert "Not in a scenario: the order in which the free tier was applied to regions, -0.33333." in draft.assumptions
    (month,) = reconcile(tmp_path / "cur.csv").months
    assert month.billed - month.step("credits").amount == Decimal("51.00337")


def test_the_file_that_is_written_reads_back_as_the_same(tmp_path: Path) -> None:
    rows = (
        {"quantity": "400000"} | FREE,
        REQUEST | {"quantity": "3000000"},
        {"usage_type": "Lambda-New", "cost": "1", "resource": ""},
        HTTP | {"quantity": "1000000", "cost": "1", "net": "0.9"},
    )
    draft = drafted(tmp_path, *rows, usage=known(checkout=512))
    again = load(text=draft.to_yaml())
    assert not isinstance(again, Draft)
    assert estimate(again).total == estimate(draft.scenario()).total


def test_an_estimate_that_is_written_as_a_bill_leads_back_to_its_cost(tmp_path: Path) -> None:
    """The shop as rows of FOCUS, and these as a scenario again: the same total, to the last digit."""
    shop = Scenario.read("examples/shop.yaml").on("2026-11-01")
    path = tmp_path / "focus.csv"
    path.write_text(report(estimate(shop), "focus"), encoding="utf-8")
    memory = {one.name: one.memory_mb for one in shop.resources if isinstance(one, Function)}
    draft = scenario_of_bill(path, usage=known(**memory))
    assert draft.unknown == ()
    assert estimate(draft.scenario()).total == estimate(shop).total


@pytest.mark.parametrize("seed", range(4))
def test_the_answers_that_stand_as_examples_reproduce_the_bill(seed: int, tmp_path: Path) -> None:
    """Functions at list prices in three regions: the list cost less what is free, whichever memory is answered."""
    chance = random.Random(seed)  # noqa: S311 - which rows there are, no secret
    rows: list[dict[str, str]] = []
    for number in range(4):
        region, prefix = chance.choice([("us-east-1", ""), ("us-west-2", "USW2-"), ("eu-west-1", "EU-")])
        suffix, rate = chance.choice([("", "0.0000166667"), ("-ARM", "0.0000133334")])
        calls = chance.randint(500_000, 3_000_000)
        gb_seconds = Decimal(calls * chance.randint(200, 900)) / 1000
        own = {"region": region, "resource": ARN.format(region=region, name=f"f{number}")}
        for usage_type, quantity, price in (("Lambda-GB-Second", gb_seconds, rate), ("Request", Decimal(calls), "0.0000002")):
            cost = str(quantity * Decimal(price))
            rows.append(
                own | {"usage_type": f"{prefix}{usage_type}{suffix}", "quantity": str(quantity), "rate": price, "cost": cost}
            )
    draft = drafted(tmp_path, *rows)
    text = draft.to_yaml()
    for one in draft.unknown:
        text = text.replace(f"# {one.keys[-1]}: {one.example} ", f"{one.keys[-1]}: {one.example} ")
    said = load(text=text)
    assert not isinstance(said, Draft)
    expected = sum((Decimal(row["cost"]) for row in rows), Decimal(0))
    assert estimate(said).total.quantize(Decimal("1e-10")) == expected.quantize(Decimal("1e-10"))


def test_what_a_bill_cannot_tell_is_asked_for(tmp_path: Path) -> None:
    """10,000 GB-s of 200,000 requests are 51,200 MB-ms a request: 50 ms with 1,024 MB."""
    draft = drafted(tmp_path, {"quantity": "10000"} | FREE, REQUEST | {"quantity": "200000"} | FREE)
    assert [(one.path, one.example) for one in draft.unknown] == [
        ("functions.checkout.memory_mb", "1024"),
        ("functions.checkout.billed_duration_ms", "50"),
    ]
    assert "it is 51200 / memory_mb" in draft.unknown[1].description
    text = draft.to_yaml()
    assert "    # memory_mb: 1024" in text
    assert "    # billed_duration_ms: 50" in text
    said = load(text=text.replace("# memory_mb", "memory_mb").replace("# billed_duration_ms", "billed_duration_ms"))
    assert not isinstance(said, Draft)
    assert estimate(said).total == 0
    # requests that took no time need no time
    (one,) = drafted(tmp_path, REQUEST | {"quantity": "5"} | FREE).unknown
    assert one.path == "functions.checkout.memory_mb"


@pytest.mark.parametrize(
    ("gb_seconds", "requests", "count", "memory"),
    [
        # 512 MB for 7, 11 and 13 ms of 1 to 3 requests: 512 x ms / 1,024,000
        (["0.0035", "0.0055", "0.0065"], ["1", "2", "3"], 14, 512),
        (["0.0035", "0.0055", "0.0065"], ["1", "2", "3"], 13, None),  # too few days
        (["0.0035", "0.0035"], ["1", "1"], 20, None),  # every request took as long: 7 x 512 fits too
        (["0.00351", "0.0055", "0.0065"], ["1", "2", "3"], 20, None),  # no whole milliseconds
        (["0.00007", "0.00011", "0.00013"], ["1", "2", "3"], 20, None),  # 10 MB is no memory
    ],
)
def test_memory_is_told_by_the_days_only_beyond_doubt(
    gb_seconds: list[str], requests: list[str], count: int, memory: int | None, tmp_path: Path
) -> None:
    draft = drafted(tmp_path, *days(count, gb_seconds, requests))
    assert draft.data["functions"]["checkout"].get("memory_mb") == memory
    assert any("checkout has 512 MB" in one for one in draft.assumptions) == (memory is not None)


def test_memory_that_changed_in_the_month_is_not_told(tmp_path: Path) -> None:
    """512 MB in the first half, 1,024 MB in the second."""
    rows = days(20, ["0.0035", "0.0055", "0.0065"], ["1", "2", "3"])
    for row in rows[20:]:
        if "usage_type" not in row:
            row["quantity"] = str(Decimal(row["quantity"]) * 2)
    assert "memory_mb" not in drafted(tmp_path, *rows).data["functions"]["checkout"]


def test_features_of_a_function_follow_from_their_own_rows(tmp_path: Path) -> None:
    """1M requests of 100 ms with 1 GB: 100,000 s.

    Two environments are 2 GB x 720 x 3,600 s = 5,184,000 GB-s.  1,536 MB of storage have 1 GB more than is included:
    100,000 GB-s.
    8 MB streamed are 2 MB more than are included: 1M x 2 / 1,024 = 1953.125 GB.  A snapshot of 1 GB for 720 h is
    2,592,000 GB-s; 500 restores are 500 GB.  Logs: 1 KB x 1M / 1,048,576 = 0.95367431640625 GB.
    """
    more = {
        "Lambda-Provisioned-Concurrency": "5184000",
        "Lambda-Provisioned-GB-Second": "25000",
        "Lambda-Storage-GB-Second": "100000",
        "Lambda-Streaming-Response-Processed-Bytes": "1953.125",
    }
    rows = [{"quantity": "75000"} | FREE, REQUEST | {"quantity": "1000000"} | FREE]
    rows += [{"usage_type": usage_type, "quantity": quantity} for usage_type, quantity in more.items()]
    logs = {"product": "AmazonCloudWatch", "usage_type": "USE1-VendedLog-Bytes", "quantity": "0.95367431640625"} | FREE
    rows.append(logs | {"resource": "arn:aws:logs:us-east-1:111122224444:log-group:/aws/lambda/checkout"})
    draft = drafted(tmp_path, *rows, usage=known(checkout=1024))
    function = draft.data["functions"]["checkout"]
    assert function["billed_duration_ms"] == 100
    assert function["provisioned_concurrency"] == {"environments": 2, "others": "outside"}
    assert function["ephemeral_storage"] == {"size_mb": 1536}
    assert function["response_streaming"] == {"mb": 8}
    assert function["logs"] == {"kb": 1, "system_kb": 0, "log_class": "standard", "retained_days": 0}
    assert "other_costs" not in draft.data
    assert not any("VendedLog" in one for one in draft.assumptions)
    (served,) = draft.unknown
    assert (served.path, served.example) == ("functions.checkout.provisioned_concurrency.requests", "250000")
    snapshots = [
        {"usage_type": "Lambda-SnapStart-Cached-GB-S", "quantity": "2592000"},
        {"usage_type": "Lambda-SnapStart-Restored-GB", "quantity": "500"},
    ]
    asked = drafted(tmp_path, *rows[:2], *snapshots, usage=known(checkout=1024))
    assert asked.data["functions"]["checkout"]["snap_start"] == {"versions": 1, "restores": 500}
    assert [one.path for one in asked.unknown] == ["functions.checkout.snap_start.runtime"]


def test_provisioned_concurrency_that_served_all_or_nothing_is_known(tmp_path: Path) -> None:
    capacity = {"usage_type": "Lambda-Provisioned-Concurrency", "quantity": "2592000"}
    tenants = {"usage_type": "Lambda-Tenant-Isolated-Environment-Memory-GB", "quantity": "7"}
    served = {"usage_type": "Lambda-Provisioned-GB-Second", "quantity": "1000"}
    calls = REQUEST | {"quantity": "10000"} | FREE
    for duration, requests in ((served, 10_000), ({"quantity": "1000"} | FREE, 0)):
        draft = drafted(tmp_path, capacity, duration, calls, usage=known(checkout=1024))
        assert draft.data["functions"]["checkout"]["provisioned_concurrency"]["requests"] == requests
        assert draft.unknown == ()
    isolated = drafted(tmp_path, tenants, {"quantity": "1000"} | FREE, calls, usage=known(checkout=1024))
    assert isolated.data["functions"]["checkout"]["tenant_isolation"] == {"environments": 7}


def test_logs_of_a_function_that_is_not_described_are_a_cost(tmp_path: Path) -> None:
    """Ten days of one request are more than a function may take; so its logs have no requests to be shared by."""
    logs = {"product": "AmazonCloudWatch", "usage_type": "USE1-VendedLog-Bytes", "quantity": "6", "rate": "0.5", "cost": "0.5"}
    logs |= {"resource": "arn:aws:logs:us-east-1:111122224444:log-group:/aws/lambda/checkout"}
    rows = ({"quantity": "900000000", "cost": "15000.03"}, REQUEST | {"quantity": "1"} | FREE)
    free = logs | {"quantity": "5"} | FREE
    draft = drafted(tmp_path, *rows, free, logs | {"quantity": "1"})
    assert "functions" not in draft.data
    assert draft.data["other_costs"]["USE1-VendedLog-Bytes of checkout us-east-1"]["amount"] == Decimal("0.5")


def test_features_that_no_field_can_say_are_costs_of_their_own(tmp_path: Path) -> None:
    """Storage of no whole size, more restores than requests, responses above 200 MB; a function whose requests are missing."""
    rows = [
        {"quantity": "1000"} | FREE,
        REQUEST | {"quantity": "10"} | FREE,
        {"usage_type": "Lambda-Storage-GB-Second", "quantity": "33", "rate": "0.1", "cost": "3.3"},
        {"usage_type": "Lambda-SnapStart-Restored-GB", "quantity": "5000", "rate": "0.001", "cost": "5"},
        {"usage_type": "Lambda-Streaming-Response-Processed-Bytes", "quantity": "100", "rate": "0.01", "cost": "1"},
        {"quantity": "100", "cost": "0.00166667", "resource": ARN.format(region="us-east-1", name="lost")},
        {"usage_type": "Lambda-Edge-Request", "quantity": "100", "rate": "0.0000006", "cost": "0.00006"},
        {"type": "Fee", "cost": "2", "rate": "", "description": "a fee"},
        {"usage_type": "Lambda-Other", "cost": "-1", "rate": "", "resource": ""},
        {"usage_type": "Lambda-Nothing", "cost": "0", "quantity": "4", "rate": "", "resource": ""},
    ]
    draft = drafted(tmp_path, *rows, usage=known(checkout=1024))
    assert {name: str(cost["amount"]) for name, cost in draft.data["other_costs"].items()} == {
        "Lambda-Storage-GB-Second of checkout us-east-1": "3.3",
        "Lambda-SnapStart-Restored-GB of checkout us-east-1": "5",
        "Lambda-Streaming-Response-Processed-Bytes of checkout us-east-1": "1",
        "Lambda-GB-Second of lost us-east-1": "0.00166667",
        "Lambda-Edge-Request of checkout us-east-1": "0.00006",
        "a fee": "2",
    }
    assert "Lambda-Other us-east-1 is -1 on the bill, which no scenario can say" in str(draft.warnings[0])
    assert any(one.startswith("Not in a scenario, and free: Lambda-Nothing us-east-1, 4 on") for one in draft.assumptions)
    quiet = drafted(tmp_path, REQUEST | {"quantity": "10"} | FREE, rows[2], usage=known(checkout=1024))
    assert quiet.data["other_costs"]
    unsaid = drafted(tmp_path, *rows[:3])  # without its memory no feature can be told
    assert unsaid.data["other_costs"]


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


def test_functions_of_one_name_are_told_apart(tmp_path: Path) -> None:
    calls = REQUEST | {"quantity": "10"} | FREE
    elsewhere = calls | {
        "region": "us-west-2",
        "usage_type": "USW2-Request",
        "resource": ARN.format(region="us-west-2", name="checkout"),
    }
    draft = drafted(tmp_path, calls, elsewhere, elsewhere | {"usage_type": "USW2-Request-ARM"})
    assert list(draft.data["functions"]) == [
        "checkout@arm64@us-west-2",
        "checkout@x86_64@us-east-1",
        "checkout@x86_64@us-west-2",
    ]


def test_a_scenario_is_of_one_month_and_payer(tmp_path: Path) -> None:
    august = {"period": "2026-08-01T00:00:00Z", "start": "2026-08-02T00:00:00Z", "end": "2026-08-02T01:00:00Z"}
    with pytest.raises(ScenarioError, match="--month is missing: the bill has 2026-08, 2026-09"):
        drafted(tmp_path, {}, august)
    with pytest.raises(ScenarioError, match="--payer is missing"):
        drafted(tmp_path, {}, {"payer": "1"})
    with pytest.raises(ScenarioError, match="has no usage of Lambda, API Gateway"):
        drafted(tmp_path, {"product": "AmazonS3", "usage_type": "TimedStorage-ByteHrs"})


@pytest.mark.parametrize("kind", ["Tax", "Credit", "Fee"])
def test_a_bill_without_usage_is_no_scenario(tmp_path: Path, kind: str) -> None:
    with pytest.raises(ScenarioError, match="the bill of 2026-09 has no usage of Lambda, API Gateway"):
        drafted(tmp_path, {"type": kind, "cost": "1", "usage_type": ""})


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


def test_import_takes_bills_and_no_options_of_templates(tmp_path: Path, command: Command) -> None:
    usage = tmp_path / "usage.yaml"
    usage.write_text("functions.checkout: {memory_mb: 1024}", encoding="utf-8")
    bill = str(SAMPLES / "cur2-plan-and-discount.csv")
    out_file = tmp_path / "september.yaml"
    code, _, err = command("import", bill, "--month", "2026-09", "--usage", str(usage), "--out", str(out_file))
    assert code == 0
    assert "was not used up" in err
    code, out, _ = command("estimate", str(out_file), "--format", "json")
    assert code == 0
    assert '"total"' in out
    code, _, err = command("import", bill, "--region", "eu-west-1", "--parameter", "A=b")
    assert code == 2
    assert "--region goes with a scenario or a template, and this is a bill" in err
    code, _, err = command("estimate", bill)
    assert (code, err.count("\n")) == (2, 1)
    assert "is a bill; lambda-cost import makes a scenario of a month of it" in err


def test_bills_are_known_by_how_they_begin(tmp_path: Path) -> None:
    assert all(is_bill(path) for path in sorted(SAMPLES.iterdir()) if path.name != "README.md")
    assert is_bill(SAMPLES)
    assert not is_bill(SAMPLES / "README.md")
    assert not is_bill(tmp_path / "missing.csv")
    assert not is_bill(tmp_path)
    (tmp_path / "broken.csv.gz").write_bytes(b"\x1f\x8b\x08nothing")
    assert not is_bill(tmp_path)
    with zipfile.ZipFile(tmp_path / "empty.csv.zip", "w"):
        pass
    assert not is_bill(tmp_path / "empty.csv.zip")
    with zipfile.ZipFile(tmp_path / "cur.csv.zip", "w") as archive:
        archive.mkdir("folder")
        archive.write(SAMPLES / "cur2-plan-and-discount.csv", "folder/cur.csv")
    assert is_bill(tmp_path / "cur.csv.zip")
