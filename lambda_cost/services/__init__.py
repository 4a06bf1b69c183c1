"""What can be charged for: one file, one class, one `meter()`.

A rule is found by its address, the path of its file below this folder; its prices and its worked
examples are at the same address in `pricing_data/` and `tests/examples/`.  Nothing is registered:
a new file is a new charge.
"""

from functools import cache
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
    packages = ((service, import_module(f"{__name__}.{service}")) for service in services)
    return tuple(f"{service}.{rule.name}" for service, package in packages for rule in iter_modules(package.__path__))


@cache
def rule(address: str) -> type[Described[Any]]:
    """The class at *address*: `aws_lambda.cold_starts` is `ColdStarts`."""
    module = import_module(f"{__name__}.{address}")
    name = "".join(part.capitalize() for part in address.rpartition(".")[2].split("_"))
    return cast("type[Described[Any]]", getattr(module, name))


@cache
def resources() -> dict[str, dict[str, type[Resource[Any]]]]:
    """The classes of resources: by section of a scenario, then by `type` (empty where there is one)."""
    found: dict[str, dict[str, type[Resource[Any]]]] = {}
    for cls in map(rule, addresses()):
        if issubclass(cls, Resource):
            found.setdefault(cls.section, {})[cls.kind] = cls
    return found


@cache
def features(address: str) -> dict[str, type[Feature[Any]]]:
    """The features that the resource at *address* may have, by their key in a scenario."""
    found = {where.rpartition(".")[2]: rule(where) for where in addresses()}
    return {key: cls for key, cls in found.items() if issubclass(cls, Feature) and address in cls.of}
