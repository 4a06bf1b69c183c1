"""The answer stands before the table that shows it, and the head says what it is an answer about."""

from decimal import Decimal
from typing import Any

from lambda_cost import Function, Scenario, break_even, estimate, report
from lambda_cost.reports import sheet, sheet_of
from lambda_cost.reports.heading import conditions, headed, scope


def one(region: str = "us-east-1", architecture: Any = "x86_64") -> Scenario[Any]:
    """A million requests of half a second with 512 MB."""
    function = Function(name="f", requests=10**6, duration_ms=500, memory_mb=512, architecture=architecture)
    return Scenario(day="2026-11-01", free_tier="none", region=region, functions=[function])


def test_without_a_crossing_break_even_says_which_is_cheaper_throughout() -> None:
    """arm64 costs a fifth less from the first request on."""
    found = break_even({"arm": one(architecture="arm64"), "x86": one()}, "functions.f.requests", "1M", "10M")
    assert sheet_of(found).answer == ("No break-even: arm is cheaper throughout, from 1,000,000 to 10,000,000.",)


def test_what_costs_the_same_throughout_is_said_to() -> None:
    found = break_even({"a": one(), "b": one()}, "functions.f.requests", "1M", "10M")
    assert any("a and b" in sentence for sentence in sheet_of(found).answer)


def test_where_designs_cross_each_is_named_where_it_is_cheapest() -> None:
    """The function costs 4.366675 a million, so that 8.73335 a month are reached at two million."""
    found = break_even({"pay": one(), "flat": Decimal("8.73335")}, "functions.f.requests", "1M", "10M")
    assert sheet_of(found).answer == (
        "Cheapest from 1,000,000 to 2,000,000: pay.",
        "Cheapest from 2,000,000 to 10,000,000: flat.",
    )
    assert report(found, "markdown").index("Cheapest from") < report(found, "markdown").index("Break-even at")
    assert report(found, "html").index("Cheapest from") < report(found, "html").index("Break-even at")


def test_the_head_names_few_regions_and_counts_many() -> None:
    bills = [estimate(one(region)) for region in ("us-east-1", "us-east-2", "us-west-2", "eu-west-1", "eu-central-1")]
    assert conditions(*bills[:2]) == "us-east-1, us-east-2 · prices of 2026-11-01 · no free tier"
    assert conditions(*bills) == "5 regions · prices of 2026-11-01 · no free tier"


def test_a_bill_of_nothing_has_no_age() -> None:
    nothing = estimate(Scenario(day="2026-11-01", functions=[]))
    assert all("last checked" not in sentence for sentence in scope(nothing))


def test_a_head_stands_in_every_format() -> None:
    made = headed(sheet_of(break_even({"pay": one(), "flat": 8.0}, "functions.f.requests", "1M", "10M")), [estimate(one())])
    for form in ("table", "markdown", "html"):
        assert "Not included: logs" in sheet.write(made, form)
        assert "us-east-1 · prices of 2026-11-01 · no free tier" in sheet.write(made, form)
