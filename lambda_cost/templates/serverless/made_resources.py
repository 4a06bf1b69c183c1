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
        self.names_others = False
        """Whether a function may be told the name of another."""

    def add_function(self, name: str, deployed_name: str, environment: list[Any], place: tuple[str, str] = NOWHERE) -> None:
        """Add the function *name*, called *deployed_name* if that is known, with the variables of its *environment*."""
        given = [item for variables in environment if is_mapping(variables) for item in variables.values()]
        references = [value for value in given if is_mapping(value)]
        properties: dict[str, Any] = {"FunctionName": deployed_name} if deployed_name else {}
        if references:
            self.names_others = True
            properties |= {"Environment": references}
        self._add(logical_id(name), "AWS::Lambda::Function", properties, place)

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
