"""What `terraform show -json` says: each resource instance that will be there, its values, and which are not known yet.

Reference: https://developer.hashicorp.com/terraform/internals/json-format
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import Problem, ScenarioError, shown
from lambda_cost.strict_yaml import is_list, is_mapping

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_INSTANCES = 100_000
HOW = "terraform plan -out p && terraform show -json p > plan.json (or: tofu plan -out p && tofu show -json p > plan.json)"
"""How to make what this importer reads."""

_ARN = re.compile(r"arn:[a-z-]+:[a-z0-9-]+:([a-z]{2}(?:-[a-z]+)+-\d):")
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d")


class NotKnown:
    """A value that Terraform knows only once it has been applied."""

    def __repr__(self) -> str:
        return "(known after apply)"


NOT_KNOWN = NotKnown()


def mapping(value: object) -> dict[str, Any]:
    """*value* if it is a mapping; an empty one otherwise."""
    return value if is_mapping(value) else {}


def listing(value: object) -> list[Any]:
    """*value* if it is a list; an empty one otherwise."""
    return value if is_list(value) else []


@dataclass(frozen=True, slots=True)
class Block:
    """Attributes of a resource or of a block in it, and which of them are not known yet."""

    values: dict[str, Any]
    """What is known."""
    unknown: dict[str, Any]
    """In the same shape, `true` for what is not."""
    written: dict[str, Any] | None
    """The expressions of the configuration; None where there is none to look at."""

    def get(self, name: str) -> Any:
        """The value called *name*; None if it is not set, `NOT_KNOWN` if it is set to what is known only after apply.

        What nobody wrote and the provider will fill in is not set: AWS's default applies.
        """
        if self.unknown.get(name) is True:
            return None if self.written is not None and name not in self.written else NOT_KNOWN
        return self.values.get(name)

    def blocks(self, name: str) -> list[Block]:
        """The blocks called *name*."""
        items, masks, texts = (source.get(name) for source in (self.values, self.unknown, self.written or {}))
        given = [items] if is_mapping(items) else listing(items)
        missing = [masks] if is_mapping(masks) else listing(masks)
        written = [texts] if is_mapping(texts) else listing(texts)
        return [
            Block(
                mapping(_at(given, place)),
                mapping(_at(missing, place)),
                # a dynamic block is not among the expressions, and set all the same
                None if self.written is None or _at(written, place) is None else mapping(_at(written, place)),
            )
            for place in range(max(len(given), len(missing)))
        ]

    def block(self, name: str) -> Block:
        """The one block called *name*; an empty one if there is none."""
        return next(iter(self.blocks(name)), Block({}, {}, self.written and {}))


def _at(items: list[Any], place: int) -> Any:
    return items[place] if place < len(items) else None


@dataclass(frozen=True, slots=True)
class Instance:
    """One resource as it will be: of a `count` or `for_each`, one of many."""

    address: str
    """`module.api["eu"].aws_lambda_function.this[0]`."""
    module: str
    """The address of its module; empty for the root."""
    type: str
    """`aws_lambda_function`."""
    name: str
    """`this`."""
    key: str
    """Its index as it stands in brackets; empty without one."""
    attributes: Block
    """What it is set to."""

    @property
    def home(self) -> tuple[str, str]:
        """Where the configuration has it: the names of its modules, and type and name."""
        return without_keys(self.module), f"{self.type}.{self.name}"


@dataclass(frozen=True, slots=True)
class Module:
    """One module of the configuration."""

    parent: Module | None
    """The module that calls it; None for the root."""
    arguments: dict[str, Any]
    """The expressions that it is called with."""
    outputs: dict[str, Any]
    """Its outputs."""
    resources: dict[str, dict[str, Any]]
    """Its resources by type and name, as they are written."""
    children: dict[str, Module]
    """The modules that it calls, by name."""


@dataclass(slots=True)
class Plan:
    """A plan or a state."""

    file: str
    """Its name, for messages."""
    instances: list[Instance]
    """Every managed resource that will be there."""
    modules: dict[str, Module]
    """Modules of the configuration by address, without keys; empty for a state."""
    providers: dict[str, Any]
    """Configurations of providers, by key."""
    variables: dict[str, Any]
    """Values of the root's variables."""
    warnings: list[str] = field(default_factory=list[str])
    """What was left out, and why."""

    def expressions(self, one: Instance) -> dict[str, Any] | None:
        """The expressions that *one* is written with; None if there is no configuration of it."""
        module, name = one.home
        found = self.modules[module].resources.get(name) if module in self.modules else None
        return None if found is None else mapping(found.get("expressions"))

    def region(self, one: Instance) -> str | None:
        """The region of *one*: its own, that of its ARN, or its provider's; None if that is not known."""
        own = one.attributes.get("region")
        if isinstance(own, str) and _REGION.fullmatch(own):
            return own
        arn = _ARN.match(str(one.attributes.values.get("arn") or ""))
        return arn[1] if arn else self._of_provider(one)

    def _of_provider(self, one: Instance) -> str | None:
        module, name = one.home
        written = self.modules[module].resources.get(name) if module in self.modules else None
        key = str(mapping(written).get("provider_config_key") or "aws")
        provider = mapping(self.providers.get(key) or self.providers.get(key.rpartition(":")[2]))
        expression = mapping(mapping(provider.get("expressions")).get("region"))
        found = expression.get("constant_value")
        names = {str(text).split(".")[1] for text in listing(expression.get("references")) if str(text).startswith("var.")}
        if found is None and len(names) == 1 and not provider.get("module_address"):
            found = mapping(self.variables.get(names.pop())).get("value")
        return found if isinstance(found, str) and _REGION.fullmatch(found) else None


