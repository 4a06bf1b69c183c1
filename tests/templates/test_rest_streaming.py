"""Streamed responses of REST APIs, wherever a template can say so: both API Gateway and Lambda charge by their size."""

import pytest

from tests.templates.drafts import costs, drafted

URI = "!Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2021-11-15/functions/${Fn.Arn}/response-streaming-invocations'"
FUNCTION = "Fn: {Type: AWS::Lambda::Function}"
SAM = "Transform: AWS::Serverless-2016-10-31\nResources: {Fn: {Type: AWS::Serverless::Function, Properties: {%s}}%s}"
BODY = f"paths: {{/say: {{post: {{x-amazon-apigateway-integration: {{responseTransferMode: STREAM, uri: {URI}}}}}}}}}"
WAYS = {
    "a method": f"""Resources: {{{FUNCTION}, Api: {{Type: AWS::ApiGateway::RestApi}}, Post: {{Type: AWS::ApiGateway::Method,
      Properties: {{RestApiId: !Ref Api, HttpMethod: POST, Integration: {{ResponseTransferMode: STREAM, Uri: {URI}}}}}}}}}""",
    "a body": f"Resources: {{{FUNCTION}, Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Body: {{{BODY}}}}}}}}}",
    "an event of SAM": SAM % ("Events: {Say: {Type: Api, Properties: {Path: /, ResponseTransferMode: RESPONSE_STREAM}}}", ""),
    "a body of SAM": SAM % ("", f", Api: {{Type: AWS::Serverless::Api, Properties: {{DefinitionBody: {{{BODY}}}}}}}"),
}
USAGE = "functions.Fn: {requests: 1M, duration_ms: 1000, response_streaming: {mb: 25}}\napis.*: {streaming: {response_mb: 25}}"


@pytest.mark.parametrize("way", WAYS)
def test_the_sizes_of_streamed_responses_are_asked_for_and_charged(way: str) -> None:
    """25 MB are three requests, 3M at 3.50; 19 MB beyond the included 6, 1M times, are 18,554.6875 GB at 0.008."""
    draft = drafted(WAYS[way])
    asked = [unknown.keys for unknown in draft.unknown]
    assert ("streaming", "response_mb") in asked
    assert ("response_streaming", "mb") in asked
    assert draft.warnings == ()
    found = costs(draft, USAGE)
    assert float(found["api_gateway.rest_api.requests"]) == 10.5
    assert float(found["aws_lambda.response_streaming.processed"]) == 148.4375


@pytest.mark.parametrize("way", WAYS)
def test_a_buffered_response_is_not_asked_about(way: str) -> None:
    draft = drafted(WAYS[way].replace("RESPONSE_STREAM", "BUFFERED").replace(": STREAM", ": BUFFERED"))
    assert not [unknown.path for unknown in draft.unknown if "stream" in unknown.path]


def test_a_mode_that_is_only_known_later_is_warned_about() -> None:
    (warning,) = drafted(WAYS["a method"].replace(": STREAM", ": !ImportValue Mode")).warnings
    assert "Integration.ResponseTransferMode cannot be resolved" in str(warning)
