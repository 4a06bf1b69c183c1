"""The Cloud Control provider (`awscc_*`): the same resources as the AWS provider's, in CloudFormation's shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.strict_yaml import is_list, is_mapping

if TYPE_CHECKING:
    from collections.abc import Iterable

TWINS = {
    "aws_api_gateway_authorizer": "awscc_apigateway_authorizer",
    "aws_api_gateway_integration": "awscc_apigateway_method",
    "aws_api_gateway_rest_api": "awscc_apigateway_rest_api",
    "aws_api_gateway_stage": "awscc_apigateway_stage",
    "aws_apigatewayv2_api": "awscc_apigatewayv2_api",
    "aws_apigatewayv2_authorizer": "awscc_apigatewayv2_authorizer",
    "aws_apigatewayv2_integration": "awscc_apigatewayv2_integration",
    "aws_lambda_alias": "awscc_lambda_alias",
    "aws_lambda_capacity_provider": "awscc_lambda_capacity_provider",
    "aws_lambda_event_source_mapping": "awscc_lambda_event_source_mapping",
    "aws_lambda_function": "awscc_lambda_function",
    "aws_lambda_function_url": "awscc_lambda_url",
    "aws_lambda_permission": "awscc_lambda_permission",
    "aws_lambdamicrovms_image": "awscc_lambda_microvm_image",
}
"""By the type of the AWS provider, the one of Cloud Control that is read in the same way."""
_CANONICAL = {twin: kind for kind, twin in TWINS.items()}
RENAMED = {
    "awscc_lambda_url": {"target_function_arn": "function_name"},
    "awscc_lambda_function": {"retention_period_in_days": "retention_period"},
}
"""Attributes that the AWS provider calls otherwise, by type."""
LIFTED = {"awscc_apigateway_method": "integration"}
"""Attributes whose own attributes are those of the resource in the AWS provider."""


def with_twins(types: Iterable[str]) -> tuple[str, ...]:
    """*types*, and those of Cloud Control that are the same.

    >>> with_twins(["aws_lambda_function", "aws_nat_gateway"])
    ('aws_lambda_function', 'awscc_lambda_function', 'aws_nat_gateway')
    """
    return tuple(each for kind in types for each in (kind, TWINS.get(kind)) if each)


def canonical_type(kind: str) -> str:
    """What the AWS provider calls a resource of *kind*."""
    return _CANONICAL.get(kind, kind)


def in_shape_of_aws(kind: str, part: Any) -> Any:
    """*part* of a resource of *kind*, values or expressions, with the names and the depth of the AWS provider."""
    names, inner = RENAMED.get(kind, {}), LIFTED.get(kind)
    if inner is not None and is_mapping(part) and is_mapping(part.get(inner)):
        part = part | part[inner]
        part.pop(inner)
    return _renamed(part, names) if names else part


def _renamed(part: Any, names: dict[str, str]) -> Any:
    if is_mapping(part):
        return {names.get(key, key): _renamed(value, names) for key, value in part.items()}
    return [_renamed(item, names) for item in part] if is_list(part) else part
