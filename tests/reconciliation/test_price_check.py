"""A bill as a price list: its rates against the tables on the days of use."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from lambda_cost import PriceBook
from lambda_cost.invoices.reading import read_invoices
from lambda_cost.reconciliation.price_check import check_prices
from tests.invoices.bills import SAMPLES, write_cur

if TYPE_CHECKING:
    from pathlib import Path

    from lambda_cost.prices.price_lists.compare import Finding
    from tests.conftest import Command

LATER = {"start": "2026-09-05T00:00:00Z", "end": "2026-09-05T01:00:00Z"}
HTTP = {"product": "AmazonApiGateway", "usage_type": "USE1-ApiGatewayHttpRequest", "operation": "ApiGatewayHttpApi"}


def findings_of(folder: Path, *rows: dict[str, str]) -> list[Finding]:
    return check_prices(read_invoices([write_cur(folder, *rows)]), PriceBook.bundled()).findings


def test_a_rate_that_is_a_price_of_any_tier_agrees(tmp_path: Path) -> None:
    """Duration above 6 billion GB-seconds is 0.000015; HTTP calls above 300M are $0.90 a million; free rows have none."""
    rows = (
        {"quantity": "10", "cost": "0.000166667"},
        {"quantity": "10", "rate": "0.0000150000", "cost": "0.00015"},
        {"quantity": "400000", "rate": "0.0000000000", "cost": "0"},
        HTTP | {"quantity": "5", "rate": "0.0000009000", "cost": "0.0000045"},
    )
    found = findings_of(tmp_path, *rows)
    assert [(one.status, one.key.meter, [str(price.normalize()) for _, price in one.theirs]) for one in found] == [
        ("agrees", "api_gateway.http_api.requests", ["0.9"]),
        ("agrees", "aws_lambda.function.duration", ["0.000015"]),
        ("agrees", "aws_lambda.function.duration", ["0.0000166667"]),
    ]
    assert found[0].theirs[0][0] == 300  # above 300 million calls


def test_a_rate_that_no_tier_has_differs_with_its_days_and_money(tmp_path: Path) -> None:
    """1,000,000 GB-s at 0.000016 instead of 0.0000166667 are 0.6667 less; 10 calls at twice 0.000001 are 0.00001 more."""
    row = {"quantity": "500000", "rate": "0.000016", "cost": "8"}
    dear = HTTP | {"quantity": "10", "rate": "0.000002", "cost": "0.00002"}
    api, duration = findings_of(tmp_path, row, row | LATER, dear)
    assert duration.status == "differs"
    assert duration.day == date(2026, 9, 5)
    assert duration.why.startswith("1000000 units charged from 2026-09-02 to 2026-09-05, 0.6667 less; the tables are old")
    assert api.why.startswith("10 units charged on 2026-09-02, 0.00001 more")
    assert api.theirs == ((Decimal(0), Decimal(2)),)


def test_a_rate_of_a_day_before_the_tables_is_new(tmp_path: Path) -> None:
    old = {"period": "2018-02-01T00:00:00Z", "start": "2018-02-01T00:00:00Z", "end": "2018-02-01T01:00:00Z"}
    (one,) = findings_of(tmp_path, old | {"quantity": "10", "cost": "0.000166667"})
    assert (one.status, one.ours) == ("new", ())


def test_what_a_savings_plan_took_is_set_against_its_published_rate(tmp_path: Path) -> None:
    """60,000 GB-s at 0.0000147 (1 year, nothing upfront, x86_64) are 0.882; 0.9 would be 0.000015 each."""
    covered = {"quantity": "60000", "cost": "1.000002", "type": "SavingsPlanCoveredUsage", "plan": "p", "effective": "0.882"}
    fee = {"product": "ComputeSavingsPlans", "type": "SavingsPlanRecurringFee", "plan": "p", "cost": "1"}
    one_year, three = fee | {"usage_type": "ComputeSP:1yrNoUpfront"}, fee | {"usage_type": "ComputeSP:3yrPartialUpfront"}
    on_demand, plan = findings_of(tmp_path, covered, one_year)
    assert (on_demand.status, on_demand.term) == ("agrees", "")
    assert (plan.status, plan.term, plan.theirs) == ("agrees", "1yr no_upfront", ((Decimal(0), Decimal("0.0000147")),))
    _, other = findings_of(tmp_path, covered | {"effective": "0.9"}, one_year)
    assert (other.status, other.theirs) == ("differs", ((Decimal(0), Decimal("0.000015")),))
    assert other.why == "60000 units covered on 2026-09-02"
    assert len(findings_of(tmp_path, covered, three)) == 1  # AWS publishes no rate for a part upfront
    assert len(findings_of(tmp_path, covered)) == 1  # whose terms nobody knows
    zurich = covered | {"region": "eu-central-2", "usage_type": "EUC2-Lambda-GB-Second", "rate": "0.0000183334"}
    (found,) = (one for one in findings_of(tmp_path, zurich, one_year) if one.term)
    assert (found.status, "follows from a percentage: 0.00001650006" in found.why) == ("new", True)  # 10 % of 0.0000183334


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (["{bill}"], 0, "Price tables against a bill · 1 agree in "),
        (["{bill}", "--format", "json"], 0, '"agrees": 1'),
        ([str(SAMPLES / "cur2-plan-and-discount.csv")], 0, "usage type Lambda-Quantum-Second in us-east-1, 1 product"),
        (["{wrong}"], 1, "differs  aws_lambda.function.duration"),
        ([str(SAMPLES / "cost-explorer.json")], 1, "nothing that a table has in"),
    ],
)
def test_the_command_leaves_with_the_codes_of_a_check(
    options: list[str],
    code: int,
    says: str,
    tmp_path: Path,
    command: Command,
) -> None:
    bill = write_cur(tmp_path, {"quantity": "10", "cost": "0.000166667"})
    wrong = write_cur(tmp_path, {"quantity": "10", "rate": "0.00002", "cost": "0.0002"}, name="wrong.csv")
    words = [option.format(bill=bill, wrong=wrong) for option in options]
    found, out, _ = command("prices", "check", "--bill", *words)
    assert found == code
    assert says in out
    if "json" in words:
        (finding,) = json.loads(out)["findings"]
        assert (finding["offer"], finding["day"]) == ([{"above": "0", "price": "0.0000166667"}], "2026-09-02")


def test_a_bill_is_not_combined_with_a_choice_of_price_lists(tmp_path: Path, command: Command) -> None:
    bill = write_cur(tmp_path, {"quantity": "10", "cost": "0.000166667"})
    for more in (["list.json"], ["--service", "AWSLambda"], ["--region", "eu-west-1"]):
        found, _, err = command("prices", "check", *more, "--bill", str(bill))
        assert found == 2
        assert "--bill cannot be combined with --region or --service" in err
