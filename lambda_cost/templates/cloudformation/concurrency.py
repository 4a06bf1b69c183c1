"""Provisioned concurrency: of aliases and versions, and by the schedules that scale it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.scenario.unknown import Most
from lambda_cost.templates import unresolved
from lambda_cost.templates.cron import minutes_of_week
from lambda_cost.templates.weekly_levels import of_week

if TYPE_CHECKING:
    from lambda_cost.templates.cloudformation.stack import Item, Stack

CONFIG = ("ProvisionedConcurrencyConfig", "ProvisionedConcurrentExecutions")
PUBLISHED = ("AWS::Lambda::Alias", "AWS::Lambda::Version")
DIMENSION = "lambda:function:ProvisionedConcurrency"


def add_concurrency(stack: Stack) -> None:
    """Give each function the environments that are kept ready for its aliases and versions."""
    for function in stack.of("AWS::Lambda::Function"):
        section, name = stack.names.get(function.name, ("", ""))
        versions = [one for kind in PUBLISHED for one in stack.about(function, kind, "FunctionName")]
        configured = [one for one in versions if one.value(CONFIG[0]) is not None]
        about = stack.about(function, "AWS::ApplicationAutoScaling::ScalableTarget", "ResourceId")
        targets = [one for one in about if one.value("ScalableDimension") == DIMENSION]
        if configured or targets:
            if section != "functions":
                function.warn("has provisioned concurrency, which is not charged where it runs")
                continue
            fields = _scaled(stack, name, targets) if targets else _fixed(configured)
            if fields:
                stack.builder.feature(section, name, "provisioned_concurrency", fields)


def _fixed(configured: list[Item]) -> dict[str, Any] | None:
    """Environments of all *configured* together; None if there are none, and none of them if one is unknown."""
    numbers = [one.number(*CONFIG) for one in configured]
    if None in numbers:
        return {"environments": None} if numbers else None
    total = sum((number for number in numbers if number is not None), Decimal(0))
    return {"environments": total} if total else None


def _scaled(stack: Stack, name: str, targets: list[Item]) -> dict[str, Any] | None:
    """What schedules make of the concurrency; where traffic makes it, there is only a bound."""
    one = targets[0]
    policies = [policy for policy in stack.of("AWS::ApplicationAutoScaling::ScalingPolicy") if _is_about(policy, one)]
    actions = one.items("ScheduledActions")
    why = "scales provisioned concurrency by traffic"
    if len(targets) > 1:
        why = "is one of several scalable targets of one function"
    elif not policies and actions:
        try:
            return _by_schedule(actions)
        except ValueError as error:
            why = f"has a schedule that {error}"
    one.warn(f"{why}; the concurrency on the average is not known")
    most = one.number("MaxCapacity")
    if most is not None:
        path = f"functions.{name}.provisioned_concurrency.environments"
        stack.builder.most[path] = Most(most, "the maximum of its scaling")
    return {"environments": None}


def _is_about(policy: Item, target: Item) -> bool:
    named = unresolved.references(policy.value("ScalingTargetId"))
    return target.name in named or policy.value("ResourceId") == target.value("ResourceId")


def _by_schedule(actions: list[Any]) -> dict[str, Any] | None:
    """Windows of one level between nothing, or else the average of the week.

    Raises:
        ValueError: if an action cannot be placed in a week; the message continues `a schedule that`.
    """
    steps: dict[int, Decimal] = {}
    for action in actions:
        level = action["ScalableTargetAction"].get("MinCapacity") if _is_action(action) else None
        if level is None:
            message = "has an action without a capacity"
            raise ValueError(message)
        steps |= dict.fromkeys(minutes_of_week(unresolved.known(action.get("Schedule"))), unresolved.number_of(level))
    return of_week(steps)


def _is_action(action: Any) -> bool:
    return isinstance(action, dict) and isinstance(action.get("ScalableTargetAction"), dict)  # pyright: ignore[reportUnknownMemberType]
