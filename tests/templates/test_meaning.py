"""What a template means for the bill, with the arithmetic beside it."""

from decimal import Decimal
from typing import Any

import pytest

from lambda_cost import IncompleteScenarioError, Scenario, ScenarioError, estimate
from lambda_cost.strict_yaml import read
from lambda_cost.usage import Usage
from tests.templates.drafts import costs, drafted

D = Decimal
ZERO = "Parameters: {Reserved: {Type: Number, Default: 0}}\n"
SAM = "Transform: AWS::Serverless-2016-10-31\n"


def function(**properties: Any) -> str:
    """A template of one function."""
    return f"Resources: {{Fn: {{Type: 'AWS::Lambda::Function', Properties: {properties}}}}}".replace("True", "true")


def test_a_function_costs_by_its_memory_and_processor() -> None:
    """1M requests at 0.20; 1M x 0.1 s x 0.5 GB = 50,000 GB-seconds at 0.0000133334 (arm64)."""
    draft = drafted(function(MemorySize=512, Architectures=["arm64"]))
    found = costs(draft, "default: {requests: 1M, duration_ms: 100}")
    assert found == {"aws_lambda.function.requests": D("0.2"), "aws_lambda.function.duration": D("0.66667")}


def test_what_the_template_does_not_say_is_at_the_defaults_of_aws() -> None:
    """128 MB, x86_64, 512 MB of /tmp, three seconds: 1M x 0.1 s x 0.125 GB at 0.0000166667."""
    draft = drafted(function())
    assert draft.data == {"functions": {"Fn": {"memory_mb": 128, "architecture": "x86_64"}}}
    assert draft.upper_bounds["functions.Fn.duration_ms"].value == 3000
    assert costs(draft, "default: {requests: 1M, duration_ms: 100}")["aws_lambda.function.duration"] == D("0.20833375")
    assert [note for note in draft.assumptions if "128" in note] == ["MemorySize is not set in 1 place; AWS's default is 128."]


def test_storage_that_is_included_is_no_charge_and_more_is() -> None:
    """1,024 MB are 0.5 GB beyond the included: 1M x 0.1 s x 0.5 GB at 0.0000000309."""
    usage = "default: {requests: 1M, duration_ms: 100}"
    assert "aws_lambda.ephemeral_storage.storage" not in costs(drafted(function(EphemeralStorage={"Size": 512})), usage)
    more = costs(drafted(function(EphemeralStorage={"Size": 1024})), usage)
    assert more["aws_lambda.ephemeral_storage.storage"] == D("0.001545")


@pytest.mark.parametrize("reserved", [0, {"Ref": "Reserved"}])
def test_a_function_that_may_never_run_is_not_billed_and_the_api_that_calls_it_is(reserved: Any) -> None:
    api = "{Type: 'AWS::ApiGatewayV2::Api', Properties: {ProtocolType: HTTP, Target: {'Fn::GetAtt': [Fn, Arn]}}}"
    schedule = "{Type: 'AWS::Events::Rule', Properties: {ScheduleExpression: rate(1 day), Targets: [{Arn: {Ref: Fn}}]}}"
    text = function(ReservedConcurrentExecutions=reserved).removesuffix("}") + f", Api: {api}, Rule: {schedule}}}"
    draft = drafted(f"{ZERO}{text}")
    assert draft.data == {"apis": {"Api": {"type": "http"}}}
    assert "Fn has a reserved concurrency of 0: it never runs, and is not billed." in draft.assumptions
    alone = drafted(f"{ZERO}{text.partition(', Rule:')[0]}}}")
    assert [one.path for one in alone.unknown if one.section == "apis"] == ["apis.Api.requests"]


def test_a_sam_function_that_may_never_run_is_not_billed() -> None:
    one = "{Type: AWS::Serverless::Function, Properties: {Runtime: python3.13, ReservedConcurrentExecutions: %s}}"
    found = drafted(f"{SAM}Resources: {{Never: {one % 0}, Seldom: {one % 1}}}")
    assert [*found.data["functions"]] == ["Seldom"]


def test_an_api_of_another_kind_that_calls_a_function_leaves_its_requests_to_be_asked_for() -> None:
    """What an integration refers to is no API that is read here, and calls the function all the same."""
    draft = drafted("""Resources:
      Fn: {Type: AWS::Lambda::Function}
      Elsewhere: {Type: Custom::Api}
      Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP}}
      One: {Type: AWS::ApiGatewayV2::Integration, Properties: {ApiId: !Ref Api, IntegrationUri: !GetAtt Fn.Arn}}
      Two: {Type: AWS::ApiGatewayV2::Integration, Properties: {ApiId: !Ref Elsewhere, IntegrationUri: !GetAtt Fn.Arn}}""")
    assert {(one.section, one.name) for one in draft.unknown if one.keys == ("requests",)} == {
        ("functions", "Fn"),
        ("apis", "Api"),
    }


