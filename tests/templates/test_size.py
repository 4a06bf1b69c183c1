"""A large template takes its time once."""

import time

from lambda_cost import estimate, templates
from lambda_cost.strict_yaml import read
from lambda_cost.templates.source import Source
from lambda_cost.usage import Usage

HEAD = """
Transform: AWS::Serverless-2016-10-31
Parameters: {Stage: {Type: String, Default: prod}}
Mappings: {Memory: {prod: {small: 256, large: 1024}}}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  Any: !Or [!Condition IsProd, !Not [!Condition IsProd]]
Globals: {Function: {Timeout: 10, Runtime: python3.13, AutoPublishAlias: live, Tags: {app: shop}}}
Resources:
  Table: {Type: AWS::Serverless::SimpleTable}
"""
FUNCTION = """
  Function%d:
    Type: AWS::Serverless::Function
    Condition: Any
    Properties:
      FunctionName: !Sub "${AWS::StackName}-${Stage}-%d"
      MemorySize: !FindInMap [Memory, !Ref Stage, large]
      Architectures: [!If [IsProd, arm64, x86_64]]
      EphemeralStorage: {Size: 1024}
      ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 1}
      FunctionUrlConfig: {AuthType: NONE}
      Environment: {Variables: {TABLE: !Ref Table}}
      Tags: {team: a, cost: !Sub "centre-${Stage}", owner: someone}
      Policies: [{DynamoDBCrudPolicy: {TableName: !Ref Table}}]
      Events: {Get: {Type: HttpApi, Properties: {Path: /x, Method: GET}}}
"""
USAGE = "default: {requests: 1000, duration_ms: 100}\nfunctions.*: {provisioned_concurrency: {requests: 10}}"
LIMIT_S = 2


def test_five_hundred_functions_are_imported_and_priced_in_two_seconds_of_the_processor() -> None:
    """With tags, conditions, aliases, URLs and an API; in all 3,000 resources."""
    text = HEAD + "".join(FUNCTION % (n, n) for n in range(500))
    begun = time.process_time()
    draft = templates.drafted(Source.of(text, "t.yaml")).with_usage(Usage.of(read(USAGE, "usage.yaml")))
    bill = estimate(draft.scenario())
    took = time.process_time() - begun
    assert len(draft.data["functions"]) == 500
    assert bill.by_meter["aws_lambda.provisioned_concurrency.concurrency"].pricing_quantity == 500 * 730 * 3600
    assert took < LIMIT_S
