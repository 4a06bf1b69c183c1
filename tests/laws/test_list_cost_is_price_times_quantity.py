"""FOCUS: "The product of ListUnitPrice and PricingQuantity MUST match the ListCost"; with tiers, in each tier."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given

from lambda_cost import estimate
from lambda_cost.numbers.quantity import exactly
from tests.laws import strategies as any_


@given(scenario=any_.scenarios())
def test_list_cost_is_the_tariff_of_the_pool(scenario: Any) -> None:
    """Tiers fill with the usage of all resources, so it holds for each pool, not for each resource."""
    bill = estimate(scenario)
    for pool in bill.pools:
        charges = [
            charge
            for charge in bill.charges
            if (charge.meter, charge.region, charge.choice) == (pool.meter, pool.region, pool.choice)
        ]
        with exactly():
            assert sum(charge.pricing_quantity for charge in charges) == pool.quantity
            assert sum(charge.list_cost for charge in charges) == pool.price.tariff.cost(pool.quantity)


@given(scenario=any_.scenarios())
def test_what_is_billed_is_the_tariff_of_what_is_not_free(scenario: Any) -> None:
    """What is free comes off before the tiers begin."""
    bill = estimate(scenario)
    for pool, free in zip(bill.pools, bill.free, strict=True):
        charges = [
            charge
            for charge in bill.charges
            if (charge.meter, charge.region, charge.choice) == (pool.meter, pool.region, pool.choice)
        ]
        with exactly():
            assert sum(charge.billed_cost for charge in charges) == pool.price.tariff.cost(pool.quantity - Decimal(free))


@given(scenario=any_.scenarios())
def test_nobody_pays_more_than_the_list_price(scenario: Any) -> None:
    """Neither the account, nor for any meter."""
    bill = estimate(scenario)
    assert bill.total <= bill.list_total
    assert all(meter.billed_cost <= meter.list_cost for meter in bill.by_meter.values())


@given(scenario=any_.scenarios())
def test_a_resource_alone_meets_the_same_list_prices(scenario: Any) -> None:
    """The first tier is the dearest: alone nobody pays less at list prices than with the others."""
    together = estimate(scenario.replace_unchecked(free_tier="none"))
    with exactly():
        alone = sum(
            estimate(scenario.replace_unchecked(free_tier="none", resources=(resource,))).total
            for resource in scenario.resources
        )
    assert alone >= together.total
