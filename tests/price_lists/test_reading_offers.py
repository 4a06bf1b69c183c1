"""Price lists in every form that AWS has say the same, in the words and units of the tables."""

import gzip
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lambda_cost.prices.price import PriceKey
from lambda_cost.prices.price_lists import sources
from lambda_cost.prices.price_lists.model import Offer, PlanKey
from tests.price_lists import fixtures
from tests.price_lists.fixtures import PlanRow, Row, bulk, bulk_csv, published
from tests.price_lists.offers import BOOK, REGIONS, Read

D = Decimal


CODES = ["AWSLambda", "AmazonApiGateway", "AWSDataTransfer", "AmazonCloudWatch", "AWSELB", "AmazonVPC", "AmazonEC2", "AWSXRay"]


FREE = [
    Row("", "Global-Request", "", "Requests", "0", "1000000", "0.0000000000"),
    Row("", "Global-Lambda-GB-Second", "", "Lambda-GB-Second", "0", "400000", "0.0000000000"),
]


def plain(offer: Offer) -> Offer:
    """*offer* without its name and its terms of other kinds, which CSV counts by line."""
    return replace(offer, name="", reserved=0)


@pytest.mark.parametrize("code", CODES)
def test_json_csv_gzip_and_answers_of_the_query_api_say_the_same(read: Read, code: str) -> None:
    """One list, five forms; the ending of a file's name says nothing."""
    rows = published(code, *REGIONS)
    offer = plain(read(bulk(code, rows)))
    assert offer.listed
    assert plain(read(bulk_csv(code, rows), "offer.csv")) == offer
    assert plain(read(bulk_csv(code, rows), "offer.json")) == offer
    assert plain(read(gzip.compress(json.dumps(bulk(code, rows)).encode()), "offer.json")) == offer
    assert plain(read("\ufeff" + json.dumps(bulk(code, rows)), "offer.csv")) == offer
    answered = read({"FormatVersion": "aws_v1", "PriceList": fixtures.answers(code, rows)})
    assert plain(replace(answered, partial=False)) == offer
    assert answered.partial


@pytest.mark.parametrize("code", CODES)
def test_every_published_row_is_in_the_offer_or_counted_as_unknown(read: Read, code: str) -> None:
    """Round trip without loss: each tier comes back as the row that it was, in units of the offer."""
    rows = published(code, *REGIONS)
    offer = read(bulk(code, rows))
    by_sku = {listing.sku: (key, listing) for key, listings in offer.listed.items() for listing in listings}
    products = {fixtures.sku(code, row) for row in rows}
    assert sum(one.count for one in offer.unlisted.values()) == len(products - by_sku.keys())
    for one, (key, listing) in by_sku.items():
        tiers = sorted((D(row.begin), D(row.price)) for row in rows if fixtures.sku(code, row) == one)
        unit = BOOK.meter(key.meter).unit
        factor = D(unit.split()[0]) if unit[0].isdigit() else D(1)
        assert [(above * factor, price / factor) for above, price in listing.steps] == tiers


def test_the_units_of_the_table_and_its_choices_are_found(read: Read) -> None:
    """0.0000002 a request is 0.20 a million; REST in Ireland: 3.50 to 333 million, then 3.19, 2.71, 1.72."""
    offer = read(bulk("AWSLambda", published("AWSLambda", "eu-west-1")))
    (listing,) = offer.listed[PriceKey("aws_lambda.function.requests", "eu-west-1", "arm64")]
    assert (listing.steps, listing.usage_type) == (((D(0), D("0.2")),), "EU-Request-ARM")
    rest = read(bulk("AmazonApiGateway", published("AmazonApiGateway", "eu-west-1")))
    (listing,) = rest.listed[PriceKey("api_gateway.rest_api.requests", "eu-west-1", "")]
    assert listing.steps == ((D(0), D("3.5")), (D(333), D("3.19")), (D(1000), D("2.71")), (D(20000), D("1.72")))
    assert listing.effective == date(2026, 11, 1)


