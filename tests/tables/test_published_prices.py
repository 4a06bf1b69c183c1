"""Every price in the tables is a published one, and every published one is in the tables."""

from datetime import date
from decimal import Decimal

import pytest

from lambda_cost.errors import MissingPriceError
from lambda_cost.prices import table
from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.price import Price
from tests.tables.publications import CHINA, CORE, Row, calculator, copy_of_2021, read_again, rows

BOOK = PriceBook.bundled()
EVERYWHERE = [row["region"] for row in rows("regions.csv")]


def priced(region: str, usage_type: str, day: date) -> Price:
    """The price of *usage_type* in the tables."""
    sold = CORE[usage_type]
    return BOOK.price(sold.meter, region, sold.choice, day)


def tiers_of(region: str, usage_type: str, day: date) -> list[tuple[Decimal, Decimal | None, Decimal]]:
    """The tiers of *usage_type* in the tables, for each single unit."""
    times = CORE[usage_type].multiple
    tiers = priced(region, usage_type, day).tariff.tiers
    return [(tier.above * times, None if tier.upto is None else tier.upto * times, tier.price / times) for tier in tiers]


def without_day(published: list[Row]) -> list[tuple[Decimal, Decimal | None, Decimal]]:
    """Published tiers as they are compared."""
    return [(tier.begin, tier.end, tier.price) for tier in published]


def test_the_published_files_hold_what_these_tests_expect_of_them() -> None:
    """A file that lost its lines must not make the comparison below compare nothing."""
    assert len({region for region, _ in calculator()}) == len(EVERYWHERE) == 36
    assert {usage_type for _, usage_type in calculator()} == set(CORE)
    assert sum(map(len, calculator().values())) == 36 * (2 * 1 + 2 * 3 + 4 * 1 + 8 * 1 + 4) + 33 * (2 + 2) + 34


@pytest.mark.parametrize("usage_type", CORE)
def test_every_published_price_is_in_the_tables_for_exactly_its_region(usage_type: str) -> None:
    """Tier bounds and prices equal the calculator's files; a region without a line there is refused as not sold."""
    for region in EVERYWHERE:
        published = calculator().get((region, usage_type))
        if published is None:
            with pytest.raises(MissingPriceError, match="not sold there"):
                priced(region, usage_type, date(2025, 12, 2))
        else:
            assert tiers_of(region, usage_type, published[0].day) == without_day(published), region


def test_nothing_in_the_tables_is_without_a_published_price() -> None:
    """A price that nobody published would be our own invention."""
    published = {(*key, (tier.begin, tier.price)) for key, tiers in calculator().items() for tier in tiers}
    published |= {(*key, (Decimal(0), price)) for key, price in copy_of_2021().items()}
    for row in rows("china.csv"):
        names = ("Request", "Request-ARM") if row["usagetype"] == "Request" else (row["usagetype"],)
        published |= {(row["region"], name, (Decimal(0), Decimal(row["price"]))) for name in names}
    found = set(_every_tier())
    assert len(found) > 1000
    assert {one for one in found if one[1] in CORE} <= published


def _every_tier() -> list[tuple[str, str, tuple[Decimal, Decimal]]]:
    """Region, usage type, and bound and price for each single unit, of all that is in the tables."""
    found = []
    for address in BOOK.addresses():
        made = BOOK.table(address)
        for meter in made.meters.values():
            usage_types = meter.usage_type if isinstance(meter.usage_type, dict) else {"": meter.usage_type}
            for place, entries in meter.prices.items():
                for entry in entries.values():
                    by_choice = entry.price if isinstance(entry.price, dict) else dict.fromkeys(usage_types, entry.price)
                    for choice, schedule in by_choice.items():
                        name = usage_types[choice]
                        times = CORE[name].multiple if name in CORE else Decimal(1)
                        steps = [(tier.above * times, tier.price / times) for tier in table.tariff(schedule).tiers]
                        found += [(region, name, step) for region in table.regions_of(made, place) for step in steps]
    return found


