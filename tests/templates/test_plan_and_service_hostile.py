"""Any plan and any service at all is imported or refused with a message: never a traceback, never for long."""

import json
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_cost import LambdaCostError, UnreadableFileError, strict_yaml, templates
from lambda_cost.templates.source import Source
from lambda_cost.templates.template_yaml import TemplateReader
from lambda_cost.usage import Usage
from lambda_cost.usage.infracost import is_infracost
from tests.templates.plans import function, plan

HERE = Path(__file__).parent
PLANS = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((HERE / "terraform").glob("*.json"))]
SERVICES = [
    strict_yaml.read(path.read_text(encoding="utf-8"), path.name, TemplateReader).data
    for path in sorted((HERE / "serverless").glob("*.yml"))
]
WORDS = [
    "",
    "x",
    "${self:custom}",
    "${self:functions}",
    "${self:provider.region}",
    "${",
    "⟦x⟧",
    "rate(5 minutes)",
    "function:x",
]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 10**30) | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*WORDS, "a"]), inner, max_size=3),
    max_leaves=4,
)


def places(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of everything in *value*."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path for key, one in inner for path in [(*above, key), *places(one, (*above, key))]]


def changed(data: st.DataObject, start: Any) -> Any:
    """*start* with up to four values that could be anything."""
    found = deepcopy(start)
    for _ in range(data.draw(st.integers(1, 4))):
        path = data.draw(st.sampled_from(places(found)))
        home = found
        for key in path[:-1]:
            home = home[key]
        home[path[-1]] = data.draw(ANYTHING)
    return found


def taken(text: str, name: str) -> None:
    """Import *text*; whatever is refused is refused with a message."""
    with suppress(LambdaCostError):
        draft = templates.drafted(Source.of(text, name))
        draft.to_yaml()
        draft.usage_yaml()


@given(st.data())
def test_any_plan_is_imported_or_refused(data: st.DataObject) -> None:
    taken(json.dumps(changed(data, data.draw(st.sampled_from(PLANS)))), "plan.json")


@given(st.data())
def test_any_service_is_imported_or_refused(data: st.DataObject) -> None:
    found = changed(data, data.draw(st.sampled_from(SERVICES)))
    taken(json.dumps(found, default=str), "serverless.yml")


@given(ANYTHING, ANYTHING)
def test_any_usage_of_infracost_is_applied_or_refused(by_address: Any, by_type: Any) -> None:
    said = {
        "version": "0.1",
        "resource_usage": {"aws_lambda_function.hello": by_address},
        "resource_type_default_usage": by_type,
    }
    assert is_infracost(said)
    draft = templates.read(HERE / "terraform" / "smallest.json")
    with suppress(LambdaCostError):
        draft.with_usage(Usage.of(strict_yaml.Document(said, "usage.yml")))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_plan_is_read_as_any_shell_writes_it(tmp_path: Path, encoding: str) -> None:
    """PowerShell writes UTF-16 when the output of a program goes into a file."""
    path = tmp_path / "plan.json"
    path.write_bytes(json.dumps(plan(function("aws_lambda_function.a"))).encode(encoding))
    assert "a" in templates.read(path).data["functions"]


def test_half_a_sign_of_utf_16_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_bytes(b"\xff\xfe{\x00}")
    with pytest.raises(UnreadableFileError, match="is not text in UTF-8"):
        templates.read(tmp_path / "plan.json")


def test_a_saved_plan_is_refused_with_what_makes_text_of_it(tmp_path: Path) -> None:
    (tmp_path / "p").write_bytes(b"PK\x03\x04and so on")
    with pytest.raises(UnreadableFileError, match=r"a plan that Terraform or OpenTofu saved, show -json"):
        templates.read(tmp_path / "p")


def test_modules_without_end_are_read_to_their_end() -> None:
    deep: dict[str, Any] = {"resources": [], "child_modules": []}
    for _ in range(150):
        deep = {"resources": [], "child_modules": [deep]}
    assert templates.drafted(Source.of(json.dumps(plan() | {"planned_values": {"root_module": deep}}), "p.json")).data == {}
