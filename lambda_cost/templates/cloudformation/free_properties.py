"""Properties of Lambda's and API Gateway's resources that cost nothing; any other that no step reads is named.

What SAM calls by a name of its own stands here too, where SAM passes it on.

Reference: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
"""

from __future__ import annotations

from typing import Final

from lambda_cost.templates.left_over import FreeNames

FREE_PROPERTIES: Final[dict[str, FreeNames]] = {
    "AWS::ApiGateway::Deployment": FreeNames(
        "DeploymentCanarySettings Description RestApiId StageName StageDescription.[!C]* StageDescription.CacheDataEncrypted"
        " StageDescription.CacheTtlInSeconds StageDescription.CachingEnabled StageDescription.CanarySetting"
        " StageDescription.ClientCertificateId"
    ),
    "AWS::ApiGateway::Method": FreeNames(
        "ApiKeyRequired AuthorizationScopes AuthorizationType AuthorizerId HttpMethod MethodResponses OperationName"
        " RequestModels RequestParameters RequestValidatorId ResourceId RestApiId Integration.Cache* Integration.ConnectionId"
        " Integration.ConnectionType Integration.ContentHandling Integration.Credentials Integration.IntegrationHttpMethod"
        " Integration.IntegrationResponses Integration.IntegrationTarget Integration.PassthroughBehavior"
        " Integration.RequestParameters Integration.RequestTemplates Integration.TimeoutInMillis"
        " Integration.Type Integration.Uri"
    ),
    "AWS::ApiGateway::RestApi": FreeNames(
        "ApiKeySourceType BinaryMediaTypes Body BodyS3Location CloneFrom Description DisableExecuteApiEndpoint"
        " EndpointAccessMode EndpointConfiguration FailOnWarnings MinimumCompressionSize Mode Name Parameters Policy"
        " SecurityPolicy Tags"
    ),
    "AWS::ApiGateway::Stage": FreeNames(
        "AccessLogSetting CanarySetting ClientCertificateId DeploymentId Description DocumentationVersion MethodSettings"
        " RestApiId StageName Tags Variables"
    ),
    "AWS::ApiGatewayV2::Api": FreeNames(
        "ApiKeySelectionExpression BasePath Body BodyS3Location CorsConfiguration CredentialsArn Description"
        " DisableExecuteApiEndpoint DisableSchemaValidation FailOnWarnings IpAddressType Name RouteKey"
        " RouteSelectionExpression Tags Target Version"
    ),
    "AWS::ApiGatewayV2::Integration": FreeNames(
        "ApiId ConnectionId ConnectionType ContentHandlingStrategy CredentialsArn Description IntegrationMethod"
        " IntegrationSubtype IntegrationType IntegrationUri PassthroughBehavior PayloadFormatVersion RequestParameters"
        " RequestTemplates ResponseParameters TemplateSelectionExpression TimeoutInMillis TlsConfig"
    ),
    # how many instances there are is asked for, whatever bounds their scaling
    "AWS::Lambda::CapacityProvider": FreeNames(
        "CapacityProviderName CapacityProviderScalingConfig InstanceRequirements KmsKeyArn LoggingConfig"
        " Managed* PermissionsConfig ScalingConfig Tags"
        " VpcConfig"
    ),
    "AWS::Lambda::Alias": FreeNames("Description FunctionName FunctionVersion Name RoutingConfig"),
    "AWS::Lambda::EventSourceMapping": FreeNames(
        "AmazonManagedKafkaEventSourceConfig BatchSize BisectBatchOnFunctionError DestinationConfig"
        " DocumentDBEventSourceConfig EventSourceArn FilterCriteria FunctionName FunctionResponseTypes KmsKeyArn"
        " LoggingConfig MaximumBatchingWindowInSeconds MaximumRecordAgeInSeconds MaximumRetryAttempts MetricsConfig"
        " ParallelizationFactor Queues ScalingConfig SelfManagedEventSource"
        " SelfManagedKafkaEventSourceConfig SourceAccessConfigurations StartingPosition"
        " StartingPositionTimestamp Tags Topics TumblingWindowInSeconds"
        " Broker Cluster CollectionName ConsumerGroupId DatabaseName DynamicPolicyName FullDocument KafkaBootstrapServers"
        " Queue SchemaRegistryConfig SecretsManagerKmsKeyId Stream"
    ),
    "AWS::Lambda::Function": FreeNames(
        "Code CodeSigningConfigArn DeadLetterConfig Description DurableConfig.ExecutionTimeout Environment FileSystemConfigs"
        " FunctionName Handler ImageConfig KmsKeyArn Layers LoggingConfig PackageType PublishToLatestPublished RecursiveLoop"
        " ReservedConcurrentExecutions Role Runtime RuntimeManagementConfig Tags VpcConfig"
    ),
    "AWS::Lambda::MicrovmImage": FreeNames(
        "AdditionalOsCapabilities BaseImage* BuildRoleArn CodeArtifact CodeUri CpuConfigurations Description"
        " EgressNetworkConnectors EnvironmentVariables Hooks Logging Name PropagateTags Resources Tags"
    ),
    "AWS::Lambda::Url": FreeNames("AuthType Cors InvokeMode=BUFFERED Qualifier TargetFunctionArn"),
    "AWS::Lambda::Version": FreeNames("CodeSha256 Description FunctionName FunctionScalingConfig RuntimePolicy"),
}
"""By type: the names that cost nothing. Types that charge nothing whatever they say (`defaults.FREE`) are not here."""
