"""Usage files of Infracost say the same here as there."""

import json
from decimal import Decimal
from typing import Any

import pytest

from lambda_cost import Scenario, ScenarioError, estimate, strict_yaml, templates
from lambda_cost.scenario.draft import Draft
from lambda_cost.templates.source import Source
from lambda_cost.usage import Usage
from tests.templates.plans import function, plan, resource

PLAN = plan(
    function('aws_lambda_function.fan["a"]', function_name="a"),
    function('aws_lambda_function.fan["b"]', function_name="b"),
    function("module.m[0].aws_lambda_function.this", function_name="c"),
    resource("aws_api_gateway_rest_api.rest", {}),
    resource("aws_apigatewayv2_api.http", {"protocol_type": "HTTP"}),
    resource("aws_apigatewayv2_api.live", {"protocol_type": "WEBSOCKET"}),
    resource("aws_nat_gateway.nat", {}),
    providers={"aws": {"expressions": {"region": {"constant_value": "eu-west-1"}}}},
)


def filled(text: str) -> Draft:
    usage = Usage.of(strict_yaml.read(text, "infracost-usage.yml"))
    return templates.drafted(Source.of(json.dumps(PLAN), "plan.json")).with_usage(usage)


def warned(found: Draft) -> str:
    return "\n".join(map(str, found.warnings))


def test_every_field_that_is_priced_has_its_name_here() -> None:
    found = filled(
        """
version: 0.1
resource_usage:
  module.m[0].aws_lambda_function.this: {monthly_requests: 1000, request_duration_ms: 250}
  aws_lambda_function.fan["a"]: {monthly_requests: 2000, average_request_duration: 300}
  aws_api_gateway_rest_api.rest: {monthly_requests: 3000}
  aws_apigatewayv2_api.http: {monthly_requests: 4000, request_size_kb: 512}
  aws_apigatewayv2_api.live: {monthly_messages: 5000, message_size_kb: 32, monthly_connection_mins: 6000}
  aws_nat_gateway.nat: {monthly_data_processed_gb: 10}
"""
    )
    data: dict[str, Any] = found.data
    assert (data["functions"]["m-0"]["requests"], data["functions"]["m-0"]["duration_ms"]) == (1000, 250)
    assert (data["functions"]["fan-a"]["requests"], data["functions"]["fan-a"]["duration_ms"]) == (2000, 300)
    assert data["apis"]["rest"]["requests"] == 3000
    assert (data["apis"]["http"]["requests"], data["apis"]["http"]["request_kb"]) == (4000, 512)
    live = {key: value for key, value in data["apis"]["live"].items() if key != "type"}
    assert live == {"messages": 5000, "message_kb": 32, "connection_minutes": 6000}
    assert data["nat_gateways"]["nat"] == {"processed_gb": Decimal(10)}
    assert not found.warnings


def test_an_address_comes_before_a_wildcard_and_that_before_the_default_of_a_type() -> None:
    found = filled(
        """
version: v0.1
resource_type_default_usage:
  aws_lambda_function: {monthly_requests: 1, request_duration_ms: 1}
  aws_instance: {operating_system: linux}
resource_usage:
  aws_lambda_function.fan[*]: {monthly_requests: 2, request_duration_ms: 2}
  aws_lambda_function.fan["a"]: {monthly_requests: 3}
  aws_nat_gateway.nat:
"""
    ).data["functions"]
    said = {name: (one["requests"], one["duration_ms"]) for name, one in found.items()}
    assert said == {"fan-a": (3, 2), "fan-b": (2, 2), "m-0": (1, 1)}


def test_what_is_said_of_nothing_here_is_warned_about() -> None:
    found = filled(
        """
version: 0.1
resource_usage:
  aws_lambda_function.fnord: {monthly_requests: 1}
  aws_dynamodb_table.t: {monthly_read_request_units: 1}
  aws_nat_gateway.nat: {monthly_requests: 1, monthly_data_processed_gb: }
  aws_apigatewayv2_api.live: {monthly_requests: 1}
  nonsense: {monthly_requests: 1}
"""
    )
    assert "line 4: resource_usage.aws_lambda_function.fnord is no resource here" in warned(found)
    assert "line 6: resource_usage.aws_nat_gateway.nat.monthly_requests is nothing that is taken here" in warned(found)
    assert "line 7: resource_usage.aws_apigatewayv2_api.live.monthly_requests is nothing that is taken here" in warned(found)
    assert "dynamodb" not in warned(found)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("version: 2\nresource_usage: {}", "version is 2; allowed: 0.1"),
        ("version: 0.1\nresource_usage: [x]", "resource_usage is .*; allowed: a mapping of resources"),
        ("version: 0.1\nresource_usage: {aws_lambda_function.m: 12}", "is 12; allowed: a mapping of fields"),
        (
            "version: 0.1\nresource_type_default_usage: {aws_lambda_function: {monthly_requests: lots}}",
            "line 2: resource_type_default_usage.aws_lambda_function.monthly_requests is 'lots'; allowed",
        ),
    ],
)
def test_what_is_not_in_the_form_is_refused_with_its_place(text: str, says: str) -> None:
    with pytest.raises(ScenarioError, match=says):
        filled(text)


