"""Nothing of Lambda's and API Gateway's own leaves a plan in silence: read, asked for, or named."""

from decimal import Decimal
from typing import Any

import pytest

from lambda_cost import Scenario, estimate
from lambda_cost.strict_yaml import Document
from lambda_cost.usage import Usage
from tests.templates.plans import function, plan, refs, resource
from tests.templates.terraform_plans import ARN, SCALED, draft, drafted, warned

AWSCC = "registry.terraform.io/hashicorp/awscc"


ELSEWHERE = "a function that is not in the plan (checkout"


class TestElsewhere:
    """A capacity is charged, whether or not its function is in the plan."""

    def config(self, **values: Any) -> dict[str, Any]:
        return resource(
            "aws_lambda_provisioned_concurrency_config.live",
            {"qualifier": "live", "provisioned_concurrent_executions": 20} | values,
        )

    def test_environments_of_a_function_elsewhere_are_named_with_their_number(self) -> None:
        found = draft(function("aws_lambda_function.other"), self.config(function_name="checkout"))
        assert f"keeps 20 environments ready (provisioned concurrency) for {ELSEWHERE})" in warned(found)

    def test_an_alias_in_the_plan_of_a_function_elsewhere_changes_nothing(self) -> None:
        alias = resource("aws_lambda_alias.live", {"name": "live", "function_name": "checkout", "arn": f"{ARN}checkout:live"})
        assert f"for {ELSEWHERE}:live)" in warned(draft(alias, self.config(function_name="checkout:live")))

    def test_environments_that_are_not_known_are_named_too(self) -> None:
        config = resource(
            "aws_lambda_provisioned_concurrency_config.live",
            {},
            unknown={"function_name": True, "provisioned_concurrent_executions": True},
            written={"function_name": refs("data.x.y"), "provisioned_concurrent_executions": refs("data.x.z")},
        )
        assert "keeps environments ready (provisioned concurrency) for a function that is not in the plan;" in warned(
            draft(config)
        )

    def test_a_function_that_is_not_charged_on_demand_has_none(self) -> None:
        one = function("aws_lambda_function.a", capacity_provider_config=[{"lambda_managed_instances": [{"x": 1}]}])
        assert "a function that is not charged on demand (a); it is left out" in warned(
            draft(one, self.config(function_name="a"))
        )

    @pytest.mark.parametrize(
        "values", [SCALED, {"scalable_dimension": SCALED["scalable_dimension"]}, {"service_namespace": "lambda"}]
    )
    def test_what_scales_a_function_elsewhere_is_named(self, values: dict[str, Any]) -> None:
        values = {**values, "resource_id": "function:checkout:live"}
        target = resource("aws_appautoscaling_target.t", values | {"min_capacity": 1, "max_capacity": 9})
        action = resource("aws_appautoscaling_scheduled_action.s", values | {"schedule": "rate(1 day)"})
        said = warned(draft(target, action))
        assert "scales the provisioned concurrency of a function that is not in the plan (function:checkout:live)" in said
        assert "sets the provisioned concurrency of a function that is not in the plan" in said

    def test_a_target_of_which_nothing_is_known_may_scale_a_function(self) -> None:
        names = ("scalable_dimension", "resource_id")
        target = resource(
            "aws_appautoscaling_target.t", {}, unknown=dict.fromkeys(names, True), written=dict.fromkeys(names, refs("var.x"))
        )
        assert "scales the provisioned concurrency of a function that is not in the plan;" in warned(draft(target))

    def test_levels_without_a_scalable_target_are_named(self) -> None:
        action = resource(
            "aws_appautoscaling_scheduled_action.s",
            SCALED | {"schedule": "cron(0 6 * * ? *)", "scalable_target_action": [{"min_capacity": 5}]},
        )
        assert "no scalable target in the plan; they are not in the bill" in warned(
            draft(function("aws_lambda_function.a"), action)
        )

    def test_the_second_of_two_targets_leaves_the_level_open(self) -> None:
        targets = [
            resource(f"aws_appautoscaling_target.{name}", SCALED | {"min_capacity": level, "max_capacity": level})
            for name, level in (("x", 2), ("y", 3))
        ]
        found = draft(function("aws_lambda_function.a"), *targets)
        assert found.data["functions"]["a"]["provisioned_concurrency"] == {}
        assert "one of several scalable targets" in warned(found)

    def test_one_unknown_level_of_two_leaves_the_sum_open(self) -> None:
        unknown = resource(
            "aws_lambda_provisioned_concurrency_config.b",
            {"function_name": "a"},
            unknown={"provisioned_concurrent_executions": True},
            written={"provisioned_concurrent_executions": refs("var.x")},
        )
        found = draft(function("aws_lambda_function.a"), unknown, self.config(function_name="a"))
        assert found.data["functions"]["a"]["provisioned_concurrency"] == {}

    def test_a_streaming_url_and_a_streaming_method_of_something_elsewhere_are_named(self) -> None:
        url = resource("aws_lambda_function_url.u", {"function_name": "checkout", "invoke_mode": "RESPONSE_STREAM"})
        method = resource("aws_api_gateway_integration.i", {"rest_api_id": "gone", "response_transfer_mode": "STREAM"})
        said = warned(draft(url, method))
        assert f"streams the responses of {ELSEWHERE})" in said
        assert "streams responses of an API that is not in the plan" in said


