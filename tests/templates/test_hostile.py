"""Files are untrusted: whatever they ask for, there is a message and an end."""

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from lambda_cost import LambdaCostError, ScenarioError, UnreadableFileError, strict_yaml, templates
from lambda_cost.templates import limits, source
from lambda_cost.templates.source import Source

FN = "Fn: {Type: AWS::Lambda::Function, Properties: {MemorySize: %s}}"
BOMB = "A: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name.upper()}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
CHAIN = "X0: &x0 []\n" + "".join(f"X{n}: &x{n} [*x{n - 1}]\n" for n in range(1, 200))


def doubled(depth: int) -> str:
    """Text that doubles with each level."""
    inner = "'xxxxxxxxxxxxxxxx'"
    for _ in range(depth):
        inner = f"{{'Fn::Sub': ['${{a}}${{a}}', {{a: {inner}}}]}}"
    return inner


def deep(condition: int) -> str:
    """A condition that is that of the number *condition*, twenty times denied."""
    return "{'Fn::Not': [" * 20 + f"{{Condition: C{condition}}}" + "]}" * 20


GUARDED = "Resources: {Fn: {Type: AWS::Lambda::Function, Condition: C0}}"
LOOPS = "".join(f"'Fn::ForEach::L{n}': [V{n}, [{', '.join(map(str, range(20)))}], {{" for n in range(8))
NAME = "".join(f"${{V{n}}}" for n in range(8))
LONG = f"Parameters: {{P: {{Type: String, Default: {'x' * 100_000}}}}}"
LARGE = f"Mappings: {{M: {{a: {{b: [{', '.join(['x' * 1_000] * 1_000)}]}}}}}}"
MANY = f"!ToJsonString [{', '.join(['!FindInMap [M, a, b]'] * 200)}]"
HOSTILE = {
    "alias bomb": (BOMB, "more than 1,000,000 values"),
    "a chain of aliases": (f"{CHAIN}Resources: {{}}", "more than 64 levels deep"),
    "10,000 levels": ("Resources: " + "[" * 10_000, "more than 64 levels deep"),
    "a tag of Python": ("Resources: !!python/object/apply:os.system [id]", "is not one of CloudFormation's"),
    "a tag of nobody": ("Resources: !Exec id", "the tag '!Exec' is not one of CloudFormation's"),
    "not YAML": ("Resources: {", "not well-formed YAML"),
    "text that doubles": (f"Resources: {{{FN % doubled(20)}}}", "asks for more than"),
    "much of much": (f"{LONG}\nResources: {{{FN % ('!Sub ' + repr('${P}' * 9_999))}}}", "asks for more than"),
    "loops in loops": (
        f"Resources: {{{LOOPS}'F{NAME}': {{Type: AWS::Lambda::Function}}{'}]' * 8}}}",
        "asks for more than",
    ),
    "conditions in conditions": (
        f"Conditions: {{{', '.join(f'C{n}: {deep(n + 1)}' for n in range(49))}, C49: !Equals [a, a]}}\n{GUARDED}",
        "t.yaml: goes too deep: its functions, conditions or files lead to one another too often",
    ),
    "a list of mappings as text": (f"{LARGE}\nResources: {{{FN % MANY}}}", "asks for more than"),
    "nothing": ("", "is nothing that can be imported"),
    "no template": ("functions: {}", "is nothing that can be imported"),
    "no resources": ("Transform: AWS::Serverless-2016-10-31\nResources: []", "is nothing that can be imported"),
}


ENDLESS = {"text that doubles", "loops in loops"}
"""What goes on until a limit ends it, wherever the limit is: measured with a low one."""


@pytest.mark.parametrize("name", [pytest.param(one, marks=pytest.mark.unmeasured if one in ENDLESS else ()) for one in HOSTILE])
def test_a_hostile_template_is_refused_with_a_message_and_soon(name: str) -> None:
    text, says = HOSTILE[name]
    begun = time.process_time()
    with pytest.raises(LambdaCostError) as found:
        templates.drafted(Source.of(text, "t.yaml"))
    assert says in str(found.value)
    assert time.process_time() - begun < 20


@pytest.mark.parametrize("name", sorted(ENDLESS))
def test_a_low_limit_ends_it_sooner(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits.WorkLimit, "__init__", lambda self: self.__dict__.update(steps=10_000, characters=100_000))
    text, says = HOSTILE[name]
    with pytest.raises(LambdaCostError, match=says):
        templates.drafted(Source.of(text, "t.yaml"))