def test_an_offer_knows_its_day_version_regions_and_free_amounts(read: Read) -> None:
    """A million requests and 400,000 GB-seconds, from SKUs of no region (rules A-13, A-15)."""
    offer = read(bulk("AWSLambda", [*published("AWSLambda", "eu-west-1", "us-east-1"), *FREE]))
    assert (offer.code, offer.version, offer.published) == ("AWSLambda", "20261120120000", date(2026, 11, 20))
    assert offer.regions == {"eu-west-1", "us-east-1"}
    duration, requests = ("aws_lambda.function.duration", "x86_64"), ("aws_lambda.function.requests", "x86_64")
    assert offer.free == {requests: D(1), duration: D(400_000)}
    assert offer.reserved == 1


@pytest.mark.parametrize("form", [bulk, bulk_csv])
def test_what_no_table_has_is_counted_and_never_left_out(read: Read, form: Any) -> None:
    """Usage types, regions, zones and instances' own usage types."""
    odd = [
        Row("eu-west-1", "Lambda-Web-Request-ARM", "", "Request", "0", "Inf", "0.0000004"),
        Row("us-east-2", "Lambda-Web-Request-ARM", "", "Request", "0", "Inf", "0.0000004"),
        Row("eu-west-1", "Lambda-Managed-Instances-m7g.xlarge-Management-Hours", "", "Hours", "0", "Inf", "0.02448"),
        Row("eu-west-1", "Lambda-Managed-Instances-c7g.xlarge-Management-Hours", "", "Hours", "0", "Inf", "0.02175"),
        Row("eu-west-1", "Request", "Other", "Requests", "0", "Inf", "0.0000004"),
        Row("", "Global-Lambda-Web-Request", "", "Request", "0", "Inf", "0"),
    ]
    offer = read(form("AWSLambda", odd), "offer")
    counts = {name: (one.count, sorted(one.regions)) for name, one in offer.unlisted.items()}
    assert counts == {
        "Global-Lambda-Web-Request": (1, [""]),
        "Lambda-Managed-Instances-<type>-Management-Hours": (2, ["eu-west-1"]),
        "Lambda-Web-Request-ARM": (2, ["eu-west-1", "us-east-2"]),
    }
    assert len(offer.listed) == 1


@pytest.mark.parametrize(
    ("place", "region"),
    [
        ({"regionCode": "eu-west-1"}, "eu-west-1"),
        ({"location": "EU (Ireland)"}, "eu-west-1"),
        ({"location": "Europe (Ireland)"}, "eu-west-1"),
        ({"fromLocation": "EU (Ireland)", "toLocation": "External"}, "eu-west-1"),
        ({"fromRegionCode": "eu-west-1"}, "eu-west-1"),
        ({"location": "AWS GovCloud (US)"}, "us-gov-west-1"),
        ({"location": "AWS GovCloud (US-West)"}, "us-gov-west-1"),
    ],
)
def test_a_region_is_known_by_its_code_or_by_the_names_it_has_had(read: Read, place: dict[str, str], region: str) -> None:
    """Old lists have names alone."""
    made = bulk("AWSLambda", [Row("eu-west-1", "Request", "", "Requests", "0", "Inf", "0.0000002")])
    (product,) = made["products"].values()
    code = {"eu-west-1": "EU", "us-gov-west-1": "UGW1"}[region]
    product["attributes"] = {"servicecode": "AWSLambda", "usagetype": f"{code}-Request"} | place
    (key,) = read(made).listed
    assert key == PriceKey("aws_lambda.function.requests", region, "x86_64")