def test_the_core_usage_types_are_those_of_the_tables_that_have_them() -> None:
    """The names in the tables lead to the published lines; a misspelt one would have none."""
    named: dict[str, tuple[str, str]] = {}
    for sold in CORE.values():
        usage_type = BOOK.meter(sold.meter).usage_type
        choices = usage_type if isinstance(usage_type, dict) else {"": usage_type}
        named |= {name: (sold.meter, choice) for choice, name in choices.items()}
    assert named == {name: (sold.meter, sold.choice) for name, sold in CORE.items()}


def test_the_unit_of_each_price_carries_the_multiple_that_it_is_quoted_in() -> None:
    """Requests, messages and minutes are quoted by the million, time and memory singly."""
    for usage_type, sold in CORE.items():
        price = priced("us-east-1", usage_type, date(2025, 12, 2))
        assert price.multiple == sold.multiple, usage_type
        assert price.unit == (f"1000000 {price.unit.split()[-1]}" if sold.multiple > 1 else price.unit.split()[-1])


@pytest.mark.parametrize("usage_type", [name for name in CORE if any(name == read for _, read in read_again())])
def test_prices_read_again_in_2026_are_those_of_the_tables_on_that_day(usage_type: str) -> None:
    """Independent readings of the offer files; each is one tier."""
    for (region, name), published in read_again().items():
        if name == usage_type:
            for tier in published:
                found = {above: (upto, price) for above, upto, price in tiers_of(region, name, tier.day)}
                assert found[tier.begin] == (tier.end, tier.price), (region, tier)


def test_each_tier_says_the_newest_day_on_which_it_was_read() -> None:
    """`checked` is the newest publication that says this tier in this region; nothing is checked by another's reading."""
    after_all = max(tier.day for tiers in read_again().values() for tier in tiers)
    for (region, usage_type), published in calculator().items():
        again = read_again().get((region, usage_type), [])
        newest = [max([tier.day, *(one.day for one in again if one.begin == tier.begin)]) for tier in published]
        assert list(priced(region, usage_type, after_all).checked) == newest, (region, usage_type)


@pytest.mark.parametrize("which", ["first_publication", "last_publication"])
def test_prices_seen_in_the_calculators_history_held_on_the_days_they_were_seen(which: str) -> None:
    """Every price of seen.csv is in the tables on the first and on the last day it was published."""
    found = [row for row in rows("seen.csv") if row["usagetype"] in CORE]
    assert len(found) > 1000
    for row in found:
        prices = {price for _, _, price in tiers_of(row["region"], row["usagetype"], date.fromisoformat(row[which]))}
        assert Decimal(row["price_usd"]) in prices, row


def test_china_has_the_prices_that_were_found_and_no_others() -> None:
    """Yuan, one tier; the x86 duration of Ningxia was not found and is refused, not borrowed from Beijing."""
    found = {(row["region"], row["usagetype"]): row for row in rows("china.csv") if row["usagetype"] in CORE}
    assert len(found) == 5
    for (region, usage_type), row in found.items():
        price = priced(region, usage_type, date(2026, 9, 22))
        assert [(tier.above, tier.price) for tier in price.tariff.tiers] == [
            (Decimal(0), Decimal(row["price"]) * price.multiple)
        ]
        assert price.currency == "CNY"
    with pytest.raises(MissingPriceError, match="No published price for x86_64"):
        priced("cn-northwest-1", "Lambda-GB-Second", date(2026, 9, 22))


def test_china_has_no_price_where_none_was_found() -> None:
    """Provisioned concurrency and API Gateway may be sold there; no published price is known."""
    for usage_type, sold in CORE.items():
        if not sold.meter.startswith("aws_lambda.function"):
            for region in CHINA:
                with pytest.raises(MissingPriceError, match="No published price for that region is known"):
                    priced(region, usage_type, date(2026, 9, 22))


def test_a_price_is_in_dollars_except_in_china() -> None:
    """The currency comes with the partition."""
    assert {priced(region, "Request", date(2025, 12, 2)).currency for region in EVERYWHERE} == {"USD"}
