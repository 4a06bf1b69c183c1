"""What once left a template without a word, in every form that it can have: named, asked for or priced."""

import json
from pathlib import Path
from typing import Any

import pytest

from lambda_cost import ScenarioError, templates
from tests.templates.losses import SAM, drafted, said
from tests.templates.plans import function, plan, resource, text

TRACED = "X-Ray tracing of a stage of an API"


TARGET = "Resources: {T: {Type: AWS::ApplicationAutoScaling::ScalableTarget, Properties: {MinCapacity: 1, MaxCapacity: 9, %s}}}"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.yaml", "Resources: {S: {Type: AWS::ApiGateway::Stage, Properties: {TracingEnabled: true}}}"),
        (
            "t.yaml",
            "Resources: {D: {Type: AWS::ApiGateway::Deployment, Properties: {StageDescription: {TracingEnabled: true}}}}",
        ),
        ("t.yaml", f"{SAM}Resources: {{R: {{Type: AWS::Serverless::Api, Properties: {{TracingEnabled: true}}}}}}"),
        (
            "serverless.yml",
            "service: s\nprovider: {name: aws, tracing: {apiGateway: true}}\nfunctions: {a: {events: [{http: GET /}]}}",
        ),
        ("plan.json", text(plan(resource("aws_api_gateway_stage.s", {"xray_tracing_enabled": True})))),
        ("plan.json", text(plan(resource("awscc_apigateway_stage.s", {"tracing_enabled": True})))),
        ("main.tf", 'resource "aws_api_gateway_stage" "s" { xray_tracing_enabled = true }'),
    ],
)
def test_tracing_of_an_api_is_counted_as_not_priced(name: str, content: str) -> None:
    assert drafted(content, name).not_priced == {TRACED: 1}
    assert TRACED not in drafted(content.replace("true", "false"), name).not_priced


def test_tracing_that_is_not_known_is_named() -> None:
    text = (
        "Parameters: {T: {Type: String}}\nResources: {S: {Type: AWS::ApiGateway::Stage, Properties: {TracingEnabled: !Ref T}}}"
    )
    assert "S TracingEnabled cannot be resolved: the parameter T has no default" in said(drafted(text))


@pytest.mark.parametrize(
    ("properties", "is_named"),
    [
        ("ResourceId: 'function:x:live', ServiceNamespace: lambda", True),
        ("ResourceId: 'function:x:live', ScalableDimension: '{{resolve:ssm:/d}}'", True),
        ("ResourceId: !ImportValue X, ServiceNamespace: lambda", True),
        ("ResourceId: 'function:x:live', ScalableDimension: !Sub 'lambda:function:${D}'", True),
        ("ResourceId: !Sub 'func${D}', ScalableDimension: !Sub '${D}:x'", True),
        ("ResourceId: !ImportValue X, ScalableDimension: !Sub 'dynamodb:table:${D}'", False),
        ("ResourceId: !ImportValue X", True),
        ("ResourceId: !Sub 'table/${AWS::StackName}', ServiceNamespace: !ImportValue X", False),
        ("ResourceId: !ImportValue X, ServiceNamespace: ecs", False),
        ("ResourceId: 'function:x:live', ScalableDimension: 'dynamodb:table:ReadCapacityUnits'", False),
    ],
)
def test_a_target_that_may_scale_a_function_is_named(properties: str, is_named: bool) -> None:
    found = said(drafted(TARGET % properties))
    assert ("scales the provisioned concurrency of a function that is not in this template" in found) is is_named


def test_types_of_lambda_and_api_gateway_that_are_not_known_to_be_free_are_counted() -> None:
    kinds = [
        "ApiGatewayV2::Portal",
        "ApiGateway::Turbo",
        "Lambda::LayerTurbo",
        "Lambda::WebFunction",
        "Serverless::WebFunction",
    ]
    free = ["ApiGateway::Resource", "ApiGatewayV2::RoutingRule", "ApiGatewayV2::ApiMapping", "Lambda::LayerVersion"]
    resources = ", ".join(f"R{index}: {{Type: AWS::{kind}}}" for index, kind in enumerate([*kinds, *free]))
    assert drafted(f"Resources: {{{resources}}}").not_priced == {f"AWS::{kind}": 1 for kind in kinds}


URI = "arn:aws:apigateway:us-east-1:lambda:path/2021-11-15/functions/arn:aws:lambda:us-east-1:123456789012:function:f/x"


@pytest.mark.parametrize("version", ["swagger: '2.0'", "openapi: 3.0.1"])
def test_an_openapi_document_that_names_a_function_by_its_arn_streams_its_responses(version: str) -> None:
    method = (
        f"x-amazon-apigateway-any-method: {{x-amazon-apigateway-integration: {{responseTransferMode: STREAM, uri: '{URI}'}}}}"
    )
    body = f"{{{version}, paths: {{/a: {{{method}}}}}}}"
    found = drafted(
        f"Resources: {{F: {{Type: AWS::Lambda::Function, Properties: {{FunctionName: f}}}},"
        f" R: {{Type: AWS::ApiGateway::RestApi, Properties: {{Body: {body}}}}}}}"
    )
    assert found.data["apis"]["R"] == {"type": "rest", "streaming": {}, "functions": ["F"]}
    assert found.data["functions"]["F"]["response_streaming"] == {}


