"""Whatever has the ARN of a function calls it: its requests are not those of its schedule alone."""

from typing import Any

import pytest

from tests.templates.plans import function, plan, refs, resource, state
from tests.templates.terraform_plans import ARN, IRELAND, draft, drafted

RULE = resource("aws_cloudwatch_event_rule.hourly", {"name": "hourly", "schedule_expression": "rate(1 hour)"})
DEFINITION = '{"States": {"Run": {"Type": "Task", "Resource": "%s"}}}'


def scheduled(*others: dict[str, Any]) -> Any:
    """What a plan says of a function that runs every hour, and of *others*."""
    target = resource("aws_cloudwatch_event_target.t", {"rule": "hourly"}, written={"arn": refs("aws_lambda_function.f.arn")})
    return draft(function("aws_lambda_function.f"), RULE, target, *others).data["functions"]["f"].get("requests")


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("aws_s3_bucket_notification.n", {"lambda_function": [{"lambda_function_arn": refs("aws_lambda_function.f.arn")}]}),
        ("aws_sns_topic_subscription.s", {"endpoint": refs("aws_lambda_function.f.arn")}),
        ("aws_cloudwatch_log_subscription_filter.s", {"destination_arn": refs("aws_lambda_function.f.arn")}),
        ("aws_cognito_user_pool.p", {"lambda_config": [{"post_confirmation": refs("aws_lambda_function.f.qualified_arn")}]}),
        ("aws_sfn_state_machine.m", {"definition": refs("aws_lambda_function.f.arn", "aws_iam_role.r.arn")}),
        ("aws_secretsmanager_secret_rotation.r", {"rotation_lambda_arn": refs("aws_lambda_function.f.arn")}),
        ("aws_cloudwatch_event_target.elsewhere", {"arn": refs("aws_lambda_function.f.arn")}),
    ],
)
def test_what_has_the_arn_of_a_scheduled_function_calls_it_too(address: str, written: dict[str, Any]) -> None:
    """The 730 runs of the schedule are not all: the rest is asked for."""
    assert scheduled() == "1/h"
    assert scheduled(resource(address, {}, written=written)) is None


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("aws_cloudwatch_metric_alarm.a", {"dimensions": refs("aws_lambda_function.f.function_name")}),
        ("aws_cloudwatch_log_group.g", {"name": refs("aws_lambda_function.f.function_name")}),
        ("aws_cloudwatch_dashboard.d", {"dashboard_body": refs("aws_lambda_function.f.arn")}),
        ("aws_sqs_queue.q", {"visibility_timeout_seconds": refs("aws_lambda_function.f.timeout")}),
        ("aws_cloudtrail.t", {"event_selector": [{"data_resource": [{"values": refs("aws_lambda_function.f.arn")}]}]}),
        ("aws_iam_role_policy.p", {"policy": refs("aws_lambda_function.f.arn")}),
        ("aws_ssm_parameter.p", {"value": refs("aws_lambda_function.f.arn")}),
        ("aws_lambda_alias.live", {"function_name": refs("aws_lambda_function.f.arn")}),
        ("datadog_monitor.m", {"query": refs("aws_lambda_function.f.arn")}),
    ],
)
def test_what_only_watches_a_function_or_says_who_may_call_it_does_not(address: str, written: dict[str, Any]) -> None:
    assert scheduled(resource(address, {}, written=written)) == "1/h"


def test_an_arn_within_the_text_of_a_state_names_a_function() -> None:
    """A state has no expressions: the definition of a state machine has the ARN itself, with a version or an alias."""
    f = function("aws_lambda_function.f", arn=f"{ARN}f", architectures=["x86_64"])
    target = resource("aws_cloudwatch_event_target.t", {"rule": "hourly", "arn": f"{ARN}f"})
    machine = resource("aws_sfn_state_machine.m", {"definition": DEFINITION % f"{ARN}f:live"})
    assert drafted(state(f, RULE, target)).data["functions"]["f"]["requests"] == "1/h"
    assert drafted(state(f, RULE, target, machine)).data["functions"]["f"].get("requests") is None


def test_an_arn_that_goes_through_a_variable_of_a_module_names_a_function() -> None:
    target = resource("aws_cloudwatch_event_target.t", {"rule": "hourly"}, written={"arn": refs("aws_lambda_function.f.arn")})
    topic = resource("module.alarms.aws_sns_topic_subscription.s", {}, written={"endpoint": refs("var.receiver")})
    calls = {"module.alarms": {"receiver": refs("aws_lambda_function.f.arn")}}
    found = drafted(plan(function("aws_lambda_function.f"), RULE, target, topic, calls=calls, providers=IRELAND))
    assert found.data["functions"]["f"].get("requests") is None


@pytest.mark.parametrize("attribute", ["arn", "function_name"])
def test_a_function_that_is_told_of_another_in_its_environment_calls_it(attribute: str) -> None:
    """Step by step or at once: how often is not known."""
    told = {"environment": [{"variables": refs(f"aws_lambda_function.f.{attribute}")}]}
    caller = function("aws_lambda_function.caller", unknown={"environment": [{"variables": True}]})
    assert scheduled(caller | {"written": told}) is None
    assert scheduled(function("aws_lambda_function.other")) == "1/h"


def test_an_edge_function_that_is_told_of_another_calls_it() -> None:
    """It is charged elsewhere, and calls all the same; what a function says of itself is no call."""
    f = function("aws_lambda_function.f", arn=f"{ARN}f", architectures=["x86_64"])
    target = resource("aws_cloudwatch_event_target.t", {"rule": "hourly", "arn": f"{ARN}f"})
    edge = function("aws_lambda_function.edge", arn=f"{ARN}edge", environment=[{"variables": {"TARGET": f"{ARN}f"}}])
    association = {"lambda_function_association": [{"event_type": "viewer-request", "lambda_arn": f"{ARN}edge:1"}]}
    distribution = resource("aws_cloudfront_distribution.d", {"default_cache_behavior": [association]})
    assert drafted(state(f, RULE, target)).data["functions"]["f"]["requests"] == "1/h"
    found = drafted(state(f, RULE, target, edge, distribution)).data
    assert "edge" in found["edge_functions"]
    assert found["functions"]["f"].get("requests") is None
