"""Other forms of Terraform's language: JSON, and files that override others."""

import json
from pathlib import Path
from typing import Any

import pytest

from lambda_cost import ScenarioError
from tests.templates.terraform_folders import drafted, memory, warned

PROVIDER = {"aws": [{"region": "eu-west-1"}, {"alias": "far", "region": "us-east-1"}]}
SERVICE: dict[str, Any] = {
    "//": "a comment",
    "terraform": {"required_version": "1"},
    "provider": PROVIDER,
    "variable": {"size": {"type": "number", "default": "256"}, "names": {"type": "list(string)", "default": ["a", "${b}"]}},
    "locals": {"double": "${var.size * 2}", "say": "%{ if var.size > 1 }9%{ else }3%{ endif }"},
    "resource": {
        "aws_lambda_function": {
            "first": {
                "//": "a comment",
                "function_name": "first-${var.names[0]}",
                "memory_size": "${local.double}",
                "timeout": "${local.say}",
                "architectures": ["arm64"],
                "ephemeral_storage": {"size": 2048},
                "publish": True,
                "layers": None,
            },
            "far": {
                "provider": "aws.far",
                "for_each": {"x": 128, "y": 640},
                "function_name": "${each.key}",
                "memory_size": '${lookup({ a = each.value }, "a")}',
                "dynamic": {"ephemeral_storage": {"for_each": [1024], "content": {"size": "${ephemeral_storage.value}"}}},
            },
        },
        "aws_lambda_provisioned_concurrency_config": [
            {
                "ready": {
                    "function_name": "${aws_lambda_function.first.function_name}",
                    "qualifier": "1",
                    "provisioned_concurrent_executions": 4,
                }
            }
        ],
    },
    "module": {"inner": {"source": "./inner", "memory": 3008, "providers": {"aws": "aws.far"}}},
}
INNER = {
    "variable": [{"memory": {}}],
    "resource": {"aws_lambda_function": {"b": {"function_name": "b", "memory_size": "${var.memory}"}}},
}


def test_a_folder_in_json_says_what_it_would_say_in_the_language(tmp_path: Path) -> None:
    found = drafted(tmp_path, {"main.tf.json": json.dumps(SERVICE, indent=1), "inner/main.tf.json": json.dumps(INNER)})
    assert warned(found) == ""
    assert found.data["region"] == "us-east-1"
    first = {"memory_mb": 512, "architecture": "arm64", "ephemeral_storage": {"size_mb": 2048}, "region": "eu-west-1"}
    functions = found.data["functions"]
    assert functions["first"] == first | {"provisioned_concurrency": {"environments": 4}}
    assert found.upper_bounds["functions.first.duration_ms"].value == 9000
    far = {"architecture": "x86_64", "ephemeral_storage": {"size_mb": 1024}}
    assert functions["far-x"] == far | {"memory_mb": 128}
    assert functions["far-y"] == far | {"memory_mb": 640}
    assert functions["inner-b"] == {"memory_mb": 3008, "architecture": "x86_64"}
    assert found.origins["functions.first"].line == json.dumps(SERVICE, indent=1).splitlines().index('   "first": {') + 1


@pytest.mark.parametrize(
    "text", ["[]", '{"resource": 3}', '{"resource": {"aws_lambda_function": [1, {"a": 2}]}}', '{"variable": {"//": 1}}']
)
def test_json_that_has_no_blocks_says_nothing(text: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="describes nothing to price"):
        drafted(tmp_path, {"main.tf.json": text}).scenario()


def test_text_that_is_no_template_stays_text_and_a_name_stays_a_name(tmp_path: Path) -> None:
    odd = {"function_name": "${", "memory_size": 128, "a b\n}": 1, "description": '"quoted" $${x} %%{y}'}
    found = drafted(tmp_path, {"main.tf.json": json.dumps({"resource": {"aws_lambda_function": {"odd": odd}}})})
    assert memory(found, "odd") == 128
    assert "has ab, which is not read here" in warned(found)


BASE = """
variable "size" { default = 128 }
locals { many = 1 }
resource "aws_lambda_function" "a" {
  function_name = "a"
  memory_size   = var.size
  timeout       = 5
  ephemeral_storage { size = 1024 }
  tracing_config { mode = "Active" }
}
resource "aws_lambda_provisioned_concurrency_config" "c" {
  count                             = local.many
  function_name                     = aws_lambda_function.a.function_name
  provisioned_concurrent_executions = 1
}
"""


LAST = {"timeout": 60, "tracing_config": {"mode": "PassThrough"}}


def test_override_files_are_laid_over_the_others_in_the_order_of_their_names(tmp_path: Path) -> None:
    files = {
        "main.tf": BASE,
        "a_override.tf": 'variable "size" { default = 512 }\nterraform {}\n',
        "b_override.tf.json": '{"locals": {"many": 3}, "variable": {"size": {"default": 1024}}}',
        "override.tf": 'resource "aws_lambda_function" "a" {\n  dynamic "ephemeral_storage" {\n    for_each = [4096]\n'
        "    content { size = ephemeral_storage.value }\n  }\n}\n",
        "z_override.tf.json": json.dumps({"resource": {"aws_lambda_function": {"a": LAST}}}),
    }
    found = drafted(tmp_path, files)
    expected = {"memory_mb": 1024, "architecture": "x86_64", "ephemeral_storage": {"size_mb": 4096}}
    assert found.data["functions"]["a"] == expected | {"provisioned_concurrency": {"environments": 3}}
    assert found.upper_bounds["functions.a.duration_ms"].value == 60_000
    assert warned(found) == ""


def test_an_attribute_beside_a_block_of_its_name_is_read_with_it(tmp_path: Path) -> None:
    """Terraform refuses that; here it is no crash."""
    text = BASE.replace("  timeout       = 5\n", "  ephemeral_storage = { size = 2048 }\n")
    assert memory(drafted(tmp_path, {"main.tf": text})) == 128
