"""serverless.yml: resources in CloudFormation's words are linked to the functions and APIs that the framework makes."""

from decimal import Decimal
from typing import Any

import pytest

from lambda_cost import templates
from lambda_cost.scenario.draft import Draft
from lambda_cost.templates.source import Source

HEAD = "service: shop\nprovider: {name: aws}\nfunctions:\n"
RUN = "  run-it: {handler: a.b, events: [{schedule: rate(1 day)}]}\n"
BY_ID, BY_NAME = "!Ref RunDashitLambdaFunction", "shop-dev-run-it"
TARGET = (
    "{Type: AWS::ApplicationAutoScaling::ScalableTarget, Properties: {ServiceNamespace: lambda, MinCapacity: 2,"
    " MaxCapacity: %s, ScalableDimension: 'lambda:function:ProvisionedConcurrency', ResourceId: %s%s}}"
)
EDGE = (
    "{Type: AWS::CloudFront::Distribution, Properties: {DistributionConfig: {DefaultCacheBehavior: "
    "{LambdaFunctionAssociations: [{EventType: viewer-request, LambdaFunctionARN: !GetAtt RunDashitLambdaFunction.Arn}]}}}}"
)
LEVELS = ", ScheduledActions: [{Schedule: cron(0 6 * * ? *), ScalableTargetAction: {MinCapacity: 5}}]"


def alias(function: str, environments: int = 20) -> str:
    return (
        f"{{Type: AWS::Lambda::Alias, Properties: {{FunctionName: {function}, FunctionVersion: '1', Name: live,"
        f" ProvisionedConcurrencyConfig: {{ProvisionedConcurrentExecutions: {environments}}}}}}}"
    )


def draft(*resources: str, functions: str = RUN, **known: Any) -> Draft:
    lines = "".join(f"    R{place}: {each}\n" for place, each in enumerate(resources))
    return templates.drafted(Source.of(f"{HEAD}{functions}resources:\n  Resources:\n{lines}", "serverless.yml", **known))


def run(found: Draft) -> dict[str, Any]:
    fields: dict[str, Any] = found.data["functions"]["run-it"]
    return fields


def warned(found: Draft) -> str:
    return "\n".join(map(str, found.warnings))


@pytest.mark.parametrize("function", [BY_ID, BY_NAME])
def test_an_alias_keeps_environments_of_the_function_ready(function: str) -> None:
    found = draft(alias(function))
    assert run(found)["provisioned_concurrency"] == {"environments": 20}
    assert not found.warnings


def test_a_function_by_a_name_of_its_own_or_of_another_stage_is_found() -> None:
    named = RUN.replace("handler: a.b", "handler: a.b, name: mine")
    assert run(draft(alias("mine"), functions=named))["provisioned_concurrency"] == {"environments": 20}
    staged = draft(alias("shop-prod-run-it"), parameters={"stage": "prod"})
    assert run(staged)["provisioned_concurrency"] == {"environments": 20}


def test_an_alias_of_a_function_elsewhere_is_named() -> None:
    found = draft(alias("other"), functions=RUN.replace("handler: a.b", "handler: a.b, name: '${file(x.js):y}'"))
    assert "R0 keeps 20 environments of provisioned concurrency for a function that is not in this template" in warned(found)
    assert "provisioned_concurrency" not in run(found)


def test_environments_of_an_alias_and_of_the_framework_add_up() -> None:
    own = RUN.replace("handler: a.b", "handler: a.b, provisionedConcurrency: 3")
    assert run(draft(alias(BY_ID), functions=own))["provisioned_concurrency"] == {"environments": Decimal(23)}
    unknown = RUN.replace("handler: a.b", "handler: a.b, provisionedConcurrency: {alias: a}")
    assert run(draft(alias(BY_ID), functions=unknown))["provisioned_concurrency"] == {}
    assert run(draft(alias(BY_ID, 0), functions=own))["provisioned_concurrency"] == {"environments": Decimal(3)}


