"""What AWS takes where a template says nothing, and which types of resources charge nothing by themselves.

Reference: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
"""

from __future__ import annotations

from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, Final

DEFAULTS: Final[dict[str, Any]] = {
    "MemorySize": Decimal(128),
    "Timeout": Decimal(3),
    "Architectures": "x86_64",
    "EphemeralStorage.Size": Decimal(512),
    "DurableConfig.RetentionPeriodInDays": Decimal(14),
    "CacheClusterSize": "0.5",
    "ProtocolType": "HTTP",
}
"""Properties by their names, and AWS's defaults."""

FREE = (
    "AWS::IAM::*",
    "AWS::Lambda::Permission",
    "AWS::Lambda::Layer*",
    "AWS::Lambda::EventInvokeConfig",
    "AWS::Lambda::CodeSigningConfig",
    "AWS::ApiGateway::[!V]*",
    "AWS::ApiGatewayV2::[!V]*",
    "AWS::ApplicationAutoScaling::*",
    "AWS::CDK::*",
    "AWS::CloudFormation::[!CMS]*",
    "AWS::CloudFormation::Macro",
    "AWS::CloudFront::*Identity",
    "AWS::CloudFront::OriginAccess*",
    "AWS::CloudFront::*Policy",
    "AWS::CertificateManager::*",
    "AWS::CodeDeploy::*",
    "AWS::Cognito::UserPool?*",
    "AWS::EC2::DHCPOptions*",
    "AWS::EC2::InternetGateway",
    "AWS::EC2::*Route*",
    "AWS::EC2::SecurityGroup*",
    "AWS::EC2::Subnet*",
    "AWS::EC2::VPC",
    "AWS::EC2::VPCCidrBlock",
    "AWS::EC2::VPCGatewayAttachment",
    "AWS::ElasticLoadBalancingV2::Listener*",
    "AWS::ElasticLoadBalancingV2::TargetGroup",
    "AWS::Events::EventBusPolicy",
    "AWS::Events::Rule",
    "AWS::Scheduler::ScheduleGroup",
    "AWS::Serverless::Connector",
    "AWS::Serverless::Layer*",
    "AWS::Route53::RecordSet*",
    "AWS::S3::BucketPolicy",
    "AWS::SNS::Subscription",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::QueuePolicy",
    "AWS::SSM::Parameter",
)
"""Patterns of types that have no price of their own: what they do is charged where it is done."""


@cache
def is_free(kind: str) -> bool:
    """Whether resources of the type *kind* charge nothing by themselves."""
    return any(fnmatchcase(kind, pattern) for pattern in FREE)
