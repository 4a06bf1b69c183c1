"""Nothing of Lambda's and API Gateway's own leaves a plan in silence: read, asked for, or named."""

import json
from decimal import Decimal
from typing import Any

import pytest

from lambda_cost import Scenario, estimate
from lambda_cost.strict_yaml import Document
from lambda_cost.usage import Usage
from tests.templates.plans import function, plan, refs, resource
from tests.templates.terraform_plans import ARN, IRELAND, SCALED, draft, drafted, warned

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


class TestCloudControl:
    def test_its_resources_are_read_like_those_of_the_aws_provider(self) -> None:
        found = draft(
            resource(
                "awscc_lambda_function.one",
                {
                    "function_name": "one", "memory_size": 1024, "architectures": ["arm64"], "timeout": 30,
                    "runtime": "python3.13", "ephemeral_storage": {"size": 2048},
                    "durable_config": {"retention_period_in_days": 7},
                    "snap_start": {"apply_on": "PublishedVersions"}, "tenancy_config": {"tenant_isolation_mode": "PER_TENANT"},
                },
            ),
            resource("awscc_lambda_version.v", {"function_name": "one"}),
            resource("awscc_lambda_function.two", {"function_name": "two"}),
            resource(
                "awscc_lambda_alias.live",
                {"function_name": "two", "provisioned_concurrency_config": {"provisioned_concurrent_executions": 5}},
            ),
            resource("awscc_lambda_url.u", {"target_function_arn": f"{ARN}two", "invoke_mode": "RESPONSE_STREAM"}),
            resource("awscc_apigateway_rest_api.r", {"id": "r", "name": "r"}),
            resource("awscc_apigateway_stage.s", {"rest_api_id": "r", "cache_cluster_enabled": 1, "cache_cluster_size": 1.6}),
            resource(
                "awscc_apigateway_method.m",
                {"rest_api_id": "r", "integration": {"uri": f"{ARN}one", "response_transfer_mode": "STREAM"}},
            ),
            resource("awscc_apigatewayv2_api.front", {"protocol_type": "HTTP", "name": "front"}),
            providers={"awscc": IRELAND["aws"], "aws": IRELAND["aws"]},
        )  # fmt: skip
        assert found.data["functions"] == {
            "one": {
                "memory_mb": 1024, "architecture": "arm64", "ephemeral_storage": {"size_mb": 2048},
                "durable": {"retained_days": 7}, "snap_start": {"runtime": "python"}, "tenant_isolation": {},
                "response_streaming": {},
            },
            "two": {
                "memory_mb": 128, "architecture": "x86_64", "response_streaming": {},
                "provisioned_concurrency": {"environments": 5},
            },
        }  # fmt: skip
        assert found.data["apis"]["r"] == {"type": "rest", "cache": {"size_gb": "1.6"}, "streaming": {}}
        assert found.data["apis"]["front"] == {"type": "http"}
        assert [problem.message for problem in found.warnings] == [
            "has a cache that no method uses (aws_api_gateway_method_settings, caching_enabled); it bills all the same"
        ]

    def test_an_attribute_of_attributes_that_is_not_known_is_asked_for(self) -> None:
        one = resource(
            "awscc_lambda_function.one",
            {"function_name": "one", "ephemeral_storage": {}},
            unknown={"ephemeral_storage": {"size": True}},
            written={"ephemeral_storage": refs("var.size")},
        )
        assert ("ephemeral_storage", "size_mb") in {each.keys for each in draft(one).unknown}


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


