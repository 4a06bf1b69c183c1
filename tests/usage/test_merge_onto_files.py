"""Observed numbers are put into files of people, whose words stay."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lambda_cost import observe
from lambda_cost.errors import ScenarioError
from lambda_cost.strict_yaml import read as read_yaml
from lambda_cost.usage.observing.as_usage import usage_file
from lambda_cost.usage.observing.onto import merge_onto
from tests.usage.commands import EXPORT, SHOP, run


def test_numbers_are_put_into_a_file_whose_words_stay(tmp_path: Path) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(SHOP)
    file = usage_file(observe(EXPORT, function="checkout"))
    merged = merge_onto(file, path)
    assert (
        merged.text
        == """\
# our shop
region: eu-west-1
functions:
  checkout:   # the one that matters
    requests: 20   # a guess
    memory_mb: 1769
    billed_duration_ms: 156.65
    logs: {kb: 0, system_kb: 0.333984375}

  other: {requests: 5, duration_ms: 3, memory_mb: 128}
"""
    )
    assert merged.changes == (
        "functions.checkout.duration_ms: 100 taken out; the observed time has it in it",
        "functions.checkout.cold_starts: {share: 0.01, init_ms: 300} taken out; the observed time has it in it",
        "functions.checkout.requests: 1M -> 20",
        "functions.checkout.billed_duration_ms: not given -> 156.65",
        "functions.checkout.memory_mb: 1024 -> 1769",
        "functions.checkout.logs: not given -> {kb: 0, system_kb: 0.333984375}",
    )
    path.write_text(merged.text)
    assert merge_onto(file, path).changes == ()


@pytest.mark.parametrize(
    "before",
    [
        "functions:\n  other:\n    requests: 1\n\n# end\n",
        "functions: {other: {requests: 1}}\n",
        "functions.checkout: {requests: 1}\n",
        "functions: {checkout: {requests: 1}}\n",
        "functions:\n  checkout: {requests: 1}\n",
        'functions:\n  "checkout":\n    requests:\n      1\n    logs:\n      kb: 1\n      retained_days: 30\n',
        "default: {duration_ms: 1}\n",
        "functions.checkout:\n  requests: 1\n",
        "functions:\n  checkout: {requests: 1000,\n             duration_ms: 50,\n             memory_mb: 128}\n",
        "functions:\n  checkout: {requests: 1000, duration_ms: 50,\n    memory_mb: 128}\n  other: {requests: 1}\n",
        "functions:\n  checkout:\n    {requests: 1000,\n     memory_mb: 128}\n",
        "functions:\n  checkout: {\n    requests: 1000\n  }\n# end\nregion: eu-west-1\n",
        "functions: {checkout: {requests: 1000},\n  other: {requests: 2}\n}\nregion: eu-west-1\n",
        "functions: {\n  other: {requests: 2}\n}\n",
        "{functions: {checkout: {requests: 1000}}, region: eu-west-1}\n",
        "functions:\n  other: &usual\n    requests: 5\n  checkout: *usual\n",
        "functions:\n",
    ],
)
def test_files_of_every_form_take_the_numbers_and_lose_none(tmp_path: Path, before: str) -> None:
    path = tmp_path / "usage.yaml"
    path.write_text(before)
    merged = read_yaml(merge_onto(usage_file(observe(EXPORT, function="checkout")), path).text, "merged").data
    own = merged.get("functions.checkout") or merged["functions"]["checkout"]
    assert (own["requests"], own["billed_duration_ms"], own["memory_mb"]) == (20, Decimal("156.65"), 1769)
    assert ("retained_days" in own["logs"]) == ("retained_days" in before)
    assert _without_checkout(merged) == _without_checkout(read_yaml(before, "before").data)


def _without_checkout(data: dict[str, Any]) -> dict[str, Any]:
    """What *data* says of everything else."""
    others = {name: fields for name, fields in (data.get("functions") or {}).items() if name != "checkout"}
    return {key: value for key, value in data.items() if key != "functions.checkout"} | {"functions": others}


def test_a_usage_file_in_json_stays_json_in_its_order(tmp_path: Path) -> None:
    usage = tmp_path / "usage.json"
    other = {"requests": "10M", "duration_ms": 3.50, "tags": {"team": "é", "list": [1, None, True]}, "logs": {}}
    usage.write_text(json.dumps({"default": {}, "functions": {"zeta": other, "checkout": {"duration_ms": 100}}}, indent=4))
    _, said = run("observe", str(EXPORT), "--function", "checkout", "--onto", str(usage), "--out", str(usage))
    assert f"{usage}: functions.checkout.requests: not given -> 20" in said
    merged = json.loads(usage.read_text(encoding="utf-8"))
    assert [*merged] == ["default", "functions"]
    assert [*merged["functions"]] == ["zeta", "checkout"]
    assert merged["functions"]["zeta"] == other
    checkout = {"requests": 20, "billed_duration_ms": 156.65, "memory_mb": 1769, "logs": {"kb": 0, "system_kb": 0.333984375}}
    assert merged["functions"]["checkout"] == checkout
    _, again = run("observe", str(EXPORT), "--function", "checkout", "--onto", str(usage), "--out", str(usage))
    assert "nothing changes" in again


def test_only_a_mapping_takes_numbers(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("- 1\n")
    with pytest.raises(ScenarioError, match="no mapping of resources"):
        merge_onto(usage_file(observe([])), tmp_path / "x.yaml")
