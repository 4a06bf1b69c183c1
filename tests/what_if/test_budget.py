"""A budget: whether a bill is within it, and what would bring it there, each tried by an estimate."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_cost import LambdaCostError, Scenario, ScenarioError, budget, estimate
from lambda_cost.reports import report
from lambda_cost.reports.budget import sentences
from lambda_cost.strict_yaml import Document
from lambda_cost.what_if.variants import make_variant
from tests.laws import strategies as any_

D = Decimal
ONE = {"requests": "10M", "duration_ms": 120, "memory_mb": 512}


def bill(**more: Any) -> Any:
    return estimate(Scenario.from_dict({"day": "2026-11-01", "free_tier": "none", "functions": {"one": dict(ONE)}} | more))


def test_a_bill_within_its_budget_needs_nothing() -> None:
    """12.00002 is not more than itself, and nothing is tried."""
    found = budget(bill(), "12.00002")
    assert (found.exceeded, found.recommendations, found.fit) == (False, (), None)
    assert list(sentences(found)) == ["$12.00 is within the budget of $12.00 a month."]


def test_a_bill_over_its_budget_says_by_how_much_and_what_helps() -> None:
    """arm64: 2 + 600,000 x 0.0000133334 = 10.00004."""
    found = budget(bill(), 11)
    assert found.exceeded
    arm = next(
        recommendation
        for recommendation in found.recommendations
        if recommendation.changes == ("functions.one.architecture=arm64",)
    )
    assert arm.total == D("10.00004")
    assert [recommendation.total for recommendation in found.recommendations] == sorted(
        recommendation.total for recommendation in found.recommendations
    )
    said = list(sentences(found))
    assert said[0] == "$12.00 is over the budget of $11.00 a month by $1.00."
    assert "$10.00 (within the budget): arm64 for functions.one, if durations stay the same, and the code runs on it." in said


def test_arm64_is_offered_only_where_it_was_sold() -> None:
    """In March 2022 it was not in São Paulo."""
    both = {"here": dict(ONE), "there": ONE | {"region": "sa-east-1"}}
    found = budget(bill(day="2022-03-01", functions=both), 1)
    arm = [recommendation.changes for recommendation in found.recommendations if "arm64" in recommendation.title]
    assert arm == [("functions.here.architecture=arm64",)]


def test_the_most_requests_that_fit_are_found_to_the_last_one() -> None:
    """A request costs 0.0000002 + 0.06 GB-s x 0.0000166667 = 0.000001200002; 11 dollars pay for 9,166,651.38."""
    fit = budget(bill(), 11).fit
    assert fit is not None
    assert fit.requests == 9_166_651
    assert fit.requests_total == 9_166_651 * D("0.000001200002")
    assert (fit.percent, fit.percent_total) == (91, D("0.91") * D("12.00002"))


def test_a_mix_of_traffic_fits_by_whole_percent() -> None:
    """Function and API have different traffic: 12.00002 + 5 x 1.00 = 17.00002; 10 dollars pay for 58 percent."""
    found = budget(bill(apis={"a": {"type": "http", "requests": "5M"}}), 10)
    assert found.fit is not None
    assert (found.fit.percent, found.fit.requests) == (58, None)
    assert found.fit.percent_total == D("0.58") * D("17.00002")
    assert (
        list(sentences(found))[-1] == "$9.86 (within the budget): 58 % of the traffic, at the same mix, and not a percent more."
    )


def test_traffic_that_is_no_whole_number_fits_by_percent() -> None:
    fit = budget(bill(functions={"one": ONE | {"requests": "1000000.5"}}), 1).fit
    assert fit is not None
    assert fit.requests is None


def test_what_stands_there_unused_may_be_too_much_by_itself() -> None:
    """A cache of half a GB is 730 x 0.02 = 14.60, with or without calls."""
    found = budget(bill(apis={"a": {"type": "rest", "requests": "1M", "cache": {"size_gb": "0.5"}}}), 10)
    assert found.fit is None
    assert list(sentences(found))[-1].startswith("Not even without traffic")


def test_a_rest_api_may_be_an_http_api_and_loses_what_only_it_has() -> None:
    """10M calls: 35.00 as REST, 10.00 as HTTP; the cache goes with it."""
    api = {"type": "rest", "requests": "10M", "cache": {"size_gb": "0.5"}}
    found = budget(bill(apis={"a": api}), 20)
    http = next(recommendation for recommendation in found.recommendations if recommendation.changes == ("apis.a.type=http",))
    assert http.total == D("12.00002") + 10
    assert http.dropped == ("apis.a is left without cache, which type http does not have.",)


def test_changes_without_a_contract_are_tried_together() -> None:
    """arm64 and HTTP: 10.00004 + 10."""
    found = budget(bill(apis={"a": {"type": "rest", "requests": "10M"}}), 20)
    both = next(recommendation for recommendation in found.recommendations if len(recommendation.changes) == 2)
    assert both.total == D("20.00004")


def test_logs_may_be_of_the_cheaper_class() -> None:
    """Infrequent access is half of 0.50 a GB."""
    one = ONE | {"architecture": "arm64", "logs": {"kb": 10}}
    found = budget(bill(functions={"one": one}), 1)
    assert any(
        recommendation.changes == ("functions.one.logs.log_class=infrequent_access",)
        for recommendation in found.recommendations
    )


def test_a_plan_that_binds_more_is_offered_only_if_it_saves_more() -> None:
    """Each plan is bought to the tenth of a cent below what it could cover, so that nothing is unused."""
    found = budget(bill(functions={"one": ONE | {"requests": "1000M", "architecture": "arm64"}}), 1)
    plans = [recommendation for recommendation in found.recommendations if recommendation.changes[0].startswith("savings_plan")]
    assert plans
    for one in plans:
        variant = make_variant(
            Document(bill(functions={"one": ONE | {"requests": "1000M", "architecture": "arm64"}}).scenario.to_dict(), ""),
            one.changes,
            "",
        )
        assert variant.scenario
        priced = estimate(variant.scenario)
        assert (priced.total, priced.spending.unused) == (one.total, 0)


def test_no_plan_is_offered_beside_a_plan_or_for_other_money() -> None:
    plan = {"commitment": "0.001", "term": "1yr", "payment": "no_upfront"}
    for found in (budget(bill(savings_plan=plan), 1), budget(bill(region="cn-north-1"), 1)):
        assert not any("Savings Plan" in recommendation.title for recommendation in found.recommendations)


def test_what_has_no_price_or_does_not_fit_is_no_recommendation() -> None:
    """A WebSocket API cannot be an HTTP API; edge functions have no arm64."""
    described = {
        "edge_functions": {"e": ONE},
        "functions": {},
        "apis": {"w": {"type": "websocket", "messages": "10M", "connection_minutes": 0}},
    }
    assert [
        recommendation
        for recommendation in budget(bill(**described), 1).recommendations
        if "arm64" in recommendation.title or "HTTP" in recommendation.title
    ] == []


def test_a_name_that_no_path_can_say_is_no_recommendation() -> None:
    """`--set` parts a change at its first equals sign."""
    found = budget(bill(functions={"a=b": dict(ONE)}), 1)
    assert not any("arm64" in recommendation.title for recommendation in found.recommendations)


@pytest.mark.parametrize("amount", ["much", "-1", "5/day", True, "1GB"])
def test_an_amount_that_is_none_is_refused(amount: Any) -> None:
    with pytest.raises(ScenarioError, match="--budget"):
        budget(bill(), amount)


def test_bills_of_arrays_have_no_single_budget() -> None:
    wide: Any = Scenario.from_dict({"functions": {"one": ONE}}).with_("one", memory_mb=np.array([128, 256]))
    with pytest.raises(LambdaCostError, match="many bills"):
        budget(estimate(wide), 1)


def test_json_has_the_budget_beside_the_bill() -> None:
    data = json.loads(report(bill(), "json", budget=budget(bill(), 11)))
    assert data["total"] == "12.00002"
    held = data["budget"]
    assert (held["amount"], held["exceeded"]) == ("11", True)
    assert held["fits"]["requests"] == 9_166_651
    assert {"title", "total", "within", "assumes", "set", "dropped"} == held["recommendations"][0].keys()
    mixed = budget(bill(apis={"a": {"type": "http", "requests": "5M"}}), 10, name="branch").to_dict()
    assert (mixed["variant"], mixed["fits"]["requests_total"]) == ("branch", None)
    assert budget(bill(), 100).to_dict()["fits"] is None


@pytest.mark.unmeasured
@given(scenario=any_.scenarios(), share=st.integers(1, 99))
def test_a_percent_more_than_fits_does_not_fit(scenario: Any, share: int) -> None:
    """The edge is exact: on one side the budget holds, on the other it does not."""
    from lambda_cost.what_if.budget.budget import largest_fitting_traffic
    from lambda_cost.what_if.traffic import scale_traffic

    whole = estimate(scenario)
    amount = (whole.total * share / 100).quantize(D("0.01"))
    fit = largest_fitting_traffic(whole, amount)
    least = 0 if fit is None else fit.percent + 1
    if fit is not None:
        assert fit.percent_total <= amount
    if least <= 100:
        assert estimate(scale_traffic(scenario, D(least) / 100)).total > amount


def test_a_budget_of_nothing_is_met_by_a_bill_of_nothing_only() -> None:
    """1M requests a month are free, the next million costs 0.20."""
    function = {"duration_ms": 1, "memory_mb": 128}
    free, dear = (estimate(Scenario.from_dict({"functions": {"f": function | {"requests": n}}})) for n in ("1M", "2M"))
    assert (budget(free, 0).exceeded, budget(dear, 0).exceeded) == (False, True)
