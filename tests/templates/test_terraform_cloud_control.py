"""Types of the Cloud Control provider say what those of the AWS provider say."""

from tests.templates.plans import refs, resource
from tests.templates.terraform_plans import ARN, IRELAND, draft


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
