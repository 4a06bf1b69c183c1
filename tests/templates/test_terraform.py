"""Plans and states: what is known, what is known only after apply, and what a reference means."""

from decimal import Decimal
from typing import Any

import pytest

from lambda_cost import ScenarioError
from lambda_cost.scenario.draft import Draft
from lambda_cost.templates.terraform import plan as plans
from lambda_cost.templates.terraform.blocks import NOT_KNOWN
from tests.templates.plans import function, plan, refs, resource
from tests.templates.terraform_plans import ARN, draft, drafted, warned


class TestWhatIsRead:
    def test_the_progress_of_a_run_is_refused(self) -> None:
        with pytest.raises(ScenarioError, match=r"progress of a run \(plan -json\)"):
            drafted('{"@level":"info","@message":"Terraform 1.9.8","terraform":"1.9.8","type":"version"}\n{"@level":"info"}')

    def test_another_version_of_the_format_is_refused(self) -> None:
        with pytest.raises(ScenarioError, match=r"is .2\.0.; allowed: 0 and 1"):
            drafted(plan() | {"format_version": "2.0"})

    def test_more_resources_than_a_plan_can_have_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(plans, "MAX_INSTANCES", 1)
        with pytest.raises(ScenarioError, match="has more than 1 resources"):
            draft(function("aws_lambda_function.a"), function("aws_lambda_function.b"))

    def test_a_plan_of_nothing_is_a_draft_of_nothing(self) -> None:
        assert draft().data == {"region": "eu-west-1"} or draft().data == {}

    def test_data_sources_are_no_resources(self) -> None:
        assert "functions" not in draft(resource("aws_lambda_function.other", {}, mode="data")).data

    def test_not_known_says_what_it_is(self) -> None:
        assert repr(NOT_KNOWN) == "(known after apply)"


class TestRegions:
    def test_a_region_of_its_own_comes_before_the_providers(self) -> None:
        found = draft(
            function("aws_lambda_function.a"),
            function("aws_lambda_function.b", region="us-east-1"),
            function("aws_lambda_function.c"),
        )
        assert found.data["region"] == "eu-west-1"
        assert found.data["functions"]["b"]["region"] == "us-east-1"

    def test_a_provider_of_a_module_may_be_the_roots(self) -> None:
        found = draft(function("module.m.aws_lambda_function.a") | {"provider": "module.m:aws"})
        assert found.data["region"] == "eu-west-1"

    @pytest.mark.parametrize(
        ("expression", "variables"),
        [
            ({"references": ["var.a", "var.b"]}, {"a": {"value": "eu-west-1"}}),
            ({"references": ["local.region"]}, {}),
            ({"references": ["var.a"]}, {"a": {"value": "nowhere"}}),
            ({}, {}),
        ],
    )
    def test_a_region_that_the_plan_does_not_say_is_asked_of_the_user(self, expression: Any, variables: Any) -> None:
        data = plan(
            function("aws_lambda_function.a"), providers={"aws": {"expressions": {"region": expression}}}, variables=variables
        )
        assert "region" not in drafted(data).data
        assert any("us-east-1 is taken (switch: --region)" in note for note in drafted(data).assumptions)
        assert drafted(data, region="ap-south-1").data["region"] == "ap-south-1"


class TestUnknownValues:
    def test_what_the_provider_fills_in_is_the_default_of_lambda(self) -> None:
        """Nobody wrote architectures or ephemeral_storage, so that AWS's defaults apply; a plan calls them unknown."""
        found = draft(function("aws_lambda_function.a"))
        assert found.data["functions"]["a"] == {"memory_mb": Decimal(128), "architecture": "x86_64"}
        assert not found.warnings

    @pytest.mark.parametrize(
        ("unknown", "asked"),
        [
            ({"memory_size": True}, ("memory_mb",)),
            ({"architectures": True}, ("architecture",)),
            ({"architectures": [True]}, ("architecture",)),
            ({"ephemeral_storage": [{"size": True}]}, ("ephemeral_storage", "size_mb")),
        ],
    )
    def test_what_was_written_and_is_known_after_apply_is_asked_for(self, unknown: Any, asked: tuple[str, ...]) -> None:
        values: dict[str, Any] = {"function_name": "a"} | (
            {"architectures": [None]} if unknown == {"architectures": [True]} else {}
        )
        name = next(iter(unknown))
        written = {name: refs("aws_ssm_parameter.p.value")} if unknown[name] is True else {}
        found = draft(resource("aws_lambda_function.a", values, unknown=unknown, written=written))
        assert asked in {one.keys for one in found.unknown}
        assert "known only after apply" in warned(found)

    def test_a_timeout_that_is_not_known_bounds_nothing(self) -> None:
        one = resource("aws_lambda_function.a", {}, unknown={"timeout": True}, written={"timeout": refs("var.t")})
        assert draft(one).upper_bounds == {}

    def test_a_timeout_bounds_the_duration_and_says_so(self) -> None:
        found = draft(function("aws_lambda_function.a"))  # 3 s, the provider's default
        (duration,) = [one for one in found.unknown if one.keys == ("duration_ms",)]
        assert duration.description.endswith("at most 3,000 (its timeout)")

    def test_a_rule_that_calls_no_function_says_nothing_of_functions(self) -> None:
        rule = resource("aws_cloudwatch_event_rule.r", {"name": "r", "schedule_expression": "rate(1 hour)"})
        target = resource("aws_cloudwatch_event_target.r", {"rule": "r", "arn": "arn:aws:sqs:eu-west-1:1:q"})
        found = draft(function("aws_lambda_function.a"), rule, target)
        assert "requests" not in found.data["functions"]["a"]
        assert ("functions", "a", ("requests",)) in {(one.section, one.name, one.keys) for one in found.unknown}

    def test_a_schedule_that_is_not_known_is_not_counted(self) -> None:
        rule = resource(
            "aws_cloudwatch_event_rule.r",
            {"name": "r"},
            unknown={"schedule_expression": True},
            written={"schedule_expression": refs("local.s")},
        )
        target = resource("aws_cloudwatch_event_target.r", {"rule": "r", "arn": f"{ARN}a"})
        found = draft(function("aws_lambda_function.a"), rule, target)
        assert "requests" not in found.data["functions"]["a"]
        assert "the requests that it makes are not counted" in warned(found)


