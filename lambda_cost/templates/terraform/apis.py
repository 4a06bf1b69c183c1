"""APIs of a plan: REST, HTTP and WebSocket, their caches, and the functions that they call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.templates.terraform.functions import FUNCTION_OR_ALIAS, named

if TYPE_CHECKING:
    from lambda_cost.templates.terraform.drafting import Drafting
    from lambda_cost.templates.terraform.plan import Instance

REST, V2 = ("aws_api_gateway_rest_api",), ("aws_apigatewayv2_api",)


def apis(work: Drafting) -> None:
    """Add every API, and say what it calls."""
    for one in work.of(*REST):
        work.add("apis", one, {"type": "rest"})
    for one in work.of(*V2):
        kind = {"HTTP": "http", "WEBSOCKET": "websocket"}.get(str(one.attributes.get("protocol_type")))
        if kind is None:
            work.warn(one, "has a protocol_type that is not known; it is left out")
            continue
        name = work.add("apis", one, {"type": kind})
        _calls(work, name, work.links.meant(one, "target", FUNCTION_OR_ALIAS))
    for one in work.of("aws_api_gateway_integration", "aws_apigatewayv2_integration"):
        _integration(work, one)
    for one in work.of("aws_api_gateway_authorizer", "aws_apigatewayv2_authorizer"):
        for name in named(work, work.links.meant(one, "authorizer_uri", FUNCTION_OR_ALIAS)):
            work.triggers.other(name, "an authorizer")
    for one in work.of("aws_lambda_permission"):
        if one.attributes.get("principal") == "apigateway.amazonaws.com":
            _permitted(work, one)
    for one in work.of("aws_api_gateway_stage"):
        _stage(work, one)


def _api(work: Drafting, one: Instance, attribute: str, types: tuple[str, ...]) -> str | None:
    """The name in the draft of the API that *attribute* of *one* means."""
    found = [work.names[api.address][1] for api in work.links.meant(one, attribute, types) if api.address in work.names]
    return found[0] if len(found) == 1 else None


def _integration(work: Drafting, one: Instance) -> None:
    rest = one.type == "aws_api_gateway_integration"
    name = _api(work, one, "rest_api_id" if rest else "api_id", REST if rest else V2)
    functions = work.links.meant(one, "uri" if rest else "integration_uri", FUNCTION_OR_ALIAS)
    if name is None:
        for function in named(work, functions):
            work.triggers.other(function, "an API")
        return
    preflight = one.attributes.get("http_method") == "OPTIONS"
    if not named(work, functions) and not preflight:
        work.triggers.unlink(name)
    _calls(work, name, functions)
    if rest and one.attributes.get("response_transfer_mode") == "STREAM":
        work.builder.feature("apis", name, "streaming", {})
        for function in named(work, functions):
            work.builder.feature("functions", function, "response_streaming", {})


def _calls(work: Drafting, api: str, functions: list[Instance]) -> None:
    for function in named(work, functions):
        if work.builder.data["apis"][api]["type"] == "websocket":
            work.triggers.other(function, "a WebSocket API")
        else:
            work.triggers.api(api, function)


def _permitted(work: Drafting, one: Instance) -> None:
    """An API may invoke a function: it does, where its own description says nothing else."""
    found = [api for api in work.links.meant(one, "source_arn", (*REST, *V2)) if api.address in work.names]
    functions = work.links.meant(one, "function_name", FUNCTION_OR_ALIAS)
    if len(found) == 1:
        _calls(work, work.names[found[0].address][1], functions)
    elif not any(name in called for name in named(work, functions) for called in work.triggers.apis.values()):
        for name in named(work, functions):
            work.triggers.other(name, "an API")


def _stage(work: Drafting, one: Instance) -> None:
    """A stage's cache bills by the hour, whether or not a method uses it."""
    enabled = work.known(one, "cache_cluster_enabled", one.attributes.get("cache_cluster_enabled"))
    if not enabled:
        return
    name = _api(work, one, "rest_api_id", REST)
    if name is None:
        work.warn(one, "has a cache, and its API is not in the plan; it is not in the bill")
        return
    size = work.known(one, "cache_cluster_size", one.attributes.get("cache_cluster_size"))
    cache: dict[str, Any] = {"size_gb": None if size is None else str(size)}
    if "cache" in work.builder.data["apis"][name]:
        work.add("apis", one, {"type": "rest", "requests": 0, "cache": cache})
        work.builder.note(f"{one.address} is a further stage of apis.{name} with a cache of its own.")
    else:
        work.builder.feature("apis", name, "cache", cache)
    used = [
        settings
        for settings in work.of("aws_api_gateway_method_settings")
        if _api(work, settings, "rest_api_id", REST) == name and settings.attributes.block("settings").get("caching_enabled")
    ]
    if not used:
        work.warn(
            one, "has a cache that no method uses (aws_api_gateway_method_settings, caching_enabled); it bills all the same"
        )
