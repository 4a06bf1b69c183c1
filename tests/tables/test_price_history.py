"""Since when each price is known, and what held before."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from lambda_cost.errors import MissingPriceError
from lambda_cost.prices import table
from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.price import Price
from tests.tables.publications import (
    BY_THE_MILLISECOND,
    CHINA,
    CORE,
    OSAKA,
    OSAKA_NEW,
    OSAKA_OLD,
    TIERED,
    TIERS_BEGIN,
    calculator,
    copy_of_2021,
    known_since,
    offer_of_2016,
    rows,
)

BOOK = PriceBook.bundled()
ONE_DAY = timedelta(days=1)
FULL = date(2025, 12, 2)
"""Day of the calculator's file for Lambda, on which all is known."""

API_PAGE = date(2026, 6, 10)
"""Day of the copy of API Gateway's page that was read (RULES, AGP26)."""
LATEST = date(2026, 11, 1)
"""A day after every publication that there is."""
END_OF_OFFER = date(2026, 7, 14)
"""The last of twelve months for an account that was opened on 2025-07-14, the day before the offer was closed (RULES A-19c)."""

BECAUSE = {
    date(2020, 12, 1): {"offer-2016-12-07", "infracost-2020-11-08"},
    date(2021, 1, 10): {"learnaws-2021-01-10"},
    date(2021, 2, 24): {"infracost-2021-02-24"},
    date(2021, 3, 2): {"osaka-2021-03-02"},
    date(2021, 3, 9): {"infracost-2021-03-09"},
    date(2021, 9, 29): {"calculator-2021", "graviton2-2021-09-29"},
    TIERS_BEGIN: {"tiers-2022-08-01"},
    date(2022, 10, 6): {"graviton2-2022-10-06"},
    date(2024, 12, 31): {"china-infracost-2024-12-31"},
    date(2026, 9, 22): {"china-remotion-2026-09-22"},
}
"""By day, the publications from which it follows; a day of 2025 is that of a version in `calculator-history`."""


def priced(region: str, usage_type: str, day: date) -> Price:
    """The price of *usage_type* in the tables."""
    sold = CORE[usage_type]
    return BOOK.price(sold.meter, region, sold.choice, day)


def single(price: Price) -> list[Decimal]:
    """The prices of the tiers, for each single unit."""
    return [tier.price / price.multiple for tier in price.tariff.tiers]


def test_the_offer_of_2016_names_twelve_regions_and_the_copy_of_2021_twenty_one() -> None:
    """A file that lost its lines must not make the tests below expect nothing."""
    assert len({region for region, _ in offer_of_2016()}) == 12
    assert len(offer_of_2016()) == 24
    assert len({region for region, _ in copy_of_2021()}) == 21


@pytest.mark.parametrize("usage_type", CORE)
def test_a_price_is_known_from_the_earliest_publication_that_says_it(usage_type: str) -> None:
    """Never later than a publication allows, never earlier; tiers of duration are not older than their announcement."""
    for region in (region for region, name in calculator() if name == usage_type):
        known = known_since(region, usage_type)
        assert priced(region, usage_type, FULL).since == (max(known, TIERS_BEGIN) if usage_type in TIERED else known), region


@pytest.mark.parametrize("usage_type", CORE)
def test_on_the_first_known_day_there_is_a_price_and_on_the_day_before_there_is_none(usage_type: str) -> None:
    """A day before the first is an error that names the first day, not a guess."""
    for region in (region for region, name in calculator() if name == usage_type):
        known = known_since(region, usage_type)
        assert single(priced(region, usage_type, known))[0] == calculator()[region, usage_type][0].price
        if (region, usage_type) not in [(OSAKA, "Request"), (OSAKA, "Lambda-GB-Second")]:
            with pytest.raises(MissingPriceError, match=f"first day for which its price is known is {known}"):
                priced(region, usage_type, known - ONE_DAY)


