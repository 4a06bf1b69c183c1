"""The form in which an estimate hands out its numbers: JSON, and rows for a data frame."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal, getcontext, localcontext

from lambda_cost import (
    Scenario,
    estimate,
)
from tests.shop import DAY, SHOP, D, function


class TestTheJson:
    """The keys of the JSON of an estimate are a contract: programs read them."""

    document = estimate(SHOP).to_dict()

    def test_its_head(self) -> None:
        head = {key: value for key, value in self.document.items() if not isinstance(value, list | dict)}
        assert head == {
            "schema": "lambda-cost/estimate/2",
            "name": "shop",
            "currency": "USD",
            "day": "2026-11-01",
            "hours": "730",
            "free_tier": "always",
            "total": "1384.17668",
            "list_total": "1389.71004",
        }

    def test_a_charge_has_every_field(self) -> None:
        charge = next(one for one in self.document["charges"] if one["meter"] == "aws_lambda.function.duration")
        price = charge["price"]
        assert {key: value for key, value in charge.items() if key != "price"} == {
            "resource": "functions.checkout",
            "meter": "aws_lambda.function.duration",
            "region": "eu-west-1",
            "choice": "arm64",
            "usage_type": "EU-Lambda-GB-Second-ARM",
            "pricing_quantity": "600000",
            "pricing_unit": "GB-Seconds",
            "free_quantity": "400000",
            "covered_quantity": "0",
            "tiers": [{"above": "0", "quantity": "200000", "list_unit_price": "0.0000133334", "cost": "2.66668"}],
            "list_cost": "8.00004",
            "billed_cost": "2.66668",
            "effective_cost": "2.66668",
        }
        assert price["since"] == "2022-08-01"
        assert date.fromisoformat(price["checked"]) <= date(2026, 11, 24)
        assert price["source"].startswith("https://")

    def test_each_tier_that_is_used_is_there_and_no_other(self) -> None:
        tiers = next(one for one in self.document["charges"] if one["meter"] == "api_gateway.rest_api.requests")["tiers"]
        assert tiers == [
            {"above": "0", "quantity": "333", "list_unit_price": "3.5", "cost": "1165.5"},
            {"above": "333", "quantity": "67", "list_unit_price": "3.19", "cost": "213.73"},
        ]

    def test_every_number_is_text_without_an_exponent(self) -> None:
        numbers = [self.document[key] for key in ("total", "list_total", "hours")] + list(self.document["resources"].values())
        for charge in self.document["charges"]:
            numbers += [
                charge[key] for key in ("pricing_quantity", "free_quantity", "list_cost", "billed_cost", "effective_cost")
            ]
            numbers += [number for tier in charge["tiers"] for number in tier.values()]
        assert all(isinstance(number, str) and "E" not in number and D(number) >= 0 for number in numbers)

    def test_it_is_json(self) -> None:
        assert json.loads(json.dumps(self.document)) == self.document

    def test_its_resources_are_every_resource(self) -> None:
        assert self.document["resources"] == {"functions.checkout": "4.46668", "apis.api": "1379.71"}

    def test_nothing_rounds_when_the_users_own_decimals_do(self) -> None:
        """A program that works with six digits gets all digits of a bill; its context is its own."""
        with localcontext(prec=6):
            rounded = estimate(SHOP).to_dict()
        assert rounded == self.document
        assert getcontext().prec == 28

    def test_a_rate_of_any_admitted_size_is_billed(self) -> None:
        busy = Scenario(day=DAY, free_tier="none", functions=[function(requests="10B/s")])
        document = estimate(busy).to_dict()
        # 10 x 3,600 x 730 = 26,280,000 thousand million requests, a million of which cost 0.20
        assert document["charges"][0]["billed_cost"] == "5256000000"


class TestRows:
    """Flat rows for a data frame; numbers stay numbers."""

    def test_one_row_for_each_charge(self) -> None:
        bill = estimate(SHOP)
        rows = bill.rows()
        assert [row["meter"] for row in rows] == [charge.meter for charge in bill.charges]
        assert sum(row["billed_cost"] for row in rows) == bill.total
        assert {type(value) for row in rows for value in row.values()} <= {str, Decimal, date}

    def test_a_row_has_the_columns_of_a_charge(self) -> None:
        row = estimate(SHOP).rows()[1]
        assert {
            key: row[key]
            for key in ("resource", "region", "choice", "usage_type", "pricing_quantity", "free_quantity", "currency")
        } == {
            "resource": "functions.checkout",
            "region": "eu-west-1",
            "choice": "arm64",
            "usage_type": "EU-Lambda-GB-Second-ARM",
            "pricing_quantity": 600_000,
            "free_quantity": 400_000,
            "currency": "USD",
        }
        assert row["price_since"] == date(2022, 8, 1)