def test_an_api_and_its_only_function_take_their_requests_from_each_other() -> None:
    text = SAM + "Resources: {Fn: {Type: 'AWS::Serverless::Function', Properties: {Events: {Call: {Type: HttpApi}}}}}"
    draft = drafted(text)
    assert [one.path for one in draft.unknown] == ["functions.Fn.duration_ms", "functions.Fn.requests"]
    for said in ("functions.Fn", "apis.ServerlessHttpApi"):
        found = costs(draft, f"{said}: {{requests: 2M}}\ndefault: {{duration_ms: 1}}")
        assert found["api_gateway.http_api.requests"] == D(2)  # 2M at 1.00
        assert found["aws_lambda.function.requests"] == D("0.4")  # 2M at 0.20


def test_the_requests_of_a_schedule_are_known() -> None:
    """Every five minutes are 8,760 in a month of 730 hours, at 0.20 a million."""
    event = "Events: {Tick: {Type: Schedule, Properties: {Schedule: rate(5 minutes)}}}"
    draft = drafted(f"{SAM}Resources: {{Fn: {{Type: 'AWS::Serverless::Function', Properties: {{{event}}}}}}}")
    assert [one.path for one in draft.unknown] == ["functions.Fn.duration_ms"]
    assert costs(draft, "default: {duration_ms: 1}")["aws_lambda.function.requests"] == D("0.001752")


def test_a_cache_bills_by_the_hour_and_is_warned_about_if_no_method_uses_it() -> None:
    """730 hours of 0.5 GB at 0.02."""
    stage = "Type: 'AWS::ApiGateway::Stage', Properties: {RestApiId: !Ref Api, CacheClusterEnabled: true"
    api = "Resources: {Api: {Type: 'AWS::ApiGateway::RestApi'}, Stage: {"
    draft = drafted(f"{api}{stage}}}}}}}")
    assert costs(draft, "default: {requests: 0}")["api_gateway.cache.hours"] == D("14.6")
    assert "no method here uses it" in str(draft.warnings)
    used = drafted(f"{api}{stage}, MethodSettings: [{{CachingEnabled: true}}]}}}}}}")
    assert used.warnings == ()
    off = drafted(f"{api}{stage.replace('true', 'false')}}}}}}}")
    assert "cache" not in off.data["apis"]["Api"]


def test_pollers_bill_while_their_mapping_is_enabled() -> None:
    """Five pollers by 730 hours at 0.00925; none of a mapping that is disabled."""
    template = (
        "Resources: {{Map: {{Type: 'AWS::Lambda::EventSourceMapping', Properties: {{Enabled: {enabled},"
        " EventSourceArn: 'arn:aws:sqs:us-east-1:1:q', ProvisionedPollerConfig: {{MinimumPollers: 5, MaximumPollers: 5}}}}}}}}"
    )
    assert costs(drafted(template.format(enabled="true")), "default: {}") == {"aws_lambda.event_poller.hours": D("33.7625")}
    assert drafted(template.format(enabled="false")).data == {}


def test_conditions_parameters_and_mappings_decide() -> None:
    text = """
Parameters: {Stage: {Type: String, Default: dev, AllowedValues: [dev, prod]}}
Mappings: {Memory: {dev: {mb: 256}, prod: {mb: 1024}}}
Conditions: {IsProd: !Equals [!Ref Stage, prod]}
Resources:
  Fn: {Type: AWS::Lambda::Function, Properties: {MemorySize: !FindInMap [Memory, !Ref Stage, mb]}}
  Extra: {Type: AWS::Lambda::Function, Condition: IsProd}
"""
    assert list(drafted(text).data["functions"]) == ["Fn"]
    prod = drafted(text, parameters={"Stage": "prod"})
    assert {name: one["memory_mb"] for name, one in prod.data["functions"].items()} == {"Fn": 1024, "Extra": 128}
    with pytest.raises(ScenarioError, match="parameter Stage is 'test'; allowed: dev, prod"):
        drafted(text, parameters={"Stage": "test"})
    with pytest.raises(ScenarioError, match="parameter Stge is no parameter here; did you mean Stage"):
        drafted(text, parameters={"Stge": "prod"})


def test_the_region_is_the_one_that_is_said_and_chooses_in_mappings() -> None:
    text = """
Mappings: {Memory: {us-east-1: {mb: 256}, eu-west-1: {mb: 512}, cn-north-1: {mb: 1024}, us-gov-west-1: {mb: 2048}}}
Resources: {Fn: {Type: AWS::Lambda::Function, Properties: {MemorySize: !FindInMap [Memory, !Ref AWS::Region, mb]}}}
"""
    assert drafted(text).data == {"functions": {"Fn": {"memory_mb": 256, "architecture": "x86_64"}}}
    for region, memory in (("eu-west-1", 512), ("cn-north-1", 1024), ("us-gov-west-1", 2048)):
        data = drafted(text, region=region).data
        assert (data["region"], data["functions"]["Fn"]["memory_mb"]) == (region, memory)


