"""Events of a function: those that make APIs, schedules, and all others that call it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.errors import shown
from lambda_cost.scenario.draft import Origin
from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates.aws_defaults import CACHE_SIZE_GB
from lambda_cost.templates.unresolved import as_boolean, as_text

if TYPE_CHECKING:
    from lambda_cost.templates.serverless.context import ServiceContext

APIS = {"http": "rest", "httpApi": "http", "websocket": "websocket"}
EXISTING = {"http": ("apiGateway", "restApiId"), "httpApi": ("httpApi", "id"), "websocket": ("apiGateway", "websocketApiId")}
"""Where the provider names an API that stands elsewhere, by the event that would make it."""
OTHERS = frozenset(
    (
        "activemq",
        "alb",
        "alexaSkill",
        "alexaSmartHome",
        "cloudwatchEvent",
        "cloudwatchLog",
        "cognitoUserPool",
        "eventBridge",
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
    """Adds the events of a service's functions."""

    def __init__(self, context: ServiceContext, functions: set[str]) -> None:
        """Begin with no API; the service has *functions*."""
        self.context, self.functions = context, functions
        self.apis: dict[str, str] = {}
        """By event, the name of the API that it makes."""

    def add(self, function: str, event: Any, origin: Origin) -> None:
        """Add one *event* of *function*."""
        callers, builder = self.context.callers, self.context.builder
        kind, given = (event, None) if isinstance(event, str) else _only_pair(event)
        if kind in APIS:
            self._add_api(function, kind, given, origin)
        elif kind == "schedule" or (kind == "eventBridge" and is_mapping(given) and "schedule" in given):
            self._add_schedule(function, given, origin)
        elif kind not in OTHERS:
            callers.add_other([function], "an event")
            builder.warn(f"has an event that is not known: {shown(kind or event)}", origin)
        elif self._is_enabled(function, given, origin):
            callers.add_other([function], kind)
            if is_mapping(given) and "provisionedPollerConfig" in given:
                builder.warn("has provisioned pollers, which are not read here; say them under event_pollers", origin)

    def _is_enabled(self, function: str, given: Any, origin: Origin) -> bool:
        enabled = self.context.value(as_boolean, given.get("enabled"), "enabled", origin) if is_mapping(given) else None
        if enabled is False:
            self.context.builder.assume(f"functions.{function}: an event is disabled, and calls nothing.")
        return enabled is not False

    def _add_api(self, function: str, kind: str, given: Any, origin: Origin) -> None:
        context = self.context
        self._add_authorizer(given)
        section, key = EXISTING[kind]
        settings: Any = context.provider.get(section)
        if is_mapping(settings) and settings.get(key) is not None:
            context.builder.assume(f"The {kind} events are of an API that is another's; its requests are not in the bill.")
            context.callers.add_other([function], "an API")
            return
        if kind not in self.apis:
            where = Origin(context.source.name, origin.line, kind)
            self.apis[kind] = context.builder.add("apis", kind, {"type": APIS[kind]} | self._cache(kind), where)
            if kind == "http" and str(context.provider.get("endpointType", "")).upper() == "PRIVATE":
                context.builder.assume(f"apis.{kind} is private; the endpoint that it is called through is not described here.")
        context.callers.add_api(self.apis[kind], [function])

    def _add_authorizer(self, given: Any) -> None:
        """A function that authorizes calls of an API is called as often as its cache does not answer."""
        authorizer = given.get("authorizer") if is_mapping(given) else None
        name = authorizer.get("name") if is_mapping(authorizer) else authorizer
        if isinstance(name, str) and name in self.functions:
            self.context.callers.add_other([name], "an authorizer")

    def _cache(self, kind: str) -> dict[str, Any]:
        """The cache that a plugin gives to the REST API."""
        custom = self.context.section("custom")
        given: Any = custom.get("apiGatewayCaching") if is_mapping(custom) else None
        plugins = self.context.data.get("plugins")
        used = kind == "http" and is_list(plugins) and CACHING in plugins and is_mapping(given)
        origin = self.context.origin("custom", "apiGatewayCaching")
        if not used or not self.context.value(as_boolean, given.get("enabled"), "enabled", origin):
            return {}
        size = self.context.value(as_text, given.get("clusterSize", CACHE_SIZE_GB), "clusterSize", origin)
        return {"cache": {"size_gb": size}}

    def _add_schedule(self, function: str, given: Any, origin: Origin) -> None:
        if not self._is_enabled(function, given, origin):
            return
        rate = given.get("rate", given.get("schedule")) if is_mapping(given) else given
        for expression in rate if is_list(rate) else [rate]:
            self.context.callers.add_schedule([function], expression, lambda text: self.context.builder.warn(text, origin))


def _only_pair(event: Any) -> tuple[str, Any]:
    """The kind of an event and what is said of it; it is a mapping with one key."""
    pairs = [*event.items()] if is_mapping(event) else []
    return pairs[0] if len(pairs) == 1 else ("", None)
