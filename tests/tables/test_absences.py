"""Where a charge is said not to be sold, and where it is said to have no published price: two different refusals."""

from datetime import date

import pytest

from lambda_cost.errors import MissingPriceError
from lambda_cost.prices.book import PriceBook
from tests.tables.publications import CHINA, COPIED, NAMES, SOLD, calculator, read_again, rows

BOOK = PriceBook.bundled()
EVERYWHERE = [row["region"] for row in rows("regions.csv")]
METERS = [f"{address}.{name}" for address in BOOK.addresses() for name in BOOK.table(address).meters]
LATEST = date(2026, 11, 1)
GOVCLOUD = ("us-gov-east-1", "us-gov-west-1")

STREAMING = ["ap-south-2", "ap-southeast-4", "ca-west-1", "eu-central-2", "eu-south-2", "il-central-1", "me-central-1"]
"""Sold in every commercial region since 2026-04-07; the calculator's file is older and has 22, and five were read since."""
NO_CAPACITY_PROVIDER = ("ap-southeast-6", "me-central-1", *GOVCLOUD)
"""Rule D-05: the resource is missing there in the CloudFormation registry of 2026-10-20, so nothing is sold."""
_MANAGED = """
af-south-1 ap-east-2 ap-northeast-2 ap-northeast-3 ap-south-2 ap-southeast-3 ap-southeast-4 ca-central-1 ca-west-1
eu-central-2 eu-south-1 eu-west-2 eu-west-3 il-central-1 me-south-1 mx-central-1 sa-east-1 us-west-1
"""
MANAGED = _MANAGED.split()
"""Where the registry has it and the calculator's file, of the week of its launch, has no price."""
DURABLE = ["ap-southeast-6", "me-central-1", "me-south-1", "us-gov-east-1", "us-gov-west-1"]
"""SOURCES.md, added on 2026-11-28: 29 regions beside us-east-1 and us-east-2 have a price."""
MICROVM_SOLD = ["ap-northeast-1", "ap-south-1", "eu-west-1", "us-east-1", "us-east-2", "us-west-2"]
"""microvm-2026.csv; of ap-south-1 only vCPU and memory were read."""
SNAPSHOTS = [region for region in EVERYWHERE if region not in MICROVM_SOLD or region == "ap-south-1"]

UNPRICED = {
    "aws_lambda.response_streaming": STREAMING,
    "aws_lambda.managed_instances": MANAGED,
    "aws_lambda.durable": DURABLE,
    **{f"aws_lambda.microvm.{name}": [one for one in EVERYWHERE if one not in MICROVM_SOLD] for name in ("vcpu", "memory")},
    **{f"aws_lambda.microvm.{name}": SNAPSHOTS for name in ("snapshot_read", "snapshot_write", "storage")},
    "xray.traces.accessed": ["eu-west-3"],
}
"""By table or meter, the regions besides China where it is sold, or may be, and no price was found; else there are none."""


def unpriced(meter: str) -> list[str]:
    """Those regions for *meter*."""
    return UNPRICED.get(meter, UNPRICED.get(meter.rpartition(".")[0], []))


def published(meter: str) -> set[str]:
    """The regions outside China in which any usage type of *meter* has a published price."""
    if meter.startswith("aws_lambda.microvm."):
        return set(EVERYWHERE) - set(UNPRICED[meter])
    sold_with = "aws_lambda.managed_instances"
    meter = f"{sold_with}.requests" if meter.startswith(f"{sold_with}.") else meter
    names = [name for (of, _), name in NAMES.items() if of == meter]
    return {region for region, name in [*calculator(), *read_again()] if name in names}


PUBLISHED = [meter for meter in METERS if published(meter)]


def only_copied(meter: str) -> bool:
    """Whether every price of *meter* cites a file that is copied here, so that these say where it is not sold."""
    sources = BOOK.table(meter.rpartition(".")[0]).sources
    entries = [entry for dated in BOOK.meter(meter).prices.values() for entry in dated.values()]
    keys = {key for entry in entries for key in (entry.source.values() if isinstance(entry.source, dict) else [entry.source])}
    return all(sources[key].url.startswith(COPIED) for key in keys)


