"""Definitions of APIs, and blocks that are known only after apply: read, or named."""

import json
from typing import Any

import pytest

from tests.templates.plans import function, refs, resource
from tests.templates.terraform_plans import ARN, draft, drafted, warned


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
