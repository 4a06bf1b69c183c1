"""Functions, APIs and provisioned concurrency of plans and states."""

from decimal import Decimal
from typing import Any

import pytest

from lambda_cost.scenario.draft import Draft
from tests.templates.plans import function, refs, resource, state
from tests.templates.terraform_plans import ARN, SCALED, draft, drafted, warned


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

    def actions(self, *levels: tuple[str, Any]) -> list[dict[str, Any]]:
        return [
            resource(
                f"aws_appautoscaling_scheduled_action.a{place}",
                SCALED | {"schedule": schedule, "scalable_target_action": [{"min_capacity": level, "max_capacity": ""}]},
            )
            for place, (schedule, level) in enumerate(levels)
        ]

    def concurrency(
        self, *levels: tuple[str, Any], least: Any = 1, most: Any = 9, more: tuple[dict[str, Any], ...] = ()
    ) -> tuple[Draft, dict[str, Any]]:
        target = resource("aws_appautoscaling_target.t", SCALED | {"min_capacity": least, "max_capacity": most})
        found = draft(function("aws_lambda_function.a"), target, *self.actions(*levels), *more)
        return found, found.data["functions"]["a"].get("provisioned_concurrency")

    def test_levels_that_are_text_as_in_every_plan_are_read(self) -> None:
        """Capacities of a scheduled action are text in the provider, as one may be left out."""
        found, fields = self.concurrency(("cron(0 6 * * ? *)", "10"), ("cron(0 18 * * ? *)", "2"))
        assert fields == {"environments": Decimal(6)}
        assert not found.warnings

    def test_bounds_that_are_text_are_read(self) -> None:
        assert self.concurrency(least="4", most="4")[1] == {"environments": Decimal(4)}

    def test_one_level_of_two_that_is_not_known_leaves_the_mean_open(self) -> None:
        found, fields = self.concurrency(("cron(0 6 * * ? *)", 10), ("cron(0 18 * * ? *)", "few"))
        assert fields == {}
        assert "sets a level that is not understood (schedule, min_capacity, max_capacity)" in warned(found)
        later = resource(
            "aws_appautoscaling_scheduled_action.later",
            SCALED | {"schedule": "cron(0 18 * * ? *)"},
            unknown={"scalable_target_action": True},
            written={"scalable_target_action": refs("var.x")},
        )
        found, fields = self.concurrency(("cron(0 6 * * ? *)", 10), more=(later,))
        assert fields == {}
        assert "sets a level that is known only after apply" in warned(found)

    def test_a_schedule_beside_a_policy_leaves_the_level_open(self) -> None:
        policy = resource("aws_appautoscaling_policy.p", SCALED | {"policy_type": "TargetTrackingScaling"})
        found, fields = self.concurrency(("cron(0 6 * * ? *)", 10), more=(policy,))
        assert fields == {}
        assert "is scaled by schedule and by traffic" in warned(found)

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

    def test_a_level_that_nobody_says_is_not_that_of_the_target(self) -> None:
        found, fields = self.concurrency(("cron(0 6 * * ? *)", None), least=4, most=4)
        assert "is not understood" in warned(found)
        assert fields == {}


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
