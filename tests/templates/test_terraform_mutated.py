"""Plans and source that were changed anywhere: nothing is lost in silence, no traceback, nothing runs for long."""

import json
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambda_cost import LambdaCostError, templates
from lambda_cost.scenario.draft import Draft
from lambda_cost.templates.left_over import FreeNames
from lambda_cost.templates.source import Source
from lambda_cost.templates.terraform.cloud_control import canonical_type
from lambda_cost.templates.terraform.left_over import ANY, FREE

HERE = Path(__file__).parent
PLANS = sorted((HERE / "terraform").glob("*.json"))
SOURCE = (HERE / "same" / "terraform" / "function" / "main.tf").read_text(encoding="utf-8")
VALUES = 'variable "FIELD" {\n  default = VALUE\n}\n'
GIVEN = {
    "name": '"a"',
    "memory": "512",
    "architecture": '"arm64"',
    "timeout": "9",
    "tmp": "1024",
    "environments": "2",
    "streams": "true",
}
ROOT = "".join(VALUES.replace("FIELD", name).replace("VALUE", value) for name, value in GIVEN.items())
ROOT += SOURCE[SOURCE.index("data ") :]
PIECES = [
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    '"',
    "${",
    "=",
    "\n",
    "null",
    "var.tmp",
    "each.key",
    "local.x",
    "count.index",
    "<<EOT\n",
    "*",
    "?",
    "...",
]
LINKS = {
    "function_name",
    "function_version",
    "id",
    "arn",
    "rest_api_id",
    "api_id",
    "uri",
    "integration_uri",
    "resource_id",
    "rule",
}
"""What only says which resource is meant: without it another one may be."""
DEFAULTS = {
    "publish": True,
    "enabled": True,
    "state": "ENABLED",
    "load_balancer_type": "application",
    "memory_size": 128,
    "timeout": None,
}
"""What changes nothing, as without it the same is taken."""


def drafted(text: str, name: str) -> Draft:
    return templates.drafted(Source.of(text, name))


def costs_nothing(values: dict[str, Any], name: str) -> bool:
    """Whether an attribute is at AWS's default, of something disabled, or of a function on managed instances."""
    on_instances = "capacity_provider_config" in values and name in {"memory_size", "timeout"}
    return values[name] == [{"size": 512}] or values.get("enabled") is False or on_instances


def attributes(data: Any) -> list[tuple[dict[str, Any], str]]:
    """Every attribute of Lambda's and API Gateway's resources in a plan that is not declared to cost nothing."""
    found: list[tuple[dict[str, Any], str]] = []
    waiting = [data.get("planned_values", data.get("values", {}))["root_module"]]
    while waiting:
        module = waiting.pop()
        waiting += module.get("child_modules", [])
        for resource in module.get("resources", []):
            kind = canonical_type(resource["type"])
            free = (
                FreeNames(f"{FREE[kind]} {ANY}")
                if kind in FREE and resource.get("mode", "managed") == "managed"
                else FreeNames("*")
            )
            for name, value in resource["values"].items():
                if costs_nothing(resource["values"], name):
                    continue
                usual = name in LINKS or (name in DEFAULTS and DEFAULTS[name] in (None, value))
                if value not in (None, "", False, [], {}) and not usual and not free.covers((name,), value):
                    found.append((resource["values"], name))
    return found


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_whatever_is_taken_out_of_a_plan_changes_what_is_said_of_it(path: Path) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    before = drafted(json.dumps(data), "plan.json").to_yaml()
    silent = []
    for index, (_, name) in enumerate(attributes(data)):
        changed = deepcopy(data)
        home, _ = attributes(changed)[index]
        value = home.pop(name)
        if drafted(json.dumps(changed), "plan.json").to_yaml() == before:
            silent.append(f"{name} = {value}")
    assert silent == []


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_whatever_is_put_into_a_resource_is_named(path: Path) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    for index, _ in enumerate(attributes(data)):
        changed = deepcopy(data)
        home, _ = attributes(changed)[index]
        home["new_price_class"] = "HIGH"
        text = drafted(json.dumps(changed), "plan.json").to_yaml()
        assert "new_price_class" in text or "never runs" in text


@settings(max_examples=60)
@given(st.data())
def test_any_change_of_source_is_read_or_refused(data: st.DataObject) -> None:
    text = ROOT
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        end = at + data.draw(st.integers(0, 12))
        text = text[:at] + data.draw(st.sampled_from(["", *PIECES])) + text[end:]
    with suppress(LambdaCostError):
        draft = drafted(text, "main.tf")
        draft.to_yaml()
        draft.usage_yaml()


def test_every_line_of_source_that_costs_changes_what_is_said_of_it() -> None:
    lines = ROOT.splitlines(keepends=True)
    costing = ("memory_size", "architectures", "size =", "provisioned_concurrent", "invoke_mode", "timeout ", "count ")
    before = drafted(ROOT, "main.tf").to_yaml()
    taken = [number for number, line in enumerate(lines) if line.strip().startswith(costing)]
    assert len(taken) >= len(costing)
    for number in taken:
        changed = "".join(line for other, line in enumerate(lines) if other != number)
        now = drafted(changed, "main.tf").to_yaml()
        assert now != before or lines[number].strip().startswith("count"), lines[number]
