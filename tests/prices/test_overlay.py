"""What a price book of one's own changes, and what it leaves as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_cost import Function, MissingPriceError, Scenario, ScenarioError, estimate
from lambda_cost.prices.table import Entry
from lambda_cost.prices.timeline import DatedEntry, overlay
from tests.laws.strategies import scenarios
from tests.prices.books import BUNDLED, DAY, DURATION, HOME, HOME_PRICES, ONE_PRICE, REQUESTS, folder, overlaid

if TYPE_CHECKING:
    from pathlib import Path

    from lambda_cost import PriceBook

D = Decimal
OWN = D("0.0000120")
PER_GB_SECOND = "meters: {{duration: {{prices: {{eu-west-1: {{{entries}}}}}}}}}"


def book(path: Path, **entries: str) -> PriceBook:
    """A book with prices of arm64 in eu-west-1 by day, `d2026_10_01`, each a price and maybe an `until`."""
    listed = ", ".join(f"{day[1:].replace('_', '-')}: {{price: {{arm64: {one}, source: us}}" for day, one in entries.items())
    return overlaid(path, aws_lambda__function=PER_GB_SECOND.format(entries=listed))


def first_price(prices: PriceBook, day: date, choice: str = "arm64") -> Decimal:
    return prices.price(DURATION, "eu-west-1", choice, day).tariff.tiers[0].price


@pytest.fixture(scope="module")
def negotiated(tmp_path_factory: pytest.TempPathFactory) -> PriceBook:
    """The smallest book there is, over the bundled one."""
    return overlaid(tmp_path_factory.mktemp("book"), aws_lambda__function=ONE_PRICE)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> PriceBook:
    """A book that says nothing of any price."""
    return overlaid(tmp_path_factory.mktemp("book"), regions=HOME)


@pytest.mark.unmeasured
@given(scenarios())
def test_a_book_without_prices_changes_nothing(empty: PriceBook, scenario: Scenario[Any]) -> None:
    """Whatever is priced, to the last digit of every charge."""
    assert estimate(scenario, empty).to_dict() == estimate(scenario).to_dict()


@pytest.mark.unmeasured
@given(scenarios())
def test_a_price_changes_only_the_charges_that_use_it(negotiated: PriceBook, scenario: Scenario[Any]) -> None:
    """All other charges are the same objects of the same prices; before its day, a price says when the next one comes."""
    for mine, theirs in zip(estimate(scenario, negotiated).charges, estimate(scenario).charges, strict=True):
        if (mine.meter, mine.region, mine.choice) != (DURATION, "eu-west-1", "arm64"):
            assert mine == theirs
        elif scenario.day < date(2026, 10, 1):
            assert (mine.tiers, mine.billed_cost) == (theirs.tiers, theirs.billed_cost)
            assert (mine.price.next_since, mine.price.book) == (date(2026, 10, 1), "")
        else:
            assert mine.price.book == "our-prices"


@pytest.mark.unmeasured
def test_every_other_price_of_every_meter_is_the_same(negotiated: PriceBook) -> None:
    """The whole book, and not only what a scenario happens to use."""
    for meter in BUNDLED.meters():
        for region in BUNDLED.regions:
            for choice in BUNDLED.choices(meter):
                if (meter, region, choice) != (DURATION, "eu-west-1", "arm64"):
                    assert found(negotiated, meter, region, choice) == found(BUNDLED, meter, region, choice)


def found(prices: PriceBook, meter: str, region: str, choice: str) -> object:
    try:
        return prices.price(meter, region, choice, DAY)
    except MissingPriceError as error:
        return str(error)


def test_the_bill_has_the_negotiated_price_and_names_the_book(negotiated: PriceBook) -> None:
    """10M requests of 120 ms at 1 GB are 1,200,000 GB-seconds, at 0.0000120 each 14.40."""
    one = Function(name="one", requests=10_000_000, duration_ms=120, memory_mb=1024, architecture="arm64")
    bill = estimate(Scenario(region="eu-west-1", day=DAY, free_tier="none", functions=[one]), negotiated)
    charge = bill.charges[1]
    assert charge.billed_cost == D("14.4")
    assert (charge.price.book, charge.price.source_title, bill.books) == (
        "our-prices",
        "Agreement of September 2026",
        ("our-prices",),
    )
    assert bill.to_dict()["charges"][1]["price"] == {
        "book": "our-prices",
        "source_title": "Agreement of September 2026",
        "since": "2026-10-01",
        "checked": "2026-10-01",
        "source": "",
        "checked_in": "Agreement of September 2026",
        "checked_source": "",
    }
    assert (bill.rows()[1]["price_book"], bill.rows()[1]["price_source"]) == ("our-prices", "Agreement of September 2026")
    assert "book" not in bill.to_dict()["charges"][0]["price"]
    assert "1 of 2 prices come from the price book our-prices instead of AWS's list prices." in bill.assumptions


def test_the_days_before_the_price_are_as_they_were(negotiated: PriceBook) -> None:
    """A book of today does not rewrite last year."""
    day_before = date(2026, 9, 30)
    before, theirs = (one.price(DURATION, "eu-west-1", "arm64", day_before) for one in (negotiated, BUNDLED))
    assert before == replace(theirs, next_since=date(2026, 10, 1))
    assert negotiated.price(DURATION, "eu-west-1", "arm64", date(2026, 10, 1)).follows


def test_the_history_of_the_book_only_grows(negotiated: PriceBook) -> None:
    """What was known is still known, and one price more."""
    mine, theirs = (one.history(DURATION, "eu-west-1", "arm64") for one in (negotiated, BUNDLED))
    assert [(price.since, price.tariff) for price in mine[: len(theirs)]] == [(price.since, price.tariff) for price in theirs]
    assert [(price.since, price.book) for price in mine[len(theirs) :]] == [(date(2026, 10, 1), "our-prices")]


def test_an_agreement_that_ends_gives_way_to_the_list_price(tmp_path: Path) -> None:
    """`until` may lie in the future; the day after it, the bundled price holds again."""
    prices = book(tmp_path, d2026_10_01="0.000012}, until: 2026-10-31")
    listed = first_price(BUNDLED, DAY)
    days = (date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 1))
    assert [first_price(prices, day) for day in days] == [listed, OWN, OWN, listed]
    own = prices.price(DURATION, "eu-west-1", "arm64", date(2026, 10, 15))
    after = prices.price(DURATION, "eu-west-1", "arm64", DAY)
    assert (own.next_since, own.until) == (DAY, None)
    assert (after.since, after.follows, after.book) == (DAY, True, "")


def test_a_price_of_ones_own_outlasts_what_is_bundled_later(tmp_path: Path) -> None:
    """Dated before the tiers of 2022 and without an end, it is the price ever since."""
    prices = book(tmp_path, d2022_01_01="0.000012}", d2026_01_01="0.000011}")
    assert [first_price(prices, day) for day in (date(2021, 12, 31), date(2022, 9, 1), DAY)] == [
        first_price(BUNDLED, date(2021, 12, 31)),
        OWN,
        D("0.000011"),
    ]
    assert first_price(prices, DAY, "x86_64") == first_price(BUNDLED, DAY, "x86_64")


def test_a_book_lies_over_a_book(tmp_path: Path, negotiated: PriceBook) -> None:
    """The uppermost that has a price has the word."""
    upper = folder(
        tmp_path, aws_lambda__function=ONE_PRICE.replace("0.0000120", "0.0000110").replace("2026-10-01", "2026-10-15")
    )
    both = negotiated.overlaid(str(upper))
    assert [first_price(both, day) for day in (date(2026, 10, 14), date(2026, 10, 15))] == [OWN, D("0.0000110")]
    assert [name for name, _ in both.layers("aws_lambda.function")] == ["", "our-prices", "our-prices"]
    assert both.savings_plans is BUNDLED.savings_plans


def test_a_region_of_ones_own_is_priced_by_its_own_book(tmp_path: Path) -> None:
    """1M requests at 0.10 and 1M x 0.5 s x 0.5 GB = 250,000 GB-seconds at 0.00001: 0.10 + 2.50."""
    prices = overlaid(tmp_path, regions=HOME, aws_lambda__function=HOME_PRICES)
    given = {"functions": {"one": {"requests": "1M", "duration_ms": 500, "memory_mb": 512, "region": "xx-home-1"}}}
    with pytest.raises(ScenarioError, match="xx-home-1"):
        Scenario.from_dict(given)
    bill = estimate(Scenario.from_dict(given | {"free_tier": "none"}, regions=prices.regions), prices)
    assert bill.total == D("2.60")
    assert bill.charges[0].usage_type == "XX-HOME-1-Request"
    file = tmp_path / "one.yaml"
    file.write_text('{"functions": {"one": {"requests": "1M", "duration_ms": 500, "memory_mb": 512}}, "region": "xx-home-1"}')
    assert Scenario.read(file, regions=prices.regions).region == "xx-home-1"


def test_what_a_region_of_ones_own_has_no_price_of_is_refused(tmp_path: Path) -> None:
    """No other region's price stands in, and a day before the first or after the last has none."""
    text = HOME_PRICES.replace("source: Our own books}", "source: Our own books, until: 2026-06-30}", 1)
    prices = overlaid(tmp_path, regions=HOME, aws_lambda__function=text)
    with pytest.raises(MissingPriceError, match="The table does not list that region"):
        prices.price("aws_lambda.edge_function.requests", "xx-home-1", "", DAY)
    with pytest.raises(MissingPriceError, match="The first day for which its price is known is 2026-01-01"):
        prices.price(DURATION, "xx-home-1", "arm64", date(2025, 12, 31))
    with pytest.raises(MissingPriceError, match="not known from 2026-07-01 on"):
        prices.price(REQUESTS, "xx-home-1", "arm64", DAY)


