"""`lambda-cost reconcile` as a shell sees it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.invoices.bills import SAMPLES, write_cur

if TYPE_CHECKING:
    from tests.conftest import Command

PLAN = str(SAMPLES / "cur2-plan-and-discount.csv")
SHOP = str(Path(__file__).parent.parent.parent / "examples" / "shop.yaml")


def test_a_usage_type_that_nobody_knows_is_a_failed_check(command: Command) -> None:
    code, out, err = command("reconcile", PLAN, "--format", "json")
    month = json.loads(out)["months"][0]
    assert (code, month["billed"]) == (1, "9.9042852069")
    assert [step["step"] for step in month["steps"]] == [
        "list",
        "free",
        "tiers",
        "plans",
        "agreements",
        "rates",
        "rounding",
        "credits",
        "tax",
        "rest",
    ]
    assert err == "0.07 of a month is not explained; allowed: 0.01, and no unknown usage type that costs.\n"


def test_a_bill_that_is_explained_passes(tmp_path: Path, command: Command) -> None:
    path = write_cur(tmp_path, {"quantity": "400000", "rate": "0"}, {"quantity": "1", "cost": "0.0000166667"})
    code, out, _ = command("reconcile", str(path), "--scenario", SHOP, "--by", "account", "--month", "2026-09")
    assert code == 0
    assert "Against the scenario" in out
    usage = tmp_path / "usage.yaml"
    usage.write_text("functions: {checkout: {requests: 4000000, billed_duration_ms: 100, memory_mb: 1024}}", encoding="utf-8")
    code, out, _ = command("reconcile", str(path), "--observed", str(usage))
    assert code == 0
    assert "checkout, aws_lambda.function.duration: observed 400,000" in out
    unexplained = write_cur(tmp_path, {"type": "Fee", "cost": "0.5"})
    assert command("reconcile", str(unexplained))[0] == 1
    assert command("reconcile", str(unexplained), "--max-difference", "0.5", "--price-day", "2026-11-01")[0] == 0
    code, out, _ = command("reconcile", str(path), "--scenario", SHOP, "--format", "json")
    assert json.loads(out)["months"][0]["described"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--max-difference", "much"], "--max-difference is 'much'"),
        (["--max-difference", "-1"], "--max-difference is '-1'; allowed: an amount of 0 or more"),
        (["--month", "September"], "--month is 'September'"),
        (["--price-day", "2026-13-01"], "--price-day is '2026-13-01'"),
        (["--by", "colour"], "--by is 'colour'"),
        (["--month", "2026-08", "--payer", "999"], "no bill has a row of 2026-08 that 999 pays; allowed: "),
    ],
)
def test_a_wrong_option_is_named(options: list[str], message: str, command: Command) -> None:
    code, out, err = command("reconcile", PLAN, *options)
    assert (code, out) == (2, "")
    assert message in err


def test_a_reconciliation_needs_a_bill(command: Command) -> None:
    code, out, err = command("reconcile")
    assert (code, out) == (2, "")
    assert err == "BILL is missing; allowed: files or folders, or --engine with --table\n"
