"""Events of a function: those that make APIs, those that fire by themselves, and all others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.errors import shown
from lambda_cost.scenario.draft import Origin
from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates.unresolved import flag_of, text_of, why_unresolved

if TYPE_CHECKING:
    from lambda_cost.templates.serverless.service import Service

APIS = {"http": "rest", "httpApi": "http", "websocket": "websocket"}
EXISTING = {"http": ("apiGateway", "restApiId"), "httpApi": ("httpApi", "id"), "websocket": ("apiGateway", "websocketApiId")}
"""Where the provider says that an API is another's, by the event that would make it."""
OTHERS = frozenset(
    (
        "activemq",
        "alb",
        "alexaSkill",
        "alexaSmartHome",
        "cloudwatchEvent",
        "cloudwatchLog",
        "cognitoUserPool",
        "iot",
        "iotFleetProvisioning",
        "kafka",
        "msk",
        "rabbitmq",
        "s3",
        "sns",
        "sqs",
        "stream",
    )
)
CACHING = "serverless-api-gateway-caching"


class Events:
    """Takes the events of a service's functions."""

    def __init__(self, service: Service) -> None:
        """Begin with no API."""
        self.service = service
        self.apis: dict[str, str] = {}
        """By event, the name of the API that it makes."""

    def take(self, function: str, event: Any, origin: Origin) -> None:
        """Take one *event* of *function*."""
        kind, given = (event, None) if isinstance(event, str) else _only(event)
        if kind in APIS:
            self._api(function, kind, given, origin)
        elif kind == "schedule" or (kind == "eventBridge" and is_mapping(given) and "schedule" in given):
            self._schedule(function, given, origin)
        elif kind in OTHERS or kind == "eventBridge":
            if self._enabled(function, given, origin):
                self.service.triggers.other(function, kind)
                if is_mapping(given) and "provisionedPollerConfig" in given:
                    self.service.builder.warn(
                        "has provisioned pollers, which are not read here; say them under event_pollers", origin
                    )
        else:
            self.service.triggers.other(function, "an event")
            self.service.builder.warn(f"has an event that is not known: {shown(kind or event)}", origin)

    def _enabled(self, function: str, given: Any, origin: Origin) -> bool:
        enabled = self.service.value(flag_of, given.get("enabled"), "enabled", origin) if is_mapping(given) else None
        if enabled is False:
            self.service.builder.note(f"functions.{function}: an event is disabled, and calls nothing.")
        return enabled is not False

    def _api(self, function: str, kind: str, given: Any, origin: Origin) -> None:
        service = self.service
        self._authorized(given)
        section, key = EXISTING[kind]
        settings: Any = service.provider.get(section)
        if is_mapping(settings) and settings.get(key) is not None:
            service.builder.note(f"The {kind} events are of an API that is another's; its requests are not in the bill.")
            service.triggers.other(function, "an API")
            return
        if kind not in self.apis:
            where = Origin(service.source.name, origin.line, kind)
            self.apis[kind] = service.builder.add("apis", kind, {"type": APIS[kind]} | self._cache(kind), where)
            if kind == "http" and str(service.provider.get("endpointType", "")).upper() == "PRIVATE":
                service.builder.note(f"apis.{kind} is private; the endpoint that it is called through is not described here.")
        if kind == "websocket":
            service.triggers.other(function, "a WebSocket API")
        else:
            service.triggers.api(self.apis[kind], function)

    def _authorized(self, given: Any) -> None:
        """A function that authorizes calls of an API is called as often as its cache does not answer."""
        authorizer = given.get("authorizer") if is_mapping(given) else None
        name = authorizer.get("name") if is_mapping(authorizer) else authorizer
        if isinstance(name, str) and name in self.service.names:
            self.service.triggers.other(name, "an authorizer")

    def _cache(self, kind: str) -> dict[str, Any]:
        """The cache that a plugin gives to the REST API."""
        custom = self.service.variables.resolved(self.service.data.get("custom"))
        given: Any = custom.get("apiGatewayCaching") if is_mapping(custom) else None
        plugins = self.service.data.get("plugins")
        used = kind == "http" and is_list(plugins) and CACHING in plugins and is_mapping(given)
        origin = self.service.origin("custom", "apiGatewayCaching")
        if not used or not self.service.value(flag_of, given.get("enabled"), "enabled", origin):
            return {}
        return {"cache": {"size_gb": self.service.value(text_of, given.get("clusterSize", "0.5"), "clusterSize", origin)}}

    def _schedule(self, function: str, given: Any, origin: Origin) -> None:
        if not self._enabled(function, given, origin):
            return
        rate = given.get("rate", given.get("schedule")) if is_mapping(given) else given
        for expression in rate if is_list(rate) else [rate]:
            why = why_unresolved(expression) if isinstance(expression, str) else ""
            if why:
                self.service.builder.warn(
                    f"has a schedule that cannot be resolved: {why}; its requests are not counted", origin
                )
                self.service.triggers.other(function, "a schedule")
            else:
                self.service.triggers.schedule(function, expression, self.service.builder, origin)


def _only(event: Any) -> tuple[str, Any]:
    """The kind of an event and what is said of it; it is a mapping with one key."""
    pairs = [*event.items()] if is_mapping(event) else []
    return pairs[0] if len(pairs) == 1 else ("", None)
