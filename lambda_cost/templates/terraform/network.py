"""What stands around functions: NAT gateways, load balancers, and the endpoints of private APIs."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from lambda_cost.strict_yaml import is_list
from lambda_cost.templates.terraform.functions import FUNCTION_OR_ALIAS, named
from lambda_cost.templates.terraform.plan import listing

if TYPE_CHECKING:
    from lambda_cost.templates.terraform.drafting import Drafting
    from lambda_cost.templates.terraform.plan import Instance


def network(work: Drafting) -> None:
    """Add what is priced by the hour beside functions and APIs."""
    for one in work.of("aws_nat_gateway"):
        work.add("nat_gateways", one, {})
    targets = {str(one.attributes.get("target_type")) for one in work.of("aws_lb_target_group", "aws_alb_target_group")}
    for one in work.of("aws_lb", "aws_alb"):
        if one.attributes.get("load_balancer_type") in (None, "", "application"):
            work.add("load_balancers", one, {"target": "other" if targets - {"lambda"} else None})
        else:
            work.builder.not_priced(f"{one.type} ({one.attributes.get('load_balancer_type')})")
    for one in work.of("aws_lb_target_group_attachment", "aws_alb_target_group_attachment"):
        for name in named(work, work.links.meant(one, "target_id", FUNCTION_OR_ALIAS)):
            work.triggers.other(name, "a load balancer")
    _endpoints(work)


def _endpoints(work: Drafting) -> None:
    """The endpoint of a private API goes with it; gateways are free, and no other interface is priced."""
    private = [
        work.names[one.address][1]
        for one in work.of("aws_api_gateway_rest_api")
        if "PRIVATE" in listing(one.attributes.block("endpoint_configuration").values.get("types"))
        and one.address in work.names
    ]
    for one in work.of("aws_vpc_endpoint"):
        kind = one.attributes.get("vpc_endpoint_type")
        service = str(one.attributes.get("service_name"))
        if kind in (None, "Gateway"):
            continue
        if service.endswith(".execute-api") and private:
            work.builder.feature("apis", private.pop(0), "endpoint", {"zones": _zones(work, one)})
        else:
            work.builder.not_priced(f"aws_vpc_endpoint ({service.rpartition('.')[2]})")
    for name in private:
        work.builder.note(f"apis.{name} is private; the endpoint that it is called through is another's or not in the plan.")


def _zones(work: Drafting, one: Instance) -> Decimal | None:
    """Zones of an endpoint: one for each subnet."""
    subnets = one.attributes.get("subnet_ids")
    if is_list(subnets) and subnets:
        return Decimal(len(subnets))
    work.warn(one, "has subnets known only after apply; one availability zone is taken until its usage says")
    return None
