"""A function that answers or failures of another are sent to is called by it, beside its schedule: in every reader."""

from typing import Any

import pytest

from lambda_cost.scenario.draft import Draft
from tests.templates.drafts import drafted
from tests.templates.plans import function, refs, resource
from tests.templates.terraform_plans import ARN, draft

SCHEDULED = (
    "Resources:\n  Called: {Type: AWS::Lambda::Function}\n  Other: {Type: AWS::Lambda::Function}\n"
    "  Rule: {Type: AWS::Events::Rule, Properties: {ScheduleExpression: rate(1 day), Targets: [{Arn: !GetAtt Called.Arn}]}}\n"
)


def requests(found: Draft, name: str) -> Any:
    return found.data["functions"][name].get("requests")


@pytest.mark.parametrize(("destination", "expected"), [("!GetAtt Called.Arn", None), ("!GetAtt Queue.Arn", "1/day")])
def test_in_cloudformation(destination: str, expected: str | None) -> None:
    config = f"{{FunctionName: !Ref Other, DestinationConfig: {{OnFailure: {{Destination: {destination}}}}}}}"
    found = drafted(f"{SCHEDULED}  Config: {{Type: AWS::Lambda::EventInvokeConfig, Properties: {config}}}\n")
    assert requests(found, "Called") == expected


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ("{DestinationConfig: {OnSuccess: {Type: Lambda, Destination: !GetAtt Called.Arn}}}", None),
        ("{DestinationConfig: {OnSuccess: {Type: SQS}}}", "1/day"),
        ("{MaximumRetryAttempts: 1}", "1/day"),
        ("!ImportValue Config", "1/day"),
    ],
)
def test_in_sam(config: str, expected: str | None) -> None:
    more = f"  More: {{Type: AWS::Serverless::Function, Properties: {{EventInvokeConfig: {config}}}}}\n"
    found = drafted(f"Transform: AWS::Serverless-2016-10-31\n{SCHEDULED}{more}")
    assert requests(found, "Called") == expected


RULE = (
    resource("aws_cloudwatch_event_rule.r", {"name": "r", "schedule_expression": "rate(1 day)"}),
    resource("aws_cloudwatch_event_target.t", {"rule": "r", "arn": f"{ARN}called"}, written={"rule": refs("aws_x.y")}),
)


@pytest.mark.parametrize("when", ["on_failure", "on_success"])
def test_in_terraform(when: str) -> None:
    functions = (function("aws_lambda_function.called"), function("aws_lambda_function.other"))
    assert requests(draft(*functions, *RULE), "called") == "1/day"
    known = resource(
        "aws_lambda_function_event_invoke_config.c",
        {"function_name": "other", "destination_config": [{when: [{"destination": f"{ARN}called"}]}]},
    )
    assert requests(draft(*functions, *RULE, known), "called") is None
    later = resource(
        "aws_lambda_function_event_invoke_config.c",
        {"function_name": "other", "destination_config": [{when: [{}]}]},
        unknown={"destination_config": [{when: [{"destination": True}]}]},
        written={"destination_config": [{when: [{"destination": refs("aws_lambda_function.called.arn")}]}]},
    )
    assert requests(draft(*functions, *RULE, later), "called") is None
    twin = resource(
        "awscc_lambda_event_invoke_config.c",
        {"function_name": "other", "destination_config": {when: {"destination": f"{ARN}called"}}},
    )
    assert requests(draft(*functions, *RULE, twin), "called") is None
