"""The functions of a service, with what is set on them or, for all of them, on the provider."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import shown
from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates import aws_defaults
from lambda_cost.templates.left_over import NOTHING_IS_FREE, ReadRecord, warn_left_over
from lambda_cost.templates.serverless import free_keys
from lambda_cost.templates.serverless.events import Events
from lambda_cost.templates.serverless.features import add_features
from lambda_cost.templates.serverless.instances import CapacityProviders
from lambda_cost.templates.serverless.made_resources import NOWHERE
from lambda_cost.templates.unresolved import as_number, reason_unresolved, resolved_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.scenario.draft import Origin
    from lambda_cost.templates.serverless.context import ServiceContext

MEMORY_MB = Decimal(1024)
TIMEOUT_S = Decimal(6)
"""The framework's own defaults; for what it has none of, Lambda's apply."""
MCP_TIMEOUT_S = Decimal(120)
"""Its default for a server of the Model Context Protocol."""


def add_functions(context: ServiceContext) -> None:
    """Add every function and MCP server, and what their events make."""
    functions = [*_functions(context), *_mcp_servers(context)]
    events = Events(context, {name for _, name, _ in functions})
    providers = CapacityProviders(context)
    for section, name, given in functions:
        record = ReadRecord(given)
        place = _add_function(context, name, record, events, providers, context.origin(*section, name))
        destinations = given.get("destinations")
        named = [*destinations.values()] if is_mapping(destinations) else []
        context.callers.add_other(
            [each for each in named if isinstance(each, str) and each in events.functions], "a destination"
        )
        others = [context.provider.get("environment"), given.get("environment"), destinations]
        context.made.add_function(name, context.deployed_name(name, given.get("name")), others, place)
        warn_left_over(context.builder, record, free_keys.FUNCTION, context.origin(*section, name))
    events.pollers.settle()


def _functions(context: ServiceContext) -> Iterator[tuple[tuple[str, ...], str, dict[str, Any]]]:
    """Each function, below which keys it stands, and its name; files may add some in a list."""
    for part in context.parts("functions"):
        if is_mapping(part):
            for name, given in part.items():
                if is_mapping(given):
                    yield ("functions",), name, given
                else:
                    origin = context.origin("functions", name)
                    why = reason_unresolved(given)
                    message = f"is left out: {why}" if why else f"is {shown(given)}, and no function; it is left out"
                    context.builder.warn(message, origin)
        elif part is not None:
            why = reason_unresolved(part) if isinstance(part, str) else "is no mapping of functions"
            context.builder.warn(f"has functions that are not read: {why}", context.origin("functions"))


def _mcp_servers(context: ServiceContext) -> Iterator[tuple[tuple[str, ...], str, dict[str, Any]]]:
    """Each server of the Model Context Protocol: a function that the REST API calls, and whose responses it streams."""
    section = context.section("mcp")
    record = ReadRecord(section if is_mapping(section) else {})
    servers: Any = record.read("servers")
    warn_left_over(context.builder, record, NOTHING_IS_FREE, context.origin("mcp"))
    for name, given in servers.items() if is_mapping(servers) else ():
        if is_mapping(given):
            call = {"http": {"path": f"{name}/mcp", "method": "any", "response": {"transferMode": "STREAM"}}}
            yield ("mcp", "servers"), name, {"timeout": MCP_TIMEOUT_S} | given | {"events": [call]}


def _add_function(
    context: ServiceContext,
    name: str,
    record: ReadRecord,
    events: Events,
    providers: CapacityProviders,
    origin: Origin,
) -> tuple[str, str]:
    """Add the function *name* where it is charged; section and name there, if it is."""
    builder = context.builder
    listed = _events(context, record, origin)
    if str(record.peek("reservedConcurrency")) == "0":
        builder.assume(f"functions.{name} has a reserved concurrency of 0: it never runs, and is not billed.")
        record.mark()
        events.add_all(name, [], listed)
        return NOWHERE
    if record.peek("capacityProvider") is not None:
        providers.add_function(name, record, origin)
        events.add_all(name, [], listed)
        return NOWHERE
    bound = aws_defaults.duration_bound(_number(context, record, "timeout", TIMEOUT_S, origin))
    memory = _number(context, record, "memorySize", MEMORY_MB, origin)
    if any("cloudFront" in event for event in listed if is_mapping(event)):
        record.mark("architecture")
        added = builder.add("edge_functions", name, {"memory_mb": memory}, origin, upper_bounds=bound)
        context.tag("edge_functions", added, record.read("tags"))
        builder.count_unpriced("CloudFront distribution")
        return "edge_functions", added
    fields = {"memory_mb": memory, "architecture": _architecture(context, record, origin)}
    added = builder.add("functions", name, fields, origin, upper_bounds=bound)
    context.tag("functions", added, record.read("tags"))
    if fields["architecture"] is None:
        builder.ask("functions", added, "architecture")
    add_features(context, added, record, origin)
    events.add_all(name, [added], listed)
    return "functions", added


def _events(context: ServiceContext, record: ReadRecord, origin: Origin) -> list[Any]:
    """The events of a function; none, with a warning, if they are not known."""
    given = record.read("events")
    if given is not None and not is_list(given):
        why = reason_unresolved(given) or "they are no list"
        context.builder.warn(f"has events that are not read: {why}; what they cost is not in the bill", origin)
    return given if is_list(given) else []


def _number(context: ServiceContext, record: ReadRecord, key: str, default: Decimal, origin: Origin) -> Any:
    """The number of *key* in the function, the provider, or by default; None if it is not known."""
    value = context.setting(record, key)
    return default if value is None else context.value(as_number, value, key, origin)


def _architecture(context: ServiceContext, record: ReadRecord, origin: Origin) -> Any:
    value = context.setting(record, "architecture")
    return aws_defaults.ARCHITECTURE if value is None else context.value(resolved_text, value, "architecture", origin)
