"""AWS CloudFormation: a template as it stands, its parameters, conditions and functions evaluated.

SAM stands on it: `describe` takes resources that a transform wrote out.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import LambdaCostError
from lambda_cost.numbers.text import count_in_words
from lambda_cost.strict_yaml import is_mapping
from lambda_cost.templates.builder import Builder
from lambda_cost.templates.callers import Callers
from lambda_cost.templates.cloudformation.apis import add_apis
from lambda_cost.templates.cloudformation.calls import add_callers
from lambda_cost.templates.cloudformation.concurrency import add_concurrency
from lambda_cost.templates.cloudformation.defaults import DEFAULTS, is_free
from lambda_cost.templates.cloudformation.free_properties import FREE_PROPERTIES
from lambda_cost.templates.cloudformation.functions import add_functions
from lambda_cost.templates.cloudformation.network import add_network, add_pollers
from lambda_cost.templates.cloudformation.part import make_part, share_exports
from lambda_cost.templates.cloudformation.stack import Stack
from lambda_cost.templates.includes import KEY as INCLUDED
from lambda_cost.templates.intrinsics import LOOP
from lambda_cost.templates.left_over import ReadRecord, warn_left_over
from lambda_cost.templates.unresolved import UnresolvedError, resolved_text, without_references

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lambda_cost.scenario.draft import Draft
    from lambda_cost.templates.cloudformation.part import RawResource, TemplatePart, Transform
    from lambda_cost.templates.cloudformation.stack import StackResource
    from lambda_cost.templates.intrinsics import Evaluator
    from lambda_cost.templates.source import Source

WHAT = "an AWS CloudFormation template, in YAML or JSON"
VERSION = "AWSTemplateFormatVersion"
NESTED = "AWS::CloudFormation::Stack"
ASSET = "aws:asset:path"
"""Where the CDK says which local file a nested stack is."""
STEPS = (add_functions, add_apis, add_concurrency, add_pollers, add_network, add_callers)
"""What is taken from a stack, in this order."""
_HASH = re.compile(r"([0-9a-f]{64})\.json$")
"""What the URL of a template that is an asset ends with."""
TAKEN = frozenset(
    [
        "AWS::ApiGateway::RestApi",
        "AWS::ApiGatewayV2::Api",
        "AWS::EC2::NatGateway",
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "AWS::Lambda::Alias",
        "AWS::Lambda::CapacityProvider",
        "AWS::Lambda::EventSourceMapping",
        "AWS::Lambda::Function",
        "AWS::Lambda::MicrovmImage",
        "AWS::Lambda::Url",
        "AWS::Lambda::Version",
        "AWS::Scheduler::Schedule",
        NESTED,
    ]
)
"""Types that a step takes, or counts as not priced itself."""
STEPS_A_MERGED_RESOURCE = 20
"""Steps that it takes to put a resource of a nested stack into the stack above it, which is done on every level."""
NOT_NOTED = ("EphemeralStorage.Size", "ProtocolType")
"""Defaults that nobody needs to know of."""


def claims(source: Source) -> bool:
    """Whether *source* is a template: a mapping with resources that have a type, or with the version of templates."""
    data = source.data
    resources = data.get("Resources") if is_mapping(data) else None
    if is_mapping(data) and not resources and VERSION in data:
        return True
    return is_mapping(resources) and any(
        name.startswith((LOOP, INCLUDED)) or (is_mapping(resource) and "Type" in resource)
        for name, resource in resources.items()
    )


def draft(source: Source) -> Draft:
    """What the template *source* describes."""
    return describe(source, "CloudFormation", as_they_stand)


def as_they_stand(_evaluator: Evaluator, resources: dict[str, RawResource], _builder: Builder) -> dict[str, RawResource]:
    """The *resources* of a template that no transform changes."""
    return resources


def describe(source: Source, kind: str, transform: Transform) -> Draft:
    """What *source*, which is known to be a template, describes once *transform* has written out its resources.

    Raises:
        ScenarioError: if it asks for more work than is allowed, or the parameters given do not fit.
    """
    builder = Builder(source.name, kind, region=source.region)
    add_parts(builder, [make_part(source, transform, builder)])
    return builder.build()


def add_parts(
    builder: Builder,
    parts: list[TemplatePart],
    places: Mapping[str, tuple[str, str]] | None = None,
    callers: Callers | None = None,
) -> None:
    """Add what *parts*, which are read as one, describe.

    Args:
        builder: what the draft is built with.
        parts: the templates.
        places: by name, section and name in the draft of resources that are there already.
        callers: who calls those.

    Raises:
        ScenarioError: if they ask for more work than is allowed.
    """
    share_exports(parts)
    stack = Stack(builder, parts, places or {}, callers or Callers())
    for step in STEPS:
        step(stack)
    stack.callers.settle(builder)
    regions = {part.source.name: part.region for part in parts if part.region}
    for path, origin in builder.origins.items():
        if origin.file in regions:
            section, _, name = path.partition(".")
            builder.update(section, name, {"region": regions[origin.file]})
    for nested in stack.of_type(NESTED):
        _add_nested(stack, nested)
    _count(stack)
    _warn_of_left_over(stack)


def _add_nested(stack: Stack, nested: StackResource) -> None:
    """Add what a nested stack describes, if it is a local file."""
    metadata: Any = nested.raw.metadata
    file = metadata.get(ASSET) if is_mapping(metadata) else None
    parameters = {
        name: without_references(value) for name, value in nested.mapping("Parameters").items() if not is_mapping(value)
    }
    parent = nested.part
    try:
        url = nested.value("TemplateURL")
        source = parent.source.sibling(file or _asset(nested) or (resolved_text(url) if isinstance(url, str) else url))
        part = parent.source.draft_of(replace(source, parameters=parameters))
        parent.evaluator.spend(len(part.origins) * STEPS_A_MERGED_RESOURCE)
        stack.builder.merge(part, f"{nested.name}.", region=parent.region)
    except (LambdaCostError, UnresolvedError) as error:
        nested.warn(f"is a nested stack that is not read: {error}", "TemplateURL")
        stack.builder.count_unpriced("a nested stack that is not read")


def _asset(nested: StackResource) -> str:
    """The local file of a nested stack whose template is an asset, as the CDK lists them; empty if there is none."""
    named = _HASH.search(str(nested.value("TemplateURL")))
    source = nested.part.source
    listed = f"{PurePath(source.name).name.removesuffix('.template.json')}.assets.json"
    if named is None or not source.has(listed):
        return ""
    asset_path: Any = ReadRecord(source.sibling(listed).document.data).peek("files", named[1], "source", "path")
    return asset_path if isinstance(asset_path, str) else ""


def _count(stack: Stack) -> None:
    """Count what is not priced, and note which defaults were taken."""
    for resource in stack.resources.values():
        endpoint = resource.type == "AWS::EC2::VPCEndpoint"
        gateway = endpoint and resource.value("VpcEndpointType") in (None, "Gateway")
        private = endpoint and "execute-api" in str(resource.value("ServiceName"))
        if resource.type not in TAKEN and not is_free(resource.type) and not gateway and not private:
            stack.builder.count_unpriced(resource.type)
    for name, count in stack.defaulted.items():
        if name not in NOT_NOTED:
            stack.builder.assume(f"{name} is not set in {count_in_words(count, 'place')}; AWS's default is {DEFAULTS[name]}.")


def _warn_of_left_over(stack: Stack) -> None:
    """Name every property of Lambda's and API Gateway's resources that no step read, unless it costs nothing."""
    for kind, free in FREE_PROPERTIES.items():
        for resource in stack.of_type(kind):
            warn_left_over(stack.builder, resource.record, free, resource.origin)
