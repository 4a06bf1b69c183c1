"""Tiers: what of a quantity falls into each, and what it costs."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from lambda_cost import Tariff, Tier
from lambda_cost.numbers.formula import Formula

D = Decimal

REST = Tariff.of([(D(0), D("3.50")), (D(333), D("2.80")), (D(1000), D("2.38")), (D(20_000), D("1.51"))])
"""API Gateway's REST calls in us-east-1, in millions."""
FLAT = Tariff.of([(D(0), D("0.20"))])


def test_tiers_are_made_of_their_beginnings() -> None:
    assert REST.tiers == (
        Tier(D(0), D(333), D("3.50")),
        Tier(D(333), D(1000), D("2.80")),
        Tier(D(1000), D(20_000), D("2.38")),
        Tier(D(20_000), None, D("1.51")),
    )
    assert REST.breakpoints == (D(333), D(1000), D(20_000))
    assert FLAT.breakpoints == ()


@pytest.mark.parametrize(
    ("quantity", "shares"),
    [
        ("0", [0, 0, 0, 0]),
        ("332.5", ["332.5", 0, 0, 0]),
        ("333", [333, 0, 0, 0]),
        ("334", [333, 1, 0, 0]),
        ("21000", [333, 667, 19_000, 1000]),
    ],
)
def test_each_tier_has_its_share(quantity: str, shares: list[int | str]) -> None:
    assert [tier.share(D(quantity)) for tier in REST.tiers] == [D(share) for share in shares]


@pytest.mark.parametrize(
    ("quantity", "cost"),
    [
        ("0", "0"),
        ("1", "3.50"),
        ("333", "1165.50"),  # 333 x 3.50
        ("333.000001", "1165.5000028"),  # and 0.000001 x 2.80
        ("1000", "3033.10"),  # and 667 x 2.80 = 1,867.60
        ("15000", "36353.10"),  # and 14,000 x 2.38 = 33,320.00
        ("21000", "49763.10"),  # 1,165.50 + 1,867.60 + 45,220.00 + 1,000 x 1.51
    ],
)
def test_a_cost_is_that_of_all_tiers(quantity: str, cost: str) -> None:
    assert REST.cost(D(quantity)) == D(cost)


def test_one_price_is_a_tariff_too() -> None:
    assert FLAT.cost(D(10**12)) == D(2) * 10**11
    assert FLAT.marginal_price(D(10**12)) == D("0.20")


@pytest.mark.parametrize(
    ("quantity", "price"), [("0", "3.50"), ("332.999", "3.50"), ("333", "2.80"), ("999", "2.80"), ("1e9", "1.51")]
)
def test_the_next_unit_costs_the_price_of_its_tier(quantity: str, price: str) -> None:
    assert REST.marginal_price(D(quantity)) == D(price)


def test_arrays_cost_element_by_element() -> None:
    costs = REST.cost(np.array([0.0, 333.0, 21_000.0]))
    assert costs.tolist() == pytest.approx([0, 1165.50, 49_763.10], rel=1e-12)
    assert REST.cost(21_000.0) == pytest.approx(49_763.10, rel=1e-12)


def test_a_formula_shows_every_tier() -> None:
    text = str(REST.cost(Formula("requests")))
    assert text.startswith("min(requests, 333) × 3.50 + min(max(requests − 333, 0), 667) × 2.80")
    assert text.endswith("max(requests − 20,000, 0) × 1.51")
