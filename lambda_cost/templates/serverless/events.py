"""Events of a function: those that make APIs, schedules, and all others that call it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.errors import shown
from lambda_cost.scenario.draft import Origin
from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates.aws_defaults import CACHE_SIZE_GB, TRACING_OF_STAGE
from lambda_cost.templates.left_over import ReadRecord, warn_left_over
from lambda_cost.templates.pollers import PollerGroups, ProvisionedPollers
from lambda_cost.templates.serverless import free_keys
from lambda_cost.templates.serverless.context import read_below
from lambda_cost.templates.unresolved import as_boolean, as_number, reason_unresolved, resolved_text

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
POLLED = {"sqs": "sqs", "kafka": "kafka", "msk": "kafka"}
"""Events whose pollers can be in provisioned mode, and what is polled."""
POLLERS = {
    "provisionedPollers": ("min", "max", "group"),
    "provisionedPollerConfig": ("minimumPollers", "maximumPollers", "pollerGroupName"),
}
"""How an event says its pollers, the framework's name of today first."""
CACHES = {
    "serverless-api-gateway-caching": ("apiGatewayCaching", "enabled", "clusterSize"),
    "serverless-api-stage": ("stageSettings", "CacheClusterEnabled", "CacheClusterSize"),
}
"""Plugins that give the REST API a cache: where in `custom` their settings are, what switches it on, and its size."""


