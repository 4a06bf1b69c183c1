"""Every price in the tables is a published one, and every published one is in the tables."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from lambda_cost.errors import MissingPriceError
from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.price import Price
from lambda_cost.prices.table import Meter, tariff_of
from tests.tables.publications import (
    CHINA,
    COPIED,
    CORRECTED,
    FLAT,
    NAMES,
    SOLD,
    TWIN,
    VENDED,
    Row,
    calculator,
    copy_of_2021,
    flat_logs,
    read_again,
    rows,
    seen,
)

BOOK = PriceBook.bundled()
EVERYWHERE = [row["region"] for row in rows("regions.csv")]
NOT_DURABLE = ("ap-southeast-6", "me-central-1", "me-south-1", "us-gov-east-1", "us-gov-west-1")
"""Where no price of durable functions was read."""
ONE_DAY = timedelta(days=1)
LATEST = date(2026, 11, 1)
"""A day after every publication that there is."""
METERS = [f"{address}.{name}" for address in BOOK.addresses() for name in BOOK.table(address).meters]
COMPARED = [name for name in METERS if name in {sold.meter for sold in SOLD.values()}]
"""Meters that a published file has; of the others, test_rates_without_a_file.py and the worked examples check the price."""
STREAMING = "Lambda-Streaming-Response-Processed-Bytes"
POLLER = "Lambda-Event-Poller-Unit-Hour"
NEW = {
    **{name: [one for one in EVERYWHERE if one not in {"us-east-2", *NOT_DURABLE}] for name in SOLD if "Durable" in name},
    STREAMING: ["ap-east-2", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "mx-central-1"],
    POLLER: ["ap-east-2", "us-gov-east-1", "us-gov-west-1"],
}
AGAIN_ONLY = {(region, name) for name, regions in NEW.items() for region in regions}
"""Regions and usage types that were read in 2026 and are not in the calculator's files."""


def priced(region: str, usage_type: str, day: date) -> Price:
    """The price of *usage_type* in the tables."""
    sold = SOLD[usage_type]
    return BOOK.price(sold.meter, region, sold.choice, day)


def source_or_refusal(region: str, usage_type: str) -> str:
    """Where the newest price of *usage_type* is from, or why there is none."""
    try:
        return priced(region, usage_type, LATEST).source
    except MissingPriceError as error:
        return str(error)


def tiers_of(region: str, usage_type: str, day: date) -> list[tuple[Decimal, Decimal | None, Decimal]]:
    """The tiers of *usage_type* in the tables, for each single unit."""
    times = SOLD[usage_type].multiple
    tiers = priced(region, usage_type, day).tariff.tiers
    return [(tier.above * times, None if tier.up_to is None else tier.up_to * times, tier.price / times) for tier in tiers]


def without_day(published: list[Row]) -> list[tuple[Decimal, Decimal | None, Decimal]]:
    """Published tiers as they are compared."""
    return [(tier.begin, tier.end, tier.price) for tier in published]


def test_the_published_files_hold_what_these_tests_expect_of_them() -> None:
    """A file that lost its lines, or a table its usage types, must not make the comparison below compare nothing."""
    found = calculator()
    assert len({region for region, _ in found}) == len(EVERYWHERE) == 36
    assert {usage_type for _, usage_type in found} == set(SOLD)
    core = 36 * (2 * 1 + 2 * 3 + 4 * 1 + 8 * 1 + 4) + 33 * (2 + 2) + 34
    more_of_lambda = 36 * 2 + 32 * 2 + 22 * (2 + 2) + 3 + 33 * 2 + (29 + 34) + 14
    logs, transfer, endpoints, gateways, balancers = 36 * (4 + 4 + 1), 36 * 4, 36 * (1 + 3), 36 * 2, 36 * 2
    traces = 36 + 35
    first_tables = core + more_of_lambda + logs + transfer + endpoints + gateways + balancers + traces
    assert sum(map(len, found.values())) >= first_tables
    assert {key for key in read_again() if key[1] in SOLD} - set(found) == AGAIN_ONLY


@pytest.mark.parametrize("usage_type", SOLD)
def test_every_published_price_is_in_the_tables_for_exactly_its_region(usage_type: str) -> None:
    """Tier bounds and prices equal the calculator's files; a region without a line there is refused, for whatever reason."""
    for region in EVERYWHERE:
        published = calculator().get((region, usage_type))
        if (region, usage_type) in CORRECTED:
            assert tiers_of(region, usage_type, LATEST) == [(Decimal(0), None, Decimal("0.0000002"))]
        elif published is not None:
            assert tiers_of(region, usage_type, published[0].day) == without_day(published), region
        elif (region, usage_type) not in AGAIN_ONLY:
            says = source_or_refusal(region, usage_type)
            refused = "not sold there" in says or "No published price for" in says
            assert refused or not says.startswith(COPIED), (region, says)


def test_nothing_in_the_tables_that_cites_a_file_beside_this_is_without_a_line_in_it() -> None:
    """A price that nobody published would be our own invention."""
    published = {(*key, (tier.begin, tier.price)) for key, tiers in calculator().items() for tier in tiers}
    published |= {(*key, (Decimal(0), price)) for key, price in copy_of_2021().items()}
    published |= {(*key, (Decimal(0), price)) for key, price in flat_logs().items()}
    published |= {(*key, (tier.begin, tier.price)) for key in AGAIN_ONLY | CORRECTED for tier in read_again()[key]}
    for row in rows("china.csv"):
        names = ("Request", "Request-ARM") if row["usagetype"] == "Request" else (row["usagetype"],)
        published |= {(row["region"], name, (Decimal(0), Decimal(row["price"]))) for name in names}
    found = set(_every_tier())
    assert len(found) > 2000
    assert found <= published