@pytest.mark.parametrize(
    "place", [{"regionCode": "eusc-de-east-1"}, {"regionCode": "eu-west-1", "locationType": "AWS Local Zone"}]
)
def test_a_place_that_is_no_known_region_is_reported(read: Read, place: dict[str, str]) -> None:
    """A new region, and a zone of a known one, have no prices here."""
    made = bulk("AWSLambda", [Row("eu-west-1", "Request", "", "Requests", "0", "Inf", "0.0000002")])
    (product,) = made["products"].values()
    product["attributes"] = {"servicecode": "AWSLambda", "usagetype": "EU-Request"} | place
    offer = read(made)
    assert (offer.listed, offer.elsewhere) == ({}, {place["regionCode"]: 1})


def test_prices_in_china_are_in_yuan_and_others_there_cannot_be_compared(read: Read) -> None:
    """1.36 CNY a million requests; a price in dollars is not that of the table."""
    yuan = Row("cn-north-1", "Request", "", "Requests", "0", "Inf", "0.0000013600", "CNY")
    key = PriceKey("aws_lambda.function.requests", "cn-north-1", "x86_64")
    (listing,) = read(bulk("AWSLambda", [yuan])).listed[key]
    assert listing.steps == ((D(0), D("1.36")),)
    (listing,) = read(bulk("AWSLambda", [yuan._replace(currency="USD")])).listed[key]
    assert (listing.steps, listing.not_comparable) == ((), "it has no price in the region's currency")


@pytest.mark.parametrize(
    ("rows", "unlike"),
    [
        ([("0", "Inf", "Hours")], "its unit is 'Hours', and the table's Requests"),
        ([("0", "5", "Requests"), ("6", "Inf", "Requests")], "its tiers do not follow each other from 0 to Inf"),
        ([("5", "Inf", "Requests")], "its tiers do not follow each other from 0 to Inf"),
        ([("0", "5", "Requests")], "its tiers do not follow each other from 0 to Inf"),
    ],
)
def test_a_price_that_cannot_be_understood_is_not_guessed(read: Read, rows: list[tuple[str, str, str]], unlike: str) -> None:
    """Another unit, or tiers with a gap: the list has it, and it is said why it is not compared."""
    made = [Row("eu-west-1", "Request", "", unit, begin, end, "0.0000002") for begin, end, unit in rows]
    (listings,) = read(bulk("AWSLambda", made)).listed.values()
    assert [(listing.steps, listing.not_comparable) for listing in listings] == [((), unlike)]


def test_a_product_without_a_price_on_demand_is_said_to_have_none(read: Read) -> None:
    """Its terms may be of another kind."""
    made = bulk("AWSLambda", [Row("eu-west-1", "Request", "", "Requests", "0", "Inf", "0.0000002")])
    made["terms"]["Reserved"], made["terms"]["OnDemand"] = made["terms"]["OnDemand"], {}
    offer = read(made)
    (listings,) = offer.listed.values()
    assert (listings[0].not_comparable, offer.reserved) == ("it has no price on demand", 1)


def test_sections_in_another_order_say_the_same(read: Read) -> None:
    """Terms before products, and both before the offer's code: the file is read again for them."""
    made = bulk("AWSLambda", published("AWSLambda", "eu-west-1"))
    offer = read(made)
    for order in (
        ["terms", "products"],
        ["products", "terms", "offerCode", "publicationDate", "version"],
        ["terms", "products", "offerCode"],
    ):
        other = {key: made[key] for key in order} | {key: made[key] for key in made if key not in order}
        assert read(other) == offer


PLANS = [
    PlanRow("us-east-1", "Lambda-GB-Second", 1, "No Upfront", "0.0000147"),
    PlanRow("us-east-1", "Lambda-GB-Second", 3, "All Upfront", "0.0000138"),
    PlanRow("eu-west-1", "Request-ARM", 3, "Partial Upfront", "0.0000002"),
]


