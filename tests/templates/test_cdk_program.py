"""A CDK app is one program: what one stack makes, others call, import, and run at the edge."""

import json
from pathlib import Path
from typing import Any

import pytest

from lambda_cost import ScenarioError, templates
from lambda_cost.scenario.draft import Draft
from tests.templates.drafts import costs

FUNCTION: dict[str, Any] = {"Type": "AWS::Lambda::Function", "Properties": {"MemorySize": 1024}}


def program(folder: Path, *, regions: dict[str, str] | None = None, **stacks: Any) -> Draft:
    """The draft of a program with *stacks*, each resources or a whole template, all in one region unless *regions* say."""
    artifacts: dict[str, Any] = {}
    for name, template in stacks.items():
        whole = template if "Resources" in template or "Parameters" in template else {"Resources": template}
        (folder / f"{name}.template.json").write_text(json.dumps(whole), encoding="utf-8")
        artifacts[name] = {
            "type": "aws:cloudformation:stack",
            "environment": f"aws://123456789012/{(regions or {}).get(name, 'eu-west-1')}",
            "properties": {"templateFile": f"{name}.template.json"},
        }
    (folder / "manifest.json").write_text(json.dumps({"version": "48.0.0", "artifacts": artifacts}), encoding="utf-8")
    return templates.read(folder)


def exported(resources: dict[str, Any], **values: Any) -> dict[str, Any]:
    """A stack of *resources* that exports *values* by their names."""
    outputs = {name: {"Value": value, "Export": {"Name": name}} for name, value in values.items()}
    return {"Resources": resources, "Outputs": outputs}


def of(value: str) -> dict[str, str]:
    return {"Fn::ImportValue": value}


def test_an_empty_stack_is_skipped_and_that_is_said(tmp_path: Path) -> None:
    draft = program(tmp_path, Shop={"List": FUNCTION}, Parent={"Parameters": {"BootstrapVersion": {"Type": "String"}}})
    assert [*draft.data["functions"]] == ["Shop/List"]
    assert "The stack Parent has no resources; it is skipped, as the CDK skips it." in draft.assumptions


def test_pollers_of_a_queue_in_another_stack_are_those_of_a_queue(tmp_path: Path) -> None:
    """Two pollers for 730 h at 0.01035 in Ireland."""
    data = exported({"Queue": {"Type": "AWS::SQS::Queue"}}, Arn={"Fn::GetAtt": ["Queue", "Arn"]})
    pollers = {"MinimumPollers": 2, "MaximumPollers": 2}
    mapping = {"EventSourceArn": of("Arn"), "FunctionName": "elsewhere", "ProvisionedPollerConfig": pollers}
    draft = program(tmp_path, Data=data, Work={"Poll": {"Type": "AWS::Lambda::EventSourceMapping", "Properties": mapping}})
    assert draft.data["event_pollers"]["Work/Poll"] == {"source": "sqs", "units": 2}
    assert float(costs(draft, "default: {}")["aws_lambda.event_poller.hours"]) == pytest.approx(15.111)


def test_an_alias_and_an_api_of_another_stack_are_those_of_the_function(tmp_path: Path) -> None:
    """2 environments of 1 GB: 2 x 730 h x 3,600 s = 5,256,000 GB-seconds at the price of Ireland, 0.0000046667."""
    functions = exported({"Fn": FUNCTION}, Name={"Ref": "Fn"}, Arn={"Fn::GetAtt": ["Fn", "Arn"]})
    concurrency = {"ProvisionedConcurrentExecutions": 2}
    alias = {"FunctionName": of("Name"), "FunctionVersion": "1", "ProvisionedConcurrencyConfig": concurrency}
    integration = {"ApiId": {"Ref": "Api"}, "IntegrationUri": of("Again")}
    front = {
        "Live": {"Type": "AWS::Lambda::Alias", "Properties": alias},
        "Api": {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"ProtocolType": "HTTP"}},
        "Call": {"Type": "AWS::ApiGatewayV2::Integration", "Properties": integration},
    }
    through = exported({"Queue": {"Type": "AWS::SQS::Queue"}}, Again=of("Arn"))
    draft = program(tmp_path, Front=front, Through=through, Core=functions)
    assert draft.data["functions"]["Core/Fn"]["provisioned_concurrency"] == {"environments": 2}
    assert draft.data["apis"]["Front/Api"]["functions"] == ["Core/Fn"]
    assert draft.warnings == ()


