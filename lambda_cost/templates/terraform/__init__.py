"""Terraform and OpenTofu: what `show -json` prints of a plan or a state.

The language itself is not read: what a module, a variable or a `for_each` comes to, Terraform alone
knows, and its plan says it.

Reference: https://developer.hashicorp.com/terraform/internals/json-format
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.errors import Problem, ScenarioError
from lambda_cost.strict_yaml import is_mapping
from lambda_cost.templates.source import Source
from lambda_cost.templates.terraform.apis import add_apis
from lambda_cost.templates.terraform.concurrency import add_provisioned_concurrency
from lambda_cost.templates.terraform.context import PlanContext
from lambda_cost.templates.terraform.event_sources import add_event_sources
from lambda_cost.templates.terraform.functions import add_functions
from lambda_cost.templates.terraform.left_over import name_left_over
from lambda_cost.templates.terraform.microvms import add_microvms
from lambda_cost.templates.terraform.network import add_network
from lambda_cost.templates.terraform.plan import is_plan, read_plan
from lambda_cost.templates.terraform.schedules import add_schedules
from lambda_cost.templates.terraform.state import is_raw_state, state_document
from lambda_cost.templates.terraform.texts import HOW, is_language, what_else, wrapped_plan

if TYPE_CHECKING:
    from lambda_cost.scenario.draft import Draft

WHAT = "a Terraform or OpenTofu plan or state (show -json, or terraform.tfstate)"
STEPS = (
    add_functions,
    add_provisioned_concurrency,
    add_schedules,
    add_apis,
    add_event_sources,
    add_network,
    add_microvms,
    name_left_over,
)
"""What is taken from a plan, in this order."""


def claims(source: Source) -> bool:
    """Whether *source* is a plan or state, or something of Terraform's that has to become one first."""
    return is_language(source) or bool(what_else(source)) or _document(source) is not None


def draft(source: Source) -> Draft:
    """The draft of a plan or state.

    Raises:
        ScenarioError: if it is another of Terraform's files; the message says how to make the plan.
    """
    document, wrong = _document(source), what_else(source)
    if is_language(source):
        wrong = "is Terraform's language, which is not read: only Terraform knows what it comes to"
    if wrong or document is None:
        raise ScenarioError([Problem("", f"{wrong}; make what is read with {HOW}", source.name)])
    context = PlanContext(read_plan(document, source.name), source.region)
    for step in STEPS:
        step(context)
    context.callers.settle(context.builder)
    for reason in context.plan.partial:
        context.builder.note_partial(f"{source.name} {reason}.")
    return context.builder.build()


def _document(source: Source) -> dict[str, Any] | None:
    """The plan or state that *source* is, alone or with other output around it; None if it is none."""
    data = source.data
    if data is None and not source.is_folder:
        inside = wrapped_plan(source.text)
        data = Source.of(inside, source.name).data if inside else None
    if is_mapping(data) and is_raw_state(data):
        return state_document(data, source.name)
    return data if is_plan(data) else None
