"""Schedules of a plan: of functions, whose requests they are, and of provisioned concurrency."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.scenario.unknown import Most
from lambda_cost.templates.cron import minutes_of_week
from lambda_cost.templates.terraform.functions import FUNCTION_OR_ALIAS, named
from lambda_cost.templates.weekly_levels import of_week

if TYPE_CHECKING:
    from lambda_cost.templates.terraform.drafting import Drafting
    from lambda_cost.templates.terraform.plan import Instance

DIMENSION = "lambda:function:ProvisionedConcurrency"


def schedules(work: Drafting) -> None:
    """Count what rules and schedules call, and the levels of provisioned concurrency."""
    called: dict[str, list[str]] = defaultdict(list)
    for target in work.of("aws_cloudwatch_event_target"):
        for rule in work.links.meant(target, "rule", ("aws_cloudwatch_event_rule",))[:1]:
            called[rule.address] += named(work, work.links.meant(target, "arn", FUNCTION_OR_ALIAS))
    for rule in work.of("aws_cloudwatch_event_rule"):
        disabled = rule.attributes.get("state") == "DISABLED" or rule.attributes.get("is_enabled") is False
        _fires(work, rule, called[rule.address], disabled=disabled)
    for one in work.of("aws_scheduler_schedule"):
        block = one.attributes.block("target")
        functions = work.links.of(one, block.values.get("arn"), (block.written or {}).get("arn"), FUNCTION_OR_ALIAS)
        _fires(work, one, named(work, functions), disabled=one.attributes.get("state") == "DISABLED")
    _scaled(work)


def _fires(work: Drafting, rule: Instance, functions: list[str], *, disabled: bool) -> None:
    if disabled and functions:
        work.builder.note(f"{rule.address} is disabled, and calls nothing.")
        return
    for name in functions:
        expression = rule.attributes.get("schedule_expression")
        if expression in (None, ""):
            work.triggers.other(name, "events")
        else:
            work.triggers.schedule(name, expression, work.builder, work.origin(rule))


def _scaled(work: Drafting) -> None:
    """Provisioned concurrency that Application Auto Scaling sets."""
    levels: dict[str, list[tuple[str, Decimal]]] = defaultdict(list)
    for one in work.of("aws_appautoscaling_scheduled_action"):
        action = one.attributes.block("scalable_target_action")
        least, most = action.get("min_capacity"), action.get("max_capacity")
        expression = one.attributes.get("schedule")
        for name in _functions(work, one):
            if isinstance(expression, str) and (number := _number(most if least is None else least)) is not None:
                levels[name].append((expression, number))
            else:
                work.warn(one, "sets a level that is known only after apply; it is left out")
    for one in work.of("aws_appautoscaling_target"):
        for name in _functions(work, one):
            if levels.get(name):
                _by_schedule(work, one, name, levels[name])
            else:
                _by_use(work, one, name)


def _by_schedule(work: Drafting, one: Instance, name: str, levels: list[tuple[str, Decimal]]) -> None:
    try:
        steps = {minute: level for expression, level in levels for minute in minutes_of_week(expression)}
    except ValueError as error:
        work.warn(one, f"has a schedule that {error}; its level is unknown")
        _by_use(work, one, name)
        return
    fields = of_week(steps)
    if fields is not None:
        work.builder.feature("functions", name, "provisioned_concurrency", fields)


def _by_use(work: Drafting, one: Instance, name: str) -> None:
    """The level is between two bounds: unknown, but where they are one."""
    least, most = (_number(one.attributes.get(key)) for key in ("min_capacity", "max_capacity"))
    fixed = least if least == most else None
    given = work.builder.data["functions"][name].setdefault("provisioned_concurrency", {})
    given.pop("environments", None)
    work.builder.feature("functions", name, "provisioned_concurrency", {"environments": fixed})
    if most is not None and fixed is None:
        work.builder.most[f"functions.{name}.provisioned_concurrency.environments"] = Most(most, "its max_capacity")


def _functions(work: Drafting, one: Instance) -> list[str]:
    """The function whose provisioned concurrency *one* scales."""
    dimension = one.attributes.get("scalable_dimension")
    if isinstance(dimension, str) and dimension != DIMENSION:
        return []
    value = one.attributes.values.get("resource_id")
    if isinstance(value, str) and not value.startswith("function:"):
        return []
    return named(work, work.links.meant(one, "resource_id", FUNCTION_OR_ALIAS))[:1]


def _number(value: Any) -> Decimal | None:
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
