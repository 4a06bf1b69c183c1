"""What is not known exactly: draws that keep to what is written, and what is said of their bills."""

from __future__ import annotations

from decimal import Decimal
from math import exp, log
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_cost import (
    Function,
    LambdaCostError,
    ProvisionedConcurrency,
    Scenario,
    ScenarioError,
    estimate,
    strict_yaml,
    uncertain,
)
from lambda_cost.scenario.spreads import Spread, spreads_of
from lambda_cost.what_if.sweep import blocks, uncertainty, workers
from lambda_cost.what_if.sweep.draws import DRAWS_PER_GENERATOR, Z95, DrawnNumber, Draws

if TYPE_CHECKING:
    from pathlib import Path

D = Decimal
DAY = "2026-11-01"
ONE: Scenario[Any] = Scenario(day=DAY, functions=[Function(name="one", requests="3M", duration_ms=120, memory_mb=512)])
REQUESTS, DURATION, MEMORY = "one.requests", "one.duration_ms", "one.memory_mb"


def spread(path: str, given: dict[str, Any]) -> Spread:
    data = {"functions": {"one": {"requests": 1, "duration_ms": 1, "memory_mb": 128, path: given}}}
    return spreads_of(strict_yaml.Document(data, "")).found[0]


def draws(path: str, given: dict[str, Any], count: int = 200_000) -> Any:
    return DrawnNumber(spread(path, given), 7, ONE.day).drawn(0, count)


def test_a_triangle_has_its_mean_and_keeps_within() -> None:
    """(1 + 3 + 20) / 3 = 8 million; half of its draws lie below the median, 20 - sqrt(19 x 17 / 2) = 7.29."""
    found = draws("requests", {"low": "1M", "likely": "3M", "high": "20M"})
    assert found.min() >= 1e6
    assert found.max() <= 2e7
    assert found.mean() == pytest.approx(8e6, rel=0.01)
    assert np.median(found) == pytest.approx((20 - (19 * 17 / 2) ** 0.5) * 1e6, rel=0.01)


def test_two_ends_are_uniform() -> None:
    """A quarter of them lies in each quarter."""
    found = draws("requests", {"low": "1M", "high": "5M"})
    assert np.percentile(found, [0, 25, 50, 75, 100]) == pytest.approx([1e6, 2e6, 3e6, 4e6, 5e6], rel=0.01)


def test_a_lognormal_has_the_percentiles_that_are_given() -> None:
    """And the mean p50 x exp(s^2 / 2), where s = ln(p95 / p50) / 1.6449: more than its median."""
    found = draws("duration_ms", {"p50": 120, "p95": 900})
    assert np.percentile(found, [50, 95]) == pytest.approx([120, 900], rel=0.02)
    assert found.mean() == pytest.approx(120 * exp((log(900 / 120) / Z95) ** 2 / 2), rel=0.05)


def test_listed_values_are_as_likely_as_each_other() -> None:
    """One of them, or a sample of what was measured."""
    for listed in ({"one_of": [512, 1024, "2GB", 512]}, {"samples": [512, 1024, 2048, 512]}):
        found, counts = np.unique(draws("memory_mb", listed), return_counts=True)
        assert found.tolist() == [512, 1024, 2048]
        assert counts / counts.sum() == pytest.approx([0.5, 0.25, 0.25], abs=0.01)


def test_draws_keep_the_bounds_of_their_field() -> None:
    """A lognormal has no end, a duration has: what lies beyond is brought to it, and its share is said."""
    given = {"p50": 300_000, "p95": 900_000}
    found = draws("duration_ms", given)
    assert found.max() == 900_000
    (one,) = uncertain(ONE, {DURATION: given}, draws=50_000).inputs
    assert one.clipped_share == pytest.approx(0.05, abs=0.005)
    assert set(draws("memory_mb", {"low": 128, "high": 131}).tolist()) == {128, 129, 130, 131}
    assert uncertain(ONE, {MEMORY: {"low": 128, "high": 131}}, draws=100).inputs[0].clipped_share == 0


