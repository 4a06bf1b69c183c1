"""What a template takes from elsewhere: `AWS::Include` of a file, and exports of other stacks.

Reference: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-include.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from lambda_cost.errors import LambdaCostError, UnreadableFileError, shown
from lambda_cost.strict_yaml import is_mapping
from lambda_cost.templates.unresolved import as_text, reason_mark

if TYPE_CHECKING:
    from collections.abc import Callable

KEY = "Fn::Transform"
INCLUDE = "AWS::Include"


def included_part(transform: Any, include: Callable[[object], Any]) -> Any:
    """What *transform*, evaluated, puts in its place: a local file that *include* reads, or a mark of why it is unknown."""
    given = transform if is_mapping(transform) else {}
    if given.get("Name") != INCLUDE:
        return reason_mark(f"it is what the macro {given.get('Name')} makes, which is not run")
    parameters: Any = given.get("Parameters")
    try:
        return include(parameters.get("Location") if is_mapping(parameters) else None)
    except LambdaCostError as error:
        return reason_mark(f"{INCLUDE} is not read: {error}")


def cannot_include(location: object) -> NoReturn:
    """Refuse to read *location*, as nothing was said of where files are."""
    raise UnreadableFileError(f"{shown(location)} is not read")


def import_name(argument: Any) -> str:
    """What the *argument* of `Fn::ImportValue` or `Fn::GetStackOutput` names."""
    if is_mapping(argument):
        return output_name(argument.get("StackName"), argument.get("OutputName"))
    return as_text(argument)


def output_name(stack: object, output: object) -> str:
    """What an *output* of a *stack* goes by among exports, whose names have no space."""
    return f"{stack} {output}"


def not_imported(name: str) -> str:
    """The mark of an export called *name* of a stack that is not read here."""
    return reason_mark(f"it is imported from another stack ({name})")