def test_a_document_in_a_bucket_may_stream_and_is_named() -> None:
    properties = "Properties: {BodyS3Location: {Bucket: b, Key: k}}"
    found = drafted(
        f"Resources: {{R: {{Type: AWS::ApiGateway::RestApi, {properties}}}, H: {{Type: AWS::ApiGatewayV2::Api, {properties}}}}}"
    )
    assert said(found).count("whether a method streams (responseTransferMode) is not seen") == 1


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ("url: '${env:U}'", "url cannot be resolved: 'env:U' has no value and no default; it is taken for buffered"),
        ("durableConfig: '${env:D}'", "retentionPeriodInDays cannot be resolved: 'env:D' has no value"),
        ("tenancy: '${env:T}'", "tenancy.mode cannot be resolved: 'env:T' has no value"),
        ("events: '${env:E}'", "has events that are not read: 'env:E' has no value and no default; what they cost is not"),
        ("events: {http: GET /}", "has events that are not read: they are no list"),
        ("events: [{http: {path: /, method: get, response: '${env:R}'}}]", "response.transferMode cannot be resolved: 'env:R'"),
        ("events: [{httpApi: {path: /a, method: get, response: {transferMode: STREAM}}}]", "has response.transferMode"),
    ],
)
def test_settings_of_a_serverless_function_that_are_not_known_are_named(settings: str, named: str) -> None:
    assert named in said(drafted(f"service: s\nprovider: {{name: aws}}\nfunctions: {{a: {{{settings}}}}}", "serverless.yml"))


def test_a_cache_of_a_plugin_that_is_not_known_is_named() -> None:
    content = (
        "service: s\nprovider: {name: aws}\nplugins: [serverless-api-gateway-caching]\n"
        "custom: {apiGatewayCaching: '${env:C}'}\nfunctions: {a: {events: [{http: GET /}]}}"
    )
    assert "may make a cache by the plugin serverless-api-gateway-caching: 'env:C' has no value" in said(
        drafted(content, "serverless.yml")
    )


def test_an_event_of_which_nothing_is_known_is_named() -> None:
    event = "E: {Type: SQS, Properties: !ImportValue P}"
    found = said(drafted(f"{SAM}Resources: {{Fn: {{Type: AWS::Serverless::Function, Properties: {{Events: {{{event}}}}}}}}}"))
    assert "has an event E with Properties that are not understood" in found


def test_a_function_in_a_file_that_is_not_there_is_named_without_marks() -> None:
    found = said(drafted("service: s\nprovider: {name: aws}\nfunctions: {a: '${file(a.yml)}'}", "serverless.yml"))
    assert "functions.a is left out: 'a.yml' is not read" in found
    assert "⟦" not in found


def test_a_streaming_method_of_an_api_elsewhere_leaves_its_function_streaming() -> None:
    method = resource(
        "aws_api_gateway_integration.i",
        {"rest_api_id": "gone", "response_transfer_mode": "STREAM", "uri": URI},
    )
    found = drafted(text(plan(function("aws_lambda_function.f"), method)), "plan.json")
    assert found.data["functions"]["f"]["response_streaming"] == {}
    assert "its requests are not in the bill" in said(found)


TIME = "2026-11-28T10:00:00.1234567Z "


PLAN = plan(function("aws_lambda_function.a", memory_size=1024))


@pytest.mark.parametrize(
    ("begin", "line"),
    [
        (f"\ufeff{TIME}##[group]Run terraform show -json p | jq .\n{TIME}##[endgroup]\n", f"{TIME}LINE"),  # GitHub Actions
        (f"{TIME}00O $ terraform show -json p\n", "2026-11-28T10:00:00.123456Z 01O LINE"),  # GitLab
        (f"{TIME}##[section]Starting: show\n", f"{TIME}\x1b[0mLINE\x1b[0m"),  # Azure DevOps
        ("section_start:1732780000:step\r\x1b[0K$ terraform show -json p\n", "LINE"),
        ("", f"{TIME}LINE"),
    ],
)
def test_a_plan_is_found_in_the_log_of_a_ci_system(begin: str, line: str) -> None:

    lines = [line.replace("LINE", each) for each in json.dumps(PLAN, indent=2).splitlines()]
    found = drafted("\n".join([begin.rstrip("\n"), *lines, f"{TIME}Job succeeded"]).lstrip("\n"), "log.txt")
    assert found.data["functions"]["a"]["memory_mb"] == 1024


def test_the_progress_of_a_run_is_known_behind_times_too() -> None:
    with pytest.raises(ScenarioError, match="is the progress of a run"):
        drafted(f'{TIME}{{"@level":"info","terraform":"1.9"}}', "log.txt")