@pytest.mark.parametrize("usage_type", TIERED)
def test_duration_is_flat_until_the_end_of_july_2022_and_tiered_from_august(usage_type: str) -> None:
    """Both sides of AWS's change of 2022-08-01, wherever the price is known so early; the first tier did not move."""
    early = [region for region, name in calculator() if name == usage_type and known_since(region, name) < TIERS_BEGIN]
    assert len(early) == (20 if usage_type == "Lambda-GB-Second" else 10)
    for region in early:
        published = [tier.price for tier in calculator()[region, usage_type]]
        assert single(priced(region, usage_type, date(2022, 7, 31))) == published[:1], region
        assert single(priced(region, usage_type, date(2022, 8, 1))) == published, region
        assert len(published) == 3


def test_the_prices_of_2016_and_of_2021_are_in_the_tables() -> None:
    """The same number stands in the old publication, so it may be used from that day on."""
    for (region, usage_type), price in offer_of_2016().items():
        assert single(priced(region, usage_type, BY_THE_MILLISECOND)) == [price]
    for (region, usage_type), price in copy_of_2021().items():
        if region != OSAKA:
            assert single(priced(region, usage_type, date(2021, 9, 29))) == [price]


@pytest.mark.parametrize("usage_type", ["Request", "Lambda-GB-Second"])
def test_osaka_has_its_old_price_then_none_then_the_new_one(usage_type: str) -> None:
    """AWS lowered Osaka's price on a day that nobody wrote down: between the two publications there is no answer."""
    old, new = copy_of_2021()[OSAKA, usage_type], calculator()[OSAKA, usage_type][0].price
    assert old > new
    first, last = OSAKA_OLD
    for day in (first, last):
        assert single(priced(OSAKA, usage_type, day)) == [old]
    assert single(priced(OSAKA, usage_type, OSAKA_NEW))[0] == new
    for day in (date(2021, 9, 30), TIERS_BEGIN, date(2025, 4, 16)):
        with pytest.raises(MissingPriceError, match="not known from 2021-09-30 to 2025-04-16"):
            priced(OSAKA, usage_type, day)
    with pytest.raises(MissingPriceError, match="first day for which its price is known is 2021-03-02"):
        priced(OSAKA, usage_type, first - ONE_DAY)


@pytest.mark.parametrize("usage_type", ["Request-ARM", "Lambda-GB-Second-ARM"])
def test_osakas_arm_price_is_not_known_before_that_of_x86(usage_type: str) -> None:
    """AWS said in 2022 that arm is 20 percent below x86, and what x86 was there then is not known."""
    assert single(priced(OSAKA, usage_type, OSAKA_NEW)) == [tier.price for tier in calculator()[OSAKA, usage_type]]
    for day in (date(2021, 3, 2), date(2022, 10, 6), OSAKA_NEW - ONE_DAY):
        with pytest.raises(MissingPriceError, match="first day for which its price is known is 2025-04-17"):
            priced(OSAKA, usage_type, day)


def test_an_arm_price_is_never_known_before_the_x86_price_of_which_it_is_a_part() -> None:
    """Before the calculator's files, arm is known as 20 percent less than x86, and from nowhere else."""
    for region, usage_type in calculator():
        if usage_type.endswith("-ARM"):
            x86 = priced(region, usage_type.removesuffix("-ARM"), FULL)
            assert priced(region, usage_type, FULL).since >= x86.since, (region, usage_type)


def test_the_prices_of_china_are_known_from_the_days_of_their_copies() -> None:
    """Beijing's x86 from infracost's file, the rest from the package of 2026."""
    early = {("cn-north-1", "Request"), ("cn-north-1", "Lambda-GB-Second")}
    for region in CHINA:
        for usage_type in ("Request", "Request-ARM", "Lambda-GB-Second", "Lambda-GB-Second-ARM"):
            if (region, usage_type) != ("cn-northwest-1", "Lambda-GB-Second"):
                first = date(2024, 12, 31) if (region, usage_type) in early else date(2026, 9, 22)
                assert priced(region, usage_type, first).since == first
                with pytest.raises(MissingPriceError, match=f"first day for which its price is known is {first}"):
                    priced(region, usage_type, first - ONE_DAY)


