"""Any number of a bill can be explained: for people, and as data."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from lambda_cost import Estimate, Explanation, LambdaCostError, Scenario, estimate
from lambda_cost.numbers.text import exact_money
from lambda_cost.reports.formats import FORMATS

D = Decimal
DURATION = "aws_lambda.function.duration"


def bill(day: str = "2026-11-01", **described: Any) -> Estimate[Decimal]:
    return estimate(Scenario.from_dict({"day": day, **described}))


def function(**changes: Any) -> dict[str, Any]:
    return {"requests": "10M", "duration_ms": 120, "memory_mb": 512, "architecture": "arm64"} | changes


def shown(found: Explanation) -> list[str]:
    """The lines of the text, without indents."""
    return [line.strip() for line in found.text.splitlines()]


def test_a_duration_is_explained_as_its_tutorial_does_it() -> None:
    """10M x 120 ms x 0.5 GB = 600,000 GB-s; 400,000 are free; 200,000 x 0.0000133334 = 2.66668."""
    found = bill(region="eu-west-1", functions={"checkout": function()}).explain(DURATION)
    lines = shown(found)
    start = lines.index(f"{DURATION}  eu-west-1  arm64")
    assert lines[start + 1 : start + 4] == [
        "requests × ⌈duration_ms⌉ ÷ 1,000 × memory_mb ÷ 1,024",
        "10,000,000 × ⌈120⌉ ÷ 1,000 × 512 ÷ 1,024 = 600,000 GB-Seconds",
        "400,000 free, 200,000 at $0.0000133334",
    ]
    assert lines[start + 4].startswith("since 2022-08-01, checked 2026-")
    assert "https://" in lines[start + 4]
    assert lines[start + 5] == "$2.66668"
    # 10M x 1 ms x 0.5 GB = 5,000 GB-s x 0.0000133334 = 0.066667
    assert lines[start + 6] == (
        "if duration_ms is a mean, AWS bills up to 1 ms more a request ($0.07 in all),"
        " and about 0.5 ms more a request ($0.03 in all)"
    )


def test_the_article_is_explained() -> None:
    """1,000,000 x 500 ms / 1,000 x 512 / 1,024 = 250,000 GB-s; 0.20 + 250,000 x 0.0000166667 = 4.366675."""
    one = {"requests": "1M", "duration_ms": "0.5s", "memory_mb": 512}
    lines = shown(bill(free_tier="none", functions={"article": one}).explain())
    assert "1,000,000 × ⌈500⌉ ÷ 1,000 × 512 ÷ 1,024 = 250,000 GB-Seconds" in lines
    assert "÷ 1,000,000 = 1 (pricing unit: 1000000 Requests)" in lines
    assert "1,000,000 at $0.20 per 1M" in lines
    assert "250,000 at $0.0000166667" in lines
    assert "Total per month $4.366675" in lines


def test_what_a_feature_adds_is_a_term_of_its_own() -> None:
    """1 percent of 10M starts cold, for 800 ms more on half a GB: 40,000 GB-s."""
    found = bill(functions={"one": function(cold_starts={"share": "1%", "init_ms": 800})}).explain(DURATION)
    (trace,) = found.traces
    assert [(term.thing, term.quantity) for term in trace.terms] == [("", D(600_000)), ("cold_starts", D(40_000))]
    assert "600,000 + 40,000 = 640,000 GB-Seconds" in shown(found)
    row = found.report("csv").splitlines()[1]
    assert "(10,000,000 × ⌈120⌉ ÷ 1,000 × 512 ÷ 1,024) + (10,000,000 × 0.01 × (⌈120 + 800⌉ − ⌈120⌉)" in row


def test_what_a_feature_takes_away_is_a_term_too() -> None:
    """Provisioned concurrency serves 1M of 10M requests: 60,000 GB-s less on demand, and nothing is free."""
    served = {"environments": 1, "hours": 1, "requests": "1M"}
    found = bill(functions={"one": function(provisioned_concurrency=served)}).explain(DURATION)
    assert "600,000 − 60,000 = 540,000 GB-Seconds" in shown(found)
    assert "nothing free, as this takes no part in the free tier (400,000 a month)" in shown(found)


def test_requests_of_which_some_take_no_part_in_the_free_tier() -> None:
    """Served requests never do; the other 9M come outside, so a million of them is free."""
    served = {"environments": 1, "hours": 1, "requests": "1M", "others": "outside"}
    lines = shown(bill(functions={"one": function(provisioned_concurrency=served)}).explain("aws_lambda.function.requests"))
    assert "1,000,000 free (9,000,000 take part in the free tier), 9,000,000 at $0.20 per 1M" in lines


def test_the_shared_out_part_of_a_free_amount_is_explained() -> None:
    """600,000 and 200,000 GB-s share 400,000: three quarters and one."""
    two = {"big": function(), "small": function(requests="10M", duration_ms=40)}
    lines = shown(bill(functions=two).explain(DURATION))
    assert "300,000 free = 400,000 × 600,000 ÷ 800,000, its share of the free tier" in lines
    assert "100,000 free = 400,000 × 200,000 ÷ 800,000, its share of the free tier" in lines
    assert "tiers fill with all that 2 resources use: 800,000, of which 200,000 here" in lines


def test_all_of_a_small_use_is_free() -> None:
    """100,000 requests and 6,000 GB-s are below every allowance."""
    lines = shown(bill(functions={"one": function(requests="100k")}).explain())
    assert "6,000 free (of 400,000 a month)" in lines
    assert "Total per month $0.00" in lines


def test_tiers_are_named_by_where_they_begin() -> None:
    """8.5 billion GB-s on arm64: 7.5 billion in the first tier, the rest above it."""
    one = function(requests=17_000_000_000, duration_ms=1000)
    lines = shown(bill(free_tier="none", functions={"one": one}).explain(DURATION))
    assert "7,500,000,000 at $0.0000133334 (first tier)" in lines
    assert "1,000,000,000 at $0.0000120001 (above 7,500,000,000)" in lines


def test_the_order_of_the_free_tier_is_a_range_of_dollars() -> None:
    """600,000 GB-s on each processor; 400,000 free save 400,000 x 0.0000166667 = 6.66668 or x 0.0000133334 = 5.33336."""
    two = {"arm": function(), "intel": function(architecture="x86_64")}
    found = bill(functions=two).explain(DURATION)
    arm, intel = (trace.span for trace in found.traces)
    assert arm
    assert intel
    assert (arm.most, arm.least) == (D("8.00004"), D("8.00004") - D("5.33336"))
    assert (intel.most, intel.least) == (D("10.00002"), D("10.00002") - D("6.66668"))
    assert arm.most_total - arm.least_total == D("6.66668") - D("5.33336")
    assert "$2.67 to $8.00, depending on the order in which AWS applies the free tier, which it does not publish" in shown(
        found
    )


def test_an_order_that_cannot_matter_is_not_spoken_of() -> None:
    """One pool gets everything; and 20,000 GB-s less than the allowance leave something over."""
    small = {"arm": function(requests="1M"), "intel": function(requests="1M", architecture="x86_64")}
    for found in (bill(functions={"one": function()}).explain(), bill(functions=small).explain(DURATION)):
        assert all(trace.span is None for trace in found.traces)
        assert "by the order" not in found.text


def test_orders_that_differ_by_less_than_a_cent_are_not_shown() -> None:
    """1.000004M requests at the same price everywhere: whoever gets the million, it is a hundredth of a cent."""
    two = {"arm": function(requests=500_002), "intel": function(requests=500_002, architecture="x86_64")}
    found = bill(functions=two).explain("aws_lambda.function.requests")
    assert found.traces[0].span
    assert "by the order" not in found.text


def test_a_mean_that_is_no_whole_millisecond_may_be_billed_less() -> None:
    """119.3 ms count as 120: AWS bills between 119.3 and 120.3, so 0.7 less to 0.3 more, about 119.8."""
    (trace,) = bill(functions={"one": function(duration_ms="119.3")}).explain(DURATION).traces
    (one,) = trace.roundings
    assert (one.given_ms, one.counted_ms) == (D("119.3"), D(120))
    assert (one.least_ms, one.about_ms, one.most_ms) == (D("-0.7"), D("-0.2"), D("0.3"))
    assert one.cost_of_a_ms == D("0.066667")
    assert one.cost(one.most_ms) == D("0.0200001")


def test_a_mean_in_the_middle_of_a_millisecond_is_billed_as_it_is_counted() -> None:
    found = bill(functions={"one": function(duration_ms="119.5")}).explain(DURATION)
    assert "0.5 ms more a request ($0.03 in all), and about as much" in found.text


def test_the_mean_of_a_feature_is_rounded_too() -> None:
    """An authorizer is a function of its own: 10M x 1 ms x 0.5 GB x 0.0000166667 = 0.0833335."""
    api = {"type": "http", "requests": "10M", "authorizer": {"duration_ms": 50, "memory_mb": 512}}
    found = bill(free_tier="none", apis={"public": api}).explain(DURATION)
    (one,) = found.traces[0].roundings
    assert (one.field, one.cost_of_a_ms) == ("authorizer.duration_ms", D("0.0833335"))


def test_a_mean_counts_in_every_meter_that_it_is_in() -> None:
    """Storage of 1,536 MB beyond the included: 1.5 GB x 10M x 1 ms = 15,000 GB-s x 0.0000000309 = 0.0004635."""
    one = function(ephemeral_storage={"size_mb": 2048})
    found = {one.charge.meter: one.roundings for one in bill(functions={"one": one}).explain().traces}
    assert [one.cost_of_a_ms for one in found["aws_lambda.ephemeral_storage.storage"]] == [D("0.0004635")]
    assert [one.cost_of_a_ms for one in found[DURATION]] == [D("0.066667")]


def test_a_billed_duration_is_no_mean_that_is_rounded() -> None:
    one = {"requests": "1M", "billed_duration_ms": "120.4", "memory_mb": 512}
    assert bill(functions={"one": one}).explain(DURATION).traces[0].roundings == ()


def test_numbers_that_are_not_in_the_scenario_say_where_they_are_from() -> None:
    """A rate is counted over the month, hours are all of it, an API has the requests of its function."""
    described: dict[str, Any] = {
        "functions": {"one": function(requests="2/min", logs={"kb": 1})},
        "apis": {"api": {"type": "rest", "functions": ["one"], "cache": {"size_gb": "0.5"}}},
    }
    lines = shown(bill(**described).explain())
    assert "requests = 87,600: 2/min over the month" in lines
    assert "cache.hours = 730: all hours of the month" in lines
    assert "requests = 87,600: those of the functions or APIs that it is linked to" in lines
    assert "logs.stored_share = 0.15: by default" in lines


def test_the_savings_plan_and_discounts_are_explained() -> None:
    """$0.02 x 730 hours cover 14.6 / 0.0000117 GB-s; half of what is left is taken off."""
    plan = {"commitment": "0.02", "term": "1yr", "payment": "no_upfront"}
    agreed = {"private": {"percent": 50, "service": "aws_lambda"}}
    found = bill(free_tier="none", functions={"one": function(requests="100M")}, savings_plan=plan, discounts=agreed)
    lines = shown(found.explain())
    assert "0.02 × 730 = 14.6 USD" in lines
    assert any(line.startswith("0.02 × 730 − 14.5") for line in lines)
    assert any(" covered by the Savings Plan at $0.0000117, published 2026-09-25, https://" in line for line in lines)
    (discount,) = found.explain("private").traces
    billed = sum(charge.billed_cost for charge in found.charges if charge.meter.startswith("aws_lambda"))
    assert discount.terms[0].quantity == discount.charge.billed_cost == -billed / 2
    (duration,) = found.explain(DURATION).traces
    assert any("applies hour by hour" in says for says in duration.assumptions)
    assert found.explain().data["charges"][1]["savings_plan"]["unit_price"] == "0.0000117"


def test_a_plan_rate_that_follows_from_a_percentage_says_so() -> None:
    plan = {"commitment": "0.001", "term": "3yr", "payment": "all_upfront"}
    found = bill(region="eu-north-1", free_tier="none", functions={"one": function(requests="100M")}, savings_plan=plan)
    assert "by the percentage published" in found.explain(DURATION).text


def test_a_feature_that_was_not_billed_yet_is_spoken_of() -> None:
    """Before August 2025 the init of a zip package was free."""
    one = function(cold_starts={"share": "1%", "init_ms": 800})
    found = bill(day="2025-07-01", functions={"one": one})
    assert "functions.one.cold_starts is not billed on 2025-07-01." in found.explain(DURATION).traces[0].assumptions
    assert not any("cold_starts" in says for says in found.explain("function.requests").traces[0].assumptions)


def test_an_assumption_stands_with_the_number_that_it_concerns() -> None:
    """Rounding a duration up does nothing to the number of requests."""
    found = {trace.charge.meter: trace.assumptions for trace in bill(functions={"one": function()}).explain().traces}
    assert any("duration_ms" in says for says in found[DURATION])
    assert not any("duration_ms" in says for says in found["aws_lambda.function.requests"])


@pytest.mark.parametrize(
    "what", [DURATION, "function.duration", "duration", "functions.one", "one", "functions", "aws_lambda", ""]
)
def test_a_charge_is_found_by_its_meter_or_resource(what: str) -> None:
    assert DURATION in [trace.charge.meter for trace in bill(functions={"one": function()}).explain(what).traces]


def test_what_is_not_in_the_bill_is_refused_with_the_nearest() -> None:
    with pytest.raises(LambdaCostError, match=r"'functions.two' is no meter and no resource .* did you mean functions.one"):
        bill(functions={"one": function()}).explain("functions.two")


def test_a_bill_of_arrays_is_not_explained() -> None:
    wide: Any = Scenario.from_dict({"functions": {"one": function()}}).with_("one", memory_mb=np.array([128, 256]))
    with pytest.raises(LambdaCostError, match="many bills"):
        estimate(wide).explain()


def test_data_has_every_digit_as_text() -> None:
    """The contract of explain/1; what is printed shorter is whole here."""
    found = bill(region="eu-west-1", functions={"checkout": function()}).explain(DURATION)
    data = json.loads(found.report("json"))
    assert data == found.data
    assert (data["schema"], data["total"], data["explained"]) == ("lambda-cost/explain/1", "4.46668", "2.66668")
    (one,) = data["charges"]
    assert one["terms"] == [
        {
            "thing": "",
            "formula": "requests × ⌈duration_ms⌉ ÷ 1,000 × memory_mb ÷ 1,024",
            "filled": "10,000,000 × ⌈120⌉ ÷ 1,000 × 512 ÷ 1,024",
            "quantity": "600000",
        }
    ]
    assert one["free"] == {"allowance": "400000", "offers": ["always"], "demand": "600000", "eligible": "600000"}
    assert one["tiers"] == [{"above": "0", "quantity": "200000", "list_unit_price": "0.0000133334", "cost": "2.66668"}]
    assert one["rounding"][0]["about_cost"] == "0.0333335"
    assert one["price"]["since"] == "2022-08-01"


def test_a_hostile_name_does_nothing_in_any_format() -> None:
    """Names come from files that nobody vouches for."""
    name = "<script>alert('x')</script>|`*_"
    found = bill(functions={name: function(), "b": function(architecture="x86_64")}).explain()
    assert "<script>" not in found._repr_html_()
    assert "<script>" not in found.report("markdown").replace("\\<script\\>", "")
    assert all(found.report(to).endswith("\n") for to in FORMATS)


def test_a_warning_of_a_price_stands_above_the_assumptions() -> None:
    late = bill(functions={"one": function()})
    text = estimate(late.scenario.replace_unchecked(warnings=("Look at this.",))).explain().text
    assert text.index("Warnings") < text.index("Assumptions")


def test_an_explanation_prints_its_text() -> None:
    found = bill(functions={"one": function()}).explain()
    assert str(found) == found.text.rstrip("\n")
    assert repr(found) == "<Explanation of 2 charges, 4.46668 USD>"


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("2.66668", "$2.66668"),
        ("-5.025", "-$5.025"),
        ("0", "$0.00"),
        ("1.23456789014", "≈ $1.2345678901"),
    ],
)
def test_exact_money_says_where_it_is_cut(amount: str, text: str) -> None:
    assert exact_money(D(amount), "USD") == text
