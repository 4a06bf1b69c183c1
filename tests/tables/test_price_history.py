"""Since when each price is known, and what held before."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from lambda_cost.errors import MissingPriceError
from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.price import Price
from tests.tables.publications import (
    BY_THE_MILLISECOND,
    CHINA,
    CORRECTED,
    EGRESS_BEGINS,
    FLAT,
    OSAKA,
    OSAKA_NEW,
    OSAKA_OLD,
    SOLD,
    TIERS_BEGIN,
    TIERS_SINCE,
    VENDED,
    calculator,
    copy_of_2021,
    flat_logs,
    known_since,
    offer_of_2016,
)

DURATION = [name for name, day in TIERS_SINCE.items() if day == TIERS_BEGIN]
BOOK = PriceBook.bundled()
ONE_DAY = timedelta(days=1)
FULL = date(2025, 12, 2)
"""Day of the calculator's file for Lambda, on which all is known."""

LATEST = date(2026, 11, 1)
"""A day after every publication that there is."""


def priced(region: str, usage_type: str, day: date) -> Price:
    """The price of *usage_type* in the tables."""
    sold = SOLD[usage_type]
    return BOOK.price(sold.meter, region, sold.choice, day)


def single(price: Price) -> list[Decimal]:
    """The prices of the tiers, for each single unit."""
    return [tier.price / price.multiple for tier in price.tariff.tiers]


def test_the_offer_of_2016_names_twelve_regions_and_the_copy_of_2021_twenty_one() -> None:
    """A file that lost its lines must not make the tests below expect nothing."""
    regions = {name: {region for region, usage_type in offer_of_2016() if usage_type == name} for _, name in offer_of_2016()}
    sizes = {"Request": 12, "Lambda-GB-Second": 12, "DataTransfer-Out-Bytes": 13}
    assert {name: len(found) for name, found in regions.items()} == sizes
    assert len({region for region, _ in copy_of_2021()}) == 21


@pytest.mark.parametrize("usage_type", SOLD)
def test_a_price_is_known_from_the_earliest_publication_that_says_it(usage_type: str) -> None:
    """Never later than a publication allows, never earlier; tiers of duration are not older than their announcement."""
    for region in (region for region, name in calculator() if name == usage_type):
        known = known_since(region, usage_type)
        assert priced(region, usage_type, FULL).since == max(known, TIERS_SINCE.get(usage_type, known)), region


@pytest.mark.parametrize("usage_type", SOLD)
def test_on_the_first_known_day_there_is_a_price_and_on_the_day_before_there_is_none(usage_type: str) -> None:
    """A day before the first is an error that names the first day, not a guess."""
    for region in (region for region, name in calculator() if name == usage_type and (region, name) not in CORRECTED):
        known = known_since(region, usage_type)
        flat = flat_logs().get((region, usage_type)) if known < VENDED else None
        assert single(priced(region, usage_type, known))[0] == (flat or calculator()[region, usage_type][0].price)
        if (region, usage_type) not in [(OSAKA, "Request"), (OSAKA, "Lambda-GB-Second")]:
            with pytest.raises(MissingPriceError, match=f"first day for which its price is known is {known}"):
                priced(region, usage_type, known - ONE_DAY)


@pytest.mark.parametrize("usage_type", DURATION)
def test_duration_is_flat_until_the_end_of_july_2022_and_tiered_from_august(usage_type: str) -> None:
    """Both sides of AWS's change of 2022-08-01, wherever the price is known so early; the first tier did not move."""
    early = _early(usage_type)
    assert len(early) == (20 if usage_type == "Lambda-GB-Second" else 10)
    for region in early:
        published = [tier.price for tier in calculator()[region, usage_type]]
        assert single(priced(region, usage_type, date(2022, 7, 31))) == published[:1], region
        assert single(priced(region, usage_type, date(2022, 8, 1))) == published, region
        assert len(published) == 3


@pytest.mark.parametrize("usage_type", FLAT)
def test_logs_are_flat_until_the_end_of_april_2025_and_tiered_from_may(usage_type: str) -> None:
    """Both sides of AWS's change of 2025-05-01; the first tier of infrequent access is not everywhere the flat price."""
    early = _early(usage_type)
    assert len(early) == 36 - 2
    for region in early:
        published = [tier.price for tier in calculator()[region, usage_type]]
        assert single(priced(region, usage_type, date(2025, 4, 30))) == [flat_logs()[region, usage_type]], region
        assert single(priced(region, usage_type, date(2025, 5, 1))) == published, region
        assert len(published) == 4


def test_transfer_is_known_since_100_gb_are_free_where_every_tier_was_that_of_2016() -> None:
    """Nine regions of twelve; where a tier has another price now, nobody wrote down since when."""
    name = "DataTransfer-Out-Bytes"
    same = {region for region, usage_type in calculator() if usage_type == name and known_since(region, name) == EGRESS_BEGINS}
    named = {region for region, usage_type in offer_of_2016() if usage_type == name}
    changed = {"ap-northeast-1", "ap-southeast-2", "sa-east-1"}
    assert named - same == changed
    for region in changed:
        assert single(priced(region, name, FULL)) != [price for _, price in offer_of_2016()[region, name]]


def test_the_prices_of_2016_and_of_2021_are_in_the_tables() -> None:
    """The same number stands in the old publication, so it may be used from that day on."""
    for (region, usage_type), tiers in offer_of_2016().items():
        if usage_type != "DataTransfer-Out-Bytes":
            assert single(priced(region, usage_type, BY_THE_MILLISECOND)) == [price for _, price in tiers]
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


@pytest.mark.unmeasured
def test_every_change_of_a_price_is_one_that_these_tests_pin() -> None:
    """A new change of a price needs a test of both its sides, here or beside it."""
    osaka = {(name, OSAKA, OSAKA_NEW) for name in ("Request", "Lambda-GB-Second")}
    assert _changes() == {(SOLD[name].meter, region, SOLD[name].choice, day) for name, region, day in _pinned() | osaka}


def test_a_price_says_from_when_to_when_it_holds_exactly_where_it_changed() -> None:
    """`follows`, `since` and `next_since` are the changes that are known, and nothing else: no first day, no repetition."""
    latest = {(name, region): _if_known(region, name, LATEST) for name in SOLD for region in BOOK.regions}
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
    return {(name, region, day) for name, day in TIERS_SINCE.items() for region in _early(name)}


def _if_known(region: str, usage_type: str, day: date) -> Price | None:
    try:
        return priced(region, usage_type, day)
    except MissingPriceError:
        return None


def _early(usage_type: str) -> list[str]:
    return [region for region, name in calculator() if name == usage_type and known_since(region, name) < TIERS_SINCE[name]]


def _changes() -> set[tuple[str, str, str, date]]:
    """Every day on which a price that can be asked for became another, as a user of the tables meets it."""
    found = set()
    for sold in SOLD.values():
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
