"""One module of Terraform's language: its variables, locals, resources and calls, and what the names in it mean."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates.terraform.attribute_types import as_attribute
from lambda_cost.templates.terraform.language import files
from lambda_cost.templates.terraform.language.names import Local
from lambda_cost.templates.terraform.language.syntax import word_of
from lambda_cost.templates.terraform.language.types import as_type
from lambda_cost.templates.terraform.language.values import EvaluationError, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lambda_cost.templates.source import Source
    from lambda_cost.templates.terraform.language.expressions import Evaluator
    from lambda_cost.templates.terraform.language.names import Names
    from lambda_cost.templates.terraform.language.syntax import BlockText, Body

META = frozenset(
    ("connection", "count", "depends_on", "for_each", "lifecycle", "provider", "providers", "provisioner", "source", "version")
)
"""Arguments of resources and calls that are not theirs but Terraform's."""


class Namespace(NamedTuple):
    """The beginning of a name: `var`, `local`, `module`, or a type of resources."""

    name: str
    """The word that it is."""

    def __str__(self) -> str:
        return self.name


class Part(NamedTuple):
    """One instance of a resource or of a module that is called, whose attributes or outputs can be asked for."""

    address: str
    """What to call it in messages."""
    read: Callable[[str], Any]
    """Gives one of its attributes."""

    def __str__(self) -> str:
        return self.address


class Argument(NamedTuple):
    """What a module is called with: an expression, and what the names in it mean."""

    tree: Any
    """The expression."""
    names: Names
    """What names mean where the module is called."""


class BlockInstance(NamedTuple):
    """One of the instances that `count` or `for_each` makes."""

    key: Any
    """Its index: a number, a text, or None where it is the only one."""
    names: Names
    """What the names in it mean."""
    note: str = ""
    """Why it is only taken to be there."""

    @property
    def suffix(self) -> str:
        """What follows the block's name in its address: `[0]`, `["api"]`; empty for the only one."""
        return "" if self.key is None else f"[{json.dumps(self.key) if isinstance(self.key, str) else self.key}]"


