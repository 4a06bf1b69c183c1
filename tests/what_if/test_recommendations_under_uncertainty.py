"""What would keep a budget in more of the months that may come, by arithmetic that is written out."""

from decimal import Decimal
from typing import Any

from lambda_cost import PriceBook
from lambda_cost.reports import uncertainty
from lambda_cost.reports.sheet import write
from lambda_cost.scenario.spreads import spreads_of
from lambda_cost.strict_yaml import Document
from lambda_cost.what_if.budget.savings_under_uncertainty import UncertainRecommendation, recommendations_under_uncertainty
from lambda_cost.what_if.sweep.uncertainty import Uncertain, uncertain_of_spreads

HEAD: dict[str, Any] = {"day": "2026-11-01", "free_tier": "none"}
BOOK = PriceBook.bundled()
RANGE = {"f": {"requests": {"one_of": ["100M", "200M"]}, "duration_ms": 120, "memory_mb": 512}}


def relieved(budget: str, **parts: Any) -> tuple[Uncertain, list[UncertainRecommendation]]:
    """What a scenario of *parts* draws, and what would lower that."""
    spreads = spreads_of(Document(HEAD | parts, ""))
    found = uncertain_of_spreads(spreads, draws=2000, prices=BOOK)
    return found, recommendations_under_uncertainty(found, spreads, Decimal(budget), BOOK)


def test_each_change_is_drawn_anew() -> None:
    """200 million requests are 40.00, and their 12 million GB-seconds 200.0004 on x86_64 or 160.0008 on arm64."""
    found, ways = relieved("210", functions=RANGE)
    assert abs(found.high - 240.0004) < 1e-9
    arm = next(way for way in ways if way.recommendation.changes == ("functions.f.architecture=arm64",))
    assert abs(arm.high - 200.0008) < 1e-9
    assert arm.chance_exceeded == 0
    assert [way.high for way in ways] == sorted(way.high for way in ways)
    text = " ".join(write(uncertainty.sheet(found, Decimal(210), ways), "table").split())
    assert "P95 $200.00 (within the budget, 0 % of the draws exceed the budget): arm64 for functions.f" in text
    still = uncertainty.sheet(found, Decimal(100), relieved("100", functions=RANGE)[1])
    assert "P95 $200.00 (still over, 100 % of the draws exceed the budget)" in " ".join(write(still, "table").split())
    (plain,) = [
        one
        for one in uncertainty.document(found, Decimal(210), ways)["recommendations"]
        if one["set"] == [*arm.recommendation.changes]
    ]
    assert (plain["p95"], plain["chance_above_budget"]) == (arm.high, 0)


def test_what_is_cheaper_only_for_the_likely_inputs_is_none() -> None:
    """An HTTP API meters each 512 KB: 1 KB once, at 1.00 a million beside 3.50, but 10,000 KB twenty times."""
    sizes = {"one_of": [1, 1, 10_000]}
    assert relieved("1", apis={"p": {"type": "rest", "requests": "1M", "response_kb": sizes}})[1] == []


def test_a_change_that_leaves_out_a_range_is_none() -> None:
    """An HTTP API has no cache, whose hours are drawn."""
    cache = {"size_gb": 0.5, "hours": {"low": 1, "high": 700}}
    assert relieved("1", apis={"p": {"type": "rest", "requests": "1M", "cache": cache}})[1] == []
