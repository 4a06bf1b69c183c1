"""A check says of every price whether the list has it, and has it so."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lambda_cost.prices.price import PriceKey
from lambda_cost.prices.price_lists import compare
from lambda_cost.prices.price_lists.compare import Finding, findings
from lambda_cost.prices.price_lists.model import Offer
from tests.price_lists import fixtures
from tests.price_lists.fixtures import PlanRow, Row, bulk, published
from tests.prices.books import BUNDLED

D = Decimal
Read = Callable[..., Offer]
REQUESTS = PriceKey("aws_lambda.function.requests", "eu-west-1", "x86_64")
REQUEST = Row("eu-west-1", "Request", "", "Requests", "0", "Inf", "0.0000002")


def by_key(found: Iterable[Finding]) -> dict[PriceKey, Finding]:
    """The findings by what they are of."""
    return {one.key: one for one in found}


@pytest.mark.parametrize(
    "code", ["AWSLambda", "AmazonApiGateway", "AWSDataTransfer", "AmazonCloudWatch", "AWSELB", "AmazonVPC", "AWSXRay"]
)
def test_published_prices_agree_with_the_tables_that_were_made_of_them(read: Read, code: str) -> None:
    """In four regions of two partitions, and to the last digit."""
    found = findings([read(bulk(code, published(code, "us-east-1", "eu-west-1", "ap-northeast-1", "us-gov-west-1")))], BUNDLED)
    assert {one.status for one in found} <= {"agrees", "gone"}
    assert sum(one.status == "agrees" for one in found) >= 4


def test_what_differs_is_new_or_gone_is_told_apart(read: Read) -> None:
    """One price changed by one digit, one that no table has in the region, one that the list leaves out."""
    rows = [row for row in published("AWSLambda", "eu-west-1") if row.usage_type not in {"Request", "Lambda-Edge-Request"}]
    rows += [REQUEST._replace(price="0.0000002001")]
    rows += [Row("us-gov-west-1", "Lambda-MicroVM-vCPU-Second-ARM", "", "vCPU-Seconds", "0", "Inf", "0.00003")]
    found = by_key(findings([read(bulk("AWSLambda", rows))], BUNDLED))
    assert (found[REQUESTS].status, found[REQUESTS].ours, found[REQUESTS].theirs) == (
        "differs",
        ((D(0), D("0.20")),),
        ((D(0), D("0.2001")),),
    )
    microvm = found[PriceKey("aws_lambda.microvm.vcpu", "us-gov-west-1", "")]
    assert (microvm.status, microvm.ours, microvm.theirs) == ("new", (), ((D(0), D("0.00003")),))
    edge = found[PriceKey("aws_lambda.edge_function.requests", "eu-west-1", "")]
    assert (edge.status, edge.ours, edge.usage_type) == (
        "gone",
        ((D(0), D("0.6")),),
        "Lambda-Edge-Request",
    )
    there = [one for one in found.values() if one.key.region == "eu-west-1" and one.status != "agrees"]
    since_then = ("aws_lambda.durable.", "aws_lambda.microvm.")  # sold only after the list of 2025 that is published here
    rest = {one.key.meter: one.status for one in there if not one.key.meter.startswith(since_then)}
    assert rest == {"aws_lambda.function.requests": "differs", "aws_lambda.edge_function.requests": "gone"}


def test_one_tier_that_differs_is_a_difference(read: Read) -> None:
    """Its price, or where it begins."""
    rows = [row for row in published("AmazonApiGateway", "eu-west-1") if row.usage_type == "ApiGatewayHttpRequest"]
    assert [row.begin for row in rows] == ["0", "300000000"]
    key = PriceKey("api_gateway.http_api.requests", "eu-west-1", "")
    other = [rows[0], rows[1]._replace(price="0.00000101")]
    later = [rows[0]._replace(end="310000000"), rows[1]._replace(begin="310000000")]
    for made, status in ((rows, "agrees"), (other, "differs"), (later, "differs")):
        assert by_key(findings([read(bulk("AmazonApiGateway", made))], BUNDLED))[key].status == status


def test_an_answer_that_may_be_a_part_says_of_nothing_that_it_is_gone(read: Read) -> None:
    """A saved answer of the query API was asked for with some filter."""
    offer = read({"PriceList": fixtures.answers("AWSLambda", [REQUEST])})
    assert [one.status for one in findings([offer], BUNDLED)] == ["agrees"]
    assert {one.status for one in findings([read(bulk("AWSLambda", [REQUEST]))], BUNDLED)} == {"agrees", "gone"}


def test_two_products_of_one_price_agree_or_are_ambiguous(read: Read) -> None:
    """A list that has two different prices for one thing decides nothing."""
    twice = [REQUEST, REQUEST._replace(operation="Invoke")]
    assert by_key(findings([read(bulk("AWSLambda", twice))], BUNDLED))[REQUESTS].status == "agrees"
    twice[1] = twice[1]._replace(price="0.0000003")
    one = by_key(findings([read(bulk("AWSLambda", twice))], BUNDLED))[REQUESTS]
    assert one.status == "ambiguous"
    assert one.why.startswith("the offer has 2 products of it with different prices: ")


def test_load_balancers_of_other_kinds_are_no_difference(read: Read) -> None:
    """Network load balancers share the usage type; their operation tells them apart."""
    rows = published("AWSELB", "eu-west-1")
    assert {row.operation for row in rows if row.usage_type == "LCUUsage"} > {"LoadBalancing:Application"}
    offer = read(bulk("AWSELB", rows))
    assert {one.status for one in findings([offer], BUNDLED)} == {"agrees"}
    assert "LCUUsage (LoadBalancing:Network)" in offer.unlisted


def test_another_unit_is_not_compared(read: Read) -> None:
    """The table has MicroVM storage by the GB-month, and AWS's list by the GB-hour."""
    row = Row("us-east-1", "Lambda-MicroVM-Snapshot-Storage-GB-Hour", "", "GB-Seconds", "0", "Inf", "0.0001111111")
    one = by_key(findings([read(bulk("AWSLambda", [row]))], BUNDLED))[PriceKey("aws_lambda.microvm.storage", "us-east-1", "")]
    assert (one.status, one.why) == ("not comparable", "its unit is 'GB-Seconds', and the table's GB-Months")


