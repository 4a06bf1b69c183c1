"""Price lists in every form that AWS has say the same, in the words and units of the tables."""

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from lambda_cost.errors import UnreadableFileError
from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.price import PriceKey
from lambda_cost.prices.price_lists import collector, downloads, sources
from lambda_cost.prices.price_lists.compare import not_in_tables
from lambda_cost.prices.price_lists.model import Offer, PlanKey
from tests.price_lists import fixtures
from tests.price_lists.fixtures import PlanRow, Row, bulk, bulk_csv, published

D = Decimal
BOOK = PriceBook.bundled()
CODES = ["AWSLambda", "AmazonApiGateway", "AWSDataTransfer", "AmazonCloudWatch", "AWSELB", "AmazonVPC", "AmazonEC2", "AWSXRay"]
REGIONS = ("us-east-1", "eu-west-1", "ap-northeast-1", "us-gov-west-1")
FREE = [
    Row("", "Global-Request", "", "Requests", "0", "1000000", "0.0000000000"),
    Row("", "Global-Lambda-GB-Second", "", "Lambda-GB-Second", "0", "400000", "0.0000000000"),
]
Read = Callable[..., Offer]


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


GOOD = bulk("AWSLambda", [Row("eu-west-1", "Request", "", "Requests", "0", "Inf", "0.0000002")])
SKU = next(iter(GOOD["products"]))
TERMS = f"{SKU}.{fixtures.TERM}"
RATE = f"{TERMS}.{fixtures.RATE}"


def changed(path: str, value: Any) -> dict[str, Any]:
    """A good list with one value changed; `...` removes it."""
    made: dict[str, Any] = json.loads(json.dumps(GOOD))
    into: Any
    into, (*steps, last) = made, path.split("/")
    for step in steps:
        into = into[{"SKU": SKU, "TERM": TERMS, "RATE": RATE}.get(step, step)]
    last = {"SKU": SKU, "TERM": TERMS, "RATE": RATE}.get(last, last)
    if value is ...:
        del into[last]
    else:
        into[last] = value
    return made


OF_TERM = "terms/OnDemand/SKU/TERM"
OF_RATE = f"{OF_TERM}/priceDimensions/RATE"
HEAD = '"FormatVersion","v1.0"\n"Publication Date","2026-11-20"\n"OfferCode","AWSLambda"\n'
COLUMNS = "SKU,TermType,PricePerUnit,Currency,usageType,Region Code\n"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (changed("offerCode", "AmazonS3"), "the offer code is 'AmazonS3'; allowed: AWSDataTransfer, AWSELB, AWSLambda"),
        (changed("offerCode", ...), "it does not say which offer it is"),
        (changed("publicationDate", ...), "it has no publication date"),
        (changed("publicationDate", "yesterday"), "'publicationDate' has 'yesterday' as a day"),
        (changed("products", ...), "it has no products and terms: it is no offer"),
        (changed("terms", ...), "it has no products and terms: it is no offer"),
        (changed("products", 5), "{ is missing"),
        (changed("terms", "none"), "{ is missing"),
        (changed("products/SKU", 5), "has no attributes"),
        (changed("products/SKU/attributes", ["x"]), "has no attributes"),
        (changed("terms/OnDemand/SKU", 5), "are no mapping"),
        (changed(OF_TERM, 5), "has no priceDimensions"),
        (changed(f"{OF_TERM}/priceDimensions", ...), "has no priceDimensions"),
        (changed(f"{OF_TERM}/effectiveDate", "soon"), "has 'soon' as a day"),
        (changed(OF_RATE, None), "is no mapping"),
        (changed(f"{OF_RATE}/pricePerUnit", "0.2"), "has no pricePerUnit"),
        (changed(f"{OF_RATE}/pricePerUnit", {"USD": "cheap"}), "has 'cheap' as a number"),
        (changed(f"{OF_RATE}/pricePerUnit", {"USD": "-1"}), "has '-1' as a number"),
        (changed(f"{OF_RATE}/pricePerUnit", {"USD": None}), "has nothing as a number"),
        (changed(f"{OF_RATE}/pricePerUnit", {"USD": "1e999"}), "as a number"),
        (changed(f"{OF_RATE}/beginRange", "start"), "has 'start' as a number"),
        ({"offers": {"AWSLambda": {"currentVersionUrl": "/x"}}}, "is the index of all services: it names files"),
        (fixtures.region_index("AWSLambda", REGIONS), "is a region index: it names files and has no prices"),
        ({"versions": 5}, "is an index of versions"),
        ({"PriceList": [5]}, "a product has no product and terms"),
        ({"PriceList": ["{"]}, "a product is not well-formed JSON"),
        ({"PriceList": []}, "the offer code is ''"),
        ({"products": [5], "terms": {"savingsPlan": [{"rates": [5]}]}}, "a rate of a Savings Plan is no mapping"),
        ({"products": [], "terms": {"savingsPlan": [{"rates": [{}]}]}}, "a plan has no term and payment option"),
        ("[1, 2]", "begins with '[1, 2]'; allowed: a price list of AWS in JSON or CSV"),
        ("", "is empty; allowed: a price list of AWS"),
        ("<html><body>no</body></html>", "begins with '<html>"),
        (b"PK\x03\x04 zip", "begins with 'PK"),
        (b"{\xff\xfe", "is not text in UTF-8"),
        (gzip.compress(b"{}", mtime=0)[:-4], "is cut off: its gzip has no end"),
        (gzip.compress(b"x" * 100, mtime=0)[:12] + b"\x00\x01" * 20, "is not well-formed gzip"),
        (b"\x1f\x8b\x08broken gzip is no gzip", "gzip"),
        (json.dumps(GOOD) + "x", "more text follows the end"),
        ("FormatVersion,v1.0\nx,y,z\n", "it has 'x,y,z' before the column names"),
        (HEAD, "it has no line with the column names"),
        (f"{HEAD}SKU,Price\n", "it has no line with the column names"),
        (f"{HEAD}{COLUMNS}A,OnDemand\n", "a line has 2 cells, and there are 6 columns"),
        (f'{HEAD}{COLUMNS}A,"OnDemand\n', "it is not well-formed CSV"),
        (f"{HEAD}{COLUMNS}A,OnDemand,0.1,USD,{'x' * 300_000},eu-west-1\n", "a line has more than 262,144 characters"),
        (f"{HEAD}{COLUMNS}A,OnDemand,zero,USD,EU-Request,eu-west-1\n", "has 'zero' as a number"),
    ],
    ids=count(),
)
def test_what_is_no_offer_is_refused_with_what_is_wrong(read: Read, content: Any, says: str) -> None:
    """One sentence that begins with the file's name, and no traceback."""
    with pytest.raises(UnreadableFileError) as found:
        read(content)
    assert says in str(found.value)
    assert "offer.json" in str(found.value)


