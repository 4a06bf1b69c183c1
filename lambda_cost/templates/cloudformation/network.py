"""What stands around functions and is priced: pollers in provisioned mode, NAT gateways, load balancers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_cost.templates.cloudformation.functions import add_resource, name_of
from lambda_cost.templates.pollers import PollerGroups, ProvisionedPollers
from lambda_cost.templates.unresolved import referenced_resources

if TYPE_CHECKING:
    from lambda_cost.templates.cloudformation.stack import Stack, StackResource

CONFIG = "ProvisionedPollerConfig"
KAFKA = (
    "Topics",
    "SelfManagedEventSource",
    "AmazonManagedKafkaEventSourceConfig",
    "SelfManagedKafkaEventSourceConfig",
    "KafkaBootstrapServers",
)
"""Properties that only mappings of Kafka have."""


def add_pollers(stack: Stack) -> None:
    """Add the pollers of every event source mapping in provisioned mode."""
    groups = PollerGroups(stack.builder)
    for mapping in stack.of_type("AWS::Lambda::EventSourceMapping"):
        if not mapping.has(CONFIG):
            continue
        if not mapping.flag("Enabled", otherwise=True):
            stack.builder.assume(f"{mapping.name} is disabled; its pollers are not charged.")
            mapping.record.mark(CONFIG)
        elif mapping.value("Queues") is not None:
            mapping.warn("has provisioned pollers of Amazon MQ, which are not priced", CONFIG)
            stack.builder.count_unpriced("pollers of Amazon MQ")
            mapping.record.mark(CONFIG)
        else:
            groups.add(name_of(mapping), _pollers(stack, mapping), mapping.origin)
    groups.settle()


def _pollers(stack: Stack, mapping: StackResource) -> ProvisionedPollers:
    return ProvisionedPollers(
        _polled_source(stack, mapping),
        mapping.number(CONFIG, "MinimumPollers"),
        mapping.number(CONFIG, "MaximumPollers"),
        mapping.text(CONFIG, "PollerGroupName") or "",
    )


def _polled_source(stack: Stack, mapping: StackResource) -> str:
    """What a mapping polls; without topics, a mapping with such pollers can only be of SQS."""
    arn = mapping.value("EventSourceArn")
    types = [stack.resources[name].type for name in referenced_resources(arn) if name in stack.resources]
    kafka = any(mapping.has(key) for key in KAFKA) or ":kafka:" in str(arn)
    return "kafka" if kafka or any(each.startswith("AWS::MSK::") for each in types) else "sqs"


def add_network(stack: Stack) -> None:
    """Add NAT gateways and application load balancers."""
    for gateway in stack.of_type("AWS::EC2::NatGateway"):
        name = add_resource(stack, "nat_gateways", gateway, {})
        if gateway.text("AvailabilityMode") not in {None, "zonal"}:
            message = "is a regional NAT gateway, which may be charged by the hour in each availability zone that it spans"
            gateway.warn(f"{message}; say how many are charged", "AvailabilityMode")
            stack.builder.ask("nat_gateways", name, "gateways")
    # if one target group has targets that are no functions, the balancers may send requests there
    groups = {str(group.value("TargetType")) for group in stack.of_type("AWS::ElasticLoadBalancingV2::TargetGroup")}
    target = "other" if groups - {"lambda"} else None
    for balancer in stack.of_type("AWS::ElasticLoadBalancingV2::LoadBalancer"):
        kind = balancer.text("Type") if balancer.value("Type") is not None else "application"
        if kind == "application":
            add_resource(stack, "load_balancers", balancer, {"target": target})
        else:
            stack.builder.count_unpriced(f"{balancer.type} ({kind or 'unknown'})")
