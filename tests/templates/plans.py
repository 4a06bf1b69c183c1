"""Plans as Terraform prints them, from a few words: what they repeat is repeated here, not in the tests."""

import json
import re
from typing import Any

AWS = "registry.terraform.io/hashicorp/aws"


def refs(*names: str) -> dict[str, Any]:
    """An expression that refers to *names*, each followed by its resource as Terraform has it."""
    found: list[str] = []
    for name in names:
        found.append(name)
        resource = ".".join(name.split(".")[:2])
        if name.count(".") > 1 and not name.startswith(("var.", "each.", "module.")):
            found.append(resource)
    return {"references": found}


def resource(
    address: str,
    values: dict[str, Any],
    *,
    unknown: dict[str, Any] | None = None,
    written: dict[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """One instance: its full address, what is known, what is not, and what refers to others."""
    return {"address": address, "values": values, "unknown": unknown or {}, "written": written or {}, **more}


def function(address: str, *, unknown: dict[str, Any] | None = None, **values: Any) -> dict[str, Any]:
    """A function as a plan has it before it is there: the provider's defaults known, what AWS fills in not."""
    base = {"function_name": address.rpartition(".")[2].split("[")[0], "memory_size": 128, "timeout": 3, "publish": False}
    written = {name: {"constant_value": value} for name, value in values.items()}
    filled = {
        "arn": True,
        "invoke_arn": True,
        "qualified_arn": True,
        "id": True,
        "architectures": True,
        "ephemeral_storage": True,
    }
    left = {name: True for name in filled if name not in values}
    return resource(address, base | values, unknown=left | (unknown or {}), written=written)


def plan(*resources: dict[str, Any], providers: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A plan of *resources*; more: variables, calls (arguments of modules by address), outputs (of modules), and so on."""
    root: dict[str, Any] = {"resources": [], "child_modules": []}
    written: dict[str, Any] = {"resources": [], "module_calls": {}}
    changes = []
    calls, outputs = more.pop("calls", {}), more.pop("outputs", {})
    for one in resources:
        module, kind, name, index = parts(one["address"])
        shown = {"address": one["address"], "mode": one.get("mode", "managed"), "type": kind, "name": name}
        shown |= {"provider_name": one.get("provider_name", AWS), "schema_version": 0}
        shown |= {"index": index} if index is not None else {}
        home = root
        for step in modules(module):
            below = home.setdefault("child_modules", [])
            found = next((child for child in below if child["address"] == step), None)
            if found is None:
                found = {"address": step, "resources": [], "child_modules": []}
                below.append(found)
            home = found
        home["resources"].append(shown | {"values": one["values"], "sensitive_values": {}})
        changes.append(
            shown | {"change": {"actions": ["create"], "before": None, "after": one["values"], "after_unknown": one["unknown"]}}
        )
        place = _written(written, re.sub(r"\[[^\]]*\]", "", module), calls, outputs)
        if not any((other["type"], other["name"]) == (kind, name) for other in place["resources"]):
            text = {"address": f"{kind}.{name}", "mode": shown["mode"], "type": kind, "name": name}
            text |= {"provider_config_key": one.get("provider", "aws"), "expressions": one["written"], "schema_version": 0}
            text |= {key: one[key] for key in ("for_each_expression", "count_expression") if key in one}
            place["resources"].append(text)
    known = {key: {"name": key.split(".")[0], "full_name": AWS, **value} for key, value in (providers or {}).items()}
    configuration = {"provider_config": known, "root_module": written}
    return {
        "format_version": "1.2",
        "terraform_version": "1.9.8",
        "planned_values": {"root_module": root},
        "resource_changes": changes,
        "configuration": configuration,
        **more,
    }


def state(*resources: dict[str, Any]) -> dict[str, Any]:
    """A state of *resources*: everything is known, and nothing says how it was written."""
    made = plan(*resources)
    return {"format_version": "1.0", "terraform_version": "1.9.8", "values": made["planned_values"]}


def text(data: dict[str, Any]) -> str:
    """*data* as Terraform prints it."""
    return json.dumps(data)


def parts(address: str) -> tuple[str, str, str, Any]:
    """Module, type, name and index of an *address*."""
    match = re.fullmatch(r"(?:(.*)\.)?([a-z0-9_]+)\.([\w-]+)(?:\[(.+)\])?", address)
    assert match, address
    return match[1] or "", match[2], match[3], None if match[4] is None else json.loads(match[4])


def modules(address: str) -> list[str]:
    """The addresses of a module and of all above it."""
    steps = re.findall(r"module\.[\w-]+(?:\[[^\]]*\])?", address)
    return [".".join(steps[: count + 1]) for count in range(len(steps))]


def _written(root: dict[str, Any], module: str, calls: dict[str, Any], outputs: dict[str, Any]) -> dict[str, Any]:
    home = root
    for step in modules(module):
        call = home.setdefault("module_calls", {}).setdefault(
            step.rpartition("module.")[2],
            {
                "source": "./m",
                "expressions": calls.get(step, {}),
                "module": {
                    "resources": [],
                    "module_calls": {},
                    "outputs": {k: {"expression": v} for k, v in outputs.get(step, {}).items()},
                },
            },
        )
        home = call["module"]
    return home
