"""Plans and states: what is known, what is known only after apply, and what a reference means."""

import json
from decimal import Decimal
from typing import Any

import pytest

from lambda_cost import ScenarioError, templates
from lambda_cost.scenario.draft import Draft
from lambda_cost.templates.source import Source
from lambda_cost.templates.terraform import plan as plans
from lambda_cost.templates.terraform.blocks import NOT_KNOWN
from tests.templates.plans import function, plan, refs, resource, state

IRELAND = {"aws": {"expressions": {"region": {"constant_value": "eu-west-1"}}}}
ARN = "arn:aws:lambda:eu-west-1:123456789012:function:"
SCALED = {"scalable_dimension": "lambda:function:ProvisionedConcurrency", "resource_id": "function:a:live"}


def drafted(data: Any, name: str = "plan.json", **known: Any) -> Draft:
    return templates.drafted(Source.of(data if isinstance(data, str) else json.dumps(data), name, **known))


def draft(*resources: dict[str, Any], **more: Any) -> Draft:
    return drafted(plan(*resources, **({"providers": IRELAND} | more)))


def warned(found: Draft) -> str:
    return "\n".join(map(str, found.warnings))


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


class TestConcurrency:
    def test_two_aliases_of_one_function_add_up(self) -> None:
        configs = [
            resource(
                f"aws_lambda_provisioned_concurrency_config.{name}",
                {"function_name": "a", "provisioned_concurrent_executions": 2},
            )
            for name in "xy"
        ]
        found = draft(function("aws_lambda_function.a"), *configs)
        assert found.data["functions"]["a"]["provisioned_concurrency"] == {"environments": Decimal(4)}

    def actions(self, *levels: tuple[str, int | None]) -> list[dict[str, Any]]:
        return [
            resource(
                f"aws_appautoscaling_scheduled_action.a{place}",
                SCALED | {"schedule": schedule, "scalable_target_action": [{"min_capacity": level}]},
            )
            for place, (schedule, level) in enumerate(levels)
        ]

    def concurrency(self, *levels: tuple[str, int | None], least: int = 1, most: int = 9) -> tuple[Draft, dict[str, Any]]:
        target = resource("aws_appautoscaling_target.t", SCALED | {"min_capacity": least, "max_capacity": most})
        found = draft(function("aws_lambda_function.a"), target, *self.actions(*levels))
        return found, found.data["functions"]["a"].get("provisioned_concurrency")

    def test_two_levels_are_their_mean(self) -> None:
        _, found = self.concurrency(("cron(0 6 * * ? *)", 10), ("cron(0 18 * * ? *)", 2))
        assert found == {"environments": Decimal(6)}  # twelve hours of ten and twelve of two

    def test_a_level_that_is_always_nothing_is_nothing(self) -> None:
        _, found = self.concurrency(("cron(0 6 * * ? *)", 0))
        assert found is None

    def test_one_level_that_never_changes_is_itself(self) -> None:
        _, found = self.concurrency(("cron(0 6 * * ? *)", 3), ("cron(0 8 * * ? *)", 3))
        assert found == {"environments": Decimal(3)}

    def test_a_schedule_that_is_not_weekly_leaves_the_level_unknown(self) -> None:
        found, fields = self.concurrency(("cron(0 6 1 * ? *)", 3))
        assert fields == {}
        assert "its level is unknown" in warned(found)
        assert found.upper_bounds["functions.a.provisioned_concurrency.environments"].value == 9

    def test_a_level_that_is_not_known_is_left_out(self) -> None:
        found, fields = self.concurrency(("cron(0 6 * * ? *)", None), least=4, most=4)
        assert "known only after apply" in warned(found)
        assert fields == {"environments": Decimal(4)}  # the least is the most


