"""serverless.yml: every section, setting and event of Lambda and API Gateway is priced, asked for, or named."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lambda_cost import templates
from lambda_cost.scenario.draft import Draft
from lambda_cost.templates.source import Source
from tests.templates.drafts import costs

D = Decimal
HEAD = "service: shop\nprovider: {name: aws, runtime: nodejs22.x}\n"
USAGE = "default: {requests: 1M, duration_ms: 100, provisioned_concurrency: {requests: 0}}"


def draft(text: str, **known: Any) -> Draft:
    head = "" if "provider:" in text else HEAD
    return templates.drafted(Source.of(head + text, "serverless.yml", **known))


def of_function(settings: str, **known: Any) -> Draft:
    """What a service of one function with *settings* describes."""
    return draft(f"functions: {{run: {{handler: a.b, memorySize: 1024, {settings}}}}}", **known)


def warned(found: Draft) -> str:
    return "\n".join(map(str, found.warnings))


class TestWhatIsNotRead:
    @pytest.mark.parametrize(
        ("text", "named"),
        [
            ("ai: {agents: {a: {}}}\nfunctions: {}", "ai is a section that is not read here"),
            ("warmers: [1]\nfunctions: {}", "warmers is a section that is not read here"),
            ("functions: {run: {handler: a.b, turbo: {level: 9}}}", "functions.run has turbo.level, which is not read here"),
            ("functions: {run: {handler: a.b, events: [{sqs: {arn: x, turbo: 9}}]}}", "functions.run has turbo, which is not"),
            (
                "functions: {run: {handler: a.b, events: [{http: {path: x, method: get, response: {turbo: 9}}}]}}",
                "response.turbo",
            ),
            ("service: x\nprovider: {name: aws, turbo: 9}\nfunctions: {}", "provider has turbo, which is not read here"),
            ("sandboxes: {box: {artifact: a, turbo: 9}}", "sandboxes.box has turbo, which is not read here"),
            ("mcp: 12\nfunctions: {}", "mcp is 12, and not read"),
            (
                "plugins: [some-plugin]\ncustom: {some: {cacheClusterSize: '6.1'}}\nfunctions: {}",
                "custom has some.cacheClusterSize, settings of a cache that are not read",
            ),
        ],
    )
    def test_it_is_named(self, text: str, named: str) -> None:
        assert named in warned(draft(text))

    def test_what_costs_nothing_is_not_named(self) -> None:
        text = """app: shop
