"""APIs of a plan: REST, HTTP and WebSocket, their caches and tracing, and the functions that they call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost import strict_yaml
from lambda_cost.errors import ProblemsError
from lambda_cost.templates.aws_defaults import TRACING_OF_STAGE, is_mode
from lambda_cost.templates.template_yaml import TemplateReader
from lambda_cost.templates.terraform.blocks import NOT_KNOWN, as_mapping
from lambda_cost.templates.terraform.cloud_control import canonical_type, with_twins
from lambda_cost.templates.terraform.context import FUNCTION_OR_ALIAS, REST, V2

if TYPE_CHECKING:
    from lambda_cost.templates.terraform.context import PlanContext
    from lambda_cost.templates.terraform.plan import Instance

STREAM = "STREAM"
INTEGRATION = "x-amazon-apigateway-integration"
DEFINED_BY = ("body", "body_s3_location", "clone_from")
"""What an API is defined by, where it is not by resources."""
PUT = "aws_api_gateway_rest_api_put"
"""A definition that is put over an API."""
PREFLIGHT = "options"
TRACING = ("xray_tracing_enabled", "tracing_enabled")
"""What switches tracing on, in the AWS provider and in that of Cloud Control."""
CACHE_SETTINGS = {"aws_api_gateway_method_settings": "settings", "awscc_apigateway_stage": "method_settings"}
"""By type, the block that says whether methods use the cache."""
KINDS = {"HTTP": "http", "WEBSOCKET": "websocket"}


def add_apis(context: PlanContext) -> None:
    """Add every API, its caches, and the functions that it calls."""
    for api in context.of_type(*REST):
        _add_described_api(context, api, context.add("apis", api, {"type": "rest"}))
    for document in context.of_type(PUT):
        _add_described_api(context, document, context.api_of(document, "rest_api_id", REST))
    for api in context.of_type(*V2):
        protocol = api.attributes.get("protocol_type")
        if str(protocol) not in KINDS:
            context.warn(api, "has a protocol_type that is not known; it is left out")
            continue
        name = context.add("apis", api, {"type": KINDS[str(protocol)]})
        context.callers.add_api(name, context.functions_of_attribute(api, "target"))
        _add_described_api(context, api, name)
    for integration in context.of_type("aws_api_gateway_integration", "aws_apigatewayv2_integration"):
        _add_integration(context, integration)
    for authorizer in context.of_type("aws_api_gateway_authorizer", "aws_apigatewayv2_authorizer"):
        context.callers.add_other(context.functions_of_attribute(authorizer, "authorizer_uri"), "an authorizer")
    for permission in context.of_type("aws_lambda_permission"):
        if permission.attributes.get("principal") == "apigateway.amazonaws.com":
            _add_permission(context, permission)
    _add_caches(context)


def _add_described_api(context: PlanContext, described: Instance, name: str | None) -> None:
    """What OpenAPI says of the API *name*, None outside the plan: the functions that it calls, and whether it streams."""
    body = described.attributes.get("body")
    integrations = None if body is NOT_KNOWN else _integrations_in(body)
    if body is NOT_KNOWN:
        _add_calls(context, described, name, context.functions_of_attribute(described, "body"))
    elif integrations is None:
        context.warn(described, "has a body that is neither YAML nor JSON; which functions it calls is not seen")
    for key in DEFINED_BY:
        given = described.attributes.get(key)
        if described.type != V2[0] and (given is NOT_KNOWN or (given and key != "body")):
            why = " known only after apply" if given is NOT_KNOWN else ", which is not read"
            context.warn(described, f"has {key}{why}; whether a method streams (responseTransferMode) is not seen")
    for integration in integrations or ():
        uri, streams = integration.get("uri"), is_mode(integration.get("responseTransferMode"), STREAM)
        meant = context.references.named_in(described, uri, with_twins(FUNCTION_OR_ALIAS)) if isinstance(uri, str) else []
        _add_calls(context, described, name, context.function_names(meant), streams=streams)


def _add_integration(context: PlanContext, integration: Instance) -> None:
    rest = canonical_type(integration.type) == "aws_api_gateway_integration"
    name = context.api_of(integration, "rest_api_id" if rest else "api_id", REST if rest else V2)
    functions = context.functions_of_attribute(integration, "uri" if rest else "integration_uri")
    streams = rest and is_mode(context.known_attribute(integration, "response_transfer_mode"), STREAM)
    preflight = integration.attributes.get("http_method") == "OPTIONS"
    _add_calls(context, integration, name, functions, streams=streams, preflight=preflight)


def _add_calls(
    context: PlanContext,
    origin: Instance,
    name: str | None,
    functions: list[str],
    *,
    streams: bool = False,
    preflight: bool = False,
) -> None:
    """The API *name*, None outside the plan, calls *functions*, and may pass their responses on while they are made."""
    if name is None:
        context.callers.add_other(functions, "an API")
        if streams:
            context.warn(origin, "streams responses of an API that is not in the plan; its requests are not in the bill")
    else:
        if not functions and not preflight:
            context.callers.add_shared_api(name)
        context.callers.add_api(name, functions)
        if streams:
            context.builder.add_feature("apis", name, "streaming", {})
    for function in functions if streams else ():
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


def _integrations_in(body: object) -> list[dict[str, Any]] | None:
    """What each method of an OpenAPI document passes its requests on to; None of what is no such document."""
    document: Any = body
    if isinstance(body, str) and body.strip():
        try:
            document = strict_yaml.read(body, "body", TemplateReader).data
        except ProblemsError:
            return None
    methods = [item for path in as_mapping(as_mapping(document).get("paths")).values() for item in as_mapping(path).items()]
    return [
        as_mapping(as_mapping(method)[INTEGRATION])
        for verb, method in methods
        if str(verb).lower() != PREFLIGHT and INTEGRATION in as_mapping(method)
    ]


def _add_caches(context: PlanContext) -> None:
    """A stage's cache bills by the hour, whether a method uses it or not."""
    in_use = {
        context.api_of(settings, "rest_api_id", REST)
        for kind, block in CACHE_SETTINGS.items()
        for settings in context.of_type(kind)
        if any(each.get("caching_enabled") for each in settings.attributes.blocks(block))
    }
    for stage in context.of_type("aws_api_gateway_stage"):
        if any(context.known_attribute(stage, name) for name in TRACING):
            context.builder.count_unpriced(TRACING_OF_STAGE)
        if not context.known_attribute(stage, "cache_cluster_enabled"):
            continue
        name = context.api_of(stage, "rest_api_id", REST)
        size = context.known_attribute(stage, "cache_cluster_size")
        cache: dict[str, Any] = {"size_gb": None if size is None else str(size)}
        if name is None:
            context.add("apis", stage, {"type": "rest", "requests": 0, "cache": cache})
            context.warn(stage, "has the cache of an API that is not in the plan")
        elif "cache" in context.builder.data["apis"][name]:
            context.add("apis", stage, {"type": "rest", "requests": 0, "cache": cache})
            context.builder.assume(f"{stage.address} is a further stage of apis.{name} with a cache of its own.")
        else:
            context.builder.add_feature("apis", name, "cache", cache)
        if name not in in_use:
            context.warn(
                stage,
                "has a cache that no method uses (aws_api_gateway_method_settings, caching_enabled); it bills all the same",
            )
