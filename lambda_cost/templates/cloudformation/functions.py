"""Functions, what is set on them, and where they run: on demand, at the edge, or on managed instances."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.scenario.unknown import Most
from lambda_cost.templates import unresolved
from lambda_cost.templates.cloudformation.defaults import DEFAULTS

if TYPE_CHECKING:
    from lambda_cost.templates.cloudformation.stack import Item, Stack

INCLUDED_MB = DEFAULTS["EphemeralStorage.Size"]
PROVIDER = ("CapacityProviderConfig", "LambdaManagedInstancesCapacityProviderConfig", "CapacityProviderArn")
RUNTIMES = ("python", "dotnet", "java")
"""Runtimes that SnapStart is for, by how their names begin."""
LONGEST_MS = Decimal(900_000)


def add_functions(stack: Stack) -> None:
    """Add every function of *stack* where it is charged."""
    at_edge = _edge_functions(stack)
    for one in stack.of("AWS::Lambda::CapacityProvider"):
        add_provider(stack, one)
    for one in stack.of("AWS::Lambda::Function"):
        if str(one.value("ReservedConcurrentExecutions")) == "0":
            stack.builder.note(f"{name_of(one)} has a reserved concurrency of 0: it never runs, and is not billed.")
        elif one.name in at_edge:
            fields = {"memory_mb": one.number("MemorySize")}
            name = stack.builder.add("edge_functions", name_of(one), fields, one.origin, most=_most(one))
            stack.names[one.name] = ("edge_functions", name)
        elif one.value(*PROVIDER) is not None:
            _on_instances(stack, one)
        else:
            _add(stack, one)


def name_of(one: Item) -> str:
    """What to call *one*: its path in the CDK program, or its logical id."""
    metadata: Any = one.raw.metadata
    path = metadata.get("aws:cdk:path") if isinstance(metadata, dict) else None  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
    parts = path.split("/")[1:] if isinstance(path, str) else []
    return "/".join(parts[:-1] if parts[-1:] == ["Resource"] else parts) or one.name


def _add(stack: Stack, one: Item) -> None:
    builder = stack.builder
    fields: dict[str, Any] = {"memory_mb": one.number("MemorySize"), "architecture": _architecture(one)}
    size = one.number("EphemeralStorage", "Size")
    if size != INCLUDED_MB:
        fields["ephemeral_storage"] = {"size_mb": size}
    if one.value("DurableConfig") is not None:
        fields["durable"] = {"retained_days": one.number("DurableConfig", "RetentionPeriodInDays")}
    if one.value("TenancyConfig") is not None and one.text("TenancyConfig", "TenantIsolationMode") == "PER_TENANT":
        fields["tenant_isolation"] = {}
    if any(url.text("InvokeMode") == "RESPONSE_STREAM" for url in stack.about(one, "AWS::Lambda::Url", "TargetFunctionArn")):
        fields["response_streaming"] = {}
    name = builder.add("functions", name_of(one), fields, one.origin, most=_most(one))
    stack.names[one.name] = ("functions", name)
    if fields["architecture"] is None:
        builder.ask("functions", name, "architecture")
    if one.value("SnapStart") is not None:
        _snap_start(stack, one, name)
    if one.value("TracingConfig") is not None and one.text("TracingConfig", "Mode") == "Active":
        builder.not_priced("X-Ray tracing of a function")


def _architecture(one: Item) -> str | None:
    """Its processor; None, with a warning, if it cannot be known."""
    found = one.value("Architectures")
    if not isinstance(found, list):
        return one.text("Architectures")
    try:
        return unresolved.known(found[0]) if found else DEFAULTS["Architectures"]  # pyright: ignore[reportUnknownArgumentType]
    except ValueError as error:
        one.warn(f"Architectures {error}", "Architectures")
        return None


def _most(one: Item) -> dict[str, Most]:
    """What its timeout bounds."""
    timeout = one.number("Timeout")
    return {"duration_ms": Most(min(timeout * 1000, LONGEST_MS), "its timeout")} if timeout is not None else {}


def _snap_start(stack: Stack, one: Item, name: str) -> None:
    """Snapshots are made, and paid for, of published versions of some runtimes only."""
    if one.text("SnapStart", "ApplyOn") != "PublishedVersions":
        return
    runtime = one.text("Runtime") or ""
    versions = stack.about(one, "AWS::Lambda::Version", "FunctionName")
    kind = next((word for word in RUNTIMES if runtime.startswith(word)), "")
    if not kind:
        one.warn(f"has SnapStart, which is not for its runtime {runtime or '(unsaid)'}; it is not charged", "SnapStart")
    elif kind == "java":
        stack.builder.note("SnapStart of Java functions is not charged; it is left out.")
    elif not versions:
        one.warn("has SnapStart and no published version here, so no snapshot; it is not charged", "SnapStart")
    else:
        stack.builder.feature("functions", name, "snap_start", {"runtime": kind, "versions": Decimal(len(versions))})


def _edge_functions(stack: Stack) -> set[str]:
    """The names of the functions that distributions run at the edge."""
    found: set[str] = set()
    for one in stack.of("AWS::CloudFront::Distribution"):
        config = one.mapping("DistributionConfig")
        behaviours = [config.get("DefaultCacheBehavior"), *one.items("DistributionConfig", "CacheBehaviors")]
        for behaviour in behaviours:
            listed = behaviour.get("LambdaFunctionAssociations") if isinstance(behaviour, dict) else None  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
            for each in listed if isinstance(listed, list) else []:  # pyright: ignore[reportUnknownVariableType]
                arn: Any = each.get("LambdaFunctionARN") if isinstance(each, dict) else None  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
                functions = stack.functions_in(arn)
                found |= {function.name for function in functions}
                if not functions:
                    one.warn("runs a function at the edge that is not in this template; it is not priced", "DistributionConfig")
    return found


def add_provider(stack: Stack, one: Item) -> None:
    """Add the capacity provider *one*; what its instances are and cost is not said in templates."""
    types = one.items("InstanceRequirements", "AllowedInstanceTypes")
    fields = {"instance_type": types[0] if len(types) == 1 and isinstance(types[0], str) else None}
    name = stack.builder.add("capacity_providers", name_of(one), fields, one.origin)
    stack.names[one.name] = ("capacity_providers", name)


def _on_instances(stack: Stack, one: Item) -> None:
    """A function on managed instances is not charged by its duration; its requests count with its provider."""
    found = unresolved.references(one.value(*PROVIDER))
    provider = next((stack.names[name][1] for name in found if name in stack.names), "")
    if not provider:
        provider = stack.builder.add("capacity_providers", name_of(one), {}, one.origin)
        one.warn("runs on a capacity provider that is not in this template; it is priced by itself", *PROVIDER[:1])
    stack.names[one.name] = ("capacity_providers", provider)
    stack.builder.note(f"{name_of(one)} runs on managed instances: its requests count with capacity_providers.{provider}.")
