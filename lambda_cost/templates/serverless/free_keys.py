"""Keys of a serverless.yml that cost nothing; any other that is not read is named.

Reference: https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml
"""

from __future__ import annotations

from typing import Final

from lambda_cost.templates.left_over import FreeNames

TOP_LEVEL = FreeNames(
    "app build configValidationMode console custom dashboard deprecationNotificationMode disabledDeprecations frameworkVersion"
    " layers licenseKey org outputs package params plugins projectDir service stages state tenant"
    " unresolvedVariablesNotificationMode useDotenv variablesResolutionMode x-*"
)
"""Sections of the file."""
PROVIDER = FreeNames(
    "alb apiGateway apiKeys apiName cfnRole cloudFront deletionProtection deployment* disableRollback domain domains ecr"
    " enableLegacyDeploymentBucket endpointType environment eventBridge httpApi iam* kinesis kmsKeyArn lambdaHashingVersion"
    " layers logDataProtectionPolicy logRetentionInDays logs minimumCompressionSize name notificationArns profile"
    " pruneFunctionVersions region resolver resourcePolicy role rolePermissionsBoundary rollbackConfiguration runtime"
    " runtimeManagement s3 stackName stackParameters stackPolicy stackTags stage tags tracing usagePlan versionFunctions vpc"
    " vpcEndpointIds websocket*"
)
"""Settings for all functions; what each function takes from there counts as read, or stands here if no function asks for it."""
FUNCTION = FreeNames(
    "awsKmsKeyArn build condition dependsOn description destinations disableLogs durableConfig.executionTimeout environment"
    " fileSystemConfig handler iam* image kmsKeyArn layers logDataProtectionPolicy logRetentionInDays logs maximumEventAge"
    " maximumRetryAttempts module name onError package recursiveLoop reservedConcurrency role* runtime runtimeManagement"
    " server state auth tags tracing url.authorizer url.cors versionFunction vpc"
)
"""Settings of a function, or of an MCP server."""
CAPACITY_PROVIDER = FreeNames("instanceRequirements kmsKeyArn permissions scaling tags vpc")
"""Settings of a capacity provider: how many instances there are is asked for, whatever bounds their scaling."""
SANDBOX = FreeNames("artifact description environment hooks iam memory observability osCapabilities tags vpc")
"""Settings of a sandbox, which is a MicroVM image."""
RESOURCES = FreeNames("AWSTemplateFormatVersion Description Metadata Outputs Rules")
"""Sections of CloudFormation's words that cost nothing."""
POLLED = FreeNames(
    "accessConfigurations arn basicAuthArn batchSize batchWindow bisectBatchOnFunctionError bootstrapServers consumer*"
    " destinations filterPatterns functionResponseType maximum* parallelizationFactor queue sasl* startingPosition* topic"
    " tumblingWindowInSeconds type virtualHost"
)
EVENTS: Final[dict[str, FreeNames]] = (
    {
        "http": FreeNames(
            "async authorizer caching connectionId connectionType cors documentation integration method operationId path"
            " private reqValidatorName request response.[!t]* response.template timeoutInMillis"
        ),
        "httpApi": FreeNames("authorizer documentation method path timeout"),
        "websocket": FreeNames("authorizer documentation route routeResponseSelectionExpression"),
        "schedule": FreeNames("description input* method name role* timezone group flexibleTimeWindow retryPolicy"),
    }
    | dict.fromkeys(("activemq", "kafka", "msk", "rabbitmq", "sqs", "stream"), POLLED)
    | {"eventBridge": FreeNames("*")}
)
"""By kind: what an event says that costs nothing. All that the other kinds say is free: others charge for them."""
