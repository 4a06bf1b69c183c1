"""A month of a bill as a scenario: it costs what the bill did, and what a bill cannot tell is asked for."""

from __future__ import annotations

import random
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from lambda_cost import Draft, Function, Scenario, ScenarioError, estimate, load, reconcile, report, scenario_of_bill
from lambda_cost.invoices.beginnings import is_bill
from tests.invoices.bills import FREE, REQUEST, SAMPLES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Command
from tests.reconciliation.bills import ARN, HTTP, drafted, known

OREGON = {"region": "us-west-2", "resource": ARN.format(region="us-west-2", name="resize")}


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