@dataclass
class ModuleScope:
    """A module with the values that it was called with; it says what names mean (`Names`)."""

    body: Body
    """What its files say."""
    source: Source
    """Its folder."""
    evaluator: Evaluator
    """What evaluates its expressions."""
    path: str
    """Its address without keys: `module.api`; empty for the root."""
    address: str
    """Its address."""
    root_folder: str
    """The name of the root module's folder."""
    given: dict[str, Any]
    """By variable, an `Argument` of its call; for the root a value."""
    parent: ModuleScope | None = None
    """The module that calls it; None for the root."""
    provider_names: dict[str, str] = field(default_factory=dict[str, str])
    """What its caller calls the providers that it is handed."""
    called: dict[str, list[tuple[Any, ModuleScope]]] = field(default_factory=dict[str, "list[tuple[Any, ModuleScope]]"])
    """The modules that it calls, by name, and their keys; those that are not read are missing."""
    _known: dict[tuple[str, ...], Any] = field(default_factory=dict[tuple[str, ...], Any])
    _waiting: set[tuple[str, ...]] = field(default_factory=set[tuple[str, ...]])

    def __post_init__(self) -> None:
        """Look up variables, locals and resources by name."""
        blocks = self.body.blocks
        self.variables = {block.labels[0]: block for block in blocks if block.kind == "variable" and block.labels}
        self.outputs = {block.labels[0]: block for block in blocks if block.kind == "output" and block.labels}
        self.locals = {name: tree for block in self.body.of_type("locals") for name, tree in block.body.attributes.items()}
        self.resources = {block.labels: block for block in self.body.of_type("resource") if len(block.labels) == len("ab")}
        self.calls = {block.labels[0]: block for block in self.body.of_type("module") if block.labels}

    def root(self, name: str) -> Any:
        """What *name*, the first of a chain, means."""
        if name in {"each", "count", "self"}:
            return Unknown(f"depends on {name}, which is not known here")
        return Namespace(name)

    def function(self, name: str, arguments: list[Any]) -> Any:
        """What a function that reads files makes of *arguments*; None if *name* is none of them."""
        return files.call(name, arguments, self.source, self.evaluator, self)

    def attribute(self, of: Any, name: str) -> Any:
        """The attribute *name* of the beginning of a name, or of a resource or module."""
        if isinstance(of, Part):
            return self._once(("part", of.address, name), lambda: of.read(name))
        match of.name:
            case "var":
                return self._once(("var", name), lambda: self._variable(name))
            case "local":
                if name not in self.locals:
                    raise EvaluationError(f"names local.{name}, which is not there")
                return self._once(("local", name), lambda: self.evaluator.evaluate(self.locals[name], self))
            case "path":
                return {"module": self.source.name, "root": self.root_folder, "cwd": "."}.get(name, Unknown("is a path"))
            case "terraform":
                return "default" if name == "workspace" else Unknown(f"is terraform.{name}")
            case "data":
                return Namespace(f"data.{name}")
            case "module":
                return self._module(name)
            case kind:
                return self._resource(kind, name)

    def instances_of(self, block: BlockText) -> list[BlockInstance]:
        """The instances that `count` or `for_each` of *block* makes; one, with a note, where that is not known."""
        trees = block.body.attributes
        if "count" in trees:
            count = as_attribute("size", self.evaluator.value(trees["count"], self))
            number = count if isinstance(count, Decimal) and 0 <= count <= MAX_INSTANCES and not count % 1 else None
            if number is None:
                index = Unknown("depends on count.index, which is not known here")
                return [
                    BlockInstance(
                        None, Local(self, {"count": {"index": index}}), f"has a count that {_why(count)}; one is taken"
                    )
                ]
            return [
                BlockInstance(Decimal(each), Local(self, {"count": {"index": Decimal(each)}})) for each in range(int(number))
            ]
        if "for_each" in trees:
            return self._instances_for_each(self.evaluator.value(trees["for_each"], self))
        return [BlockInstance(None, self)]

    def _instances_for_each(self, value: Any) -> list[BlockInstance]:
        if is_list(value) and self.evaluator.is_known(value) and all(isinstance(item, str) for item in value):
            value = {item: item for item in value}
        if not is_mapping(value) or len(value) > MAX_INSTANCES:
            unknown = Unknown("depends on each, which is not known here")
            note = f"has a for_each that {_why(value)}; one is taken"
            return [BlockInstance(None, Local(self, {"each": {"key": unknown, "value": unknown}}), note)]
        return [BlockInstance(key, Local(self, {"each": {"key": key, "value": item}})) for key, item in sorted(value.items())]

    def provider_key(self, name: str) -> str:
        """The key in the root's configuration of the provider that is called *name* here."""
        if self.parent is None:
            return name
        own = any(_provider_name(block) == name for block in self.body.of_type("provider"))
        return f"{self.path}:{name}" if own else self.parent.provider_key(self.provider_names.get(name, name))

    def providers(self) -> Iterator[tuple[str, Any, Any]]:
        """The providers that are configured here: key, region, and the tags that all of its resources have."""
        for block in self.body.of_type("provider"):
            name = _provider_name(block)
            tree = block.body.attributes.get("region")
            region = None if tree is None else self.evaluator.value(tree, self)
            tagged = next(block.body.of_type("default_tags"), None)
            tags = None if tagged is None else tagged.body.attributes.get("tags")
            tags = None if tags is None else self.evaluator.value(tags, self)
            yield (name if self.parent is None else f"{self.path}:{name}"), region, tags

    def _once(self, key: tuple[str, ...], evaluate: Callable[[], Any]) -> Any:
        """What *evaluate* gives, evaluated once; unknown if it leads back to itself."""
        if key in self._waiting:
            return Unknown(f"leads back to {'.'.join(key)}")
        if key not in self._known:
            self._waiting.add(key)
            try:
                self._known[key] = evaluate()
            except EvaluationError as error:
                self._known[key] = error
            finally:
                self._waiting.discard(key)
        if isinstance(self._known[key], EvaluationError):
            raise self._known[key]
        return self._known[key]

    def _variable(self, name: str) -> Any:
        block = self.variables.get(name)
        if block is None:
            raise EvaluationError(f"names var.{name}, which is not there")
        trees = block.body.attributes
        if name in self.given:
            given = self.given[name]
            value = self.evaluator.evaluate(given.tree, given.names) if isinstance(given, Argument) else given
        elif "default" in trees:
            value = self.evaluator.evaluate(trees["default"], self)
        else:
            hint = f", which has no value (say it with --parameter {name}=…)" if self.parent is None else ""
            return Unknown(f"is var.{name}{hint}")
        if value is None and "default" in trees and self._is_false(trees.get("nullable")):
            value = self.evaluator.evaluate(trees["default"], self)
        return as_type(trees["type"], value, self.evaluator, self) if "type" in trees else value

    def _is_false(self, tree: Any) -> bool:
        return tree is not None and self.evaluator.value(tree, self) is False

    def _module(self, name: str) -> Any:
        if name not in self.called:
            return Unknown(f"is of module.{name}, which is not read")
        parts = [(key, Part(scope.address, scope.output)) for key, scope in self.called[name]]
        return _by_key(parts)

    def output(self, name: str) -> Any:
        """The output *name*."""
        block = self.outputs.get(name)
        if block is None or "value" not in block.body.attributes:
            raise EvaluationError(f"names an output {name} that is not there")
        return self._once(("output", name), lambda: self.evaluator.evaluate(block.body.attributes["value"], self))

    def _resource(self, kind: str, name: str) -> Any:
        if kind.startswith("data."):
            return Unknown(f"is read from {kind}.{name} when Terraform plans")
        block = self.resources.get((kind, name))
        if block is None:
            raise EvaluationError(f"names {kind}.{name}, which is not there")
        return self._once(("resource", kind, name), lambda: self._parts(block))

    def _parts(self, block: BlockText) -> Any:
        address = ".".join((*([self.address] if self.address else []), *block.labels))

        def part(instance: BlockInstance) -> Part:
            where = address if instance.key is None else f"{address}[{instance.key}]"

            def read(attribute: str) -> Any:
                tree = block.body.attributes.get(attribute)
                if tree is None or attribute in META:
                    return Unknown(f"is {address}.{attribute}, which is known only after apply")
                return self.evaluator.evaluate(tree, instance.names)

            return Part(where, read)

        instances = self.instances_of(block)
        if any(instance.note for instance in instances):
            return Unknown(f"is of {address}, whose instances are not known")
        return _by_key([(instance.key, part(instance)) for instance in instances])


MAX_INSTANCES = 10_000
"""Instances that one block may make."""


def _by_key(parts: list[tuple[Any, Any]]) -> Any:
    """*parts* as Terraform has them: one, a list by number, or a mapping by key."""
    if [key for key, _ in parts] == [None]:
        return parts[0][1]
    if all(isinstance(key, str) for key, _ in parts) and parts:
        return dict(parts)
    return [part for _, part in parts]


def _why(value: Any) -> str:
    return value.why if isinstance(value, Unknown) else "is not understood"


def _provider_name(block: BlockText) -> str:
    """What a provider is called here: `aws`, or `aws.east` by its alias."""
    alias = block.body.attributes.get("alias")
    word = word_of(alias) if alias is not None else ""
    name = block.labels[0] if block.labels else ""
    return f"{name}.{word}" if word else name
