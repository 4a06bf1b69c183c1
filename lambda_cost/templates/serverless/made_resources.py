"""What the framework makes of a service, in CloudFormation's words: resources of the service name it by its logical ids.

Reference: https://www.serverless.com/framework/docs/providers/aws/guide/resources
"""

from __future__ import annotations

from typing import Any

from lambda_cost.strict_yaml import is_mapping

APIS = {
    "http": ("ApiGatewayRestApi", "AWS::ApiGateway::RestApi"),
    "httpApi": ("HttpApi", "AWS::ApiGatewayV2::Api"),
    "websocket": ("WebsocketsApi", "AWS::ApiGatewayV2::Api"),
}
"""By event, logical id and type of the API that it makes."""
METHOD, INTEGRATION = "AWS::ApiGateway::Method", "AWS::ApiGatewayV2::Integration"
NOWHERE = ("", "")
"""The place of a function that is not billed."""


class MadeResources:
    """Functions and APIs that the framework makes, by logical id, with their places in the draft."""

    def __init__(self) -> None:
        """Nothing is made yet."""
        self.resources: dict[str, Any] = {}
        """As they stand in a template, as far as others may look at them."""
        self.places: dict[str, tuple[str, str]] = {}
        """Section and name in the draft."""
        self.refers = False
        """Whether one of them may refer to another, or to a resource of the service."""

    def add_function(self, name: str, deployed_name: str, told: list[Any], place: tuple[str, str] = NOWHERE) -> None:
        """Add the function *name*, called *deployed_name* if that is known, and what it is *told* of others."""
        given = [item for variables in told if is_mapping(variables) for item in variables.values()]
        references = [value for value in given if is_mapping(value)]
        properties: dict[str, Any] = {"FunctionName": deployed_name} if deployed_name else {}
        if references:
            self.refers = True
            properties |= {"Environment": references}
        self._add(logical_id(name), "AWS::Lambda::Function", properties, place)

    def add_call(self, kind: str, api: object, function: str, *, is_streamed: bool) -> None:
        """Add that an event of this *kind* has the *api*, which the framework does not make, call *function*."""
        self.refers = True
        uri = {"Ref": logical_id(function)}
        method = {"RestApiId": api, "Integration": {"Uri": uri} | ({"ResponseTransferMode": "STREAM"} if is_streamed else {})}
        is_rest = kind == "http"
        logical = f"{function} ({kind} {len(self.resources)})"
        properties = method if is_rest else {"ApiId": api, "IntegrationUri": uri}
        self.resources[logical] = {"Type": METHOD if is_rest else INTEGRATION, "Properties": properties}

    def add_api(self, kind: str, name: str) -> None:
        """Add the API *name* of the draft, which events of this *kind* make."""
        self._add(*APIS[kind], {}, ("apis", name))

    def _add(self, logical: str, kind: str, properties: dict[str, Any], place: tuple[str, str]) -> None:
        self.resources[logical] = {"Type": kind, "Properties": properties}
        self.places[logical] = place


def logical_id(name: str) -> str:
    """What the framework calls the function *name* in its template.

    >>> logical_id("run-it")
    'RunDashitLambdaFunction'
    """
    words = name.replace("-", "Dash").replace("_", "Underscore")
    return f"{words[:1].upper()}{words[1:]}LambdaFunction"