def test_an_export_that_leads_to_itself_and_one_of_nobody_are_unknown(tmp_path: Path) -> None:
    size = {"Type": "AWS::Lambda::Function", "Properties": {"MemorySize": of("Loop")}}
    other = {"Type": "AWS::Lambda::Function", "Properties": {"MemorySize": of("Nobody")}}
    draft = program(tmp_path, A=exported({"Fn": size}, Loop=of("Loop")), B={"Fn": other})
    first, second = map(str, draft.warnings)
    assert "MemorySize cannot be resolved: the export Loop leads to itself" in first
    assert "MemorySize cannot be resolved: it is imported from another stack (Nobody)" in second


def test_a_function_that_runs_at_the_edge_in_another_region_is_an_edge_function(tmp_path: Path) -> None:
    """Its ARN goes through a parameter that a custom resource reads, as the CDK's EdgeFunction has it."""
    stored = {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "/cdk/Edge", "Value": {"Ref": "Version"}}}
    version = {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": {"Ref": "Rewrite"}}}
    edge = {"Rewrite": FUNCTION, "Version": version, "Known": stored}
    read = {"Type": "Custom::CrossRegionStringParameterReader", "Properties": {"ParameterName": "/cdk/Edge"}}
    behavior = {"LambdaFunctionAssociations": [{"LambdaFunctionARN": {"Fn::GetAtt": ["Read", "FunctionArn"]}}]}
    cdn = {"Type": "AWS::CloudFront::Distribution", "Properties": {"DistributionConfig": {"DefaultCacheBehavior": behavior}}}
    regions = {"edge-stack": "us-east-1"}
    draft = program(tmp_path, regions=regions, Web={"Read": read, "Cdn": cdn}, **{"edge-stack": edge})
    assert draft.data["edge_functions"] == {"edge-stack/Rewrite": {"memory_mb": 1024, "region": "us-east-1"}}
    assert "functions" not in draft.data
    assert draft.warnings == ()


def test_one_name_in_stacks_of_two_regions_is_the_function_of_each(tmp_path: Path) -> None:
    named = {"Type": "AWS::Lambda::Function", "Properties": {"FunctionName": "job"}}
    concurrency = {"ProvisionedConcurrentExecutions": 2}
    alias = {"FunctionName": "job", "FunctionVersion": "1", "ProvisionedConcurrencyConfig": concurrency}
    stack = {"Fn": named, "Live": {"Type": "AWS::Lambda::Alias", "Properties": alias}}
    draft = program(tmp_path, regions={"B": "eu-west-2"}, A=stack, B=stack)
    kept = {name: (one["region"], one["provisioned_concurrency"]) for name, one in draft.data["functions"].items()}
    assert kept == {"A/Fn": ("eu-west-1", {"environments": 2}), "B/Fn": ("eu-west-2", {"environments": 2})}


def test_a_nested_stack_without_metadata_is_found_by_the_hash_of_its_asset(tmp_path: Path) -> None:
    digest = "0a" * 32
    (tmp_path / "inner.nested.template.json").write_text(json.dumps({"Resources": {"Job": FUNCTION}}), encoding="utf-8")
    files = {digest: {"source": {"path": "inner.nested.template.json"}}}
    (tmp_path / "Shop.assets.json").write_text(json.dumps({"files": files}), encoding="utf-8")
    url = {"Fn::Join": ["", ["https://s3.eu-west-1.", {"Ref": "AWS::URLSuffix"}, f"/cdk-assets/{digest}.json"]]}
    nested = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": url}}
    assert [*program(tmp_path, Shop={"Nested": nested}).data["functions"]] == ["Nested.Job"]
    (tmp_path / "Shop.assets.json").write_text("{}", encoding="utf-8")
    assert "is a nested stack that is not read" in str(program(tmp_path, Shop={"Nested": nested}).warnings[0])
    (tmp_path / "Shop.assets.json").unlink()
    assert "is a nested stack that is not read" in str(program(tmp_path, Shop={"Nested": nested}).warnings[0])


def test_a_stack_of_sam_is_read_as_that(tmp_path: Path) -> None:
    sam = {"Transform": "AWS::Serverless-2016-10-31", "Resources": {"Fn": {"Type": "AWS::Serverless::Function"}}}
    assert [*program(tmp_path, Shop=sam).data["functions"]] == ["Fn"]


def test_a_stack_that_is_no_template_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"A\.template\.json: is no CloudFormation template"):
        program(tmp_path, A={"Resources": 5})


def test_a_stack_of_which_the_manifest_says_no_template_is_named(tmp_path: Path) -> None:
    program(tmp_path, Shop={"List": FUNCTION})
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    manifest["artifacts"]["Lost"] = {"type": "aws:cloudformation:stack"}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (warning,) = templates.read(tmp_path).warning_texts
    assert "Lost is not read: nothing is no local file" in warning
