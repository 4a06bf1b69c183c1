"""An allowance is one for the whole account: it is used up, never overspent, whoever takes from it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lambda_cost import PriceBook, estimate
from lambda_cost.bill.free_tier import allocate_in_proportion
from lambda_cost.numbers.quantity import exactly
from tests.laws import strategies as any_

AMOUNTS = st.one_of(st.decimals(0, 10**12, places=6), st.integers(0, 1000).map(Decimal))
DEMANDS = st.lists(AMOUNTS, min_size=1, max_size=8)


@given(demands=DEMANDS, allowance=AMOUNTS)
def test_grants_use_up_the_allowance_or_the_demand(demands: list[Decimal], allowance: Decimal) -> None:
    """To the last digit: what is not handed out would be billed, what is handed out twice would be lost."""
    with exactly():
        grants = allocate_in_proportion(demands, allowance)
        assert sum(grants) == min(allowance, sum(demands))
    assert all(0 <= grant <= demand for grant, demand in zip(grants, demands, strict=True))


@given(demands=DEMANDS, allowance=AMOUNTS)
def test_grants_are_in_proportion_to_demands(demands: list[Decimal], allowance: Decimal) -> None:
    """But for the digits that remain after the twelfth place, of which each demand has at most one."""
    with exactly():
        grants = allocate_in_proportion(demands, allowance)
        whole = sum(demands)
        for grant, demand in zip(grants, demands, strict=True):
            assert abs(grant * whole - min(allowance, whole) * demand) <= len(demands) * Decimal("1e-12") * whole


@given(demands=DEMANDS, allowance=AMOUNTS)
def test_arrays_are_granted_what_decimals_are(demands: list[Decimal], allowance: Decimal) -> None:
    """Element by element, nothing demanded included; the exact ones are cut after the twelfth place."""
    with exactly():
        exact = allocate_in_proportion(demands, allowance)
        allowed = Decimal("1e-12") * (len(demands) + sum(demands))
    arrays = allocate_in_proportion([np.array([float(demand), 0.0]) for demand in demands], allowance)
    for found, expected in zip(arrays, exact, strict=True):
        assert abs(Decimal(float(found[0])) - expected) <= allowed
        assert found[1] == 0


@given(scenario=any_.scenarios())
def test_a_bill_gives_each_allowance_once(scenario: Any) -> None:
    """Over all regions of its partitions, architectures and resources together."""
    bill, book = estimate(scenario), PriceBook.bundled()
    for meter in {pool.meter for pool in bill.pools}:
        for partition in ("aws", "aws-us-gov"):
            places = [
                n
                for n, pool in enumerate(bill.pools)
                if pool.meter == meter and book.region(pool.region).partition == partition
            ]
            offers = [one for one in book.allowances(meter, scenario.free_tier, scenario.day) if partition in one.partitions]
            with exactly():
                demand = sum(sum(bill.pools[n].eligible) for n in places)
                given_here = sum(Decimal(bill.free[n]) for n in places)
            assert given_here <= min(demand, sum(offer.quantity for offer in offers))
        assert bill.by_meter[meter].free_quantity <= sum(
            one.quantity for one in book.allowances(meter, scenario.free_tier, scenario.day)
        )


@given(scenario=any_.scenarios(offers=st.just("always")))
def test_a_bill_uses_its_allowance_up(scenario: Any) -> None:
    """Nobody pays for a request while another of the million free ones is left; outside its partitions nothing is free."""
    bill, book = estimate(scenario), PriceBook.bundled()
    for meter, whole in bill.by_meter.items():
        for allowance in book.allowances(meter, "always", scenario.day):
            within = [pool for pool in bill.pools if book.region(pool.region).partition in allowance.partitions]
            with exactly():
                demand = sum(sum(pool.eligible) for pool in within if pool.meter == meter)
            assert whole.free_quantity == min(allowance.quantity, demand)


@given(scenario=any_.scenarios())
def test_each_resource_gets_no_more_free_than_it_uses(scenario: Any) -> None:
    for charge in estimate(scenario).charges:
        assert 0 <= charge.free_quantity <= charge.pricing_quantity
