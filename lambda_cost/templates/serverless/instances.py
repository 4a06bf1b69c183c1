"""Functions on managed instances and the capacity providers that run them, and sandboxes, which are MicroVMs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates.left_over import ReadRecord, warn_left_over
from lambda_cost.templates.serverless import free_keys

if TYPE_CHECKING:
    from lambda_cost.scenario.draft import Origin
    from lambda_cost.templates.serverless.context import ServiceContext

UNPRICED_ON_MANAGED_INSTANCES = ("architecture", "capacityProvider", "ephemeralStorageSize", "events", "memorySize", "timeout")
"""Settings that are not priced for functions on managed instances: they decide the type and number of instances,
which the scenario must state.
"""
SANDBOX_MB = 2048
"""The framework's default of a sandbox's least memory."""
DEFAULT = "default"
"""The capacity provider that the framework makes, if none of that name is described."""


class CapacityProviders:
    """The capacity providers of one service."""

    def __init__(self, context: ServiceContext) -> None:
        """Add those that the provider section describes."""
        self.context = context
        self._names: dict[str, str] = {}
        """By the name in the file: the name in the draft."""
        described: Any = context.provider.get("capacityProviders")
        for name, given in described.items() if is_mapping(described) else ():
            origin = context.origin("provider", "capacityProviders", name)
            record = ReadRecord(given if is_mapping(given) else {})
            types = record.peek("instanceRequirements", "allowedInstanceTypes")
            only = types[0] if is_list(types) and len(types) == 1 else None
            self._names[name] = context.builder.add("capacity_providers", name, {"instance_type": only}, origin)
            warn_left_over(context.builder, record, free_keys.CAPACITY_PROVIDER, origin)

    def add_function(self, name: str, record: ReadRecord, origin: Origin) -> None:
        """Add the function *name* to the provider that *record* names; only its requests are charged, with that provider."""
        given = record.peek("capacityProvider")
        wanted = str(given.get("name") if is_mapping(given) else given)
        builder = self.context.builder
        if wanted not in self._names:
            if wanted != DEFAULT:
                builder.warn("runs on a capacity provider that is not in this file; it is priced by itself", origin)
            self._names[wanted] = builder.add("capacity_providers", DEFAULT if wanted == DEFAULT else name, {}, origin)
        record.mark(*UNPRICED_ON_MANAGED_INSTANCES)
        provider = self._names[wanted]
        builder.assume(f"{name} runs on managed instances: its requests count with capacity_providers.{provider}.")


def add_sandboxes(context: ServiceContext) -> None:
    """Add the MicroVMs of every sandbox: what they use is asked for."""
    section = context.section("sandboxes")
    for name, given in section.items() if is_mapping(section) else ():
        origin = context.origin("sandboxes", name)
        record = ReadRecord(given if is_mapping(given) else {})
        context.builder.add_microvms(name, record.peek("memory") or SANDBOX_MB, origin)
        warn_left_over(context.builder, record, free_keys.SANDBOX, origin)
