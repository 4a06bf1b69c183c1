"""Any template at all imports or refuses with a message: there is no third way."""

import json
import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_cost import LambdaCostError, Scenario, estimate, templates
from lambda_cost.scenario.draft import Draft
from lambda_cost.strict_yaml import Document, read
from lambda_cost.templates.parameter_files import parameters_in
from lambda_cost.templates.source import Source
from lambda_cost.usage import Usage

HERE = Path(__file__).parent
SHAPES = {path.name: path.read_text(encoding="utf-8") for path in sorted((HERE / "shapes").glob("*.*"))}
USAGE = Usage.read(HERE / "usage.yaml")

TYPES = [
    "AWS::ApiGateway::Deployment", "AWS::ApiGateway::Method", "AWS::ApiGateway::RestApi", "AWS::ApiGateway::Stage",
    "AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Integration", "AWS::ApplicationAutoScaling::ScalableTarget",
    "AWS::CloudFormation::Stack", "AWS::CloudFront::Distribution", "AWS::EC2::NatGateway", "AWS::EC2::VPCEndpoint",
    "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::Events::Rule", "AWS::Lambda::Alias", "AWS::Lambda::CapacityProvider",
    "AWS::Lambda::EventSourceMapping", "AWS::Lambda::Function", "AWS::Lambda::Permission", "AWS::Lambda::Url",
    "AWS::Lambda::Version", "AWS::S3::Bucket", "AWS::Scheduler::Schedule", "AWS::Serverless::Api",
    "AWS::Serverless::Application", "AWS::Serverless::CapacityProvider", "AWS::Serverless::Function",
    "AWS::Serverless::HttpApi", "AWS::Serverless::StateMachine", "AWS::Serverless::WebSocketApi", "Custom::Any",
]  # fmt: skip
KEYS = [
    "ApiId", "Architectures", "Auth", "AutoPublishAlias", "Body", "CacheClusterEnabled", "CacheClusterSize",
    "CapacityProviderConfig", "DefinitionBody", "DistributionConfig", "DurableConfig", "Enabled", "EndpointConfiguration",
    "EphemeralStorage", "EventSourceArn", "Events", "FunctionName", "FunctionUrlConfig", "Integration", "Location",
    "MaxCapacity", "MemorySize", "MethodSettings", "MinCapacity", "Parameters", "Properties", "ProtocolType",
    "ProvisionedConcurrencyConfig", "ProvisionedConcurrentExecutions", "ProvisionedPollerConfig", "Queue", "ResourceId",
    "RestApiId", "Routes", "Runtime", "ScalableDimension", "Schedule", "ScheduleExpression", "ScheduledActions", "Size",
    "SnapStart", "SubnetIds", "Target", "TargetFunctionArn", "Targets", "TemplateURL", "TenancyConfig", "Timeout", "Type",
]  # fmt: skip
FUNCTIONS = [
    "Condition", "Fn::And", "Fn::Equals", "Fn::FindInMap", "Fn::ForEach::X", "Fn::GetAtt", "Fn::If", "Fn::ImportValue",
    "Fn::Join", "Fn::Length", "Fn::Not", "Fn::Or", "Fn::Select", "Fn::Split", "Fn::Sub", "Fn::ToJsonString", "Ref",
]  # fmt: skip
WORDS = ["A", "B", "A.Arn", "AWS::NoValue", "AWS::Region", "${A.Arn}", "${X}", "Api", "PRIVATE", "Schedule", "true",
         "rate(5 minutes)", "cron(0 8 ? * MON *)", "lambda:function:ProvisionedConcurrency",
         "python3.13", "⟦A⟧", "⟦? x⟧"]  # fmt: skip
SCALARS = st.sampled_from(WORDS) | st.integers(-5, 10_000) | st.booleans() | st.none() | st.text(max_size=5) | st.floats()


def mappings(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mappings of properties, and functions."""
    properties = st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), inner, max_size=5)
    functions = st.builds(lambda name, argument: {name: argument}, st.sampled_from(FUNCTIONS), inner)
    return properties | functions | functions


VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | mappings(inner), max_leaves=12)
RESOURCE = st.fixed_dictionaries(
    {"Type": st.sampled_from(TYPES)},
    optional={"Properties": mappings(VALUES) | VALUES, "Condition": st.sampled_from(["A", "B"]) | VALUES, "Metadata": VALUES},
)
TEMPLATES = st.fixed_dictionaries(
    {
        "Resources": st.dictionaries(
            st.sampled_from(["A", "B", "C", "Fn::ForEach::L"]), RESOURCE | VALUES, min_size=1, max_size=4
        )
    },
    optional={
        "Transform": st.just("AWS::Serverless-2016-10-31") | VALUES,
        "Globals": st.dictionaries(st.sampled_from(["Function", "Api", "HttpApi"]), mappings(VALUES)) | VALUES,
        "Parameters": st.dictionaries(st.sampled_from(["A", "P"]), mappings(VALUES) | VALUES, max_size=2) | VALUES,
        "Mappings": VALUES,
        "Conditions": st.dictionaries(st.sampled_from(["A", "B"]), VALUES, max_size=2) | VALUES,
    },
)


def refusal(call: Callable[[], Any]) -> Any:
    """What *call* gives, or the message of its refusal; anything else that it raises is a failure of the test."""
    try:
        return call()
    except LambdaCostError as error:
        return str(error) or pytest.fail("a refusal says nothing")


def survives(text: str) -> None:
    """That *text* is imported and priced, or refused with a message; and what a draft writes is read again."""
    draft = refusal(lambda: templates.drafted(Source.of(text, "t.yaml")))
    if isinstance(draft, Draft):
        assert read(draft.to_yaml(), "draft").data == (draft.document().data or None)
        assert len(read(draft.usage_yaml(), "usage").data or {}) == len({one.resource for one in draft.unknown})
        refusal(lambda: estimate(Scenario.of(draft.with_usage(USAGE).document())))


@given(TEMPLATES)
def test_a_template_of_any_making_is_imported_or_refused(template: Any) -> None:
    survives(json.dumps(template))


@given(st.sampled_from(sorted(SHAPES)), st.randoms(use_true_random=False))
def test_a_mutated_shape_is_imported_or_refused(name: str, chance: random.Random) -> None:
    """Words are exchanged, cut out and put in where they do not belong."""
    words = SHAPES[name].split(" ")
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(words))
        match chance.randrange(4):
            case 0:
                del words[place : place + chance.randint(1, 3)]
            case 1:
                words[place] = chance.choice(words or [""])
            case 2:
                words.insert(place, chance.choice(["!Ref", "{}", "[]", "5", "!Sub", "- ", "\n", "Fn::If:"]))
            case _:
                words[place] = words[place][::-1]
        words = words or [""]
    survives(" ".join(words))


@given(st.binary(max_size=200), st.text(max_size=200))
def test_any_bytes_and_any_text_are_refused_or_imported(raw: bytes, text: str) -> None:
    survives(text)
    survives(raw.decode("utf-8", "replace"))


@given(VALUES)
def test_any_usage_and_any_parameters_are_taken_or_refused(value: Any) -> None:
    doc = Document(json.loads(json.dumps(value), parse_int=Decimal, parse_float=Decimal), "x")
    refusal(lambda: Usage.of(doc))
    refusal(lambda: parameters_in(doc))


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_cut_anywhere_is_imported_or_refused(name: str) -> None:
    text = SHAPES[name]
    for end in range(0, len(text), max(1, len(text) // 25)):
        survives(text[:end])