def test_savings_plans_are_read_from_json_and_csv(read: Read) -> None:
    """Rates by region, choice, term and payment option, per pricing unit: 0.20 a million requests."""
    offer = read(fixtures.plans(PLANS))
    duration, requests = "aws_lambda.function.duration", "aws_lambda.function.requests"
    assert (offer.code, offer.listed) == ("AWSComputeSavingsPlan", {})
    assert offer.plans == {
        PlanKey(duration, "us-east-1", "x86_64", "1yr", "no_upfront"): D("0.0000147"),
        PlanKey(duration, "us-east-1", "x86_64", "3yr", "all_upfront"): D("0.0000138"),
        PlanKey(requests, "eu-west-1", "arm64", "3yr", "partial_upfront"): D("0.2"),
    }
    assert plain(read(fixtures.plans_csv(PLANS))) == plain(offer)


def test_savings_plans_in_another_order_say_the_same(read: Read) -> None:
    """Rates before their term, and terms before the products that say the payment option."""
    made = fixtures.plans(PLANS)
    offer = read(made)
    turned = {"terms": made["terms"]} | made
    turned["terms"] = {"savingsPlan": [dict(reversed(one.items())) for one in made["terms"]["savingsPlan"]]}
    assert read(turned) == offer
    for one in made["terms"]["savingsPlan"]:
        del one["description"]
    assert read({"terms": made["terms"]} | made) == offer


def test_rates_of_other_services_and_places_are_counted_or_passed_over(read: Read) -> None:
    """A plan covers instances too, which are none of our meters; a region that is not known is reported."""
    made = fixtures.plans([*PLANS, *PLANS, PlanRow("us-east-1", "Lambda-Web-Request", 1, "No Upfront", "1")])
    rates = made["terms"]["savingsPlan"][0]["rates"]
    rates[0]["discountedServiceCode"] = "AmazonEC2"
    rates[1]["discountedRegionCode"] = "us-west-2-den-1"
    offer = read(made)
    assert len(offer.plans) == 2
    assert offer.elsewhere == {"us-west-2-den-1": 1}
    assert {name: one.count for name, one in offer.unlisted.items()} == {"Lambda-Web-Request": 1}


def test_a_folder_gives_every_list_in_it_and_passes_indexes_over(tmp_path: Path) -> None:
    """Files of other kinds are left alone."""
    folder = tmp_path / "offers"
    (folder / "lambda").mkdir(parents=True)
    rows = published("AWSLambda", "eu-west-1")
    (folder / "lambda" / "a.json").write_text(json.dumps(bulk("AWSLambda", rows)), encoding="utf-8")
    (folder / "b.csv.gz").write_bytes(gzip.compress(bulk_csv("AWSLambda", rows).encode()))
    (folder / "index.json").write_text(json.dumps(fixtures.region_index("AWSLambda", REGIONS)), encoding="utf-8")
    (folder / "notes.txt").write_text("none", encoding="utf-8")
    found = sources.read(str(folder), BOOK)
    assert [Path(one.name).name for one in found] == ["b.csv.gz", "a.json"]
    assert sources.size(str(folder)) == sum(path.stat().st_size for path in folder.rglob("*.*") if path.name != "notes.txt")


def test_an_answer_need_not_say_its_version(read: Read) -> None:
    """Then it has none, and so no lasting address."""
    (text,) = fixtures.answers("AWSLambda", [Row("eu-west-1", "Request", "", "Requests", "0", "Inf", "0.0000002")])
    answer = json.loads(text)
    del answer["version"]
    assert read({"PriceList": [answer]}).version == ""


def test_progress_is_told_every_byte_once(tmp_path: Path) -> None:
    """Also of a file that is read again, and of one in gzip, whose own bytes count."""
    made = bulk("AWSLambda", published("AWSLambda", "eu-west-1"))
    path = tmp_path / "offer.json"
    raw = json.dumps({"terms": made["terms"]} | made).encode()
    for content in (raw, gzip.compress(raw)):
        path.write_bytes(content)
        told: list[int] = []
        sources.read(str(path), BOOK, advance=told.append)
        assert sum(told) == len(content) == sources.size(str(path))
