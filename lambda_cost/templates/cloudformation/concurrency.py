"""Provisioned concurrency: of aliases and versions, and by the schedules that scale it."""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.quantity import EXACT
from lambda_cost.scenario.unknown import UpperBound
from lambda_cost.strict_yaml import is_mapping
from lambda_cost.templates.aws_defaults import PROVISIONED_CONCURRENCY, may_scale_concurrency
from lambda_cost.templates.cloudformation.stack import FUNCTION, PUBLISHED
from lambda_cost.templates.cron import minutes_of_week
from lambda_cost.templates.unresolved import DYNAMIC, OPEN, as_number, referenced_resources, resolved_text
from lambda_cost.templates.weekly_levels import concurrency_of_week

if TYPE_CHECKING:
    from lambda_cost.templates.cloudformation.stack import Stack, StackResource

SCALABLE = "AWS::ApplicationAutoScaling::ScalableTarget"
WANTED = {"ScalableDimension": PROVISIONED_CONCURRENCY, "ResourceId": "function:", "ServiceNamespace": "lambda"}
"""How the properties of a target begin that scales a function."""
FEATURE = "provisioned_concurrency"
CONFIG = ("ProvisionedConcurrencyConfig", "ProvisionedConcurrentExecutions")


def add_concurrency(stack: Stack) -> None:
    """Give each function the environments that are kept ready for its aliases and versions."""
    for function in stack.of_type(FUNCTION):
        section, name = stack.names.get(function.name, ("", ""))
        versions = [version for kind in PUBLISHED for version in stack.linked_to(function, kind, "FunctionName")]
        configured = [version for version in versions if version.has(CONFIG[0])]
        targets = [target for target in stack.linked_to(function, SCALABLE, "ResourceId") if _scales_concurrency(target)]
        if not configured and not targets:
            continue
        if section != "functions":
            function.warn("has provisioned concurrency, which is not charged where it runs")
            for each in (*configured, *targets):
                each.record.mark()
            continue
        for version in configured if targets else ():
            version.record.mark(CONFIG[0])
            version.warn(f"has {CONFIG[0]}, and scaling sets how many are ready; what the scaling sets is taken", CONFIG[0])
        before = stack.builder.data[section][name].pop(FEATURE, None)
        fields = _scaled(stack, name, targets) if targets else _fixed(configured)
        if before is not None:
            fields = _with_those_before(before, fields, targets)
        if fields:
            stack.builder.add_feature(section, name, FEATURE, fields)
    _warn_of_elsewhere(stack)


def _with_those_before(before: dict[str, Any], fields: dict[str, Any] | None, targets: list[StackResource]) -> dict[str, Any]:
    """The *fields* with the environments that the draft had *before*; unknown where a target may scale those."""
    own, more = before.get("environments"), (fields or {"environments": Decimal(0)}).get("environments")
    for target in targets if more is not None else ():
        target.warn("scales a function that has provisioned concurrency of its own; how many there are together is not known")
    return {"environments": None if targets or own is None or more is None else EXACT.add(own, more)}


def _warn_of_elsewhere(stack: Stack) -> None:
    """Warn of environments that are kept for functions of other templates: they are charged all the same."""
    for version in (each for kind in PUBLISHED for each in stack.unlinked(kind, "FunctionName")):
        if version.has(CONFIG[0]):
            number = version.number(*CONFIG)
            many = "provisioned concurrency" if number is None else f"{number:f} environments of provisioned concurrency"
            version.warn(f"keeps {many} for {version.outside('FunctionName')}", CONFIG[0])
    for target in filter(_scales_concurrency, stack.unlinked(SCALABLE, "ResourceId")):
        target.record.mark()
        target.warn(f"scales the provisioned concurrency of {target.outside('ResourceId')}", "ResourceId")


def _scales_concurrency(target: StackResource) -> bool:
    dimension, resource, namespace = (_known(target.value(key), wanted) for key, wanted in WANTED.items())
    return may_scale_concurrency(dimension, resource, namespace)


def _known(value: Any, wanted: str) -> str | None:
    """A text of which enough is known to say whether it begins with what is *wanted*; None if it may, or may not."""
    if not isinstance(value, str):
        return None
    begins = value.partition(OPEN)[0].partition(DYNAMIC)[0]
    is_open = begins != value and len(begins) < len(wanted) and wanted.startswith(begins)
    return None if is_open else value


def _fixed(configured: list[StackResource]) -> dict[str, Any] | None:
    """Environments of all *configured* versions together: unknown if one of them is, and None if there are none."""
    numbers = [version.number(*CONFIG) for version in configured]
    if None in numbers:
        return {"environments": None}
    total: Decimal = reduce(EXACT.add, (number for number in numbers if number is not None), Decimal(0))
    return {"environments": total} if total else None


def _scaled(stack: Stack, name: str, targets: list[StackResource]) -> dict[str, Any] | None:
    """What schedules make of the concurrency; where traffic scales it, only an upper bound is known."""
    target = targets[0]
    why = "scales provisioned concurrency by traffic"
    if len(targets) > 1:
        why = "is one of several scalable targets of one function"
    elif target.items("ScheduledActions") and not _has_policy(stack, target):
        try:
            return _by_schedule(target.items("ScheduledActions"))
        except ValueError as error:
            why = f"has a schedule that {error}"
    elif not target.items("ScheduledActions") and target.has("MaxCapacity"):
        least = target.number("MinCapacity")
        if least is not None and least == target.number("MaxCapacity"):
            return {"environments": least}
    target.warn(f"{why}; the concurrency on the average is not known")
    most = target.number("MaxCapacity")
    if most is not None:
        path = f"functions.{name}.provisioned_concurrency.environments"
        stack.builder.upper_bounds[path] = UpperBound(most, "the maximum of its scaling")
    return {"environments": None}


def _has_policy(stack: Stack, target: StackResource) -> bool:
    """Whether a scaling policy is about *target*, by reference or by the same resource."""
    return any(
        target.name in referenced_resources(policy.value("ScalingTargetId"))
        or policy.value("ResourceId") == target.value("ResourceId")
        for policy in stack.of_type("AWS::ApplicationAutoScaling::ScalingPolicy")
    )


def _by_schedule(actions: list[Any]) -> dict[str, Any] | None:
    """Windows of one level with nothing between them, or else the average of the week.

    Raises:
        ValueError: if an action cannot be placed in a week; the message continues `a schedule that`.
    """
    steps: dict[int, Decimal] = {}
    for action in actions:
        target = action.get("ScalableTargetAction") if is_mapping(action) else None
        level = target.get("MinCapacity") if is_mapping(target) else None
        if level is None:
            raise ValueError("has an action without a capacity")
        steps |= dict.fromkeys(minutes_of_week(resolved_text(action.get("Schedule"))), as_number(level))
    return concurrency_of_week(steps)