class TestApis:
    def api(self, **more: Any) -> dict[str, Any]:
        return resource(
            "aws_api_gateway_rest_api.api", {"id": "api1", "execution_arn": "arn:aws:execute-api:eu-west-1:1:api1"} | more
        )

    def permission(self, source: str) -> dict[str, Any]:
        values = {"principal": "apigateway.amazonaws.com", "function_name": "a", "source_arn": source}
        return resource("aws_lambda_permission.p", values)

    def test_an_api_described_by_a_document_calls_whom_it_may(self) -> None:
        source = "arn:aws:execute-api:eu-west-1:1:api1/*/GET/"
        found = draft(function("aws_lambda_function.a"), self.api(body="{}"), self.permission(source))
        assert found.data["apis"]["api"]["functions"] == ["a"]

    def test_an_api_that_is_not_in_the_plan_calls_all_the_same(self) -> None:
        schedule = resource("aws_scheduler_schedule.s", {"schedule_expression": "rate(1 hour)", "target": [{"arn": f"{ARN}a"}]})
        found = draft(function("aws_lambda_function.a"), self.permission("arn:aws:execute-api:eu-west-1:1:other/*"), schedule)
        assert "requests" not in found.data["functions"]["a"]

    def integration(self, **values: Any) -> dict[str, Any]:
        return resource(
            "aws_api_gateway_integration.i", {"rest_api_id": "api1", "type": "AWS_PROXY", "uri": f"{ARN}a"} | values
        )

    def test_a_permission_says_nothing_new_of_a_function_that_an_integration_names(self) -> None:
        found = draft(function("aws_lambda_function.a"), self.api(), self.integration(), self.permission("*"))
        assert found.data["apis"]["api"]["functions"] == ["a"]

    def test_a_url_that_is_buffered_streams_nothing(self) -> None:
        url = resource("aws_lambda_function_url.u", {"function_name": "a", "invoke_mode": "BUFFERED"})
        assert "response_streaming" not in draft(function("aws_lambda_function.a"), url).data["functions"]["a"]

    def test_what_scales_a_table_scales_no_function(self) -> None:
        target = resource("aws_appautoscaling_target.t", {"resource_id": "table/a", "min_capacity": 1, "max_capacity": 2})
        assert "provisioned_concurrency" not in draft(function("aws_lambda_function.a"), target).data["functions"]["a"]

    def test_an_integration_of_an_api_that_is_not_here_is_a_caller(self) -> None:
        api = resource("aws_api_gateway_integration.other", {"rest_api_id": "gone", "uri": f"{ARN}a"})
        found = draft(function("aws_lambda_function.a"), self.api(), self.integration(), api)
        assert "functions" not in found.data["apis"]["api"]

    @pytest.mark.parametrize(("method", "linked"), [("OPTIONS", True), ("GET", False)])
    def test_an_api_that_answers_for_others_is_not_counted_by_its_functions(self, method: str, linked: bool) -> None:
        other = resource("aws_api_gateway_integration.o", {"rest_api_id": "api1", "type": "HTTP", "http_method": method})
        found = draft(function("aws_lambda_function.a"), self.api(), self.integration(), other)
        assert ("functions" in found.data["apis"]["api"]) is linked

    def test_a_function_that_authorizes_has_calls_of_its_own(self) -> None:
        authorizer = resource("aws_api_gateway_authorizer.z", {"authorizer_uri": f"{ARN}a"})
        found = draft(function("aws_lambda_function.a"), self.api(), self.integration(), authorizer)
        assert "functions" not in found.data["apis"]["api"]

    def test_a_cache_of_an_api_that_is_not_here_is_charged_with_a_warning(self) -> None:
        values = {"rest_api_id": "gone", "cache_cluster_enabled": True, "cache_cluster_size": "1.6"}
        found = draft(resource("aws_api_gateway_stage.s", values))
        cache = {"size_gb": "1.6"}
        assert found.data["apis"] == {"s": {"type": "rest", "requests": 0, "cache": cache, "region": "eu-west-1"}}
        assert "s has the cache of an API that is not in the plan" in warned(found)

    def test_a_cache_that_is_not_enabled_is_not_billed(self) -> None:
        stage = resource(
            "aws_api_gateway_stage.s", {"rest_api_id": "api1", "cache_cluster_enabled": False, "cache_cluster_size": "0.5"}
        )
        assert "cache" not in draft(self.api(), stage).data["apis"]["api"]

    def test_an_endpoint_whose_subnets_are_not_known_is_in_one_zone(self) -> None:
        endpoint = resource(
            "aws_vpc_endpoint.e",
            {"vpc_endpoint_type": "Interface", "service_name": "com.amazonaws.eu-west-1.execute-api"},
            unknown={"subnet_ids": True},
        )
        found = draft(self.api(endpoint_configuration=[{"types": ["PRIVATE"]}]), endpoint)
        assert found.data["apis"]["api"]["endpoint"] == {}
        assert "one availability zone is taken" in warned(found)


