"""What describes no bill is refused where it comes in, by each command, from a file or a pipe."""

import json
import re
from pathlib import Path

import pytest

from lambda_cost import (
    LambdaCostError,
    Scenario,
    ScenarioError,
    load,
)
from tests.shop_inputs import PROGRAM, SHOP, TEMPLATE, USAGE, shell


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty; allowed: a scenario, a template or a plan"),
        ("# nothing but this\n", "is empty; allowed: a scenario, a template or a plan"),
        ("[1]", r"is a list; allowed: a mapping with functions, apis"),
        ("functionss: {}", "functionss is no key here; did you mean functions?"),
        ("functions: {a: {requests: !Ref x}}", r"line 1: the tag '!Ref' is not allowed; write the value without it"),
        ("functions: {a: &a {requests: 1}}\nhours: 1\nb: {<<: *a}", "line 3: merge keys are not allowed; write the values out"),
        ("functions: {a: !!python/object/apply:os.system [id]}", "the tag .* is not one of CloudFormation's"),
        ("functions: [", "not well-formed YAML"),
        (
            "Resources: {Fn: {Type: AWS::Lambda::Function, Properties: !Exec x}}",
            "the tag '!Exec' is not one of CloudFormation's",
        ),
        ("[" * 100_000, "levels deep"),
        (f'{{"functions": {{"a": [{"1," * 1_000_001}1]}}}}', "more than 1,000,000 values"),
        ("#" * 8_388_609, "8,388,609 characters; allowed: at most 8,388,608"),
        (f'{{"functions": {{"a": "{"x" * 8_388_609}"}}}}', "characters; allowed: at most 8,388,608"),
    ],
    ids=lambda text: text[:30],
)
def test_what_is_no_document_or_no_scenario_is_refused(text: str, says: str) -> None:
    with pytest.raises(LambdaCostError, match=says):
        load(text=text)


@pytest.mark.parametrize("digits", ["007", "0123"])
def test_digits_that_begin_with_zero_are_the_same_number_in_a_scenario(digits: str) -> None:
    """In a template they stay text, as account numbers do."""
    loaded = load(text=f"functions: {{f: {{requests: {digits}, duration_ms: 1, memory_mb: 128}}}}")
    assert isinstance(loaded, Scenario)
    assert loaded.functions[0].requests == int(digits)


def test_a_scenario_and_a_template_can_come_through_a_pipe(tmp_path: Path) -> None:
    """A pipe can be read but once: whatever looked into it first took it all."""
    (tmp_path / "shop.yaml").write_text(SHOP)
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "usage.yaml").write_text(USAGE)
    total = re.compile(r"Total per month .*\$4[.]37")
    for line in (
        "cat shop.yaml | {} estimate /dev/stdin",
        "cat shop.yaml | {} estimate -",
        "{} estimate <(cat shop.yaml)",
        "cat template.yaml | {} estimate /dev/stdin --usage <(cat usage.yaml) --free-tier none",
    ):
        done = shell(line.format(PROGRAM), tmp_path)
        assert (done.returncode, done.stderr) == (0, ""), line
        assert total.search(done.stdout), done.stdout
    done = shell(f"{PROGRAM} sweep <(cat shop.yaml) f.memory_mb=512,1024 --format csv", tmp_path)
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 3)
    done = shell(f"{PROGRAM} diff <(cat shop.yaml) shop.yaml --format json", tmp_path)
    assert (done.returncode, json.loads(done.stdout)["difference"]) == (0, "0")


@pytest.mark.parametrize("sides", ["/dev/null /dev/null", "empty.yaml empty.yaml", "<(true) /dev/null", "- -"])
def test_a_gate_that_compares_nothing_fails_and_says_so(sides: str, tmp_path: Path) -> None:
    """A misspelt path in a pipeline would pass for ever."""
    (tmp_path / "empty.yaml").touch()
    done = shell(f"{PROGRAM} diff {sides} --budget 5 < /dev/null", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.search("there is nothing to compare|is empty; allowed|allowed: standard input for one of them", done.stderr)


@pytest.mark.parametrize(
    "command", ["estimate", "report", "import", "usage", "compare --set f.memory_mb=1", "sweep f.memory_mb=1"]
)
def test_an_empty_file_is_no_scenario(command: str, tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").touch()
    name, *rest = command.split(" ")
    done = shell(f"{PROGRAM} {name} empty.yaml {' '.join(rest)}", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.match(r"empty\.yaml: is empty; allowed: a scenario, a template or a plan", done.stderr), done.stderr


@pytest.mark.parametrize(
    "command",
    ["estimate {}", "estimate s.yaml -f csv --out {}", "estimate s.yaml --prices {}", "diff {} s.yaml", "import {}", "init {}"],
)
def test_a_name_that_is_too_long_is_a_message(command: str, tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(SHOP)
    done = shell(f"{PROGRAM} {command.format('x' * 5000)}", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "File name too long" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_folder_without_anything_to_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"is nothing that can be imported; allowed: .*a folder cdk\.out"):
        load(tmp_path)
