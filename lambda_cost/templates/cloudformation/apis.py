"""APIs, their caches, and the endpoints of private ones."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates.aws_defaults import CACHE_SIZE_GB, TRACING_OF_STAGE
from lambda_cost.templates.cloudformation.functions import add_resource
from lambda_cost.templates.unresolved import reason_unresolved, referenced_resources, without_marks

if TYPE_CHECKING:
    from lambda_cost.templates.cloudformation.stack import Stack, StackResource

KINDS = {"HTTP": "http", "WEBSOCKET": "websocket"}
STAGES = {"AWS::ApiGateway::Stage": (), "AWS::ApiGateway::Deployment": ("StageDescription",)}
"""Types that can have a cache, and where in them it is said."""
ENDPOINTS = ("VpcEndpointIds", "VPCEndpointIds")
"""What CloudFormation and SAM call the endpoints of a private API."""
EXECUTE_API = "execute-api"
"""What the service name of a private API's endpoint has in it."""


def add_apis(stack: Stack) -> None:
    """Add every API of *stack*, with caches and endpoints."""
    endpoints = [each for each in stack.of_type("AWS::EC2::VPCEndpoint") if EXECUTE_API in str(each.value("ServiceName"))]
    for api in stack.new_of_type("AWS::ApiGateway::RestApi"):
        private = "PRIVATE" in api.items("EndpointConfiguration", "Types")
        endpoint = _endpoint(api, endpoints) if private else None
        add_resource(stack, "apis", api, {"type": "rest", "endpoint": endpoint})
    for api in stack.new_of_type("AWS::ApiGatewayV2::Api"):
        _add_v2(stack, api)
    for stage in stack.of_type(*STAGES):
        _add_cache(stack, stage)
        if stage.flag(*STAGES[stage.type], "TracingEnabled"):
            stack.builder.count_unpriced(TRACING_OF_STAGE)
    for unused in endpoints:
        unused.warn("is an endpoint of APIs that no private API here uses; it is not priced")


def _add_v2(stack: Stack, api: StackResource) -> None:
    protocol = api.text("ProtocolType")
    if protocol in KINDS:
        add_resource(stack, "apis", api, {"type": KINDS[protocol]})
        return
    if protocol is not None:
        api.warn(f"has the protocol {protocol}; allowed: {', '.join(KINDS)}; it is not priced", "ProtocolType")
    stack.builder.count_unpriced(api.type)


def _endpoint(api: StackResource, endpoints: list[StackResource]) -> dict[str, Any] | None:
    """The endpoint that a private *api* is called through, taken out of *endpoints*: one that it names, or the first."""
    named = referenced_resources([api.value("EndpointConfiguration", key) for key in ENDPOINTS])
    endpoint = next((each for each in endpoints if each.name in named or not named), None)
    if endpoint is None:
        api.warn("is private, and its endpoint is not in this template or serves another API; it is not priced here")
        return None
    endpoints.remove(endpoint)
    subnets = endpoint.value("SubnetIds")
    if not is_list(subnets):
        why = "are not said" if subnets is None else f"cannot be resolved: {reason_unresolved(subnets)}"
        endpoint.warn(f"SubnetIds {why}; it is not priced", "SubnetIds")
        return None
    return {"zones": Decimal(len(subnets))}


def _add_cache(stack: Stack, stage: StackResource) -> None:
    """The cache of a stage bills while it is enabled, whether a method uses it or not."""
    above = STAGES[stage.type]
    if not stage.flag(*above, "CacheClusterEnabled"):
        stage.record.mark(".".join((*above, "CacheClusterSize")))
        return
    unset = not stage.has(*above, "CacheClusterSize")
    size = stage.text(*above, "CacheClusterSize") or (CACHE_SIZE_GB if unset else None)
    settings = [stage.record.peek(*above), *stage.items(*above, "MethodSettings")]
    if not any(_caches_responses(each) for each in settings):
        message = "has a cache that bills by the hour, and no method here uses it (CachingEnabled)"
        stage.warn(message, *above, "CacheClusterEnabled")
    api = next((name for name in referenced_resources(stage.value("RestApiId")) if name in stack.names), "")
    if not api:
        stage.warn("has the cache of an API that is not in this template", "RestApiId")
    section, name = stack.names.get(api, ("apis", ""))
    if api and "cache" not in stack.builder.data[section][name]:
        stack.builder.add_feature(section, name, "cache", {"size_gb": size})
        return
    further = without_marks(f"{name or 'api'}/{stage.value('StageName') or stage.name}")
    stack.builder.add("apis", further, {"type": "rest", "requests": Decimal(0), "cache": {"size_gb": size}}, stage.origin)
    stack.builder.assume(f"apis.{further} stands for a further cache; the calls are those of its API.")


def _caches_responses(settings: Any) -> bool:
    """Whether *settings* of methods say that responses are cached."""
    enabled = settings.get("CachingEnabled") if is_mapping(settings) else None
    return str(enabled).lower() == "true"
