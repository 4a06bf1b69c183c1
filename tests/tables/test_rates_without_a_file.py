"""Rates that stand in no file that is copied here: the numbers are those of docs/rules.md, each by its rule."""

from datetime import date
from decimal import Decimal

import pytest

from lambda_cost.errors import MissingPriceError
from lambda_cost.prices.book import PriceBook

BOOK = PriceBook.bundled()
LAUNCH = date(2026, 6, 22)

# Rule A-47, from AWS's page on Lambda pricing: "$0.0000276944/vCPU-s, $0.0000036667/GB-s, read 0.00155,
# write 0.0038, storage 0.08 (720 h month)"; arm64 only.
MICROVM = {
    "vcpu": ("0.0000276944", "vCPU-Seconds"),
    "memory": ("0.0000036667", "GB-Seconds"),
    "snapshot_read": ("0.00155", "GB"),
    "snapshot_write": ("0.0038", "GB"),
    "storage": ("0.08", "GB-Months"),
}
# What AWS's price list has where its page rounds, by the notes of the tables: a GB-hour of 720 in a month, for storage.
PRICE_LIST = {
    "snapshot_read": Decimal("0.0015467699"),
    "snapshot_write": Decimal("0.0037977138"),
    "storage": Decimal("0.0001111111"),
}


def test_the_meters_of_microvms_are_those_that_have_a_rate() -> None:
    """A rate more would be from nowhere."""
    assert list(BOOK.table("aws_lambda.microvm").meters) == list(MICROVM)


@pytest.mark.parametrize("name", MICROVM)
def test_a_microvm_has_the_rates_of_awss_examples_since_its_launch(name: str) -> None:
    """One tier each, in us-east-1 from 2026-06-22 on; elsewhere and before there is none."""
    rate, unit = MICROVM[name]
    meter = BOOK.meter(f"aws_lambda.microvm.{name}")
    assert {place: list(dated) for place, dated in meter.prices.items()} == {"us-east-1": [LAUNCH]}
    assert meter.free == []
    price = BOOK.price(f"aws_lambda.microvm.{name}", "us-east-1", "", date(2026, 11, 1))
    assert [(tier.above, tier.price) for tier in price.tariff.tiers] == [(Decimal(0), Decimal(rate))]
    assert (price.unit, price.multiple, price.currency, price.since) == (unit, Decimal(1), "USD", LAUNCH)
    assert price.source == "https://aws.amazon.com/lambda/pricing/"
    with pytest.raises(MissingPriceError, match=f"first day for which its price is known is {LAUNCH}"):
        BOOK.price(f"aws_lambda.microvm.{name}", "us-east-1", "", date(2026, 6, 21))


@pytest.mark.parametrize("name", MICROVM)
def test_a_rate_that_awss_page_rounds_says_what_its_price_list_has(name: str) -> None:
    """The note is the place where an estimate says how far it may be off: less than 3 parts in 1,000."""
    price = BOOK.price(f"aws_lambda.microvm.{name}", "us-east-1", "", date(2026, 11, 1))
    if name not in PRICE_LIST:
        assert price.note == ""
        assert price.checked == (date(2026, 9, 19),)
        return
    listed = PRICE_LIST[name] * (720 if name == "storage" else 1)
    assert str(PRICE_LIST[name]) in price.note
    assert price.checked == (LAUNCH,)
    assert abs(price.tariff.tiers[0].price - listed) < listed * Decimal("0.003")


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
