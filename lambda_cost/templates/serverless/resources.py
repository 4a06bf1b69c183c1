"""What a service has beside its functions: resources in CloudFormation's words, sections and plugins."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import LambdaCostError, ScenarioError
from lambda_cost.scenario.draft import Origin
from lambda_cost.strict_yaml import Document, is_mapping
from lambda_cost.templates import cloudformation, sam
from lambda_cost.templates.cloudformation.part import make_part
from lambda_cost.templates.left_over import NOTHING_IS_FREE, FreeNames, ReadRecord, warn_left_over
from lambda_cost.templates.serverless import free_keys

if TYPE_CHECKING:
    from lambda_cost.templates.serverless.context import ServiceContext

READ_SECTIONS = ("functions", "mcp", "provider", "resources", "sandboxes", "service")
TEMPLATE = ("Parameters", "Mappings", "Conditions", "Resources")
"""Sections of a template that decide what its resources are."""
CACHE = re.compile(r"(?i).*(cache_?cluster|caching).*")
"""How plugins name settings of an API's cache."""


def add_resources(context: ServiceContext) -> None:
    """Add what resources in CloudFormation's words describe, read as the template that they are."""
    template: dict[str, Any] = {key: {} for key in TEMPLATE}
    for index, part in enumerate(context.parts("resources")):
        record = ReadRecord(part if is_mapping(part) else {})
        record.mark(*TEMPLATE, "extensions")
        template |= {"Transform": record.read("Transform")} if record.peek("Transform") else {}
        warn_left_over(context.builder, record, free_keys.RESOURCES, context.origin("resources", str(index)))
        for key in TEMPLATE:
            section = part.get(key) if is_mapping(part) else None
            template[key] |= section if is_mapping(section) else {}
        for key in ("Resources", "extensions"):
            _warn_of_changes(context, key, part.get(key) if is_mapping(part) else None)
    own = {key: value for key, value in template["Resources"].items() if _is_own(context, key, value)}
    template["Resources"] = own | context.made.resources
    if own or context.made.refers:
        _add_template(context, template)
    else:
        context.callers.settle(context.builder)


def _warn_of_changes(context: ServiceContext, key: str, resources: Any) -> None:
    """Warn of what is merged over resources of the framework, memory and all."""
    for name, resource in resources.items() if is_mapping(resources) else ():
        if not _is_own(context, name, resource):
            path = ("resources", key, name)
            message = "changes a resource of the framework; that is not read here but in the packaged template"
            context.builder.warn(message, Origin(context.source.name, context.document.line(path), ".".join(path)))


def _is_own(context: ServiceContext, name: str, resource: Any) -> bool:
    """Whether the *resource* called *name* is the service's own, and no change of what the framework makes."""
    return is_mapping(resource) and isinstance(resource.get("Type"), str) and name not in context.made.resources


def _add_template(context: ServiceContext, template: dict[str, Any]) -> None:
    document = context.document
    document.line(())  # so that its lines are known
    below = [(path[1:], line) for path, line in document.lines.items() if path[0] == "resources"]
    lines = {path[1:] if path and path[0].isdecimal() else path: line for path, line in below}  # parts of a list have numbers
    region = context.builder.data.get("region", "")
    parsed: dict[str, Document | LambdaCostError] = {"text": Document(template, document.name, lines)}
    source = replace(context.source, is_folder=False, parameters={}, region=region, _parsed=parsed)
    transform = sam.transform_of(source) if sam.claims(source) else cloudformation.as_they_stand
    try:
        part = make_part(source, transform, context.builder)
        cloudformation.add_parts(context.builder, [part], context.made.places, context.callers)
    except ScenarioError as error:
        context.builder.warn(f"are not read to the end: {error}", context.origin("resources"))
        context.callers.settle(context.builder)


def warn_of_sections(context: ServiceContext) -> None:
    """Warn of every section that is not read, of every such setting of the provider, and of caches of plugins."""
    sections = ReadRecord(dict.fromkeys(context.data, True))
    sections.mark(*READ_SECTIONS)
    for name in sections.left_over(free_keys.TOP_LEVEL):
        context.builder.warn(
            "is a section that is not read here; if it costs money, that is not in the bill", context.origin(name)
        )
    context.provider_record.mark("capacityProviders", "architecture", "memorySize", "timeout")
    warn_left_over(context.builder, context.provider_record, free_keys.PROVIDER, context.origin("provider"))
    custom = context.section("custom")
    if context.plugins and is_mapping(custom):
        settings = ReadRecord(custom)
        read = FreeNames(" ".join(context.caches_read))
        caches = [path for path in settings.left_over(read) if CACHE.fullmatch(path)]
        named = ReadRecord(dict.fromkeys(caches, True))
        warn_left_over(
            context.builder, named, NOTHING_IS_FREE, context.origin("custom"), "settings of a cache that are not read"
        )


def note_plugins(context: ServiceContext) -> None:
    """Note what the plugins may add, and which defaults were taken of environment variables."""
    if context.plugins:
        names = ", ".join(sorted(context.plugins))
        context.builder.assume(f"Plugins may add resources, which are not read here: {names}.")
    for name in context.variables.defaulted:
        context.builder.assume(
            f"The environment variable {name} was not handed over (switch: --env); the file's default is taken."
        )
