"""APIs of a plan: REST, HTTP and WebSocket, their caches, and the functions that they call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lambda_cost.templates.terraform.context import PlanContext
    from lambda_cost.templates.terraform.plan import Instance

REST, V2 = ("aws_api_gateway_rest_api",), ("aws_apigatewayv2_api",)
KINDS = {"HTTP": "http", "WEBSOCKET": "websocket"}


def add_apis(context: PlanContext) -> None:
    """Add every API, its caches, and the functions that it calls."""
    for api in context.of_type(*REST):
        context.add("apis", api, {"type": "rest"})
    for api in context.of_type(*V2):
        kind = KINDS.get(str(api.attributes.get("protocol_type")))
        if kind is None:
            context.warn(api, "has a protocol_type that is not known; it is left out")
            continue
        name = context.add("apis", api, {"type": kind})
        context.callers.add_api(name, context.functions_of_attribute(api, "target"))
    for integration in context.of_type("aws_api_gateway_integration", "aws_apigatewayv2_integration"):
        _add_integration(context, integration)
    for authorizer in context.of_type("aws_api_gateway_authorizer", "aws_apigatewayv2_authorizer"):
        context.callers.add_other(context.functions_of_attribute(authorizer, "authorizer_uri"), "an authorizer")
    for permission in context.of_type("aws_lambda_permission"):
        if permission.attributes.get("principal") == "apigateway.amazonaws.com":
            _add_permission(context, permission)
    _add_caches(context)


def _api_name(context: PlanContext, instance: Instance, attribute: str, types: tuple[str, ...]) -> str | None:
    """The name in the draft of the one API that *attribute* of *instance* refers to."""
    apis = context.references.of_attribute(instance, attribute, types)
    names = [context.names[api.address][1] for api in apis if api.address in context.names]
    return names[0] if len(names) == 1 else None


def _add_integration(context: PlanContext, integration: Instance) -> None:
    rest = integration.type == "aws_api_gateway_integration"
    name = _api_name(context, integration, "rest_api_id" if rest else "api_id", REST if rest else V2)
    functions = context.functions_of_attribute(integration, "uri" if rest else "integration_uri")
    if name is None:
        context.callers.add_other(functions, "an API")
        return
    preflight = integration.attributes.get("http_method") == "OPTIONS"
    if not functions and not preflight:
        context.callers.add_shared_api(name)
    context.callers.add_api(name, functions)
    if rest and integration.attributes.get("response_transfer_mode") == "STREAM":
        context.builder.add_feature("apis", name, "streaming", {})
        for function in functions:
            context.builder.add_feature("functions", function, "response_streaming", {})


def _add_permission(context: PlanContext, permission: Instance) -> None:
    """An API that may invoke a function calls it, where no integration says so."""
    apis = context.references.of_attribute(permission, "source_arn", (*REST, *V2))
    names = [context.names[api.address][1] for api in apis if api.address in context.names]
    functions = context.functions_of_attribute(permission, "function_name")
    if len(names) == 1:
        context.callers.add_api(names[0], functions)
    elif not any(map(context.callers.has_api, functions)):
        context.callers.add_other(functions, "an API")


def _add_caches(context: PlanContext) -> None:
    """A stage's cache bills by the hour, whether a method uses it or not."""
    in_use = {
        _api_name(context, settings, "rest_api_id", REST)
        for settings in context.of_type("aws_api_gateway_method_settings")
        if settings.attributes.block("settings").get("caching_enabled")
    }
    for stage in context.of_type("aws_api_gateway_stage"):
        if not context.known_attribute(stage, "cache_cluster_enabled"):
            continue
        name = _api_name(context, stage, "rest_api_id", REST)
        if name is None:
            context.warn(stage, "has a cache, and its API is not in the plan; it is not in the bill")
            continue
        size = context.known_attribute(stage, "cache_cluster_size")
        cache: dict[str, Any] = {"size_gb": None if size is None else str(size)}
        if "cache" in context.builder.data["apis"][name]:
            context.add("apis", stage, {"type": "rest", "requests": 0, "cache": cache})
            context.builder.assume(f"{stage.address} is a further stage of apis.{name} with a cache of its own.")
        else:
            context.builder.add_feature("apis", name, "cache", cache)
        if name not in in_use:
            context.warn(
                stage,
                "has a cache that no method uses (aws_api_gateway_method_settings, caching_enabled); it bills all the same",
            )
