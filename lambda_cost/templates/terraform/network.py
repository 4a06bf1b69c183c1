"""What stands around functions: NAT gateways, load balancers, and the endpoints of private APIs."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from lambda_cost.strict_yaml import is_list
from lambda_cost.templates.terraform.blocks import as_list

if TYPE_CHECKING:
    from lambda_cost.templates.terraform.context import PlanContext
    from lambda_cost.templates.terraform.plan import Instance


def add_network(context: PlanContext) -> None:
    """Add what is billed by the hour beside functions and APIs."""
    for gateway in context.of_type("aws_nat_gateway"):
        name = context.add("nat_gateways", gateway, {})
        if gateway.attributes.get("availability_mode") not in (None, "zonal"):
            message = "is a regional NAT gateway, which may be charged by the hour in each availability zone that it spans"
            context.warn(gateway, f"{message}; say how many are charged")
            context.builder.ask("nat_gateways", name, "gateways")
    groups = context.of_type("aws_lb_target_group", "aws_alb_target_group")
    targets = {str(group.attributes.get("target_type")) for group in groups}
    for balancer in context.of_type("aws_lb", "aws_alb"):
        kind = balancer.attributes.get("load_balancer_type")
        if kind in (None, "", "application"):
            context.add("load_balancers", balancer, {"target": "other" if targets - {"lambda"} else None})
        else:
            context.builder.count_unpriced(f"{balancer.type} ({kind})")
    for attachment in context.of_type("aws_lb_target_group_attachment", "aws_alb_target_group_attachment"):
        context.callers.add_other(context.functions_of_attribute(attachment, "target_id"), "a load balancer")
    _add_endpoints(context)


def _add_endpoints(context: PlanContext) -> None:
    """Add the endpoints of private APIs to them; gateway endpoints are free, and no other interface is priced."""
    private = [
        context.names[api.address][1]
        for api in context.of_type("aws_api_gateway_rest_api")
        if "PRIVATE" in as_list(api.attributes.block("endpoint_configuration").values.get("types"))
        and api.address in context.names
    ]
    for endpoint in context.of_type("aws_vpc_endpoint"):
        service = str(endpoint.attributes.get("service_name"))
        if endpoint.attributes.get("vpc_endpoint_type") in (None, "Gateway"):
            continue
        if service.endswith(".execute-api") and private:
            context.builder.add_feature("apis", private.pop(0), "endpoint", {"zones": _zones(context, endpoint)})
        else:
            context.builder.count_unpriced(f"aws_vpc_endpoint ({service.rpartition('.')[2]})")
    for name in private:
        context.builder.assume(f"apis.{name} is private; its endpoint is not in the plan, and not priced here.")


def _zones(context: PlanContext, endpoint: Instance) -> Decimal | None:
    """Availability zones of *endpoint*: one for each subnet."""
    subnets = endpoint.attributes.get("subnet_ids")
    if is_list(subnets) and subnets:
        return Decimal(len(subnets))
    context.warn(endpoint, "has subnets known only after apply; one availability zone is taken until its usage says")
    return None
