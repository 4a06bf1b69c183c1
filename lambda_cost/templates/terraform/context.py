"""What the steps of reading a plan share: the plan, the draft that it becomes, and who calls which function."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lambda_cost.scenario.draft import Origin
from lambda_cost.templates.builder import Builder
from lambda_cost.templates.callers import Callers
from lambda_cost.templates.terraform.blocks import NOT_KNOWN
from lambda_cost.templates.terraform.cloud_control import NESTED_ATTRIBUTES, canonical_type, with_twins
from lambda_cost.templates.terraform.references import References

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambda_cost.templates.terraform.plan import Instance, Plan

PRICED = frozenset(
    (
        "aws_lambda_function",
        "aws_lambda_capacity_provider",
        "aws_lambdamicrovms_image",
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
    r"aws_(iam_.+|appautoscaling_.+|security_group.*|vpc|vpc_(?!endpoint$).*|subnet"
    r"|route|route_table.*|main_route_table.*|network_acl.*|network_interface.*|internet_gateway|egress_only.+|vpc_security_group.+"
    r"|default_.+|lb_.+|alb_.+|cloudwatch_event_(rule|target|permission|bus|bus_policy)|cloudwatch_log_(subscription.+|resource.+)"
    r"|scheduler_schedule_group|s3_bucket_.+|sqs_queue_.+|sns_topic_(policy|subscription)|cloudfront_(origin_access.+|cache_policy"
    r"|origin_request_policy|response_headers_policy)|acm_certificate_validation|ssm_document|ecr_(lifecycle|repository)_policy"
    r"|dynamodb_table_item|kms_alias|resourcegroups_group|xray_(group|sampling_rule))"
)
"""Types that cost nothing by themselves, or are part of another resource."""
FREE_PROVIDERS = frozenset(["archive", "external", "http", "local", "null", "random", "template", "terraform", "time", "tls"])
"""Providers whose resources nobody bills."""
NAMES_LEFT_OUT = frozenset({"this", "main", "default", "self"})
"""Names by which a module calls its only resource of a type; the module's own name says more."""
REST, V2 = ("aws_api_gateway_rest_api",), ("aws_apigatewayv2_api",)
FUNCTION = ("aws_lambda_function",)
FUNCTION_OR_ALIAS = ("aws_lambda_function", "aws_lambda_alias")


