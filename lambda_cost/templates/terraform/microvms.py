"""Images of MicroVMs: what runs of them, nobody knows but whoever starts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lambda_cost.templates.terraform.context import PlanContext


def add_microvms(context: PlanContext) -> None:
    """Ask of each image what the MicroVMs made of it use, and how much of it is stored."""
    for image in context.of_type("aws_lambdamicrovms_image"):
        name = context.add("microvms", image, {})
        context.builder.ask("microvms", name, "storage_gb_months")