def test_a_mapping_that_asks_for_itself_is_unknown() -> None:
    mapping = "Mappings: {M: {a: {b: !FindInMap [M, a, b]}}}"
    draft = templates.drafted(Source.of(f"{mapping}\nResources: {{{FN % '!FindInMap [M, a, b]'}}}"))
    assert "MemorySize cannot be resolved: no mapping has M.a.b" in str(draft.warnings)


def test_a_chain_of_conditions_ends() -> None:
    chain = ", ".join(f"C{n}: !Not [!Condition C{n + 1}]" for n in range(5_000))
    draft = templates.drafted(
        Source.of(f"Conditions: {{{chain}}}\nResources: {{Fn: {{Type: AWS::Lambda::Function, Condition: C0}}}}")
    )
    assert "goes in a circle, or too deep" in str(draft.warnings)


@pytest.mark.unmeasured
def test_a_chain_of_aliases_of_functions_ends() -> None:
    chain = ", ".join(f"A{n}: {{Type: AWS::Lambda::Alias, Properties: {{FunctionName: !Ref A{n + 1}}}}}" for n in range(2_000))
    assert templates.drafted(Source.of(f"Resources: {{{chain}}}")).data == {}


def nested(folder: Path, location: str, root: Path | None = None) -> str:
    """The warnings of a template in *folder* that names *location*."""
    file = folder / "t.yaml"
    file.write_text(f"Resources: {{N: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {location!r}}}}}}}")
    return "\n".join(map(str, templates.read(file, root=root).warnings))


