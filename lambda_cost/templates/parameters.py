"""What a template's parameters are: said by the user, or their defaults, or unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.errors import Problem, ScenarioError, did_you_mean, shown
from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates.intrinsics import NOTHING, Evaluator
from lambda_cost.templates.unresolved import as_text, reason_mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lambda_cost.templates.source import Source

USUAL_REGION = "us-east-1"
"""What `AWS::Region` is where nobody says: the region that a scenario has by default."""
ACCOUNT = "123456789012"
"""What `AWS::AccountId` is: no price depends on it."""
PARTITIONS = {"cn-": ("aws-cn", "amazonaws.com.cn"), "us-gov-": ("aws-us-gov", "amazonaws.com")}
"""By the beginning of a region: its partition and its suffix; for all others `aws` and `amazonaws.com`."""


def make_evaluator(source: Source, template: Mapping[str, Any]) -> Evaluator:
    """What evaluates the functions of *template* of *source*, with its parameters and conditions.

    Raises:
        ScenarioError: if the user names a parameter that is not there, or a value that it does not allow.
    """
    declared = template.get("Parameters")
    declared = declared if is_mapping(declared) else {}
    problems = [*_wrong(source, declared)]
    if problems:
        raise ScenarioError(problems)
    values = _pseudo(source.region or USUAL_REGION)
    values |= {name: _value(name, parameter, source.parameters) for name, parameter in declared.items()}
    conditions = template.get("Conditions")
    evaluator = Evaluator(source.name, values, template.get("Mappings"), limit=source.files.budget)
    evaluator.include = lambda location: source.sibling(location).document.data
    evaluator.conditions = evaluator.expand_loops(conditions) if is_mapping(conditions) else {}
    return evaluator


def _pseudo(region: str) -> dict[str, Any]:
    usual = ("aws", "amazonaws.com")
    partition, suffix = next((names for start, names in PARTITIONS.items() if region.startswith(start)), usual)
    return {
        "AWS::AccountId": ACCOUNT,
        "AWS::NotificationARNs": [],
        "AWS::NoValue": NOTHING,
        "AWS::Partition": partition,
        "AWS::Region": region,
        "AWS::StackId": f"arn:{partition}:cloudformation:{region}:{ACCOUNT}:stack/stack/0",
        "AWS::StackName": "stack",
        "AWS::URLSuffix": suffix,
    }


def _wrong(source: Source, declared: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the parameters that the user says."""
    problems: list[Problem] = []
    for name, value in source.parameters.items():
        parameter = declared.get(name)
        allowed = parameter.get("AllowedValues") if is_mapping(parameter) else None
        words = [as_text(word) for word in allowed if not isinstance(word, dict | list)] if is_list(allowed) else []
        if name not in declared:
            message = (
                f"is no parameter here; {did_you_mean(name, declared)}" if declared else "is no parameter here; there are none"
            )
            problems.append(Problem(f"parameter {name}", message, source.name))
        elif words and isinstance(value, str) and "⟦" not in value and not {value, *value.split(",")} & {*words}:
            problems.append(Problem(f"parameter {name}", f"is {shown(value)}; allowed: {', '.join(words)}", source.name))
    return problems


def _value(name: str, declared: Any, given: Mapping[str, Any]) -> Any:
    """The value of the parameter *name*."""
    kind = as_text(declared.get("Type")) if is_mapping(declared) and not isinstance(declared.get("Type"), dict | list) else ""
    default = declared.get("Default") if is_mapping(declared) else None
    if name not in given and kind.startswith("AWS::SSM::Parameter::Value"):
        return reason_mark(f"it is the SSM parameter {default}; say it with --parameter {name}=VALUE")
    value = given.get(name, default)
    if value is None or isinstance(value, dict):
        return reason_mark(f"the parameter {name} has no default; say it with --parameter {name}=VALUE")
    listed = "List" in kind
    if is_list(value):
        return (
            [as_text(item) for item in value if not isinstance(item, dict | list)]
            if listed
            else reason_mark(f"{name} is a list")
        )
    text = as_text(value)
    return [part.strip() for part in text.split(",")] if listed else text
