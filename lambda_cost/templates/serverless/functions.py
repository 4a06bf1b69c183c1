"""The functions of a service, with what is set on them or, for all of them, on the provider."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import shown
from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates import aws_defaults
from lambda_cost.templates.serverless.events import Events
from lambda_cost.templates.unresolved import as_boolean, as_number, reason_unresolved, resolved_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.scenario.draft import Origin
    from lambda_cost.templates.serverless.context import ServiceContext

MEMORY_MB = Decimal(1024)
TIMEOUT_S = Decimal(6)
"""The framework's own defaults; for what it has none of, Lambda's apply."""


def add_functions(context: ServiceContext) -> None:
    """Add every function, and what its events make."""
    functions = [*_functions(context)]
    events = Events(context, {name for name, _ in functions})
    for name, given in functions:
        _add_function(context, name, given, events)


def _functions(context: ServiceContext) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each function by name; files may add some in a list."""
    for part in context.parts("functions"):
        if is_mapping(part):
            for name, given in part.items():
                if is_mapping(given):
                    yield name, given
                else:
                    origin = context.origin("functions", name)
                    context.builder.warn(f"is {shown(given)}, and no function; it is left out", origin)
        elif part is not None:
            why = reason_unresolved(part) if isinstance(part, str) else "is no mapping of functions"
            context.builder.warn(f"has functions that are not read: {why}", context.origin("functions"))


def _add_function(context: ServiceContext, name: str, given: dict[str, Any], events: Events) -> None:
    builder, origin = context.builder, context.origin("functions", name)
    if given.get("reservedConcurrency") == 0:
        builder.assume(f"functions.{name} has a reserved concurrency of 0: it never runs, and is not billed.")
        return
    if given.get("capacityProvider") is not None:
        builder.warn("runs on managed instances, which are not read here; it is not in the bill", origin)
        return
    bound = aws_defaults.duration_bound(_number(context, given, "timeout", TIMEOUT_S, origin))
    memory = _number(context, given, "memorySize", MEMORY_MB, origin)
    listed: Any = given["events"] if is_list(given.get("events")) else []
    if any("cloudFront" in event for event in listed if is_mapping(event)):
        builder.add("edge_functions", name, {"memory_mb": memory}, origin, upper_bounds=bound)
        builder.count_unpriced("CloudFront distribution")
        return
    fields = {"memory_mb": memory, "architecture": _architecture(context, given, origin)}
    fields |= _features(context, name, given, origin)
    added = builder.add("functions", name, fields, origin, upper_bounds=bound)
    if fields["architecture"] is None:
        builder.ask("functions", added, "architecture")
    _add_url(context, added, given.get("url"), origin)
    for index, event in enumerate(listed):
        events.add(added, event, context.origin("functions", name, "events", str(index)))


def _number(context: ServiceContext, given: dict[str, Any], key: str, default: Decimal, origin: Origin) -> Any:
    """The number of *key* in the function, the provider, or by default; None if it is not known."""
    value = context.setting(given, key)
    return default if value is None else context.value(as_number, value, key, origin)


def _architecture(context: ServiceContext, given: dict[str, Any], origin: Origin) -> Any:
    value = context.setting(given, "architecture")
    return aws_defaults.ARCHITECTURE if value is None else context.value(resolved_text, value, "architecture", origin)


def _features(context: ServiceContext, name: str, given: dict[str, Any], origin: Origin) -> dict[str, Any]:
    features: dict[str, Any] = {}
    if given.get("ephemeralStorageSize") is not None:
        size = context.value(as_number, given["ephemeralStorageSize"], "ephemeralStorageSize", origin)
        features |= {"ephemeral_storage": {"size_mb": size}} if size != aws_defaults.EPHEMERAL_STORAGE_MB else {}
    if given.get("concurrencyAutoscaling"):
        context.builder.assume(f"functions.{name}: a plugin scales its provisioned concurrency; the mean is unknown.")
        features["provisioned_concurrency"] = {}
    elif given.get("provisionedConcurrency") not in (None, 0):
        environments = context.value(as_number, given["provisionedConcurrency"], "provisionedConcurrency", origin)
        features["provisioned_concurrency"] = {"environments": environments}
    if context.value(as_boolean, given.get("snapStart"), "snapStart", origin):
        features |= _snap_start(context, name, given)
    durable = given.get("durableConfig")
    if is_mapping(durable):
        days = context.value(as_number, durable.get("retentionPeriodInDays"), "retentionPeriodInDays", origin)
        given_none = durable.get("retentionPeriodInDays") is None
        features["durable"] = {"retained_days": aws_defaults.DURABLE_RETENTION_DAYS if given_none else days}
    tracing: Any = context.provider.get("tracing")
    if given.get("tracing", tracing.get("lambda") if is_mapping(tracing) else None) in (True, "Active", "true"):
        context.builder.count_unpriced("X-Ray tracing of a function")
    return features


def _snap_start(context: ServiceContext, name: str, given: dict[str, Any]) -> dict[str, Any]:
    """SnapStart as it is charged; nothing where it is not."""
    runtime = aws_defaults.snap_start_runtime(context.setting(given, "runtime"))
    if runtime == "java":
        context.builder.assume(f"functions.{name} has SnapStart on a managed Java runtime, which is not charged for.")
        return {}
    return {"snap_start": {"runtime": runtime}}


def _add_url(context: ServiceContext, name: str, url: Any, origin: Origin) -> None:
    if not url:
        return
    context.callers.add_other([name], "a URL")
    mode = url.get("invokeMode", url.get("invoke")) if is_mapping(url) else None
    why = reason_unresolved(mode)
    if str(mode).upper() == "RESPONSE_STREAM":
        context.builder.add_feature("functions", name, "response_streaming", {})
    elif why:
        context.builder.warn(f"invokeMode cannot be resolved: {why}; it is taken for buffered", origin)