def test_a_scalable_target_leaves_the_level_open() -> None:
    found = draft(TARGET % (9, f"'function:{BY_NAME}:live'", ""))
    assert run(found)["provisioned_concurrency"] == {}
    assert found.upper_bounds["functions.run-it.provisioned_concurrency.environments"].value == 9
    assert "scales provisioned concurrency by traffic; the concurrency on the average is not known" in warned(found)


def test_a_scalable_target_by_schedule_says_the_level() -> None:
    found = draft(TARGET % (9, f"'function:{BY_NAME}:live'", LEVELS))
    assert run(found)["provisioned_concurrency"] == {"environments": 5}
    own = RUN.replace("handler: a.b", "handler: a.b, provisionedConcurrency: 3")
    both = draft(TARGET % (9, f"'function:{BY_NAME}:live'", LEVELS), functions=own)
    assert run(both)["provisioned_concurrency"] == {}
    assert "has provisioned concurrency of its own; how many there are together is not known" in warned(both)


def test_a_url_streams_the_responses_of_the_function_and_calls_it() -> None:
    url = f"{{Type: AWS::Lambda::Url, Properties: {{TargetFunctionArn: {BY_ID}, InvokeMode: RESPONSE_STREAM}}}}"
    assert run(draft(url)) == {"memory_mb": 1024, "architecture": "x86_64", "response_streaming": {}}
    assert run(draft(url.replace("RESPONSE_STREAM", "BUFFERED")))["architecture"] == "x86_64"
    assert "requests" not in run(draft(url.replace("RESPONSE_STREAM", "BUFFERED")))


def test_an_api_of_the_service_calls_its_functions() -> None:
    api = "{Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP}}"
    calls = f"{{Type: AWS::ApiGatewayV2::Integration, Properties: {{ApiId: !Ref R0, IntegrationUri: {BY_ID}}}}}"
    found = draft(api, calls, functions="  run-it: {handler: a.b}\n")
    assert found.data["apis"]["R0"] == {"type": "http", "functions": ["run-it"]}


def test_an_integration_of_an_api_elsewhere_calls_the_function_beside_its_schedule() -> None:
    calls = f"{{Type: AWS::ApiGatewayV2::Integration, Properties: {{ApiId: !ImportValue Api, IntegrationUri: {BY_ID}}}}}"
    found = draft(calls)
    assert "requests" not in run(found)
    assert "functions.run-it: about 30 a month of its requests are made by its schedules." in found.assumptions


@pytest.mark.parametrize(("event", "logical", "kind"), [("http", "ApiGatewayRestApi", "rest"), ("httpApi", "HttpApi", "http")])
def test_what_is_added_to_an_api_of_the_framework_is_part_of_it(event: str, logical: str, kind: str) -> None:
    method = (
        f"{{Type: AWS::ApiGateway::Method, Properties: {{RestApiId: !Ref {logical}, HttpMethod: GET,"
        " Integration: {Type: MOCK, Uri: 'http://elsewhere'}}}"
    )
    found = draft(method, functions=f"  run-it: {{handler: a.b, events: [{{{event}: GET /}}]}}\n")
    assert found.data["apis"] == {event: {"type": kind}}  # its requests are not those of its functions alone


def test_a_cache_of_a_stage_is_that_of_the_api_of_the_framework() -> None:
    stage = (
        "{Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !Ref ApiGatewayRestApi, CacheClusterEnabled: true,"
        " CacheClusterSize: '6.1', MethodSettings: [{CachingEnabled: true}]}}"
    )
    found = draft(stage, functions="  run-it: {handler: a.b, events: [{http: GET /}]}\n")
    assert found.data["apis"] == {"http": {"type": "rest", "cache": {"size_gb": "6.1"}}}
    assert not found.warnings


def test_a_function_that_knows_the_name_of_another_may_call_it() -> None:
    functions = "  front: {handler: a.b, environment: {NEXT: !Ref RunDashitLambdaFunction}}\n" + RUN
    assert "requests" not in run(draft(functions=functions))
    assert run(draft())["requests"] == "1/day"


def test_a_function_that_a_distribution_runs_at_the_edge_is_named() -> None:
    assert "functions.run-it is run at the edge by a distribution of the template" in warned(draft(EDGE))
    at_edge = "  run-it: {handler: a.b, events: [{cloudFront: {eventType: viewer-request}}]}\n"
    assert "is run at the edge by" not in warned(draft(EDGE, functions=at_edge))


