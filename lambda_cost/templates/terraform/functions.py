"""Lambda functions of a plan, with everything that is set on them or refers to them.

Reference: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.scenario.unknown import UpperBound
from lambda_cost.strict_yaml import is_list
from lambda_cost.templates import aws_defaults
from lambda_cost.templates.terraform.context import FUNCTION
from lambda_cost.templates.terraform.plan import NOT_KNOWN

if TYPE_CHECKING:
    from lambda_cost.templates.terraform.context import PlanContext
    from lambda_cost.templates.terraform.plan import Instance

PRINCIPALS_WITH_RESOURCES = frozenset(
    f"{service}.amazonaws.com" for service in ("apigateway", "events", "scheduler", "edgelambda", "elasticloadbalancing")
)
"""Who may invoke a function by a permission, and says when in resources of its own."""


def add_functions(context: PlanContext) -> None:
    """Add every function: on demand, at the edge, or nowhere if a capacity provider runs it."""
    at_edge = _addresses_at_edge(context)
    for provider in context.of_type("aws_lambda_capacity_provider"):
        types = provider.attributes.block("instance_requirements").get("allowed_instance_types")
        only = types[0] if is_list(types) and len(types) == 1 and isinstance(types[0], str) else None
        context.add("capacity_providers", provider, {"instance_type": only})
    for function in context.of_type(*FUNCTION):
        bound = aws_defaults.duration_bound(_or_default(function.attributes.get("timeout"), aws_defaults.TIMEOUT_S))
        if function.attributes.get("reserved_concurrent_executions") == 0:
            context.builder.assume(f"{function.address} has a reserved concurrency of 0: it never runs, and is not billed.")
        elif function.attributes.blocks("capacity_provider_config"):
            context.builder.assume(
                f"{function.address} runs on managed instances: its duration is not charged, and its requests count with its"
                " capacity provider."
            )
        elif function.address in at_edge:
            context.add("edge_functions", function, {"memory_mb": _memory(context, function)}, upper_bounds=bound)
        else:
            fields = _fields(context, function)
            name = context.add("functions", function, fields, upper_bounds=bound)
            if fields["architecture"] is None:
                context.builder.ask("functions", name, "architecture")
    _add_callers(context)


def _add_callers(context: PlanContext) -> None:
    """URLs, and whoever else may invoke a function."""
    for url in context.of_type("aws_lambda_function_url"):
        names = _function_names(context, url)
        context.callers.add_other(names, "a URL")
        for name in names:
            if context.known_attribute(url, "invoke_mode") == "RESPONSE_STREAM":
                context.builder.add_feature("functions", name, "response_streaming", {})
    for permission in context.of_type("aws_lambda_permission"):
        principal = str(permission.attributes.get("principal"))
        if principal not in PRINCIPALS_WITH_RESOURCES:
            context.callers.add_other(_function_names(context, permission), principal)


def add_provisioned_concurrency(context: PlanContext) -> None:
    """Add provisioned concurrency that is configured as a fixed number."""
    for config in context.of_type("aws_lambda_provisioned_concurrency_config"):
        count = context.known_attribute(config, "provisioned_concurrent_executions")
        for name in _function_names(context, config):
            before = context.builder.data["functions"][name].get("provisioned_concurrency", {}).get("environments", 0)
            fields = {"environments": before + count} if isinstance(count, Decimal) else {}
            context.builder.add_feature("functions", name, "provisioned_concurrency", fields)


def add_event_sources(context: PlanContext) -> None:
    """Add event source mappings: they call functions, and their provisioned pollers are billed by the hour."""
    for mapping in context.of_type("aws_lambda_event_source_mapping"):
        if mapping.attributes.get("enabled") is False:
            context.builder.assume(f"{mapping.address} is disabled, and not billed.")
            continue
        context.callers.add_other(_function_names(context, mapping), "an event source")
        if mapping.attributes.blocks("provisioned_poller_config"):
            _add_poller(context, mapping)


def _add_poller(context: PlanContext, mapping: Instance) -> None:
    config = mapping.attributes.block("provisioned_poller_config")
    least, most = config.get("minimum_pollers"), config.get("maximum_pollers")
    source = _polled_source(context, mapping)
    fixed = least if source == "sqs" and least == most and isinstance(least, Decimal) else None
    bound = {"units": UpperBound(most, "its maximum_pollers")} if source == "sqs" and isinstance(most, Decimal) else {}
    context.add("event_pollers", mapping, {"source": source, "units": fixed}, upper_bounds=bound)


def _polled_source(context: PlanContext, mapping: Instance) -> str | None:
    attributes = mapping.attributes
    arn = attributes.get("event_source_arn")
    if attributes.blocks("self_managed_event_source") or attributes.blocks("amazon_managed_kafka_event_source_config"):
        return "kafka"
    if isinstance(arn, str) and arn.count(":") > 1:
        return {"sqs": "sqs", "kafka": "kafka"}.get(arn.split(":")[2])
    polled = ("aws_sqs_queue", "aws_msk_cluster", "aws_msk_serverless_cluster")
    sources = context.references.of_attribute(mapping, "event_source_arn", polled)
    if not sources:
        context.warn(mapping, "has provisioned pollers of a source that is not in the plan; say whether it is sqs or kafka")
        return None
    return "sqs" if sources[0].type == "aws_sqs_queue" else "kafka"


def _function_names(context: PlanContext, instance: Instance) -> list[str]:
    """The function whose `function_name` *instance* has; none if that could be several."""
    names = context.functions_of_attribute(instance, "function_name")
    if len(names) > 1:
        context.warn(instance, f"may be about any of {len(names)} functions ({', '.join(names[:3])} …); it is left out")
        return []
    return names


def _fields(context: PlanContext, function: Instance) -> dict[str, Any]:
    attributes = function.attributes
    fields: dict[str, Any] = {
        "memory_mb": _memory(context, function),
        "architecture": _architecture(context, function),
    }
    size = attributes.block("ephemeral_storage").get("size")
    if NOT_KNOWN in (size, attributes.get("ephemeral_storage")):
        context.known(function, "ephemeral_storage", NOT_KNOWN)
        fields["ephemeral_storage"] = {}
    elif size not in (None, aws_defaults.EPHEMERAL_STORAGE_MB):
        fields["ephemeral_storage"] = {"size_mb": size}
    if attributes.block("snap_start").get("apply_on") == "PublishedVersions":
        fields["snap_start"] = _snap_start(context, function)
    if attributes.blocks("durable_config"):
        days = attributes.block("durable_config").get("retention_period")
        known_days = context.known(function, "retention_period", days)
        fields["durable"] = {"retained_days": aws_defaults.DURABLE_RETENTION_DAYS if days is None else known_days}
    if attributes.block("tenancy_config").get("tenant_isolation_mode") == "PER_TENANT":
        fields["tenant_isolation"] = {}
    if attributes.block("tracing_config").get("mode") == "Active":
        context.builder.count_unpriced("X-Ray tracing of a function")
    return fields


def _or_default(value: Any, default: Any) -> Any:
    return default if value is None else value


def _memory(context: PlanContext, function: Instance) -> Any:
    given = _or_default(function.attributes.get("memory_size"), aws_defaults.MEMORY_MB)
    return context.known(function, "memory_size", given)


def _architecture(context: PlanContext, function: Instance) -> Any:
    given = function.attributes.get("architectures")
    if given is NOT_KNOWN or (is_list(given) and given[:1] == [None]):
        return context.known(function, "architectures", NOT_KNOWN)
    return given[0] if is_list(given) and given else aws_defaults.ARCHITECTURE


def _snap_start(context: PlanContext, function: Instance) -> dict[str, Any] | None:
    """SnapStart as it is charged; None where it is not."""
    if not function.attributes.get("publish"):
        context.warn(
            function, "has SnapStart and publishes no version (publish); only a version has a snapshot, so nothing is charged"
        )
        return None
    runtime = aws_defaults.snap_start_runtime(function.attributes.get("runtime"))
    if runtime == "java":
        context.builder.assume(f"{function.address} has SnapStart on a managed Java runtime, which is not charged for.")
        return None
    return {"runtime": runtime}


def _addresses_at_edge(context: PlanContext) -> set[str]:
    """Addresses of the functions that CloudFront distributions run at the edge."""
    addresses: set[str] = set()
    for distribution in context.of_type("aws_cloudfront_distribution"):
        if distribution.attributes.get("enabled") is False:
            context.builder.assume(
                f"{distribution.address} is disabled; its functions at the edge are taken for ordinary ones."
            )
            continue
        associations = [
            association
            for kind in ("default_cache_behavior", "ordered_cache_behavior")
            for behavior in distribution.attributes.blocks(kind)
            for association in behavior.blocks("lambda_function_association")
        ]
        for association in associations:
            functions = context.references.of_block(distribution, association, "lambda_arn", FUNCTION)
            addresses.update(function.address for function in functions)
            if not functions:
                context.warn(distribution, "runs a function at the edge that is not in the plan; it is not in the bill")
    return addresses
