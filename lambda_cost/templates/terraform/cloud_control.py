"""The Cloud Control provider (`awscc_*`): the same resources as the AWS provider's, in CloudFormation's shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates.terraform.blocks import as_mapping, expressions_below

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
    "aws_lambda_function_event_invoke_config": "awscc_lambda_event_invoke_config",
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
NESTED_ATTRIBUTES = {"awscc_apigateway_method": ("integration", ("uri", "response_transfer_mode"))}
"""By type, an attribute whose own attributes are those of the resource in the AWS provider, and which of them are read."""


def with_twins(types: Iterable[str]) -> tuple[str, ...]:
    """*types*, and those of Cloud Control that are the same.

    >>> with_twins(["aws_lambda_function", "aws_nat_gateway"])
    ('aws_lambda_function', 'awscc_lambda_function', 'aws_nat_gateway')
    """
    return tuple(each for kind in types for each in (kind, TWINS.get(kind)) if each)


def canonical_type(kind: str) -> str:
    """What the AWS provider calls a resource of *kind*."""
    return _CANONICAL.get(kind, kind)


def in_shape_of_aws(
    kind: str, values: dict[str, Any], mask: dict[str, Any], written: dict[str, Any] | None
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any] | None]:
    """The *values* of a resource of *kind*, which are not known, and its expressions, as the AWS provider names them.

    Attributes are called as they are there, and are as deep.
    """
    names = RENAMED.get(kind, {})
    if kind in NESTED_ATTRIBUTES:
        inner, read = NESTED_ATTRIBUTES[kind]
        own, of_mask = as_mapping(values.get(inner)), mask.get(inner)
        below = dict.fromkeys(read, True) if of_mask is True else as_mapping(of_mask)
        if written is not None:
            text = as_mapping(written.get(inner))
            whole = dict.fromkeys(read, text) if of_mask is True and text else {}
            written = _without(written, inner) | (whole or expressions_below(text, own, below))
        values, mask = _without(values, inner) | own, _without(mask, inner) | below
    return _renamed(values, names), _renamed(mask, names), _renamed(written, names)


def _without(part: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in part.items() if key != name}


def _renamed(part: Any, names: dict[str, str]) -> Any:
    if not names:
        return part
    if is_mapping(part):
        return {names.get(key, key): _renamed(value, names) for key, value in part.items()}
    return [_renamed(item, names) for item in part] if is_list(part) else part
