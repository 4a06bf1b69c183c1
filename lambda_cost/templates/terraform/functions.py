"""Lambda functions of a plan, with everything that is set on them or refers to them.

Reference: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.strict_yaml import is_list
from lambda_cost.templates import aws_defaults
from lambda_cost.templates.terraform.blocks import NOT_KNOWN
from lambda_cost.templates.terraform.context import FUNCTION, FUNCTION_OR_ALIAS

if TYPE_CHECKING:
    from lambda_cost.templates.terraform.context import PlanContext
    from lambda_cost.templates.terraform.plan import Instance

PRINCIPALS_WITH_RESOURCES = frozenset(
    f"{service}.amazonaws.com" for service in ("apigateway", "events", "scheduler", "edgelambda", "elasticloadbalancing")
)
"""Who may invoke a function by a permission, and says when in resources of its own."""
AT_EDGE = "lambda_function_association"
"""The block of a distribution that names a function to run at the edge."""
CAPACITY_PROVIDER = "aws_lambda_capacity_provider"
UNPRICED_ON_MANAGED_INSTANCES = ("architectures", "capacity_provider_config", "ephemeral_storage", "memory_size", "timeout")
"""Settings that are not priced for functions on managed instances: they decide the type and number of instances,
which the scenario must state.
"""


def add_functions(context: PlanContext) -> None:
    """Add each function as on-demand or Lambda@Edge.

    Functions with a reserved concurrency of 0, or on a capacity provider, are noted as assumptions; capacity providers are
    added themselves.
    """
    at_edge = _addresses_at_edge(context)
    for provider in context.of_type(CAPACITY_PROVIDER):
        types = provider.attributes.block("instance_requirements").get("allowed_instance_types")
        only = types[0] if is_list(types) and len(types) == 1 and isinstance(types[0], str) else None
        context.add("capacity_providers", provider, {"instance_type": only})
    for function in context.of_type(*FUNCTION):
        timeout = function.attributes.get("timeout")
        bound = aws_defaults.duration_bound(_or_default(timeout, aws_defaults.TIMEOUT_S))
        if function.attributes.get("reserved_concurrent_executions") == 0:
            function.attributes.mark()
            context.builder.assume(f"{function.address} has a reserved concurrency of 0: it never runs, and is not billed.")
        elif _runs_on_instances(context, function):
            _add_on_instances(context, function)
        elif function.address in at_edge:
            function.attributes.mark("architectures")
            context.add("edge_functions", function, {"memory_mb": _memory(context, function)}, upper_bounds=bound)
        else:
            fields = _fields(context, function)
            name = context.add("functions", function, fields, upper_bounds=bound)
            packaging = aws_defaults.packaging(is_image=_is_image(function), runtime=function.attributes.get("runtime"))
            context.builder.preset("functions", name, aws_defaults.COLD_STARTS, packaging)
            context.known(function, "timeout", timeout)
            if fields["architecture"] is None:
                context.builder.ask("functions", name, "architecture")
    _add_callers(context)


def _add_callers(context: PlanContext) -> None:
    """URLs, and whoever else may invoke a function."""
    for url in context.of_type("aws_lambda_function_url"):
        names = context.function_of(url, "function_name")
        context.callers.add_other(names, "a URL")
        mode = context.known_attribute(url, "invoke_mode")
        if aws_defaults.is_mode(mode, "RESPONSE_STREAM") and not names:
            context.warn_of_function_elsewhere(url, "function_name", "streams the responses of")
        for name in names if aws_defaults.is_mode(mode, "RESPONSE_STREAM") else ():
            context.builder.add_feature("functions", name, "response_streaming", {})
    for config in context.of_type("aws_lambda_function_event_invoke_config"):
        for block in (config.attributes.block("destination_config").block(when) for when in ("on_failure", "on_success")):
            meant = context.references.of_block(config, block, "destination", FUNCTION_OR_ALIAS)
            context.callers.add_other(context.function_names(meant), "a destination")
    for permission in context.of_type("aws_lambda_permission"):
        principal = str(permission.attributes.get("principal"))
        if principal not in PRINCIPALS_WITH_RESOURCES:
            context.callers.add_other(context.function_of(permission, "function_name"), principal)


def _fields(context: PlanContext, function: Instance) -> dict[str, Any]:
    attributes = function.attributes
    fields: dict[str, Any] = {
        "memory_mb": _memory(context, function),
        "architecture": _architecture(context, function),
    }
    size = attributes.block("ephemeral_storage").get("size")
    if NOT_KNOWN in (size, attributes.peek("ephemeral_storage")):
        attributes.mark("ephemeral_storage")
        context.known(function, "ephemeral_storage", NOT_KNOWN)
        fields["ephemeral_storage"] = {}
    elif size not in (None, aws_defaults.EPHEMERAL_STORAGE_MB):
        fields["ephemeral_storage"] = {"size_mb": size}
    if aws_defaults.is_mode(_setting(context, function, "snap_start", "apply_on"), "PublishedVersions"):
        fields["snap_start"] = _snap_start(context, function)
    is_open = function.attributes.peek("durable_config") is NOT_KNOWN
    if is_open or attributes.blocks("durable_config"):
        days = _setting(context, function, "durable_config", "retention_period")
        is_set = is_open or attributes.block("durable_config").get("retention_period") is not None
        fields["durable"] = {"retained_days": days if is_set else aws_defaults.DURABLE_RETENTION_DAYS}
    if aws_defaults.is_mode(_setting(context, function, "tenancy_config", "tenant_isolation_mode"), "PER_TENANT"):
        fields["tenant_isolation"] = {}
    if aws_defaults.is_mode(_setting(context, function, "tracing_config", "mode"), "Active"):
        context.builder.count_unpriced(aws_defaults.TRACING_OF_FUNCTION)
    return fields


def _setting(context: PlanContext, function: Instance, block: str, name: str) -> Any:
    """The attribute *name* of a *block*; None if it is not set or, with a warning, if Terraform does not know it yet."""
    value = function.attributes.block(block).get(name)
    if function.attributes.peek(block) is NOT_KNOWN:
        return context.known(function, block, NOT_KNOWN)
    return context.known(function, name, value)


def _runs_on_instances(context: PlanContext, function: Instance) -> bool:
    """Whether a capacity provider runs *function*; no, with a warning, if that is not known: its duration may cost money."""
    block = "capacity_provider_config"
    if function.attributes.peek(block) is NOT_KNOWN or (function.address, block) in context.plan.reasons:
        function.attributes.mark(block)
        context.known(function, block, NOT_KNOWN)
        context.warn(function, "may run on managed instances; it is priced as an ordinary function")
        return False
    return bool(function.attributes.blocks(block))


def _add_on_instances(context: PlanContext, function: Instance) -> None:
    """A function on managed instances is not charged by its duration; its requests count with its capacity provider."""
    config = function.attributes.block("capacity_provider_config").block("lambda_managed_instances_capacity_provider_config")
    named = context.references.of_block(function, config, "capacity_provider_arn", (CAPACITY_PROVIDER,))
    function.attributes.mark(*UNPRICED_ON_MANAGED_INSTANCES)
    every = context.of_type(CAPACITY_PROVIDER)
    if not named and len(every) == 1 and config.get("capacity_provider_arn") is None:  # a dynamic block does not say its own
        named = every
    if named:
        _, name = context.names[named[0].address]
    else:
        name = context.add("capacity_providers", function, {})
        context.warn(function, "runs on a capacity provider that is not in the plan; it is priced by itself")
    context.builder.assume(f"{function.address} runs on managed instances: its requests count with capacity_providers.{name}.")


def _or_default(value: Any, default: Any) -> Any:
    return default if value is None else value


def _memory(context: PlanContext, function: Instance) -> Any:
    given = _or_default(function.attributes.get("memory_size"), aws_defaults.MEMORY_MB)
    return context.known(function, "memory_size", given)


def _architecture(context: PlanContext, function: Instance) -> Any:
    given = function.attributes.get("architectures")
    if given is NOT_KNOWN or (is_list(given) and given[:1] == [None]):
        return context.known(function, "architectures", NOT_KNOWN)
    return given[0] if is_list(given) and given else given or aws_defaults.ARCHITECTURE


def _is_image(function: Instance) -> bool:
    return aws_defaults.is_mode(function.attributes.get("package_type"), "Image")


def _snap_start(context: PlanContext, function: Instance) -> dict[str, Any] | None:
    """SnapStart as it is charged; None where it is not."""
    versions = [version for version in context.of_type("awscc_lambda_version") if _is_version_of(context, version, function)]
    publish = function.attributes.get("publish")
    if publish is NOT_KNOWN and not versions:
        context.warn(function, "has SnapStart, and publish is not known; it is priced as if it publishes a version")
    elif not publish and not versions:
        context.warn(
            function, "has SnapStart and publishes no version (publish); only a version has a snapshot, so nothing is charged"
        )
        return None
    runtime = aws_defaults.snap_start_runtime(function.attributes.get("runtime"))
    runtime = aws_defaults.IMAGE if _is_image(function) else runtime
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
                f"{distribution.address} is disabled; its Lambda@Edge functions are priced as ordinary Lambda functions."
            )
            continue
        behaviors = [
            behavior
            for kind in ("default_cache_behavior", "ordered_cache_behavior")
            for behavior in distribution.attributes.blocks(kind)
        ]
        associations = [association for behavior in behaviors for association in behavior.blocks(AT_EDGE)]
        if any(behavior.unknown.get(AT_EDGE) is True for behavior in behaviors):
            context.warn(distribution, f"has {AT_EDGE} known only after apply; what it runs is not priced at the edge")
        for association in associations:
            functions = context.references.of_block(distribution, association, "lambda_arn", FUNCTION)
            addresses.update(function.address for function in functions)
            if not functions:
                context.warn(distribution, "runs a function at the edge that is not in the plan; it is not in the bill")
    return addresses


def _is_version_of(context: PlanContext, version: Instance, function: Instance) -> bool:
    return function in context.references.of_attribute(version, "function_name", FUNCTION)