def test_storage_by_the_hour_is_compared_with_a_month_of_720_hours(read: Read) -> None:
    """0.0001111111 x 720 = 0.079999992; a tenth of a digit more is another price."""
    for price, status in (("0.0001111111", "agrees"), ("0.0001111112", "differs")):
        row = Row("us-east-1", "Lambda-MicroVM-Snapshot-Storage-GB-Hour", "", "GB-Hours", "0", "Inf", price)
        found = by_key(findings([read(bulk("AWSLambda", [row]))], BUNDLED))
        assert found[PriceKey("aws_lambda.microvm.storage", "us-east-1", "")].status == status


def test_an_old_list_is_compared_with_the_prices_of_its_day(read: Read) -> None:
    """Before 2022-08-01 duration had no tiers; what a list is too old to know of is no difference."""
    flat = [Row("eu-west-1", "Lambda-GB-Second", "", "Lambda-GB-Second", "0", "Inf", "0.0000166667")]
    key = PriceKey("aws_lambda.function.duration", "eu-west-1", "x86_64")
    for day, status in (
        ("2022-07-31T00:00:00Z", "agrees"),
        ("2022-08-01T00:00:00Z", "differs"),
        ("2019-01-01T00:00:00Z", "earlier"),
    ):
        one = by_key(findings([read(bulk("AWSLambda", flat, day))], BUNDLED))[key]
        assert (one.status, one.day) == (status, date.fromisoformat(day[:10]))
    assert one.why == "the tables have its price of 2022-08-01, which is later than this offer's"