class PlanContext:
    """A plan while it becomes a draft."""

    def __init__(self, plan: Plan, region: str) -> None:
        """Begin with *plan*; where it does not know the region of its resources, they are in *region*."""
        self.plan, self.references, self.callers = plan, References(plan), Callers()
        self.instances: defaultdict[str, list[Instance]] = defaultdict(list)
        """By type, in the order of the plan."""
        for instance in plan.instances:
            self.instances[instance.type].append(instance)
        self.region = self._most_common_region() or region
        self.builder = Builder(plan.file, plan.kind, region=self.region)
        self.names: dict[str, tuple[str, str]] = {}
        """By address, the section and name of what became a resource of the scenario."""

    def of_type(self, *types: str) -> list[Instance]:
        """The instances of *types*, those of Cloud Control included."""
        return [instance for each in with_twins(types) for instance in self.instances.get(each, ())]

    def origin(self, instance: Instance) -> Origin:
        """Where *instance* is described."""
        return Origin(*self.plan.places.get(instance.address, (self.plan.file, 0)), instance.address)

    def warn(self, instance: Instance, message: str) -> None:
        """Warn of *instance*; what *says* continues its address."""
        self.builder.warn(message, self.origin(instance))

    def known(self, instance: Instance, name: str, value: Any) -> Any:
        """*value* of the attribute *name*; None, with a warning, if Terraform does not know it yet."""
        if value is not NOT_KNOWN:
            return value
        written_in = NESTED_ATTRIBUTES.get(instance.type, (name, ()))[0]
        reasons = (self.plan.reasons.get((instance.address, each)) for each in (name, written_in))
        why = next(filter(None, reasons), None)
        reason = "known only after apply" if why is None else f"that source does not say, as it {why}"
        self.warn(instance, f"has {name} {reason}; it is unknown here")
        return None

    def known_attribute(self, instance: Instance, name: str) -> Any:
        """The value of the attribute *name*; None if it is not set or, with a warning, if Terraform does not know it yet."""
        return self.known(instance, name, instance.attributes.get(name))

    def add(self, section: str, instance: Instance, fields: dict[str, Any], **more: Any) -> str:
        """Add *instance* as a resource of *section*; its name there."""
        region = self.plan.region(instance)
        if region is None and not self.region:
            self.builder.assume(
                f"The {self.plan.kind.split()[-1]} does not say the region: us-east-1 is taken (switch: --region)."
            )
        own = {"region": region} if region is not None and region != self.region else {}
        name = self.builder.add(section, self._name_of(instance), fields | own, self.origin(instance), **more)
        self.builder.tag(section, name, self.plan.tags(instance))
        self.names[instance.address] = (section, name)
        return name

    def functions_behind(self, instances: Iterable[Instance]) -> list[Instance]:
        """The functions among *instances*, and those behind their aliases."""
        return [
            function
            for instance in instances
            for function in (
                self.references.of_attribute(instance, "function_name", FUNCTION)
                if canonical_type(instance.type) == "aws_lambda_alias"
                else [instance]
            )
        ]

    def function_names(self, instances: Iterable[Instance]) -> list[str]:
        """The names in the draft of the functions among *instances* and behind them that are charged on demand."""
        behind = self.functions_behind(instances)
        known = [self.names[function.address] for function in behind if function.address in self.names]
        return list(dict.fromkeys(name for section, name in known if section == "functions"))

    def functions_of_attribute(self, instance: Instance, attribute: str) -> list[str]:
        """The names in the draft of the functions that *attribute* of *instance* refers to."""
        return self.function_names(self.references.of_attribute(instance, attribute, FUNCTION_OR_ALIAS))

    def api_of(self, instance: Instance, attribute: str, types: tuple[str, ...]) -> str | None:
        """The name in the draft of the one API that *attribute* of *instance* refers to."""
        apis = self.references.of_attribute(instance, attribute, types)
        names = [self.names[api.address][1] for api in apis if api.address in self.names]
        return names[0] if len(names) == 1 else None

    def function_of(self, instance: Instance, attribute: str) -> list[str]:
        """The name of the one function that *attribute* of *instance* refers to; none, with a warning, if it may be several."""
        names = self.functions_of_attribute(instance, attribute)
        if len(names) > 1:
            self.warn(instance, f"may be about any of {len(names)} functions ({', '.join(names[:3])} …); it is left out")
            return []
        return names

    def warn_of_function_elsewhere(self, instance: Instance, attribute: str, what: str) -> None:
        """Warn that *instance* does *what* (`scales the concurrency of`) to a function that is not billed on demand here.

        Nothing is said where the function could be several, as `function_of` says that.
        """
        meant = self.references.of_attribute(instance, attribute, FUNCTION_OR_ALIAS)
        if len(self.function_names(meant)) > 1:
            return
        value = instance.attributes.peek(attribute)
        name = f" ({value})" if isinstance(value, str) else ""
        if self.functions_behind(meant):
            self.warn(instance, f"{what} a function that is not charged on demand{name}; it is left out")
        else:
            self.warn(instance, f"{what} a function that is not in the plan{name}; it costs money, and is not in the bill")

    def _name_of(self, instance: Instance) -> str:
        """Its modules and its name, without brackets and quotes, which a usage file would take for wildcards."""
        modules = [step for step in re.split(r"(?:^|\.)module\.", instance.module) if step]
        own = [] if modules and instance.name in NAMES_LEFT_OUT else [instance.name]
        only_one = instance.key == "0" and self._siblings[instance.home, instance.module] == 1
        key = [instance.key] if instance.key and not only_one else []
        return re.sub(r"[^\w]+", "-", "-".join([*modules, *own, *key])).strip("-")

    @cached_property
    def _siblings(self) -> Counter[tuple[tuple[str, str], str]]:
        return Counter((instance.home, instance.module) for instance in self.plan.instances)

    def _most_common_region(self) -> str:
        """The region of most of what is priced; of two alike, the first of the alphabet."""
        counts = Counter(region for instance in self.of_type(*PRICED) if (region := self.plan.region(instance)))
        return min(counts, key=lambda region: (-counts[region], region), default="")


def is_free_type(kind: str) -> bool:
    """Whether resources of *kind* cost nothing by themselves.

    >>> [is_free_type("aws_iam_role"), is_free_type("random_id"), is_free_type("aws_sqs_queue")]
    [True, True, False]
    """
    return bool(FREE.fullmatch(kind)) or kind.partition("_")[0] in FREE_PROVIDERS
