"""Which resource another one means: by a name or ARN that is known, or by what its configuration refers to.

A plan says `(known after apply)` for an ARN, and keeps the references of the expression that makes
it; they lead through variables and outputs of modules to the resource.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.strict_yaml import is_list
from lambda_cost.templates.terraform.blocks import as_list, as_mapping, whole_references
from lambda_cost.templates.terraform.cloud_control import canonical_type, with_twins
from lambda_cost.templates.terraform.plan import without_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lambda_cost.templates.terraform.blocks import Block
    from lambda_cost.templates.terraform.plan import Instance, Module, Plan

MAX_STEPS = 1_000
"""References that are followed for one attribute."""

NAMED_BY = frozenset({"function_name", "arn", "id", "name", "invoke_arn", "qualified_arn", "execution_arn"})
"""Attributes by whose value a resource is meant; the name of an alias is one of many of its kind."""

_FUNCTION = re.compile(r"(?:.*:)?function:([A-Za-z0-9_-]{1,140})")
_FUNCTION_ARN = re.compile(r"arn:[\w-]+:lambda:[\w-]*:\d*:function:[\w-]+(?::[\w-]+)?")
_OF_ARN = re.compile(r"arn(?:\[[^\]]*\])?$|^(?:var|each)\.")
"""What refers to an ARN: its attribute, or a variable, which may hold one."""
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
        self.by_home: dict[tuple[str, str], list[Instance]] = defaultdict(list)
        self.by_key: dict[tuple[tuple[str, str], str, str], list[Instance]] = defaultdict(list)
        self.by_value: dict[tuple[str, str], list[Instance]] = defaultdict(list)
        for instance in plan.instances:
            self.by_home[instance.home].append(instance)
            self.by_key[instance.home, instance.module, instance.key].append(instance)
            for name in NAMED_BY if canonical_type(instance.type) != "aws_lambda_alias" else NAMED_BY - {"name"}:
                value = instance.attributes.values.get(name)
                if isinstance(value, str) and value and instance not in self.by_value[instance.type, value][-1:]:
                    self.by_value[instance.type, value].append(instance)

    def of_attribute(self, instance: Instance, attribute: str, types: Iterable[str]) -> list[Instance]:
        """The instances of *types* that *attribute* of *instance* refers to; none if they are not in this plan."""
        return self.of_block(instance, instance.attributes, attribute, types)

    def of_block(self, instance: Instance, block: Block, attribute: str, types: Iterable[str]) -> list[Instance]:
        """The instances of *types* that *attribute* in a *block* of *instance* refers to: by its value, or its expression."""
        wanted, value = with_twins(types), block.values.get(attribute)
        block.mark(attribute)
        named = self.named_in(instance, value, wanted) if isinstance(value, str) else []
        if named:
            return named
        expression = as_mapping(as_mapping(block.written).get(attribute))
        targets = [target for target in self._targets(instance, expression) if target.name.partition(".")[0] in wanted]
        return list({id(meant): meant for target in targets for meant in self._instances(instance, target)}.values())

    def by_arn_anywhere(self, instance: Instance, types: Iterable[str]) -> list[Instance]:
        """The instances of *types* whose ARN *instance* has anywhere: as a value, within a text, or in an expression."""
        wanted = with_twins(types)
        arns = dict.fromkeys(_FUNCTION_ARN.findall(json.dumps(instance.attributes.values, default=str)))
        texts = [text for text in _references_below(self.plan.configuration_of(instance)) if _OF_ARN.search(text)]
        named = [meant for arn in arns for meant in self.named_in(instance, arn, wanted)]
        for target in self._targets(instance, {"references": texts}):
            named += self._instances(instance, target) if target.name.partition(".")[0] in wanted else ()
        return list({id(meant): meant for meant in named}.values())

    def named_in(self, instance: Instance, text: str, types: Iterable[str]) -> list[Instance]:
        """The instances of *types* that the *text* of a name or ARN means, in the region of *instance* where one is there."""
        for name in _names_in(text):
            for kind in types:
                if self.by_value.get((kind, name)):
                    return self._in_region_of(instance, self.by_value[kind, name])
        return []

    def _in_region_of(self, instance: Instance, candidates: list[Instance]) -> list[Instance]:
        """The *candidates* in the region of *instance*, or else all: names are unique in a region only."""
        region = self.plan.region(instance)
        return [other for other in candidates if self.plan.region(other) == region] or candidates

    def _instances(self, instance: Instance, target: _Target) -> list[Instance]:
        """The instances of *target* that *instance* can mean: of its own module instance, and of its key if it uses that."""
        home = (target.module, target.name)
        if target.key and not target.inside and (home, instance.module, target.key) in self.by_key:
            return self.by_key[home, instance.module, target.key]
        candidates = self.by_home.get(home, [])
        within = [other for other in candidates if other.module == instance.module] or [
            other for other in candidates if _same_branch(instance.module, other.module)
        ]
        within = [other for other in within if target.inside and target.inside in other.module] or within
        return [other for other in within if target.key and other.key == target.key] or within

    def _targets(self, instance: Instance, expression: dict[str, Any]) -> Iterator[_Target]:
        """The resources that *expression* of *instance* refers to, through variables and outputs of modules."""
        texts = whole_references(expression)
        key = instance.key if any(text.startswith(tuple(_EACH)) for text in texts) else ""
        if any(text.startswith("each.value") for text in texts):
            for_each = as_mapping(as_mapping(self.plan.configuration_of(instance)).get("for_each_expression"))
            texts += whole_references(for_each)
        waiting = [(instance.home[0], text, key, "") for text in reversed(texts)]
        steps = 0
        while waiting and steps < MAX_STEPS:
            steps += 1
            where, text, key, inside = waiting.pop()
            module = self.plan.modules.get(where)
            parts = _PARTS.findall(text)
            if module is None or len(parts) < len(("type", "name")) or parts[0] in _OUTSIDE:
                continue
            if parts[0] == "module":
                waiting += _into_module(where, module, parts, key, inside)
            elif parts[0] == "var":
                waiting += _out_of_module(where, module, parts[1], key, inside)
            else:
                index = parts[2][1:-1] if len(parts) > len(("type", "name")) and parts[2].startswith("[") else ""
                yield _Target(where, f"{parts[0]}.{parts[1]}", index if _is_key(index) else key, inside)


def _references_below(written: Any) -> list[str]:
    """Everything that expressions anywhere in *written* refer to."""
    if is_list(written):
        return [text for item in written for text in _references_below(item)]
    below = [text for name, item in as_mapping(written).items() if name != "references" for text in _references_below(item)]
    return [*map(str, as_list(as_mapping(written).get("references"))), *below]


def _names_in(value: str) -> list[str]:
    """What *value* may be the name of: all of it, the function of an ARN, or what stands before a qualifier."""
    function = _FUNCTION.match(value)
    names = [value, function[1] if function else value.partition("/")[0]]
    return names if value.startswith("arn:") else [*names, value.partition(":")[0]]


def _is_key(index: str) -> bool:
    return index.isdigit() or index.startswith('"')


def _into_module(where: str, module: Module, parts: list[str], key: str, inside: str) -> list[tuple[str, str, str, str]]:
    """The references of the output of a module that *parts* name; of all outputs, where they name none."""
    child = module.children.get(parts[1])
    if child is None:
        return []
    index = next((part[1:-1] for part in parts[2:3] if part.startswith("[")), key)
    inside = f"module.{parts[1]}[{index}]" if _is_key(index) else inside
    named = [part for part in parts[2:] if not part.startswith("[")][:1] or [*child.outputs]
    outputs = [as_mapping(as_mapping(child.outputs.get(name)).get("expression")) for name in named]
    below = f"{where}.module.{parts[1]}".lstrip(".")
    return [(below, str(text), "", inside) for output in outputs for text in as_list(output.get("references"))]


def _out_of_module(where: str, module: Module, variable: str, key: str, inside: str) -> list[tuple[str, str, str, str]]:
    """The references of the argument that *variable* of a module is called with."""
    if module.parent is None:
        return []
    above = where.rpartition("module.")[0].rstrip(".")
    texts = [str(text) for text in as_list(as_mapping(module.arguments.get(variable)).get("references"))]
    return [(above, text, key, inside) for text in texts if text not in _EACH]


def _same_branch(one: str, other: str) -> bool:
    """Whether two module instances can be of the same call: their keys are equal as far as both go the same way."""
    for mine, its in zip(_module_calls(one), _module_calls(other), strict=False):
        if without_keys(mine) != without_keys(its):
            return True
        if mine != its:
            return False
    return True


def _module_calls(address: str) -> list[str]:
    return [step for step in re.split(r"(?:^|\.)module\.(?=[A-Za-z_])", address) if step]