def test_a_price_that_is_announced_begins_on_the_day_that_aws_says(read: Read) -> None:
    """Later than the publication; an earlier effective date does not move a price before its publication."""
    rows = [REQUEST._replace(price="0.0000003")]
    for effective, day in (("2027-01-01T00:00:00Z", date(2027, 1, 1)), ("2026-11-01T00:00:00Z", date(2026, 11, 20))):
        one = by_key(findings([read(bulk("AWSLambda", rows, effective=effective))], BUNDLED))[REQUESTS]
        assert (one.status, one.day) == ("differs", day)


@pytest.mark.parametrize(("end", "status"), [("1000000", "agrees"), ("2000000", "differs")])
def test_free_amounts_are_held_against_what_the_tables_take_off(read: Read, end: str, status: str) -> None:
    """One million requests are always free (rule A-13)."""
    row = Row("", "Global-Request", "", "Requests", "0", end, "0.0000000000")
    one = by_key(findings([read(bulk("AWSLambda", [row]))], BUNDLED))[REQUESTS._replace(region="")]
    assert one.status == status
    assert one.why == f"free each month: {end[0]} in the offer, 1 here"


def test_rates_of_savings_plans_are_held_against_those_that_are_published_here(read: Read) -> None:
    """0.0000147 is; a percentage is no published rate, and Partial Upfront has none."""
    rows = [
        PlanRow("us-east-1", "Lambda-GB-Second", 1, "No Upfront", "0.0000147"),
        PlanRow("us-east-1", "Lambda-GB-Second", 3, "No Upfront", "0.0000148"),
        PlanRow("ap-east-1", "Lambda-GB-Second", 1, "No Upfront", "0.0000202"),
        PlanRow("us-east-1", "Lambda-GB-Second", 1, "Partial Upfront", "0.0000140"),
    ]
    found = {(one.key.region, one.term): (one.status, one.why) for one in findings([read(fixtures.plans(rows))], BUNDLED)}
    assert found == {
        ("us-east-1", "1yr no_upfront"): ("agrees", ""),
        ("us-east-1", "3yr no_upfront"): ("differs", ""),
        # 12 percent below 0.00002292
        ("ap-east-1", "1yr no_upfront"): ("new", "here it follows from a percentage: 0.0000201696"),
        ("us-east-1", "1yr partial_upfront"): ("new", ""),
    }


def test_what_is_unlisted_is_said_in_sentences(read: Read) -> None:
    """Usage types with some of their regions, unknown places, and terms of other kinds."""
    regions = ["us-east-1", "us-east-2", "eu-west-1", "eu-central-1"]
    rows: list[Any] = [Row(region, "Odd", "", "Hours", "0", "Inf", "1") for region in regions]
    made = bulk("AWSLambda", rows)
    next(iter(made["products"].values()))["attributes"]["regionCode"] = "mars-north-1"
    assert compare.not_in_tables([read(made)]) == [
        "AWSLambda: usage type Odd in eu-central-1, eu-west-1, us-east-2, 3 products",
        "AWSLambda: mars-north-1, which is no region known here, 1 product",
        "AWSLambda: terms that are not on demand, 1 in all",
    ]
    assert "and 1 more, 4 products" in compare.not_in_tables([read(bulk("AWSLambda", rows))])[0]


@pytest.mark.parametrize(
    ("code", "region", "version", "address"),
    [
        ("AWSLambda", "eu-west-1", "2026", "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AWSLambda/2026/index.json"),
        (
            "AWSLambda",
            "cn-north-1",
            "2026",
            "https://pricing.cn-north-1.amazonaws.com.cn/offers/v1.0/cn/AWSLambda/2026/index.json",
        ),
        ("AWSLambda", "eu-west-1", "", ""),
    ],
)
def test_a_source_is_the_lasting_address_of_its_version(read: Read, code: str, region: str, version: str, address: str) -> None:
    """`current` would say another number next month."""
    made = bulk(code, [REQUEST._replace(region=region)]) | {"version": version}
    assert compare.address_of(read(made)) == address
