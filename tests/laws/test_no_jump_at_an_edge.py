"""A tier's price holds for the units in it and for no others, so a bill never jumps."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_cost import PriceBook, Scenario, Tariff, estimate
from lambda_cost.numbers.quantity import exactly
from lambda_cost.prices.table import tariff_of
from tests.laws import strategies as any_

if TYPE_CHECKING:
    from collections.abc import Iterator

AMOUNTS = st.decimals(0, 10**12, places=6)
PRICES = st.decimals(0, 1000, places=10)


@st.composite
def tariffs(draw: Any) -> Tariff:
    """A tariff of one to five tiers, dearer or cheaper as they come."""
    edges = sorted(draw(st.sets(st.decimals("0.001", 10**11, places=3), max_size=4)))
    return Tariff.of((above, draw(PRICES)) for above in [Decimal(0), *edges])


def published() -> Iterator[Any]:
    """Every tariff of the tables, with its address for a name."""
    book = PriceBook.bundled()
    for address in book.addresses():
        for name, meter in book.table(address).meters.items():
            for key, entries in meter.prices.items():
                for since, entry in entries.items():
                    schedules = entry.price.items() if isinstance(entry.price, dict) else [("", entry.price)]
                    for choice, schedule in schedules:
                        if isinstance(schedule, list):
                            yield pytest.param(tariff_of(schedule), id=f"{address}.{name} {key} {since} {choice}")


def edges_are_smooth(tariff: Tariff, step: Decimal) -> None:
    """A *step* before an edge costs the price before it, a step after it the price after it."""
    for index, edge in enumerate(tariff.breakpoints):
        before, after = tariff.tiers[index].price, tariff.tiers[index + 1].price
        assert tariff.cost(edge) - tariff.cost(edge - step) == step * before
        assert tariff.cost(edge + step) - tariff.cost(edge) == step * after


@given(tariff=tariffs(), step=st.sampled_from([Decimal("0.000001"), Decimal("0.001")]))
def test_any_tariff_is_smooth_at_its_edges(tariff: Tariff, step: Decimal) -> None:
    with exactly():
        gaps = [b - a for a, b in zip([Decimal(0), *tariff.breakpoints], tariff.breakpoints, strict=False)]
        edges_are_smooth(tariff, min([step, *gaps]))


@pytest.mark.parametrize("tariff", list(published()))
def test_every_published_tariff_is_smooth_at_its_edges(tariff: Tariff) -> None:
    """And more of it is never dearer by the unit."""
    with exactly():
        edges_are_smooth(tariff, Decimal("0.000001"))
    prices = [tier.price for tier in tariff.tiers]
    assert prices == sorted(prices, reverse=True)


@given(tariff=tariffs(), one=AMOUNTS, more=AMOUNTS)
def test_any_unit_costs_the_price_of_its_tier(tariff: Tariff, one: Decimal, more: Decimal) -> None:
    """What is bought on top costs no less than the cheapest tier and no more than the dearest."""
    prices = [tier.price for tier in tariff.tiers]
    with exactly():
        added = tariff.cost(one + more) - tariff.cost(one)
        assert more * min(prices) <= added <= more * max(prices)


@given(tariff=tariffs(), quantity=AMOUNTS)
def test_the_tiers_share_the_whole_quantity(tariff: Tariff, quantity: Decimal) -> None:
    """No unit is counted twice and none is lost."""
    with exactly():
        shares = [tier.share(quantity) for tier in tariff.tiers]
        assert sum(shares) == quantity
        assert sum(share * tier.price for share, tier in zip(shares, tariff.tiers, strict=True)) == tariff.cost(quantity)
    assert all(share >= 0 for share in shares)


@pytest.mark.parametrize("kind", any_.RESOURCES, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_a_bill_does_not_jump_when_usage_passes_an_edge(kind: Any, data: st.DataObject) -> None:
    """One unit of use more, wherever it falls, costs at most the first tier's price of what it meters."""
    drawn = data.draw(any_.resources(kind, region="us-east-1"))
    one = replace(drawn, features=tuple(feature for feature in drawn.features if not any_.unbounded(type(feature))))
    amounts = any_.unbounded(kind) or [field.name for field in any_.numeric(kind)]
    name = data.draw(st.sampled_from([field for field in amounts if getattr(one, field) is not None]))
    edges = [edge * pool.price.multiple for pool in estimate(_alone(one)).pools for edge in pool.price.tariff.breakpoints]
    at = data.draw(st.sampled_from(edges or [Decimal(1)])) + data.draw(st.integers(-1, 1))
    bills = [estimate(_alone(one).with_("it", **{name: at + step})) for step in (0, 1)]
    pairs = zip(*(bill.pools for bill in bills), strict=True)
    with exactly():
        most = sum((high.quantity - low.quantity) * low.price.tariff.tiers[0].price for low, high in pairs)
        assert 0 <= bills[1].total - bills[0].total <= most


def _alone(one: Any) -> Any:
    return Scenario(day=any_.DAY, free_tier="none", resources=[one])
