"""Every property of Lambda's and API Gateway's resources is priced, asked for, known to be free, or named."""

from decimal import Decimal

import pytest

from lambda_cost.templates import cloudformation
from lambda_cost.templates.cloudformation.free_properties import FREE_PROPERTIES
from tests.templates.drafts import costs, drafted

SAM = "Transform: AWS::Serverless-2016-10-31\n"


def warnings_of(text: str) -> list[str]:
    return [str(warning) for warning in drafted(text).warnings]


@pytest.mark.parametrize("kind", FREE_PROPERTIES)
def test_a_property_that_is_not_known_is_named_with_its_resource(kind: str) -> None:
    found = warnings_of(f"Resources: {{Thing: {{Type: {kind}, Properties: {{Turbo: {{Level: 9}}}}}}}}")
    assert any("Thing has Turbo.Level, which is not read here" in warning for warning in found), found


@pytest.mark.parametrize("kind", ["Function", "Api", "HttpApi", "WebSocketApi", "CapacityProvider", "MicrovmImage"])
def test_a_property_of_sam_that_is_not_known_is_named_once(kind: str) -> None:
    found = warnings_of(f"{SAM}Resources: {{Thing: {{Type: AWS::Serverless::{kind}, Properties: {{Turbo: 9}}}}}}")
    assert len([warning for warning in found if "Thing has Turbo, which is not read here" in warning]) == 1, found


@pytest.mark.parametrize("kind", ["Api", "HttpApi", "SQS", "MSK"])
def test_a_property_of_an_event_of_sam_that_is_not_known_is_named(kind: str) -> None:
    events = f"Events: {{Come: {{Type: {kind}, Properties: {{Turbo: 9}}}}}}"
    (found,) = warnings_of(f"{SAM}Resources: {{Fn: {{Type: AWS::Serverless::Function, Properties: {{{events}}}}}}}")
    assert "Fn has Turbo, which is not read here" in found


def test_what_every_template_says_is_not_named() -> None:
    """Names that cost nothing, such as those of a function's code and role."""
    text = """Resources:
      Fn: {Type: AWS::Lambda::Function, Properties: {Code: {ZipFile: x}, Handler: a.b, Role: r, Runtime: python3.13, Timeout: 9,
        MemorySize: 128, Environment: {Variables: {A: b}}, Tags: [{Key: a, Value: b}], SnapStart: {ApplyOn: None},
        EphemeralStorage: {Size: 512}, TracingConfig: {Mode: PassThrough}, LoggingConfig: {LogFormat: JSON}}}
      Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: api, EndpointConfiguration: {Types: [REGIONAL]}}}
      Stage: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !Ref Api, StageName: prod, CacheClusterEnabled: false,
        CacheClusterSize: '0.5', MethodSettings: [{HttpMethod: '*', ResourcePath: /*, LoggingLevel: INFO}]}}"""
    assert warnings_of(text) == []


def test_what_costs_nothing_where_a_function_runs_is_not_named_and_what_may_cost_is() -> None:
    """A function on managed instances has no charge by memory; streaming through its URL is not looked at, and named."""
    text = """Resources:
      Fn: {Type: AWS::Lambda::Function, Properties: {MemorySize: 2048, Timeout: 60, Architectures: [arm64],
        CapacityProviderConfig: {LambdaManagedInstancesCapacityProviderConfig: {CapacityProviderArn: !Ref Pool}}}}
      Pool: {Type: AWS::Lambda::CapacityProvider}
      Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref Fn, InvokeMode: %s}}"""
    assert warnings_of(text % "BUFFERED") == []
    (found,) = warnings_of(text % "RESPONSE_STREAM")
    assert "Url has InvokeMode, which is not read here" in found


def test_every_type_that_is_taken_from_lambda_and_api_gateway_says_what_of_it_is_free() -> None:
    own = ("AWS::Lambda::", "AWS::ApiGateway")
    assert {kind for kind in cloudformation.TAKEN if kind.startswith(own)} <= {*FREE_PROPERTIES}


@pytest.mark.parametrize("kind", ["Lambda", "Serverless"])
def test_what_the_microvms_of_an_image_use_is_asked_for(kind: str) -> None:
    """1M seconds of a virtual processor at 0.0000276944, and 2M GB-seconds at 0.0000036667."""
    image = f"{{Type: AWS::{kind}::MicrovmImage, Properties: {{Name: box, Resources: [{{MinimumMemoryInMiB: 4096}}]}}}}"
    draft = drafted(f"Resources: {{Box: {image}}}")
    assert [unknown.path for unknown in draft.unknown] == ["microvms.Box.vcpu_seconds", "microvms.Box.memory_gb_seconds"]
    assert any("4096 MiB at least" in sentence for sentence in draft.assumptions)
    found = costs(draft, "microvms.Box: {vcpu_seconds: 1M, memory_gb_seconds: 2M}")
    assert {meter: cost for meter, cost in found.items() if cost} == {
        "aws_lambda.microvm.vcpu": Decimal("27.6944"),
        "aws_lambda.microvm.memory": Decimal("7.3334"),
    }