@given(
    seed=st.integers(0, 2**40),
    start=st.integers(0, 3 * DRAWS_PER_GENERATOR),
    count=st.integers(1, DRAWS_PER_GENERATOR + 5),
    size=st.sampled_from([999, DRAWS_PER_GENERATOR]),
)
def test_draws_are_the_same_whatever_the_blocks(seed: int, start: int, count: int, size: int) -> None:
    """The place among the draws and the seed make each, and nothing else does."""
    number = DrawnNumber(spread("requests", {"low": 1, "high": 2}), seed, ONE.day)
    whole = number.drawn(0, 5 * DRAWS_PER_GENERATOR)
    assert (number.drawn(start, start + count) == whole[start : start + count]).all()
    source = Draws([number], 2 * DRAWS_PER_GENERATOR + 1, size)
    assert (
        np.concatenate([source.read(index)[0] for index in range(len(source))]) == whole[: 2 * DRAWS_PER_GENERATOR + 1]
    ).all()


def test_the_same_seed_gives_the_same_bills_on_any_number_of_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another seed gives others."""
    spreads: dict[str, dict[str, Any]] = {REQUESTS: {"low": "1M", "high": "5M"}, DURATION: {"p50": 120, "p95": 900}}
    first, other = uncertain(ONE, spreads, draws=20_000), uncertain(ONE, spreads, draws=20_000, seed=2)
    assert (first.totals != other.totals).any()
    monkeypatch.setattr(blocks, "BLOCK", 1000)
    monkeypatch.setattr(workers, "BLOCKS_PER_THREAD", 1)
    monkeypatch.setattr(workers, "cores", lambda: 3)
    again = uncertain(ONE, spreads, draws=20_000)
    assert (again.totals == first.totals).all()
    assert again.inputs == first.inputs


def test_a_range_does_not_change_the_draws_of_another() -> None:
    """Each number is drawn by itself, from the seed and its own name."""
    alone = uncertain(ONE, {MEMORY: {"one_of": [512]}, REQUESTS: {"low": "1M", "high": "5M"}}, draws=1000)
    beside = uncertain(ONE, {REQUESTS: {"low": "1M", "high": "5M"}, "one.duration_ms": {"low": 120, "high": 120}}, draws=1000)
    assert alone.totals == pytest.approx(beside.totals, rel=1e-12)


@pytest.mark.parametrize(
    "given",
    [
        {"low": 900, "likely": 900, "high": 900},
        {"low": 900, "high": 900},
        {"p50": 900, "p95": 900},
        {"one_of": [900]},
        {"samples": [900, "0.9s"]},
    ],
)
def test_what_is_certain_has_the_exact_bill(given: dict[str, Any]) -> None:
    """Every draw, every percentile, the mean."""
    found = uncertain(ONE, {DURATION: given}, draws=1000)
    bill = estimate(ONE.with_("one", duration_ms=900)).total
    assert found.likely == bill
    numbers = [found.low, found.p50, found.mean, found.p90, found.p95, found.high]
    assert numbers == pytest.approx([float(bill)] * 6, rel=1e-12)
    assert (found.inputs[0].rank_correlation, found.chance_above(bill * 2), found.chance_above(0)) == (0, 0, 1)


def test_every_draw_is_the_exact_bill_of_its_numbers() -> None:
    """To a part of 10^12: the draws go through the same rules."""
    spreads: dict[str, dict[str, Any]] = {
        REQUESTS: {"low": "1M", "likely": "3M", "high": "20B"},
        DURATION: {"p50": 120, "p95": 900},
    }
    found = uncertain(ONE, spreads, draws=50)
    numbers = {one.path: DrawnNumber(one.spread, found.seed, ONE.day).drawn(0, 50) for one in found.inputs}
    for index in range(50):
        changes = {path.rpartition(".")[2]: drawn[index].item() for path, drawn in numbers.items()}
        bill = estimate(ONE.with_("one", **changes))
        assert found.totals[index] == pytest.approx(float(bill.total), rel=1e-12, abs=float(bill.list_total) * 1e-12)


def test_percentiles_and_the_chance_of_passing_a_budget() -> None:
    """Duration costs 0.0000166667 a GB-second: uniform requests from 10M to 30M of 1 s and 1 GB cost 10 to 30 shares evenly."""
    base = Scenario(day=DAY, free_tier="none", functions=[Function(name="one", requests=1, duration_ms=1000, memory_mb=1024)])
    found = uncertain(base, {REQUESTS: {"low": "10M", "high": "30M"}}, draws=200_000)
    share = 1e6 * (0.0000166667 + 0.2e-6)
    expected = [10 + 20 * percent / 100 for percent in (5, 50, 90, 95)]
    assert [one / share for one in (found.low, found.p50, found.p90, found.high)] == pytest.approx(expected, rel=0.005)
    assert float(found.likely) == pytest.approx(20 * share)
    assert found.mean == pytest.approx(20 * share, rel=0.005)
    assert found.chance_above(25 * share) == pytest.approx(0.25, abs=0.005)
    assert found.chance_above(D(10**9)) == 0
    assert found.percentile(0) >= 10 * share * (1 - 1e-12)
    assert repr(found).endswith(" USD a month, 200,000 draws>")


def test_what_matters_most_comes_first() -> None:
    """A range of twenty times matters more than one of a tenth, and a listed size may pull the other way or none."""
    spreads: dict[str, dict[str, Any]] = {
        MEMORY: {"one_of": [512, 512]},
        DURATION: {"low": 115, "high": 125},
        REQUESTS: {"low": "5M", "high": "100M"},
    }
    first, second, third = uncertain(ONE, spreads, draws=20_000).inputs
    assert [first.path, second.path, third.path] == [f"functions.{one}" for one in (REQUESTS, DURATION, MEMORY)]
    assert first.rank_correlation > 0.95
    assert 0 < second.rank_correlation < 0.2
    assert third.rank_correlation == 0


def test_ranks_of_equal_values_are_shared() -> None:
    """Spearman's coefficient by hand: ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4 give 4.5 / sqrt(4.5 x 5)."""
    one, other = uncertainty._ranks(np.array([1, 5, 5, 9])), uncertainty._ranks(np.array([1, 2, 3, 4]))
    assert one.tolist() == [1, 2.5, 2.5, 4]
    assert uncertainty._correlation(one, other) == pytest.approx(4.5 / (4.5 * 5) ** 0.5)