class TestFunctions:
    def test_durable_data_is_kept_for_fourteen_days_unless_it_is_said(self) -> None:
        found = draft(function("aws_lambda_function.a", durable_config=[{"execution_timeout": 60}]))
        assert found.data["functions"]["a"]["durable"] == {"retained_days": Decimal(14)}

    @pytest.mark.parametrize(
        ("values", "source"),
        [
            ({"event_source_arn": "arn:aws:kafka:eu-west-1:1:cluster/c/x"}, "kafka"),
            ({"self_managed_event_source": [{"endpoints": {}}]}, "kafka"),
            ({"topics": ["t"]}, "kafka"),
            ({"event_source_arn": "nowhere"}, None),
        ],
    )
    def test_pollers_are_of_a_source(self, values: dict[str, Any], source: str | None) -> None:
        one = resource(
            "aws_lambda_event_source_mapping.m",
            {"function_name": "a", "provisioned_poller_config": [{"minimum_pollers": 2}]} | values,
        )
        found = draft(function("aws_lambda_function.a"), one)
        assert found.data["event_pollers"]["m"].get("source") == source

    def test_pollers_of_a_queue_in_the_plan(self) -> None:
        one = resource(
            "aws_lambda_event_source_mapping.m",
            {"function_name": "a", "provisioned_poller_config": [{"minimum_pollers": 2, "maximum_pollers": 40}]},
            unknown={"event_source_arn": True},
            written={"event_source_arn": refs("aws_sqs_queue.q.arn")},
        )
        found = draft(function("aws_lambda_function.a"), resource("aws_sqs_queue.q", {}), one)
        assert found.data["event_pollers"]["m"] == {"source": "sqs"}
        assert found.upper_bounds["event_pollers.m.units"].value == 40

    def test_a_distribution_that_is_disabled_runs_nothing_at_the_edge(self) -> None:
        association = {"lambda_function_association": [{"lambda_arn": f"{ARN}a:1"}]}
        found = draft(
            function("aws_lambda_function.a"),
            resource("aws_cloudfront_distribution.d", {"enabled": False, "default_cache_behavior": [association]}),
        )
        assert "a" in found.data["functions"]

    def test_a_state_knows_its_functions_at_the_edge_by_their_arn(self) -> None:
        association = {"lambda_function_association": [{"lambda_arn": f"{ARN}a:1"}]}
        one = resource("aws_lambda_function.a", {"function_name": "a", "arn": f"{ARN}a", "memory_size": 128, "timeout": 5})
        found = drafted(
            state(one, resource("aws_cloudfront_distribution.d", {"enabled": True, "default_cache_behavior": [association]}))
        )
        assert found.kind == "Terraform state"
        assert found.data["edge_functions"]["a"] == {"memory_mb": Decimal(128)}

    def test_an_alias_with_two_functions_behind_it_is_none(self) -> None:
        alias = resource(
            "aws_lambda_alias.l",
            {"name": "live"},
            unknown={"arn": True, "function_name": True},
            written={"function_name": refs("aws_lambda_function.f")},
        )
        config = resource(
            "aws_lambda_provisioned_concurrency_config.c",
            {"provisioned_concurrent_executions": 2},
            unknown={"function_name": True},
            written={"function_name": refs("aws_lambda_alias.l.function_name")},
        )
        many = [function(f"aws_lambda_function.f[{key}]", function_name=f"f{key}") for key in (0, 1)]
        found = draft(*many, alias, config)
        assert "may be about any of 2 functions (f-0, f-1 …)" in warned(found)