class TestBodies:
    INTEGRATION = "x-amazon-apigateway-integration"

    def api(self, body: Any, kind: str = "aws_api_gateway_rest_api") -> dict[str, Any]:
        return resource(f"{kind}.api", {"protocol_type": "HTTP", "body": body if isinstance(body, str) else json.dumps(body)})

    def body(self, **integration: Any) -> dict[str, Any]:
        method = {
            self.INTEGRATION: {"uri": f"arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/{ARN}a/invocations"}
        }
        method[self.INTEGRATION] |= integration
        return {"paths": {"/": {"get": method, "options": {self.INTEGRATION: {"type": "MOCK"}}, "parameters": []}}}

    def test_a_document_says_whom_it_calls_and_that_it_streams(self) -> None:
        found = draft(function("aws_lambda_function.a"), self.api(self.body(responseTransferMode="STREAM")))
        assert found.data["apis"]["api"] == {"type": "rest", "streaming": {}, "functions": ["a"]}
        assert found.data["functions"]["a"]["response_streaming"] == {}

    @pytest.mark.parametrize("body", ["{", "[]", '{"paths": {"/": {"get": {}}}}'])
    def test_a_document_that_says_nothing_of_it_calls_nobody(self, body: str) -> None:
        assert draft(function("aws_lambda_function.a"), self.api(body)).data["apis"]["api"] == {"type": "rest"}

    def test_a_document_that_passes_requests_on_to_others_is_not_counted_by_its_functions(self) -> None:
        body = self.body()
        body["paths"]["/"]["post"] = {self.INTEGRATION: {"uri": "https://example.com"}}
        assert "functions" not in draft(function("aws_lambda_function.a"), self.api(body)).data["apis"]["api"]

    @pytest.mark.parametrize(("kind", "named"), [("aws_api_gateway_rest_api", True), ("aws_apigatewayv2_api", False)])
    def test_a_document_known_only_after_apply_calls_whom_it_refers_to(self, kind: str, named: bool) -> None:
        api = resource(
            f"{kind}.api",
            {"protocol_type": "HTTP"},
            unknown={"body": True},
            written={"body": refs("aws_lambda_function.a.invoke_arn")},
        )
        found = draft(function("aws_lambda_function.a"), api)
        assert found.data["apis"]["api"]["functions"] == ["a"]
        assert ("whether a method streams (responseTransferMode) is not seen" in warned(found)) is named


