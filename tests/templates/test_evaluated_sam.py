"""Conditions, globals and functions in what SAM makes resources of: evaluated, or named."""

from pathlib import Path

import pytest

from lambda_cost import templates
from tests.templates.losses import SAM, drafted, said

CONDITION = "Parameters: {P: {Type: String, Default: prod}}\nConditions: {Prod: !Equals [!Ref P, prod]}\n"


def test_conditions_about_what_makes_resources_of_a_sam_function_are_decided() -> None:
    properties = (
        "AutoPublishAlias: !If [Prod, live, !Ref AWS::NoValue],"
        " ProvisionedConcurrencyConfig: !If [Prod, {ProvisionedConcurrentExecutions: 5}, !Ref AWS::NoValue],"
        " FunctionUrlConfig: !If [Prod, {AuthType: NONE, InvokeMode: RESPONSE_STREAM}, !Ref AWS::NoValue],"
        " CapacityProviderConfig: !If [Prod, !Ref AWS::NoValue, {Arn: arn}]"
    )
    content = f"{SAM}{CONDITION}Resources: {{Fn: {{Type: AWS::Serverless::Function, Properties: {{{properties}}}}}}}"
    found = drafted(content)
    assert found.data["functions"]["Fn"]["provisioned_concurrency"] == {"environments": 5}
    assert found.data["functions"]["Fn"]["response_streaming"] == {}
    assert found.warning_texts == ()
    other = drafted(content, parameters={"P": "dev"})
    assert [*other.data] == ["capacity_providers"]


@pytest.mark.parametrize(
    ("properties", "named"),
    [
        ("ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 5}", "Fn has ProvisionedConcurrencyConfig"),
        ("FunctionUrlConfig: !ImportValue U", "Fn InvokeMode cannot be resolved: it is imported from another stack (U)"),
    ],
)
def test_what_sam_cannot_deploy_or_nobody_knows_is_named(properties: str, named: str) -> None:
    assert named in said(drafted(f"{SAM}Resources: {{Fn: {{Type: AWS::Serverless::Function, Properties: {{{properties}}}}}}}"))


POLLED = "Queue: 'arn:aws:sqs:us-east-1:1:q', ProvisionedPollerConfig: {MinimumPollers: 4, MaximumPollers: 4}"


DECIDED = {
    "an event": f"Events: {{E: !If [Prod, {{Type: SQS, Properties: {{{POLLED}}}}}, !Ref AWS::NoValue]}}",
    "properties of an event": f"Events: {{E: {{Type: SQS, Properties: !If [Prod, {{{POLLED}}}, {{}}]}}}}",
    "a file": "Fn::Transform: {Name: AWS::Include, Parameters: {Location: more.yaml}}",
}


@pytest.mark.parametrize("properties", DECIDED.values(), ids=DECIDED)
def test_what_decides_on_events_of_a_sam_function_is_evaluated(properties: str, tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text(f"Events: {{E: {{Type: SQS, Properties: {{{POLLED}}}}}}}", encoding="utf-8")
    template = f"{SAM}{CONDITION}Resources: {{Fn: {{Type: AWS::Serverless::Function, Properties: {{{properties}}}}}}}"
    (tmp_path / "t.yaml").write_text(template, encoding="utf-8")
    found = templates.read(tmp_path / "t.yaml")
    assert found.data["event_pollers"] == {"Fn.E": {"source": "sqs", "units": 4}}
    assert found.warning_texts == ()
    if properties == DECIDED["an event"]:
        assert "event_pollers" not in templates.read(tmp_path / "t.yaml", parameters={"P": "dev"}).data


@pytest.mark.parametrize(
    ("given", "memory", "named"),
    [
        ("!If [Prod, {MemorySize: 1024}, {MemorySize: 256}]", 1024, ""),
        (
            "{Fn::Transform: {Name: AWS::Include, Parameters: {Location: no.yaml}}}",
            128,
            "Globals are not understood: AWS::",
        ),
        ("[3]", 128, "Globals are not understood: they are no mapping"),
        ("null", 128, ""),
    ],
)
def test_globals_are_evaluated_or_named(given: str, memory: int, named: str) -> None:
    head = f"{SAM}{CONDITION}Globals: {{Function: {given}}}\n"
    found = drafted(f"{head}Resources: {{Fn: {{Type: AWS::Serverless::Function, Properties: {{}}}}}}")
    assert found.data["functions"]["Fn"]["memory_mb"] == memory
    assert named in said(found)


def test_properties_of_a_sam_api_are_evaluated_as_a_whole() -> None:
    api = "{Type: AWS::Serverless::Api, Properties: !If [Prod, {CacheClusterEnabled: true}, {}]}"
    found = drafted(f"{SAM}{CONDITION}Resources: {{R: {api}}}")
    assert found.data["apis"]["R"] == {"type": "rest", "cache": {"size_gb": "0.5"}}
