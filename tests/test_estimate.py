"""The estimate: what it refuses, what it says beside the numbers, and the form in which it hands them out."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from lambda_cost import (
    HttpApi,
    LambdaCostError,
    MissingPriceError,
    PriceBook,
    RestApi,
    Scenario,
    ScenarioError,
    estimate,
)
from tests.shop import DAY, SHOP, D, function


class TestRefusals:
    """No price is ever guessed: what is not known is named, with why and where it would stand."""

    @pytest.mark.parametrize(
        ("day", "resource", "what", "why"),
        [
            (
                "2020-11-30",
                function(),
                "aws_lambda.function.requests (x86_64) in us-east-1",
                "The first day for which its price is known is 2020-12-01 (pricing_data/aws_lambda/function.yaml).",
            ),
            (
                "2021-09-28",
                function(architecture="arm64"),
                "aws_lambda.function.requests (arm64) in us-east-1",
                "The first day for which its price is known is 2021-09-29 (pricing_data/aws_lambda/function.yaml).",
            ),
            (
                DAY,
                function(region="cn-northwest-1"),
                "aws_lambda.function.duration (x86_64) in cn-northwest-1",
                "No published price for x86_64 in that region is known (pricing_data/aws_lambda/function.yaml).",
            ),
            (
                DAY,
                RestApi[Any](name="f", requests=1, region="cn-north-1"),
                "api_gateway.rest_api.requests in cn-north-1",
                "No published price for that region is known (pricing_data/api_gateway/rest_api.yaml).",
            ),
            (
                DAY,
                HttpApi[Any](name="f", requests=1, region="mx-central-1"),
                "api_gateway.http_api.requests in mx-central-1",
                "It is listed as not sold there (pricing_data/api_gateway/http_api.yaml).",
            ),
            (
                "2021-10-01",
                function(region="ap-northeast-3"),
                "aws_lambda.function.requests (x86_64) in ap-northeast-3",
                "The price changed on an unknown day: it is not known from 2021-",
            ),
        ],
        ids=["too early", "before arm64", "Ningxia x86", "China REST", "not sold", "Osaka's gap"],
    )
    def test_a_price_that_is_not_known_is_refused_by_name(self, day: str, resource: Any, what: str, why: str) -> None:
        with pytest.raises(MissingPriceError) as caught:
            estimate(Scenario(day=day, resources=[resource]))
        assert str(caught.value).startswith(f"{resource.path}: No price for {what} on {day}. {why}")
        assert (caught.value.region, caught.value.day) == (resource.region or "us-east-1", day)
        assert caught.value.meter == what.partition(" ")[0]

    def test_all_missing_prices_are_named_at_once(self) -> None:
        with pytest.raises(MissingPriceError) as caught:
            estimate(
                Scenario(
                    day="2020-11-30", functions=[function("one"), function("other")], apis=[RestApi(name="api", requests=1)]
                )
            )
        assert [line.partition(" on ")[0] for line in str(caught.value).splitlines()] == [
            "functions.one: No price for aws_lambda.function.requests (x86_64) in us-east-1",
            "functions.one: No price for aws_lambda.function.duration (x86_64) in us-east-1",
            "functions.other: No price for aws_lambda.function.requests (x86_64) in us-east-1",
            "functions.other: No price for aws_lambda.function.duration (x86_64) in us-east-1",
            "apis.api: No price for api_gateway.rest_api.requests in us-east-1",
        ]

    def test_both_sides_of_a_first_day(self) -> None:
        assert estimate(Scenario(day="2020-12-01", functions=[function()])).total == 0
        assert estimate(Scenario(day="2021-09-29", functions=[function(architecture="arm64")])).total == 0

    def test_regions_that_are_none_are_named_each_with_its_nearest(self) -> None:
        with pytest.raises(ScenarioError) as caught:
            estimate(Scenario(region="us-eastt-1", functions=[function("a"), function("b", region="eu-wast-1")]))
        assert str(caught.value).splitlines() == [
            "region is 'us-eastt-1'; did you mean us-east-1?",
            "functions.b.region is 'eu-wast-1'; did you mean eu-west-1?",
        ]

    def test_a_default_region_that_nobody_uses_is_not_asked_for(self) -> None:
        assert estimate(Scenario(region="mars-1", day=DAY, functions=[function(region="eu-west-1")])).total == 0

    def test_a_bill_has_one_currency(self) -> None:
        with pytest.raises(
            ScenarioError, match=r"one currency: functions.a \(us-east-1\) in USD, functions.b \(cn-north-1\) in CNY"
        ):
            estimate(Scenario(day=DAY, functions=[function("a"), function("b", region="cn-north-1")]))

    def test_yuan_are_known_where_they_were_published(self) -> None:
        bill = estimate(Scenario(day=DAY, region="cn-northwest-1", functions=[function(architecture="arm64")]))
        assert (bill.currency, bill.total) == ("CNY", D("24.06"))  # 250,000 x 0.0000908 + 1 x 1.36


class TestNumbers:
    """How the parts of a bill can be looked at."""

    bill = estimate(SHOP)

    def test_the_total_is_the_sum_of_its_charges(self) -> None:
        # 200,000 x 0.0000133334 = 2.66668; 9 x 0.20 = 1.80; 333 x 3.50 + 67 x 3.19 = 1,379.23; 24 x 0.02 = 0.48
        assert [charge.billed_cost for charge in self.bill.charges] == [D("1.80"), D("2.66668"), D("1379.23"), D("0.48")]
        assert self.bill.total == D("1384.17668")
        # 600,000 x 0.0000133334 = 8.00004; 10 x 0.20 = 2.00
        assert self.bill.list_total == D("1389.71004")

    def test_by_resource_and_by_meter(self) -> None:
        assert self.bill.by_resource == {"functions.checkout": D("4.46668"), "apis.api": D("1379.71")}
        assert self.bill.by_meter["aws_lambda.function.duration"] == (D(600_000), D(400_000), D("8.00004"), D("2.66668"))
        assert list(self.bill.by_meter) == [charge.meter for charge in self.bill.charges]

    def test_requests_are_those_of_functions_or_else_of_apis(self) -> None:
        assert self.bill.requests == 10_000_000
        apis: list[Any] = [RestApi[Any](name="a", requests=2), HttpApi[Any](name="b", requests="1/h")]
        assert estimate(Scenario(day=DAY, apis=apis)).requests == 732  # 2 + 730

    def test_charges_stand_in_the_order_of_the_resources(self) -> None:
        turned = estimate(Scenario(day=DAY, region="eu-west-1", resources=SHOP.resources[::-1]))
        assert [charge.resource for charge in turned.charges] == [
            "apis.api",
            "apis.api",
            "functions.checkout",
            "functions.checkout",
        ]

    def test_the_age_of_a_bill_is_that_of_its_oldest_price(self) -> None:
        assert self.bill.checked == min(charge.checked for charge in self.bill.charges)
        assert self.bill.charges[0].usage_type == "EU-Request-ARM"
        assert self.bill.charges[0].pricing_unit == "1000000 Requests"

    def test_arrays_give_one_bill_for_each_element(self) -> None:
        wide = estimate(SHOP.with_("checkout", memory_mb=np.array([512, 1024])))
        assert wide.total.tolist() == pytest.approx([1384.17668, 1384.17668 + 600_000 * 0.0000133334], rel=1e-12)
        with pytest.raises(LambdaCostError, match="a bill of arrays is many bills"):
            wide.to_dict()

    def test_a_scenario_of_nothing_costs_nothing(self) -> None:
        bill = estimate(Scenario(day=DAY))
        assert bill.total == bill.list_total == bill.requests == 0
        assert json.loads(json.dumps(bill.to_dict()))["charges"] == []

    def test_another_book_may_be_given(self) -> None:
        assert estimate(SHOP, PriceBook(PriceBook.bundled().folder)).total == self.bill.total


@pytest.mark.parametrize(
    ("day", "region", "is_refused"),
    [
        ("2026-07-14", "us-east-1", False),
        ("2026-07-15", "us-east-1", True),
        ("2026-07-15", "us-gov-west-1", False),
    ],
)
def test_an_offer_that_no_account_can_have_any_more_is_refused_with_the_reason(day: str, region: str, is_refused: bool) -> None:
    """Of accounts opened before 2025-07-15 the last twelve months end on 2026-07-14; GovCloud never had it."""
    scenario = Scenario.from_dict(
        {"day": day, "region": region, "free_tier": "first_year", "apis": {"a": {"type": "rest", "requests": 1}}}
    )
    if not is_refused:
        assert estimate(scenario).total >= 0
        return
    with pytest.raises(ScenarioError) as found:
        estimate(scenario)
    assert str(found.value) == (
        "free_tier is first_year, which no account has after 2026-07-14: it is for the first twelve months of accounts"
        " opened before 2025-07-15, and the prices are of 2026-07-15; allowed: always, none"
    )
