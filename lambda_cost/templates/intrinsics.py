"""Evaluates the language of templates: parameters, mappings, conditions, and intrinsic functions.

Nothing is executed and nothing is fetched: what is only known after deployment becomes a mark.  Every
step and every character counts towards a limit, so that no template can ask for endless work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lambda_cost.strict_yaml import is_list, is_mapping, yaml_text
from lambda_cost.templates import includes, unresolved
from lambda_cost.templates.limits import WorkLimit
from lambda_cost.templates.unresolved import as_text, reason_mark, reference_mark

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAX_CONDITION_DEPTH = 50
NOTHING: Any = object()
"""The value of `AWS::NoValue`: the key or item is as if it were not there."""
LOOP = "Fn::ForEach::"
_VARIABLE = re.compile(r"\$\{([^!${}][^${}]{0,254})\}")
_ESCAPED = re.compile(r"\$\{!([^${}]{0,254})\}")


@dataclass
class Evaluator:
    """Evaluates the functions of one template."""

    file: str
    """The template's name, for messages."""
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    """Parameters and pseudo parameters, by name."""
    mappings: Any = None
    """The template's `Mappings`."""
    conditions: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """The template's `Conditions`, not evaluated."""
    limit: WorkLimit = field(default_factory=WorkLimit)
    """What evaluating may still take."""
    include: Callable[[object], Any] = includes.cannot_include
    """What reads a local file that the template includes, by its path; it raises a LambdaCostError."""
    imported: Callable[[str], Any] = includes.not_imported
    """What another template that is read with this one exports by a name, or a mark that none does."""
    prefix: str = ""
    """What the names of this template's resources begin with, where it is read with others."""
    known_conditions: dict[str, bool | str] = field(default_factory=dict[str, "bool | str"])
    """Conditions that are evaluated: true, false, or a mark of why they are neither."""
    open_conditions: list[str] = field(default_factory=list[str])
    """Conditions that are being evaluated."""

    def evaluate(self, node: Any) -> Any:
        """What *node* of the template is.

        Raises:
            ScenarioError: if the template asks for more work than is allowed.
        """
        self.spend(1)
        if is_list(node):
            return [item for item in map(self.evaluate, node) if item is not NOTHING]
        if not is_mapping(node):
            return node
        if len(node) == 1:
            ((name, argument),) = node.items()
            if name == "Ref":
                return self.resolve_reference(argument)
            if name.startswith("Fn::") and name != includes.KEY and not name.startswith(LOOP):
                return self._function(name.removeprefix("Fn::"), argument)
        if includes.KEY in node:
            return self._with_included(node)
        pairs = [(key, self.evaluate(value)) for key, value in self.expand_loops(node).items()]
        return {key: value for key, value in pairs if value is not NOTHING}

    def _with_included(self, node: Mapping[str, Any]) -> Any:
        """A mapping with what a file that it includes has beside its own keys."""
        transform = self.evaluate(node[includes.KEY])
        included = self.evaluate(includes.included_part(transform, self.include))
        own = {key: value for key, value in node.items() if key != includes.KEY}
        return {**included, **self.evaluate(own)} if is_mapping(included) else included

    def spend(self, steps: int, characters: int = 0) -> None:
        """Count *steps* and *characters* towards the limit.

        Raises:
            ScenarioError: if it is exceeded.
        """
        self.limit.spend(steps, characters, self.file)

    def resolve_reference(self, name: Any) -> Any:
        """What `Ref` of *name* is: a parameter's value, or the mark of a resource."""
        name = self.evaluate(name) if is_mapping(name) else name
        if name == "AWS::NoValue":
            return NOTHING
        if not isinstance(name, str):
            return reason_mark("Ref is of no name")
        return self.values[name] if name in self.values else reference_mark(f"{self.prefix}{name}")

    def condition(self, node: Any) -> bool | str:
        """Whether a condition holds: a name, or a function; a mark where that is only known after deployment."""
        self.spend(1)
        if isinstance(node, str):
            return self._named_condition(node)
        if is_mapping(node) and len(node) == 1:
            ((name, argument),) = node.items()
            if name == "Condition" and isinstance(argument, str):
                return self._named_condition(argument)
            parts = argument if is_list(argument) else [argument]
            match name:
                case "Fn::Not":
                    return _negated(self.condition(parts[0])) if parts else reason_mark("Fn::Not is of nothing")
                case "Fn::And" | "Fn::Or":
                    return _joined([self.condition(part) for part in parts], any_of=name == "Fn::Or")
                case "Fn::Equals":
                    return self._equal(parts)
                case _:
                    pass
        value = self.evaluate(node)
        try:
            return unresolved.as_boolean(value)
        except unresolved.UnresolvedError:
            return str(value)
        except ValueError as error:
            return reason_mark(f"a condition {error}")

    def expand_loops(self, node: Mapping[str, Any]) -> dict[str, Any]:
        """*node* with the loops in it written out."""
        if not any(key.startswith(LOOP) for key in node):
            return dict(node)
        expanded: dict[str, Any] = {}
        for key, value in node.items():
            expanded |= self._expand_loop(value) if key.startswith(LOOP) else {key: value}
        return expanded

    def _expand_loop(self, loop: Any) -> dict[str, Any]:
        """What a loop, `[identifier, collection, {key: body}]`, writes out."""
        if not is_list(loop) or len(loop) != 3 or not isinstance(loop[0], str) or not is_mapping(loop[2]):  # noqa: PLR2004 - its form
            return {}
        items = self.evaluate(loop[1])
        expanded: dict[str, Any] = {}
        for item in items if is_list(items) else []:
            if not isinstance(item, dict | list):
                expanded |= self.expand_loops(self._substitute(loop[2], loop[0], as_text(item)))
        return expanded

    def _substitute(self, node: Any, name: str, item: str) -> Any:
        """*node* with *item* for the loop's variable *name*; `&{name}` is its letters and digits alone."""
        self.spend(1)
        if isinstance(node, str):
            alphanumeric = "".join(filter(str.isalnum, item))
            new = node.replace(f"${{{name}}}", item).replace(f"&{{{name}}}", alphanumeric) if name in node else node
            self.spend(0, len(new) if new is not node else 0)
            return new
        if is_list(node):
            return [self._substitute(part, name, item) for part in node]
        if not is_mapping(node):
            return node
        if node == {"Ref": name}:
            return item
        return {self._substitute(key, name, item): self._substitute(value, name, item) for key, value in node.items()}

    def _named_condition(self, name: str) -> bool | str:
        if name not in self.known_conditions:
            if name not in self.conditions:
                return reason_mark(f"there is no condition {name}")
            if name in self.open_conditions or len(self.open_conditions) >= MAX_CONDITION_DEPTH:
                return reason_mark(f"the condition {name} goes in a circle, or too deep")
            self.open_conditions.append(name)
            holds = self.condition(self.conditions[name])
            self.open_conditions.pop()
            self.known_conditions[name] = holds
        return self.known_conditions[name]

    def _equal(self, parts: list[Any]) -> bool | str:
        if len(parts) != 2:  # noqa: PLR2004 - two sides
            return reason_mark("Fn::Equals takes two values")
        values = [self.evaluate(part) for part in parts]
        if any(value is NOTHING or isinstance(value, dict | list) for value in values):
            return bool(values[0] == values[1])
        left, right = map(as_text, values)
        unknown = next((side for side in (left, right) if unresolved.reason_unresolved(side)), "")
        return True if left == right else unknown or False

    def _function(self, name: str, argument: Any) -> Any:
        call = self._calls.get(name)
        if call is None:
            return reason_mark(f"Fn::{name} is not evaluated")
        try:
            return call(argument)
        except (ValueError, TypeError, LookupError, AttributeError):
            return reason_mark(f"Fn::{name} is used in a way that is not understood")

    @cached_property
    def _calls(self) -> dict[str, Callable[[Any], Any]]:
        return {
            "Base64": self.evaluate,
            "FindInMap": self._find_in_map,
            "GetAtt": self._get_att,
            "GetStackOutput": self._imported,
            "If": self._if,
            "ImportValue": self._imported,
            "Join": self._join,
            "Length": self._length,
            "Select": self._select,
            "Split": self._split,
            "Sub": self._sub,
            "ToJsonString": self._as_json,
        }

    def _if(self, argument: Any) -> Any:
        condition, then, otherwise = argument
        holds = self.condition(condition)
        return holds if isinstance(holds, str) else self.evaluate(then if holds else otherwise)

    def _join(self, argument: Any) -> Any:
        delimiter, listed = argument
        items = self.evaluate(listed)
        return items if isinstance(items, str) else self._concatenate(as_text(self.evaluate(delimiter)), map(as_text, items))

    def _sub(self, argument: Any) -> Any:
        given: Any = (argument, {}) if isinstance(argument, str) else argument
        text, own = given
        text = as_text(self.evaluate(text))
        pieces: list[str] = []
        start = 0
        for variable in _VARIABLE.finditer(text):
            name = variable[1].strip()
            inside = self.evaluate(own[name]) if name in own else self._attribute(name)
            pieces += [text[start : variable.start()], "" if inside is NOTHING else as_text(inside)]
            self.spend(1, len(pieces[-1]))
            start = variable.end()
        return _ESCAPED.sub(r"${\1}", self._concatenate("", [*pieces, text[start:]]))

    def _attribute(self, name: str) -> Any:
        return (
            self.resolve_reference(name) if name in self.values or "." not in name else reference_mark(f"{self.prefix}{name}")
        )

    def _get_att(self, argument: Any) -> Any:
        parts = argument.split(".", 1) if isinstance(argument, str) else [as_text(self.evaluate(part)) for part in argument]
        return reference_mark(f"{self.prefix}{parts[0]}", ".".join(parts[1:]))

    def _select(self, argument: Any) -> Any:
        index, listed = argument
        items = self.evaluate(listed)
        return items if isinstance(items, str) else items[int(unresolved.as_number(self.evaluate(index)))]

    def _split(self, argument: Any) -> Any:
        delimiter, text = argument
        whole = as_text(self.evaluate(text))
        self.spend(len(whole) // 10)
        if unresolved.is_mark(whole):  # whatever part of it is taken, it is unknown, or that resource's
            return whole
        return whole.split(as_text(self.evaluate(delimiter)))

    def _find_in_map(self, argument: Any) -> Any:
        names = [self.evaluate(name) for name in argument[:3]]
        unknown = next((name for name in names if unresolved.reason_unresolved(name)), "")
        value: Any = self.mappings
        for name in names:
            value = value.get(as_text(name)) if is_mapping(value) else None
        if value is None and len(argument) > 3 and "DefaultValue" in argument[3]:  # noqa: PLR2004 - map, two keys, default
            return self.evaluate(argument[3]["DefaultValue"])
        missing = reason_mark(f"no mapping has {'.'.join(map(as_text, names))}")
        return unknown or (missing if value is None or is_mapping(value) else value)

    def _length(self, argument: Any) -> Any:
        items = self.evaluate(argument)
        return items if isinstance(items, str) else Decimal(len(items))

    def _as_json(self, argument: Any) -> Any:
        value = self.evaluate(argument)
        waiting: list[Any] = [value]
        while waiting:
            part: Any = waiting.pop()
            waiting += [*part, *part.values()] if is_mapping(part) else part if is_list(part) else []
            self.spend(1, 0 if is_mapping(part) or is_list(part) else len(as_text(part)))
        return yaml_text(value)

    def _imported(self, argument: Any) -> Any:
        return self.imported(includes.import_name(self.evaluate(argument)))

    def _concatenate(self, delimiter: str, pieces: Any) -> str:
        listed = [*pieces]
        self.spend(len(listed), sum(map(len, listed)) + len(delimiter) * len(listed))
        return delimiter.join(listed)


def _negated(holds: bool | str) -> bool | str:
    return holds if isinstance(holds, str) else not holds


def _joined(parts: list[bool | str], *, any_of: bool) -> bool | str:
    """And, or or: what decides the result outdoes what is unknown."""
    if any(part is any_of for part in parts):
        return any_of
    return next((part for part in parts if isinstance(part, str)), not any_of)
