"""A plan becomes a draft: functions first, then what calls them, then what stands around them."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lambda_cost.scenario.draft import Origin
from lambda_cost.templates.builder import Builder
from lambda_cost.templates.callers import Triggers
from lambda_cost.templates.terraform.references import References

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.scenario.draft import Draft
    from lambda_cost.templates.terraform.plan import Instance, Plan

PRICED = frozenset(
    (
        "aws_lambda_function",
        "aws_lambda_capacity_provider",
        "aws_api_gateway_rest_api",
        "aws_apigatewayv2_api",
        "aws_nat_gateway",
        "aws_lb",
        "aws_alb",
        "aws_vpc_endpoint",
    )
)
"""Types that become resources of a scenario."""
FREE = re.compile(
    r"aws_(iam_.+|lambda_.+|api_gateway_.+|apigatewayv2_.+|appautoscaling_.+|security_group.*|vpc|vpc_(?!endpoint$).*|subnet"
    r"|route|route_table.*|main_route_table.*|network_acl.*|network_interface.*|internet_gateway|egress_only.+|vpc_security_group.+"
    r"|default_.+|lb_.+|alb_.+|cloudwatch_event_(rule|target|permission|bus|bus_policy)|cloudwatch_log_(subscription.+|resource.+)"
    r"|scheduler_schedule_group|s3_bucket_.+|sqs_queue_.+|sns_topic_(policy|subscription)|cloudfront_(origin_access.+|cache_policy"
    r"|origin_request_policy|response_headers_policy)|acm_certificate_validation|ssm_document|ecr_(lifecycle|repository)_policy"
    r"|dynamodb_table_item|kms_alias|resourcegroups_group|xray_(group|sampling_rule))"
)
"""Types that cost nothing by themselves, or are part of another resource."""
NOTHING = frozenset(["archive", "external", "http", "local", "null", "random", "template", "terraform", "time", "tls"])
"""Providers whose resources are nothing that anybody bills."""
SAME = frozenset({"this", "main", "default", "self"})
"""Names by which a module calls its only resource of a type; the module's own name says more."""


class Drafting:
    """What one plan becomes, while it does."""

    def __init__(self, plan: Plan, region: str) -> None:
        """Begin with the instances of *plan*; those whose region it does not know are in *region*."""
        from lambda_cost.templates.terraform import apis, functions, network, schedules

        self.plan, self.links, self.triggers = plan, References(plan), Triggers()
        self.given = region
        self.region = self._usual_region() or region
        kind = "Terraform plan" if plan.modules else "Terraform state"
        self.builder = Builder(plan.file, kind, region=self.region)
        self.names: dict[str, tuple[str, str]] = {}
        """By address, the section and name of what became a resource of the scenario."""
        self.steps = (
            functions.functions,
            functions.provisioned,
            schedules.schedules,
            apis.apis,
            functions.pollers,
            network.network,
        )

    def draft(self) -> Draft:
        """The draft."""
        for step in self.steps:
            step(self)
        self.triggers.settle(self.builder)
        for says in self.plan.warnings:
            self.builder.warn(says, Origin(self.plan.file, 0, ""))
        for one in self.plan.instances:
            provider = one.type.partition("_")[0]
            if one.type not in PRICED and not FREE.fullmatch(one.type) and provider not in NOTHING:
                self.builder.not_priced(one.type)
        return self.builder.draft()

    def of(self, *types: str) -> Iterator[Instance]:
        """The instances of *types*, in the order of the plan."""
        return (one for one in self.plan.instances if one.type in types)

    def origin(self, one: Instance) -> Origin:
        """Where *one* is described."""
        return Origin(self.plan.file, 0, one.address)

    def warn(self, one: Instance, says: str) -> None:
        """Warn of *one*."""
        self.builder.warn(says, self.origin(one))

    def known(self, one: Instance, name: str, value: Any) -> Any:
        """*value* of the attribute *name* of *one*; None, and a warning, if Terraform does not know it yet."""
        from lambda_cost.templates.terraform.plan import NOT_KNOWN

        if value is not NOT_KNOWN:
            return value
        self.warn(one, f"has {name} known only after apply; it is unknown here")
        return None

    def add(self, section: str, one: Instance, fields: dict[str, Any], **more: Any) -> str:
        """Add what *one* is to *section*; its name there."""
        region = self.plan.region(one)
        if region is None and not self.region:
            self.builder.note("The plan does not say the region: us-east-1 is taken (switch: --region).")
        own = {"region": region} if region is not None and region != self.region else {}
        name = self.builder.add(section, self.name(one), fields | own, self.origin(one), **more)
        self.names[one.address] = (section, name)
        return name

    def name(self, one: Instance) -> str:
        """What to call *one*: its modules and its name, without brackets and quotes, which wildcards would take for theirs."""
        modules = [step for step in re.split(r"(?:^|\.)module\.", one.module) if step]
        own = [] if modules and one.name in SAME else [one.name]
        key = [one.key] if one.key and not (one.key == "0" and self._siblings[one.home, one.module] == 1) else []
        text = "-".join([*modules, *own, *key])
        return re.sub(r"[^\w]+", "-", text).strip("-")

    @cached_property
    def _siblings(self) -> Counter[tuple[tuple[str, str], str]]:
        return Counter((one.home, one.module) for one in self.plan.instances)

    def _usual_region(self) -> str:
        """The region of most of what is priced; of two alike, the first of the alphabet."""
        found = Counter(region for one in self.plan.instances if one.type in PRICED and (region := self.plan.region(one)))
        return min(found, key=lambda region: (-found[region], region), default="")
