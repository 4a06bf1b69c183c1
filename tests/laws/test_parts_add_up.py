"""A bill is a sum: of charges, of resources, of meters, of tiers; each way it is the same to the last digit."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lambda_cost import estimate
from lambda_cost.bill.shares import split_by_rows_and_columns, split_in_proportion
from lambda_cost.numbers.quantity import exactly
from tests.laws import strategies as any_

WEIGHTS = st.lists(st.one_of(st.decimals(0, 10**12, places=6), st.integers(0, 9).map(Decimal)), min_size=1, max_size=8)


@given(weights=WEIGHTS, part=st.decimals(0, 1, places=9))
def test_shares_add_up_to_the_whole(weights: list[Decimal], part: Decimal) -> None:
    """None is negative and none is more than it weighs."""
    with exactly():
        whole = sum(weights) * part
        shares = split_in_proportion(whole, weights)
        assert sum(shares) == whole
    assert all(0 <= share <= weight for share, weight in zip(shares, weights, strict=True))


@given(rows=WEIGHTS, cuts=st.lists(st.integers(1, 999), max_size=3, unique=True))
def test_a_matrix_of_shares_adds_up_both_ways(rows: list[Decimal], cuts: list[int]) -> None:
    """Each tier is given out, and each resource gets what it used; columns here are tiers of at least a thousandth."""
    with exactly():
        whole = sum(rows, Decimal(0))
        edges = [Decimal(0), *(whole * cut / 1000 for cut in sorted(cuts)), whole]
        columns = [high - low for low, high in pairwise(edges)]
        cells = split_by_rows_and_columns(columns, rows)
        assert [sum(row) for row in cells] == rows
        assert [sum(column) for column in zip(*cells, strict=True)] == columns
    assert all(cell >= 0 for row in cells for cell in row)


@given(scenario=any_.scenarios())
def test_charges_resources_and_meters_add_up_to_the_total(scenario: Any) -> None:
    bill = estimate(scenario)
    with exactly():
        assert sum(charge.billed_cost for charge in bill.charges) == bill.total
        assert sum(bill.by_resource.values()) == bill.total
        assert sum(meter.billed_cost for meter in bill.by_meter.values()) == bill.total
        assert sum(charge.list_cost for charge in bill.charges) == bill.list_total
        assert sum(meter.list_cost for meter in bill.by_meter.values()) == bill.list_total


@given(scenario=any_.scenarios())
def test_the_tiers_of_a_charge_add_up_to_it(scenario: Any) -> None:
    """Its quantity is what is free and what is in tiers, its cost that of the tiers."""
    for charge in estimate(scenario).charges:
        with exactly():
            assert sum(tier.cost for tier in charge.tiers) == charge.billed_cost
            assert charge.free_quantity + sum(tier.quantity for tier in charge.tiers) == charge.pricing_quantity
            assert all(tier.quantity * tier.list_unit_price == tier.cost for tier in charge.tiers)


@given(scenario=any_.scenarios())
def test_no_part_of_a_bill_is_negative(scenario: Any) -> None:
    for charge in estimate(scenario).charges:
        amounts = [charge.pricing_quantity, charge.free_quantity, charge.list_cost, charge.billed_cost, charge.effective_cost]
        assert min(amounts) >= 0
        assert all(tier.quantity > 0 for tier in charge.tiers)


@given(scenario=any_.scenarios())
def test_the_text_of_a_bill_adds_up_too(scenario: Any) -> None:
    """The decimal strings of the JSON are exact: whoever adds them up gets the total."""
    bill = estimate(scenario).to_dict()
    with exactly():
        assert sum(Decimal(charge["billed_cost"]) for charge in bill["charges"]) == Decimal(bill["total"])
        assert sum(map(Decimal, bill["resources"].values())) == Decimal(bill["total"])
        assert sum(Decimal(charge["list_cost"]) for charge in bill["charges"]) == Decimal(bill["list_total"])
        for charge in bill["charges"]:
            assert sum(Decimal(tier["cost"]) for tier in charge["tiers"]) == Decimal(charge["billed_cost"])
