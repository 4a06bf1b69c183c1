"""What is free each month: how much, to whom, and since when."""

from datetime import date
from decimal import Decimal

from lambda_cost.prices.book import PriceBook
from tests.tables.publications import BY_THE_MILLISECOND, EGRESS_BEGINS, SOLD, calculator, rows, seen

BOOK = PriceBook.bundled()
LATEST = date(2026, 11, 1)
LAMBDAS_FILE = date(2025, 12, 2)
API_PAGE = date(2026, 6, 10)
"""Day of the copy of API Gateway's page that was read."""
PAGES = date(2026, 9, 18)
"""Day on which the pages of CloudWatch and X-Ray were read."""
END_OF_OFFER = date(2026, 7, 14)
"""The last of twelve months for an account that was opened on 2025-07-14, the day before the offer was closed (rule A-19c)."""

COMPLETE = ("aws_lambda.", "api_gateway.")
"""Services of which AWS lists all that is free (rules A-17, B-12)."""

AWS, WITH_GOVCLOUD = ["aws"], ["aws", "aws-us-gov"]
"""Rules A-19, D-02: of all Free Tier only Lambda's is GovCloud's too; A-53: transfer's is not."""


def first_seen(usage_type: str) -> date:
    """The first publication of a price of *usage_type* anywhere."""
    days = [row["first_publication"] for region, name in calculator() if name == usage_type for row in seen(region, name)]
    return date.fromisoformat(min(days))


def expected() -> dict[str, tuple[int, str, list[str], date, str, date]]:
    """By meter: how much, the offer, the partitions, since when and by what, last checked.

    The offer of 2016 has Lambda's first two as tiers at no price, the calculator's file that of streaming.
    One million calls each and 750,000 minutes: rules A-13, B-12; 100 GB of transfer: A-53; five GB of logs
    ingested and of logs stored, and 100,000 traces and a million accesses: the pages read on 2026-09-18.
    """
    tiers = {row["usagetype"]: int(row["end"]) for row in rows("history-lambda-2016.csv") if row["location"] == "Any"}
    assert (tiers["Global-Request"], tiers["Global-Lambda-GB-Second"]) == (1_000_000, 400_000)
    of_calculator = {row["usagetype"]: int(row["tier_end"]) for row in rows("prices.csv") if row["region"] == "global"}
    streaming, logs, history = "Lambda-Streaming-Response-Processed-Bytes", first_seen("VendedLog-Bytes"), "calculator-history"
    of_2016 = (WITH_GOVCLOUD, BY_THE_MILLISECOND, "offer-2016-12-07", LAMBDAS_FILE)
    first_year = (AWS, date(2021, 1, 10), "learnaws-2021-01-10", API_PAGE)
    return {
        "aws_lambda.function.requests": (tiers["Global-Request"], "always", *of_2016),
        "aws_lambda.function.duration": (tiers["Global-Lambda-GB-Second"], "always", *of_2016),
        "aws_lambda.response_streaming.processed": (
            of_calculator[f"Global-{streaming}"],
            *("always", WITH_GOVCLOUD, first_seen(streaming), history, LAMBDAS_FILE),
        ),
        "api_gateway.rest_api.requests": (1_000_000, "first_year", *first_year),
        "api_gateway.http_api.requests": (1_000_000, "first_year", *first_year),
        "api_gateway.websocket_api.messages": (1_000_000, "first_year", *first_year),
        "api_gateway.websocket_api.minutes": (750_000, "first_year", *first_year),
        "cloudwatch.logs.ingested": (5, "always", AWS, logs, history, PAGES),
        "cloudwatch.logs.stored": (5, "always", AWS, logs, history, PAGES),
        "data_transfer.internet.out": (
            *(100, "always", AWS, EGRESS_BEGINS, "free-transfer-2021-12-01"),
            date(2026, 8, 31),
        ),
        "xray.traces.recorded": (100_000, "always", AWS, first_seen("XRay-TracesStored"), history, PAGES),
        "xray.traces.accessed": (1_000_000, "always", AWS, first_seen("XRay-TracesRetrieved"), history, PAGES),
    }


def test_what_is_free_is_what_aws_published() -> None:
    """This, and of Lambda and API Gateway nothing else; what else a later table says is free, its examples work out."""
    found = {}
    multiples = {sold.meter: sold.multiple for sold in SOLD.values()}
    for address in BOOK.addresses():
        for name, meter in BOOK.table(address).meters.items():
            assert len(meter.free) <= 1, "one offer for each meter"
            for free in meter.free:
                key = f"{address}.{name}"
                if key in expected() or address.startswith(COMPLETE):
                    dates = (free.since, free.begins, free.checked)
                    found[key] = (free.quantity * multiples[key], free.offer, free.partitions, *dates)
    assert found == {meter: (Decimal(amount), *others) for meter, (amount, *others) in expected().items()}


def test_an_offer_gives_what_is_always_free_and_the_first_year_more() -> None:
    """Asked for a day on which every one of them holds."""
    for meter, (amount, offer, *_) in expected().items():
        multiple = next(sold.multiple for sold in SOLD.values() if sold.meter == meter)
        for asked, gives in (("always", offer == "always"), ("first_year", True), ("none", False)):
            found = [free.quantity * multiple for free in BOOK.allowances(meter, asked, LATEST)]
            assert found == ([Decimal(amount)] if gives else []), (meter, asked)


def test_the_offer_of_the_first_year_ends_and_no_other_does() -> None:
    """It is closed to accounts opened since 2025-07-15 (rule A-19c)."""
    for meter in expected():
        for free in BOOK.allowances(meter, "first_year", LATEST):
            assert free.until == (None if free.offer == "always" else END_OF_OFFER)


def test_nothing_is_free_before_the_day_from_which_it_is_known() -> None:
    """Before 2021-12-01 one GB of transfer was free in each region, and not 100 over all."""
    assert BOOK.allowances("data_transfer.internet.out", "always", date(2021, 11, 30)) == []
    assert len(BOOK.allowances("data_transfer.internet.out", "always", EGRESS_BEGINS)) == 1
