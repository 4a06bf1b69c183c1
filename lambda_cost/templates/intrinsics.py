"""The language of templates: parameters, mappings, conditions, and the functions that join them.

Nothing is executed and nothing is fetched: what is only known after deployment becomes a mark.  Every
step and every character costs of a budget, so that no template can ask for more than it is long.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lambda_cost.strict_yaml import is_list, is_mapping, written
from lambda_cost.templates import unresolved
from lambda_cost.templates.limits import Budget
from lambda_cost.templates.unresolved import reason, reference, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DEEPEST_CONDITION = 50
NOTHING: Any = object()
"""What `AWS::NoValue` is: the key or item is as if it were not there."""
LOOP = "Fn::ForEach::"
_VARIABLE = re.compile(r"\$\{([^!${}][^${}]{0,254})\}")
_ESCAPED = re.compile(r"\$\{!([^${}]{0,254})\}")


@dataclass
class Language:
    """What the functions of one template are evaluated with."""

    file: str
    """The template's name, for messages."""
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    """Parameters and pseudo parameters, by name."""
    mappings: Any = None
    """The template's `Mappings`."""
    conditions: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """The template's `Conditions`, not evaluated."""
    budget: Budget = field(default_factory=Budget)
    """What evaluating may still take."""
    known: dict[str, bool | str] = field(default_factory=dict[str, "bool | str"])
    """Conditions that are evaluated: true, false, or a mark of why they are neither."""
    open: list[str] = field(default_factory=list[str])
    """Conditions that are being evaluated."""

    def value(self, node: Any) -> Any:
        """What *node* of the template is.

        Raises:
            ScenarioError: if the template asks for more than its budget.
        """
        self.spend(1)
        if is_list(node):
            return [one for one in map(self.value, node) if one is not NOTHING]
        if not is_mapping(node):
            return node
        if len(node) == 1:
            ((name, argument),) = node.items()
            if name == "Ref":
                return self.ref(argument)
            if name.startswith("Fn::") and not name.startswith(LOOP):
                return self._function(name.removeprefix("Fn::"), argument)
        pairs = [(key, self.value(one)) for key, one in self.unrolled(node).items()]
        return {key: one for key, one in pairs if one is not NOTHING}

    def spend(self, steps: int, characters: int = 0) -> None:
        """Take *steps* and *characters* off the budget.

        Raises:
            ScenarioError: if nothing is left of it.
        """
        self.budget.spend(steps, characters, self.file)

    def ref(self, name: Any) -> Any:
        """What `Ref` of *name* is: a parameter's value, or the mark of a resource."""
        name = self.value(name) if is_mapping(name) else name
        if name == "AWS::NoValue":
            return NOTHING
        if not isinstance(name, str):
            return reason("Ref is of no name")
        return self.values[name] if name in self.values else reference(name)

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
                    return _negated(self.condition(parts[0])) if parts else reason("Fn::Not is of nothing")
                case "Fn::And" | "Fn::Or":
                    return _joined([self.condition(one) for one in parts], any_of=name == "Fn::Or")
                case "Fn::Equals":
                    return self._equal(parts)
                case _:
                    pass
        found = self.value(node)
        try:
            return unresolved.flag_of(found)
        except unresolved.UnresolvedError:
            return str(found)
        except ValueError as error:
            return reason(f"a condition {error}")

    def unrolled(self, node: Mapping[str, Any]) -> dict[str, Any]:
        """*node* with the loops in it written out."""
        if not any(key.startswith(LOOP) for key in node):
            return dict(node)
        found: dict[str, Any] = {}
        for key, one in node.items():
            found |= self._looped(one) if key.startswith(LOOP) else {key: one}
        return found

    def _looped(self, loop: Any) -> dict[str, Any]:
        """What a loop, `[identifier, collection, {key: body}]`, writes out."""
        if not is_list(loop) or len(loop) != 3 or not isinstance(loop[0], str) or not is_mapping(loop[2]):  # noqa: PLR2004 - its form
            return {}
        items = self.value(loop[1])
        found: dict[str, Any] = {}
        for item in items if is_list(items) else []:
            if not isinstance(item, dict | list):
                found |= self.unrolled(self._replaced(loop[2], loop[0], text_of(item)))
        return found

    def _replaced(self, node: Any, name: str, item: str) -> Any:
        """*node* with *item* for the loop's variable *name*; `&{name}` is its letters and digits alone."""
        self.spend(1)
        if isinstance(node, str):
            plain = "".join(filter(str.isalnum, item))
            new = node.replace(f"${{{name}}}", item).replace(f"&{{{name}}}", plain) if name in node else node
            self.spend(0, len(new) if new is not node else 0)
            return new
        if is_list(node):
            return [self._replaced(one, name, item) for one in node]
        if not is_mapping(node):
            return node
        if node == {"Ref": name}:
            return item
        return {self._replaced(key, name, item): self._replaced(one, name, item) for key, one in node.items()}

    def _named_condition(self, name: str) -> bool | str:
        if name not in self.known:
            if name not in self.conditions:
                return reason(f"there is no condition {name}")
            if name in self.open or len(self.open) >= DEEPEST_CONDITION:
                return reason(f"the condition {name} goes in a circle, or too deep")
            self.open.append(name)
            found = self.condition(self.conditions[name])
            self.open.pop()
            self.known[name] = found
        return self.known[name]

    def _equal(self, parts: list[Any]) -> bool | str:
        if len(parts) != 2:  # noqa: PLR2004 - two sides
            return reason("Fn::Equals takes two values")
        values = [self.value(one) for one in parts]
        if any(one is NOTHING or isinstance(one, dict | list) for one in values):
            return bool(values[0] == values[1])
        left, right = map(text_of, values)
        open_side = next((one for one in (left, right) if unresolved.why_unresolved(one)), "")
        return True if left == right else open_side or False

    def _function(self, name: str, argument: Any) -> Any:
        call = self._calls.get(name)
        if call is None:
            return reason(f"Fn::{name} is not evaluated")
        try:
            return call(argument)
        except (ValueError, TypeError, LookupError, AttributeError):
            return reason(f"Fn::{name} is used in a way that is not understood")

    @cached_property
    def _calls(self) -> dict[str, Callable[[Any], Any]]:
        return {
            "Base64": self.value,
            "FindInMap": self._find_in_map,
            "GetAtt": self._get_att,
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
        return holds if isinstance(holds, str) else self.value(then if holds else otherwise)

    def _join(self, argument: Any) -> Any:
        delimiter, listed = argument
        items = self.value(listed)
        return items if isinstance(items, str) else self._together(text_of(self.value(delimiter)), map(text_of, items))

    def _sub(self, argument: Any) -> Any:
        given: Any = (argument, {}) if isinstance(argument, str) else argument
        text, own = given
        text = text_of(self.value(text))
        found: list[str] = []
        start = 0
        for variable in _VARIABLE.finditer(text):
            name = variable[1].strip()
            inside = self.value(own[name]) if name in own else self._attribute(name)
            found += [text[start : variable.start()], "" if inside is NOTHING else text_of(inside)]
            self.spend(1, len(found[-1]))
            start = variable.end()
        return _ESCAPED.sub(r"${\1}", self._together("", [*found, text[start:]]))

    def _attribute(self, name: str) -> Any:
        return self.ref(name) if name in self.values or "." not in name else reference(name)

    def _get_att(self, argument: Any) -> Any:
        parts = argument.split(".", 1) if isinstance(argument, str) else [text_of(self.value(one)) for one in argument]
        return reference(parts[0], ".".join(parts[1:]))

    def _select(self, argument: Any) -> Any:
        index, listed = argument
        items = self.value(listed)
        return items if isinstance(items, str) else items[int(unresolved.number_of(self.value(index)))]

    def _split(self, argument: Any) -> Any:
        delimiter, text = argument
        whole = text_of(self.value(text))
        self.spend(len(whole) // 10)
        return whole.split(text_of(self.value(delimiter)))

    def _find_in_map(self, argument: Any) -> Any:
        names = [self.value(one) for one in argument[:3]]
        open_name = next((one for one in names if unresolved.why_unresolved(one)), "")
        found: Any = self.mappings
        for name in names:
            found = found.get(text_of(name)) if is_mapping(found) else None
        if found is None and len(argument) > 3 and "DefaultValue" in argument[3]:  # noqa: PLR2004 - map, two keys, default
            return self.value(argument[3]["DefaultValue"])
        return open_name or (reason(f"no mapping has {'.'.join(map(text_of, names))}") if found is None else self.value(found))

    def _length(self, argument: Any) -> Any:
        items = self.value(argument)
        return items if isinstance(items, str) else Decimal(len(items))

    def _as_json(self, argument: Any) -> Any:
        found = self.value(argument)
        waiting: list[Any] = [found]
        while waiting:
            one: Any = waiting.pop()
            inner: list[Any] = [*one, *one.values()] if is_mapping(one) else one if is_list(one) else []
            waiting += inner
            self.spend(1, 0 if is_mapping(one) or is_list(one) else len(text_of(one)))
        return written(found)

    def _imported(self, argument: Any) -> Any:
        return reason(f"it is imported from another stack ({text_of(self.value(argument))})")

    def _together(self, delimiter: str, pieces: Any) -> str:
        listed = [*pieces]
        self.spend(len(listed), sum(map(len, listed)) + len(delimiter) * len(listed))
        return delimiter.join(listed)


def _negated(holds: bool | str) -> bool | str:
    return holds if isinstance(holds, str) else not holds


def _joined(parts: list[bool | str], *, any_of: bool) -> bool | str:
    """And or or: what decides outdoes what is unknown."""
    if any(one is any_of for one in parts):
        return any_of
    return next((one for one in parts if isinstance(one, str)), not any_of)