def test_a_file_that_is_not_there_and_a_folder_without_lists_are_refused(tmp_path: Path) -> None:
    """As is a name that no file can have."""
    for where in (tmp_path / "none.json", tmp_path, "a\0b"):
        with pytest.raises(UnreadableFileError):
            sources.read(str(where), BOOK)
        assert sources.size(str(where)) == 0


def test_what_unpacks_to_more_than_is_allowed_is_refused(tmp_path: Path) -> None:
    """A megabyte of spaces in a kilobyte of gzip; the limit counts unpacked bytes, and those of a plain file."""
    path = tmp_path / "offer.json"
    raw = b"{" + b" " * 1_000_000
    limits = downloads.Limits(100_000, 10)
    for content in (raw, gzip.compress(raw)):
        path.write_bytes(content)
        with pytest.raises(UnreadableFileError, match="has more than 100,000 bytes; --max-size allows more"):
            sources.read(str(path), BOOK, limits)


@pytest.mark.parametrize(
    ("begins", "goes_on", "says"),
    [
        (b'{"x": ', b" ", "more than 4,194,304 blanks follow each other"),
        (b'{"x": [0', b",0", "unpacks to more than 100 times its size, as no price list does"),
    ],
)
def test_a_gigabyte_in_a_megabyte_is_refused_soon(
    begins: bytes, goes_on: bytes, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "UNPACKED_AT_LEAST", 2**19 if goes_on == b",0" else 2**30)
    path = tmp_path / "offer.json"
    path.write_bytes(gzip.compress(begins + goes_on * (2**20 if goes_on == b",0" else 9 * 2**20)))
    with pytest.raises(UnreadableFileError, match=says):
        sources.read(str(path), BOOK)


def test_more_products_and_names_than_aws_has_do_not_fill_the_memory(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names beyond a number are counted together; priced products beyond one are refused."""
    monkeypatch.setattr(collector, "MAX_NAMES", 2)
    monkeypatch.setattr(collector, "MAX_PRODUCTS", 1)
    monkeypatch.setattr(collector, "MAX_REGIONS", 1)
    odd = [Row("eu-west-1", f"Odd-{number}", "", "Hours", "0", "Inf", "1") for number in range(5)]
    odd += [odd[0]._replace(region="us-east-1")]
    counts = {name: one.count for name, one in read(bulk("AWSLambda", odd)).unlisted.items()}
    assert len(read(bulk("AWSLambda", odd)).unlisted["Odd-0"].regions) == 1
    assert counts == {"Odd-0": 2, "Odd-1": 1, "(others)": 3}
    with pytest.raises(UnreadableFileError, match="more than 1 products of usage types that are priced here"):
        read(bulk("AWSLambda", published("AWSLambda", "eu-west-1")))


def test_what_a_list_says_is_nothing_that_a_terminal_obeys(read: Read) -> None:
    """Usage types, operations, places and SKUs that no table has are shown, so their control characters are written out."""
    evil = "\x1b]0;owned\x07\nline"
    rows = [
        Row("eu-west-1", f"Foo{evil}", "", "Requests", "0", "Inf", "0.1"),
        Row("eu-west-1", "LCUUsage", f"Op{evil}", "LCU-Hrs", "0", "Inf", "0.1"),
        Row("eu-west-1", "Bar", "", "Requests", "0", "Inf", "0.1"),
    ]
    made = bulk("AWSELB", rows)
    last = list(made["products"].values())[-1]
    last["attributes"]["regionCode"] = evil + "x" * 1000
    offer = read(made)
    said = [*not_in_tables([offer]), *offer.unlisted, *offer.elsewhere]
    assert len(said) == 7  # three sentences and their names, and one on reserved terms
    assert all(one.isprintable() and len(one) < 300 for one in said)
    assert any(r"Foo\x1b]0;owned\x07\nline" in one for one in said)
