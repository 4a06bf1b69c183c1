"""The answer stands before the table that shows it, and the head says what it is an answer about."""

import csv
import json
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest

from lambda_cost import (
    Function,
    Scenario,
    best_commitment,
    break_even,
    compare,
    diff,
    estimate,
    forecast,
    report,
    sweep,
    tune,
    uncertain,
)
from lambda_cost.reports import sheet, sheet_of
from lambda_cost.reports.heading import conditions, scope
from lambda_cost.results import Result


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


@pytest.mark.parametrize(
    "answer",
    [
        estimate(one()),
        diff(one(), one("eu-west-1")),
        compare(one(), one("eu-west-1")),
        forecast(one(), 2),
        tune(one(), "f", {512: 500, 1024: 400}),
        best_commitment(one()),
        break_even({"pay": one(), "flat": 8.0}, "functions.f.requests", "1M", "10M"),
        sweep(one(), {"functions.f.requests": [1, 2]}),
        uncertain(one(), {"functions.f.requests": {"one_of": [1]}}, draws=3),
    ],
    ids=lambda answer: type(answer).__name__,
)
def test_a_head_stands_in_every_answer_and_format(answer: Result) -> None:
    """Region, day, free tier, how old the prices are, and what is not included, once."""
    for form in ("table", "markdown", "html"):
        text = answer.report(form)
        assert text.count("Not included: logs") == 1
        assert "us-east-1" in text
        assert "prices of 2026-11-01" in text
        assert "no free tier" in text
        assert "last checked" in text.lower()


def test_what_only_one_of_several_includes_is_said_to_be_in_some_of_them_only() -> None:
    """In one sentence: it stands once in a head."""
    logged = one().with_("f", logs={"kb": 2})
    _, said = scope(estimate(one()), estimate(logged))
    assert said == (
        "Not included: data transfer, traces, NAT gateways, taxes, and other services that are called;"
        " included in some of them only: logs."
    )


def test_rows_that_differ_look_different() -> None:
    """1,000 requests for 0.0002, and GB-s x 0.0000166667: 1,000 x 0.5 s x 512/1,024 = 250 GB-s, 0.0041667; 0.5 s x 513/1,024
    are 250.4883, 0.0041748; 0.3 s x 1 GB are 300, 0.0050000.
    """
    found = tune(one().with_("f", requests=1000), "f", {512: 500, 513: 500, 1024: 300})
    column = [row[2] for row in ([*line.cells] for line in sheet.page(sheet_of(found)).lines)]
    assert column == ["$0.004367", "$0.004375", "$0.005200"]
    assert "Cheapest: 512 MB, 500 ms, $0.004367 a month." in sheet_of(found).answer


def test_commitments_that_read_and_cost_the_same_are_one_row() -> None:
    """Beside each other they would look like a mistake; the exact ones are in the JSON."""
    zero, at, cost = Decimal(0), Decimal("0.02131"), Decimal("9.5")
    kinks = ((zero, Decimal(10)), (at, cost), (at + Decimal("0.00001"), cost), (at + Decimal("0.001"), cost))
    found = replace(best_commitment(one()), kinks=kinks)
    assert [row.values[0] for row in sheet_of(found).rows] == [zero, Decimal("0.0213"), Decimal("0.0223")]
    assert len(json.loads(report(found, "json"))["kinks"]) == 4


def test_a_break_even_that_is_narrowed_down_to_one_reading_has_no_end() -> None:
    found = break_even({"pay": one(), "flat": Decimal("8.73335")}, "functions.f.requests", "1M", "10M")
    crossing = found.crossings[0]
    for more, end in ((Decimal("0.00000001"), None), (Decimal(5), crossing.low + 5)):
        wide = replace(found, crossings=(crossing._replace(high=crossing.low + more),))
        assert sheet_of(wide).rows[0].values[2] == end
        (row,) = csv.DictReader(StringIO(report(wide, "csv")))
        assert Decimal(row["high"]) - Decimal(row["low"]) == more  # machines get every digit
        assert "shown_high" not in row


def test_the_head_of_a_sweep_over_regions_names_them_all() -> None:
    swept = sweep(one(), {"region": ["us-east-1", "eu-west-1"], "functions.f.requests": [1]})
    assert sheet_of(swept).subtitle.startswith("us-east-1, eu-west-1 · prices of 2026-11-01 · no free tier")
    many = sweep(one(), {"region": ["us-east-1", "us-east-2", "us-west-2", "eu-west-1", "eu-central-1"]})
    assert sheet_of(many).subtitle.startswith("5 regions · prices of")


def test_the_head_of_a_sweep_names_every_day_region_and_free_tier_that_it_tries() -> None:
    axes = {
        "day": ["2026-10-01", "2026-11-01"],
        "free_tier": ["none", "always"],
        "functions.f.region": ["us-east-1", "eu-west-1"],
    }
    head = sheet_of(sweep(one(), axes)).subtitle
    assert head.startswith("us-east-1, eu-west-1 · prices of 2026-10-01, 2026-11-01 · no free tier, always-free tier · ")
