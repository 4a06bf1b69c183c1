"""A folder of Terraform's language as the document of a plan: values, what is not known in them, and what refers to what."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import Problem
from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates.terraform.blocks import as_list, as_mapping
from lambda_cost.templates.terraform.language.loading import Loader
from lambda_cost.templates.terraform.language.modules import META, ModuleScope
from lambda_cost.templates.terraform.language.names import Local
from lambda_cost.templates.terraform.language.references import references_in
from lambda_cost.templates.terraform.language.syntax import word_of
from lambda_cost.templates.terraform.language.values import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.templates.source import Source
    from lambda_cost.templates.terraform.language.names import Names
    from lambda_cost.templates.terraform.language.syntax import BlockText, Body

DYNAMIC = "dynamic"


@dataclass
class SourceDocument:
    """What a folder of the language says, in the form of a plan, and what it leaves open."""

    data: dict[str, Any]
    """As `terraform show -json` prints it."""
    partial: list[Problem]
    """What is missing in it."""
    notes: list[str]
    """What else to know, a sentence each."""
    places: dict[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])
    """By address, file and line."""
    reasons: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    """By address and attribute, why a value is not known."""
    warnings: list[Problem] = field(default_factory=list[Problem])
    """What is only taken to be so."""


def read_source(source: Source) -> SourceDocument:
    """What the file or folder *source* of the language says.

    Raises:
        ScenarioError: if it is not well formed, or takes too much.
        UnreadableFileError: if a file cannot be read.
    """
    loader = Loader(source)
    root = loader.root()
    document = SourceDocument({}, loader.gaps, loader.notes)
    providers: dict[str, Any] = {}
    modules = [*_with_all_below(root)]
    children: list[dict[str, Any]] = [
        {"address": scope.address, "resources": [*_resources(scope, document)]} for scope in modules
    ]
    for scope in modules:
        for key, region, tags in scope.providers():
            known = {"constant_value": region} if isinstance(region, str) else {}
            of_all = {name: value if isinstance(value, str) else None for name, value in as_mapping(tags).items()}
            default_tags = [{"tags": {"constant_value": of_all}}]
            providers.setdefault(key, {"expressions": {"region": known, "default_tags": default_tags}})
    instances: list[dict[str, Any]] = [resource for each in children for resource in each["resources"]]
    changes = [{"address": instance["address"], "change": {"after_unknown": instance.pop("mask")}} for instance in instances]
    document.data = {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": children[0]["resources"], "child_modules": children[1:]}},
        "resource_changes": changes,
        "configuration": {"provider_config": providers, "root_module": _configuration(root)},
    }
    return document


def _with_all_below(root: ModuleScope) -> Iterator[ModuleScope]:
    waiting = [root]
    while waiting:
        scope = waiting.pop()
        yield scope
        waiting += reversed([inner for instances in scope.called.values() for _, inner in instances])


def _resources(scope: ModuleScope, document: SourceDocument) -> Iterator[dict[str, Any]]:
    """Every instance of every resource of one module."""
    for (kind, name), block in scope.resources.items():
        for instance in scope.instances_of(block):
            address = f"{scope.address}.{kind}.{name}{instance.suffix}".lstrip(".")
            document.places[address] = (block.file, block.line)
            if instance.note:
                document.warnings.append(Problem(address, instance.note, block.file, block.line))
            values, mask = _Reader(scope, document, address, block).body(block.body, instance.names)
            about = {"address": address, "mode": "managed", "type": kind, "name": name, "index": instance.key}
            yield about | {"values": values, "mask": mask}


@dataclass
class _Reader:
    """Reads one instance of a resource."""

    scope: ModuleScope
    document: SourceDocument
    address: str
    block: BlockText

    def body(self, body: Body, names: Names, above: str = "") -> tuple[dict[str, Any], dict[str, Any]]:
        """The values of a *body*, and in the same shape `true` for what is not known."""
        values: dict[str, Any] = {}
        mask: dict[str, Any] = {}
        for name, tree in body.attributes.items():
            if above or name not in META:
                value = self.scope.evaluator.value(tree, names)
                values[name], mask[name] = self._split(value)
                self._note_reasons(name, value)
        for name, inner, meant in self._blocks(body, names):
            if above or name not in META:
                known, unknown_below = self.body(inner, meant, name)
                # what is written as an attribute too is refused by Terraform, and kept here
                values[name] = [*as_list(values.get(name)), known]
                mask[name] = [*as_list(mask.get(name)), unknown_below]
        return values, {name: part for name, part in mask.items() if part}

    def _note_reasons(self, name: str, value: Any) -> None:
        """Why the attribute *name* is not known, and why attributes in it are not."""
        below = value.items() if is_mapping(value) else ()
        for attribute, given in ((name, value), *below):
            unknown = self.scope.evaluator.first_unknown(given)
            if unknown is not None and (attribute == name or (self.address, attribute) not in self.document.reasons):
                self.document.reasons[self.address, attribute] = unknown.why

    def _blocks(self, body: Body, names: Names) -> Iterator[tuple[str, Body, Names]]:
        """The blocks of a *body*: name, content, and what names mean in it; dynamic ones written out."""
        for block in body.blocks:
            content = next(block.body.of_type("content"), None)
            if block.kind != DYNAMIC or content is None or not block.labels:
                yield block.kind, block.body, names
                continue
            name = block.labels[0]
            iterator = block.body.attributes.get("iterator")
            word = name if iterator is None else word_of(iterator)
            tree = block.body.attributes.get("for_each")
            items = Unknown("is not there") if tree is None else self.scope.evaluator.value(tree, names)
            for key, value in self._items(name, items):
                yield name, content.body, Local(names, {word: {"key": key, "value": value}})

    def _items(self, name: str, items: Any) -> list[tuple[Any, Any]]:
        if is_mapping(items):
            return sorted(items.items())
        if is_list(items):
            return [(Decimal(index), item) for index, item in enumerate(items)]
        why = items.why if isinstance(items, Unknown) else "is not understood"
        message = f"has a block {name} for each of something that {why}; how many there are is not known"
        self.document.warnings.append(Problem(self.address, message, self.block.file, self.block.line))
        self.document.reasons[self.address, name] = why
        unknown = Unknown(why)
        return [(unknown, unknown)]

    def _split(self, value: Any) -> tuple[Any, Any]:
        """What is known of *value*, and the same shape with `true` for what is not."""
        self.scope.evaluator.limit.spend(1, 0, self.scope.source.name)
        if is_mapping(value):
            pairs = {key: self._split(item) for key, item in value.items()}
            return {key: known for key, (known, _) in pairs.items()}, {key: part for key, (_, part) in pairs.items() if part}
        if is_list(value):
            items = [self._split(item) for item in value]
            masks = [part for _, part in items]
            return [known for known, _ in items], masks if any(masks) else []
        if isinstance(value, Unknown) or not isinstance(value, str | Decimal | bool | None):
            return None, True
        return value, None


def _configuration(scope: ModuleScope) -> dict[str, Any]:
    """What refers to what in a module and in those that it calls."""
    calls = {
        name: {"expressions": _arguments(scope.calls[name], scope), "module": _configuration(instances[0][1])}
        for name, instances in scope.called.items()
        if instances
    }
    outputs = {
        name: {"expression": references_in(block.body.attributes["value"], scope)}
        for name, block in scope.outputs.items()
        if "value" in block.body.attributes
    }
    resources = [_written(scope, block) for block in scope.resources.values()]
    return {"resources": resources, "module_calls": calls, "outputs": outputs}


def _written(scope: ModuleScope, block: BlockText) -> dict[str, Any]:
    """How a resource is written."""
    kind, name = block.labels
    key = scope.provider_key(_provider_of(block))
    expressions = _arguments(block, scope) | _written_blocks(block.body, scope)
    about = {"type": kind, "name": name, "mode": "managed", "provider_config_key": key, "expressions": expressions}
    each = block.body.attributes.get("for_each")
    return about if each is None else about | {"for_each_expression": references_in(each, scope)}


def _arguments(block: BlockText, scope: ModuleScope) -> dict[str, Any]:
    """What the arguments of *block* refer to."""
    return {key: references_in(tree, scope) for key, tree in block.body.attributes.items() if key not in META}


def _written_blocks(body: Body, scope: ModuleScope) -> dict[str, Any]:
    """The expressions of blocks; those of dynamic ones are left out, as in a plan."""
    values: dict[str, Any] = {}
    dynamic = {name for block in body.of_type(DYNAMIC) for name in block.labels}
    for block in body.blocks:
        if block.kind not in {*META, DYNAMIC, *dynamic}:
            own = {name: references_in(tree, scope) for name, tree in block.body.attributes.items()}
            values.setdefault(block.kind, []).append(own | _written_blocks(block.body, scope))
    return values


def _provider_of(block: BlockText) -> str:
    """What the provider of a resource is called in its module: what it says, or how its type begins."""
    tree = block.body.attributes.get("provider")
    if tree is not None:
        return word_of(tree)
    return block.labels[0].partition("_")[0]