class TestLeftOver:
    @pytest.mark.parametrize(
        ("address", "values", "named"),
        [
            ("aws_lambda_function.a", {"turbo": [{"mode": "ON"}]}, "turbo.mode"),
            ("aws_lambda_function.a", {"accelerator_config": [{"memory": 2}]}, "accelerator_config.memory"),
            ("aws_lambda_event_source_mapping.m", {"function_name": "a", "express": True}, "express"),
            ("aws_lambda_function_url.u", {"function_name": "a", "invoke_mode": "TURBO"}, None),
            ("aws_api_gateway_rest_api.r", {"edge_accelerator": "ON"}, "edge_accelerator"),
            ("aws_api_gateway_stage.s", {"rest_api_id": "r", "replicas": 2}, "replicas"),
            ("aws_api_gateway_integration.i", {"rest_api_id": "r", "priority_lane": "FAST"}, "priority_lane"),
            ("aws_apigatewayv2_api.v", {"protocol_type": "HTTP", "tier": "PREMIUM"}, "tier"),
            ("awscc_lambda_function.a", {"turbo": {"mode": "ON"}}, "turbo.mode"),
        ],
    )
    def test_an_attribute_that_nothing_reads_is_named(self, address: str, values: dict[str, Any], named: str | None) -> None:
        said = warned(draft(resource(address, values)))
        assert (f"{address} has {named}, which is not read here" in said) is (named is not None)

    def test_an_attribute_known_only_after_apply_is_named_too_and_one_that_nobody_wrote_is_not(self) -> None:
        one = resource("aws_lambda_function.a", {}, unknown={"turbo": True, "arn": True, "new_arn_like": True})
        one["written"] = {"turbo": refs("var.t")}
        said = warned(draft(one))
        assert "has turbo, which is not read here" in said
        assert "new_arn_like" not in said

    def test_a_state_with_everything_that_the_provider_fills_in_warns_of_nothing(self) -> None:
        values = {
            "architectures": ["x86_64"], "arn": f"{ARN}a", "code_sha256": "x", "function_name": "a", "id": "a",
            "handler": "i.h", "invoke_arn": "arn", "last_modified": "now",
            "layers": ["arn"], "logging_config": [{"log_format": "Text"}],
            "memory_size": 128, "package_type": "Zip", "publish": False, "qualified_arn": "x", "role": "r",
            "runtime": "python3.13", "snap_start": [{"apply_on": "None", "optimization_status": "Off"}],
            "source_code_size": 3, "timeout": 3,
            "version": "1",
            "tags_all": {"a": "b"}, "tracing_config": [{"mode": "PassThrough"}], "ephemeral_storage": [{"size": 512}],
            "environment": [{"variables": {"A": "1"}}], "vpc_config": [{"subnet_ids": ["s"], "vpc_id": "v"}],
        }  # fmt: skip
        assert not draft(resource("aws_lambda_function.a", values)).warnings

    def test_a_type_that_is_not_known_is_counted_as_not_priced_and_one_that_costs_nothing_is_not(self) -> None:
        found = draft(
            resource("aws_lambda_turbo.t", {}),
            resource("awscc_apigateway_turbo.t", {}),
            resource("aws_lambda_layer_version.l", {}),
            resource("aws_apigatewayv2_route.r", {}),
            resource("awscc_lambda_version.v", {}),
            resource("aws_dynamodb_table.t", {}),
            resource("aws_iam_role.r", {}),
        )
        assert found.not_priced == {"aws_lambda_turbo": 1, "awscc_apigateway_turbo": 1, "aws_dynamodb_table": 1}

    def test_what_never_runs_costs_nothing_whatever_is_set_on_it(self) -> None:
        one = function("aws_lambda_function.a", reserved_concurrent_executions=0, turbo=[{"mode": "ON"}])
        assert not draft(one).warnings


