"""CloudFormation: modes in any case, and parts inside of a property that nobody can resolve, are read or named."""

from typing import Any

import pytest

from tests.templates.drafts import drafted

FUNCTION = "Resources:\n  F: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13, MemorySize: 512%s}}\n"
UNKNOWN = "!ImportValue Other"


def found_in(resource: str, settings: str = "") -> tuple[dict[str, Any], str]:
    draft = drafted(f"{FUNCTION % settings}  {resource}\n")
    return draft.data, "\n".join(map(str, draft.warnings))


@pytest.mark.parametrize("mode", ["RESPONSE_STREAM", "response_stream"])
def test_a_url_streams_in_any_case(mode: str) -> None:
    data, _ = found_in(f"U: {{Type: AWS::Lambda::Url, Properties: {{TargetFunctionArn: !Ref F, InvokeMode: {mode}}}}}")
    assert data["functions"]["F"] == {"memory_mb": 512, "architecture": "x86_64", "response_streaming": {}}


@pytest.mark.parametrize("mode", ["PublishedVersions", "publishedversions"])
def test_a_snapshot_is_charged_in_any_case(mode: str) -> None:
    data, _ = found_in(
        "V: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref F}}", f", SnapStart: {{ApplyOn: {mode}}}"
    )
    assert data["functions"]["F"]["snap_start"] == {"runtime": "python", "versions": 1}


@pytest.mark.parametrize("mode", ["PER_TENANT", "Per_Tenant"])
def test_tenants_are_apart_in_any_case(mode: str) -> None:
    data, _ = found_in("T: {Type: AWS::SQS::Queue}", f", TenancyConfig: {{TenantIsolationMode: {mode}}}")
    assert data["functions"]["F"]["tenant_isolation"] == {}


INTEGRATION = "x-amazon-apigateway-integration"


@pytest.mark.parametrize(
    "paths",
    [
        UNKNOWN,
        f"{{/a: {UNKNOWN}}}",
        f"{{/a: {{get: {UNKNOWN}}}}}",
        f"{{/a: {{get: {{{INTEGRATION}: {UNKNOWN}}}}}}}",
        f"{{/a: {{get: {{{INTEGRATION}: {{responseTransferMode: {UNKNOWN}}}}}}}}}",
    ],
)
def test_a_part_of_an_openapi_document_that_nobody_can_resolve_is_named(paths: str) -> None:
    data, warned = found_in(f"A: {{Type: AWS::ApiGateway::RestApi, Properties: {{Body: {{paths: {paths}}}}}}}")
    assert data["apis"]["A"]["type"] == "rest"
    assert "A Body.paths has what cannot be resolved: it is imported from another stack (Other)" in warned


def test_a_document_that_is_known_is_not_named() -> None:
    paths = f"{{/a: {{get: {{{INTEGRATION}: {{uri: !GetAtt F.Arn, responseTransferMode: stream}}}}, parameters: [1]}}, /b: 1}}"
    data, warned = found_in(f"A: {{Type: AWS::ApiGateway::RestApi, Properties: {{Body: {{paths: {paths}}}}}}}")
    assert data["apis"]["A"] == {"type": "rest", "streaming": {}, "functions": ["F"]}
    assert warned == ""


@pytest.mark.parametrize("behavior", [UNKNOWN, f"{{LambdaFunctionAssociations: {UNKNOWN}}}"])
def test_what_a_distribution_may_run_at_the_edge_is_named(behavior: str) -> None:
    config = f"DistributionConfig: {{DefaultCacheBehavior: {behavior}}}"
    _, warned = found_in(f"D: {{Type: AWS::CloudFront::Distribution, Properties: {{{config}}}}}")
    assert "D LambdaFunctionAssociations cannot be resolved: it is imported from another stack (Other)" in warned


def test_a_scalable_target_whose_bounds_are_equal_keeps_that_many_ready() -> None:
    """As a plan of Terraform says it too."""
    target = (
        "T: {Type: AWS::ApplicationAutoScaling::ScalableTarget, Properties: {ServiceNamespace: lambda, MinCapacity: '3',"
        " ScalableDimension: 'lambda:function:ProvisionedConcurrency', ResourceId: !Sub 'function:${F}:live', MaxCapacity: %s}}"
    )
    data, warned = found_in(target % 3)
    assert data["functions"]["F"]["provisioned_concurrency"] == {"environments": 3}
    assert warned == ""
    data, warned = found_in(target % 4)
    assert data["functions"]["F"]["provisioned_concurrency"] == {}
    assert "the concurrency on the average is not known" in warned


@pytest.mark.parametrize("key", ["VpcEndpointIds", "VPCEndpointIds"])
def test_a_private_api_is_called_through_the_endpoint_that_it_names(key: str) -> None:
    """The first of two has one zone, the one that it names two."""
    door = (
        "{Type: AWS::EC2::VPCEndpoint, Properties: {VpcEndpointType: Interface,"
        " ServiceName: com.amazonaws.eu-west-1.execute-api, SubnetIds: %s}}"
    )
    configuration = f"{{Types: [PRIVATE], {key}: [!Ref Two]}}"
    api = f"A: {{Type: AWS::ApiGateway::RestApi, Properties: {{EndpointConfiguration: {configuration}}}}}"
    data, warned = found_in(f"One: {door % '[a]'}\n  Two: {door % '[a, b]'}\n  {api}")
    assert data["apis"]["A"]["endpoint"] == {"zones": 2}
    assert "One is an endpoint of APIs that no private API here uses" in warned


def test_scaling_sets_what_an_alias_is_configured_with() -> None:
    """SAM's usual pair: an alias with provisioned concurrency, and a target that scales it."""
    config = "ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 5}"
    alias = f"A: {{Type: AWS::Lambda::Alias, Properties: {{FunctionName: !Ref F, FunctionVersion: '1', Name: live, {config}}}}}"
    target = (
        "T: {Type: AWS::ApplicationAutoScaling::ScalableTarget, Properties: {ServiceNamespace: lambda, MinCapacity: 3,"
        " ScalableDimension: 'lambda:function:ProvisionedConcurrency', ResourceId: !Sub 'function:${F}:live', MaxCapacity: 3}}"
    )
    data, warned = found_in(f"{alias}\n  {target}")
    assert data["functions"]["F"]["provisioned_concurrency"] == {"environments": 3}
    assert "A has ProvisionedConcurrencyConfig, and scaling sets how many are ready; what the scaling sets is taken" in warned
    assert "is not read here" not in warned


def test_a_nested_stack_whose_address_nobody_can_resolve_says_why() -> None:
    _, warned = found_in(f"N: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {UNKNOWN}}}}}")
    assert "N is a nested stack that is not read: cannot be resolved: it is imported from another stack (Other)" in warned
