"""Who calls a function: what only watches it does not, and what runs at deployment alone has a few requests."""

import pytest

from lambda_cost.scenario.draft import Draft
from tests.templates.drafts import drafted

SAM = "Transform: AWS::Serverless-2016-10-31\n"
DAILY = "Daily: {Type: AWS::Events::Rule, Properties: {ScheduleExpression: rate(1 day), Targets: [{Arn: !GetAtt Work.Arn}]}}"


def of(*resources: str) -> Draft:
    """A template of two functions, a schedule that calls the first, and further *resources*."""
    functions = [f"{name}: {{Type: AWS::Lambda::Function}}" for name in ("Work", "Help", "Third")]
    return drafted(f"Resources: {{{', '.join([*functions, DAILY, *resources])}}}")


def requests(draft: Draft, name: str) -> object:
    return draft.data["functions"][name].get("requests")


@pytest.mark.parametrize(
    "resource",
    [
        "{Type: Custom::LogRetention, Properties: {ServiceToken: !GetAtt Help.Arn, LogGroupName: !Sub '/aws/lambda/${Work}'}}",
        (
            "{Type: AWS::Logs::SubscriptionFilter, Properties: {"
            "LogGroupName: !Sub '/aws/lambda/${Work}', DestinationArn: !GetAtt Help.Arn}}"
        ),
        "{Type: AWS::CloudWatch::Alarm, Properties: {Dimensions: [{Name: FunctionName, Value: !Ref Work}]}}",
    ],
)
def test_what_keeps_or_watches_the_logs_of_a_function_does_not_call_it(resource: str) -> None:
    assert requests(of(f"It: {resource}"), "Work") == "1/day"


def test_logs_that_are_sent_to_a_function_are_traffic() -> None:
    draft = of("It: {Type: AWS::Logs::SubscriptionFilter, Properties: {DestinationArn: !GetAtt Work.Arn}}")
    assert requests(draft, "Work") is None


@pytest.mark.parametrize(
    "resource",
    [
        "{Type: Custom::S3AutoDeleteObjects, Properties: {ServiceToken: !GetAtt Help.Arn}}",
        "{Type: AWS::CloudFormation::CustomResource, Properties: {ServiceToken: !GetAtt Help.Arn}}",
        "{Type: AWS::CloudFormation::Macro, Properties: {FunctionName: !Ref Help}}",
    ],
)
def test_a_function_that_only_deployments_run_has_a_few_requests_and_that_is_said(resource: str) -> None:
    draft = of(f"It: {resource}")
    assert (requests(draft, "Help"), draft.data["functions"]["Help"]["duration_ms"]) == (10, 3000)
    assert "What runs at deployment alone (Help) is taken to run 10 times a month, 3 seconds each." in draft.assumptions
    assert not [unknown.path for unknown in draft.unknown if "Help" in unknown.path]


def test_a_function_that_a_schedule_runs_as_well_has_other_requests() -> None:
    assert requests(of("It: {Type: Custom::Any, Properties: {ServiceToken: !GetAtt Work.Arn}}"), "Work") == "1/day"


PROVIDER = """Custom: {Type: Custom::Thing, Properties: {ServiceToken: !GetAtt Framework.Arn}},
Framework: {Type: AWS::Lambda::Function, Properties: {
  Environment: {Variables: {USER_ON_EVENT_FUNCTION_ARN: !GetAtt Help.Arn}}}}"""


def test_what_a_function_of_the_deployment_is_told_to_call_runs_at_deployment_too() -> None:
    """As the CDK's provider framework calls the handler that one writes, and a state machine waits for it."""
    assert requests(of(PROVIDER), "Help") == 10
    waiter = "Twaiterstatemachine1: {Type: AWS::StepFunctions::StateMachine, Properties: {DefinitionString: !GetAtt Third.Arn}}"
    assert requests(of(PROVIDER, waiter), "Third") == 10
    assert requests(of(PROVIDER, waiter.replace("Twaiterstatemachine1", "Orders")), "Third") is None


def test_what_an_ordinary_function_is_told_to_call_may_have_any_requests() -> None:
    user = "User: {Type: AWS::Lambda::Function, Properties: {Environment: {Variables: {A: !GetAtt %s.Arn}}}}"
    assert requests(of(PROVIDER, user % "Help"), "Help") is None
    assert requests(of(user % "Work"), "Work") is None
    assert requests(of((user % "Work").replace("User", "Work")), "Work") == "1/day"  # its own name is not another's
    never = (user % "Work").replace("Properties: {", "Properties: {ReservedConcurrentExecutions: 0, ")
    assert requests(of(never), "Work") is None


class TestApisThatEventsComplete:
    BODY = "{paths: {/show: {get: {responses: {}}}, /any: {x-amazon-apigateway-any-method: {}}, /odd: 1}}"
    FUNCTION = "Fn: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.13, Events: {%s}}}"

    def draft(self, kind: str, body: str, *events: str) -> Draft:
        listed = ", ".join(f"E{index}: {{Type: {kind}, Properties: {{{event}}}}}" for index, event in enumerate(events))
        api = f"Api: {{Type: AWS::Serverless::{kind}, Properties: {{StageName: p, DefinitionBody: {body}}}}}"
        return drafted(f"{SAM}Resources: {{{self.FUNCTION % listed}, {api}}}")

    @pytest.mark.parametrize(("kind", "key"), [("HttpApi", "ApiId"), ("Api", "RestApiId")])
    def test_a_method_that_an_event_completes_calls_its_function(self, kind: str, key: str) -> None:
        show, every = f"Path: /show, Method: GET, {key}: !Ref Api", f"Path: /any, Method: any, {key}: !Ref Api"
        assert self.draft(kind, self.BODY, show, every).data["apis"]["Api"]["functions"] == ["Fn"]
        assert "functions" not in self.draft(kind, self.BODY, show).data["apis"]["Api"]

    def test_a_body_without_paths_is_left_as_it_is(self) -> None:
        event = "Path: /show, Method: get, ApiId: !Ref Api"
        assert self.draft("HttpApi", "{openapi: 3.0.1}", event).data["apis"]["Api"]["functions"] == ["Fn"]

    def test_an_event_of_an_api_elsewhere_completes_nothing(self) -> None:
        draft = self.draft("HttpApi", self.BODY, "Path: /show, Method: get, ApiId: !ImportValue Api")
        assert "functions" not in draft.data["apis"]["Api"]