class TestPollers:
    def mapping(self, name: str, group: str | None = "shop", **values: Any) -> dict[str, Any]:
        config = {"minimum_pollers": 1, "maximum_pollers": 4, "poller_group_name": group}
        base = {"function_name": "a", "event_source_arn": "arn:aws:kafka:eu-west-1:1:cluster/c/x", "topics": [name]}
        return resource(f"aws_lambda_event_source_mapping.{name}", base | {"provisioned_poller_config": [config]} | values)

    def cost(self, *mappings: dict[str, Any]) -> Decimal:
        found = drafted(plan(*mappings, providers={"aws": {"expressions": {"region": {"constant_value": "eu-central-1"}}}}))
        filled = found.with_usage(Usage.of(Document({"event_pollers.*": {"units": 1}}, "usage"))).document()
        filled.data |= {"day": "2026-11-01"}
        return estimate(Scenario.of(filled)).total

    def test_mappings_of_one_group_share_their_units(self) -> None:
        """One unit, 730 hours at 0.221 in Frankfurt."""
        assert self.cost(*map(self.mapping, "abcd")) == Decimal("161.33") == 730 * Decimal("0.221")

    def test_another_group_and_a_mapping_without_one_have_units_of_their_own(self) -> None:
        mappings = [self.mapping("a"), self.mapping("b"), self.mapping("c", "mails"), self.mapping("d", None)]
        assert self.cost(*mappings) == 3 * Decimal("161.33")

    def test_the_group_is_named_and_a_disabled_mapping_is_not_in_it(self) -> None:
        found = draft(self.mapping("a"), self.mapping("b", enabled=False))
        assert any(
            "poller group shop: its event poller units are shared by 1 mapping, and" in each for each in found.assumptions
        )
        assert not found.warnings

    def test_two_queues_share_nothing(self) -> None:
        queue: dict[str, Any] = {"event_source_arn": "arn:aws:sqs:eu-west-1:1:q", "topics": []}
        assert [*draft(self.mapping("a", **queue), self.mapping("b", **queue)).data["event_pollers"]] == ["a", "b"]

    def test_pollers_of_amazon_mq_are_named(self) -> None:
        found = draft(self.mapping("a", None, event_source_arn="arn:aws:mq:eu-west-1:1:broker/b", topics=[]))
        assert "provisioned pollers of Amazon MQ, which are not priced" in warned(found)
        assert found.not_priced == {"pollers of Amazon MQ": 1}


def test_images_of_microvms_are_asked_for() -> None:
    found = draft(
        resource("aws_lambdamicrovms_image.box", {"name": "box", "code_artifact": [{"uri": "s3://b/k"}]}),
        resource("awscc_lambda_microvm_image.box", {"name": "box2"}),
    )
    assert [(one.path) for one in found.unknown if one.name == "box-2"] == [
        "microvms.box-2.vcpu_seconds",
        "microvms.box-2.memory_gb_seconds",
        "microvms.box-2.storage_gb_months",
    ]
    assert not found.warnings


def test_a_regional_nat_gateway_is_asked_how_often_it_is_charged() -> None:
    found = draft(resource("aws_nat_gateway.n", {"availability_mode": "regional"}), resource("aws_nat_gateway.z", {}))
    assert "regional NAT gateway, which may be charged by the hour in each availability zone" in warned(found)
    assert [one.path for one in found.unknown] == [
        "nat_gateways.n.processed_gb",
        "nat_gateways.n.gateways",
        "nat_gateways.z.processed_gb",
    ]