def test_groups_and_sources_of_ones_own_are_those_of_any_table(tmp_path: Path) -> None:
    """A rate for several regions is written once; a source may have an address and a day of checking."""
    text = """
    groups: {ours: [eu-west-1, eu-central-1]}
    sources: {deal: {title: Private pricing, url: "https://example.com/deal"}}
    meters: {requests: {prices: {ours: {2026-01-01: {price: 0.15, source: deal, checked: 2026-11-20}}}}}
    """
    prices = overlaid(tmp_path, aws_lambda__function=text)
    for region in ("eu-west-1", "eu-central-1"):
        price = prices.price(REQUESTS, region, "x86_64", DAY)
        assert (price.tariff.tiers[0].price, price.source, price.checked) == (
            D("0.15"),
            "https://example.com/deal",
            (date(2026, 11, 20),),
        )
    assert prices.price(REQUESTS, "eu-west-2", "x86_64", DAY).book == ""


def test_known_since_of_ones_own_holds_for_ones_own_prices(tmp_path: Path) -> None:
    """As in any table, a price may be known later in one region than its entry says."""
    text = """
    groups: {ours: [eu-west-1, eu-central-1]}
    meters:
      requests:
        known_since: [{since: 2026-03-01, source: us, regions: [eu-west-1]}]
        prices: {ours: {2026-01-01: {price: 0.15, source: us}}}
    """
    prices = overlaid(tmp_path, aws_lambda__function=text)
    first = [prices.price(REQUESTS, region, "x86_64", DAY).since for region in ("eu-west-1", "eu-central-1")]
    assert first == [date(2026, 3, 1), date(2026, 1, 1)]
    assert prices.price(REQUESTS, "eu-west-1", "x86_64", date(2026, 2, 1)).book == ""