def without_keys(address: str) -> str:
    """The *address* of a module without the keys of `count` and `for_each`."""
    return re.sub(r"\[(?:\d+|\"(?:[^\"\\]|\\.)*\")\]", "", address)


def is_plan(data: object) -> bool:
    """Whether *data* is what `terraform show -json` prints."""
    return is_mapping(data) and isinstance(data.get("format_version"), str) and bool({"planned_values", "values"} & data.keys())


def plan(data: dict[str, Any], name: str) -> Plan:
    """The plan or state that *data* is.

    Raises:
        ScenarioError: if it is of a version that is not known, or has too many resources.
    """
    version = str(data["format_version"])
    if version.partition(".")[0] not in {"0", "1"}:
        raise ScenarioError([Problem("format_version", f"is {shown(version)}; allowed: 0 and 1", name)])
    configuration = mapping(data.get("configuration"))
    found = Plan(
        name,
        [],
        dict(_modules(mapping(configuration.get("root_module")))) if configuration else {},
        mapping(configuration.get("provider_config")),
        mapping(data.get("variables")),
    )
    masks = {
        str(one.get("address")): mapping(mapping(one.get("change")).get("after_unknown"))
        for one in map(mapping, listing(data.get("resource_changes")))
    }
    values = mapping(data.get("planned_values") if "planned_values" in data else data.get("values"))
    found.instances = [
        _instance(found, module, one, masks) for module, one in _resources(mapping(values.get("root_module")), name)
    ]
    deferred = len(listing(data.get("deferred_changes")))
    if deferred:
        found.warnings.append(f"{deferred} deferred changes are not in the plan, and so not in the bill")
    return found


def _instance(found: Plan, module: str, one: dict[str, Any], masks: dict[str, dict[str, Any]]) -> Instance:
    address = str(one.get("address", ""))
    index = one.get("index")
    key = "" if index is None else json.dumps(index) if isinstance(index, str) else str(index)
    made = Instance(address, module, str(one.get("type", "")), str(one.get("name", "")), key, Block({}, {}, None))
    block = Block(mapping(one.get("values")), masks.get(address, {}), found.expressions(made))
    return Instance(address, module, made.type, made.name, key, block)


def _resources(root: dict[str, Any], name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every managed resource of *root* and of the modules below it, with its module's address."""
    waiting, count = [root], 0
    while waiting:
        module = waiting.pop()
        address = str(module.get("address") or "")
        for one in map(mapping, listing(module.get("resources"))):
            count += 1
            if count > MOST_INSTANCES:
                raise ScenarioError([Problem("", f"has more than {MOST_INSTANCES:,} resources", name)])
            if one.get("mode", "managed") == "managed":
                yield address, one
        waiting += reversed([mapping(child) for child in listing(module.get("child_modules"))])


def _modules(root: dict[str, Any]) -> Iterator[tuple[str, Module]]:
    """The modules of a configuration, each by its address."""
    waiting: list[tuple[str, str, dict[str, Any], Module | None, dict[str, Any]]] = [("", "", root, None, {})]
    while waiting:
        address, called, written, parent, arguments = waiting.pop()
        resources = [mapping(one) for one in listing(written.get("resources"))]
        managed = {f"{one.get('type')}.{one.get('name')}": one for one in resources if one.get("mode", "managed") == "managed"}
        made = Module(parent, arguments, mapping(written.get("outputs")), managed, {})
        if parent is not None:
            parent.children[called] = made
        yield address, made
        for name, call in mapping(written.get("module_calls")).items():
            below = f"{address}.module.{name}".lstrip(".")
            waiting.append((below, name, mapping(mapping(call).get("module")), made, mapping(mapping(call).get("expressions"))))
