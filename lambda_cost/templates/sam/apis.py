"""APIs of SAM in CloudFormation's types, those that events imply included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates.sam.events import IMPLICIT
from lambda_cost.templates.sam.functions import child
from lambda_cost.templates.sam.globals import with_globals

if TYPE_CHECKING:
    from lambda_cost.templates.cloudformation.stack import Raw
    from lambda_cost.templates.intrinsics import Language
    from lambda_cost.templates.sam.events import Events

STAGE = ("CacheClusterEnabled", "CacheClusterSize", "MethodSettings", "StageName")
"""Properties of a SAM API that are its stage's."""


def written_api(kind: str, name: str, raw: Raw, language: Language) -> dict[str, Raw]:
    """The resources that the SAM API *name* stands for."""
    given: dict[str, Any] = raw.properties
    if kind == "Api":
        own = {"EndpointConfiguration": _endpoint(language.value(given.get("EndpointConfiguration")))}
        own |= {"Body": given["DefinitionBody"]} if "DefinitionBody" in given else {}
        own |= {"BodyS3Location": given["DefinitionUri"]} if "DefinitionUri" in given else {}
        stage = {key: given[key] for key in STAGE if key in given} | {"RestApiId": {"Ref": name}}
        found = {name: raw._replace(kind="AWS::ApiGateway::RestApi", properties=own)}
        return found | child(raw, f"{name}.Stage", "AWS::ApiGateway::Stage", stage) | _authorizers(name, raw)
    protocol = "WEBSOCKET" if kind == "WebSocketApi" else "HTTP"
    own = {"ProtocolType": protocol} | ({"Body": given["DefinitionBody"]} if "DefinitionBody" in given else {})
    own |= {"BodyS3Location": given["DefinitionUri"]} if "DefinitionUri" in given else {}
    found = {name: raw._replace(kind="AWS::ApiGatewayV2::Api", properties=own)}
    for route, one in given["Routes"].items() if is_mapping(given.get("Routes")) else ():
        uri = one.get("FunctionArn") if is_mapping(one) else None
        found |= child(
            raw, f"{name}.{route}", "AWS::ApiGatewayV2::Integration", {"ApiId": {"Ref": name}, "IntegrationUri": uri}
        )
    return found | _authorizers(name, raw)


def implicit_apis(events: Events, all_of: dict[str, Any], language: Language) -> dict[str, Raw]:
    """The APIs that SAM makes for events that name none; they are there if a resource that needs them is."""
    found: dict[str, Raw] = {}
    for kind, owners in events.implicit.items():
        conditions = [owner.condition for owner in owners]
        either = {"Fn::Or": [{"Condition": one} if isinstance(one, str) else one for one in conditions]}
        condition = None if None in conditions else either
        properties = with_globals(all_of.get(kind), {})
        raw = owners[0]._replace(properties=properties, condition=condition, metadata=None, owner=IMPLICIT[kind])
        found |= written_api(kind, IMPLICIT[kind], raw, language)
    return found


def _endpoint(value: Any) -> Any:
    """An endpoint's configuration, which SAM takes as a word, or with `Type`."""
    if isinstance(value, str):
        return {"Types": [value]}
    if is_mapping(value) and "Type" in value:
        return {"Types": [value["Type"]], "VPCEndpointIds": value.get("VPCEndpointIds")}
    return value


def _authorizers(name: str, raw: Raw) -> dict[str, Raw]:
    """The functions that say who may call the API; they are called by it, and not for each request."""
    auth = raw.properties.get("Auth")
    listed = auth.get("Authorizers") if is_mapping(auth) else None
    found: dict[str, Raw] = {}
    for key, one in listed.items() if is_mapping(listed) else ():
        arn = one.get("FunctionArn") if is_mapping(one) and not is_list(one) else None
        if arn is not None:
            found |= child(raw, f"{name}.{key}", "AWS::ApiGateway::Authorizer", {"AuthorizerUri": arn})
    return found
