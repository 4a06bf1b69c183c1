"""What a service has beside its functions: resources in CloudFormation's words, and plugins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lambda_cost.scenario.draft import Origin
from lambda_cost.strict_yaml import is_list, is_mapping

if TYPE_CHECKING:
    from lambda_cost.templates.serverless.context import ServiceContext

PRICED = re.compile(
    r"AWS::(Lambda|ApiGateway|ApiGatewayV2|Serverless)::.+|AWS::EC2::NatGateway|AWS::ElasticLoadBalancingV2::LoadBalancer"
)
FREE = re.compile(
    r"AWS::(IAM|CloudFormation|Cognito::.*Client|SNS::TopicPolicy|SQS::QueuePolicy|S3::BucketPolicy|Logs::.*Filter).*"
)


def count_resources(context: ServiceContext) -> None:
    """Count the resources that have no price here, and warn of those that have one."""
    for part in context.parts("resources"):
        for key in ("Resources", "extensions"):
            resources = part.get(key) if is_mapping(part) else None
            for name, resource in resources.items() if is_mapping(resources) else ():
                _count_resource(context, ("resources", key, name), resource)


def _count_resource(context: ServiceContext, path: tuple[str, ...], resource: Any) -> None:
    kind = str(resource.get("Type", "")) if is_mapping(resource) else "a resource"
    origin = Origin(context.source.name, context.document.line(path), ".".join(path))
    if not kind:
        # without a type it is merged over what the framework makes, memory and all
        message = "changes a resource of the framework; that is not read here but in the packaged template"
        context.builder.warn(message, origin)
    elif PRICED.fullmatch(kind):
        context.builder.warn(f"is {kind}, which is not read here but in the packaged template", origin)
    elif not FREE.fullmatch(kind):
        context.builder.count_unpriced(kind)


def note_plugins(context: ServiceContext) -> None:
    """Note what the plugins may add, and which defaults were taken of environment variables."""
    plugins = context.section("plugins")
    listed = plugins.get("modules") if is_mapping(plugins) else plugins
    names = sorted(name for name in listed if isinstance(name, str)) if is_list(listed) else []
    if names:
        context.builder.assume(f"Plugins may add resources, which are not read here: {', '.join(names)}.")
    for name in context.variables.defaulted:
        context.builder.assume(
            f"The environment variable {name} was not handed over (switch: --env); the file's default is taken."
        )
