"""What of a plan is not in the bill: nothing of Lambda and API Gateway vanishes in silence.

Each attribute that is set of such a resource was read by a step, or costs nothing (`FREE`), or is named in a
warning; a type that is neither here nor read is counted as not priced.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lambda_cost.templates.left_over import FreeNames, ReadRecord, warn_left_over
from lambda_cost.templates.terraform.cloud_control import canonical_type
from lambda_cost.templates.terraform.context import PRICED, is_free_type

if TYPE_CHECKING:
    from lambda_cost.templates.terraform.context import PlanContext

DOMAIN = re.compile(r"aws_(lambda|lambdamicrovms|api_gateway|apigatewayv2)_\w+|awscc_(lambda|apigateway|apigatewayv2)_\w+")
"""Types of Lambda's and API Gateway's own."""
ANY = "id arn name description region tags tags_all timeouts *_id *_arn"
FREE = {
    "aws_lambda_function": "code* dead_letter_config environment file_system_config filename function_name handler"
    " image_config image_uri kms_key_arn last_modified layers logging_config package_type invoke_arn qualified_invoke_arn"
    " response_streaming_invoke_arn replace_security_groups_on_destroy replacement_security_group_ids role runtime"
    " reserved_concurrent_executions s3_* signing_* skip_destroy source_* timeout version vpc_config publish publish_to*"
    " recursive_loop runtime_management_config snap_start.apply_on=None snap_start.optimization_status"
    " snap_start_response tracing_config.mode=PassThrough tenancy_config.tenant_isolation_mode=None"
    " durable_config.execution_timeout ephemeral_storage.size=512 function_scaling_config policy capacity_provider_config",
    "aws_lambda_alias": "function_name function_version invoke_arn routing_config",
    "aws_lambda_capacity_provider": "capacity_provider_* kms_key_arn permissions_config vpc_config state instance_requirements"
    " propagate_tags",
    "aws_lambda_event_source_mapping": "function_name amazon_managed_kafka_event_source_config batch_size"
    " bisect_batch_on_function_error destination_config document_db_event_source_config enabled filter_criteria"
    " function_response_types kms_key_arn last_* maximum_* metrics_config parallelization_factor queues scaling_config"
    " logging_config self_managed_* source_access_configuration* starting_* state* topics tumbling_window_in_seconds uuid"
    " event_source_arn provisioned_poller_config.poller_group_name",
    "aws_lambda_function_url": "auth* cors function_name function_url url_id qualifier invoke_mode=BUFFERED",
    "aws_lambda_provisioned_concurrency_config": "function_name qualifier skip_destroy",
    "aws_lambdamicrovms_image": "*",
    "aws_api_gateway_rest_api": "api_key_source_type binary_media_types body_s3_location clone_from created_date"
    " disable_execute_api_endpoint endpoint_configuration endpoint_access_mode execution_arn fail_on_warnings"
    " minimum_compression_size mode parameters policy put_rest_api_mode resource_policy root_resource_id"
    " security_policy status*",
    "aws_api_gateway_stage": "access_log_settings cache_cluster_size canary_setting client_certificate_id deployment_id"
    " documentation_version execution_arn invoke_url method_settings rest_api_id stage_name variables web_acl_arn",
    "aws_api_gateway_integration": "api_key_required auth* cache_* connection_* content_handling credentials http_method"
    " integration_http_method integration_responses method_responses operation_name passthrough_behavior request_* resource_id"
    " rest_api_id timeout_* tls_config type uri integration_target response_transfer_mode=BUFFERED",
    "aws_apigatewayv2_integration": "api_id connection_* content_handling_strategy credentials_arn"
    " integration_method integration_response_selection_expression integration_subtype integration_type integration_uri"
    " passthrough_behavior payload_format_version request_* response_parameters template_selection_expression timeout_*"
    " tls_config",
    "aws_apigatewayv2_api": "api_* base_path body* cors_configuration credentials_arn disable_* execution_arn fail_on_warnings"
    " ip_address_type route_* target version",
}
"""By type, the names that cost nothing, whatever they say, beside `ANY`."""
WHOLE_TYPES_FREE = re.compile(
    r"aws_lambda_(code_signing_config|function_event_invoke_config|function_recursion_config|invocation|layer_version"
    r"|layer_version_permission|permission|runtime_management_config)"
    r"|aws_api_gateway_(account|api_key|authorizer|base_path_mapping|client_certificate|deployment|documentation_(part|version)"
    r"|domain_name|domain_name_access_association|gateway_response|integration_response|method|method_response|method_settings"
    r"|model|request_validator|resource|rest_api_policy|rest_api_put|usage_plan|usage_plan_key|vpc_link)"
    r"|aws_apigatewayv2_(api_mapping|authorizer|deployment|domain_name|integration_response|model|route"
    r"|route_response|routing_rule|stage|vpc_link)"
    r"|awscc_lambda_(code_signing_config|event_invoke_config|layer_version|layer_version_permission|version)"
    r"|awscc_apigateway_(account|api_key|base_path_mapping(_v2)?|client_certificate|documentation_(part|version)|domain_name(_v2)?"
    r"|domain_name_access_association|gateway_response|model|request_validator|resource|usage_plan|usage_plan_key|vpc_link)"
    r"|awscc_apigatewayv2_(api_mapping|deployment|domain_name|integration_response|model|route|route_response|routing_rule"
    r"|stage|vpc_link)"
)
"""Types that cost nothing by themselves, whatever they say; what other resources need of them is read."""


def name_left_over(context: PlanContext) -> None:
    """Name every attribute that nothing read, and count every resource that is neither priced nor free."""
    any_free = FreeNames(ANY)
    free = {kind: FreeNames(names) | any_free for kind, names in FREE.items()}
    for instance in context.plan.instances:
        kind = canonical_type(instance.type)
        if kind in free:
            record: ReadRecord = instance.attributes.record
            record.data = instance.attributes.with_unknowns()
            warn_left_over(context.builder, record, free[kind], context.origin(instance))
        elif DOMAIN.fullmatch(instance.type):
            if not WHOLE_TYPES_FREE.fullmatch(kind) and not WHOLE_TYPES_FREE.fullmatch(instance.type):
                context.builder.count_unpriced(instance.type)
        elif kind not in PRICED and not is_free_type(instance.type):
            context.builder.count_unpriced(instance.type)