def test_what_hangs_on_a_function_that_is_not_billed_is_named() -> None:
    stopped = RUN.replace("handler: a.b", "handler: a.b, reservedConcurrency: 0")
    assert "has provisioned concurrency, which is not charged where it runs" in warned(draft(alias(BY_ID), functions=stopped))


def test_a_resource_of_the_name_of_the_frameworks_own_changes_it() -> None:
    text = (
        f"{HEAD}{RUN}resources: {{Resources: {{RunDashitLambdaFunction: {{Type: AWS::Lambda::Function, Properties: {{}}}}}}}}"
    )
    found = templates.drafted(Source.of(text, "serverless.yml"))
    assert "resources.Resources.RunDashitLambdaFunction changes a resource of the framework" in warned(found)
    assert [*found.data["functions"]] == ["run-it"]


SHARED = (
    "service: shop\nprovider: {name: aws, %s}\nfunctions:\n  run: {handler: a.b, events: [{%s}, {schedule: rate(1 day)}]}\n"
)


@pytest.mark.parametrize(
    ("settings", "event", "api"),
    [
        ("apiGateway: {restApiId: !Ref Mine}", "http: {path: /, method: get, response: {transferMode: STREAM}}", "RestApi"),
        ("httpApi: {id: !Ref Mine}", "httpApi: GET /", "Api, Properties: {ProtocolType: HTTP}"),
        ("apiGateway: {websocketApiId: !Ref Mine}", "websocket: $connect", "Api, Properties: {ProtocolType: WEBSOCKET}"),
    ],
)
def test_events_of_an_api_that_the_service_describes_are_part_of_it(settings: str, event: str, api: str) -> None:
    kind = f"AWS::ApiGateway{'' if api == 'RestApi' else 'V2'}::{api}"
    text = (SHARED % (settings, event)).replace(", {schedule: rate(1 day)}", "")
    found = templates.drafted(Source.of(f"{text}resources: {{Resources: {{Mine: {{Type: {kind}}}}}}}\n", "serverless.yml"))
    streams = "STREAM" in event
    mine = found.data["apis"]["Mine"]
    assert [*found.data["apis"]] == ["Mine"]
    assert ("streaming" in mine, "response_streaming" in found.data["functions"]["run"]) == (streams, streams)
    assert mine.get("functions") == (None if "websocket" in event else ["run"])
    assert not [text for text in found.assumptions if "another's" in text]


def test_events_of_an_api_elsewhere_are_noted() -> None:
    text = SHARED % ("apiGateway: {restApiId: !ImportValue Other}", "http: GET /")
    found = templates.drafted(Source.of(text, "serverless.yml"))
    assert "The http events are of an API that is another's; its requests are not in the bill." in found.assumptions
    assert "requests" not in found.data["functions"]["run"]


def test_the_cache_of_a_plugin_at_an_api_elsewhere_is_named() -> None:
    cache = "plugins: [serverless-api-gateway-caching]\ncustom: {apiGatewayCaching: {enabled: true, clusterSize: '6.1'}}\n"
    text = SHARED % ("apiGateway: {restApiId: abc}", "http: GET /")
    found = templates.drafted(Source.of(text + cache, "serverless.yml"))
    assert (
        "custom has apiGatewayCaching.enabled, apiGatewayCaching.clusterSize, settings of a cache that are not read"
        in warned(found)
    )


@pytest.mark.parametrize("destination", ["run-it", "{type: function, arn: !GetAtt RunDashitLambdaFunction.Arn}"])
def test_a_function_that_is_a_destination_of_another_is_called_by_it(destination: str) -> None:
    front = f"  front: {{handler: a.b, destinations: {{onFailure: {destination}}}}}\n"
    assert "requests" not in run(templates.drafted(Source.of(HEAD + front + RUN, "serverless.yml")))
    elsewhere = front.replace(destination, "arn:aws:sqs:eu-west-1:1:queue")
    assert run(templates.drafted(Source.of(HEAD + elsewhere + RUN, "serverless.yml")))["requests"] == "1/day"
