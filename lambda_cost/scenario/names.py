"""What a name means in a scenario: `functions.checkout.memory_mb`, `checkout.memory_mb`, `memory_mb` and `memory` alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost import services, strict_yaml
from lambda_cost.errors import Problem, ScenarioError, did_you_mean
from lambda_cost.scenario.reading import AGREED, HEAD
from lambda_cost.services.described import fields_by_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lambda_cost.services.described import Described, Resource


def resolve(data: Any, path: str) -> list[str]:
    """The paths that *path* means in the scenario *data*: itself, or, of a bare field, that of each resource that has it.

    The unit of a field may be left out: `checkout.memory` is `checkout.memory_mb`.

    >>> shop = {"functions": {"checkout": {"memory_mb": 512}, "orders": {"memory_mb": 1024}}}
    >>> resolve(shop, "memory"), resolve(shop, "checkout.memory")
    (['functions.checkout.memory_mb', 'functions.orders.memory_mb'], ['checkout.memory_mb'])

    Raises:
        ScenarioError: if it is no field of any resource.
    """
    resources = list(typed_resources(data))
    owners = {owner: cls for section, name, _, cls in resources for owner in (name, f"{section}.{name}")}
    if path in {*owners, *HEAD, *AGREED, *services.resources(), *(data if strict_yaml.is_mapping(data) else ())}:
        return [path]
    above, _, last = path.rpartition(".")
    if above:
        return [f"{above}.{_with_unit(owners[above], last)}" if above in owners else path]
    having = [
        f"{section}.{name}.{field}"
        for section, name, described, cls in resources
        if _has(described, cls, field := _with_unit(cls, path))
    ]
    if not having:
        known = dict.fromkeys(field for _, _, _, cls in resources for field in fields_by_name(cls))
        raise ScenarioError([Problem(path, f"is no field of any resource here; {did_you_mean(path, [*known, *HEAD])}")])
    return having


def resolve_one(data: Any, path: str) -> str:
    """The one path that *path* means in *data*, for what changes one number.

    Raises:
        ScenarioError: if it is no field of any resource, or one of several.
    """
    paths = resolve(data, path)
    if len(paths) > 1:
        raise ScenarioError([Problem(path, f"is a field of several resources; allowed: one of {', '.join(paths)}")])
    return paths[0]


def matching(name: str, known: Iterable[str]) -> list[str]:
    """Those of the *known* paths that *name* means: itself; or without their section; or the fields that are called so.

    >>> matching("checkout", ["functions.checkout", "functions.checkout.requests"])
    ['functions.checkout']
    >>> matching("requests", ["functions.checkout", "functions.checkout.requests"])
    ['functions.checkout.requests']
    """
    paths = list(known)
    if name in paths:
        return [name]
    without_section = [path for path in paths if path.partition(".")[2] == name]
    return without_section or [path for path in paths if path.count(".") > 1 and path.endswith(f".{name}")]


def typed_resources(data: Any) -> Iterator[tuple[str, str, dict[str, Any], type[Resource[Any]]]]:
    """Every named resource of *data* whose class is known: section, name, what is described, class."""
    for section, classes in services.resources().items():
        items: Any = data.get(section) if strict_yaml.is_mapping(data) else None
        if not strict_yaml.is_mapping(items) or any(cls.alone for cls in classes.values()):
            continue
        for name, described in items.items():
            if strict_yaml.is_mapping(described):
                cls = classes.get("") or classes.get(str(described.get("type")))
                if cls is not None:
                    yield section, name, described, cls


def _with_unit(cls: type[Described[Any]], name: str) -> str:
    """The field of *cls* that *name* is, with or without its unit; *name* itself if there is none."""
    fields = fields_by_name(cls)
    return name if name in fields else next((field for field in fields if field.rpartition("_")[0] == name), name)


def _has(described: dict[str, Any], cls: type[Resource[Any]], name: str) -> bool:
    """Whether a resource has the field *name*: the document sets it, or its class has it as a field with fixed choices."""
    field = fields_by_name(cls).get(name)
    return name in described or bool(field and field.choices)