PROVISIONED = plan(
    function("aws_lambda_function.api", function_name="api", memory_size=512),
    resource(
        "aws_lambda_provisioned_concurrency_config.api[0]", {"function_name": "api", "provisioned_concurrent_executions": 100}
    ),
    providers={"aws": {"expressions": {"region": {"constant_value": "us-east-1"}}}},
)


def provisioned(text: str) -> Draft:
    usage = Usage.of(strict_yaml.read(text, "infracost-usage.yml"))
    return templates.drafted(Source.of(json.dumps(PROVISIONED), "plan.json")).with_usage(usage)


def test_provisioned_concurrency_is_a_part_of_its_function() -> None:
    """100 x 0.5 GB x 8 h x 3,600 s = 1,440,000 GB-s at 0.0000041667, and 10M x 0.35 s x 0.5 GB = 1,750,000 at 0.0000097222."""
    found = provisioned(
        """
version: 0.1
resource_usage:
  aws_lambda_provisioned_concurrency_config.api[*]:
    {architecture: x86_64, memory_mb: 512, monthly_duration_hrs: 8, monthly_requests: 10000000, request_duration_ms: 350}
"""
    )
    assert not found.warnings
    document = found.document()
    document.data |= {"day": "2026-11-01"}
    bill = estimate(Scenario.of(document))
    assert bill.by_meter["aws_lambda.provisioned_concurrency.concurrency"].list_cost == Decimal("6.000048")
    assert bill.by_meter["aws_lambda.provisioned_concurrency.duration"].list_cost == Decimal("17.01385")
    assert bill.by_meter["aws_lambda.function.requests"].list_cost == 2


def test_what_is_said_of_it_is_taken_by_type_too_and_else_warned_about() -> None:
    found = provisioned(
        """
version: 0.1
resource_type_default_usage:
  aws_lambda_provisioned_concurrency_config: {monthly_requests: 5, monthly_duration_hrs: 7, fnord: 1}
resource_usage:
  aws_lambda_provisioned_concurrency_config.gone: {monthly_requests: 1}
  aws_lambda_provisioned_concurrency_config.api[0]: {memory_mb: 512}
"""
    )
    assert found.data["functions"]["api"]["provisioned_concurrency"] == {"environments": 100, "requests": 5, "hours": 7}
    assert "aws_lambda_provisioned_concurrency_config.gone is no resource here" in warned(found)
    assert "aws_lambda_provisioned_concurrency_config.fnord is nothing that is taken here" in warned(found)


def test_hours_alone_say_nothing_of_requests() -> None:
    found = provisioned(
        "version: 0.1\nresource_usage:\n  aws_lambda_provisioned_concurrency_config.api[0]: {monthly_duration_hrs: 3}\n"
    )
    assert found.data["functions"]["api"]["provisioned_concurrency"] == {"environments": 100, "hours": 3}
    assert "requests" not in found.data["functions"]["api"]


@pytest.mark.parametrize(
    "address",
    [
        "module.m[*].aws_lambda_function.this",
        "module.*[*].aws_lambda_function.*",
        "module.m[*].aws_lambda_function.this[*]",
    ],
)
def test_wildcards_stand_for_keys_of_modules_and_parts_of_names(address: str) -> None:
    text = f"version: 0.1\nresource_usage:\n  {address}: {{monthly_requests: 7, request_duration_ms: 1}}\n"
    assert [name for name, one in filled(text).data["functions"].items() if one.get("requests") == 7] == ["m-0"]


def test_usage_of_other_types_of_lambda_and_api_gateway_is_named_and_that_of_other_services_is_not() -> None:
    found = filled(
        "version: 0.1\nresource_usage:\n  aws_lambda_event_source_mapping.jobs: {monthly_requests: 7}\n"
        "  aws_s3_bucket.files: {storage_gb: 7}\n"
        "resource_type_default_usage:\n  aws_api_gateway_stage: {monthly_requests: 7}\n  aws_sqs_queue: {monthly_requests: 7}\n"
    )
    assert sorted(warning.field for warning in found.warnings) == [
        "resource_type_default_usage.aws_api_gateway_stage",
        "resource_usage.aws_lambda_event_source_mapping.jobs",
    ]
