"""Provisioned concurrency of a plan: configured as a number, and scaled by schedules or traffic."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.scenario.unknown import UpperBound
from lambda_cost.templates.aws_defaults import may_scale_concurrency
from lambda_cost.templates.cron import minutes_of_week
from lambda_cost.templates.terraform.blocks import NOT_KNOWN, Block
from lambda_cost.templates.weekly_levels import concurrency_of_week

if TYPE_CHECKING:
    from lambda_cost.templates.terraform.context import PlanContext
    from lambda_cost.templates.terraform.plan import Instance

FEATURE = "provisioned_concurrency"
OF_CLOUD_CONTROL = ("awscc_lambda_alias", "awscc_lambda_version")
"""Types that have their provisioned concurrency in a block."""


class _Level(NamedTuple):
    """What one scheduled action sets."""

    expression: str
    """When: `cron(0 8 ? * MON-FRI *)`."""
    environments: Decimal | None
    """How many are kept ready from then on; None if that is not known."""


def add_provisioned_concurrency(context: PlanContext) -> None:
    """Add provisioned concurrency that is configured as a fixed number."""
    for config in context.of_type("aws_lambda_provisioned_concurrency_config"):
        _add_fixed(context, config, config.attributes)
    for version in context.of_type(*OF_CLOUD_CONTROL):
        for block in version.attributes.blocks("provisioned_concurrency_config"):
            _add_fixed(context, version, block)


def _add_fixed(context: PlanContext, config: Instance, block: Block) -> None:
    given = block.get("provisioned_concurrent_executions")
    count = context.known(config, "provisioned_concurrent_executions", given)
    many = f"{count:f} environments" if isinstance(count, Decimal) else "environments"
    names = context.function_of(config, "function_name")
    if not names:
        context.warn_of_function_elsewhere(config, "function_name", f"keeps {many} ready (provisioned concurrency) for")
    for name in names:
        context.builder.parts[config.address] = f"functions.{name}"
        feature: dict[str, Any] = context.builder.data["functions"][name].pop(FEATURE, {"environments": Decimal(0)})
        before = feature.get("environments")
        fields = {"environments": before + count} if isinstance(count, Decimal) and before is not None else {}
        context.builder.add_feature("functions", name, FEATURE, fields)


def add_scaled_concurrency(context: PlanContext) -> None:
    """Add provisioned concurrency that Application Auto Scaling sets."""
    levels: dict[str, list[_Level]] = defaultdict(list)
    for scheduled in context.of_type("aws_appautoscaling_scheduled_action"):
        action = scheduled.attributes.block("scalable_target_action")
        least, most = action.get("min_capacity"), action.get("max_capacity")
        given, expression = most if least in (None, "") else least, scheduled.attributes.get("schedule")
        level = _Level(expression, _number(given)) if isinstance(expression, str) else _Level("", None)
        names = _scaled_function(context, scheduled)
        if not names and _is_scaled_concurrency(scheduled):
            context.warn_of_function_elsewhere(scheduled, "resource_id", "sets the provisioned concurrency of")
        for name in names:
            levels[name].append(level)
            if level.environments is None:
                is_open = NOT_KNOWN in (given, expression, scheduled.attributes.peek("scalable_target_action"))
                why = "is known only after apply" if is_open else "is not understood (schedule, min_capacity, max_capacity)"
                context.warn(scheduled, f"sets a level that {why}; the concurrency on the average is not known")
    _scale_targets(context, levels)


def _scale_targets(context: PlanContext, levels: dict[str, list[_Level]]) -> None:
    scaled: set[str] = set()
    policies = context.of_type("aws_appautoscaling_policy")
    by_traffic = {name for policy in policies for name in _scaled_function(context, policy)}
    for target in context.of_type("aws_appautoscaling_target"):
        names = _scaled_function(context, target)
        if not names and _is_scaled_concurrency(target):
            context.warn_of_function_elsewhere(target, "resource_id", "scales the provisioned concurrency of")
        for name in names:
            if name in scaled:
                context.warn(target, "is one of several scalable targets of one function; its concurrency is asked for")
                context.builder.data["functions"][name][FEATURE] = {}
            elif levels.get(name) and name in by_traffic:
                context.warn(target, "is scaled by schedule and by traffic; the concurrency on the average is not known")
                _ask(context, target, name)
            elif levels.get(name):
                _scale_by_schedule(context, target, name, levels[name])
            else:
                _ask(context, target, name, or_fixed=True)
            scaled.add(name)
    for name in levels.keys() - scaled:
        path = f"functions.{name}"
        context.builder.warn(
            "has levels of provisioned concurrency by schedule, and no scalable target in the plan; they are not in the bill",
            context.builder.origins[path],
        )


def _scale_by_schedule(context: PlanContext, target: Instance, name: str, levels: list[_Level]) -> None:
    known = [(expression, level) for expression, level in levels if level is not None]
    steps: dict[int, Decimal] = {}
    try:
        steps = {minute: level for expression, level in known for minute in minutes_of_week(expression)}
    except ValueError as error:
        context.warn(target, f"has a schedule that {error}; its level is unknown")
        known = []
    if len(known) < len(levels):
        _ask(context, target, name)
        return
    fields = concurrency_of_week(steps)
    if fields is not None:
        context.builder.add_feature("functions", name, FEATURE, fields)


def _ask(context: PlanContext, target: Instance, name: str, *, or_fixed: bool = False) -> None:
    """Ask for the level, which is between the two bounds of *target*; those that are the same are it, if it is *or_fixed*."""
    least, most = (_number(target.attributes.get(key)) for key in ("min_capacity", "max_capacity"))
    fixed = least if or_fixed and least == most else None
    context.builder.data["functions"][name].setdefault(FEATURE, {}).pop("environments", None)
    context.builder.add_feature("functions", name, FEATURE, {"environments": fixed})
    if most is not None and fixed is None:
        path = f"functions.{name}.provisioned_concurrency.environments"
        context.builder.upper_bounds[path] = UpperBound(most, "its max_capacity")


def _scaled_function(context: PlanContext, instance: Instance) -> list[str]:
    """The function whose provisioned concurrency *instance* scales; none if it scales something else."""
    if not _is_scaled_concurrency(instance):
        return []
    return context.functions_of_attribute(instance, "resource_id")[:1]


def _is_scaled_concurrency(instance: Instance) -> bool:
    """Whether *instance* scales a function, and not a table or a service; what is not known may be one."""
    names = ("scalable_dimension", "resource_id", "service_namespace")
    given = [instance.attributes.get(name) for name in names]
    known = [value if isinstance(value, str) else None for value in given]
    return may_scale_concurrency(*known) and (any(known) or NOT_KNOWN in given)


def _number(value: Any) -> Decimal | None:
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
