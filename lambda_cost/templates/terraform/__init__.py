"""Terraform and OpenTofu: what `show -json` prints of a plan or a state.

The language itself is not read: what a module, a variable or a `for_each` comes to, Terraform alone
knows, and its plan says it.

Reference: https://developer.hashicorp.com/terraform/internals/json-format
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from lambda_cost import files
from lambda_cost.errors import Problem, ScenarioError
from lambda_cost.scenario.draft import Origin
from lambda_cost.strict_yaml import is_mapping
from lambda_cost.templates.terraform.apis import add_apis
from lambda_cost.templates.terraform.context import PlanContext
from lambda_cost.templates.terraform.functions import add_event_sources, add_functions, add_provisioned_concurrency
from lambda_cost.templates.terraform.network import add_network
from lambda_cost.templates.terraform.plan import HOW, is_plan, read_plan
from lambda_cost.templates.terraform.schedules import add_schedules

if TYPE_CHECKING:
    from lambda_cost.scenario.draft import Draft
    from lambda_cost.templates.source import Source

WHAT = "a Terraform or OpenTofu plan or state (show -json)"
ENDINGS = (".tf", ".tf.json", ".tofu", ".tofu.json", ".tfvars")
STEPS = (add_functions, add_provisioned_concurrency, add_schedules, add_apis, add_event_sources, add_network)
"""What is taken from a plan, in this order."""


def claims(source: Source) -> bool:
    """Whether *source* is a plan, or something of Terraform's that has to become one first."""
    return bool(_wrong(source)) or is_plan(source.data)


def draft(source: Source) -> Draft:
    """The draft of a plan or state.

    Raises:
        ScenarioError: if it is another of Terraform's files; the message says how to make the plan.
    """
    wrong = _wrong(source)
    if wrong:
        raise ScenarioError([Problem("", f"{wrong}; make what is read with {HOW}", source.name)])
    context = PlanContext(read_plan(source.data, source.name), source.region)
    for step in STEPS:
        step(context)
    context.callers.settle(context.builder)
    for warning in context.plan.warnings:
        context.builder.warn(warning, Origin(source.name, 0, ""))
    context.count_unpriced()
    return context.builder.build()


def _wrong(source: Source) -> str:
    """What *source* is instead of a plan; empty if it is nothing of Terraform's."""
    name = PurePath(source.name).name
    if name.endswith(ENDINGS):
        return "is Terraform's language, which is not read: only Terraform knows what it comes to"
    if source.is_folder:
        found = source.path is not None and bool(files.list_files(source.path, ".tf", depth=0))
        return "is a folder of Terraform's language, which is not read: only Terraform knows what it comes to" if found else ""
    if source.text.startswith('{"@level":') and '"terraform"' in source.text[:2000]:
        return "is the progress of a run (plan -json)"
    data = source.data
    if is_mapping(data) and "terraform_version" in data and "serial" in data and "format_version" not in data:
        return "is a state as Terraform keeps it, whose form may change"
    return ""
