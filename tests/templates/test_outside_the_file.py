"""What hangs on a function or an API that is not in the file costs money all the same, and is named."""

from decimal import Decimal

import pytest

from tests.templates.drafts import costs, drafted

D = Decimal
FUNCTION = "{Type: AWS::Lambda::Function, Properties: {FunctionName: shop-checkout, MemorySize: 1024}}"
LIVE = "{Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Checkout, FunctionVersion: '1', Name: live}}"
SCHEDULED = """Type: AWS::ApplicationAutoScaling::ScalableTarget, Properties: {
  ScalableDimension: 'lambda:function:ProvisionedConcurrency', MaxCapacity: 4, ScheduledActions: [
    {Schedule: cron(0 8 * * ? *), ScalableTargetAction: {MinCapacity: 4}},
    {Schedule: cron(0 20 * * ? *), ScalableTargetAction: {MinCapacity: 0}}]"""
USAGE = "default: {requests: 1M, duration_ms: 100, provisioned_concurrency: {requests: 0}}"


@pytest.mark.parametrize(
    "resource",
    [
        "!Join ['', ['function:', !Select [6, !Split [':', !Ref Live]], ':live']]",
        "!Sub 'function:${Checkout}:live'",
        "function:shop-checkout:live",
        "!Join [':', [function, !Ref Name, live]]",
    ],
)
def test_a_scaling_target_is_that_of_its_function_however_it_is_named(resource: str) -> None:
    """4 environments of 1 GB for 12 of 24 hours: 4 x 365 h x 3,600 s = 5,256,000 GB-seconds at 0.0000041667."""
    text = f"""Parameters: {{Name: {{Type: String, Default: shop-checkout}}}}
Resources: {{Checkout: {FUNCTION}, Live: {LIVE}, Target: {{{SCHEDULED}, ResourceId: {resource}}}}}}}"""
    draft = drafted(text)
    assert draft.warnings == ()
    found = costs(draft, USAGE)["aws_lambda.provisioned_concurrency.concurrency"]
    assert round(found, 7) == D("21.9001752")


def test_an_alias_by_the_name_of_its_function_is_that_functions() -> None:
    """2 environments of 1 GB: 2 x 730 h x 3,600 s = 5,256,000 GB-seconds at 0.0000041667."""
    alias = "Type: AWS::Lambda::Alias, Properties: {FunctionVersion: '1', ProvisionedConcurrencyConfig: {%s: 2}, %s}"
    for name in ("shop-checkout", "arn:aws:lambda:eu-west-1:123456789012:function:shop-checkout", "'shop-checkout:7'"):
        one = alias % ("ProvisionedConcurrentExecutions", f"FunctionName: {name}")
        draft = drafted(f"Resources: {{Checkout: {FUNCTION}, Live: {{{one}}}}}")
        assert draft.warnings == ()
        assert costs(draft, USAGE)["aws_lambda.provisioned_concurrency.concurrency"] == D("21.9001752")


OUTSIDE = {
    "AWS::Lambda::Alias, Properties: {FunctionName: cart, ProvisionedConcurrencyConfig: {"
    "ProvisionedConcurrentExecutions: 20}}": (
        "Thing keeps 20 environments of provisioned concurrency for a function that is not in this template (cart)"
    ),
    "AWS::Lambda::Version, Properties: {FunctionName: !ImportValue Cart, ProvisionedConcurrencyConfig: {"
    "ProvisionedConcurrentExecutions: !ImportValue Many}}": (
        "Thing keeps provisioned concurrency for a function that is not in this template (it is imported from another"
    ),
    "AWS::ApplicationAutoScaling::ScalableTarget, Properties: {ResourceId: 'function:cart:live', MaxCapacity: 20,"
    " ScalableDimension: 'lambda:function:ProvisionedConcurrency'}": (
        "Thing scales the provisioned concurrency of a function that is not in this template (function:cart:live)"
    ),
    "AWS::Lambda::Url, Properties: {TargetFunctionArn: cart, InvokeMode: RESPONSE_STREAM}": (
        "Thing streams the responses of a function that is not in this template (cart)"
    ),
    "AWS::ApiGateway::Method, Properties: {RestApiId: abc, Integration: {ResponseTransferMode: STREAM, Uri: x}}": (
        "Thing streams responses of what is no REST API of this template"
    ),
    "AWS::ApiGateway::Stage, Properties: {RestApiId: abc, CacheClusterEnabled: true, CacheClusterSize: '6.1'}": (
        "Thing has the cache of an API that is not in this template"
    ),
}


@pytest.mark.parametrize("resource", OUTSIDE)
def test_what_belongs_to_a_function_or_an_api_elsewhere_is_named(resource: str) -> None:
    warnings = [str(warning) for warning in drafted(f"Resources: {{Thing: {{Type: {resource}}}}}").warnings]
    assert any(OUTSIDE[resource] in warning for warning in warnings), warnings


def test_what_charges_nothing_elsewhere_is_no_matter() -> None:
    text = """Resources:
      Live: {Type: AWS::Lambda::Alias, Properties: {FunctionName: cart, FunctionVersion: '3', Name: live}}
      Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: cart, InvokeMode: BUFFERED}}
      Tasks: {Type: AWS::ApplicationAutoScaling::ScalableTarget, Properties: {
        ResourceId: service/a/b, ScalableDimension: 'ecs:service:DesiredCount', MaxCapacity: 20}}
      Get: {Type: AWS::ApiGateway::Method, Properties: {RestApiId: abc, Integration: {ResponseTransferMode: BUFFERED}}}"""
    assert drafted(text).warnings == ()


def test_a_list_that_is_split_out_of_another_stacks_value_is_unknown() -> None:
    """Its length is not one."""
    text = """Resources:
      Api: {Type: AWS::ApiGateway::RestApi, Properties: {EndpointConfiguration: {Types: [PRIVATE]}}}
      Endpoint: {Type: AWS::EC2::VPCEndpoint, Properties: {
        ServiceName: com.amazonaws.eu-west-1.execute-api, SubnetIds: !Split [',', !ImportValue Subnets]}}"""
    (warning,) = drafted(text).warnings
    assert "SubnetIds cannot be resolved: it is imported from another stack (Subnets)" in str(warning)
