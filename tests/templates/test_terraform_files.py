"""Plans and states as people and CI steps hand them over: whole or not, inside other output, raw, or meant for people."""

import json
from pathlib import Path
from typing import Any, ClassVar

import pytest

from lambda_cost import ScenarioError, templates
from lambda_cost.scenario.draft import Draft
from lambda_cost.templates.source import Source
from tests.conftest import Command
from tests.templates.plans import function, plan, resource

PLAN = plan(function("aws_lambda_function.a", memory_size=512))


def drafted(text: str, name: str = "plan.json") -> Draft:
    return templates.drafted(Source.of(text, name))


class TestWholeness:
    @pytest.mark.parametrize(
        ("says", "reason"),
        [
            ({"errored": True, "complete": False, "applyable": False}, "a run that failed (errored)"),
            ({"errored": False, "complete": False, "applyable": True}, "is not complete (planned with -target"),
            (
                {"complete": True, "deferred_changes": [{"resource_change": {"address": "aws_lambda_function.b"}}, {}]},
                "defers changes, which are not in the bill (2): aws_lambda_function.b, a resource.",
            ),
        ],
    )
    def test_a_plan_that_is_not_whole_says_why_and_no_gate_passes_on_it(
        self,
        says: dict[str, Any],
        reason: str,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        command: Command,
    ) -> None:
        monkeypatch.chdir(tmp_path)
        Path("plan.json").write_text(json.dumps(PLAN | says), encoding="utf-8")
        Path("whole.json").write_text(json.dumps(PLAN | {"complete": True, "applyable": False}), encoding="utf-8")
        Path("usage.yaml").write_text("default: {requests: 1M, duration_ms: 100}", encoding="utf-8")
        options = ("--usage=usage.yaml", "--day=2026-11-01")
        code, out, _ = command("estimate", "plan.json", *options, "--format=json")
        assert code == 0
        assert [reason in warning for warning in json.loads(out)["warnings"]] == [True]
        for gated in (
            ("estimate", "plan.json", *options, "--budget=500"),
            ("diff", "whole.json", "plan.json", *options, "--max-increase=100"),
            ("diff", "plan.json", "whole.json", *options, "--budget=100"),
        ):
            code, _, err = command(*gated)
            assert code == 1
            assert "The check fails, as this bill is not whole: plan.json" in err
            assert reason in err
        assert command("estimate", "whole.json", *options, "--budget=500")[0] == 0

    def test_a_scenario_made_of_such_a_plan_knows_it(self) -> None:
        draft = drafted(json.dumps(PLAN | {"errored": True}))
        assert draft.partial == draft.warning_texts
        assert draft.to_yaml().splitlines()[1].startswith("# plan.json is the plan of a run that failed")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "[command]/opt/hostedtoolcache/terraform-bin show -json p\n",
            "%0A\n::debug::stdout\n::set-output name=x::0\n",
        ),
        ("+ terraform show -json p\n", ""),
        ("$ tofu show -json p\n", "\n"),
        ("Terraform used the selected providers to generate the following plan.\n", ""),
        ("", "\nExited with code 0\n"),
        ("2026-11-28T10:00:00.0000000Z ", "\n"),
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_a_plan_between_the_lines_of_a_ci_step_is_read(before: str, after: str, indent: int | None) -> None:
    found = drafted(f"{before}{json.dumps(PLAN, indent=indent)}{after}")
    assert found.data == drafted(json.dumps(PLAN)).data
    assert found.data["functions"]["a"]["memory_mb"] == 512


def test_half_a_plan_between_such_lines_is_refused() -> None:
    with pytest.raises(ScenarioError):
        drafted(f"+ terraform show -json p\n{json.dumps(PLAN)[:-9]}")


@pytest.mark.parametrize(
    "text",
    [
        "Terraform used the selected providers to generate the following execution\nplan.",
        "OpenTofu used the selected providers to generate the following plan.",
        "\x1b[0m\x1b[1maws_lambda_function.a: Refreshing state... [id=a]\x1b[0m\n",
        "\nAn execution plan has been generated and is shown below.",
        "No changes. Your infrastructure matches the configuration.",
        "Acquiring state lock. This may take a few moments...\n\nPlan: 1 to add, 0 to change, 0 to destroy.",
        '# module.a["x"].aws_lambda_function.this:\nresource "aws_lambda_function" "this" {\n}\n',
        "  # aws_lambda_function.list will be created\n",
        "data.aws_region.current: Reading...\n",
    ],
)
def test_what_is_printed_for_people_is_refused_with_the_command_that_makes_a_plan(text: str) -> None:
    with pytest.raises(ScenarioError, match=r"plan\.txt: is what Terraform prints for people, .*terraform show -json p > plan"):
        drafted(text, "plan.txt")


