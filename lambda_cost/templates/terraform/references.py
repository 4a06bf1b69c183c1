"""Which resource another one means: by a name or ARN that is known, or by what its configuration refers to.

A plan says `(known after apply)` for an ARN, and keeps the references of the expression that makes
it; they lead through variables and outputs of modules to the resource.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.templates.terraform.plan import Instance, Module, Plan, listing, mapping, without_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_STEPS = 1_000
"""References that are followed for one attribute."""

NAMED_BY = frozenset({"function_name", "arn", "id", "name", "invoke_arn", "qualified_arn", "execution_arn"})
"""Attributes by whose value a resource is meant; the name of an alias is one of many of its kind."""

_FUNCTION = re.compile(r"(?:.*:)?function:([A-Za-z0-9_-]{1,140})")
_PARTS = re.compile(r"[^.\[\]]+|\[[^\]]*\]")
_OUTSIDE = {"data", "local", "path", "terraform", "self"}
_EACH = {"each.key", "each.value", "count.index"}


class _Target(NamedTuple):
    """A resource of the configuration that an expression refers to, and the key that it names there."""

    module: str
    name: str
    key: str
    inside: str
    """The module instance that it is in, where the expression says which: `module.api["eu"]`."""


class References:
    """The links between the resources of one plan."""

    def __init__(self, plan: Plan) -> None:
        """Look up the instances of *plan* by where the configuration has them."""
        self.plan = plan
        self.at: dict[tuple[str, str], list[Instance]] = defaultdict(list)
        self.by_value: dict[tuple[str, str], list[Instance]] = defaultdict(list)
        for one in plan.instances:
            self.at[one.home].append(one)
            for name in NAMED_BY if one.type != "aws_lambda_alias" else NAMED_BY - {"name"}:
                value = one.attributes.values.get(name)
                if isinstance(value, str) and value:
                    self.by_value[one.type, value].append(one)

    def meant(self, one: Instance, attribute: str, types: Iterable[str]) -> list[Instance]:
        """The instances of *types* that *attribute* of *one* means; none if they are not in this plan."""
        return self.of(one, one.attributes.values.get(attribute), mapping(one.attributes.written).get(attribute), types)

    def of(self, one: Instance, value: Any, expression: Any, types: Iterable[str]) -> list[Instance]:
        """The instances of *types* that *value*, or where it is not known *expression*, means in *one*."""
        kinds = tuple(types)
        texts = [value] if isinstance(value, str) else []
        function = _FUNCTION.match(value) if isinstance(value, str) else None
        texts += [function[1]] if function else [value.partition("/")[0]] if isinstance(value, str) else []
        texts += [value.partition(":")[0]] if isinstance(value, str) and not value.startswith("arn:") else []
        for text in texts:
            for kind in kinds:
                if self.by_value.get((kind, text)):
                    return self._here(one, self.by_value[kind, text])
        found = [target for target in self._targets(one, mapping(expression)) if target.name.partition(".")[0] in kinds]
        return list({id(instance): instance for target in found for instance in self._instances(one, target)}.values())

    def _here(self, one: Instance, found: list[Instance]) -> list[Instance]:
        """Those of *found* in the region of *one*; names are unique in a region only."""
        region = self.plan.region(one)
        near = [other for other in found if self.plan.region(other) == region]
        return near or found

    def _instances(self, one: Instance, target: _Target) -> list[Instance]:
        """The instances of *target* that *one* can mean: of its own module instance, and of its key if it uses that."""
        found = self.at.get((target.module, target.name), [])
        within = [other for other in found if other.module == one.module] or [
            other for other in found if _same_branch(one.module, other.module)
        ]
        within = [other for other in within if target.inside and target.inside in other.module] or within
        keyed = [other for other in within if target.key and other.key == target.key]
        return keyed or within

    def _targets(self, one: Instance, expression: dict[str, Any]) -> Iterator[_Target]:
        address, name = one.home
        written = mapping(self.plan.modules[address].resources.get(name)) if address in self.plan.modules else {}
        texts = [str(text) for text in listing(expression.get("references"))]
        key = one.key if any(text.startswith(tuple(_EACH)) for text in texts) else ""
        if any(text.startswith("each.value") for text in texts):
            texts += [str(text) for text in listing(mapping(written.get("for_each_expression")).get("references"))]
        whole = [text for text in texts if not any(other.startswith((f"{text}.", f"{text}[")) for other in texts)]
        waiting = [(address, text, key, "") for text in reversed(whole)]
        steps = 0
        while waiting and steps < MOST_STEPS:
            steps += 1
            where, text, key, inside = waiting.pop()
            module = self.plan.modules.get(where)
            parts = _PARTS.findall(text)
            if module is None or len(parts) < len(("type", "name")) or parts[0] in _OUTSIDE:
                continue
            if parts[0] == "module":
                waiting += _into(where, module, parts, key, inside)
            elif parts[0] == "var":
                waiting += _out_of(where, module, parts[1], key, inside)
            else:
                index = parts[2][1:-1] if len(parts) > len(("type", "name")) and parts[2].startswith("[") else ""
                yield _Target(where, f"{parts[0]}.{parts[1]}", index if _is_key(index) else key, inside)


def _is_key(index: str) -> bool:
    return index.isdigit() or index.startswith('"')


def _into(where: str, module: Module, parts: list[str], key: str, inside: str) -> list[tuple[str, str, str, str]]:
    """The references of the output of a module that *parts* name; of all outputs, where they name none."""
    child = module.children.get(parts[1])
    if child is None:
        return []
    index = next((part[1:-1] for part in parts[2:3] if part.startswith("[")), key)
    inside = f"module.{parts[1]}[{index}]" if _is_key(index) else inside
    named = [part for part in parts[2:] if not part.startswith("[")][:1] or [*child.outputs]
    outputs = [mapping(mapping(child.outputs.get(name)).get("expression")) for name in named]
    below = f"{where}.module.{parts[1]}".lstrip(".")
    return [(below, str(text), "", inside) for output in outputs for text in listing(output.get("references"))]


def _out_of(where: str, module: Module, variable: str, key: str, inside: str) -> list[tuple[str, str, str, str]]:
    """The references of the argument that *variable* of a module is called with."""
    if module.parent is None:
        return []
    above = where.rpartition("module.")[0].rstrip(".")
    texts = [str(text) for text in listing(mapping(module.arguments.get(variable)).get("references"))]
    return [(above, text, key, inside) for text in texts if text not in _EACH]


def _same_branch(one: str, other: str) -> bool:
    """Whether two module instances can be of one and the same call: their keys are equal as far as both go the same way."""
    mine, its = _steps(one), _steps(other)
    for a, b in zip(mine, its, strict=False):
        if without_keys(a) != without_keys(b):
            return True
        if a != b:
            return False
    return True


def _steps(address: str) -> list[str]:
    return [step for step in re.split(r"(?:^|\.)module\.(?=[A-Za-z_])", address) if step]
