"""APIs of SAM in CloudFormation's types, those that events imply included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.strict_yaml import is_mapping
from lambda_cost.templates import includes
from lambda_cost.templates.left_over import FreeNames
from lambda_cost.templates.sam.events import IMPLICIT
from lambda_cost.templates.sam.functions import child
from lambda_cost.templates.sam.globals import with_globals

if TYPE_CHECKING:
    from lambda_cost.templates.cloudformation.part import RawResource
    from lambda_cost.templates.intrinsics import Evaluator
    from lambda_cost.templates.sam.events import Events

STAGE = ("CacheClusterEnabled", "CacheClusterSize", "MethodSettings", "StageName", "TracingEnabled")
"""Properties of a SAM API that are its stage's."""
FREE = FreeNames(
    "AccessLogSetting AccessLogSettings AlwaysDeploy Auth CanarySetting Cors CorsConfiguration DefaultRouteSettings Domain"
    " GatewayResponses MergeDefinitions Models OpenApiVersion PropagateTags RouteSettings StageVariables"
    " Variables"
)
"""Properties of a SAM API that cost nothing and are not passed on."""
IN_BUCKET, BUCKET = "BodyS3Location", "s3://"
DEFINITIONS = {"DefinitionBody": "Body", "DefinitionUri": IN_BUCKET}
"""Where SAM has an OpenAPI document, and where CloudFormation has it; what is in no bucket is a local file."""
INTEGRATION, ANY = "x-amazon-apigateway-integration", "x-amazon-apigateway-any-method"
TRANSLATED = frozenset({*STAGE, *DEFINITIONS, "Routes"})
"""Properties that become something else here; all others are CloudFormation's, and passed on."""


def expand_api(kind: str, name: str, raw: RawResource, evaluator: Evaluator) -> dict[str, RawResource]:
    """The resources that the SAM API *name* stands for."""
    given: dict[str, Any] = raw.properties
    passed_on = {key: value for key, value in given.items() if not FREE.covers((key,), value) and key not in TRANSLATED}
    own = passed_on | {target: given[key] for key, target in DEFINITIONS.items() if key in given}
    if isinstance(own.get(IN_BUCKET), str) and not own[IN_BUCKET].startswith(BUCKET):
        own["Body"] = {includes.KEY: {"Name": includes.INCLUDE, "Parameters": {"Location": own.pop(IN_BUCKET)}}}
    if kind == "Api":
        own["EndpointConfiguration"] = _endpoint(evaluator.evaluate(given.get("EndpointConfiguration")))
        stage = {key: given[key] for key in STAGE if key in given} | {"RestApiId": {"Ref": name}}
        expanded = {name: raw._replace(type="AWS::ApiGateway::RestApi", properties=own)}
        expanded |= child(raw, f"{name}.Stage", "AWS::ApiGateway::Stage", stage)
        return expanded | _authorizers(name, raw)
    own["ProtocolType"] = "WEBSOCKET" if kind == "WebSocketApi" else "HTTP"
    expanded = {name: raw._replace(type="AWS::ApiGatewayV2::Api", properties=own)}
    for route, target in given["Routes"].items() if is_mapping(given.get("Routes")) else ():
        uri = target.get("FunctionArn") if is_mapping(target) else None
        integration = {"ApiId": {"Ref": name}, "IntegrationUri": uri}
        expanded |= child(raw, f"{name}.{route}", "AWS::ApiGatewayV2::Integration", integration)
    return expanded | _authorizers(name, raw)


def implicit_apis(events: Events, all_globals: dict[str, Any], evaluator: Evaluator) -> dict[str, RawResource]:
    """The APIs that SAM makes for events that name none; they exist if a resource that needs them does."""
    expanded: dict[str, RawResource] = {}
    for kind, owners in events.implicit.items():
        conditions = [owner.condition for owner in owners]
        either = {"Fn::Or": [{"Condition": each} if isinstance(each, str) else each for each in conditions]}
        condition = None if None in conditions else either
        properties = with_globals(all_globals.get(kind), {})
        raw = owners[0]._replace(properties=properties, condition=condition, metadata=None, owner=IMPLICIT[kind])
        expanded |= expand_api(kind, IMPLICIT[kind], raw, evaluator)
    return expanded


def without_filled(raw: RawResource, filled: set[tuple[str, str]], evaluator: Evaluator) -> RawResource:
    """The API *raw* without the methods of its OpenAPI document that SAM completes by events: *filled*, paths with methods."""
    body = evaluator.evaluate(raw.properties.get("Body"))
    paths = body.get("paths") if is_mapping(body) else None
    if not is_mapping(body) or not is_mapping(paths):
        return raw
    kept = {path: _not_filled(path, methods, filled) for path, methods in paths.items()}
    return raw._replace(properties=raw.properties | {"Body": body | {"paths": kept}})


def _not_filled(path: str, methods: Any, filled: set[tuple[str, str]]) -> Any:
    if not is_mapping(methods):
        return methods
    return {
        verb: method
        for verb, method in methods.items()
        if (is_mapping(method) and INTEGRATION in method) or (path, "any" if verb == ANY else verb.lower()) not in filled
    }


def _endpoint(value: Any) -> Any:
    """An endpoint's configuration, which SAM takes as a word, or with `Type`."""
    if isinstance(value, str):
        return {"Types": [value]}
    if is_mapping(value) and "Type" in value:
        return {"Types": [value["Type"]], "VPCEndpointIds": value.get("VPCEndpointIds")}
    return value


def _authorizers(name: str, raw: RawResource) -> dict[str, RawResource]:
    """The functions that say who may call the API; they are called by it, and not for each request."""
    auth = raw.properties.get("Auth")
    listed = auth.get("Authorizers") if is_mapping(auth) else None
    expanded: dict[str, RawResource] = {}
    for key, authorizer in listed.items() if is_mapping(listed) else ():
        arn = authorizer.get("FunctionArn") if is_mapping(authorizer) else None
        if arn is not None:
            expanded |= child(raw, f"{name}.{key}", "AWS::ApiGateway::Authorizer", {"AuthorizerUri": arn})
    return expanded
