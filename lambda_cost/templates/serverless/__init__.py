"""The Serverless Framework: serverless.yml, with its own defaults.

What it packages is CloudFormation, and read as that: `.serverless/cloudformation-template-update-stack.json`.

Reference: https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from lambda_cost.errors import Problem, ScenarioError, shown
from lambda_cost.strict_yaml import is_mapping
from lambda_cost.templates.serverless.context import ServiceContext
from lambda_cost.templates.serverless.functions import add_functions
from lambda_cost.templates.serverless.instances import add_sandboxes
from lambda_cost.templates.serverless.resources import add_resources, note_plugins, warn_of_sections
from lambda_cost.templates.serverless.structure import warn_of_hidden_parts
from lambda_cost.templates.unresolved import reason_unresolved

if TYPE_CHECKING:
    from lambda_cost.scenario.draft import Draft
    from lambda_cost.templates.source import Source

WHAT = "a serverless.yml"
PROGRAMS = (".ts", ".js", ".cjs", ".mjs")
NAMES = ("serverless.yml", "serverless.yaml", "serverless.json")
PACKAGED = "serverless package, and import .serverless/cloudformation-template-update-stack.json"


def claims(source: Source) -> bool:
    """Whether *source* is a service of the Serverless Framework, or the folder of one."""
    if source.is_folder:
        return any(map(source.has, NAMES))
    if _is_program(source):
        return True
    data = source.data
    parts = {"service", "functions", "sandboxes", "mcp"}
    return is_mapping(data) and "provider" in data and bool(parts & data.keys()) and "Resources" not in data


def draft(source: Source) -> Draft:
    """The draft of a service.

    Raises:
        ScenarioError: if it is a program, not on AWS, has a key twice, or its variables lead nowhere.
    """
    if _is_program(source):
        raise ScenarioError([Problem("", f"is a program, which is not run; make what is read with: {PACKAGED}", source.name)])
    if source.is_folder:
        source = source.sibling(next(name for name in NAMES if source.has(name)))
    if source.document.repeated_keys:  # the framework refuses them
        raise ScenarioError(source.document.repeated_keys)
    context = ServiceContext(source)
    provider = context.provider.get("name", "aws")
    why = reason_unresolved(provider)
    if why:
        context.builder.warn(f"cannot be resolved: {why}; what it sets is not known", context.origin("provider"))
    elif provider != "aws":
        raise ScenarioError([context.document.problem(("provider", "name"), f"is {shown(provider)}; allowed: aws")])
    add_functions(context)
    add_sandboxes(context)
    add_resources(context)
    warn_of_hidden_parts(context)
    warn_of_sections(context)
    note_plugins(context)
    return context.builder.build()


def _is_program(source: Source) -> bool:
    name = PurePath(source.name)
    return name.stem == "serverless" and name.suffix in PROGRAMS