def test_what_is_not_allowed_by_aws_is_a_warning_and_then_unknown() -> None:
    draft = drafted(function(MemorySize=64))
    assert "memory_mb is 64; allowed: whole numbers 128 to 10,240" in str(draft.warnings[0])
    assert "functions.Fn.memory_mb" in [one.path for one in draft.unknown]


def test_an_architecture_that_is_unknown_is_asked_for_though_it_has_a_default() -> None:
    draft = drafted(function(Architectures={"Fn::ImportValue": "arch"}))
    assert "functions.Fn.architecture" in [one.path for one in draft.unknown]
    with pytest.raises(ScenarioError, match=r"functions.Fn.architecture is 'unknown'; allowed: x86_64, arm64"):
        Scenario.of(read(draft.to_yaml(), "draft.yaml"))
    full = draft.with_usage(Usage.of(read("default: {requests: 1, duration_ms: 1, architecture: arm64}", "u")))
    assert full.scenario().functions[0].architecture == "arm64"


def test_what_a_durable_execution_writes_and_how_often_it_resumes_is_asked_for_and_never_nothing() -> None:
    """1M x 20 KB are 20 GB at 0.25, kept 14 of 30 days at 0.15; 1M + 2M requests at 0.20."""
    draft = drafted(function(DurableConfig={"ExecutionTimeout": 60}))
    asked = ["operations", "written_kb", "resumes", "resume_ms"]
    assert [one.keys for one in draft.unknown if one.keys[1:]] == [("durable", key) for key in asked]
    with pytest.raises(ScenarioError, match=r"durable.written_kb is 'unknown'; allowed: a number"):
        Scenario.of(read(draft.to_yaml(), "draft.yaml"))
    usage = "default: {requests: 1M, duration_ms: 100}\nfunctions.Fn: {durable: {operations: 1, %s}}"
    with pytest.raises(IncompleteScenarioError, match=r"functions.Fn.durable.resumes is missing"):
        draft.with_usage(Usage.of(read(usage % "written_kb: 20, resume_ms: 50", "u"))).scenario()
    found = costs(draft, usage % "written_kb: 20, resumes: 2, resume_ms: 50")
    assert found["aws_lambda.durable.written"] == 5
    assert round(found["aws_lambda.durable.retained"], 9) == D("1.4")
    assert found["aws_lambda.function.requests"] == D("0.6")


def test_the_days_that_durable_data_is_kept_are_asked_for_where_they_are_not_known() -> None:
    draft = drafted(function(DurableConfig={"RetentionPeriodInDays": {"Fn::ImportValue": "days"}}))
    assert "functions.Fn.durable.retained_days" in [one.path for one in draft.unknown]


def test_an_incomplete_draft_says_everything_that_is_missing_and_the_lines_to_paste() -> None:
    draft = drafted(function(SnapStart={"ApplyOn": "None"}))
    with pytest.raises(IncompleteScenarioError) as found:
        draft.scenario()
    assert [one.field for one in found.value.problems] == ["functions.Fn.duration_ms", "functions.Fn.requests"]
    text = str(found.value)
    usage = text[text.index("# What t.yaml") :]
    assert draft.with_usage(Usage.of(read(usage, "pasted"))).scenario().functions[0].requests == 1_000_000


def test_what_is_wrong_together_is_said_of_the_template() -> None:
    """SnapStart and provisioned concurrency exclude each other; the message leads to the function."""
    text = """
Resources:
  Version: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Fn,
    ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 1}}}
  Fn: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13, SnapStart: {ApplyOn: PublishedVersions}}}
"""
    fill = "functions.*: {requests: 5, duration_ms: 1, snap_start: {restores: 1}, provisioned_concurrency: {requests: 1}}"
    draft = drafted(text).with_usage(Usage.of(read(fill, "u")))
    with pytest.raises(ScenarioError, match=r"t.yaml, line 5: functions.Fn.snap_start cannot be combined with"):
        draft.scenario()


def test_the_bill_carries_the_warnings_and_the_notes_of_the_draft() -> None:
    text = "Resources: {Fn: {Type: AWS::Lambda::Function}, Bucket: {Type: AWS::S3::Bucket}, Odd: {}}"
    draft = drafted(text).with_usage(Usage.of(read("default: {requests: 1, duration_ms: 1}", "u")))
    bill = estimate(draft.scenario())
    assert bill.warnings[:2] == ("t.yaml, line 1: Odd is no resource that is understood", "Not priced: AWS::S3::Bucket (1).")
    assert "MemorySize is not set in 1 place; AWS's default is 128." in bill.assumptions


def test_templates_with_nothing_to_price_say_so() -> None:
    draft = drafted("Resources: {Bucket: {Type: AWS::S3::Bucket}}")
    assert draft.unknown == ()
    with pytest.raises(ScenarioError, match="describes nothing to price"):
        draft.scenario()
