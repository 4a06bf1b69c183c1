"""The events of functions and state machines in CloudFormation's types: methods, mappings, rules and schedules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.scenario.draft import Origin
from lambda_cost.strict_yaml import is_mapping
from lambda_cost.templates.intrinsics import NOTHING
from lambda_cost.templates.left_over import FreeNames
from lambda_cost.templates.sam.functions import child
from lambda_cost.templates.sam.globals import decided
from lambda_cost.templates.unresolved import referenced_resources

if TYPE_CHECKING:
    from lambda_cost.templates.builder import Builder
    from lambda_cost.templates.cloudformation.part import RawResource
    from lambda_cost.templates.intrinsics import Evaluator
    from lambda_cost.templates.source import Source

IMPLICIT = {"Api": "ServerlessRestApi", "HttpApi": "ServerlessHttpApi"}
"""The API that an event without one belongs to, which SAM makes."""
NAMED = {"Api": "RestApiId", "HttpApi": "ApiId"}
TRANSFER_MODE = "ResponseTransferMode"
FREE_API = FreeNames("Auth Method Path PayloadFormatVersion RequestModel RequestParameters RouteSettings TimeoutInMillis")
"""What an event of an API says that costs nothing; anything else is passed on."""
POLLED = {"SQS", "Kinesis", "DynamoDB", "MSK", "MQ", "SelfManagedKafka", "DocumentDB"}
"""Events that are polled for."""
ARNS = ("Queue", "Stream", "Cluster", "Broker")
"""Where such an event says what is polled."""
CALLERS = {
    "AlexaSkill": "alexa-appkit",
    "CloudWatchEvent": "events",
    "CloudWatchLogs": "logs",
    "Cognito": "cognito-idp",
    "EventBridgeRule": "events",
    "IoTRule": "iot",
    "S3": "s3",
    "SNS": "sns",
}
"""Events of services that call by themselves, and how these are called."""


class Events:
    """Writes events out, and remembers which implicit APIs there must be."""

    def __init__(self, source: Source, evaluator: Evaluator, builder: Builder) -> None:
        """For the template *source*."""
        self.source, self.evaluator, self.builder = source, evaluator, builder
        self.implicit: dict[str, list[RawResource]] = {}
        """The kinds of implicit APIs (`Api`, `HttpApi`), and the resources that need them."""
        self.filled: dict[str, set[tuple[str, str]]] = {}
        """By API: paths and methods of its document that SAM completes."""

    def expand(self, owner: str, raw: RawResource) -> dict[str, RawResource]:
        """The resources that the events of *owner* stand for."""
        events = decided(raw.properties.get("Events"), self.evaluator)
        expanded: dict[str, RawResource] = {}
        for name, declared in events.items() if is_mapping(events) else ():
            event = decided(declared, self.evaluator)
            if event is NOTHING:
                continue
            kind: Any = event.get("Type") if is_mapping(event) else None
            properties: Any = decided(event.get("Properties"), self.evaluator) if is_mapping(event) else None
            given = properties if is_mapping(properties) else {}
            if properties is not None and not is_mapping(properties):
                self._warn(raw, name, f"has an event {name} with Properties that are not understood")
            resource = self._resource(owner, raw, kind, given) if isinstance(kind, str) else None
            if resource is None:
                self._warn(raw, name, f"has an event {name} of a type that is not understood")
            else:
                expanded |= child(raw, f"{owner}.{name}", *resource)
            for key in event if is_mapping(event) else ():
                if key not in {"Type", "Properties"}:
                    self._warn(raw, name, f"has an event {name} with {key}, which no event has")
        if events is not None and not is_mapping(events):
            self._warn(raw, "", "has Events that are not understood")
        return expanded

    def _resource(self, owner: str, raw: RawResource, kind: str, given: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
        """Type and properties of the resource that an event of type *kind* stands for."""
        this = {"Fn::GetAtt": [owner, "Arn"]}
        if kind in IMPLICIT:
            return self._api_method(kind, raw, this, given)
        if kind in POLLED:
            arn = next((given[key] for key in ARNS if key in given), None)
            return "AWS::Lambda::EventSourceMapping", {"FunctionName": this, "EventSourceArn": arn} | given
        if kind in {"Schedule", "ScheduleV2"}:
            expression = given.get("Schedule", given.get("ScheduleExpression"))
            schedule = {"ScheduleExpression": expression, "State": self._state(given)}
            if kind == "Schedule":
                return "AWS::Events::Rule", schedule | {"Targets": [{"Arn": this}]}
            return "AWS::Scheduler::Schedule", schedule | {"Target": {"Arn": this}}
        if kind in CALLERS:
            return "AWS::Lambda::Permission", {"FunctionName": this, "Principal": f"{CALLERS[kind]}.amazonaws.com"}
        return None

    def _api_method(self, kind: str, raw: RawResource, this: Any, given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """A method of an API that the event names, or of the implicit one."""
        api = given.get(NAMED[kind])
        if api is None:
            self.implicit.setdefault(kind, []).append(raw)
            api = {"Ref": IMPLICIT[kind]}
        elif isinstance(api, str) and not referenced_resources(api):
            api = {"Ref": api}
        path, method = given.get("Path", "$default"), given.get("Method", "any")
        if is_mapping(api) and isinstance(api.get("Ref"), str) and isinstance(path, str) and isinstance(method, str):
            self.filled.setdefault(api["Ref"], set()).add((path, "any" if method == "*" else method.lower()))
        uri = this if raw.type.endswith("Function") else ""
        others = {key: value for key, value in given.items() if not FREE_API.covers((key,), value)}
        for key in (NAMED[kind], TRANSFER_MODE):
            others.pop(key, None)
        if kind == "Api":
            integration = {"Uri": uri} | {key: given[key] for key in (TRANSFER_MODE,) if key in given}
            return "AWS::ApiGateway::Method", {"RestApiId": api, "HttpMethod": "ANY", "Integration": integration} | others
        return "AWS::ApiGatewayV2::Integration", {"ApiId": api, "IntegrationUri": uri} | others

    def _state(self, given: dict[str, Any]) -> Any:
        """The state of a schedule, which older templates say by `Enabled`."""
        enabled = self.evaluator.evaluate(given.get("Enabled"))
        return "DISABLED" if str(enabled).lower() == "false" else given.get("State")

    def _warn(self, raw: RawResource, name: str, message: str) -> None:
        keys = (*raw.path, "Properties", "Events", *filter(None, [name]))
        self.builder.warn(message, Origin(self.source.name, self.source.document.line(keys), raw.display_name))