org: us
frameworkVersion: '4'
package: {individually: true}
x-common: &common {timeout: 9}
provider: {name: aws, runtime: nodejs22.x, iam: {role: {}}, vpc: {subnetIds: []}, memorySize: 512, capacityProviders: {}}
functions: {run: {<<: *common, handler: a.b, role: r, vpc: {}, environment: {A: b}, tags: {a: b}, url: {cors: true}, events: [
  {http: {path: a, method: get, cors: true, private: true, request: {schemas: {a: b}}, response: {headers: {a: b}}}},
  {sqs: {arn: x, batchSize: 3, filterPatterns: [{a: [1]}]}}, {s3: {bucket: b, rules: [{prefix: a}]}}]}}"""
        assert warned(draft(text.replace("x-common", "service: s\nx-common"))) == ""


class TestFunctions:
    @pytest.mark.parametrize("written", ["3", "{alias: active, executions: 3}", "{executions: '3'}"])
    def test_provisioned_concurrency_is_a_number_or_has_one(self, written: str) -> None:
        """3 x 1 GB x 730 h x 3,600 s = 7,884,000 GB-seconds at 0.0000041667."""
        found = of_function(f"provisionedConcurrency: {written}")
        assert warned(found) == ""
        assert costs(found, USAGE)["aws_lambda.provisioned_concurrency.concurrency"] == D("32.8502628")

    def test_environments_of_tenants_are_asked_for(self) -> None:
        """1,000 environments of 1 GB at 0.000166667."""
        found = of_function("tenancy: {mode: per_tenant}")
        assert ("tenant_isolation", "environments") in [unknown.keys for unknown in found.unknown]
        usage = "functions.run: {requests: 1M, duration_ms: 100, tenant_isolation: {environments: 1000}}"
        assert costs(found, usage)["aws_lambda.tenant_isolation.environments"] == D("0.166667")

    @pytest.mark.parametrize("runtime", ["", "runtime: python3.13, "])
    def test_an_image_has_no_managed_runtime_so_that_its_snapshots_are_charged(self, runtime: str) -> None:
        """One version of 1 GB: 730 h x 3,600 s = 2,628,000 GB-s at 0.0000015046; 1,000 restores of 1 GB at 0.0001397998."""
        found = of_function(f"{runtime}image: {{name: base}}, snapStart: true")
        usage = "functions.run: {requests: 1M, duration_ms: 100, snap_start: {restores: 1000}}"
        bill = costs(found, usage)
        assert bill["aws_lambda.snap_start.cache"] == D("3.9540888")
        assert bill["aws_lambda.snap_start.restore"] == D("0.1397998")

    def test_a_durable_function_says_how_long_its_history_is_kept_or_it_is_14_days(self) -> None:
        kept = of_function("durableConfig: {executionTimeout: 9, retentionPeriodInDays: 3}").data["functions"]["run"]
        assert kept["durable"] == {"retained_days": 3}
        assert of_function("durableConfig: {executionTimeout: 9}").data["functions"]["run"]["durable"] == {"retained_days": 14}


class TestEvents:
    @pytest.mark.parametrize(
        ("event", "units", "dollars"),
        [
            # 20 pollers x 730 h at 0.00925
            ("sqs: {arn: x, provisionedPollers: {min: 20, max: 20}}", None, "135.05"),
            ("sqs: {arn: x, provisionedPollerConfig: {minimumPollers: 20, maximumPollers: 20}}", None, "135.05"),
            # AWS keeps two at least: 2 x 730 h at 0.00925
            ("sqs: {arn: x, provisionedPollers: {max: 2}}", None, "13.505"),
            ("sqs: {arn: x, provisionedPollers: {min: 2, max: 9}}", 4, "27.01"),
            # a unit of Kafka: 730 h at 0.185
            ("msk: {arn: x, topic: t, provisionedPollers: {min: 1, max: 8}}", 1, "135.05"),
            ("kafka: {topic: t, provisionedPollers: {}}", 1, "135.05"),
        ],
    )
    def test_pollers_in_provisioned_mode_are_charged_by_the_hour(self, event: str, units: int | None, dollars: str) -> None:
        found = of_function(f"events: [{{{event}}}]")
        assert warned(found) == ""
        asked = [unknown.path for unknown in found.unknown if unknown.section == "event_pollers"]
        assert asked == ([] if units is None else ["event_pollers.run.units"])
        usage = f"{USAGE}\nevent_pollers.*: {{units: {units}}}" if units else USAGE
        assert costs(found, usage)["aws_lambda.event_poller.hours"] == D(dollars)

    def test_mappings_of_one_poller_group_share_its_units(self) -> None:
        event = "{msk: {arn: x, topic: %s, provisionedPollers: {group: shop}}}"
        found = of_function(f"events: [{event % 'a'}, {event % 'b'}]")
        assert [*found.data["event_pollers"]] == ["shop"]
        assert "event_pollers.shop: the mappings run, run share the units of the poller group shop." in found.assumptions

    @pytest.mark.parametrize("event", ["sqs: {arn: x, enabled: false, provisionedPollers: {min: 9, max: 9}}", "sqs: x"])
    def test_a_disabled_event_and_one_without_settings_have_no_pollers(self, event: str) -> None:
        found = of_function(f"events: [{{{event}}}]")
        assert "event_pollers" not in found.data
        assert warned(found) == ""

    def test_a_streamed_response_of_a_rest_api_is_asked_for_by_size(self) -> None:
        """25 MB are three requests, 3M at 3.50; 19 MB beyond the included 6, 1M times, are 18,554.6875 GB at 0.008."""
        found = of_function("events: [{http: {path: say, method: post, response: {transferMode: STREAM}}}]")
        assert {("streaming", "response_mb"), ("response_streaming", "mb")} <= {unknown.keys for unknown in found.unknown}
        usage = "functions.run: {requests: 1M, duration_ms: 1, response_streaming: {mb: 25}}\n"
        bill = costs(found, f"{usage}apis.*: {{streaming: {{response_mb: 25}}}}")
        assert bill["api_gateway.rest_api.requests"] == D("10.5")
        assert bill["aws_lambda.response_streaming.processed"] == D("148.4375")

    def test_a_function_that_authorizes_calls_of_an_http_api_is_called_by_it(self) -> None:
        text = """service: s