@pytest.mark.parametrize(("years", "times"), [("1970-2199", 1), ("2020-2199", 1), ("*/1", 1), ("2026", 0), ("2026-2030", 0)])
def test_a_schedule_of_all_years_to_come_runs_every_year(years: str, times: int) -> None:
    rule = "Type: AWS::Events::Rule, Properties: {ScheduleExpression: 'cron(0 8 * * ? %s)', Targets: [{Arn: !GetAtt F.Arn}]}"
    found = drafted(f"Resources: {{F: {{Type: AWS::Lambda::Function}}, R: {{{rule % years}}}}}")
    assert found.data["functions"]["F"].get("requests") == ("1/day" if times else None)
    assert ("runs in some years only" in said(found)) is (not times)


def test_a_mapping_of_which_nobody_knows_whether_it_is_enabled_is_charged() -> None:
    """Three pollers of a queue, whose function they call."""
    mapping = (
        "{Type: AWS::Lambda::EventSourceMapping, Properties: {Enabled: !ImportValue E, FunctionName: !Ref F,"
        " EventSourceArn: 'arn:aws:sqs:us-east-1:1:q', ProvisionedPollerConfig: {MinimumPollers: 3, MaximumPollers: 3}}}"
    )
    found = drafted(f"Resources: {{F: {{Type: AWS::Lambda::Function}}, M: {mapping}}}")
    assert found.data["event_pollers"] == {"M": {"source": "sqs", "units": 3}}
    assert "M Enabled cannot be resolved" in said(found)


@pytest.mark.parametrize(("own_name", "asked"), [("prod-work", "prod-work"), (None, "Work")])
def test_outputs_of_stacks_of_one_program_are_followed(own_name: str | None, asked: str, tmp_path: Path) -> None:
    """By the name of the stack, which a stack may have beside that in the program."""
    named = {} if own_name is None else {"stackName": own_name}
    artifacts = {
        name: {"type": "aws:cloudformation:stack", "properties": {"templateFile": f"{name}.json"} | more}
        for name, more in (("Work", named), ("Ready", {}))
    }
    function_name = {"Fn::GetStackOutput": {"StackName": asked, "OutputName": "Arn"}}
    alias = {"FunctionName": function_name, "ProvisionedConcurrencyConfig": {"ProvisionedConcurrentExecutions": 3}}
    files: dict[str, Any] = {
        "manifest": {"version": "48.0.0", "artifacts": artifacts},
        "Work": {
            "Resources": {"F": {"Type": "AWS::Lambda::Function"}},
            "Outputs": {"Odd": 3, "Arn": {"Value": {"Fn::GetAtt": ["F", "Arn"]}}},
        },
        "Ready": {"Resources": {"A": {"Type": "AWS::Lambda::Alias", "Properties": alias}}},
    }
    for name, data in files.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
    found = templates.read(tmp_path)
    assert found.data["functions"]["Work/F"]["provisioned_concurrency"] == {"environments": 3}
    assert found.warning_texts == ()


@pytest.mark.parametrize(
    ("block", "name"), [("snap_start", "apply_on"), ("tenancy_config", "tenant_isolation_mode"), ("tracing_config", "mode")]
)
def test_a_setting_of_a_function_that_terraform_does_not_know_yet_is_named(block: str, name: str) -> None:
    content = f'variable "v" {{}}\nresource "aws_lambda_function" "a" {{\n  {block} {{\n    {name} = var.v\n  }}\n}}\n'
    assert f"aws_lambda_function.a has {name} that source does not say" in said(drafted(content, "main.tf"))
    whole = function("aws_lambda_function.a", unknown={block: True})
    whole["written"][block] = {"references": ["var.v"]}
    assert f"has {block} known only after apply" in said(drafted(text(plan(whole)), "plan.json"))


@pytest.mark.parametrize("tracing", ["'${env:T}'", "{lambda: '${env:T}', apiGateway: '${env:T}'}"])
def test_tracing_of_a_service_that_is_not_known_is_named(tracing: str) -> None:
    events = "events: [{http: GET /}, {httpApi: GET /}]"
    found = said(
        drafted(f"service: s\nprovider: {{name: aws, tracing: {tracing}}}\nfunctions: {{a: {{{events}}}}}", "serverless.yml")
    )
    assert "functions.a tracing cannot be resolved" in found
    assert found.count("tracing.apiGateway cannot be resolved") == 1


@pytest.mark.parametrize(
    ("of_all", "own", "is_traced"),
    [
        ("{lambda: true}", "", True),
        ("{lambda: Active}", "tracing: false", False),
        ("{lambda: PassThrough}", "tracing: true", True),
    ],
)
def test_a_function_says_itself_whether_it_is_traced(of_all: str, own: str, is_traced: bool) -> None:
    found = drafted(f"service: s\nprovider: {{name: aws, tracing: {of_all}}}\nfunctions: {{a: {{{own}}}}}", "serverless.yml")
    assert found.not_priced == ({"X-Ray tracing of a function": 1} if is_traced else {})
