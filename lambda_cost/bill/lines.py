"""Lines of a bill that no meter makes: what is committed, what of it is unused, and what is discounted."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from lambda_cost.bill.charge import Charge, TierCost
from lambda_cost.bill.pool import add_up
from lambda_cost.numbers.quantity import is_exact
from lambda_cost.prices.price import Check, Price
from lambda_cost.tariff import Tariff

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lambda_cost.bill.savings_plan import PlanSpending
    from lambda_cost.scenario.scenario import Scenario


class Billed(Protocol):
    """A charge, or what all charges of a pool come to."""

    @property
    def meter(self) -> str:
        """Full name of the meter."""
        ...

    @property
    def billed_cost(self) -> Any:
        """What is invoiced."""
        ...


THE_SCENARIO = "the scenario itself"


def plan_charges(scenario: Scenario[Any], spending: PlanSpending) -> list[Charge[Any]]:
    """The commitment as it is invoiced, and what of it covered nothing.

    In the sense of FOCUS, the commitment is billed and effectively free: its effective cost stands with what
    it covered, and what it did not cover has a line of its own.
    """
    plan = scenario.savings_plan
    if plan is None:
        return []
    words = f"{plan.term}, {plan.payment.replace('_', ' ')}"
    nothing = 0 * spending.committed
    price = plan.commitment if is_exact(plan.commitment) else Decimal(1)
    one = TierCost(Decimal(0), scenario.hours, price, spending.committed)
    return [
        _line(
            "savings_plan", "savings_plan.commitment", f"Savings Plan, {words}", scenario, spending.committed, nothing, (one,)
        ),
        _line("savings_plan", "savings_plan.unused", "Commitment that covers nothing", scenario, nothing, spending.unused, ()),
    ]


def discount_charges(scenario: Scenario[Any], charges: Sequence[Billed]) -> list[Charge[Any]]:
    """What each discount takes off the billed cost of the charges that it is for."""
    lines: list[Charge[Any]] = []
    for discount in scenario.discounts:
        billed = [charge.billed_cost for charge in charges if discount.covers(charge.meter, scenario.day)]
        if billed:
            off: Any = 0 - add_up(billed) * discount.percent / 100
            title = f"Discount, {discount.percent} % of {discount.service or discount.meter}"
            lines.append(_line(discount.path, discount.path, title, scenario, off, off, ()))
    return lines


def other_charges(scenario: Scenario[Any]) -> list[Charge[Any]]:
    """What is not computed here, as it was given."""
    return [
        _line(cost.path, cost.path, cost.title, scenario, cost.amount, cost.amount, ())._replace(list_cost=cost.amount)
        for cost in scenario.other_costs
    ]


def _line(
    resource: str, meter: str, title: str, scenario: Scenario[Any], billed: Any, effective: Any, tiers: tuple[Any, ...]
) -> Charge[Any]:
    nothing = 0 * billed
    price = Price(
        title=title,
        tariff=Tariff.of([(Decimal(0), Decimal(1))]),
        unit="Hours" if tiers else "",
        multiple=Decimal(1),
        usage_type="",
        currency="USD",
        since=scenario.day,
        follows=False,
        next_since=None,
        checks=(Check(scenario.day, THE_SCENARIO, ""),),
        source="",
        source_title=THE_SCENARIO,
        note="",
    )
    quantity = scenario.hours if tiers else nothing
    return Charge(resource, meter, "", "", quantity, nothing, nothing, tiers, nothing, billed, effective, price)
