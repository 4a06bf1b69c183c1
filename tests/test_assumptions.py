"""What a number needs beside it: the assumptions and warnings of an estimate."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from lambda_cost import ColdStarts, Function, HttpApi, PriceBook, RestApi, Scenario, estimate

if TYPE_CHECKING:
    from pathlib import Path

DAY = "2026-11-01"


def function(name: str = "f", **changes: Any) -> Function[Any]:
    return Function(**{"name": name, "requests": 1_000_000, "duration_ms": 500, "memory_mb": 512, **changes})


def said(*resources: Any, **scenario: Any) -> str:
    """All sentences beside the bill of *resources*."""
    bill = estimate(Scenario(resources=resources, **({"day": DAY} | scenario)))
    return "\n".join((*bill.assumptions, *bill.warnings))


def test_a_mean_duration_is_an_assumption_a_billed_one_is_not() -> None:
    assert "rounded up to 1 ms" in said(function())
    assert "rounded up to 1 ms" not in said(function(duration_ms=None, billed_duration_ms=500))


def test_init_that_is_not_billed_yet_is_said() -> None:
    cold = function(features=(ColdStarts(share=1, init_ms=1),))
    assert "functions.f.cold_starts is not billed on 2025-07-31." in said(cold, day="2025-07-31")
    assert "not billed" not in said(cold, day="2025-08-01")


def test_the_month_is_said_where_it_counts() -> None:
    assert "The month has 730 hours, as in AWS's pricing calculator." in said(function(requests="1/s"))
    assert "The month has 744 hours.\n" in said(function(requests="1/s"), month="2026-10", day=None)
    assert "hours" not in said(function())


def test_a_split_allowance_is_said() -> None:
    two = (function("a"), function("b", region="eu-west-1"))
    assert "in proportion to usage" in said(*two)
    assert "in proportion to usage" not in said(*two, free_tier="none")
    assert "in proportion to usage" not in said(function("a"), function("b"))


def test_that_free_units_come_off_before_the_tiers_is_said_where_it_matters() -> None:
    giant = function(requests="200M", duration_ms="100s", memory_mb=1024)
    assert "before the price tiers begin" in said(giant)
    assert "before the price tiers begin" not in said(function())
    assert "before the price tiers begin" not in said(giant, free_tier="none")


def test_which_size_of_a_call_counts_is_said() -> None:
    assert "the larger of request and response" in said(HttpApi(name="a", requests=1))
    assert "512 KB of the request;" in said(HttpApi(name="a", requests=1, sized_by="request"))


def test_a_price_that_changes_within_the_month_is_warned_of(tmp_path: Path) -> None:
    """A bill has the price of one day; AWS charges each day its own."""
    shutil.copytree(PriceBook.bundled().folder, tmp_path / "prices")
    table = tmp_path / "prices" / "aws_lambda" / "function.yaml"
    table.write_text(table.read_text(encoding="utf-8").replace(" 2022-08-01:", " 2022-08-15:"), encoding="utf-8")
    book = PriceBook(tmp_path / "prices")
    for day in ("2022-08-14", "2022-08-15", "2022-08-31"):
        says = f"changes on 2022-08-15, within the month; this bill uses the price of {day} for the whole month."
        warned = estimate(Scenario(day=day, functions=[function()]), book).warnings
        assert warned == (f"The price of aws_lambda.function.duration in us-east-1 {says}",)
    for day in ("2022-07-31", "2022-09-01"):
        assert estimate(Scenario(day=day, functions=[function()]), book).warnings == ()


def test_a_price_that_changes_on_the_first_of_a_month_is_no_surprise() -> None:
    assert estimate(Scenario(day="2022-08-31", functions=[function()])).warnings == ()


def test_an_allowance_that_does_not_reach_a_partition_is_said() -> None:
    assert "No free tier in cn-north-1" in said(function(), region="cn-north-1")
    gov = RestApi(name="a", requests=1, region="us-gov-west-1")
    assert "No free tier in us-gov-west-1" in said(gov, free_tier="first_year")


def test_each_sentence_is_said_once() -> None:
    bill = estimate(Scenario(day=DAY, functions=[function("a"), function("b"), function("c")]))
    assert len(set(bill.assumptions)) == len(bill.assumptions)
    assert "Not included:" in bill.assumptions[-1]


def test_two_partitions_with_one_free_tier_say_so() -> None:
    """GovCloud has accounts of its own; whether it has a free tier of its own is not published."""
    functions = {
        region: {"region": region, "requests": "5M", "duration_ms": 100, "memory_mb": 512}
        for region in ("us-east-1", "us-gov-west-1")
    }
    both = estimate(Scenario.from_dict({"day": "2026-11-01", "functions": functions}))
    assert any(sentence.startswith("Commercial regions and GovCloud share one free tier here") for sentence in both.assumptions)
    one = estimate(Scenario.from_dict({"day": "2026-11-01", "functions": {"us-east-1": functions["us-east-1"]}}))
    assert not any("GovCloud" in sentence for sentence in one.assumptions)
