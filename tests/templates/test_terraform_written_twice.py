"""Terraform's language: what is written twice, which Terraform refuses, is named with both lines."""

from pathlib import Path

import pytest

from lambda_cost.errors import ScenarioError
from tests.templates.terraform_folders import drafted, memory, text_draft, warned

FUNCTION = 'resource "aws_lambda_function" "NAME" {\n  memory_size = MEMORY\n}\n'
LOST = "nothing of it is in the bill"


def function(name: str, memory_mb: int) -> str:
    return FUNCTION.replace("NAME", name).replace("MEMORY", str(memory_mb))


def partial(folder: Path, files: dict[str, str]) -> str:
    return "\n".join(drafted(folder, files).partial)


def test_every_attribute_that_is_in_one_block_twice_is_refused_with_both_lines() -> None:
    text = """
resource "aws_lambda_function" "a" {
  memory_size = 128
  timeout     = 3
  memory_size = 1024
  ephemeral_storage {
    size = 512
    size = 2048
  }
}
"""
    with pytest.raises(ScenarioError) as caught:
        text_draft(text)
    assert str(caught.value).splitlines() == [
        "main.tf, line 5: has memory_size twice in one block (first in line 3), which Terraform refuses",
        "main.tf, line 8: has size twice in one block (first in line 7), which Terraform refuses",
    ]


def test_an_attribute_that_is_in_two_blocks_is_in_each_once() -> None:
    found = text_draft(function("a", 512) + function("b", 1024))
    assert (memory(found, "a"), memory(found, "b")) == (512, 1024)


def test_a_file_of_a_folder_that_says_something_twice_is_missing_and_the_others_are_read(tmp_path: Path) -> None:
    twice = function("b", 128).replace("}", "  timeout = 3\n  timeout = 4\n  memory_size = 256\n}")
    found = drafted(tmp_path, {"a.tf": function("a", 512), "b.tf": twice})
    assert [*found.data["functions"]] == ["a"]
    said = "\n".join(found.partial)
    assert f"b.tf, line 4: has timeout twice in one block (first in line 3), which Terraform refuses; {LOST}" in said
    assert "b.tf, line 5: has memory_size twice in one block (first in line 2)" in said


def test_values_of_variables_that_are_given_twice_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"terraform\.tfvars, line 2: has m twice in one block \(first in line 1\)"):
        drafted(tmp_path, {"main.tf": 'variable "m" {}\n', "terraform.tfvars": "m = 1\nm = 2\n"})


def test_what_is_declared_twice_is_named_and_the_first_one_counts(tmp_path: Path) -> None:
    main = (
        function("a", 512) + 'variable "v" {}\nlocals {\n  x = 1\n}\noutput "o" { value = 1 }\nmodule "m" { source = "./m" }\n'
    )
    copy = main.replace("512", "1024").replace("  x = 1", "  x = 2\n  y = 2048") + function("b", 0).replace("0", "local.y")
    found = drafted(tmp_path, {"a.tf": main, "copy.tf": copy, "m/m.tf": ""})
    assert (memory(found, "a"), memory(found, "b")) == (512, 2048)
    said = "\n".join(found.partial)
    for place, line, address in [
        (1, 1, "aws_lambda_function.a"),
        (4, 4, "var.v"),
        (5, 5, "local.x"),
        (9, 8, "output.o"),
        (10, 9, "module.m"),
    ]:
        first = tmp_path / "a.tf"
        assert f"line {place}: {address} is declared twice (first in {first}, line {line}), which Terraform refuses" in said


def test_an_override_is_no_second_declaration(tmp_path: Path) -> None:
    found = drafted(tmp_path, {"a.tf": function("a", 512), "a_override.tf": function("a", 1024) + "locals {\n  x = 1\n}\n"})
    assert memory(found) == 1024
    assert not found.partial


def test_a_key_of_json_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    said = partial(tmp_path, {"a.tf.json": '{"locals": {"x": 1},\n "locals": {"x": 2}}'})
    assert f"a.tf.json, line 2: the key 'locals' is here a second time; {LOST}" in said


def test_a_file_of_opentofu_is_read_instead_of_that_of_terraform(tmp_path: Path) -> None:
    found = drafted(tmp_path, {"a.tf": function("a", 512), "a.tofu": function("a", 1024), "b.tf": function("b", 256)})
    assert (memory(found, "a"), memory(found, "b")) == (1024, 256)
    assert "a.tf is not read: OpenTofu takes a.tofu for it." in found.assumptions
    assert not warned(found)
