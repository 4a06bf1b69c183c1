"""Schedules of a plan: those that call functions, and those that scale provisioned concurrency."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from lambda_cost.templates.terraform.blocks import NOT_KNOWN
from lambda_cost.templates.terraform.concurrency import add_scaled_concurrency
from lambda_cost.templates.terraform.context import FUNCTION_OR_ALIAS
from lambda_cost.templates.unresolved import reason_mark

if TYPE_CHECKING:
    from lambda_cost.templates.terraform.context import PlanContext
    from lambda_cost.templates.terraform.plan import Instance


def add_schedules(context: PlanContext) -> None:
    """Add the functions that rules and schedules call, and the levels of provisioned concurrency that schedules set."""
    targets: dict[str, list[str]] = defaultdict(list)
    for target in context.of_type("aws_cloudwatch_event_target"):
        functions = context.functions_of_attribute(target, "arn")
        rules = context.references.of_attribute(target, "rule", ("aws_cloudwatch_event_rule",))
        if rules:
            targets[rules[0].address] += functions
        else:
            context.callers.add_other(functions, "events")
    for rule in context.of_type("aws_cloudwatch_event_rule"):
        disabled = rule.attributes.get("state") == "DISABLED" or rule.attributes.get("is_enabled") is False
        _add_calls(context, rule, targets[rule.address], disabled=disabled)
    for schedule in context.of_type("aws_scheduler_schedule"):
        block = schedule.attributes.block("target")
        called = context.references.of_block(schedule, block, "arn", FUNCTION_OR_ALIAS)
        disabled = schedule.attributes.get("state") == "DISABLED"
        _add_calls(context, schedule, context.function_names(called), disabled=disabled)
    add_scaled_concurrency(context)


def _add_calls(context: PlanContext, rule: Instance, functions: list[str], *, disabled: bool) -> None:
    if not functions:
        return
    if disabled:
        context.builder.assume(f"{rule.address} is disabled, and calls nothing.")
        return
    expression = rule.attributes.get("schedule_expression")
    if expression in (None, ""):
        context.callers.add_other(functions, "events")
    else:
        known = reason_mark("it is known only after apply") if expression is NOT_KNOWN else expression
        context.callers.add_schedule(functions, known, lambda message: context.warn(rule, message))