@pytest.mark.parametrize(
    ("region", "usage_type", "first"),
    [("cn-north-1", "Request", date(2024, 12, 31)), ("cn-north-1", "Lambda-GB-Second", date(2024, 12, 31))],
)
def test_a_price_that_a_later_entry_repeats_is_still_known_since_the_earlier_one(
    region: str, usage_type: str, first: date
) -> None:
    """An entry that another choice needed changes nothing here: no new `since`, and no change to warn of."""
    assert priced(region, usage_type, first).next_since is None
    assert priced(region, usage_type, LATEST).since == first
    assert not priced(region, usage_type, LATEST).follows


def test_every_change_of_a_price_is_one_that_these_tests_pin() -> None:
    """A new change of a price needs a test of both its sides, here or beside it."""
    osaka = {(name, OSAKA, OSAKA_NEW) for name in ("Request", "Lambda-GB-Second")}
    assert _changes() == {(CORE[name].meter, region, CORE[name].choice, day) for name, region, day in _pinned() | osaka}


def test_a_price_says_from_when_to_when_it_holds_exactly_where_it_changed() -> None:
    """`follows`, `since` and `next_since` are the changes that are known, and nothing else: no first day, no repetition."""
    latest = {(name, region): _if_known(region, name, LATEST) for name in CORE for region in BOOK.regions}
    found = {(*key, price.since) for key, price in latest.items() if price and price.follows}
    assert found == _pinned()
    assert {price.next_since for price in latest.values() if price} == {None}
    for name, region, day in _pinned():
        before = priced(region, name, day - ONE_DAY)
        assert (before.next_since, before.follows) == (day, False), (name, region)
        assert before.since == known_since(region, name)
    for name in ("Request", "Lambda-GB-Second"):  # Osaka's change is of an unknown day, so no day is said to be it
        old, new = priced(OSAKA, name, OSAKA_OLD[1]), priced(OSAKA, name, OSAKA_NEW)
        assert (old.since, old.next_since, old.follows) == (OSAKA_OLD[0], None, False)
        assert (new.since, new.next_since, new.follows) == (OSAKA_NEW, None, False)


def _pinned() -> set[tuple[str, str, date]]:
    """Usage type, region and day of every change of a price whose day is known."""
    return {(name, region, TIERS_BEGIN) for name in TIERED for region in _early(name)}


def _if_known(region: str, usage_type: str, day: date) -> Price | None:
    try:
        return priced(region, usage_type, day)
    except MissingPriceError:
        return None


def _early(usage_type: str) -> list[str]:
    return [region for region, name in calculator() if name == usage_type and known_since(region, name) < TIERS_BEGIN]


def _changes() -> set[tuple[str, str, str, date]]:
    """Every day on which a price that can be asked for became another, as a user of the tables meets it."""
    found = set()
    for sold in CORE.values():
        meter = BOOK.meter(sold.meter)
        days = sorted({since for entries in meter.prices.values() for since in entries})
        for region in BOOK.regions:
            before = None
            for day in days:
                try:
                    after = BOOK.price(sold.meter, region, sold.choice, day).tariff
                except MissingPriceError:
                    continue
                if before not in (None, after):
                    found.add((sold.meter, region, sold.choice, day))
                before = after
    return found


def test_no_entry_begins_before_lambda_billed_by_the_millisecond() -> None:
    """Durations were billed by 100 ms until 2020-11-30, and no rule here does that."""
    for address in BOOK.addresses():
        for name, meter in BOOK.table(address).meters.items():
            begins = [since for entries in meter.prices.values() for since in entries]
            begins += [known.since for known in meter.known_since] + [free.since for free in meter.free]
            assert min(begins) >= date(2020, 12, 1), (address, name)


def test_every_first_day_has_a_publication_from_which_it_follows() -> None:
    """Of each entry, of each later first day in it, and of what is free; an entry without `begins` is from its source's day."""
    for address in BOOK.addresses():
        for meter in BOOK.table(address).meters.values():
            for since, key in _first_days(meter):
                because = {"calculator-history"} if since.year == 2025 else BECAUSE[since]
                assert key in because, (address, meter.title, since)