def test_an_encrypted_state_is_refused_with_what_makes_a_plan() -> None:
    state = {"serial": 1, "lineage": "x", "encrypted_data": "AAAA", "encryption_version": "v0"}
    with pytest.raises(ScenarioError, match=r"encrypted state of OpenTofu, .*tofu show -json"):
        drafted(json.dumps(state), "terraform.tfstate")


@pytest.mark.parametrize("tool", ["terraform", "tofu"])
def test_progress_of_either_tool_behind_the_echo_of_a_step_is_refused_with_the_command(tool: str) -> None:
    line = f'{{"@level":"info","@message":"1.9","@module":"{tool}.ui","type":"version"}}\n{{"@level":"info"}}'
    with pytest.raises(ScenarioError, match=r"is the progress of a run \(plan -json\); make what is read with terraform plan"):
        drafted(f"[command]/usr/bin/{tool} plan -json\n{line}", "log.txt")


class TestRawState:
    STATE: ClassVar[dict[str, Any]] = {
        "version": 4,
        "terraform_version": "1.9.8",
        "serial": 3,
        "lineage": "1",
        "resources": [
            {
                "module": 'module.api["eu"]',
                "mode": "managed",
                "type": "aws_lambda_function",
                "name": "this",
                "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
                "instances": [
                    {
                        "index_key": 0,
                        "attributes": {
                            "arn": "arn:aws:lambda:eu-west-1:123456789012:function:shop",
                            "function_name": "shop",
                            "memory_size": 1024,
                            "architectures": ["arm64"],
                            "timeout": 10,
                        },
                    },
                    {"index_key": 1, "deposed": "a1b2", "attributes": {"function_name": "gone"}},
                ],
            },
            {
                "mode": "managed",
                "type": "aws_lambda_provisioned_concurrency_config",
                "name": "live",
                "instances": [
                    {"attributes": {"function_name": "shop", "qualifier": "1", "provisioned_concurrent_executions": 3}}
                ],
            },
            {
                "mode": "data",
                "type": "aws_lambda_function",
                "name": "other",
                "instances": [{"index_key": "x", "attributes": {"function_name": "other"}}],
            },
        ],
    }

    def test_it_is_read_as_show_prints_it(self) -> None:
        found = drafted(json.dumps(self.STATE), "terraform.tfstate")
        assert found.kind == "Terraform state"
        assert found.data == {
            "region": "eu-west-1",
            "functions": {
                "api-eu": {"memory_mb": 1024, "architecture": "arm64", "provisioned_concurrency": {"environments": 3}},
            },
        }
        assert found.origins["functions.api-eu"].resource == 'module.api["eu"].aws_lambda_function.this[0]'
        assert found.warning_texts == ()

    def test_another_version_is_refused(self) -> None:
        with pytest.raises(ScenarioError, match=r"version is 3; allowed: 4 \(a newer terraform show -json"):
            drafted(json.dumps(self.STATE | {"version": 3}), "terraform.tfstate")


def test_what_the_text_of_a_plan_says_in_a_value_is_no_output_for_people() -> None:
    one = resource("aws_lambda_function.a", {"function_name": "a", "description": "Plan: 1 to add"})
    assert "a" in drafted(json.dumps(plan(one))).data["functions"]


def test_attributes_that_an_old_version_kept_flat_are_read() -> None:
    flat = {
        "function_name": "shop",
        "memory_size": "1024",
        "architectures.#": "1",
        "architectures.0": "arm64",
        "publish": "false",
        "description": "",
        "tags.%": "1",
        "tags.team": "web",
        "ephemeral_storage.#": "1",
        "ephemeral_storage.0.size": "2048",
    }
    instance = {"schema_version": 0, "attributes_flat": flat}
    resource = {"mode": "managed", "type": "aws_lambda_function", "name": "shop", "instances": [instance]}
    state = {"version": 4, "terraform_version": "0.12.0", "serial": 1, "resources": [resource]}
    found = drafted(json.dumps(state), "terraform.tfstate").data["functions"]["shop"]
    assert found == {
        "memory_mb": 1024,
        "architecture": "arm64",
        "ephemeral_storage": {"size_mb": 2048},
        "tags": {"team": "web"},
    }