provider: {name: aws, httpApi: {authorizers: {guard: {type: request, functionName: check}}}}
functions:
  check: {handler: a.b, events: [{schedule: rate(1 day)}]}
  show: {handler: a.b, events: [{httpApi: {method: GET, path: /, authorizer: {name: guard}}}]}"""
        assert "requests" not in draft(text).data["functions"]["check"]

    def test_an_api_of_a_function_that_never_runs_takes_requests_all_the_same(self) -> None:
        found = of_function("reservedConcurrency: 0, events: [{httpApi: '*'}]")
        assert found.data.get("functions") is None
        assert [unknown.path for unknown in found.unknown] == ["apis.httpApi.requests"]


class TestSections:
    def test_a_sandbox_is_a_microvm_whose_use_is_asked_for(self) -> None:
        found = draft("sandboxes: {box: {artifact: ./app, memory: 4096}, small: null}")
        assert [unknown.path for unknown in found.unknown if "box" in unknown.path] == [
            "microvms.box.vcpu_seconds",
            "microvms.box.memory_gb_seconds",
        ]
        assert any("microvms.box" in sentence and "4096 MiB" in sentence for sentence in found.assumptions)
        assert any("microvms.small" in sentence and "2048 MiB" in sentence for sentence in found.assumptions)

    def test_an_mcp_server_is_a_function_behind_a_rest_api_that_streams(self) -> None:
        found = draft("mcp: {servers: {crm: {server: src/crm.mjs, auth: {issuer: i}, turbo: 1}, odd: 3}}")
        assert found.data["functions"]["crm"] == {"memory_mb": 1024, "architecture": "x86_64", "response_streaming": {}}
        assert found.upper_bounds["functions.crm.duration_ms"].value == 120_000
        assert found.data["apis"]["http"] == {"type": "rest", "streaming": {}, "functions": ["crm"]}
        assert "mcp.servers has turbo, which is not read here" in warned(found)

    def test_a_function_on_managed_instances_counts_its_requests_with_them(self) -> None:
        text = """service: s
provider: {name: aws, capacityProviders: {big: {instanceRequirements: {allowedInstanceTypes: [r7g.large]}, turbo: 1}}}
functions:
  one: {handler: a.b, memorySize: 4096, capacityProvider: {name: big, scaling: {min: 5}}, events: [{http: GET /}]}
  two: {handler: a.b, capacityProvider: default}
  three: {handler: a.b, capacityProvider: 'arn:aws:lambda:eu-west-1:1:capacity-provider:other'}"""
        found = draft(text)
        assert found.data["capacity_providers"] == {"big": {"instance_type": "r7g.large"}, "default": {}, "three": {}}
        assert found.data["apis"] == {"http": {"type": "rest"}}
        assert "functions.three runs on a capacity provider that is not in this file" in warned(found)
        assert "provider.capacityProviders has turbo" in warned(found)
        assert len(found.warnings) == 2

    def test_a_cache_that_a_plugin_makes_is_charged_and_the_plugin_is_named(self) -> None:
        """730 h of 6.1 GB at 0.20."""
        custom = (
            "plugins: [serverless-api-stage]\ncustom: {stageSettings: {CacheClusterEnabled: true, CacheClusterSize: '6.1'}}\n"
        )
        found = draft(f"{custom}functions: {{run: {{handler: a.b, events: [{{http: GET /}}]}}}}")
        assert "the plugin serverless-api-stage, which is not run" in warned(found)
        assert costs(found, USAGE)["api_gateway.cache.hours"] == 146


class TestResources:
    TEXT = """functions: {run-it: {handler: a.b, events: [{schedule: rate(1 day)}]}}
