"""AWS CloudFormation: a template as it stands, its parameters, conditions and functions evaluated.

SAM stands on it: `describe` takes resources that a transform wrote out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.errors import LambdaCostError
from lambda_cost.scenario.draft import Origin
from lambda_cost.strict_yaml import is_mapping
from lambda_cost.templates.builder import Builder
from lambda_cost.templates.cloudformation.apis import add_apis
from lambda_cost.templates.cloudformation.calls import calls_of, link
from lambda_cost.templates.cloudformation.concurrency import add_concurrency
from lambda_cost.templates.cloudformation.defaults import DEFAULTS, is_free
from lambda_cost.templates.cloudformation.functions import add_functions
from lambda_cost.templates.cloudformation.network import add_network, add_pollers
from lambda_cost.templates.cloudformation.stack import Raw, Stack
from lambda_cost.templates.intrinsics import LOOP
from lambda_cost.templates.parameters import language
from lambda_cost.templates.unresolved import foreign

if TYPE_CHECKING:
    from collections.abc import Callable

    from lambda_cost.scenario.draft import Draft
    from lambda_cost.templates.cloudformation.stack import Item
    from lambda_cost.templates.intrinsics import Language
    from lambda_cost.templates.source import Source

WHAT = "an AWS CloudFormation template, in YAML or JSON"
NESTED = "AWS::CloudFormation::Stack"
ASSET = "aws:asset:path"
"""Where the CDK says which local file a nested stack is."""
COUNTED = frozenset(
    [
        "AWS::ApiGateway::RestApi",
        "AWS::ApiGatewayV2::Api",
        "AWS::EC2::NatGateway",
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "AWS::Lambda::Alias",
        "AWS::Lambda::CapacityProvider",
        "AWS::Lambda::EventSourceMapping",
        "AWS::Lambda::Function",
        "AWS::Lambda::Url",
        "AWS::Lambda::Version",
        "AWS::Scheduler::Schedule",
        NESTED,
    ]
)
"""Types that are taken, or counted where they are looked at."""
UNSAID = ("EphemeralStorage.Size", "ProtocolType")
"""Defaults that are nothing to note."""


def claims(source: Source) -> bool:
    """Whether *source* is a template: a mapping with resources that have a type."""
    data = source.data
    resources = data.get("Resources") if is_mapping(data) else None
    return is_mapping(resources) and any(
        key.startswith(LOOP) or (is_mapping(one) and "Type" in one) for key, one in resources.items()
    )


def draft(source: Source) -> Draft:
    """What the template *source* describes."""
    return describe(source, "CloudFormation", lambda _language, resources, _builder: resources)


def describe(source: Source, kind: str, transform: Callable[[Language, dict[str, Raw], Builder], dict[str, Raw]]) -> Draft:
    """What *source*, which is known to be a template, describes once *transform* has written out its resources.

    Raises:
        ScenarioError: if it asks for more than its budget, or parameters that are said do not fit.
    """
    template = source.document.data
    builder = Builder(source.name, kind, region=source.region)
    evaluated = language(source, template)
    found = _resources(source, template["Resources"], evaluated, builder)
    stack = Stack(source, evaluated, builder, transform(evaluated, found, builder))
    add_functions(stack)
    add_apis(stack)
    add_concurrency(stack)
    add_pollers(stack)
    add_network(stack)
    link(stack, calls_of(stack))
    for one in stack.of(NESTED):
        _nest(stack, one)
    _count(stack)
    return builder.draft()


def _resources(source: Source, given: dict[str, Any], evaluated: Language, builder: Builder) -> dict[str, Raw]:
    """The resources that are *given*, loops written out."""
    found: dict[str, Raw] = {}
    for key, one in given.items():
        home = ("Resources", key)
        written_out = evaluated.unrolled({key: one}) if key.startswith(LOOP) else {key: one}
        if not written_out:
            loop = Origin(source.name, source.document.line(home), key)
            builder.warn("is a loop over nothing that is known; its resources are not priced", loop)
        for name, resource in written_out.items():
            kind: Any = resource.get("Type") if is_mapping(resource) else None
            if is_mapping(resource) and isinstance(kind, str):
                rest = (resource.get("Condition"), resource.get("Metadata"), name)
                found[name] = Raw(kind, resource.get("Properties"), home, *rest)
            else:
                builder.warn("is no resource that is understood", Origin(source.name, source.document.line(home), name))
    return found


def _nest(stack: Stack, one: Item) -> None:
    """Take what a nested stack describes, if it is a local file."""
    from lambda_cost.templates import drafted

    metadata: Any = one.raw.metadata
    place = metadata.get(ASSET) if is_mapping(metadata) else None
    given = {name: foreign(value) for name, value in one.mapping("Parameters").items() if not isinstance(value, dict)}
    try:
        nested = stack.source.beside(one.value("TemplateURL") if place is None else place)
        stack.builder.take(drafted(nested.with_parameters(given)), f"{one.name}.")
    except LambdaCostError as error:
        one.warn(f"is a nested stack that is not read: {error}", "TemplateURL")
        stack.builder.not_priced("a nested stack that is not read")


def _count(stack: Stack) -> None:
    """Count what is not priced, and say which defaults were taken."""
    for one in stack.resources.values():
        gateway = one.kind == "AWS::EC2::VPCEndpoint" and one.value("VpcEndpointType") in {None, "Gateway"}
        private = one.kind == "AWS::EC2::VPCEndpoint" and "execute-api" in str(one.value("ServiceName"))
        if one.kind not in COUNTED and not is_free(one.kind) and not gateway and not private:
            stack.builder.not_priced(one.kind)
    for name, count in stack.defaulted.items():
        if name not in UNSAID:
            stack.builder.note(f"{name}, where it is not set, is AWS's default: {DEFAULTS[name]} ({count} ×).")