class Events:
    """Adds the events of a service's functions."""

    def __init__(self, context: ServiceContext, functions: set[str]) -> None:
        """Begin with no API; the service has *functions*."""
        self.context, self.functions = context, functions
        self.apis: dict[str, str] = {}
        """By event, the name of the API that it makes."""
        self.pollers = PollerGroups(context.builder)

    def add_all(self, name: str, functions: list[str], events: list[Any]) -> None:
        """Add the *events* of the function *name*, which call the *functions* of the draft: it, if it is billed on demand."""
        for index, event in enumerate(events):
            is_name = isinstance(event, str) and not reason_unresolved(event)
            kind, given = (event, None) if is_name else _only_pair(event)
            record = ReadRecord(given if is_mapping(given) else {})
            origin = self.context.origin("functions", name, "events", str(index))
            why = reason_unresolved(given) if kind in free_keys.EVENTS and kind != "schedule" else ""
            if why:
                self.context.builder.warn(f"has {kind} that cannot be resolved: {why}; what it says is not in the bill", origin)
            self._add(name, functions, kind or _shown_event(event), given, record, origin)
            if kind in free_keys.EVENTS:
                warn_left_over(self.context.builder, record, free_keys.EVENTS[kind], origin)

    def _add(self, name: str, functions: list[str], kind: str, given: Any, record: ReadRecord, origin: Origin) -> None:
        callers, builder = self.context.callers, self.context.builder
        if kind in APIS:
            self._add_api(name, functions, kind, given, record, origin)
        elif kind == "schedule" or (kind == "eventBridge" and is_mapping(given) and "schedule" in given):
            if self._is_enabled(name, record, origin):
                self._add_schedule(functions, given, record, origin)
            else:
                record.mark()
        elif kind not in OTHERS:
            callers.add_other(functions, "an event")
            builder.warn(f"has an event that is not known: {kind}", origin)
        elif self._is_enabled(name, record, origin):
            callers.add_other(functions, kind)
            self._add_pollers(name, kind, record, origin)
        else:
            record.mark(*POLLERS)

    def _is_enabled(self, name: str, record: ReadRecord, origin: Origin) -> bool:
        enabled = self.context.value(as_boolean, record.read("enabled"), "enabled", origin)
        if enabled is False:
            self.context.builder.assume(f"functions.{name}: an event is disabled, and calls nothing.")
        return enabled is not False

    def _add_pollers(self, name: str, kind: str, record: ReadRecord, origin: Origin) -> None:
        """Pollers in provisioned mode, under the name of today or of before."""
        key = next((key for key in POLLERS if record.peek(key) is not None), "")
        if not key or kind not in POLLED:
            return
        least, most = (self._poller_number(record, key, words, origin) for words in POLLERS[key][:2])
        word = POLLERS[key][2]
        group = self.context.value(resolved_text, record.read(key, word), f"{key}.{word}", origin)
        pollers = ProvisionedPollers(POLLED[kind], least, most, group or "")
        self.pollers.add(name, pollers, origin)

    def _poller_number(self, record: ReadRecord, key: str, word: str, origin: Origin) -> Any:
        return self.context.value(as_number, record.read(key, word), f"{key}.{word}", origin)

    def _add_api(self, name: str, functions: list[str], kind: str, given: Any, record: ReadRecord, origin: Origin) -> None:
        context = self.context
        self._add_authorizer(kind, given)
        mode = read_below(record, "response", "transferMode") if kind == "http" else None
        is_streamed = str(context.value(resolved_text, mode, "response.transferMode", origin)).upper() == "STREAM"
        for function in functions if is_streamed else ():
            context.builder.add_feature("functions", function, "response_streaming", {})
        section, key = EXISTING[kind]
        settings: Any = context.provider.get(section)
        api = settings.get(key) if is_mapping(settings) else None
        if is_mapping(api) and api.get("Ref") in context.own_resources:
            context.made.add_call(kind, api, name, is_streamed=is_streamed)
            return
        if api is not None:
            context.builder.assume(f"The {kind} events are of an API that is another's; its requests are not in the bill.")
            context.callers.add_other(functions, "an API")
            return
        if kind not in self.apis:
            where = Origin(context.source.name, origin.line, kind)
            self.apis[kind] = context.builder.add("apis", kind, {"type": APIS[kind]} | self._cache(kind), where)
            context.made.add_api(kind, self.apis[kind])
            self._count_tracing(kind, where)
            context.tag("apis", self.apis[kind])
            if kind == "http" and str(context.provider.get("endpointType", "")).upper() == "PRIVATE":
                context.builder.assume(f"apis.{kind} is private; the endpoint that it is called through is not described here.")
        if is_streamed:
            context.builder.add_feature("apis", self.apis[kind], "streaming", {})
        context.callers.add_api(self.apis[kind], functions)
        if not functions:
            context.callers.add_shared_api(self.apis[kind])

    def _count_tracing(self, kind: str, origin: Origin) -> None:
        """Count the tracing of the stage of the REST API, which the provider section switches on."""
        tracing: Any = self.context.provider.get("tracing")
        given = tracing.get("apiGateway") if is_mapping(tracing) else tracing
        given = given if kind == "http" else None
        if self.context.value(as_boolean, given, "tracing.apiGateway", origin):
            self.context.builder.count_unpriced(TRACING_OF_STAGE)

    def _add_authorizer(self, kind: str, given: Any) -> None:
        """A function that authorizes calls of an API is called as often as its cache does not answer."""
        authorizer = given.get("authorizer") if is_mapping(given) else None
        name: Any = authorizer.get("name") if is_mapping(authorizer) else authorizer
        if kind == "httpApi":
            settings: Any = self.context.provider.get("httpApi")
            described: Any = settings.get("authorizers") if is_mapping(settings) else None
            shared: Any = described.get(name) if is_mapping(described) and isinstance(name, str) else None
            name = shared.get("functionName") if is_mapping(shared) else name
        if isinstance(name, str) and name in self.functions:
            self.context.callers.add_other([name], "an authorizer")

    def _cache(self, kind: str) -> dict[str, Any]:
        """The cache that a plugin gives to the REST API."""
        custom = self.context.section("custom")
        for plugin in self.context.plugins if kind == "http" and is_mapping(custom) else ():
            section, switch, size = CACHES.get(plugin, ("", "", ""))
            self.context.caches_read.add(section)
            given: Any = custom.get(section)
            origin = self.context.origin("custom", section)
            if reason_unresolved(given):
                self.context.builder.warn(f"may make a cache by the plugin {plugin}: {reason_unresolved(given)}", origin)
            if is_mapping(given) and self.context.value(as_boolean, given.get(switch), switch, origin):
                size_gb = self.context.value(resolved_text, given.get(size, CACHE_SIZE_GB), size, origin)
                message = (
                    f"makes a cache by the plugin {plugin}, which is not run: {size_gb or '?'} GB, as custom.{section} says"
                )
                self.context.builder.warn(message, origin)
                return {"cache": {"size_gb": size_gb}}
        return {}

    def _add_schedule(self, functions: list[str], given: Any, record: ReadRecord, origin: Origin) -> None:
        rate = record.read("rate" if "rate" in record.data else "schedule") if is_mapping(given) else given
        for expression in rate if is_list(rate) else [rate]:
            self.context.callers.add_schedule(functions, expression, lambda message: self.context.builder.warn(message, origin))


def _shown_event(event: Any) -> str:
    """An *event* of no one kind, or why nobody knows of which."""
    return reason_unresolved(event) or shown(event)


def _only_pair(event: Any) -> tuple[str, Any]:
    """The kind of an event and what is said of it; it is a mapping with one key."""
    pairs = [*event.items()] if is_mapping(event) else []
    return pairs[0] if len(pairs) == 1 else ("", None)