def test_a_file_has_its_ranges_in_it(tmp_path: Path) -> None:
    """Samples from a CSV file beside it, rates in the hours of its month."""
    (tmp_path / "durations.csv").write_text("when,ms\n1,100\n2,300\n\n3,200\n", encoding="utf-8")
    file = tmp_path / "shop.yaml"
    file.write_text(
        "month: 2026-08\nfunctions:\n  one:\n    requests: {low: 1/s, high: 3/s}\n"
        "    duration_ms: {samples: durations.csv, column: ms}\n    memory_mb: 512\n",
        encoding="utf-8",
    )
    found = uncertain(file, draws=2000)
    found_spreads: dict[str, Any] = {one.path: one.spread for one in found.inputs}
    seconds = 744 * 3600
    assert found_spreads["functions.one.requests"].numbers == (seconds, 3 * seconds)
    assert found_spreads["functions.one.duration_ms"].numbers == (100, 300, 200)
    exact = Function(name="one", requests=2 * seconds, duration_ms=200, memory_mb=512)
    assert found.likely == estimate(Scenario(month="2026-08", functions=[exact])).total


@pytest.mark.parametrize(
    ("spreads", "options", "says"),
    [
        (None, {}, "the scenario has no range; give one, such as requests: {low: 1M, likely: 3M, high: 20M}"),
        ({REQUESTS: {"low": 1, "high": 2}}, {"draws": 0}, "draws is 0; allowed: 1 to 100,000,000"),
        ({REQUESTS: {"low": 1, "high": 2}}, {"seed": -1}, "seed is -1; allowed: 0 and above"),
        ({"one.request": {"low": 1, "high": 2}}, {}, "the scenario has no range"),
        ({"two.requests": {"low": 1, "high": 2}}, {}, "two.requests leads to no resource"),
    ],
)
def test_what_cannot_be_drawn_is_refused(spreads: Any, options: dict[str, Any], says: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        uncertain(ONE, spreads, **options)
    assert says in str(refused.value)


def test_without_numpy_ranges_are_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uncertainty, "find_spec", lambda _: None)
    with pytest.raises(LambdaCostError, match=r"ranges need NumPy: pip install '.*\[arrays\]'"):
        uncertain(ONE, {REQUESTS: {"low": 1, "high": 2}})


def test_draws_in_which_more_is_taken_away_than_there_is_are_refused() -> None:
    """Requests that provisioned concurrency serves are some of all; two ranges that overlap may say otherwise."""
    part = ProvisionedConcurrency(environments=1, hours=8, requests=500, duration_ms=100)
    base = Scenario(day=DAY, functions=[Function(name="one", requests=1000, duration_ms=120, memory_mb=512, features=(part,))])
    with pytest.raises(ScenarioError, match="uses less than nothing in some draws"):
        uncertain(base, {REQUESTS: {"low": 100, "high": 2000}}, draws=100)
