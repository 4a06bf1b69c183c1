"""APIs of Terraform whose methods or definition nobody can read yet: what may stream is named, whom they call is linked."""

import json
from typing import Any

import pytest

from tests.templates.plans import function, refs, resource, state
from tests.templates.terraform_folders import text_draft
from tests.templates.terraform_plans import ARN, draft, drafted, warned

INTEGRATION = "x-amazon-apigateway-integration"
API = resource("awscc_apigateway_rest_api.r", {"id": "r", "name": "r"})
MODE = "awscc_apigateway_method.m has response_transfer_mode known only after apply"
OPEN = refs("aws_lambda_function.a.invoke_arn", "var.mode")
LINKED = refs("aws_lambda_function.a.invoke_arn")


def method(unknown: Any, written: dict[str, Any], **integration: Any) -> dict[str, Any]:
    return resource(
        "awscc_apigateway_method.m",
        {"rest_api_id": "r", "http_method": "GET"} | ({"integration": integration} if integration else {}),
        unknown={"integration": unknown},
        written=written,
    )


@pytest.mark.parametrize("unknown", [True, {"uri": True, "response_transfer_mode": True}])
def test_a_method_of_cloud_control_known_only_after_apply_is_linked_and_named(unknown: Any) -> None:
    found = draft(function("aws_lambda_function.a"), API, method(unknown, {"integration": OPEN}, type="AWS_PROXY"))
    assert MODE in warned(found)
    assert found.data["apis"]["r"] == {"type": "rest", "functions": ["a"]}


@pytest.mark.parametrize(
    "written", [{"integration": LINKED}, {"integration": {"constant_value": {"type": "AWS_PROXY", "uri": f"{ARN}a"}}}, {}]
)
def test_a_mode_that_nobody_can_have_written_is_filled_in_by_the_provider(written: dict[str, Any]) -> None:
    """An ARN is no mode, and what is written as a constant says all that it sets."""
    unknown = {"response_transfer_mode": True, "cache_namespace": True}
    found = draft(function("aws_lambda_function.a"), API, method(unknown, written, type="AWS_PROXY", uri=f"{ARN}a"))
    assert found.data["apis"]["r"] == {"type": "rest", "functions": ["a"]}
    assert not found.warnings


def test_a_method_of_cloud_control_in_source_is_read_or_named() -> None:
    text = """
variable "mode" {}
resource "awscc_apigateway_rest_api" "r" {}
resource "awscc_lambda_function" "a" { function_name = "a" }
resource "awscc_apigateway_method" "m" {
  rest_api_id = awscc_apigateway_rest_api.r.id
  integration = INTEGRATION
}
"""
    known = "{ uri = awscc_lambda_function.a.arn, response_transfer_mode = MODE }"
    found = text_draft(text.replace("INTEGRATION", known.replace("MODE", '"STREAM"')))
    assert found.data["apis"]["r"] == {"type": "rest", "streaming": {}, "functions": ["a"]}
    for written in (known.replace("MODE", "var.mode"), "var.mode"):
        said = warned(text_draft(text.replace("INTEGRATION", written)))
        assert "awscc_apigateway_method.m has response_transfer_mode that source does not say, as it is var.mode" in said


def test_a_method_of_cloud_control_in_a_state_is_read() -> None:
    streams = {"uri": f"{ARN}a", "response_transfer_mode": "STREAM"}
    found = drafted(state(function("aws_lambda_function.a"), API, method({}, {}, **streams)))
    assert found.data["apis"]["r"] == {"type": "rest", "streaming": {}, "functions": ["a"]}


def document(**integration: Any) -> str:
    return json.dumps({"paths": {"/": {"get": {INTEGRATION: {"uri": f"{ARN}a", **integration}}}}})


def put(body: str | None, api: str = "r", **more: Any) -> dict[str, Any]:
    return resource("aws_api_gateway_rest_api_put.p", {"rest_api_id": api} | ({} if body is None else {"body": body}), **more)


def test_a_definition_that_is_put_over_an_api_is_read_as_its_own() -> None:
    found = draft(function("aws_lambda_function.a"), API, put(document(responseTransferMode="STREAM")))
    assert found.data["apis"]["r"] == {"type": "rest", "streaming": {}, "functions": ["a"]}
    assert found.data["functions"]["a"]["response_streaming"] == {}
    assert not found.warnings


def test_a_definition_that_is_put_over_an_api_outside_the_plan_is_named() -> None:
    found = draft(function("aws_lambda_function.a"), put(document(responseTransferMode="STREAM"), "elsewhere"))
    assert "streams responses of an API that is not in the plan; its requests are not in the bill" in warned(found)
    assert found.data["functions"]["a"]["response_streaming"] == {}


def test_a_definition_that_is_put_and_known_only_after_apply_is_named() -> None:
    later = put(None, unknown={"body": True}, written={"body": refs("data.x.y.z", "aws_lambda_function.a.arn")})
    found = draft(function("aws_lambda_function.a"), API, later)
    assert "rest_api_put.p has body known only after apply; whether a method streams" in warned(found)
    assert found.data["apis"]["r"]["functions"] == ["a"]


@pytest.mark.parametrize("values", [{"body_s3_location": {"bucket": "b", "key": "k"}}, {"clone_from": "abc"}])
def test_an_api_that_is_defined_elsewhere_is_named(values: dict[str, Any]) -> None:
    (name,) = values
    found = draft(resource("awscc_apigateway_rest_api.r", values))
    assert f"has {name}, which is not read; whether a method streams (responseTransferMode) is not seen" in warned(found)
    later = resource("awscc_apigateway_rest_api.r", {}, unknown={name: True}, written={name: refs("var.x")})
    assert f"has {name} known only after apply; whether a method streams" in warned(draft(later))
    filled_in = resource("awscc_apigateway_rest_api.r", {}, unknown={name: True})
    assert not draft(filled_in).warnings


@pytest.mark.parametrize("kind", ["aws_api_gateway_rest_api", "aws_apigatewayv2_api"])
def test_a_body_that_is_no_document_is_named(kind: str) -> None:
    protocol = {"protocol_type": "HTTP"} if kind == "aws_apigatewayv2_api" else {}
    found = draft(resource(f"{kind}.r", protocol | {"body": "{"}))
    assert "has a body that is neither YAML nor JSON; which functions it calls is not seen" in warned(found)
    assert not draft(resource(f"{kind}.r", protocol | {"body": " "})).warnings


def test_a_capacity_provider_in_an_attribute_of_attributes_is_found() -> None:
    one = resource(
        "awscc_lambda_function.a",
        {"function_name": "a"},
        unknown={
            "capacity_provider_config": {"lambda_managed_instances_capacity_provider_config": {"capacity_provider_arn": True}}
        },
        written={"capacity_provider_config": refs("awscc_lambda_capacity_provider.two.arn")},
    )
    providers = [resource(f"awscc_lambda_capacity_provider.{name}", {}) for name in ("one", "two")]
    found = draft(one, *providers)
    assert "its requests count with capacity_providers.two" in "".join(found.assumptions)
