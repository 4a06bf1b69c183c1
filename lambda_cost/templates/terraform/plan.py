"""What `terraform show -json` says: each resource instance that will be there, its values, and which are not known yet.

Reference: https://developer.hashicorp.com/terraform/internals/json-format
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from lambda_cost.errors import Problem, ScenarioError, shown
from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates.terraform.blocks import Block, as_list, as_mapping
from lambda_cost.templates.terraform.cloud_control import in_shape_of_aws
from lambda_cost.templates.unresolved import reason_mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_INSTANCES = 100_000
MAX_NAMED = 5
"""Deferred changes that a warning names."""
NO_VALUE = reason_mark("Terraform does not know it yet")
"""What stands for the value of a tag that is not known."""
_ARN = re.compile(r"arn:[a-z-]+:[a-z0-9-]+:([a-z]{2}(?:-[a-z]+)+-\d):")
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d")
NEVER_FILLED_IN: Final[dict[str, tuple[str, ...]]] = {
    "aws_lambda_event_source_mapping": ("provisioned_poller_config",),
    "aws_lambda_function": ("capacity_provider_config", "durable_config", "snap_start", "tenancy_config"),
}
"""By type, the blocks that the AWS provider leaves out where nobody writes them: one that is known only after apply is a
dynamic block, though the configuration in a plan does not show those."""


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
    """Its attributes."""

    @property
    def home(self) -> tuple[str, str]:
        """Where the configuration describes it: the names of its modules, and type and name."""
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
    kind: str = "Terraform plan"
    """What sort of file it is, for people."""
    places: Mapping[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])
    """By address, the file and line where a resource is written, if it was read from source."""
    reasons: Mapping[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    """By address and attribute, why source does not say a value: the rest of a sentence that begins with it."""
    partial: list[str] = field(default_factory=list[str])
    """Why it is not the whole of what will be there, each as the rest of a sentence that begins with its name."""

    def expressions(self, instance: Instance) -> dict[str, Any] | None:
        """The expressions that *instance* is written with; None if there is no configuration of it."""
        written = self.configuration_of(instance)
        return None if written is None else as_mapping(written.get("expressions"))

    def configuration_of(self, instance: Instance) -> dict[str, Any] | None:
        """What the configuration says of *instance*; None if it says nothing."""
        module, name = instance.home
        return self.modules[module].resources.get(name) if module in self.modules else None

    def region(self, instance: Instance) -> str | None:
        """The region of *instance*: its own, that of its ARN, or its provider's; None if that is not known."""
        own = instance.attributes.get("region")
        if isinstance(own, str) and _REGION.fullmatch(own):
            return own
        arn = _ARN.match(str(instance.attributes.values.get("arn") or ""))
        return arn[1] if arn else self._provider_region(instance)

    def tags(self, instance: Instance) -> Any:
        """The tags of *instance*, those of its provider included; the values that are not known are marks."""
        attributes = instance.attributes
        attributes.mark("tags", "tags_all")
        name = "tags" if attributes.unknown.get("tags_all") is True or not attributes.values.get("tags_all") else "tags_all"
        own, mask = attributes.values.get(name), attributes.unknown.get(name)
        if is_list(own):  # as Cloud Control has them
            return own
        given = dict.fromkeys(as_mapping(mask), NO_VALUE) | {
            key: NO_VALUE if value is None else value for key, value in as_mapping(own).items()
        }
        blocks = as_list(as_mapping(self._provider_of(instance).get("expressions")).get("default_tags"))
        return {
            key: NO_VALUE if value is None else value
            for block in blocks
            for key, value in as_mapping(as_mapping(as_mapping(block).get("tags")).get("constant_value")).items()
        } | given

    def _provider_of(self, instance: Instance) -> dict[str, Any]:
        key = str(as_mapping(self.configuration_of(instance)).get("provider_config_key") or "aws")
        return as_mapping(self.providers.get(key) or self.providers.get(key.rpartition(":")[2]))

    def _provider_region(self, instance: Instance) -> str | None:
        provider = self._provider_of(instance)
        expression = as_mapping(as_mapping(provider.get("expressions")).get("region"))
        region = expression.get("constant_value")
        names = {str(text).split(".")[1] for text in as_list(expression.get("references")) if str(text).startswith("var.")}
        if region is None and len(names) == 1 and not provider.get("module_address"):
            region = as_mapping(self.variables.get(names.pop())).get("value")
        return region if isinstance(region, str) and _REGION.fullmatch(region) else None


def without_keys(address: str) -> str:
    """The *address* of a module without the keys of `count` and `for_each`."""
    return re.sub(r"\[(?:\d+|\"(?:[^\"\\]|\\.)*\")\]", "", address)


def type_of(address: str) -> str:
    """The type in the *address* of a resource.

    >>> type_of('module.a["x.y"].aws_lambda_function.b[0]')
    'aws_lambda_function'
    """
    parts = without_keys(address).split(".")
    return parts[-2] if len(parts) > 1 else ""


