"""Schedules of a plan: those that call functions, and those that scale provisioned concurrency."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.scenario.unknown import UpperBound
from lambda_cost.templates.aws_defaults import PROVISIONED_CONCURRENCY
from lambda_cost.templates.cron import minutes_of_week
from lambda_cost.templates.terraform.context import FUNCTION_OR_ALIAS
from lambda_cost.templates.terraform.plan import NOT_KNOWN
from lambda_cost.templates.unresolved import reason_mark
from lambda_cost.templates.weekly_levels import concurrency_of_week

if TYPE_CHECKING:
    from lambda_cost.templates.terraform.context import PlanContext
    from lambda_cost.templates.terraform.plan import Instance


def add_schedules(context: PlanContext) -> None:
    """Add the functions that rules and schedules call, and the levels of provisioned concurrency that schedules set."""
    targets: dict[str, list[str]] = defaultdict(list)
    for target in context.of_type("aws_cloudwatch_event_target"):
        for rule in context.references.of_attribute(target, "rule", ("aws_cloudwatch_event_rule",))[:1]:
            targets[rule.address] += context.functions_of_attribute(target, "arn")
    for rule in context.of_type("aws_cloudwatch_event_rule"):
        disabled = rule.attributes.get("state") == "DISABLED" or rule.attributes.get("is_enabled") is False
        _add_calls(context, rule, targets[rule.address], disabled=disabled)
    for schedule in context.of_type("aws_scheduler_schedule"):
        block = schedule.attributes.block("target")
        functions = context.references.of_block(schedule, block, "arn", FUNCTION_OR_ALIAS)
        disabled = schedule.attributes.get("state") == "DISABLED"
        _add_calls(context, schedule, context.function_names(functions), disabled=disabled)
    _add_scaled_concurrency(context)


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


def _add_scaled_concurrency(context: PlanContext) -> None:
    """Add provisioned concurrency that Application Auto Scaling sets."""
    levels: dict[str, list[tuple[str, Decimal]]] = defaultdict(list)
    for scheduled in context.of_type("aws_appautoscaling_scheduled_action"):
        action = scheduled.attributes.block("scalable_target_action")
        least, most = action.get("min_capacity"), action.get("max_capacity")
        level = _number(most if least is None else least)
        expression = scheduled.attributes.get("schedule")
        for name in _scaled_function(context, scheduled):
            if isinstance(expression, str) and level is not None:
                levels[name].append((expression, level))
            else:
                context.warn(scheduled, "sets a level that is known only after apply; it is left out")
    for target in context.of_type("aws_appautoscaling_target"):
        for name in _scaled_function(context, target):
            if levels.get(name):
                _scale_by_schedule(context, target, name, levels[name])
            else:
                _scale_by_traffic(context, target, name)


def _scale_by_schedule(context: PlanContext, target: Instance, name: str, levels: list[tuple[str, Decimal]]) -> None:
    try:
        steps = {minute: level for expression, level in levels for minute in minutes_of_week(expression)}
    except ValueError as error:
        context.warn(target, f"has a schedule that {error}; its level is unknown")
        _scale_by_traffic(context, target, name)
        return
    fields = concurrency_of_week(steps)
    if fields is not None:
        context.builder.add_feature("functions", name, "provisioned_concurrency", fields)


def _scale_by_traffic(context: PlanContext, target: Instance, name: str) -> None:
    """The level is between two bounds: unknown, unless they are the same."""
    least, most = (_number(target.attributes.get(key)) for key in ("min_capacity", "max_capacity"))
    fixed = least if least == most else None
    context.builder.data["functions"][name].setdefault("provisioned_concurrency", {}).pop("environments", None)
    context.builder.add_feature("functions", name, "provisioned_concurrency", {"environments": fixed})
    if most is not None and fixed is None:
        path = f"functions.{name}.provisioned_concurrency.environments"
        context.builder.upper_bounds[path] = UpperBound(most, "its max_capacity")


def _scaled_function(context: PlanContext, instance: Instance) -> list[str]:
    """The function whose provisioned concurrency *instance* scales; none if it scales something else."""
    dimension = instance.attributes.get("scalable_dimension")
    resource = instance.attributes.values.get("resource_id")
    other = isinstance(dimension, str) and dimension != PROVISIONED_CONCURRENCY
    if other or (isinstance(resource, str) and not resource.startswith("function:")):
        return []
    return context.functions_of_attribute(instance, "resource_id")[:1]


def _number(value: Any) -> Decimal | None:
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
