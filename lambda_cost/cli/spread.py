"""Groups of options: a command takes a named tuple, and its shell an option for each of its fields."""

from __future__ import annotations

from inspect import Parameter, Signature, signature
from typing import TYPE_CHECKING, Any, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """*command* with an option for each field of the groups that it takes.

    A group is a parameter whose type is a named tuple: `given: ScenarioFlags` becomes `--region`, `--day` and so on.
    """
    hints = get_type_hints(command, include_extras=True)
    groups: dict[str, Any] = {name: hint for name, hint in hints.items() if isinstance(hint, type) and issubclass(hint, tuple)}

    def run(**values: Any) -> None:
        given = {name: {key: values.pop(key) for key in group._fields if key in values} for name, group in groups.items()}
        command(**values, **{name: groups[name](**fields) for name, fields in given.items()})

    parameters = list(_parameters(command, hints, groups))
    run.__doc__ = command.__doc__
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    vars(run)["__signature__"] = Signature(parameters)
    return run


def _parameters(command: Callable[..., None], hints: dict[str, Any], groups: dict[str, Any]) -> Iterator[Parameter]:
    """The parameters of *command*, and in place of each group those of its fields."""
    for name, parameter in signature(command).parameters.items():
        group = groups.get(name)
        if group is None:
            yield parameter.replace(annotation=hints[name], kind=Parameter.KEYWORD_ONLY)
            continue
        fields = get_type_hints(group, include_extras=True)
        for field in group._fields:
            default = group._field_defaults.get(field, Parameter.empty)
            yield Parameter(field, Parameter.KEYWORD_ONLY, default=default, annotation=fields[field])