@pytest.mark.parametrize(
    "location",
    ["../../etc/passwd", "/etc/passwd", "../secret.yaml", "parts/../../secret.yaml", "link.yaml", "folder/secret.yaml"],
)
def test_nothing_outside_of_the_folder_is_read_unless_told(location: str, tmp_path: Path) -> None:
    folder = tmp_path / "inside"
    folder.mkdir()
    (tmp_path / "secret.yaml").write_text("Resources: {S: {Type: AWS::Lambda::Function}}")
    (folder / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (folder / "folder").symlink_to(tmp_path)
    (folder / "parts").mkdir()
    assert " is outside " in nested(folder, location)
    if "passwd" not in location:
        assert nested(folder, location, tmp_path) == ""


@pytest.mark.parametrize(
    ("location", "says"),
    [
        ("https://example.com/t.yaml", "is no local file"),
        ("s3://bucket/t.yaml", "is no local file"),
        ("", "is no local file"),
        (" ", "is no local file"),
        ("a\\x00b", "is not there, or is no file"),
        ("nothing.yaml", "is not there, or is no file"),
        (".", "is not there, or is no file"),
        ("x" * 5_000, "cannot be read"),
        ("pipe", "is not there, or is no file"),
        ("binary.yaml", "is not text in UTF-8"),
        ("locked.yaml", "is nothing that can be imported"),
        ("t.yaml", "t.yaml: is made of itself"),
    ],
)
def test_a_nested_template_that_is_no_file_is_a_warning(location: str, says: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "binary.yaml").write_bytes(bytes(range(128, 256)))
    (tmp_path / "locked.yaml").write_text("")
    assert says in nested(tmp_path, location)


def stacks(count: int, location: str) -> str:
    """So many nested stacks of one template."""
    return ", ".join(
        f"N{number}: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {location}}}}}" for number in range(count)
    )


def test_stacks_in_stacks_have_an_end(tmp_path: Path) -> None:
    for depth in range(18):
        (tmp_path / f"t{depth}.yaml").write_text(f"Resources: {{{stacks(1, f't{depth + 1}.yaml')}}}")
    assert "is not read: more than 16 files lead to it" in str(templates.read(tmp_path / "t0.yaml").warnings)


def test_a_template_that_is_used_many_times_is_parsed_once_and_its_work_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stack of three stacks of three stacks: what is merged again on every level counts."""
    functions = ", ".join(f"F{number}: {{Type: AWS::Lambda::Function}}" for number in range(50))
    for depth in range(5):
        (tmp_path / f"t{depth}.yaml").write_text(f"Resources: {{{functions}, {stacks(3, f't{depth + 1}.yaml')}}}")
    (tmp_path / "t5.yaml").write_text(f"Resources: {{{functions}}}")
    monkeypatch.setattr(limits.WorkLimit, "__init__", lambda self: self.__dict__.update(steps=100_000, characters=10**6))
    parsed: list[str] = []
    read = strict_yaml.read

    def read_and_count(text: str, name: str, *more: Any, **options: Any) -> strict_yaml.Document:
        parsed.append(name)
        return read(text, name, *more, **options)

    monkeypatch.setattr(strict_yaml, "read", read_and_count)
    draft = templates.read(tmp_path / "t0.yaml")
    assert sorted(map(os.path.basename, parsed)) == [f"t{depth}.yaml" for depth in range(6)]
    assert "is a nested stack that is not read" in str(draft.warnings)
    assert "asks for more than" in str(draft.warnings)


def test_after_its_last_file_an_import_reads_no_more(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text("Resources: {}")
    read = source.Files(tmp_path, left=2)
    assert [read.read(tmp_path / "t.yaml", "t.yaml") for _ in range(2)] == ["Resources: {}"] * 2
    with pytest.raises(UnreadableFileError, match=r"t\.yaml is one too many; allowed: 500 files"):
        read.read(tmp_path / "t.yaml", "t.yaml")


@pytest.mark.unmeasured
def test_files_that_lead_to_each_other_many_times_are_limited(tmp_path: Path) -> None:
    for depth in range(4):
        (tmp_path / f"t{depth}.yaml").write_text(f"Resources: {{{stacks(10, f't{depth + 1}.yaml')}}}")
    warnings = "\n".join(map(str, templates.read(tmp_path / "t0.yaml").warnings))
    assert f"is one too many; allowed: {source.MAX_FILES} files" in warnings


def test_standard_input_leads_to_no_file() -> None:
    text = "Resources: {N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: n.yaml}}}"
    assert "standard input leads to no file" in str(templates.drafted(Source.of(text)).warnings)


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.yaml", "a\0b"):
        with pytest.raises(UnreadableFileError, match="cannot be read"):
            templates.read(path)
    with pytest.raises(ScenarioError, match=r"is nothing that can be imported; allowed: .*a folder cdk\.out"):
        templates.read(tmp_path)
    (tmp_path / "large.yaml").write_bytes(b"#" * 9_000_000)
    with pytest.raises(UnreadableFileError, match="allowed: at most 8,388,608"):
        templates.read(tmp_path / "large.yaml")


def test_a_budget_has_an_end() -> None:
    left = limits.WorkLimit(steps=1)
    left.spend(1, 0, "t.yaml")
    with pytest.raises(ScenarioError, match=r"t.yaml: asks for more than 1,000,000 steps"):
        left.spend(1, 0, "t.yaml")


def test_keys_that_are_merged_come_after_the_mapping_s_own() -> None:
    text = "A: &a {x: 1, y: 1}\nB: &b {y: 2, z: 2}\nC: {<<: [*a, *b, 5], z: 3, w: [{<<: *a}]}"
    assert Source.of(text).document.data["C"] == {"x": 1, "y": 1, "z": 3, "w": [{"x": 1, "y": 1}]}


def test_tags_of_yaml_itself_change_nothing_and_zeros_stay() -> None:
    text = "{a: !!str 5, b: !!int 5, c: !!int '5', d: !!map {}, e: ! x, f: 007, g: 0, h: '1', i: !GetAtt [A, B], j: !!seq [1]}"
    data = Source.of(text).document.data
    assert data == {
        "a": "5", "b": 5, "c": "5", "d": {}, "e": "x", "f": "007", "g": 0, "h": "1", "i": {"Fn::GetAtt": ["A", "B"]}, "j": [1],
    }  # fmt: skip


def test_an_assembly_of_one_region_is_there_and_one_without_stacks_is_refused(tmp_path: Path) -> None:
    stack = '{"type": "aws:cloudformation:stack", "environment": "aws://1/%s", "properties": {"templateFile": "t.yaml"}}'
    (tmp_path / "t.yaml").write_text("Resources: {Fn: {Type: AWS::Lambda::Function}}")
    (tmp_path / "manifest.json").write_text(f'{{"version": "1", "artifacts": {{"A": {stack % "eu-west-1"}}}}}')
    draft = templates.read(tmp_path)
    assert (draft.data["region"], list(draft.data["functions"])) == ("eu-west-1", ["Fn"])
    assert templates.read(tmp_path, region="eu-north-1").data["region"] == "eu-north-1"
    (tmp_path / "manifest.json").write_text('{"version": "1", "artifacts": {"A": 5, "B": {"type": "cdk:tree"}}}')
    with pytest.raises(ScenarioError, match="has no stack that can be read"):
        templates.read(tmp_path)


def test_a_template_of_an_assembly_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    stack = {"type": "aws:cloudformation:stack", "properties": {"templateFile": "t.yaml"}}
    (tmp_path / "manifest.json").write_text(json.dumps({"version": "1", "artifacts": {"Shop": stack}}, indent=1))
    with pytest.raises(ScenarioError) as found:
        templates.read(tmp_path)
    refused, none = str(found.value).splitlines()
    assert refused == f"{tmp_path}/manifest.json, line 4: Shop is not read: {tmp_path}/t.yaml is not there, or is no file"
    assert none == f"{tmp_path}: has no stack that can be read"
