"""One template on its way to a draft: its resources, whose properties are evaluated when they are asked for."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lambda_cost.scenario.draft import Origin
from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates.cloudformation.defaults import DEFAULTS
from lambda_cost.templates.left_over import ReadRecord
from lambda_cost.templates.unresolved import as_boolean, as_number, reason_unresolved, referenced_resources, resolved_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from decimal import Decimal

    from lambda_cost.templates.builder import Builder
    from lambda_cost.templates.callers import Callers
    from lambda_cost.templates.cloudformation.part import RawResource, TemplatePart

FUNCTION = "AWS::Lambda::Function"
PUBLISHED = ("AWS::Lambda::Alias", "AWS::Lambda::Version")
_NAMED = re.compile(r"(?:^|:)function:([^:/]+)")
"""Where an ARN, or the resource of a scaling target, has the name of a function."""
PARAMETER_READER = "Custom::CrossRegionStringParameterReader"
MAX_ALIAS_DEPTH = 5
"""How many aliases and versions may lead to a function."""


class StackResource:
    """A resource that the template creates."""

    def __init__(self, stack: Stack, part: TemplatePart, name: str, raw: RawResource) -> None:
        """The resource of *stack* that its *part* calls *name*."""
        self.stack, self.part, self.type, self.raw = stack, part, raw.type, raw
        self.name = f"{part.prefix}{name}"
        self.unreadable = False
        """Whether its properties are not understood, so that none of them is at its default."""

    @property
    def origin(self) -> Origin:
        """Where it is described."""
        return self.origin_of()

    def origin_of(self, *keys: str) -> Origin:
        """Where its property at *keys* is."""
        document = self.part.source.document
        path = (*self.raw.path, "Properties", *keys) if keys else self.raw.path
        return Origin(self.part.source.name, document.line(path), self.raw.display_name)

    @cached_property
    def properties(self) -> dict[str, Any]:
        """Its properties, evaluated."""
        value = self.part.evaluator.evaluate(self.raw.properties)
        if is_mapping(value):
            return value
        if value is not None:
            self.unreadable = True
            self.warn(f"has properties that are not understood{_because(value)}")
        return {}

    @cached_property
    def record(self) -> ReadRecord:
        """Which of its properties were read."""
        return ReadRecord(self.properties)

    def value(self, *keys: str) -> Any:
        """Its property at *keys*, which counts as read; None if there is none."""
        return self.record.read(*keys)

    def has(self, *keys: str) -> bool:
        """Whether it has a property at *keys*; a look, which does not count as reading it."""
        return self.record.peek(*keys) is not None

    def number(self, *keys: str) -> Decimal | None:
        """The number at *keys*, or AWS's default; None, with a warning, if it cannot be known."""
        number: Decimal | None = self._read(as_number, keys)
        return number

    def flag(self, *keys: str, otherwise: bool = False) -> bool:
        """Whether *keys* is true; *otherwise* if it is missing or, with a warning, if it cannot be known."""
        given = self._read(as_boolean, keys)
        return otherwise if given is None else bool(given)

    def text(self, *keys: str) -> str | None:
        """The text at *keys*, or AWS's default; None, with a warning, if it cannot be known."""
        text: str | None = self._read(resolved_text, keys)
        return text

    def mapping(self, *keys: str) -> dict[str, Any]:
        """The mapping at *keys*; empty if it is missing or, with a warning, no mapping."""
        value = self.value(*keys)
        if value is not None and not is_mapping(value):
            self.warn(f"{'.'.join(keys)} is not understood{_because(value)}", *keys)
        return value if is_mapping(value) else {}

    def items(self, *keys: str) -> list[Any]:
        """The list at *keys*; empty if it is missing or, with a warning, no list."""
        value = self.value(*keys)
        if value is not None and not is_list(value):
            self.warn(f"{'.'.join(keys)} is not understood{_because(value)}", *keys)
        return value if is_list(value) else []

    def functions(self, *keys: str) -> tuple[StackResource, ...]:
        """The functions that its property at *keys* leads to, by aliases and versions too."""
        return self.stack.functions_in(self.value(*keys), self.part)

    def outside(self, *keys: str) -> str:
        """What its property at *keys* leads to, which is no function of this template, and what follows for the bill."""
        value = self.value(*keys)
        named = reason_unresolved(value) or str(value)
        return f"a function that is not in this template ({named:.80}); it costs money, and is not in the bill"

    def warn(self, message: str, *keys: str) -> None:
        """Warn of its property at *keys*; what *says* continues its name."""
        self.stack.builder.warn(message, self.origin_of(*keys))

    def _read(self, read: Callable[[Any], Any], keys: tuple[str, ...]) -> Any:
        name = ".".join(keys)
        value = self.value(*keys)
        if value is None and (self.unreadable or self._is_hidden(keys)):
            return None
        if value is None:
            self.stack.defaulted.update([name] if name in DEFAULTS else [])
            return DEFAULTS.get(name)
        try:
            return read(value)
        except ValueError as error:
            self.warn(f"{name} {error}", *keys)
            return None

    def _is_hidden(self, keys: tuple[str, ...]) -> bool:
        """Whether something above *keys* is no mapping, so that what is there is not known; it is warned about."""
        for depth in range(1, len(keys)):
            above = self.record.peek(*keys[:depth])
            if above is not None and not is_mapping(above):
                self.warn(f"{'.'.join(keys[:depth])} is not understood{_because(above)}", *keys[:depth])
                return True
        return False