resources:
  - Parameters: {Size: {Type: Number, Default: 512}}
    Resources:
      Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP}}
      Fn: {Type: AWS::Lambda::Function, Properties: {MemorySize: !Ref Size, Turbo: 1}}
  - Resources: {More: %s}
"""

    def test_they_are_read_as_the_template_that_they_are(self) -> None:
        found = draft(self.TEXT % "{Type: AWS::SQS::Queue}")
        assert found.data["functions"]["Fn"]["memory_mb"] == 512
        assert found.data["apis"] == {"Api": {"type": "http"}}
        assert found.data["functions"]["run-it"]["requests"] == "1/day"
        assert found.not_priced == {"AWS::SQS::Queue": 1}
        assert warned(found) == (
            "serverless.yml, line 8: Fn has Turbo, which is not read here; if it costs money, that is not in the bill"
        )

    @pytest.mark.parametrize(
        ("resource", "calls"),
        [
            ("{Type: AWS::ApiGatewayV2::Integration, Properties: {IntegrationUri: !GetAtt RunDashitLambdaFunction.Arn}}", True),
            ("{Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref RunDashitLambdaFunction}}", True),
            ("{Type: AWS::CloudWatch::Alarm, Properties: {Dimensions: [{Value: !Ref RunDashitLambdaFunction}]}}", False),
            ("{Type: AWS::IAM::Policy, Properties: {Resource: !Sub '${RunDashitLambdaFunction.Arn}'}}", False),
        ],
    )
    def test_what_calls_a_function_of_the_framework_takes_part_in_its_requests(self, resource: str, calls: bool) -> None:
        found = draft(self.TEXT % resource)
        assert ("requests" not in found.data["functions"]["run-it"]) is calls

    def test_parameters_that_do_not_hold_are_warned_about(self) -> None:
        found = draft("functions: {}\nresources: {Resources: {A: {Type: AWS::SQS::Queue}, B: 1}}")
        assert "resources.Resources.B changes a resource of the framework" in warned(found)

    def test_resources_that_ask_for_too_much_are_not_read_and_that_is_said(self) -> None:
        ref = "!Join ['', [" + ", ".join(["!Ref B"] * 40) + "]]"
        levels = "B: {Type: String, Default: '" + "x" * 100_000 + "'}"
        found = draft(
            f"functions: {{}}\nresources: {{Parameters: {{{levels}}}, Resources: {{A: {{Type: AWS::Lambda::Function, "
            f"Properties: {{Description: !Join ['', [{', '.join([ref] * 10)}]]}}}}}}}}"
        )
        assert "resources are not read to the end:" in warned(found)


class TestProviderInAFile:
    @pytest.mark.parametrize(
        ("settings", "memory"),
        [
            ("stackName: 'shop-${sls:stage}', memorySize: 512", 512),
            ("stage: prod, memorySize: '${self:custom.sizes.${self:provider.stage}}'", 2048),
            ("memorySize: '${param:size}'", 640),
            ("memorySize: '${self:custom.sizes.${sls:stage}}'", 256),
        ],
    )
    def test_its_variables_may_ask_for_the_stage_and_for_itself(self, tmp_path: Path, settings: str, memory: int) -> None:
        (tmp_path / "provider.yml").write_text(f"{{name: aws, {settings}}}", encoding="utf-8")
        service = (
            "service: s\nprovider: ${file(provider.yml)}\nparams: {default: {size: 640}}\nfunctions: {a: {handler: a.b}}\n"
        )
        (tmp_path / "serverless.yml").write_text(f"{service}custom: {{sizes: {{dev: 256, prod: 2048}}}}\n", encoding="utf-8")
        assert templates.read(tmp_path / "serverless.yml").data["functions"]["a"]["memory_mb"] == memory

    def test_a_section_by_way_of_another_variable_is_found(self) -> None:
        text = (
            "service: s\nprovider: ${self:custom.one}\ncustom: {one: '${self:custom.two}', two: {name: aws, memorySize: 320}}\n"
        )
        found = draft(f"{text}functions: {{a: {{handler: a.b, memorySize: '${{self:provider.memorySize}}'}}}}")
        assert found.data["functions"]["a"]["memory_mb"] == 320
