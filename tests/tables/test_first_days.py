"""Each first day follows from a publication, and each price can be asked for on some day."""

from datetime import date
from itertools import pairwise

from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.table import Meter
from tests.tables.publications import EGRESS_BEGINS, SOLD, TIERS_BEGIN, TIERS_SINCE, VENDED, calculator, known_since

BOOK = PriceBook.bundled()

BECAUSE = {
    date(2020, 12, 1): {"offer-2016-12-07", "infracost-2020-11-08"},
    date(2021, 9, 29): {"calculator-2021", "graviton2-2021-09-29"},
    EGRESS_BEGINS: {"offer-2016-12-07", "free-transfer-2021-12-01"},
    date(2025, 12, 2): {"calculator-history", "transfer-calculator-2025-12-02"},
}
"""First days on which something else begins than a publication, with the sources that hold on them."""


def test_no_entry_begins_before_lambda_billed_by_the_millisecond() -> None:
    """Durations were billed by 100 ms until 2020-11-30, and no rule here does that."""
    for address in BOOK.addresses():
        for name, meter in BOOK.table(address).meters.items():
            begins = [since for entries in meter.prices.values() for since in entries]
            begins += [known.since for known in meter.known_since] + [free.since for free in meter.free]
            assert min(begins) >= date(2020, 12, 1), (address, name)


def test_every_first_day_has_a_publication_from_which_it_follows() -> None:
    """Of each entry, of each later first day in it, and of what is free: the publication is of that day, and says so.

    `calculator-history` is of many days; the next test but one holds each of them to a first publication.
    """
    for address in BOOK.addresses():
        made = BOOK.table(address)
        for meter in made.meters.values():
            for since, key in _first_days(meter):
                of_that_day = since.isoformat() in key + made.sources[key].title or key == "calculator-history"
                assert of_that_day or key in BECAUSE.get(since, ()), (address, meter.title, since, key)


def _first_days(meter: Meter) -> list[tuple[date, str]]:
    """Every first day in the table of *meter*, with the key of its source."""
    found = [(known.since, known.source) for known in meter.known_since]
    for entries in meter.prices.values():
        for since, entry in entries.items():
            assert entry.begins or entry.checked == since
            found.append((since, entry.begins or str(entry.source)))
    for free in meter.free:
        assert free.begins
    return found


def test_the_days_of_the_calculators_history_are_those_on_which_it_has_a_first_publication() -> None:
    """`calculator-history` stands for many days; each is the first publication of a price in it, and not any day of 2025."""
    first = {known_since(*key) for key in calculator()}
    for address in BOOK.addresses():
        for meter in BOOK.table(address).meters.values():
            days = {since for since, key in _first_days(meter) if key == "calculator-history"}
            assert days <= first, (address, meter.title)


def test_the_flat_price_of_each_architecture_names_a_publication_of_its_own() -> None:
    """The copy of 2021 has no arm, so what held before the tiers is from it for x86 and from AWS's blog for arm."""
    sources = BOOK.table("aws_lambda.function").sources
    named = {"Lambda-GB-Second": "calculator-2021", "Lambda-GB-Second-ARM": "graviton2-2021-09-29"}
    arm = [
        region for region, name in calculator() if name == "Lambda-GB-Second-ARM" and known_since(region, name) < TIERS_BEGIN
    ]
    assert len(arm) == 10
    for region in arm:
        for usage_type, key in named.items():
            sold = SOLD[usage_type]
            price = BOOK.price(sold.meter, region, sold.choice, date(2022, 7, 31))
            assert (price.source, price.source_title) == (sources[key].url, sources[key].title)
            assert price.checked == (date(2021, 9, 29),)


def test_the_flat_price_of_logs_is_said_by_what_was_read_while_it_held() -> None:
    """A file of December 2025 says nothing of April; and the bill's other name of those days is in the note."""
    history = BOOK.table("cloudwatch.logs").sources["calculator-history"].url
    for region, name in calculator():
        if name in TIERS_SINCE and TIERS_SINCE[name] == VENDED and known_since(region, name) < VENDED:
            sold = SOLD[name]
            price = BOOK.price(sold.meter, region, sold.choice, date(2025, 4, 30))
            assert (price.source, price.checked) == (history, (date(2025, 4, 30),))
            assert "DataProcessing-Bytes" in price.note


def test_every_price_that_is_written_can_be_asked_for() -> None:
    """A price that no region and day lead to was never published, and would be locked for nothing."""
    dead = []
    for address in BOOK.addresses():
        made = BOOK.table(address)
        for name, meter in made.meters.items():
            for place, entries in meter.prices.items():
                for choice in meter.usage_type if isinstance(meter.usage_type, dict) else [""]:
                    own = sorted(day for day, e in entries.items() if not isinstance(e.price, dict) or choice in e.price)
                    known = min(_known(meter, region, choice) for region in made.regions_of(place))
                    dead += [(address, name, place, choice, a) for a, b in pairwise(own) if known >= b]
    assert dead == []


def _known(meter: Meter, region: str, choice: str) -> date:
    days = [one.since for one in meter.known_since if region in one.regions and one.choice in ("", choice)]
    return max(days, default=date.min)
