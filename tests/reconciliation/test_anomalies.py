"""What looks unusual on a bill: each kind on rows written for it, with its rows and its amount, and none where it is not."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from lambda_cost import reconcile
from lambda_cost.invoices import reading
from tests.invoices.bills import FREE, REQUEST, write_cur, write_parquet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ARN = "arn:aws:lambda:us-east-1:111122224444:function:"
API = {"product": "AmazonApiGateway", "resource": "arn:aws:apigateway:us-east-1::/restapis/r1/stages/prod"}
REST = API | {"usage_type": "USE1-ApiGatewayRequest", "operation": "ApiGatewayRequest", "rate": "0.0000035"}
CACHE = API | {"usage_type": "USE1-ApiGatewayCacheUsage:0.5GB", "operation": "RunInstances", "rate": "0.02"}
CAPACITY = {"usage_type": "Lambda-Provisioned-Concurrency", "rate": "0.0000041667"}
SERVED = {"usage_type": "Lambda-Provisioned-GB-Second", "rate": "0.0000097222"}


def on(day: int) -> dict[str, str]:
    return {"start": f"2026-09-{day:02}T00:00:00Z", "end": f"2026-09-{day:02}T01:00:00Z"}


@pytest.fixture(params=["few rows", "many rows"])
def read(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Any]:
    """Reads a bill row by row, or as one of so many rows that an engine adds them up without the day of a resource."""
    if request.param == "few rows":
        return reconcile
    monkeypatch.setattr(reading, "SMALL_ROWS", 0)

    def read_many(path: Path) -> Any:
        bill = write_parquet(path.parent, {}, f"read_csv('{path}', all_varchar = true)")
        return reconcile(bill, engine="duckdb", by="function")

    return read_many


def found(folder: Path, *rows: dict[str, str], kind: str = "", read: Callable[[Path], Any] = reconcile) -> Any:
    """The unusual things of a bill by kind; of one *kind* the one that there is."""
    (month,) = read(write_cur(folder, *rows)).months
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for anomaly in month.anomalies:
        by_kind.setdefault(anomaly["kind"], []).append(anomaly)
    if not kind:
        return by_kind
    (one,) = by_kind[kind]
    return one


def test_the_day_on_which_what_is_free_was_used_up(tmp_path: Path) -> None:
    rows = ({"quantity": "400000"} | FREE | on(3), {"quantity": "60000", "cost": "1.000002"} | on(4))
    one = found(tmp_path, *rows, kind="free_tier_used_up")
    assert (one["day"], one["quantity"], one["rows"]) == ("2026-09-03", "400000", 1)
    assert one["about"] == "aws_lambda.function.duration x86_64 in us-east-1"


def test_what_a_savings_plan_covers_is_not_free(tmp_path: Path) -> None:
    """Covered usage without its list cost costs nothing, as free usage does: 1,000,000 x 0.0000166667 are not explained."""
    covered = {"type": "SavingsPlanCoveredUsage", "plan": "arn:sp", "quantity": "1000000", "rate": "", "cost": "0"}
    (month,) = reconcile(write_cur(tmp_path, covered | {"effective": "14"})).months
    assert (month.step("free").amount, month.step("rest").amount) == (Decimal(0), Decimal("-16.6667"))
    assert not [one for one in month.anomalies if one["kind"].startswith("free_tier")]


def test_most_of_what_is_free_is_used(tmp_path: Path) -> None:
    """350,000 of 400,000 GB-seconds are 87.5 %; 300,000 are 75 %, which is not said."""
    one = found(tmp_path, {"quantity": "350000"} | FREE, kind="free_tier_nearly_used_up")
    assert one["text"] == "87.5 % of the monthly free tier was used by 2026-09-02"
    assert "free_tier_nearly_used_up" not in found(tmp_path, {"quantity": "300000"} | FREE)


def test_a_tier_is_nearly_reached(tmp_path: Path) -> None:
    """The first tier of REST calls ends at 333M: 300M are 90 %, 200M are 60 %."""
    one = found(tmp_path, REST | {"quantity": "300000000", "cost": "1050"}, kind="tier_nearly_reached")
    assert (one["amount"], one["rows"]) == ("1050", 1)
    assert one["text"].startswith("300,000,000 are 90.1 % of the way")
    assert "tier_nearly_reached" not in found(tmp_path, REST | {"quantity": "200000000", "cost": "700"})
    over = REST | {"quantity": "30000000000", "rate": "0.00000151", "cost": "45300"}
    assert "tier_nearly_reached" not in found(tmp_path, over)  # the last tier


def test_a_rate_that_changed_within_the_month(tmp_path: Path) -> None:
    """0.0000166667 until the 9th, and a private 0.0000151 from the 10th on: 16.6667 and 15.1 for a million each."""
    private = {"quantity": "1000000", "rate": "0.0000151", "cost": "15.1"}
    rows = ({"quantity": "1000000", "cost": "16.6667"} | on(9), private | on(10))
    one = found(tmp_path, *rows, kind="rate_changed")
    assert (one["text"], one["amount"], one["rows"]) == ("another rate was charged from 2026-09-10 on", "31.7667", 2)
    tiers = (rows[0], {"quantity": "1000000", "rate": "0.000015", "cost": "15"} | on(10))
    assert "rate_changed" not in found(tmp_path, *tiers)  # a tier was reached, as the bill counts
    both = (rows[0], rows[1] | on(9), rows[0] | on(10), rows[1] | on(10))
    assert "rate_changed" not in found(tmp_path, *both)


def test_shutdowns_are_a_large_part(tmp_path: Path) -> None:
    """60,000 of 660,000 GB-seconds are 9.1 %."""
    rows = ({"quantity": "600000", "cost": "10.00002"}, {"operation": "Shutdown", "quantity": "60000", "cost": "1.000002"})
    one = found(tmp_path, *rows, kind="shutdown_share")
    assert (one["amount"], one["rows"]) == ("1.000002", 1)
    assert one["text"].startswith("9.1 % of the GB-seconds")


def test_a_day_is_set_against_its_own_weekday(tmp_path: Path) -> None:
    """Every Tuesday costs 10.00002, other days 0.1000002; Tuesday the 22nd costs 30.00006."""
    rows: list[dict[str, str]] = []
    for day in range(1, 30):
        tuesday = day % 7 == 1  # 2026-09-01 is a Tuesday
        quantity, cost = ("600000", "10.00002") if tuesday else ("6000", "0.1000002")
        usual = {"quantity": quantity, "cost": cost}
        rows.append(on(day) | ({"quantity": "1800000", "cost": "30.00006"} if day == 22 else usual))
    one = found(tmp_path, *rows, kind="cost_of_a_day")
    assert (one["about"], one["day"], one["amount"]) == ("checkout", "2026-09-22", "30.00006")
    assert one["text"] == "cost $30.00 on 2026-09-22, where $10.00 is usual"
    # of eight days no weekday is there three times, so all of them tell what is usual
    few = [*rows[1:7], on(8) | {"quantity": "600000", "cost": "10.00002"}]
    assert found(tmp_path, *few, kind="cost_of_a_day")["day"] == "2026-09-08"
    assert "cost_of_a_day" not in found(tmp_path, *few[:3])


def test_a_region_and_a_usage_type_that_were_not_there_before(tmp_path: Path) -> None:
    start = {"quantity": "60000", "cost": "1.000002"} | on(1)
    oregon = {"region": "us-west-2", "usage_type": "USW2-Lambda-GB-Second", "quantity": "60000", "cost": "1.000002"}
    streamed = {"usage_type": "Lambda-Streaming-Response-Processed-Bytes", "quantity": "10", "rate": "0.008", "cost": "0.08"}
    kinds = found(tmp_path, start, oregon | on(8), streamed | on(9))
    (region,), (usage_type,) = kinds["new_region"], kinds["new_usage_type"]
    assert (region["about"], region["amount"], region["rows"]) == ("us-west-2", "1.000002", 1)
    assert (usage_type["about"], usage_type["amount"]) == ("Lambda-Streaming-Response-Processed-Bytes", "0.08")
    early = found(tmp_path, start, oregon | on(7), streamed | on(7) | FREE, streamed | on(9))
    assert not {"new_region", "new_usage_type"} & early.keys()
    assert "new_usage_type" not in found(tmp_path, start, streamed | on(9) | FREE)


def test_a_new_usage_type_has_the_rows_of_all_its_regions(tmp_path: Path) -> None:
    """Both regions are there from the first day on; 0.08 in one and 0.16 in the other come up on the ninth."""
    old = {"quantity": "60000", "cost": "1.000002"} | on(1)
    oregon = {"region": "us-west-2"}
    streamed = {"usage_type": "Lambda-Streaming-Response-Processed-Bytes", "rate": "0.008"} | on(9)
    here, there = streamed | {"quantity": "10", "cost": "0.08"}, streamed | oregon | {"quantity": "20", "cost": "0.16"}
    one = found(tmp_path, old, old | oregon, here, there, kind="new_usage_type")
    assert (one["amount"], one["rows"]) == ("0.24", 2)


def test_a_function_that_runs_far_more_often_than_all_others(tmp_path: Path, read: Any) -> None:
    """20M requests, where the other function has 1M and the API 0.5M; with 2M calls of the API it is less than ten times."""
    rows = (
        REQUEST | {"resource": f"{ARN}resize", "quantity": "20000000", "cost": "4"},
        REQUEST | {"resource": f"{ARN}other", "quantity": "1000000", "cost": "0.2"},
    )
    calls = REST | {"quantity": "500000", "cost": "1.75"}
    one = found(tmp_path, *rows, calls, kind="requests_of_a_loop", read=read)
    assert (one["about"], one["amount"], one["rows"]) == ("resize", "4", 1)
    assert "requests_of_a_loop" not in found(tmp_path, *rows, calls | {"quantity": "2000000", "cost": "7"}, read=read)
    assert "requests_of_a_loop" not in found(tmp_path, rows[0])  # there is nothing to set it against


def test_provisioned_concurrency_that_is_hardly_used_and_that_spills_over(tmp_path: Path) -> None:
    """1,000 of 1,000,000 GB-seconds were used, and 60,000 ran on demand on the same day."""
    capacity = CAPACITY | {"quantity": "1000000", "cost": "4.1667"}
    served = SERVED | {"quantity": "1000", "cost": "0.0097222"}
    spilled = {"quantity": "60000", "cost": "1.000002"}
    kinds = found(tmp_path, capacity, served, spilled)
    (hardly,), (spill,) = kinds["provisioned_hardly_used"], kinds["provisioned_spill_over"]
    assert (hardly["text"], hardly["amount"]) == ("uses 0.1 % of its provisioned concurrency", "4.1667")
    assert (spill["amount"], spill["rows"]) == ("1.000002", 1)
    well = found(tmp_path, capacity, SERVED | {"quantity": "500000", "cost": "4.8611"}, spilled | on(5))
    assert not {"provisioned_hardly_used", "provisioned_spill_over"} & well.keys()


def test_a_cache_whose_api_has_no_calls(tmp_path: Path, read: Any) -> None:
    hours = CACHE | {"quantity": "720", "cost": "14.4"}
    one = found(tmp_path, hours, REST | {"quantity": "5", "cost": "0.0000175"}, kind="cache_without_calls", read=read)
    assert (one["about"], one["amount"], one["rows"]) == ("api r1", "14.4", 1)
    assert "cache_without_calls" not in found(tmp_path, hours, REST | {"quantity": "1000", "cost": "0.0035"}, read=read)


def test_logs_that_cost_more_than_their_function(tmp_path: Path) -> None:
    logs = {"product": "AmazonCloudWatch", "usage_type": "USE1-VendedLog-Bytes", "rate": "0.5", "quantity": "50", "cost": "25"}
    logs |= {"resource": "arn:aws:logs:us-east-1:1:log-group:/aws/lambda/checkout"}
    one = found(tmp_path, {"quantity": "60000", "cost": "1.000002"}, logs, kind="logs_above_function")
    assert (one["amount"], one["text"]) == ("25", "its logs cost $25.00, and the function $1.00")


def test_a_region_in_which_nothing_runs_on_arm64(tmp_path: Path) -> None:
    x86 = {"quantity": "600000", "cost": "10.00002"}
    one = found(tmp_path, x86, kind="no_arm")
    assert (one["about"], one["amount"]) == ("us-east-1", "10.00002")
    arm = {"usage_type": "Lambda-GB-Second-ARM", "quantity": "1", "rate": "0.0000133334", "cost": "0.0000133334"}
    assert "no_arm" not in found(tmp_path, x86, arm)
    assert "no_arm" not in found(tmp_path, {"quantity": "1", "cost": "0.0000166667"})


def test_a_plan_that_is_not_used_up(tmp_path: Path) -> None:
    """Of a fee of 1, 0.882 covered usage."""
    covered = {"quantity": "60000", "cost": "1.000002", "type": "SavingsPlanCoveredUsage", "plan": "p", "effective": "0.882"}
    fee = {"product": "ComputeSavingsPlans", "usage_type": "ComputeSP:1yrNoUpfront", "type": "SavingsPlanRecurringFee"}
    negation = {"type": "SavingsPlanNegation", "cost": "-1.000002", "plan": "p", "rate": ""}
    one = found(tmp_path, covered, negation, fee | {"plan": "p", "cost": "1", "used": "0.882"}, kind="savings_plan_unused")
    assert (one["about"], one["amount"], one["rows"]) == ("p", "0.118", 3)


def test_a_function_without_a_tag_where_others_have_one(tmp_path: Path) -> None:
    tagged = {"quantity": "60000", "cost": "1.000002", "tags": '{"user_team": "shop"}'}
    untagged = {"quantity": "120000", "cost": "2.000004", "resource": f"{ARN}orphan"}
    one = found(tmp_path, tagged, untagged, kind="no_tag")
    assert (one["about"], one["amount"]) == ("orphan", "2.000004")
    assert "no_tag" not in found(tmp_path, untagged)


@pytest.mark.parametrize("kind", ["credit", "nothing"])
def test_a_quiet_month_has_nothing_unusual(kind: str, tmp_path: Path) -> None:
    rows = [{"quantity": "100"} | FREE] + ([{"type": "Credit", "cost": "-1", "rate": ""}] if kind == "credit" else [])
    assert found(tmp_path, *rows) == {}