class TestBlocksThatAreNotKnown:
    """Whether there is a block at all is known only after apply: what it may cost is asked for, or priced, and named."""

    @pytest.mark.parametrize("is_written", [True, False], ids=["an attribute", "a dynamic block"])
    def test_durable_data_that_is_not_known_has_no_default(self, is_written: bool) -> None:
        one = function("aws_lambda_function.a", unknown={"durable_config": True})
        one["written"] |= {"durable_config": refs("var.d")} if is_written else {}
        found = draft(one)
        assert found.data["functions"]["a"]["durable"] == {}
        assert "has durable_config known only after apply; it is unknown here" in warned(found)

    @pytest.mark.parametrize("is_written", [True, False], ids=["an attribute", "a dynamic block"])
    def test_a_function_that_may_run_on_instances_is_priced(self, is_written: bool) -> None:
        one = function("aws_lambda_function.a", unknown={"capacity_provider_config": True}, memory_size=512)
        one["written"] |= {"capacity_provider_config": refs("var.c")} if is_written else {}
        found = draft(one)
        assert found.data["functions"]["a"]["memory_mb"] == 512
        assert "has capacity_provider_config known only after apply" in warned(found)
        assert "may run on managed instances; it is priced as an ordinary function" in warned(found)

    def test_what_cloud_control_fills_in_is_not_set(self) -> None:
        unknown = {"capacity_provider_config": True, "durable_config": True}
        found = draft(resource("awscc_lambda_function.a", {"memory_size": 512}, unknown=unknown, written={}))
        assert found.data["functions"]["a"]["memory_mb"] == 512
        assert "durable" not in found.data["functions"]["a"]
        assert warned(found) == ""

    def test_a_dynamic_block_of_source_over_something_unknown_leaves_an_ordinary_function(self) -> None:
        content = """
variable "u" {}
resource "aws_lambda_function" "a" {
  memory_size = 512
  dynamic "capacity_provider_config" {
    for_each = var.u
    content {
      lambda_managed_instances_capacity_provider_config { capacity_provider_arn = "x" }
    }
  }
}
"""
        found = drafted(content, "main.tf")
        assert found.data["functions"]["a"]["memory_mb"] == 512
        assert "has capacity_provider_config that source does not say, as it is var.u" in warned(found)
        assert "may run on managed instances; it is priced as an ordinary function" in warned(found)

    def test_dynamic_pollers_that_terraform_does_not_know_yet_are_asked_for(self) -> None:
        values = {"function_name": "a", "event_source_arn": "arn:aws:sqs:us-east-1:1:jobs", "enabled": True}
        mapping = resource("aws_lambda_event_source_mapping.m", values, unknown={"provisioned_poller_config": True})
        found = draft(function("aws_lambda_function.a"), mapping)
        assert found.data["event_pollers"] == {"m": {"source": "sqs"}}
        assert "event_pollers.m.units" in [unknown.path for unknown in found.unknown]
        assert "m has provisioned_poller_config known only after apply" in warned(found)

    def test_a_distribution_that_may_run_a_function_at_the_edge_is_named(self) -> None:
        behavior = {"lambda_function_association": True}
        values = {"enabled": True, "default_cache_behavior": [{}]}
        edge = resource("aws_cloudfront_distribution.d", values, unknown={"default_cache_behavior": [behavior]})
        found = draft(function("aws_lambda_function.a"), edge)
        assert "d has lambda_function_association known only after apply" in warned(found)

    def test_a_function_on_a_capacity_provider_elsewhere_is_charged_with_one_of_its_own(self) -> None:
        config = [{"lambda_managed_instances_capacity_provider_config": [{"capacity_provider_arn": "arn:aws:lambda:x"}]}]
        found = draft(function("aws_lambda_function.a", capacity_provider_config=config))
        assert found.data["capacity_providers"] == {"a": {}}
        assert "a runs on a capacity provider that is not in the plan; it is priced by itself" in warned(found)

    @pytest.mark.parametrize(
        ("block", "name", "mode", "feature"),
        [
            ("snap_start", "apply_on", "publishedversions", "snap_start"),
            ("tenancy_config", "tenant_isolation_mode", "per_tenant", "tenant_isolation"),
        ],
    )
    def test_a_mode_is_read_in_any_case(self, block: str, name: str, mode: str, feature: str) -> None:
        given: dict[str, Any] = {block: [{name: mode}]}
        found = draft(function("aws_lambda_function.a", runtime="python3.13", publish=True, architectures="arm64", **given))
        assert found.data["functions"]["a"]["architecture"] == "arm64"
        assert feature in found.data["functions"]["a"]

    def test_a_poller_group_and_a_timeout_that_terraform_does_not_know_yet_are_named(self) -> None:
        config = {"provisioned_poller_config": [{"minimum_pollers": 1}], "topics": ["t"], "function_name": "a"}
        unknown = {"provisioned_poller_config": [{"poller_group_name": True}]}
        mapping = resource("aws_lambda_event_source_mapping.m", config, unknown=unknown)
        mapping["written"]["provisioned_poller_config"] = [{"poller_group_name": refs("var.group")}]
        work = function("aws_lambda_function.a", unknown={"timeout": True})
        work["written"]["timeout"] = refs("var.timeout")
        found = warned(draft(work, mapping))
        assert "m has poller_group_name known only after apply" in found
        assert "a has timeout known only after apply" in found

    def test_snap_start_of_a_function_of_which_nobody_knows_whether_it_publishes_is_charged_and_named(self) -> None:
        snap = [{"apply_on": "PublishedVersions"}]
        work = function("aws_lambda_function.a", runtime="python3.13", snap_start=snap, publish=None, unknown={"publish": True})
        work["written"]["publish"] = refs("var.publish")
        found = draft(work)
        assert found.data["functions"]["a"]["snap_start"] == {"runtime": "python"}
        assert "a has SnapStart, and publish is not known; it is priced as if it publishes a version" in warned(found)
