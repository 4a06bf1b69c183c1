"""Terraform and OpenTofu: what `show -json` prints of a plan or a state, raw states, and the language itself.

A folder of the language becomes the document of a plan, as far as source alone says it (`language`); everything after
that is the same.

Reference: https://developer.hashicorp.com/terraform/internals/json-format
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.errors import Problem, ScenarioError
from lambda_cost.scenario.draft import Origin
from lambda_cost.strict_yaml import is_mapping
from lambda_cost.templates.source import Source
from lambda_cost.templates.terraform.apis import add_apis
from lambda_cost.templates.terraform.concurrency import add_provisioned_concurrency
from lambda_cost.templates.terraform.context import PlanContext
from lambda_cost.templates.terraform.event_sources import add_event_sources
from lambda_cost.templates.terraform.functions import add_functions
from lambda_cost.templates.terraform.language.document import read_source
from lambda_cost.templates.terraform.left_over import DOMAIN, name_left_over
from lambda_cost.templates.terraform.network import add_network
from lambda_cost.templates.terraform.other_callers import add_other_callers
from lambda_cost.templates.terraform.plan import is_plan, read_plan, type_of
from lambda_cost.templates.terraform.schedules import add_schedules
from lambda_cost.templates.terraform.state import is_raw_state, state_document
from lambda_cost.templates.terraform.texts import HOW, is_language, what_else, wrapped_plan

if TYPE_CHECKING:
    from lambda_cost.scenario.draft import Draft
    from lambda_cost.templates.builder import Builder
    from lambda_cost.templates.terraform.plan import Plan

WHAT = "a Terraform or OpenTofu plan or state (show -json, or terraform.tfstate), or a folder of .tf files"
FROM_SOURCE = (
    "Read from Terraform's source, not from a plan: what only a run of Terraform knows is asked for, or named in a warning."
    " A plan says more."
)


def _add_microvms(context: PlanContext) -> None:
    """Ask of each image what the MicroVMs made of it use, and how much of it is stored."""
    for image in context.of_type("aws_lambdamicrovms_image"):
        name = context.add("microvms", image, {})
        context.builder.ask("microvms", name, "storage_gb_months")


STEPS = (
    add_functions,
    add_provisioned_concurrency,
    add_schedules,
    add_apis,
    add_event_sources,
    add_other_callers,
    add_network,
    _add_microvms,
    name_left_over,
)
"""What is taken from a plan, in this order."""


def claims(source: Source) -> bool:
    """Whether *source* is a plan, a state or Terraform's language, or something of it that has to become one of them first."""
    return is_language(source) or bool(what_else(source)) or _document(source) is not None


def draft(source: Source) -> Draft:
    """The draft of a plan, a state or a folder of Terraform's language.

    Raises:
        ScenarioError: if it is another of Terraform's files; the message says how to make the plan.
    """
    wrong, document = what_else(source), _document(source)
    if wrong:
        raise ScenarioError([Problem("", f"{wrong}; make what is read with {HOW}", source.name)])
    if document is not None:
        return _drafted(read_plan(document, source.name), source.region).build()
    read = read_source(source)
    plan = read_plan(read.data, source.name)
    plan.kind, plan.places, plan.reasons = "Terraform source", read.places, read.reasons
    builder = _drafted(plan, source.region)
    for gap in read.partial:
        builder.note_partial(f"{gap}.")
    for warning in read.warnings:
        if DOMAIN.match(type_of(warning.field)) or warning.field.rpartition(".")[0].endswith("module"):
            builder.warn(warning.message, Origin(warning.file, warning.line, warning.field))
    for note in (FROM_SOURCE, *read.notes):
        builder.assume(note)
    return builder.build()


def _drafted(plan: Plan, region: str) -> Builder:
    context = PlanContext(plan, region)
    for step in STEPS:
        step(context)
    context.callers.settle(context.builder)
    for reason in plan.partial:
        context.builder.note_partial(f"{plan.file} {reason}.")
    return context.builder


def _document(source: Source) -> dict[str, Any] | None:
    """The plan or state that *source* is, alone or with other output around it; None if it is none."""
    data = source.data
    if data is None and not source.is_folder:
        inside = wrapped_plan(source.text)
        data = Source.of(inside, source.name).data if inside else None
    if is_mapping(data) and is_raw_state(data):
        return state_document(data, source.name)
    return data if is_plan(data) else None
