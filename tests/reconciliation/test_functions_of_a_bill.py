"""Functions on a bill: their memory, features and logs in the scenario."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.invoices.bills import FREE, REQUEST

if TYPE_CHECKING:
    from pathlib import Path

from tests.reconciliation.bills import ARN, drafted, known


def days(count: int, gb_seconds: list[str], requests: list[str]) -> list[dict[str, str]]:
    """Rows of a function on so many days."""
    rows: list[dict[str, str]] = []
    for day in range(count):
        on = {"start": f"2026-09-{day + 1:02}T00:00:00Z", "end": f"2026-09-{day + 1:02}T01:00:00Z"} | FREE
        rows.append(on | {"quantity": gb_seconds[day % len(gb_seconds)]})
        rows.append(on | {"usage_type": "Request", "quantity": requests[day % len(requests)]})
    return rows


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
