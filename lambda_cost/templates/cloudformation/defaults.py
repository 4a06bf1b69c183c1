"""What AWS takes where a template does not set a property, and which types of resources charge nothing by themselves.

Reference: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache
from typing import Any, Final

from lambda_cost.templates import aws_defaults

DEFAULTS: Final[dict[str, Any]] = {
    "MemorySize": aws_defaults.MEMORY_MB,
    "Timeout": aws_defaults.TIMEOUT_S,
    "Architectures": aws_defaults.ARCHITECTURE,
    "EphemeralStorage.Size": aws_defaults.EPHEMERAL_STORAGE_MB,
    "DurableConfig.RetentionPeriodInDays": aws_defaults.DURABLE_RETENTION_DAYS,
    "CacheClusterSize": aws_defaults.CACHE_SIZE_GB,
    "ProtocolType": "HTTP",
}
"""Defaults by the names of properties."""

_OF_API_GATEWAY = (
    "AWS::ApiGateway::Account",
    "AWS::ApiGateway::ApiKey",
    "AWS::ApiGateway::Authorizer",
    "AWS::ApiGateway::BasePathMapping*",
    "AWS::ApiGateway::ClientCertificate",
    "AWS::ApiGateway::Deployment",
    "AWS::ApiGateway::Documentation*",
    "AWS::ApiGateway::DomainName*",
    "AWS::ApiGateway::GatewayResponse",
    "AWS::ApiGateway::Method",
    "AWS::ApiGateway::Model",
    "AWS::ApiGateway::RequestValidator",
    "AWS::ApiGateway::Resource",
    "AWS::ApiGateway::Stage",
    "AWS::ApiGateway::UsagePlan*",
    "AWS::ApiGatewayV2::Api*",
    "AWS::ApiGatewayV2::Authorizer",
    "AWS::ApiGatewayV2::Deployment",
    "AWS::ApiGatewayV2::DomainName",
    "AWS::ApiGatewayV2::Integration*",
    "AWS::ApiGatewayV2::Model",
    "AWS::ApiGatewayV2::Rout*",
    "AWS::ApiGatewayV2::Stage",
)
"""Of API Gateway only what is known to be free: portals, and what comes, may cost."""
FREE = (
    "AWS::IAM::*",
    "AWS::Lambda::Permission",
    "AWS::Lambda::LayerVersion",
    "AWS::Lambda::LayerVersionPermission",
    "AWS::Lambda::EventInvokeConfig",
    "AWS::Lambda::CodeSigningConfig",
    *_OF_API_GATEWAY,
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
def is_free(resource_type: str) -> bool:
    """Whether resources of *resource_type* charge nothing by themselves."""
    return any(fnmatchcase(resource_type, pattern) for pattern in FREE)
