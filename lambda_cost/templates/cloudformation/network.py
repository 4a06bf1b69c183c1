"""What stands around functions and is priced: pollers in provisioned mode, NAT gateways, load balancers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.scenario.unknown import Most
from lambda_cost.templates import unresolved
from lambda_cost.templates.cloudformation.functions import name_of

if TYPE_CHECKING:
    from lambda_cost.templates.cloudformation.stack import Item, Stack


def add_pollers(stack: Stack) -> None:
    """Add the pollers of every event source mapping in provisioned mode."""
    for one in stack.of("AWS::Lambda::EventSourceMapping"):
        if one.value("ProvisionedPollerConfig") is None:
            continue
        if one.value("Enabled") is not None and not one.flag("Enabled"):
            stack.builder.note(f"{one.name} is disabled; its pollers are not charged.")
            continue
        if one.value("Queues") is not None:
            one.warn("has provisioned pollers of Amazon MQ, which are not priced", "ProvisionedPollerConfig")
            stack.builder.not_priced("pollers of Amazon MQ")
            continue
        _add_poller(stack, one)


def _add_poller(stack: Stack, one: Item) -> None:
    source = _source(stack, one)
    least = one.number("ProvisionedPollerConfig", "MinimumPollers")
    most = one.number("ProvisionedPollerConfig", "MaximumPollers")
    fields: dict[str, Any] = {"source": source, "units": least if source == "sqs" and least == most else None}
    bound = {"units": Most(most, "its maximum of pollers")} if source == "sqs" and most is not None else {}
    name = stack.builder.add("event_pollers", name_of(one), fields, one.origin, most=bound)
    if fields["units"] is None:
        words = f" from {least:f} on" if least is not None else ""
        stack.builder.note(f"event_pollers.{name}: pollers scale with traffic{words}; units are those on the average.")


def _source(stack: Stack, one: Item) -> str | None:
    """What a mapping polls; None if that cannot be known."""
    arn = one.value("EventSourceArn")
    kinds = [stack.resources[name].kind for name in unresolved.references(arn) if name in stack.resources]
    if ":sqs:" in str(arn) or "AWS::SQS::Queue" in kinds:
        return "sqs"
    kafka = one.value("Topics") is not None or one.value("SelfManagedEventSource") is not None or ":kafka:" in str(arn)
    return "kafka" if kafka or any(kind.startswith("AWS::MSK::") for kind in kinds) else None


def add_network(stack: Stack) -> None:
    """Add NAT gateways and application load balancers."""
    for one in stack.of("AWS::EC2::NatGateway"):
        stack.builder.add("nat_gateways", name_of(one), {}, one.origin)
    for one in stack.of("AWS::ElasticLoadBalancingV2::LoadBalancer"):
        kind = one.text("Type") if one.value("Type") is not None else "application"
        if kind == "application":
            stack.builder.add("load_balancers", name_of(one), {"target": _target(stack)}, one.origin)
        else:
            stack.builder.not_priced(f"{one.kind} ({kind or 'unknown'})")


def _target(stack: Stack) -> str | None:
    """What the load balancers of *stack* send requests to: functions, if there are targets of no other kind."""
    kinds = {one.value("TargetType") for one in stack.of("AWS::ElasticLoadBalancingV2::TargetGroup")}
    return "other" if kinds and kinds != {"lambda"} else None
