"""The same service is the same bill, however it is written."""

import json
from pathlib import Path
from typing import Any

import pytest

from lambda_cost import Draft, Scenario, Usage, estimate, templates
from lambda_cost.strict_yaml import read

SAM = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Timeout: 10, Architectures: [arm64]}}
Resources:
  Checkout:
    Type: AWS::Serverless::Function
    Properties:
      MemorySize: 1024
      EphemeralStorage: {Size: 2048}
      Events: {Order: {Type: HttpApi, Properties: {Path: /orders, Method: POST}}}
  Ready:
    Type: AWS::Serverless::Function
    Properties:
      MemorySize: 512
      AutoPublishAlias: live
      ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 5}
      Events:
        Orders: {Type: SQS, Properties: {Queue: 'arn:aws:sqs:eu-west-1:1:q',
          ProvisionedPollerConfig: {MinimumPollers: 3, MaximumPollers: 3}}}
  Report:
    Type: AWS::Serverless::Function
    Properties: {Events: {Morning: {Type: ScheduleV2, Properties: {ScheduleExpression: "cron(0 6 * * ? *)"}}}}
"""
CLOUDFORMATION: dict[str, Any] = {
    "Resources": {
        "CheckoutA1": {
            "Type": "AWS::Lambda::Function",
            "Properties": {"MemorySize": 1024, "Timeout": 10, "Architectures": ["arm64"], "EphemeralStorage": {"Size": 2048}},
            "Metadata": {"aws:cdk:path": "Shop/Checkout/Resource"},
        },
        "Api": {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"Name": "Api", "ProtocolType": "HTTP"}},
        "ApiOrders": {
            "Type": "AWS::ApiGatewayV2::Integration",
            "Properties": {"ApiId": {"Ref": "Api"}, "IntegrationUri": {"Fn::GetAtt": ["CheckoutA1", "Arn"]}},
        },
        "ReadyB2": {
            "Type": "AWS::Lambda::Function",
            "Properties": {"MemorySize": 512, "Timeout": 10, "Architectures": ["arm64"]},
        },
        "ReadyVersion": {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": {"Ref": "ReadyB2"}}},
        "ReadyLive": {
            "Type": "AWS::Lambda::Alias",
            "Properties": {
                "FunctionName": {"Ref": "ReadyB2"},
                "ProvisionedConcurrencyConfig": {"ProvisionedConcurrentExecutions": 5},
            },
        },
        "ReadyOrders": {
            "Type": "AWS::Lambda::EventSourceMapping",
            "Properties": {
                "FunctionName": {"Ref": "ReadyLive"},
                "EventSourceArn": "arn:aws:sqs:eu-west-1:1:q",
                "ProvisionedPollerConfig": {"MinimumPollers": 3, "MaximumPollers": 3},
            },
        },
        "ReportC3": {"Type": "AWS::Lambda::Function", "Properties": {"Timeout": 10, "Architectures": ["arm64"]}},
        "Morning": {
            "Type": "AWS::Scheduler::Schedule",
            "Properties": {
                "ScheduleExpression": "cron(0 6 * * ? *)",
                "Target": {"Arn": {"Fn::GetAtt": ["ReportC3", "Arn"]}},
            },
        },
    }
}
USAGE = """
default: {requests: 3M, duration_ms: 123.4}
functions.*: {provisioned_concurrency: {requests: 1M}}
"""


def written(folder: Path) -> dict[str, Draft]:
    """The drafts of the service in each of its forms."""
    (folder / "sam.yaml").write_text(SAM)
    (folder / "cloudformation.json").write_text(json.dumps(CLOUDFORMATION))
    assembly = folder / "cdk.out"
    assembly.mkdir()
    stack = {"type": "aws:cloudformation:stack", "environment": "aws://1/eu-west-1", "properties": {"templateFile": "t.json"}}
    (assembly / "manifest.json").write_text(json.dumps({"version": "48.0.0", "artifacts": {"Shop": stack}}))
    (assembly / "t.json").write_text(json.dumps(CLOUDFORMATION))
    return {name: templates.read(folder / name, region="eu-west-1") for name in ("sam.yaml", "cloudformation.json", "cdk.out")}


def test_sam_cloudformation_and_the_cdk_give_the_same_bill_to_the_digit(tmp_path: Path) -> None:
    bills = []
    for draft in written(tmp_path).values():
        doc = draft.with_usage(Usage.of(read(USAGE, "usage.yaml"))).document()
        doc.data["day"] = "2026-11-01"
        bills.append(estimate(Scenario.of(doc)))
    first = bills[0]
    assert first.by_meter["aws_lambda.event_poller.hours"].pricing_quantity == 3 * 730
    assert first.by_meter["aws_lambda.provisioned_concurrency.concurrency"].pricing_quantity == 5 * 730 * 3600 / 2
    for other in bills[1:]:
        assert other.by_meter == first.by_meter
        assert other.total == first.total


@pytest.mark.parametrize("unknown", ["requests", "duration_ms"])
def test_they_ask_for_the_same(unknown: str, tmp_path: Path) -> None:
    asked = [sum(one.keys == (unknown,) for one in draft.unknown) for draft in written(tmp_path).values()]
    assert asked == [asked[0]] * 3
    assert asked[0]
