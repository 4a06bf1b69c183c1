"""Raw state, `terraform.tfstate`, of version 4: what is there, as Terraform itself keeps it.

Reference: https://github.com/hashicorp/terraform/blob/main/internal/states/statefile/version4.go
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import Problem, ScenarioError, shown
from lambda_cost.strict_yaml import is_mapping, scalar
from lambda_cost.templates.terraform.blocks import as_list, as_mapping

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSION = "4"


def is_raw_state(data: object) -> bool:
    """Whether *data* is a state as Terraform keeps it."""
    return is_mapping(data) and {"terraform_version", "serial"} <= data.keys() and "format_version" not in data


def state_document(data: dict[str, Any], name: str) -> dict[str, Any]:
    """The raw state *data* of the file *name* in the form in which `show -json` prints it.

    Raises:
        ScenarioError: if it is of another version.
    """
    if str(data.get("version")) != VERSION:
        message = f"is {shown(data.get('version'))}; allowed: {VERSION} (a newer terraform show -json prints what is read)"
        raise ScenarioError([Problem("version", message, name)])
    modules: dict[str, list[dict[str, Any]]] = {"": []}
    for resource in map(as_mapping, as_list(data.get("resources"))):
        module = str(resource.get("module") or "")
        modules.setdefault(module, []).extend(_instances(resource, module))
    children = [{"address": address, "resources": resources} for address, resources in modules.items() if address]
    root = {"resources": modules[""], "child_modules": children}
    return {"format_version": "1.0", "values": {"root_module": root}}


def _instances(resource: dict[str, Any], module: str) -> Iterator[dict[str, Any]]:
    about = {key: resource.get(key) for key in ("mode", "type", "name")}
    for instance in map(as_mapping, as_list(resource.get("instances"))):
        index = instance.get("index_key")
        key = "" if index is None else f"[{json.dumps(index) if isinstance(index, str) else index}]"
        address = f"{module}.{about['type']}.{about['name']}{key}".lstrip(".")
        if "deposed" not in instance:
            yield about | {"address": address, "index": index, "values": _attributes(instance)}


def _attributes(instance: dict[str, Any]) -> dict[str, Any]:
    """The attributes of *instance*; those that are flat, as versions before 0.12 kept them, in their real shape."""
    flat = as_mapping(instance.get("attributes_flat"))
    return as_mapping(_unflattened({tuple(name.split(".")): value for name, value in flat.items()})) | as_mapping(
        instance.get("attributes")
    )


def _unflattened(flat: dict[tuple[str, ...], Any]) -> Any:
    """What *flat* stands for, whose paths have `#` for the length of a list and `%` for that of a mapping."""
    if () in flat:
        return scalar(flat[()]) if isinstance(flat[()], str) and flat[()] else flat[()]
    below: dict[str, dict[tuple[str, ...], Any]] = {}
    for (first, *rest), value in flat.items():
        below.setdefault(first, {})[tuple(rest)] = value
    parts = {name: _unflattened(inner) for name, inner in below.items() if name not in ("#", "%")}
    return [*parts.values()] if "#" in below else parts
