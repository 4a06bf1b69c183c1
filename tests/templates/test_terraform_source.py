"""Folders of Terraform's language: files of variables and modules."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from lambda_cost import ScenarioError, templates
from lambda_cost.templates.source import Source
from lambda_cost.templates.terraform.language import loading
from tests.conftest import Command
from tests.templates.terraform_folders import FUNCTION, drafted, memory, text_draft, warned

FROM_SOURCE = "Read from Terraform's source, not from a plan"


class TestFiles:
    def test_every_draft_says_that_it_comes_from_source(self, tmp_path: Path) -> None:
        found = drafted(tmp_path, {"main.tf": FUNCTION.replace("MEMORY", "512")})
        assert (found.kind, memory(found)) == ("Terraform source", 512)
        assert any(note.startswith(FROM_SOURCE) for note in found.assumptions)
        assert found.origins["functions.a"] == (str(tmp_path / "main.tf"), 2, "aws_lambda_function.a")

    def test_one_file_is_read_with_its_folder(self, tmp_path: Path) -> None:
        (tmp_path / "variables.tf").write_text('variable "m" { default = 256 }', encoding="utf-8")
        (tmp_path / "main.tf").write_text(FUNCTION.replace("MEMORY", "var.m"), encoding="utf-8")
        found = templates.read(tmp_path / "main.tf")
        assert memory(found) == 256
        assert any("is read with the other files of its folder" in note for note in found.assumptions)

    def test_text_that_can_only_be_the_language_is_read(self) -> None:
        found = templates.drafted(Source.of(FUNCTION.replace("MEMORY", "512"), "standard input"))
        assert memory(found) == 512

    def test_variables_come_from_files_and_the_user_in_terraforms_order(self, tmp_path: Path) -> None:
        files = {
            "main.tf": 'variable "m" {\n  type = number\n  default = 1\n}\n' + FUNCTION.replace("MEMORY", "var.m"),
            "terraform.tfvars": "m = 200\n",
            "b.auto.tfvars.json": '{"m": 400}',
            "a.auto.tfvars": "m = 300\n",
            "prod.tfvars": "m = 9000\n",
        }
        found = drafted(tmp_path, files, environment={"TF_VAR_m": "150", "HOME": "/"})
        assert memory(found) == 400
        assert any("prod.tfvars is not read; say --parameter-file to take it" in note for note in found.assumptions)
        assert memory(drafted(tmp_path, {}, parameters={"m": "512"})) == 512
        only_environment = {"main.tf": files["main.tf"]}
        (tmp_path / "e").mkdir()
        assert memory(drafted(tmp_path / "e", only_environment, environment={"TF_VAR_m": "150"})) == 150

    def test_values_of_the_user_may_be_lists_and_mappings(self) -> None:
        text = 'variable "m" {}\n' + FUNCTION.replace("MEMORY", "var.m.sizes[1]")
        assert memory(text_draft(text, parameters={"m": "{ sizes = [1, 640] }"})) == 640
        assert memory(text_draft(text, parameters={"m": {"sizes": [Decimal(1), Decimal(640)]}})) == 640

    def test_a_file_of_variables_is_no_template(self, tmp_path: Path) -> None:
        (tmp_path / "prod.tfvars").write_text("m = 1\n", encoding="utf-8")
        with pytest.raises(ScenarioError, match=r"has values of variables; import its folder, with --parameter-file"):
            templates.read(tmp_path / "prod.tfvars")

    def test_a_json_file_of_variables_that_is_no_mapping_is_refused(self, tmp_path: Path) -> None:
        files = {"main.tf": FUNCTION.replace("MEMORY", "1"), "terraform.tfvars.json": "[1]"}
        with pytest.raises(ScenarioError, match="is no mapping of variables to values"):
            drafted(tmp_path, files)

    def test_a_file_that_is_not_understood_is_a_gap_on_which_no_gate_passes(self, tmp_path: Path) -> None:
        found = drafted(
            tmp_path,
            {
                "main.tf": FUNCTION.replace("MEMORY", "512"),
                "wrong.tf": "a = 1\nb = = 2\n",
                "cdk.tf.json": "{}",
                "override.tf": 'resource "aws_lambda_function" "gone" {\n  memory_size = 1024\n}\n',
            },
        )
        assert memory(found) == 512
        assert "wrong.tf, line 2: is not well-formed Terraform" in found.partial[
            0 if "wrong" in found.partial[0] else -1
        ] + warned(found)
        assert "override.tf, line 1: resource.aws_lambda_function.gone overrides what is not there" in warned(found)
        assert len(found.partial) == 2

    def test_too_much_text_is_a_gap(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(loading.Loader, "left", 10, raising=False)
        loader = loading.Loader(Source.open(tmp_path), left=10)
        (tmp_path / "main.tf").write_text(FUNCTION, encoding="utf-8")
        loader.root()
        assert "is too much; allowed: 1,000,000 characters" in str(loader.gaps[0])


class TestModules:
    CALL = 'module "m" {\n  source = "SOURCE"\n  memory = 640\n}\n'
    CHILD = 'variable "memory" {}\nprovider "aws" {\n  region = "eu-west-1"\n}\n' + FUNCTION.replace("MEMORY", "var.memory")

    def test_a_local_module_is_read(self, tmp_path: Path) -> None:
        found = drafted(tmp_path, {"main.tf": self.CALL.replace("SOURCE", "./m"), "m/main.tf": self.CHILD})
        assert memory(found, "m-a") == 640
        assert found.data["region"] == "eu-west-1"
        assert not found.warning_texts

    def test_an_installed_module_is_read_and_those_in_it(self, tmp_path: Path) -> None:
        installed = {"m": ".terraform/modules/m", "m.m": "inner", "": "."}
        listed = {"Modules": [5, *({"Key": key, "Dir": folder} for key, folder in installed.items())]}
        outer = self.CALL.replace("SOURCE", "registry/x/y").replace("640", "var.memory * 2")
        found = drafted(
            tmp_path,
            {
                "main.tf": self.CALL.replace("SOURCE", "terraform-aws-modules/lambda/aws"),
                ".terraform/modules/modules.json": json.dumps(listed),
                ".terraform/modules/m/main.tf": f'variable "memory" {{}}\n{outer}',
                "inner/main.tf": self.CHILD,
            },
        )
        assert memory(found, "m-m-a") == 1280

    @pytest.mark.parametrize(
        ("source", "why"),
        [
            (
                "terraform-aws-modules/lambda/aws",
                "terraform-aws-modules/lambda/aws is not in .terraform/modules; run terraform init",
            ),
            ("../outside", "it is not read unless that folder is given (--root)"),
            ("./gone", "gone is not there"),
            ("${var.place}", "its source is not known"),
        ],
    )
    def test_a_module_that_cannot_be_read_is_a_gap_on_which_no_gate_passes(self, source: str, why: str, tmp_path: Path) -> None:
        (tmp_path / "outside").mkdir()
        found = drafted(tmp_path / "in", {"main.tf": self.CALL.replace("SOURCE", source) + FUNCTION.replace("MEMORY", "128")})
        (gap,) = found.partial
        assert "main.tf, line 1: module.m is not read (" in gap
        assert why in gap
        assert gap.endswith("nothing of it is in the bill.")

    def test_a_module_without_a_source_and_one_on_standard_input_are_gaps(self, tmp_path: Path) -> None:
        assert "its source is not known" in drafted(tmp_path, {"main.tf": 'module "m" {}\n'}).partial[0]
        assert "standard input leads to no file" in text_draft(self.CALL.replace("SOURCE", "./m")).partial[0]

    def test_a_module_that_calls_itself_ends(self, tmp_path: Path) -> None:
        found = drafted(tmp_path, {"main.tf": 'module "m" {\n  source = "./."\n}\n' + FUNCTION.replace("MEMORY", "128")})
        assert "calls modules more than 16 deep" in found.partial[0]

    def test_a_provider_that_a_module_is_handed_says_its_region(self, tmp_path: Path) -> None:
        root = (
            'provider "aws" {\n  region = "us-east-1"\n}\n'
            'provider "aws" {\n  alias  = "eu"\n  region = "eu-west-1"\n}\n'
            'module "m" {\n  source = "./m"\n  providers = {\n    aws = aws.eu\n    aws.other = aws\n  }\n}\n'
            'resource "aws_lambda_function" "b" {\n  provider = aws.eu\n}\n'
        )
        child = 'resource "aws_lambda_function" "a" {}\nresource "aws_lambda_function" "o" {\n  provider = aws.other\n}\n'
        found = drafted(tmp_path, {"main.tf": root, "m/main.tf": child})
        regions = {name: fields.get("region", found.data["region"]) for name, fields in found.data["functions"].items()}
        assert regions == {"b": "eu-west-1", "m-a": "eu-west-1", "m-o": "us-east-1"}

    def test_a_number_of_modules_that_is_not_known_is_one_with_a_warning(self, tmp_path: Path) -> None:
        found = drafted(
            tmp_path,
            {
                "main.tf": 'variable "n" {}\n'
                'module "m" {\n  source = "./m"\n  count = var.n\n}\n'
                'module "none" {\n  source = "./m"\n  count = 0\n}\n',
                "m/main.tf": FUNCTION.replace("MEMORY", "128")
                + 'output "arn" {\n  value = aws_lambda_function.a.arn\n}\noutput "bad" {}\n',
            },
        )
        assert [*found.data["functions"]] == ["m-a"]
        assert "module.m has a count that is var.n, which has no value (say it with --parameter n=…); one is taken" in warned(
            found
        )

    def test_outputs_lead_to_the_function(self, tmp_path: Path) -> None:
        child = (
            FUNCTION.replace("MEMORY", "128")
            + 'output "fn" {\n  value = aws_lambda_function.a\n}\noutput "name" {\n  value = "a"\n}\n'
        )
        url = 'resource "aws_lambda_function_url" "u" {\n  function_name = NAME\n  invoke_mode = "RESPONSE_STREAM"\n}\n'
        call = 'module "m" {\n  source = "./m"\n  for_each = toset(["x", "y"])\n}\n'
        for name, streams in (
            ('module.m["x"].fn.arn', {"m-x-a"}),
            ('module.m["y"].fn.arn', {"m-y-a"}),
            ('module.m["x"].gone', set()),
        ):
            found = drafted(tmp_path, {"main.tf": call + url.replace("NAME", name), "m/main.tf": child})
            assert {key for key, one in found.data["functions"].items() if "response_streaming" in one} == streams


def test_the_program_takes_a_file_of_variables_and_fails_a_gate_on_a_gap(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tf").mkdir()
    Path("tf", "main.tf").write_text('variable "m" {}\n' + FUNCTION.replace("MEMORY", "var.m"), encoding="utf-8")
    Path("prod.tfvars").write_text("m = 1024\n", encoding="utf-8")
    Path("prod.tfvars.json").write_text('{"m": 2048}', encoding="utf-8")
    Path("p.yaml").write_text("m: 512", encoding="utf-8")
    for file, size in (("prod.tfvars", 1024), ("prod.tfvars.json", 2048), ("p.yaml", 512)):
        code, out, _ = command("import", "tf", "--parameter-file", file)
        assert code == 0
        assert f"memory_mb: {size}" in out
    Path("tf", "more.tf").write_text('module "x" {\n  source = "terraform-aws-modules/lambda/aws"\n}\n', encoding="utf-8")
    Path("u.yaml").write_text("default: {requests: 1M, duration_ms: 100}", encoding="utf-8")
    code, _, err = command("estimate", "tf", "--parameter=m=512", "--usage=u.yaml", "--budget=500", "--day=2026-11-01")
    assert code == 1
    assert "The check fails, as this bill is not whole: " in err
