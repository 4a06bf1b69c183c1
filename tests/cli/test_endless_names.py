"""A name, key or value of thousands of letters is never repeated whole in a message, whatever reads it."""

import json
from pathlib import Path

import pytest

from lambda_cost.errors import LambdaCostError
from tests.conftest import Command

N = "n" * 5000
FUNCTION = {"memory_mb": 128, "duration_ms": 100, "requests": 1}
LAMBDA = {
    "Type": "AWS::Lambda::Function",
    "Properties": {"FunctionName": N, "MemorySize": N, N: N, "Tags": [{"Key": N, "Value": N}]},
}
GROUP = {"Keys": [N, N], "Metrics": {"UnblendedCost": {"Amount": N, "Unit": N}}}
INPUTS = {
    "a field": {"functions": {"f": FUNCTION | {N: 1}}},
    "a name": {"functions": {N: FUNCTION | {"requests": -1}}},
    "a value": {"functions": {"f": FUNCTION | {"memory_mb": N}}},
    "a section": {N: 1},
    "a region": {"region": N, "functions": {"f": FUNCTION}},
    "a profile": {"functions": {"f": FUNCTION}, "traffic": {N: {N: {"rate": N, "days": N, "hours": N}}}},
    "other costs": {"functions": {"f": FUNCTION}, "other_costs": {N: N}},
    "defaults": {"defaults": {N: {N: N}}},
    "a template": {
        "Resources": {N: LAMBDA, "B": {"Type": N}, "C": {"Type": f"AWS::Lambda::{N}"}, "D": LAMBDA | {"Condition": N}}
    },
    "a bill": {"GroupDefinitions": [{"Key": N}, {"Key": "USAGE_TYPE"}], "ResultsByTime": [{"Groups": [GROUP]}]},
}


@pytest.mark.parametrize("what", INPUTS)
def test_what_cannot_be_read_is_named_by_its_beginning_and_end(tmp_path: Path, command: Command, what: str) -> None:
    """Both are said, so that the place can be found."""
    path = tmp_path / "input.json"
    path.write_text(json.dumps(INPUTS[what]), encoding="utf-8")
    done = command("reconcile" if what == "a bill" else "estimate", str(path))
    assert (done.code, done.out) == (2, "")
    assert "nnn…" in done.err or what == "a bill"
    assert "n" * 301 not in done.err
    assert max(map(len, done.err.splitlines())) < 1200


def test_a_file_whose_name_is_endless_is_refused_in_one_line(command: Command) -> None:
    """The system says why."""
    done = command("estimate", f"{N}.yaml")
    assert (done.code, done.err) == (2, f"{'n' * 200}…{'n' * 75}.yaml cannot be read: File name too long\n")


def test_a_line_of_many_words_loses_its_middle() -> None:
    """Each line by itself, so that several problems stay several."""
    first, second = str(LambdaCostError("many words " * 300 + "end\nshort")).splitlines()
    assert (first[:10], first[-3:], len(first), second) == ("many words", "end", 1700 + 3 + 200, "short")
