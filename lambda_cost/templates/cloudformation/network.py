"""What stands around functions and is priced: pollers in provisioned mode, NAT gateways, load balancers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.scenario.unknown import UpperBound
from lambda_cost.templates.cloudformation.functions import name_of
from lambda_cost.templates.unresolved import referenced_resources

if TYPE_CHECKING:
    from lambda_cost.templates.cloudformation.stack import Stack, StackResource


def add_pollers(stack: Stack) -> None:
    """Add the pollers of every event source mapping in provisioned mode."""
    for mapping in stack.of_type("AWS::Lambda::EventSourceMapping"):
        if not mapping.has("ProvisionedPollerConfig"):
            continue
        if mapping.value("Enabled") is not None and not mapping.flag("Enabled"):
            stack.builder.assume(f"{mapping.name} is disabled; its pollers are not charged.")
            mapping.record.mark("ProvisionedPollerConfig")
        elif mapping.value("Queues") is not None:
            mapping.warn("has provisioned pollers of Amazon MQ, which are not priced", "ProvisionedPollerConfig")
            stack.builder.count_unpriced("pollers of Amazon MQ")
            mapping.record.mark("ProvisionedPollerConfig")
        else:
            _add_poller(stack, mapping)


def _add_poller(stack: Stack, mapping: StackResource) -> None:
    source = _polled_source(stack, mapping)
    least = mapping.number("ProvisionedPollerConfig", "MinimumPollers")
    most = mapping.number("ProvisionedPollerConfig", "MaximumPollers")
    fields: dict[str, Any] = {"source": source, "units": least if source == "sqs" and least == most else None}
    bound = {"units": UpperBound(most, "its maximum of pollers")} if source == "sqs" and most is not None else {}
    name = stack.builder.add("event_pollers", name_of(mapping), fields, mapping.origin, upper_bounds=bound)
    if fields["units"] is None:
        words = f" from {least:f} on" if least is not None else ""
        stack.builder.assume(f"event_pollers.{name}: pollers scale with traffic{words}; units are those on the average.")


def _polled_source(stack: Stack, mapping: StackResource) -> str | None:
    """What a mapping polls; None if that cannot be known."""
    arn = mapping.value("EventSourceArn")
    types = [stack.resources[name].type for name in referenced_resources(arn) if name in stack.resources]
    if ":sqs:" in str(arn) or "AWS::SQS::Queue" in types:
        return "sqs"
    kafka = any(mapping.value(key) is not None for key in ("Topics", "SelfManagedEventSource")) or ":kafka:" in str(arn)
    return "kafka" if kafka or any(each.startswith("AWS::MSK::") for each in types) else None


def add_network(stack: Stack) -> None:
    """Add NAT gateways and application load balancers."""
    for gateway in stack.of_type("AWS::EC2::NatGateway"):
        stack.builder.add("nat_gateways", name_of(gateway), {}, gateway.origin)
    # if one target group has targets that are no functions, the balancers may send requests there
    groups = {str(group.value("TargetType")) for group in stack.of_type("AWS::ElasticLoadBalancingV2::TargetGroup")}
    target = "other" if groups - {"lambda"} else None
    for balancer in stack.of_type("AWS::ElasticLoadBalancingV2::LoadBalancer"):
        kind = balancer.text("Type") if balancer.value("Type") is not None else "application"
        if kind == "application":
            stack.builder.add("load_balancers", name_of(balancer), {"target": target}, balancer.origin)
        else:
            stack.builder.count_unpriced(f"{balancer.type} ({kind or 'unknown'})")