def _every_tier() -> list[tuple[str, str, tuple[Decimal, Decimal]]]:
    """Region, usage type, and bound and price for each single unit, of all in the tables that a copied file can say."""
    found = []
    for full_name in METERS:
        made, meter = BOOK.table(full_name.rpartition(".")[0]), BOOK.meter(full_name)
        for place, entries in meter.prices.items():
            for entry in entries.values():
                keys = entry.source.values() if isinstance(entry.source, dict) else [entry.source]
                if full_name not in COMPARED and not any(made.sources[key].url.startswith(COPIED) for key in keys):
                    continue
                by_choice = entry.price if isinstance(entry.price, dict) else dict.fromkeys(_choices(meter), entry.price)
                for choice, schedule in by_choice.items():
                    name = NAMES[full_name, choice]
                    times = SOLD[name].multiple
                    steps = [(tier.above * times, tier.price / times) for tier in tariff_of(schedule).tiers]
                    found += [(region, name, step) for region in made.regions_of(place) for step in steps]
    return found


def _choices(meter: Meter) -> list[str]:
    return list(meter.usage_type) if isinstance(meter.usage_type, dict) else [""]


def test_what_the_calculator_names_twice_has_one_price() -> None:
    """Traces retrieved and traces scanned are one meter, as on a bill; a price that differs would have to be two."""
    for region in EVERYWHERE:
        one, other = ({row["price_usd"] for row in rows("prices.csv") if _is(row, region, name)} for name in TWIN)
        assert one == other, region
        assert len(one) == (0 if region == "eu-west-3" else 1)


def _is(row: dict[str, str], region: str, usage_type: str) -> bool:
    return (row["region"], row["usagetype"]) == (region, usage_type)


@pytest.mark.parametrize("usage_type", [name for name in SOLD if any(name == read for _, read in read_again())])
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
    for (region, usage_type), published in [*calculator().items(), *((key, read_again()[key]) for key in AGAIN_ONLY)]:
        again = read_again().get((region, usage_type), [])
        newest = [max([tier.day, *(one.day for one in again if one.begin == tier.begin)]) for tier in published]
        assert list(priced(region, usage_type, after_all).checked) == newest, (region, usage_type)


@pytest.mark.unmeasured
@pytest.mark.parametrize("which", ["first_publication", "last_publication"])
def test_prices_seen_in_the_calculators_history_held_on_the_days_they_were_seen(which: str) -> None:
    """Every price of seen.csv is in the tables on the first and on the last day it was published."""
    wanted = {name for name in SOLD if name not in FLAT}
    found = [row for region in EVERYWHERE for name in wanted if (region, name) not in CORRECTED for row in seen(region, name)]
    assert len(found) > 1700
    for row in found:
        prices = {price for _, _, price in tiers_of(row["region"], row["usagetype"], date.fromisoformat(row[which]))}
        assert Decimal(row["price_usd"]) in prices, row


@pytest.mark.parametrize("vended", FLAT)
def test_prices_of_logs_seen_in_the_calculators_history_are_those_of_what_they_were_counted_as(vended: str) -> None:
    """Until 2025-04-30 the flat price of DataProcessing, from 2025-05-01 the tiers of vended logs."""
    for region in EVERYWHERE:
        for name, days in ((FLAT[vended], (date.min, VENDED)), (vended, (VENDED, date.max))):
            for row in seen(region, name):
                first, last = (date.fromisoformat(row[which]) for which in ("first_publication", "last_publication"))
                held = [day for day in (first, max(first, VENDED), min(last, VENDED - ONE_DAY)) if first <= day <= last]
                for day in (day for day in held if days[0] <= day < days[1]):
                    prices = {price for _, _, price in tiers_of(region, vended, day)}
                    assert Decimal(row["price_usd"]) in prices, (row, day)
                    assert name == vended or len(prices) == 1


def test_china_has_the_prices_that_were_found_and_no_others() -> None:
    """Yuan, one tier; the x86 duration of Ningxia was not found and is refused, not borrowed from Beijing."""
    rows_of = {(row["region"], row["usagetype"]): row for row in rows("china.csv") if row["usagetype"] in SOLD}
    assert len(rows_of) == 8
    both = {(region, f"{name}-ARM"): row for (region, name), row in rows_of.items() if name == "Request"}
    for region in CHINA:
        for usage_type in SOLD:
            row = (rows_of | both).get((region, usage_type))
            if row is None:
                with pytest.raises(MissingPriceError, match="No published price for"):
                    priced(region, usage_type, LATEST)
                continue
            price = priced(region, usage_type, LATEST)
            tiers = [(tier.above, tier.price) for tier in price.tariff.tiers]
            assert tiers == [(Decimal(0), Decimal(row["price"]) * price.multiple)]
            assert price.currency == "CNY"


def test_china_has_no_price_of_a_charge_of_which_none_was_found() -> None:
    """It may be sold there: that is not said to be otherwise; where a choice has one, the other is named as missing."""
    with pytest.raises(MissingPriceError, match="No published price for x86_64"):
        priced("cn-northwest-1", "Lambda-GB-Second", LATEST)
    for usage_type, sold in SOLD.items():
        if not sold.meter.startswith(("aws_lambda.function", "aws_lambda.ephemeral_storage")):
            for region in CHINA:
                with pytest.raises(MissingPriceError, match="No published price for that region is known"):
                    priced(region, usage_type, LATEST)


def test_a_price_is_in_dollars_except_in_china() -> None:
    """The currency comes with the partition."""
    assert {priced(region, "Request", date(2025, 12, 2)).currency for region in EVERYWHERE} == {"USD"}