def _first_days(meter: table.Meter) -> list[tuple[date, str]]:
    """Every first day in the table of *meter*, with the key of its source."""
    found = [(known.since, known.source) for known in meter.known_since]
    for entries in meter.prices.values():
        for since, entry in entries.items():
            assert entry.begins or entry.checked == since
            found.append((since, entry.begins or str(entry.source)))
    for free in meter.free:
        assert free.begins
    return found


def test_the_flat_price_of_each_architecture_names_a_publication_of_its_own() -> None:
    """The copy of 2021 has no arm, so what held before the tiers is from it for x86 and from AWS's blog for arm."""
    sources = BOOK.table("aws_lambda.function").sources
    for region in (region for region in _early("Lambda-GB-Second-ARM")):
        for usage_type, key in (("Lambda-GB-Second", "calculator-2021"), ("Lambda-GB-Second-ARM", "graviton2-2021-09-29")):
            price = priced(region, usage_type, date(2022, 7, 31))
            assert (price.source, price.source_title) == (sources[key].url, sources[key].title)
            assert price.checked == (date(2021, 9, 29),)


def test_every_price_that_is_written_can_be_asked_for() -> None:
    """A price that no region and day lead to was never published, and would be locked for nothing."""
    dead = []
    for address in BOOK.addresses():
        made = BOOK.table(address)
        for name, meter in made.meters.items():
            for place, entries in meter.prices.items():
                for choice in meter.usage_type if isinstance(meter.usage_type, dict) else [""]:
                    own = sorted(day for day, e in entries.items() if not isinstance(e.price, dict) or choice in e.price)
                    known = min(_known(meter, region, choice) for region in table.regions_of(made, place))
                    dead += [(address, name, place, choice, a) for a, b in pairwise(own) if known >= b]
    assert dead == []


def _known(meter: table.Meter, region: str, choice: str) -> date:
    days = [one.since for one in meter.known_since if region in one.regions and one.choice in ("", choice)]
    return max(days, default=date.min)


def test_what_is_free_is_what_aws_published() -> None:
    """The offer of 2016 has the first two as tiers at no price; 1M calls each and 750,000 minutes: RULES A-13, B-12."""
    tiers = {row["usagetype"]: int(row["end"]) for row in rows("history-lambda-2016.csv") if row["location"] == "Any"}
    always = {
        "aws_lambda.function.requests": tiers["Global-Request"],
        "aws_lambda.function.duration": tiers["Global-Lambda-GB-Second"],
    }
    assert tuple(always.values()) == (1_000_000, 400_000)
    first_year = {
        "api_gateway.rest_api.requests": 1_000_000,
        "api_gateway.http_api.requests": 1_000_000,
        "api_gateway.websocket_api.messages": 1_000_000,
        "api_gateway.websocket_api.minutes": 750_000,
    }
    for sold in CORE.values():
        for offer, published in (("always", always), ("first_year", always | first_year), ("none", {})):
            found = [free.quantity * sold.multiple for free in BOOK.allowances(sold.meter, offer, FULL)]
            assert found == ([published[sold.meter]] if sold.meter in published else []), (sold.meter, offer)


def test_the_free_tier_of_lambda_is_govclouds_too_and_the_first_years_offer_is_not() -> None:
    """RULES A-19, D-02; China's free tier has usage types of its own, whose size was not found."""
    for sold in CORE.values():
        for free in BOOK.allowances(sold.meter, "first_year", FULL):
            assert free.partitions == (["aws", "aws-us-gov"] if free.offer == "always" else ["aws"])
            always = free.offer == "always"
            assert (free.since, free.begins) == (
                (BY_THE_MILLISECOND, "offer-2016-12-07") if always else (date(2021, 1, 10), "learnaws-2021-01-10")
            )
            assert free.until == (None if always else END_OF_OFFER)
            assert free.checked == (FULL if free.offer == "always" else API_PAGE)
