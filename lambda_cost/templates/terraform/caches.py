"""Caches of stages of REST APIs, and tracing of their requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.templates.aws_defaults import TRACING_OF_STAGE
from lambda_cost.templates.terraform.context import REST

if TYPE_CHECKING:
    from lambda_cost.templates.terraform.context import PlanContext

TRACING = ("xray_tracing_enabled", "tracing_enabled")
"""What switches tracing on, in the AWS provider and in that of Cloud Control."""
CACHE_SETTINGS = {"aws_api_gateway_method_settings": "settings", "awscc_apigateway_stage": "method_settings"}
"""By type, the block that says whether methods use the cache."""


def add_caches(context: PlanContext) -> None:
    """A stage's cache bills by the hour, whether a method uses it or not."""
    in_use = {
        context.api_of(settings, "rest_api_id", REST)
        for kind, block in CACHE_SETTINGS.items()
        for settings in context.of_type(kind)
        if any(each.get("caching_enabled") for each in settings.attributes.blocks(block))
    }
    for stage in context.of_type("aws_api_gateway_stage"):
        if any(context.known_attribute(stage, name) for name in TRACING):
            context.builder.count_unpriced(TRACING_OF_STAGE)
        if not context.known_attribute(stage, "cache_cluster_enabled"):
            continue
        name = context.api_of(stage, "rest_api_id", REST)
        size = context.known_attribute(stage, "cache_cluster_size")
        cache: dict[str, Any] = {"size_gb": None if size is None else str(size)}
        if name is None:
            context.add("apis", stage, {"type": "rest", "requests": 0, "cache": cache})
            context.warn(stage, "has the cache of an API that is not in the plan")
        elif "cache" in context.builder.data["apis"][name]:
            context.add("apis", stage, {"type": "rest", "requests": 0, "cache": cache})
            context.builder.assume(f"{stage.address} is a further stage of apis.{name} with a cache of its own.")
        else:
            context.builder.add_feature("apis", name, "cache", cache)
        if name not in in_use:
            context.warn(
                stage,
                "has a cache that no method uses (aws_api_gateway_method_settings, caching_enabled); it bills all the same",
            )