class Stack:
    """The resources that one template creates, and the draft that they become."""

    def __init__(
        self, builder: Builder, parts: Iterable[TemplatePart], places: Mapping[str, tuple[str, str]], callers: Callers
    ) -> None:
        """The resources of *parts*, which become the draft of *builder*; those that have *places* in it are there."""
        self.builder, self.parts, self.callers = builder, [*parts], callers
        self.defaulted: Counter[str] = Counter()
        """How many properties are at AWS's default, by their names."""
        self.names: dict[str, tuple[str, str]] = {**places}
        """Section and name in the draft, by the name of the resource."""
        made = (
            StackResource(self, part, name, raw)
            for part in self.parts
            for name, raw in part.resources.items()
            if part.exists(name, raw, builder)
        )
        self.drafted = frozenset(places)
        """The names of resources that are in the draft already."""
        self.resources = {resource.name: resource for resource in made}
        self.by_type: defaultdict[str, list[StackResource]] = defaultdict(list)
        for resource in self.resources.values():
            self.by_type[resource.type].append(resource)
        self._linked: dict[tuple[str, ...], defaultdict[str, list[StackResource]]] = {}

    def of_type(self, *types: str) -> Iterator[StackResource]:
        """The resources of these *types*."""
        return (resource for each in types for resource in self.by_type.get(each, ()))

    def new_of_type(self, *types: str) -> Iterator[StackResource]:
        """The same without those that are in the draft already."""
        return (resource for resource in self.of_type(*types) if resource.name not in self.drafted)

    def unlinked(self, resource_type: str, *keys: str) -> Iterator[StackResource]:
        """The resources of *resource_type* whose property at *keys* leads to no function of this template."""
        return (resource for resource in self.of_type(resource_type) if not resource.functions(*keys))

    def linked_to(self, function: StackResource, resource_type: str, *keys: str) -> list[StackResource]:
        """The resources of *resource_type* whose property at *keys* leads to *function*."""
        if (resource_type, *keys) not in self._linked:
            linked = self._linked[resource_type, *keys] = defaultdict[str, list[StackResource]](list)
            for resource in self.of_type(resource_type):
                for target in resource.functions(*keys):
                    linked[target.name].append(resource)
        return self._linked[resource_type, *keys][function.name]

    def functions_in(self, value: Any, part: TemplatePart | None = None) -> tuple[StackResource, ...]:
        """The functions that *value*, of *part*, leads to: by reference, or by the name or ARN that it is."""
        functions = {
            function.name: function for name in referenced_resources(value) for function in self._functions_behind(name)
        }
        return tuple(functions.values()) or self._functions_named(value, part)

    def draft_names(self, functions: tuple[StackResource, ...]) -> list[str]:
        """The names in the draft of those *functions* that are billed on demand."""
        names = [self.names[function.name] for function in functions if function.name in self.names]
        return [name for section, name in names if section == "functions"]

    def _functions_named(self, value: Any, part: TemplatePart | None = None) -> tuple[StackResource, ...]:
        """The functions whose name *value* is, or is the ARN of, with or without an alias: those of *part*, if it has any."""
        if not isinstance(value, str):
            return ()
        named = _NAMED.search(value)
        functions = self._functions_by_name.get(named[1] if named else value.partition(":")[0], ())
        return tuple(function for function in functions if function.part is part) or tuple(functions)

    @cached_property
    def _functions_by_name(self) -> dict[str, list[StackResource]]:
        """The functions whose `FunctionName` is known, by it."""
        named: dict[str, list[StackResource]] = {}
        for function in self.of_type(FUNCTION):
            name = function.value("FunctionName")
            if isinstance(name, str) and not reason_unresolved(name):
                named.setdefault(name, []).append(function)
        return named

    def _functions_behind(self, name: str, depth: int = 0) -> tuple[StackResource, ...]:
        """The function that *name* is, or is an alias or a version of."""
        resource = self.resources.get(name)
        if resource is None or depth > MAX_ALIAS_DEPTH:
            return ()
        if resource.type == FUNCTION:
            return (resource,)
        if resource.type in PUBLISHED:
            above = resource.value("FunctionName")
            behind = [function for each in referenced_resources(above) for function in self._functions_behind(each, depth + 1)]
            return tuple(behind) or self._functions_named(above, resource.part)
        if resource.type == PARAMETER_READER and depth == 0:
            # how the CDK hands the ARN of a function on from a stack in another region
            value = self._stored_values.get(str(resource.value("ParameterName")))
            return tuple(function for inner in referenced_resources(value) for function in self._functions_behind(inner, 1))
        return ()

    @cached_property
    def _stored_values(self) -> dict[str, Any]:
        """What parameters of Systems Manager are set to here, by name."""
        return {str(each.value("Name")): each.value("Value") for each in self.of_type("AWS::SSM::Parameter")}


def _because(value: Any) -> str:
    """Why *value* is not what it should be, if that is known."""
    why = reason_unresolved(value)
    return f": {why}" if why else ""
