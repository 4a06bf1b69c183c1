"""`AWS::Serverless::Function` in CloudFormation's types: the function, its version and alias, its URL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.strict_yaml import is_mapping

if TYPE_CHECKING:
    from lambda_cost.templates.cloudformation.stack import Raw

KEPT = (
    "Architectures",
    "CapacityProviderConfig",
    "DurableConfig",
    "Environment",
    "EphemeralStorage",
    "FunctionName",
    "MemorySize",
    "PackageType",
    "ReservedConcurrentExecutions",
    "Runtime",
    "SnapStart",
    "TenancyConfig",
    "Timeout",
)
"""Properties that mean the same in both."""
MANAGED = "LambdaManagedInstancesCapacityProviderConfig"
ALIAS, URL = "AutoPublishAlias", "FunctionUrlConfig"
CONCURRENCY = "ProvisionedConcurrencyConfig"


def child(raw: Raw, name: str, kind: str, properties: dict[str, Any]) -> dict[str, Raw]:
    """A resource called *name* that is written out of *raw*, and is said to be where that is."""
    return {name: raw._replace(kind=kind, properties=properties, owner=raw.called, metadata=None)}


def written_function(name: str, raw: Raw) -> dict[str, Raw]:
    """The resources that the SAM function *name* stands for, without its events."""
    given: dict[str, Any] = raw.properties
    own = {key: given[key] for key in KEPT if key in given}
    if "Tracing" in given:
        own["TracingConfig"] = {"Mode": given["Tracing"]}
    provider = own.get("CapacityProviderConfig")
    if is_mapping(provider) and MANAGED not in provider:
        own["CapacityProviderConfig"] = {MANAGED: {"CapacityProviderArn": provider.get("Arn", "")}}
    found = {name: raw._replace(kind="AWS::Lambda::Function", properties=own)}
    this = {"Ref": name}
    if ALIAS in given:
        alias = {"FunctionName": this, "Name": given[ALIAS]}
        alias |= {CONCURRENCY: given[CONCURRENCY]} if CONCURRENCY in given else {}
        found |= child(raw, f"{name}.Version", "AWS::Lambda::Version", {"FunctionName": this})
        found |= child(raw, f"{name}.Alias", "AWS::Lambda::Alias", alias)
    if URL in given:
        url: dict[str, Any] = given[URL] if is_mapping(given[URL]) else {}
        found |= child(raw, f"{name}.Url", "AWS::Lambda::Url", {"TargetFunctionArn": this} | url)
    return found
