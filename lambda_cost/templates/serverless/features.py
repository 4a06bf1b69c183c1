"""What is charged for apart of a function of a service: storage, concurrency, snapshots, tenants, streaming, durability."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.strict_yaml import is_mapping
from lambda_cost.templates import aws_defaults
from lambda_cost.templates.serverless.context import read_below
from lambda_cost.templates.unresolved import as_boolean, as_number, reason_unresolved, resolved_text

if TYPE_CHECKING:
    from lambda_cost.scenario.draft import Origin
    from lambda_cost.templates.left_over import ReadRecord
    from lambda_cost.templates.serverless.context import ServiceContext


def add_features(context: ServiceContext, name: str, record: ReadRecord, origin: Origin) -> None:
    """Give the function *name* of the draft every feature that *record* says it has."""
    features = _storage(context, record, origin) | _concurrency(context, name, record, origin)
    if context.value(as_boolean, record.read("snapStart"), "snapStart", origin):
        features |= _snap_start(context, name, record)
    if record.peek("durableConfig") is not None:
        days = read_below(record, "durableConfig", "retentionPeriodInDays")
        days = context.value(as_number, days, "retentionPeriodInDays", origin) if days else aws_defaults.DURABLE_RETENTION_DAYS
        features["durable"] = {"retained_days": days}
    mode = context.value(resolved_text, read_below(record, "tenancy", "mode"), "tenancy.mode", origin)
    if mode is not None and mode.upper() == "PER_TENANT":
        features["tenant_isolation"] = {}
    if _streams(context, name, record, origin):
        features["response_streaming"] = {}
    for key, fields in features.items():
        context.builder.add_feature("functions", name, key, fields)
    if _is_traced(context, record, origin):
        context.builder.count_unpriced(aws_defaults.TRACING_OF_FUNCTION)
    is_image = record.peek("image") is not None
    packaging = aws_defaults.packaging(is_image=is_image, runtime=context.setting(record, "runtime"))
    context.builder.preset("functions", name, aws_defaults.COLD_STARTS, packaging)


def _is_traced(context: ServiceContext, record: ReadRecord, origin: Origin) -> bool:
    """Whether the function says that it is traced, or else the provider for all functions."""
    of_all: Any = context.provider.get("tracing")
    given = of_all.get("lambda") if is_mapping(of_all) else of_all
    own = record.peek("tracing")
    mode = context.value(resolved_text, given if own is None else own, "tracing", origin)
    return mode in {"true", "Active"}


def _storage(context: ServiceContext, record: ReadRecord, origin: Origin) -> dict[str, Any]:
    given = record.read("ephemeralStorageSize")
    size = context.value(as_number, given, "ephemeralStorageSize", origin)
    return {} if given is None or size == aws_defaults.EPHEMERAL_STORAGE_MB else {"ephemeral_storage": {"size_mb": size}}


def _concurrency(context: ServiceContext, name: str, record: ReadRecord, origin: Origin) -> dict[str, Any]:
    """Provisioned concurrency, a number or a mapping with one."""
    given = record.peek("provisionedConcurrency")
    path = ("provisionedConcurrency", "executions") if is_mapping(given) else ("provisionedConcurrency",)
    number = record.read(*path)
    if is_mapping(given):
        record.mark("provisionedConcurrency.alias")
    scaling = record.read("concurrencyAutoscaling")
    if scaling and not (is_mapping(scaling) and scaling.get("enabled") is False):
        context.builder.assume(f"functions.{name}: a plugin scales its provisioned concurrency; the mean is unknown.")
        return {"provisioned_concurrency": {}}
    if is_mapping(given) and number is None:
        context.builder.warn("provisionedConcurrency does not say its executions; they are unknown here", origin)
        return {"provisioned_concurrency": {}}
    if number in (None, 0):
        return {}
    return {"provisioned_concurrency": {"environments": context.value(as_number, number, ".".join(path), origin)}}


def _snap_start(context: ServiceContext, name: str, record: ReadRecord) -> dict[str, Any]:
    """SnapStart as it is charged; nothing where it is not. An image has no managed runtime, whatever the provider says."""
    is_image = record.peek("image") is not None
    runtime = aws_defaults.IMAGE if is_image else aws_defaults.snap_start_runtime(context.setting(record, "runtime"))
    if runtime == "java":
        context.builder.assume(f"functions.{name} has SnapStart on a managed Java runtime, which is not charged for.")
        return {}
    return {"snap_start": {"runtime": runtime}}


def _streams(context: ServiceContext, name: str, record: ReadRecord, origin: Origin) -> bool:
    """Whether the URL of the function, if it has one, streams its responses."""
    url = record.peek("url")
    mode = record.read("url", "invokeMode") or record.read("url", "invoke")
    if not url:
        return False
    context.callers.add_other([name], "a URL")
    why = reason_unresolved(mode or url)
    if why:
        context.builder.warn(f"{'invokeMode' if mode else 'url'} cannot be resolved: {why}; it is taken for buffered", origin)
    return str(mode).upper() == "RESPONSE_STREAM"
