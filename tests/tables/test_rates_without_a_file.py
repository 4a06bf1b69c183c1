"""Rates that stand in no file that is copied here: the numbers are those of docs/rules.md, each by its rule."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from lambda_cost.errors import MissingPriceError
from lambda_cost.prices.book import PriceBook
from tests.tables.publications import rows

BOOK = PriceBook.bundled()
LAUNCH = date(2026, 6, 22)

MICROVM = {
    "Lambda-MicroVM-vCPU-Second-ARM": ("vcpu", "vCPU-Seconds"),
    "Lambda-MicroVM-Memory-GB-Second-ARM": ("memory", "GB-Seconds"),
    "Lambda-MicroVM-Snapshot-Read-GB": ("snapshot_read", "GB"),
    "Lambda-MicroVM-Snapshot-Write-GB": ("snapshot_write", "GB"),
    "Lambda-MicroVM-Snapshot-Storage-GB-Hour": ("storage", "GB-Months"),
}
RATES = [row for row in rows("microvm-2026.csv") if row["usagetype"] in MICROVM]
"""Exact rates of arm64; those of x86_64 have no meter yet."""
# Rule A-47, from AWS's page: "read 0.00155, write 0.0038, storage 0.08 (720 h month)".
PAGE = {"snapshot_read": Decimal("0.00155"), "snapshot_write": Decimal("0.0038"), "storage": Decimal("0.08")}


def test_the_meters_of_microvms_are_those_that_have_a_rate() -> None:
    """A rate more would be from nowhere, and so would a region more."""
    assert list(BOOK.table("aws_lambda.microvm").meters) == [name for name, _ in MICROVM.values()]
    for usage_type, (name, _) in MICROVM.items():
        regions = {row["region"] for row in RATES if row["usagetype"] == usage_type}
        assert set(BOOK.meter(f"aws_lambda.microvm.{name}").prices) == regions


@pytest.mark.parametrize("row", RATES, ids=lambda row: f"{row['region']} {row['usagetype']}")
def test_a_microvm_has_the_exact_rates_of_the_price_list(row: dict[str, str]) -> None:
    """Storage by the GB-hour, of which 720 are a month; in us-east-1 since the launch, elsewhere since it was read."""
    name, unit = MICROVM[row["usagetype"]]
    first = LAUNCH if row["region"] == "us-east-1" else date.fromisoformat(row["publication_date"])
    price = BOOK.price(f"aws_lambda.microvm.{name}", row["region"], "", date(2026, 11, 1))
    listed = Decimal(row["price_usd"]) * (720 if name == "storage" else 1)
    assert [(tier.above, tier.price) for tier in price.tariff.tiers] == [(Decimal(0), listed)]
    assert (price.unit, price.multiple, price.currency, price.since) == (unit, Decimal(1), "USD", first)
    assert min(price.checked) >= date.fromisoformat(row["publication_date"])
    with pytest.raises(MissingPriceError, match=f"first day for which its price is known is {first}"):
        BOOK.price(f"aws_lambda.microvm.{name}", row["region"], "", first - timedelta(1))


@pytest.mark.parametrize("name", PAGE)
def test_a_rate_that_awss_page_rounds_was_corrected_with_the_reason(name: str) -> None:
    """What the page has differs by less than 3 parts in 1,000, and stays in the table."""
    entry = BOOK.meter(f"aws_lambda.microvm.{name}").prices["us-east-1"][LAUNCH]
    (correction,) = entry.corrected
    assert correction.was == PAGE[name]
    assert correction.reason.startswith("AWS's page rounds")
    assert isinstance(entry.price, Decimal)
    assert abs(entry.price - PAGE[name]) < PAGE[name] * Decimal("0.003")


# Rule A-41: "Fee = 15 % of the EC2 on-demand price of the instance"; the instances themselves are at the scenario's price.
MANAGED = {"management": Decimal("0.15"), "instances": Decimal(1)}


def test_managed_instances_have_no_fees_by_instance_type() -> None:
    """The fee is a part of the price on demand, so a rate by instance type would be a second truth."""
    assert list(BOOK.table("aws_lambda.managed_instances").meters) == ["requests", *MANAGED]
    for name in MANAGED:
        assert isinstance(BOOK.meter(f"aws_lambda.managed_instances.{name}").usage_type, str)


@pytest.mark.parametrize("name", MANAGED)
def test_managed_instances_are_charged_by_the_dollar_wherever_their_requests_have_a_price(name: str) -> None:
    """One tier, in dollars, the same everywhere, known since the requests are; and the estimate says what it stands for."""
    requests = BOOK.meter("aws_lambda.managed_instances.requests")
    made = BOOK.table("aws_lambda.managed_instances")
    meter = made.meters[name]
    assert meter.free == []
    assert {place: list(dated) for place, dated in meter.prices.items()} == {
        place: list(dated) for place, dated in requests.prices.items()
    }
    for region in (region for place in meter.prices for region in made.regions_of(place)):
        price = BOOK.price(f"aws_lambda.managed_instances.{name}", region, "", date(2026, 11, 1))
        assert [(tier.above, tier.price) for tier in price.tariff.tiers] == [(Decimal(0), MANAGED[name])]
        assert (price.unit, price.multiple, price.currency) == ("USD", Decimal(1), "USD")
        assert price.since == date(2025, 12, 1)
        assert price.source == "https://aws.amazon.com/lambda/pricing/"
        assert "EC2 instances" in price.note


def test_awss_example_of_the_fee_is_15_percent_of_the_price_on_demand() -> None:
    """Rule A-41: m7g.xlarge at $0.1632 on demand, a fee of $0.02448 an hour."""
    assert Decimal("0.1632") * MANAGED["management"] == Decimal("0.02448")


def test_a_request_on_managed_instances_costs_what_aws_says_and_none_is_free() -> None:
    """Rule A-40: "$0.20 per 1M requests"; A-18: AWS's example deducts nothing."""
    meter = "aws_lambda.managed_instances.requests"
    price = BOOK.price(meter, "us-east-1", "", date(2025, 12, 2))
    assert [tier.price for tier in price.tariff.tiers] == [Decimal("0.20")]
    assert price.multiple == 1_000_000
    for offer in ("always", "first_year", "none"):
        assert BOOK.allowances(meter, offer, date(2026, 11, 1)) == []