class TestReferences:
    def url(self, expression: dict[str, Any], address: str = "aws_lambda_function_url.u") -> dict[str, Any]:
        values = {"invoke_mode": "RESPONSE_STREAM"}
        return resource(address, values, unknown={"function_name": True}, written={"function_name": expression})

    def streams(self, found: Draft) -> set[str]:
        """The functions that the URL was found to be of."""
        return {name for name, one in found.data["functions"].items() if "response_streaming" in one}

    @pytest.mark.parametrize("value", ["a", f"{ARN}a", f"{ARN}a:live", "a:live", "123456789012:function:a"])
    def test_a_name_or_arn_means_a_function(self, value: str) -> None:
        one = resource("aws_lambda_function_url.u", {"invoke_mode": "RESPONSE_STREAM", "function_name": value})
        assert self.streams(draft(function("aws_lambda_function.a"), function("aws_lambda_function.b"), one)) == {"a"}

    def test_of_two_functions_of_one_name_the_one_in_the_region_is_meant(self) -> None:
        two = function("aws_lambda_function.there", function_name="a", region="us-east-1")
        one = resource(
            "aws_lambda_function_url.u", {"invoke_mode": "RESPONSE_STREAM", "function_name": "a", "region": "us-east-1"}
        )
        assert self.streams(draft(function("aws_lambda_function.here", function_name="a"), two, one)) == {"there"}

    @pytest.mark.parametrize(
        ("expression", "meant"),
        [
            (refs('aws_lambda_function.a["x"].arn'), {"a-x"}),
            ({"references": ["aws_lambda_function.a", "each.key"]}, {"a-x"}),
            (refs("aws_lambda_function.a"), set()),  # any of them
            (refs("data.aws_lambda_function.a.arn"), set()),
            (refs("local.a"), set()),
            (refs("nonsense"), set()),
        ],
    )
    def test_a_key_says_which_of_many_is_meant(self, expression: dict[str, Any], meant: set[str]) -> None:
        many = [function(f'aws_lambda_function.a["{key}"]', function_name=key) for key in ("x", "y")]
        assert self.streams(draft(*many, self.url(expression, 'aws_lambda_function_url.u["x"]'))) == meant

    def test_a_value_of_each_leads_to_what_is_gone_through(self) -> None:
        many = [function(f'aws_lambda_function.a["{key}"]', function_name=key) for key in ("x", "y")]
        url = self.url({"references": ["each.value.arn", "each.value"]}, 'aws_lambda_function_url.u["y"]')
        url["for_each_expression"] = refs("aws_lambda_function.a")
        assert self.streams(draft(*many, url)) == {"a-y"}

    @pytest.mark.parametrize(
        ("expression", "address", "meant"),
        [
            (refs('module.f["x"].arn'), "aws_lambda_function_url.u", {"f-x"}),
            ({"references": ["module.f", "each.key"]}, 'aws_lambda_function_url.u["y"]', {"f-y"}),
            (refs("module.nowhere.arn"), "aws_lambda_function_url.u", set()),
            (refs("var.nothing"), "aws_lambda_function_url.u", set()),
        ],
    )
    def test_the_key_of_a_module_says_which_of_its_functions(
        self, expression: dict[str, Any], address: str, meant: set[str]
    ) -> None:
        many = [function(f'module.f["{key}"].aws_lambda_function.this', function_name=key) for key in ("x", "y")]
        outputs = {"module.f": {"arn": refs("aws_lambda_function.this.arn")}}
        assert self.streams(draft(*many, self.url(expression, address), outputs=outputs)) == meant

    def test_within_a_module_its_own_function_is_meant(self) -> None:
        many = [function(f"module.f[{key}].aws_lambda_function.this", function_name=f"f{key}") for key in (0, 1)]
        url = self.url(refs("aws_lambda_function.this.arn"), "module.f[1].aws_lambda_function_url.u")
        assert self.streams(draft(*many, url)) == {"f-1"}

    def test_an_argument_of_a_module_means_what_its_caller_says(self) -> None:
        many = [function("module.f[0].aws_lambda_function.this"), function("module.f[1].aws_lambda_function.this")]
        url = self.url(refs("var.function"), "module.f[0].module.u.aws_lambda_function_url.u")
        calls = {"module.f.module.u": {"function": refs("aws_lambda_function.this.arn")}}
        assert self.streams(draft(*many, url, calls=calls)) == {"f-0"}

    def test_references_without_end_are_followed_so_far(self) -> None:
        url = self.url(refs("var.a"), "module.m.aws_lambda_function_url.u")
        calls = {"module.m": {"a": refs("module.m.out")}}
        outputs = {"module.m": {"out": refs("var.a")}}
        assert self.streams(draft(function("aws_lambda_function.a"), url, calls=calls, outputs=outputs)) == set()