def is_plan(data: object) -> bool:
    """Whether *data* is what `terraform show -json` prints."""
    return is_mapping(data) and isinstance(data.get("format_version"), str) and bool({"planned_values", "values"} & data.keys())


def read_plan(data: dict[str, Any], name: str) -> Plan:
    """The plan or state that *data* is.

    Raises:
        ScenarioError: if it is of a version that is not known, or has too many resources.
    """
    version = str(data["format_version"])
    if version.partition(".")[0] not in {"0", "1"}:
        raise ScenarioError([Problem("format_version", f"is {shown(version)}; allowed: 0 and 1", name)])
    configuration = as_mapping(data.get("configuration"))
    plan = Plan(
        name,
        [],
        dict(_modules(as_mapping(configuration.get("root_module")))) if configuration else {},
        as_mapping(configuration.get("provider_config")),
        as_mapping(data.get("variables")),
    )
    unknown = {
        str(change.get("address")): as_mapping(as_mapping(change.get("change")).get("after_unknown"))
        for change in map(as_mapping, as_list(data.get("resource_changes")))
    }
    values = as_mapping(data.get("planned_values") if "planned_values" in data else data.get("values"))
    plan.instances = [
        _instance(plan, module, resource, unknown)
        for module, resource in _resources(as_mapping(values.get("root_module")), name)
    ]
    plan.partial += _reasons_partial(data)
    plan.kind = "Terraform plan" if plan.modules else "Terraform state"
    return plan


def _instance(plan: Plan, module: str, resource: dict[str, Any], unknown: dict[str, dict[str, Any]]) -> Instance:
    address, index = str(resource.get("address", "")), resource.get("index")
    key = "" if index is None else json.dumps(index) if isinstance(index, str) else str(index)
    bare = Instance(address, module, str(resource.get("type", "")), str(resource.get("name", "")), key, Block({}, {}, None))
    given = as_mapping(resource.get("values"))
    values, mask, texts = in_shape_of_aws(bare.type, given, unknown.get(address, {}), plan.expressions(bare))
    if texts is not None:
        dynamic = [name for name in NEVER_FILLED_IN.get(bare.type, ()) if mask.get(name) is True]
        texts = {name: dict[str, Any]() for name in dynamic} | texts
    return replace(bare, attributes=Block(values, mask, texts))


def _resources(root: dict[str, Any], name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every managed resource of *root* and of the modules below it, with its module's address."""
    waiting, count = [root], 0
    while waiting:
        module = waiting.pop()
        address = str(module.get("address") or "")
        for resource in map(as_mapping, as_list(module.get("resources"))):
            count += 1
            if count > MAX_INSTANCES:
                raise ScenarioError([Problem("", f"has more than {MAX_INSTANCES:,} resources", name)])
            if resource.get("mode", "managed") == "managed":
                yield address, resource
        waiting += reversed([as_mapping(child) for child in as_list(module.get("child_modules"))])


def _modules(root: dict[str, Any]) -> Iterator[tuple[str, Module]]:
    """The modules of a configuration, each by its address."""
    waiting: list[tuple[str, str, dict[str, Any], Module | None, dict[str, Any]]] = [("", "", root, None, {})]
    while waiting:
        address, name, written, parent, arguments = waiting.pop()
        resources = {
            f"{resource.get('type')}.{resource.get('name')}": resource
            for resource in map(as_mapping, as_list(written.get("resources")))
            if resource.get("mode", "managed") == "managed"
        }
        module = Module(parent, arguments, as_mapping(written.get("outputs")), resources, {})
        if parent is not None:
            parent.children[name] = module
        yield address, module
        for child, call in as_mapping(written.get("module_calls")).items():
            below, expressions = (as_mapping(as_mapping(call).get(key)) for key in ("module", "expressions"))
            waiting.append((f"{address}.module.{child}".lstrip("."), child, below, module, expressions))


def _reasons_partial(data: dict[str, Any]) -> Iterator[str]:
    """Why the plan *data* is not whole, each as the rest of a sentence that begins with the plan."""
    if data.get("errored") is True:
        yield "is the plan of a run that failed (errored): resources are missing in it; mend the error and plan again"
    elif data.get("complete") is False:
        yield "is not complete (planned with -target, or with changes that are deferred): resources are missing in it"
    deferred = [
        str(as_mapping(as_mapping(each).get("resource_change")).get("address") or "a resource")
        for each in as_list(data.get("deferred_changes"))
    ]
    if deferred:
        more = f" and {len(deferred) - MAX_NAMED} more" if len(deferred) > MAX_NAMED else ""
        yield f"defers changes, which are not in the bill ({len(deferred)}): {', '.join(deferred[:MAX_NAMED])}{more}"
