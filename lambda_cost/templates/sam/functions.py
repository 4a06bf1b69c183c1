"""`AWS::Serverless::Function` in CloudFormation's types: the function, its version and alias, its URL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.strict_yaml import is_mapping
from lambda_cost.templates.intrinsics import NOTHING
from lambda_cost.templates.left_over import FreeNames
from lambda_cost.templates.sam.globals import decided

if TYPE_CHECKING:
    from lambda_cost.templates.cloudformation.part import RawResource
    from lambda_cost.templates.intrinsics import Evaluator

FREE = FreeNames(
    "AssumeRolePolicyDocument AutoPublishAliasAllProperties AutoPublishCodeSha256 CodeUri DeadLetterQueue DeploymentPreference"
    " ImageUri InlineCode PermissionsBoundary Policies PropagateTags RolePath SourceKMSKeyArn"
    " VersionDeletionPolicy VersionDescription"
)
"""Properties of SAM alone that cost nothing."""
MANAGED = "LambdaManagedInstancesCapacityProviderConfig"
ALIAS, URL = "AutoPublishAlias", "FunctionUrlConfig"
CONCURRENCY = "ProvisionedConcurrencyConfig"
INVOKE = "EventInvokeConfig"
TRANSLATED = frozenset({ALIAS, URL, CONCURRENCY, INVOKE, "Events", "Tracing"})
"""Those that become something else here; all others are CloudFormation's, and passed on."""


DECIDING = (ALIAS, URL, CONCURRENCY, "CapacityProviderConfig")
"""Those that decide which resources there are, so that conditions in them are evaluated at once."""


def child(raw: RawResource, name: str, resource_type: str, properties: dict[str, Any]) -> dict[str, RawResource]:
    """A resource called *name* that is written out of *raw*; messages about it name that."""
    return {name: raw._replace(type=resource_type, properties=properties, owner=raw.display_name, metadata=None)}


def expand_function(name: str, raw: RawResource, evaluator: Evaluator) -> dict[str, RawResource]:
    """The resources that the SAM function *name* stands for, without its events."""
    given: dict[str, Any] = raw.properties
    given = {key: decided(value, evaluator) if key in DECIDING else value for key, value in given.items()}
    given = {key: value for key, value in given.items() if value is not NOTHING}
    own = {key: value for key, value in given.items() if not FREE.covers((key,), value) and key not in TRANSLATED}
    if "Tracing" in given:
        own["TracingConfig"] = {"Mode": given["Tracing"]}
    provider = own.get("CapacityProviderConfig")
    if is_mapping(provider) and MANAGED not in provider:
        own["CapacityProviderConfig"] = {MANAGED: {"CapacityProviderArn": provider.get("Arn", "")}}
    expanded = {name: raw._replace(type="AWS::Lambda::Function", properties=own)}
    this = {"Ref": name}
    if ALIAS in given:
        alias = {"FunctionName": this, "Name": given[ALIAS]}
        alias |= {CONCURRENCY: given[CONCURRENCY]} if CONCURRENCY in given else {}
        expanded |= child(raw, f"{name}.Version", "AWS::Lambda::Version", {"FunctionName": this})
        expanded |= child(raw, f"{name}.Alias", "AWS::Lambda::Alias", alias)
    elif CONCURRENCY in given:
        own[CONCURRENCY] = given[CONCURRENCY]  # which SAM refuses without an alias, so that it is named
    if INVOKE in given:
        destinations = given[INVOKE].get("DestinationConfig") if is_mapping(given[INVOKE]) else given[INVOKE]
        expanded |= child(raw, f"{name}.Invoke", "AWS::Lambda::EventInvokeConfig", {"DestinationConfig": destinations})
    if URL in given:
        url: dict[str, Any] = given[URL] if is_mapping(given[URL]) else {"InvokeMode": given[URL]}
        expanded |= child(raw, f"{name}.Url", "AWS::Lambda::Url", {"TargetFunctionArn": this} | url)
    return expanded
