"""A CDK program that was synthesised: the folder `cdk.out`, by its manifest, with all stacks and nested assemblies."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import LambdaCostError, Problem, ScenarioError
from lambda_cost.scenario.draft import Origin
from lambda_cost.strict_yaml import is_mapping
from lambda_cost.templates import cloudformation, sam
from lambda_cost.templates.builder import Builder
from lambda_cost.templates.cloudformation.part import make_part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.scenario.draft import Draft
    from lambda_cost.templates.cloudformation.part import TemplatePart
    from lambda_cost.templates.source import Source

WHAT = "a folder cdk.out of the AWS CDK, or its manifest.json"
MANIFEST = "manifest.json"
STACK, ASSEMBLY = "aws:cloudformation:stack", "cdk:cloud-assembly"
UNKNOWN = "unknown-"
"""How the account and the region of a stack begin that goes to wherever it is deployed."""


def claims(source: Source) -> bool:
    """Whether *source* is the folder of an assembly, or its manifest."""
    if source.is_folder:
        return source.has(MANIFEST)
    data = source.data
    return is_mapping(data) and is_mapping(data.get("artifacts")) and "version" in data


def draft(source: Source) -> Draft:
    """What all stacks of the assembly *source* describe.

    Raises:
        ScenarioError: if it is no assembly, or has no stack.
    """
    manifest = source.sibling(MANIFEST) if source.is_folder else source
    builder = Builder(source.name, "AWS CDK", region=source.region)
    stacks = [*_stacks(manifest, builder)]
    if not stacks:
        raise ScenarioError([*builder.warnings, Problem("", "has no stack that can be read", source.name)])
    regions = {region for _, region, _, _ in stacks}
    if len(regions) == 1 and not source.region and any(regions):
        builder.data["region"] = stacks[0][1]
    _refuse_unused(source, [template for _, _, template, _ in stacks])
    parts: list[TemplatePart] = []
    for name, region, template, stack_name in stacks:
        if not _has_resources(template):
            builder.assume(f"The stack {name} has no resources; it is skipped, as the CDK skips it.")
            continue
        if len(regions) > 1 and not region and not source.region:
            builder.assume(f"{name} says no region; it is priced where the scenario is.")
        own = region if len(regions) > 1 and not source.region else ""
        prefix = f"{name.replace('.', '-')}/" if len(stacks) > 1 else ""
        parts.append(replace(_part(source, template, region, own, prefix, builder), stack_name=stack_name))
    cloudformation.add_parts(builder, parts)
    return builder.build()


def _part(source: Source, template: Source, region: str, own_region: str, prefix: str, builder: Builder) -> TemplatePart:
    """The *template* of one stack, as a part of the program; it gets those of the parameters given that it declares."""
    if not cloudformation.claims(template):
        raise ScenarioError([Problem("", "is no CloudFormation template", template.name)])
    parameters = {key: value for key, value in source.parameters.items() if _declares(template, key)}
    known = replace(template, region=source.region or region, parameters=parameters)
    transform = sam.transform_of(known) if sam.claims(known) else cloudformation.as_they_stand
    return make_part(known, transform, builder, prefix, own_region)


def _stacks(manifest: Source, builder: Builder) -> Iterator[tuple[str, str, Source, str]]:
    """Name in the program, region, template and own name of each stack of an assembly and of the assemblies in it."""
    data = manifest.document.data
    artifacts: Any = data.get("artifacts") if is_mapping(data) else None
    for name, artifact in artifacts.items() if is_mapping(artifacts) else ():
        properties: Any = artifact.get("properties") if is_mapping(artifact) else None
        kind = artifact.get("type") if is_mapping(artifact) else None
        if kind not in {STACK, ASSEMBLY}:
            continue
        properties = properties if is_mapping(properties) else {}
        try:
            if kind == STACK:
                template = manifest.sibling(properties.get("templateFile"))
                yield name, _region(artifact.get("environment")), template, str(properties.get("stackName", name))
            else:
                yield from _stacks(manifest.sibling(f"{properties.get('directoryName')}/{MANIFEST}"), builder)
        except LambdaCostError as error:
            line = manifest.document.line(("artifacts", name))
            builder.warn(f"is not read: {error}", Origin(manifest.name, line, name))


def _region(environment: Any) -> str:
    """The region in `aws://account/region`; empty if the stack can go to any."""
    region = environment.rpartition("/")[2] if isinstance(environment, str) else ""
    return "" if region.startswith(UNKNOWN) else region


def _has_resources(template: Source) -> bool:
    data = template.document.data
    return not is_mapping(data) or bool(data.get("Resources"))


def _declares(template: Source, name: str) -> bool:
    data = template.document.data
    declared = data.get("Parameters") if is_mapping(data) else None
    return is_mapping(declared) and name in declared


def _refuse_unused(source: Source, templates: list[Source]) -> None:
    unused = [name for name in source.parameters if not any(_declares(template, name) for template in templates)]
    if unused:
        raise ScenarioError(Problem(f"parameter {name}", "is no parameter of any stack here", source.name) for name in unused)
