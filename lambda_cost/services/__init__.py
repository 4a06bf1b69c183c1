"""What can be charged for: one file, one class, one `meter()`.

A rule is found by its address, the path of its file below this folder; its prices and its worked
examples are at the same address in `pricing_data/` and `tests/examples/`.  Nothing is registered:
a new file is a new charge.
"""

from collections.abc import Collection
from functools import cache, lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, cast

from lambda_cost.services.described import Described, Feature, Resource

REFUSED = {
    "web_functions": "Lambda Web Functions",
    "web_function": "Lambda Web Functions",
    "portals": "API Gateway portals",
    "portal": "API Gateway portals",
}
"""What AWS sells and publishes no price for, by the keys that it may be described under (rules A-48, B-25)."""


@cache
def addresses() -> tuple[str, ...]:
    """The address of every rule there is."""
    services = (service.name for service in iter_modules(__path__) if service.ispkg)
    folders = ((service, [f"{path}/{service}" for path in __path__]) for service in services)
    return tuple(f"{service}.{rule.name}" for service, folder in folders for rule in iter_modules(folder))


@cache
def rule(address: str) -> type[Described[Any]]:
    """The class at *address*: `aws_lambda.cold_starts` is `ColdStarts`."""
    module = import_module(f"{__name__}.{address}")
    name = "".join(part.capitalize() for part in name_of(address).split("_"))
    return cast("type[Described[Any]]", getattr(module, name))


def name_of(address: str) -> str:
    """The name of the rule at *address*, which is the key of a feature in a scenario."""
    return address.rpartition(".")[2]


@cache
def resources() -> dict[str, dict[str, type[Resource[Any]]]]:
    """The classes of resources: by section of a scenario, then by `type` (empty where there is one)."""
    classes: dict[str, dict[str, type[Resource[Any]]]] = {}
    for cls in map(rule, addresses()):
        if issubclass(cls, Resource):
            classes.setdefault(cls.section, {})[cls.kind] = cls
    return classes


@lru_cache(maxsize=64)
def section(key: str) -> dict[str, type[Resource[Any]]]:
    """The classes of resources under *key* of a scenario, by `type`; none if that is no section.

    Only rules named like the section are imported, `http_api` for `apis`, unless there are none.
    """
    name = key.removesuffix("s")
    alike = [address for address in addresses() if f"_{name_of(address)}".endswith(f"_{name}")]
    likely = map(rule, [address for address in alike if name_of(address) == name] or alike)
    classes = {cls.kind: cls for cls in likely if issubclass(cls, Resource) and cls.section == key}
    return classes or resources().get(key, {})


@cache
def features(address: str) -> dict[str, type[Feature[Any]]]:
    """The features that the resource at *address* may have, by their key in a scenario."""
    return features_among(address, _addresses_by_name())


def features_among(address: str, keys: Collection[str]) -> dict[str, type[Feature[Any]]]:
    """Those of the features of the resource at *address* that are among *keys*; no other rule is imported."""
    names = _addresses_by_name()
    if names.keys().isdisjoint(keys):
        return {}
    rules = {key: rule(where) for key, where in names.items() if key in keys}
    return {key: cls for key, cls in rules.items() if issubclass(cls, Feature) and address in cls.of}


@cache
def _addresses_by_name() -> dict[str, str]:
    return {name_of(address): address for address in addresses()}
