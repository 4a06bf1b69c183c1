"""APIs, their caches and the endpoints of private ones."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.strict_yaml import is_mapping
from lambda_cost.templates import unresolved
from lambda_cost.templates.cloudformation.functions import name_of

if TYPE_CHECKING:
    from lambda_cost.templates.cloudformation.stack import Item, Stack

KINDS = {"HTTP": "http", "WEBSOCKET": "websocket"}
STAGES = {"AWS::ApiGateway::Stage": (), "AWS::ApiGateway::Deployment": ("StageDescription",)}
"""Types that can have a cache, and where in them it is said."""
EXECUTE_API = "execute-api"
"""What the service name of a private API's endpoint has in it."""


def add_apis(stack: Stack) -> None:
    """Add every API of *stack*, with caches and endpoints."""
    endpoints = [one for one in stack.of("AWS::EC2::VPCEndpoint") if EXECUTE_API in str(one.value("ServiceName"))]
    for one in stack.of("AWS::ApiGateway::RestApi"):
        private = "PRIVATE" in one.items("EndpointConfiguration", "Types")
        endpoint = _endpoint(one, endpoints) if private else None
        name = stack.builder.add("apis", name_of(one), {"type": "rest", "endpoint": endpoint}, one.origin)
        stack.names[one.name] = ("apis", name)
    for one in stack.of("AWS::ApiGatewayV2::Api"):
        _add_second(stack, one)
    for one in stack.of(*STAGES):
        _cache(stack, one)
    for one in endpoints:
        one.warn("is an endpoint of APIs that no private API here uses; it is not priced")


def _add_second(stack: Stack, one: Item) -> None:
    protocol = one.text("ProtocolType")
    if protocol not in KINDS:
        if protocol is not None:
            one.warn(f"has the protocol {protocol}; allowed: {', '.join(KINDS)}; it is not priced", "ProtocolType")
        stack.builder.not_priced(one.kind)
        return
    stack.names[one.name] = ("apis", stack.builder.add("apis", name_of(one), {"type": KINDS[protocol]}, one.origin))


def _endpoint(api: Item, endpoints: list[Item]) -> dict[str, Any] | None:
    """The endpoint that a private API is called through, taken out of *endpoints*: one that it names, or the first."""
    named = unresolved.references(api.value("EndpointConfiguration", "VPCEndpointIds"))
    found = next((one for one in endpoints if one.name in named), endpoints[0] if endpoints and not named else None)
    if found is None:
        api.warn("is private, and its endpoint is not in this template or serves another API; it is not priced here")
        return None
    endpoints.remove(found)
    subnets = found.value("SubnetIds")
    if not isinstance(subnets, list):
        why = "are not said" if subnets is None else f"cannot be resolved: {unresolved.why_unresolved(subnets)}"
        found.warn(f"SubnetIds {why}; it is not priced", "SubnetIds")
        return None
    return {"zones": Decimal(len(subnets))}  # pyright: ignore[reportUnknownArgumentType]


def _cache(stack: Stack, one: Item) -> None:
    """The cache of a stage bills while it is enabled, whether a method uses it or not."""
    above = STAGES[one.kind]
    if not one.flag(*above, "CacheClusterEnabled"):
        return
    size = one.text(*above, "CacheClusterSize") if above else one.text("CacheClusterSize")
    size = size or ("0.5" if one.value(*above, "CacheClusterSize") is None else None)
    settings = [one.value(*above), *one.items(*above, "MethodSettings")]
    if not any(_uses(each) for each in settings):
        one.warn(
            "has a cache that bills by the hour, and no method here uses it (CachingEnabled)", *above, "CacheClusterEnabled"
        )
    api = next((name for name in unresolved.references(one.value("RestApiId")) if name in stack.names), "")
    if not api:
        one.warn("has the cache of an API that is not in this template", "RestApiId")
    section, name = stack.names.get(api, ("apis", ""))
    if not api or "cache" in stack.builder.data[section][name]:
        stage = f"{name or 'api'}/{one.value('StageName') or one.name}".replace(unresolved.OPEN, "").replace(
            unresolved.CLOSE, ""
        )
        fields = {"type": "rest", "requests": Decimal(0), "cache": {"size_gb": size}}
        stack.builder.add("apis", stage, fields, one.origin)
        stack.builder.note(f"apis.{stage} stands for a further cache; the calls are those of its API.")
    else:
        stack.builder.feature(section, name, "cache", {"size_gb": size})


def _uses(settings: Any) -> bool:
    """Whether *settings* of methods say that responses are cached."""
    found = settings.get("CachingEnabled") if is_mapping(settings) else None
    return str(found).lower() == "true"
