"""The parts of a serverless.yml that hold other parts: one that is no mapping or list hides all that would stand in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.errors import shown
from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates.unresolved import reason_unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lambda_cost.templates.serverless.context import ServiceContext

ANY = "*"
PARTS = (
    "custom",
    "mcp",
    "mcp.servers",
    "mcp.servers.*",
    "plugins",
    "plugins.modules",
    "provider.apiGateway",
    "provider.capacityProviders",
    "provider.capacityProviders.*",
    "provider.httpApi",
    "resources",
    "resources.Conditions",
    "resources.Mappings",
    "resources.Parameters",
    "resources.Resources",
    "resources.extensions",
    "sandboxes",
    "sandboxes.*",
)
"""The parts whose content decides what is billed; functions and their events are looked at where they are read."""
LISTS = ("plugins", "plugins.modules", "resources")
"""The parts that may be lists."""


def warn_of_hidden_parts(context: ServiceContext) -> None:
    """Warn of every part of which nothing can be read, because it is a variable that cannot be resolved or no mapping."""
    for pattern in PARTS:
        first, *keys = pattern.split(".")
        whole: Any = context.provider if first == "provider" else context.section(first)
        for path, value in _at((first,), whole, keys):
            why = reason_unresolved(value)
            if why or not (value is None or is_mapping(value) or (is_list(value) and pattern in LISTS)):
                message = f"cannot be resolved: {why}" if why else f"is {shown(value)}, and not read"
                context.builder.warn(f"{message}; what it describes is not in the bill", context.origin(*path))


def _at(path: tuple[str, ...], value: Any, keys: Sequence[str]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Each value below *value* that *keys* lead to, and where it is; where something above it is unknown, that.

    Keys go on in each item of a list.
    """
    for index, item in enumerate(value if is_list(value) else ()):
        if keys or reason_unresolved(item):
            yield from _at((*path, str(index)), item, keys)
    if not keys or reason_unresolved(value):
        yield path, value
    elif is_mapping(value):
        for name in [*value] if keys[0] == ANY else [keys[0]]:
            yield from _at((*path, name), value.get(name), keys[1:])