def test_a_copy_of_the_bundled_tables_changes_no_price() -> None:
    """Whoever starts from a copy starts from the same bill."""
    copy = BUNDLED.overlaid(BUNDLED.folder)
    for meter in (DURATION, "cloudwatch.logs.ingested", "aws_lambda.snap_start.cache"):
        for region in BUNDLED.regions:
            for choice in BUNDLED.choices(meter):
                try:
                    theirs = BUNDLED.price(meter, region, choice, DAY)
                except MissingPriceError:
                    continue
                assert replace(copy.price(meter, region, choice, DAY), book="") == theirs


DAYS = [date(2026, 1, 1) + timedelta(days=place) for place in range(12)]
TIMELINES = st.dictionaries(st.sampled_from(DAYS), st.integers(0, 11), max_size=4)


def timeline(lengths: dict[date, int], name: str, *, always_open: bool) -> dict[date, DatedEntry]:
    """Entries of a book by day, each open, or ended so many days after it began."""
    return {
        day: DatedEntry(
            Entry(D(1), name, day, until=None if always_open or length > 8 else day + timedelta(days=length)),
            None,  # type: ignore[arg-type]
            f"{name} {day}",
        )
        for day, length in lengths.items()
    }


def on(dated: dict[date, DatedEntry], day: date) -> str:
    """Which entry of *dated* holds on *day*."""
    begun = [one for one in dated if one <= day]
    entry = dated[max(begun)] if begun else None
    return entry.book if entry and not (entry.entry.until and entry.entry.until < day) else ""


@given(TIMELINES, TIMELINES)
def test_on_every_day_the_upper_book_has_the_word_where_it_has_one(below: dict[date, int], above: dict[date, int]) -> None:
    """An entry holds to its `until`, or to the next of its book; where the upper book is silent, the lower one speaks."""
    lower, upper = timeline(below, "lower", always_open=False), timeline(above, "upper", always_open=False)
    both = overlay(lower, upper)
    for day in [*DAYS, DAYS[-1] + timedelta(days=30)]:
        assert on(both, day) == (on(upper, day) or on(lower, day)), day
    assert list(both) == sorted(both)
