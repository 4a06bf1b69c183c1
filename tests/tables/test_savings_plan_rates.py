"""The rates of Compute Savings Plans: each is a published one, and stands beside the price on demand of the tables."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lambda_cost import strict_yaml
from lambda_cost.errors import MissingPriceError
from lambda_cost.prices.book import PriceBook
from tests.tables.publications import PRICING_DATA, SOLD, rows

PATH: Path = PRICING_DATA / "savings_plans" / "compute.yaml"
FILE: dict[str, Any] = strict_yaml.read(PATH.read_text(encoding="utf-8"), PATH.name).data
BOOK = PriceBook.bundled()
TERMS = {"1yr or 3yr": ["1yr", "3yr"], "1yr": ["1yr"], "3yr": ["3yr"], "not stated": None}
PAYMENTS = {"No Upfront": "no_upfront", "All Upfront": "all_upfront", "not stated": None}


def rates() -> list[tuple[str, str, dict[str, Any]]]:
    """Every rate of the file: region, day, itself."""
    return [(region, day, one) for region, days in FILE["rates"].items() for day, found in days.items() for one in found]


def test_the_rates_are_the_published_ones_and_no_others() -> None:
    """Price, term, payment, day and source of all eleven, in the units of the tables."""
    expected = [
        (
            row["region"],
            row["date"],
            row["usagetype"],
            TERMS[row["term"]],
            PAYMENTS[row["payment"]],
            Decimal(row["price_usd"]) * SOLD[row["usagetype"]].multiple,
            row["source"],
        )
        for row in rows("savings-plans.csv")
    ]
    found = [
        (region, str(day), one["usage_type"], one.get("terms"), one.get("payment"), one["price"], one["source"])
        for region, day, one in rates()
    ]
    assert len(found) == 11
    assert sorted(found, key=str) == sorted(expected, key=str)
    keys = {"usage_type", "terms", "payment", "price", "on_demand", "source"}
    assert all(set(one) <= keys and one["source"] in FILE["sources"] for _, _, one in rates())


def test_the_price_on_demand_beside_a_rate_is_that_of_the_table_and_of_the_publication() -> None:
    """Else the saving would be that of another price; of duration it is the first tier's."""
    published = {
        (row["region"], row["date"], row["usagetype"]): Decimal(row["on_demand_usd"]) for row in rows("savings-plans.csv")
    }
    for region, day, one in rates():
        sold = SOLD[one["usage_type"]]
        assert one["on_demand"] == published[region, str(day), one["usage_type"]] * sold.multiple
        price = BOOK.price(sold.meter, region, sold.choice, date(2026, 11, 1))
        assert price.tariff.tiers[0].price == one["on_demand"], (region, one["usage_type"])


def test_the_discount_of_each_rate_is_the_published_one() -> None:
    """To the digits that are published, and none is more than the 17 percent that AWS says, before rounding."""
    by_key = {(row["region"], row["usagetype"], row["price_usd"]): row for row in rows("savings-plans.csv")}
    assert len(by_key) == 11
    for row in by_key.values():
        discount = 1 - Decimal(row["price_usd"]) / Decimal(row["on_demand_usd"])
        assert abs(discount - Decimal(row["discount"])) < Decimal("0.0002"), row
        assert discount < Decimal("0.175")


def test_what_a_plan_covers_has_the_usage_types_of_the_tables() -> None:
    """Rule A-57: duration, provisioned concurrency and its duration, and requests, at no discount; nothing else (A-58)."""
    covered = {SOLD[name].meter for name in SOLD if name.startswith(("Request", "Lambda-GB-", "Lambda-Provisioned-"))}
    assert set(FILE["covers"]) == covered
    for meter, usage_types in FILE["covers"].items():
        assert usage_types == BOOK.meter(meter).usage_type


def test_elsewhere_the_published_percentages_apply_and_none_on_requests() -> None:
    """Rule A-57: 12 percent without upfront payment, 17 with all of it, 0 on requests; Partial Upfront was not found."""
    assert set(FILE["elsewhere"]) == {"no_upfront", "all_upfront"}
    for payment, percent in (("no_upfront", 12), ("all_upfront", 17)):
        offer = FILE["elsewhere"][payment]
        requests = {meter for meter in FILE["covers"] if meter.endswith(".requests")}
        assert offer["percent"] == {meter: Decimal(0 if meter in requests else percent) for meter in FILE["covers"]}
        assert (offer["terms"], offer["source"], offer["checked"]) == (["1yr", "3yr"], "regimes", date(2026, 9, 25))


@pytest.mark.parametrize("row", rows("savings-plans-2026-05.csv"), ids=lambda row: row["region"])
def test_the_percentage_of_a_region_is_the_published_one_and_a_region_without_one_is_refused(row: dict[str, str]) -> None:
    """10 percent in eleven regions, 12 in nineteen, and never 12 where none is known."""
    sold = SOLD["Lambda-GB-Second"]
    factor = Decimal(row["lambda_1y_no_upfront"])
    assert {row["lambda_3y_no_upfront"], row["pc_a"], row["pc_b"]} == {row["lambda_1y_no_upfront"]}
    for term in ("1yr", "3yr"):
        if factor == 1:
            with pytest.raises(MissingPriceError, match="with no upfront is known for Lambda in"):
                BOOK.savings_plans.rate(sold.meter, row["region"], "x86_64", Decimal(1), term, "no_upfront")
        else:
            rate = BOOK.savings_plans.rate(sold.meter, row["region"], "x86_64", Decimal(1), term, "no_upfront")
            assert rate is not None
            assert (rate.price, rate.published) == (factor, False)


@pytest.mark.parametrize(("region", "known"), [("eu-west-2", True), ("eu-central-1", False), ("mx-central-1", False)])
def test_all_upfront_is_known_only_where_no_upfront_is_12_percent(region: str, known: bool) -> None:
    """17 percent were published beside 12; what stands beside 10 was not found. Requests have no discount anywhere."""
    requests, duration = SOLD["Request"].meter, SOLD["Lambda-GB-Second"].meter
    rate = BOOK.savings_plans.rate(requests, region, "x86_64", Decimal("0.2"), "1yr", "all_upfront")
    assert rate is not None
    assert rate.saving == 0
    if known:
        found = BOOK.savings_plans.rate(duration, region, "x86_64", Decimal(1), "1yr", "all_upfront")
        assert found is not None
        assert found.price == Decimal("0.83")
    else:
        with pytest.raises(MissingPriceError, match="with all upfront is known for Lambda in"):
            BOOK.savings_plans.rate(duration, region, "x86_64", Decimal(1), "1yr", "all_upfront")


def test_every_source_is_used_and_a_page() -> None:
    """As in the tables of prices."""
    used = {one["source"] for _, _, one in rates()} | {offer["source"] for offer in FILE["elsewhere"].values()}
    used |= {other["source"] for offer in FILE["elsewhere"].values() for other in offer.get("regions", ())}
    assert set(FILE["sources"]) == used
    assert all(source["url"].startswith("https://") and source["title"] for source in FILE["sources"].values())