def test_every_exception_is_one_of_a_meter_that_there_is() -> None:
    """A misspelt name would allow nothing and look as if it did."""
    tables = {meter.rpartition(".")[0] for meter in METERS}
    assert set(UNPRICED) <= {*METERS, *tables}
    assert len(PUBLISHED) >= 39
    assert {sold.meter for sold in SOLD.values()} <= set(PUBLISHED)


@pytest.mark.parametrize("meter", PUBLISHED)
def test_a_region_is_absent_exactly_where_nothing_of_the_meter_is_published(meter: str) -> None:
    """It is not sold because AWS's file has no line for it; unpriced only in China and where a reason is given above."""
    made = BOOK.meter(meter)
    lines = published(meter)
    if unpriced(meter) or only_copied(meter):
        assert made.unpriced == [*unpriced(meter), *CHINA][: len(unpriced(meter)) + _unpriced_in_china(meter)]
        assert made.absent == [region for region in EVERYWHERE if region not in {*lines, *unpriced(meter)}]
    assert not {*made.unpriced, *made.absent} & lines


def _unpriced_in_china(meter: str) -> int:
    """How many of the two regions of China have no price of *meter* at all."""
    found = {(row["region"], row["usagetype"].removesuffix("-ARM")) for row in rows("china.csv")}
    return sum((region, NAMES.get((meter, "x86_64"))) not in found for region in CHINA)


def test_where_managed_instances_are_not_sold_is_where_the_registry_has_no_capacity_provider() -> None:
    """Without the registry a missing price would not tell the one from the other."""
    for name in ("requests", "management", "instances"):
        assert BOOK.meter(f"aws_lambda.managed_instances.{name}").absent == list(NO_CAPACITY_PROVIDER)


def test_streaming_is_not_sold_in_govcloud_and_nowhere_else() -> None:
    """All commercial regions have it."""
    assert BOOK.meter("aws_lambda.response_streaming.processed").absent == list(GOVCLOUD)


@pytest.mark.parametrize(
    ("meter", "region", "choice", "says"),
    [
        ("aws_lambda.durable.operations", "ap-southeast-6", "", "No published price for that region is known"),
        ("aws_lambda.microvm.vcpu", "us-west-1", "", "No published price for that region is known"),
        ("aws_lambda.managed_instances.requests", "us-west-1", "", "No published price for that region is known"),
        ("aws_lambda.managed_instances.requests", "me-central-1", "", "It is listed as not sold there"),
        ("aws_lambda.response_streaming.processed", "me-central-1", "arm64", "No published price for that region is known"),
        ("aws_lambda.response_streaming.processed", "us-gov-west-1", "x86_64", "It is listed as not sold there"),
        ("aws_lambda.event_poller.hours", "ca-west-1", "kafka", "No published price for kafka in that region is known"),
        ("aws_lambda.event_poller.hours", "us-gov-west-1", "sqs", "No published price for sqs in that region is known"),
        ("aws_lambda.snap_start.cache", "ap-east-2", "", "It is listed as not sold there"),
        ("xray.traces.accessed", "eu-west-3", "", "No published price for that region is known"),
    ],
)
def test_a_refusal_says_which_of_the_two_it_is(meter: str, region: str, choice: str, says: str) -> None:
    """Whoever reads "not sold" looks for another region, whoever reads "not published" for another price."""
    with pytest.raises(MissingPriceError, match=says):
        BOOK.price(meter, region, choice, LATEST)


def test_durable_functions_have_the_price_of_one_region_since_2025_and_of_another_since_2026() -> None:
    """us-east-2 from the calculator's file, us-east-1 from the offer of 2026-09-19; both the same."""
    for name in ("operations", "written", "retained"):
        first = {region: BOOK.price(f"aws_lambda.durable.{name}", region, "", LATEST) for region in ("us-east-1", "us-east-2")}
        assert [price.since for price in first.values()] == [date(2026, 9, 19), date(2025, 12, 2)]
        assert len({price.tariff for price in first.values()}) == 1
        with pytest.raises(MissingPriceError, match="first day for which its price is known is 2026-09-19"):
            BOOK.price(f"aws_lambda.durable.{name}", "us-east-1", "", date(2026, 9, 18))
