"""What answers list and is not understood is counted, and what is understood loses neither its name nor its number."""

import json
from pathlib import Path
from typing import Any

import pytest

from lambda_cost import Observed, observe
from lambda_cost.usage.observing.as_usage import usage_file
from lambda_cost.usage.observing.configurations import BAD_CONFIGURATION
from tests.usage.lines import event, report

ARN = "arn:aws:lambda:eu-west-1:111122220005:function:orders"
KAFKA = "arn:aws:kafka:eu-west-1:111122220005:cluster/main/abc-1"
TWO = {"MinimumPollers": 2, "MaximumPollers": 2}


def read(folder: Path, *values: Any, function: str = "fn") -> Observed:
    """What a file with *values* of JSON tells."""
    path = folder / "answers.json"
    path.write_text("\n".join(map(json.dumps, values)))
    return observe(path, function=function)


def mapping(**fields: Any) -> dict[str, Any]:
    """An event source mapping with two pollers."""
    return {"FunctionArn": ARN, "EventSourceArn": KAFKA, "ProvisionedPollerConfig": TWO} | fields


def test_pollers_of_one_name_have_each_their_own(tmp_path: Path) -> None:
    mappings = [
        mapping(UUID="u1", Topics=["created"]),
        mapping(UUID="u2", Topics=["paid"]),
        mapping(Topics=["sent"]),
        mapping(Topics=["lost"]),
        mapping(UUID="u3", EventSourceArn="arn:aws:sqs:eu-west-1:1:abc-1-2"),
        mapping(UUID="u3", EventSourceArn="arn:aws:sqs:eu-west-1:1:abc-1-2"),
    ]
    found = read(tmp_path, {"EventSourceMappings": mappings})
    names = [poller.name for poller in found.pollers]
    assert sorted(names) == ["orders-abc-1", "orders-abc-1-2", "orders-abc-1-2-2", "orders-abc-1-3", "orders-abc-1-4"]
    assert list(usage_file(found).data["event_pollers"]) == names
    # the order in which AWS lists mappings does not change their names
    assert {*read(tmp_path, {"EventSourceMappings": mappings[::-1]}).pollers} == {*found.pollers}


def test_groups_of_pollers_are_shared_within_a_region_of_an_account(tmp_path: Path) -> None:
    shared = mapping(ProvisionedPollerConfig={"PollerGroupName": "shared"})
    elsewhere = shared | {"FunctionArn": ARN.replace("eu-west-1", "us-east-1")}
    other = shared | {"FunctionArn": ARN.replace("0005", "0006")}
    found = read(tmp_path, {"EventSourceMappings": [shared, shared, other, elsewhere]})
    assert [poller.name for poller in found.pollers] == ["shared", "shared-3", "shared-2"]


@pytest.mark.parametrize(
    ("key", "item", "is_understood"),
    [
        ("Functions", {"FunctionName": "orders", "MemorySize": "abc"}, False),
        ("Functions", {"MemorySize": 128}, False),
        ("Functions", 3, False),
        ("Functions", {"FunctionName": "orders", "MemorySize": 128, "Version": "7"}, True),
        ("ProvisionedConcurrencyConfigs", {"RequestedProvisionedConcurrentExecutions": 5}, False),
        ("ProvisionedConcurrencyConfigs", {"FunctionArn": f"{ARN}:live"}, False),
        ("EventSourceMappings", {"ProvisionedPollerConfig": TWO}, False),
        ("EventSourceMappings", mapping(ProvisionedPollerConfig=[]), False),
        ("EventSourceMappings", mapping(ProvisionedPollerConfig={"MinimumPollers": "two"}), False),
        ("EventSourceMappings", mapping(ProvisionedPollerConfig={"MaximumPollers": "two"}), False),
        ("EventSourceMappings", mapping(ProvisionedPollerConfig=None), True),
        ("EventSourceMappings", mapping(State="Disabled"), True),
        ("FunctionUrlConfigs", {"InvokeMode": "RESPONSE_STREAM"}, False),
        ("FunctionUrlConfigs", {"InvokeMode": "BUFFERED"}, True),
    ],
)
def test_an_item_that_is_not_understood_is_counted(tmp_path: Path, key: str, item: Any, *, is_understood: bool) -> None:
    found = read(tmp_path, {key: [item]})
    assert found.skipped == ({} if is_understood else {BAD_CONFIGURATION: 1})
    assert (found.configured, found.pollers) == ({}, ())


def test_all_lists_of_an_answer_are_read(tmp_path: Path) -> None:
    function = {"FunctionName": "orders", "MemorySize": 512}
    found = read(tmp_path, {"Functions": [function], "EventSourceMappings": [mapping()]})
    assert (found.configured["orders"].memory_mb, len(found.pollers)) == (512, 1)


def test_log_bytes_without_requests_are_in_the_usage_file_as_unknown(tmp_path: Path) -> None:
    def metric(label: str, value: int) -> dict[str, Any]:
        return {"Label": label, "Timestamps": ["2026-05-01T00:00:00Z"], "Values": [value], "StatusCode": "Complete"}

    took_in = metric("AWS/Logs orders IncomingBytes", 5_000_000_000)
    text = usage_file(read(tmp_path, {"MetricDataResults": [took_in]})).text()
    assert "# logs.kb: unknown  # 5,000,000,000 bytes by IncomingBytes; requests are not known\n" in text
    idle = metric("AWS/Lambda orders Invocations", 0)
    text = usage_file(read(tmp_path, {"MetricDataResults": [took_in, idle]})).text()
    assert "# logs.kb: unknown  # 5,000,000,000 bytes by IncomingBytes; there were no requests\n" in text


def test_events_that_a_subscription_passes_on_one_by_one_are_read(tmp_path: Path) -> None:
    flat = {"id": "1", "timestamp": 1_780_000_000_000, "message": report(1), "owner": "1", "messageType": "DATA_MESSAGE"}
    flat |= {"logGroup": "/aws/lambda/orders", "logStream": "2026/05/28/[$LATEST]0a", "subscriptionFilters": ["all"]}
    named = event(report(2)) | {"logGroupName": "/aws/lambda/orders"}
    by_stream = flat | {"message": report(3), "logGroup": "shared", "logStream": "2026/05/28/shop[1]0a"}
    found = read(tmp_path, flat, named, by_stream)
    assert [(one.name, one.requests) for one in found.functions] == [("orders", 2), ("shop", 1)]
    without_time = {"eventId": "1", "message": report(1), "logStreamName": "2026/05/28/[$LATEST]0a"}
    assert [(one.name, one.requests) for one in read(tmp_path, without_time).functions] == [("fn", 1)]
    # what a function wrote with keys of its own is its text
    assert read(tmp_path, flat | {"level": "INFO"}).functions == ()
