"""Functions, what is set on them, and where they run: on demand, at the edge, or on managed instances."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates import aws_defaults
from lambda_cost.templates.cloudformation.stack import FUNCTION
from lambda_cost.templates.unresolved import reason_unresolved, referenced_resources, resolved_text

if TYPE_CHECKING:
    from lambda_cost.templates.cloudformation.stack import Stack, StackResource

AT_EDGE = "LambdaFunctionAssociations"
"""What of a distribution names functions to run at the edge."""
PROVIDER = ("CapacityProviderConfig", "LambdaManagedInstancesCapacityProviderConfig", "CapacityProviderArn")

MICROVM_IMAGE = "AWS::Lambda::MicrovmImage"
UNPRICED_ON_MANAGED_INSTANCES = (
    "Architectures",
    "CapacityProviderConfig",
    "EphemeralStorage",
    "FunctionScalingConfig",
    "MemorySize",
    "Timeout",
)
"""Settings that are not priced for functions on managed instances: they decide the type and number of instances,
which the scenario must state.
"""


def add_functions(stack: Stack) -> None:
    """Add every function of *stack* where it is charged."""
    at_edge = _names_at_edge(stack)
    for provider in stack.of_type("AWS::Lambda::CapacityProvider"):
        _add_provider(stack, provider)
    for function in stack.of_type(FUNCTION):
        if function.name in stack.drafted:
            _complete(stack, function, is_at_edge=function.name in at_edge)
        elif str(function.value("ReservedConcurrentExecutions")) == "0":
            stack.builder.assume(f"{name_of(function)} has a reserved concurrency of 0: it never runs, and is not billed.")
            function.record.mark()
        elif function.name in at_edge:
            _add_at_edge(stack, function)
        elif function.has(*PROVIDER):
            _add_on_instances(stack, function)
        else:
            _add_on_demand(stack, function)
    for image in stack.of_type(MICROVM_IMAGE):
        sizes = [spec.get("MinimumMemoryInMiB") for spec in image.items("Resources") if is_mapping(spec)]
        stack.builder.add_microvms(name_of(image), next(iter(sizes), None), image.origin)
    for url in stack.unlinked("AWS::Lambda::Url", "TargetFunctionArn"):
        if aws_defaults.is_mode(url.text("InvokeMode"), "RESPONSE_STREAM"):
            url.warn(f"streams the responses of {url.outside('TargetFunctionArn')}", "InvokeMode")


def name_of(resource: StackResource) -> str:
    """What to call *resource*: its path in the CDK program, or its logical id."""
    metadata: Any = resource.raw.metadata
    path = metadata.get("aws:cdk:path") if is_mapping(metadata) else None
    parts = path.split("/")[1:] if isinstance(path, str) else []
    own = "/".join(parts[:-1] if parts[-1:] == ["Resource"] else parts)
    return f"{resource.part.prefix}{own}" if own else resource.name


def add_resource(stack: Stack, section: str, resource: StackResource, fields: dict[str, Any], **more: Any) -> str:
    """Add *resource*, with its tags, to *section*; its name there."""
    name = stack.builder.add(section, name_of(resource), fields, resource.origin, **more)
    stack.builder.tag(section, name, resource.value("Tags"))
    stack.names[resource.name] = (section, name)
    return name


def _add_at_edge(stack: Stack, function: StackResource) -> None:
    """A function that runs at the edge has nothing else that costs; what is said of it all the same is named."""
    function.record.mark("Architectures")
    bound = aws_defaults.duration_bound(function.number("Timeout"))
    fields = {"memory_mb": function.number("MemorySize")}
    add_resource(stack, "edge_functions", function, fields, upper_bounds=bound)


def _add_on_demand(stack: Stack, function: StackResource) -> None:
    builder = stack.builder
    fields: dict[str, Any] = {"memory_mb": function.number("MemorySize"), "architecture": _architecture(function)}
    size = function.number("EphemeralStorage", "Size")
    if size != aws_defaults.EPHEMERAL_STORAGE_MB:
        fields["ephemeral_storage"] = {"size_mb": size}
    if function.has("DurableConfig"):
        fields["durable"] = {"retained_days": function.number("DurableConfig", "RetentionPeriodInDays")}
    if function.has("TenancyConfig") and aws_defaults.is_mode(
        function.text("TenancyConfig", "TenantIsolationMode"), "PER_TENANT"
    ):
        fields["tenant_isolation"] = {}
    if _has_streaming_url(stack, function):
        fields["response_streaming"] = {}
    bound = aws_defaults.duration_bound(function.number("Timeout"))
    name = add_resource(stack, "functions", function, fields, upper_bounds=bound)
    if fields["architecture"] is None:
        builder.ask("functions", name, "architecture")
    if function.has("SnapStart"):
        _add_snap_start(stack, function, name)
    if function.has("TracingConfig") and aws_defaults.is_mode(function.text("TracingConfig", "Mode"), "Active"):
        builder.count_unpriced(aws_defaults.TRACING_OF_FUNCTION)
    packaging = aws_defaults.packaging(is_image=_is_image(function), runtime=function.text("Runtime"))
    builder.preset("functions", name, aws_defaults.COLD_STARTS, packaging)


def _complete(stack: Stack, function: StackResource, *, is_at_edge: bool) -> None:
    """What others in the template say of a function that is in the draft already."""
    section, name = stack.names[function.name]
    if section == "functions" and _has_streaming_url(stack, function):
        stack.builder.add_feature(section, name, "response_streaming", {})
    if section == "functions" and is_at_edge:
        message = "is run at the edge by a distribution of the template; it is priced as an ordinary function"
        stack.builder.warn(message, stack.builder.origins[f"{section}.{name}"])


def _has_streaming_url(stack: Stack, function: StackResource) -> bool:
    urls = stack.linked_to(function, "AWS::Lambda::Url", "TargetFunctionArn")
    return any(aws_defaults.is_mode(url.text("InvokeMode"), "RESPONSE_STREAM") for url in urls)


def _architecture(function: StackResource) -> str | None:
    """Its processor; None, with a warning, if it cannot be known."""
    given = function.value("Architectures")
    if not is_list(given):
        return function.text("Architectures")
    try:
        return resolved_text(given[0]) if given else aws_defaults.ARCHITECTURE
    except ValueError as error:
        function.warn(f"Architectures {error}", "Architectures")
        return None


def _is_image(function: StackResource) -> bool:
    return aws_defaults.is_mode(function.text("PackageType"), "Image")


def _add_snap_start(stack: Stack, function: StackResource, name: str) -> None:
    """Snapshots are made, and paid for, of published versions of some runtimes only."""
    if not aws_defaults.is_mode(function.text("SnapStart", "ApplyOn"), "PublishedVersions"):
        return
    runtime = function.text("Runtime")
    family = aws_defaults.IMAGE if _is_image(function) else aws_defaults.snap_start_runtime(runtime)
    versions = stack.linked_to(function, "AWS::Lambda::Version", "FunctionName")
    if family is None:
        message = f"has SnapStart, which is not for its runtime {runtime or '(not set)'}; it is not charged"
        function.warn(message, "SnapStart")
    elif family == "java":
        stack.builder.assume("SnapStart of Java functions is not charged; it is left out.")
    elif not versions:
        function.warn("has SnapStart and no published version here, so no snapshot; it is not charged", "SnapStart")
    else:
        stack.builder.add_feature("functions", name, "snap_start", {"runtime": family, "versions": Decimal(len(versions))})


def _names_at_edge(stack: Stack) -> set[str]:
    """The names of the functions that CloudFront distributions run at the edge."""
    names: set[str] = set()
    for distribution in stack.of_type("AWS::CloudFront::Distribution"):
        config = distribution.mapping("DistributionConfig")
        behaviors = [config.get("DefaultCacheBehavior"), *distribution.items("DistributionConfig", "CacheBehaviors")]
        listed = [behavior.get(AT_EDGE) for behavior in behaviors if is_mapping(behavior)]
        for why in filter(None, map(reason_unresolved, (*behaviors, *listed))):
            message = f"{AT_EDGE} cannot be resolved: {why}; what they run is not priced at the edge"
            distribution.warn(message, "DistributionConfig")
        for association in (each for associations in listed if is_list(associations) for each in associations):
            functions = stack.functions_in(association.get("LambdaFunctionARN") if is_mapping(association) else None)
            names |= {function.name for function in functions}
            if not functions:
                message = "runs a function at the edge that is not in this template; it is not priced"
                distribution.warn(message, "DistributionConfig")
    return names


def _add_provider(stack: Stack, provider: StackResource) -> None:
    """Add a capacity provider; what its instances are and cost is not said in templates."""
    types = provider.items("InstanceRequirements", "AllowedInstanceTypes")
    fields = {"instance_type": types[0] if len(types) == 1 and isinstance(types[0], str) else None}
    add_resource(stack, "capacity_providers", provider, fields)


def _add_on_instances(stack: Stack, function: StackResource) -> None:
    """A function on managed instances is not charged by its duration; its requests count with its provider."""
    function.record.mark(*UNPRICED_ON_MANAGED_INSTANCES)
    providers = referenced_resources(function.value(*PROVIDER))
    provider = next((stack.names[name][1] for name in providers if name in stack.names), "")
    if not provider:
        provider = stack.builder.add("capacity_providers", name_of(function), {}, function.origin)
        function.warn("runs on a capacity provider that is not in this template; it is priced by itself", *PROVIDER[:1])
    stack.names[function.name] = ("capacity_providers", provider)
    stack.builder.assume(
        f"{name_of(function)} runs on managed instances: its requests count with capacity_providers.{provider}."
    )
