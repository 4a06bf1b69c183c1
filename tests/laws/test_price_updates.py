"""Laws of price updates: whatever a list says, history only grows and no order matters."""

import json
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lambda_cost.errors import MissingPriceError
from lambda_cost.prices import checking, history, writing
from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.price import PriceKey
from lambda_cost.prices.price_lists import bulk_json, compare, maintain
from lambda_cost.prices.price_lists.collector import OfferCollector
from lambda_cost.prices.price_lists.json_stream import JsonStream
from lambda_cost.prices.price_lists.model import Offer
from lambda_cost.prices.table_folder import TableFolder
from tests.price_lists.fixtures import Row, bulk, published
from tests.price_lists.test_json_stream import Pieces

BUNDLED = PriceBook.bundled()
REGIONS = ("us-east-1", "eu-west-1", "ap-northeast-1", "us-gov-west-1")
ROWS = published("AWSLambda", *REGIONS)
FIRST = date(2026, 11, 20)
LOCK = "".join(f"{line}\n" for line in history.lines(BUNDLED))
TEXTS = {address: writing.text(BUNDLED.table(address)) for address in BUNDLED.addresses()}


def offer_of(rows: list[Row], day: date, book: PriceBook) -> Offer:
    """The offer that has *rows* on *day*."""
    collector = OfferCollector(book, "offer")
    text = json.dumps(bulk("AWSLambda", rows, f"{day}T12:00:00Z"))
    assert not bulk_json.read(JsonStream(Pieces(text, 10**6), "offer"), collector, bulk_json.SECTIONS)
    return collector.offer()


def after(book: PriceBook, *offers: Offer) -> PriceBook:
    """*book* with *offers* put into it."""
    tables = {one: book.table(one) for one in book.addresses()} | maintain.update_tables(list(offers), book).tables
    return PriceBook(TableFolder(BUNDLED.folder, trusted=True, tables=tables))


def texts(book: PriceBook) -> dict[str, str]:
    """Every table of *book* as its file; one that no list has touched is what it was."""
    tables = {address: book.table(address) for address in book.addresses()}
    return {
        address: TEXTS[address] if table is BUNDLED.table(address) else writing.text(table) for address, table in tables.items()
    }


@st.composite
def lists(draw: st.DrawFn) -> list[Row]:
    """A list with some prices of its own: for usage types, in some or all of the regions, in any order of rows."""
    changes: dict[tuple[str, str], str] = {}
    types = st.sampled_from(
        ["Request", "Request-ARM", "Lambda-GB-Second", "Lambda-Edge-Request", "Lambda-SQS-Event-Poller-Unit-Hour"]
    )
    for usage_type in draw(st.lists(types, max_size=3, unique=True)):
        price = f"{draw(st.integers(1, 99_999)):010d}"
        for region in draw(st.sets(st.sampled_from(REGIONS), min_size=1)):
            changes[region, usage_type] = f"0.{price}"
    rows = [row._replace(price=changes.get((row.region, row.usage_type), row.price)) for row in ROWS]
    new = Row("eu-west-1", "Lambda-Durable-Execution-Operations", "", "DurableOperations", "0", "Inf", "0.0000085")
    return draw(st.permutations([*rows, new] if draw(st.booleans()) else rows))


@given(rows=lists())
def test_an_update_changes_nothing_the_second_time(rows: list[Row]) -> None:
    """Idempotent, to the letter of every table."""
    once = after(BUNDLED, offer_of(rows, FIRST, BUNDLED))
    assert texts(after(once, offer_of(rows, FIRST, once))) == texts(once)


@given(rows=lists(), later=lists(), days=st.integers(1, 400))
def test_after_an_update_a_check_finds_no_difference(rows: list[Row], later: list[Row], days: int) -> None:
    """After one, and after one that follows on any later day."""
    book = BUNDLED
    for day, made in ((FIRST, rows), (FIRST + timedelta(days), later)):
        book = after(book, offer_of(made, day, book))
        statuses = {one.status for one in compare.findings([offer_of(made, day, book)], book)}
        assert statuses <= {"agrees", "gone"}


@given(rows=lists(), data=st.data())
def test_the_order_of_rows_does_not_matter(rows: list[Row], data: st.DataObject) -> None:
    """AWS does not promise one."""
    other = data.draw(st.permutations(rows))
    assert texts(after(BUNDLED, offer_of(rows, FIRST, BUNDLED))) == texts(after(BUNDLED, offer_of(other, FIRST, BUNDLED)))


@given(rows=lists(), later=lists(), days=st.integers(1, 400))
def test_history_only_grows(rows: list[Row], later: list[Row], days: int) -> None:
    """No price that was published here changes or goes, and none comes before one that is there."""
    once = after(BUNDLED, offer_of(rows, FIRST, BUNDLED))
    twice = after(once, offer_of(later, FIRST + timedelta(days), once))
    grown = history.grown(once, LOCK)
    assert set(grown.splitlines()) >= set(LOCK.splitlines())
    assert set(history.grown(twice, grown).splitlines()) >= set(grown.splitlines())


@given(rows=lists(), days=st.integers(1, 2000))
def test_a_day_before_the_publication_has_the_prices_that_it_had(rows: list[Row], days: int) -> None:
    """Whatever is updated: an old month keeps its old bill."""
    book = after(BUNDLED, offer_of(rows, FIRST, BUNDLED))
    day = FIRST - timedelta(days)
    for meter, choice in set(BUNDLED.usage_types.meters.values()):
        for region in REGIONS:
            assert priced(book, PriceKey(meter, region, choice), day) == priced(BUNDLED, PriceKey(meter, region, choice), day)


def priced(book: PriceBook, key: PriceKey, day: date) -> Any:
    """The tariff, or None."""
    try:
        return book.price(key.meter, key.region, key.choice, day).tariff
    except MissingPriceError:
        return None


@given(rows=lists(), later=lists())
def test_a_table_stays_in_its_form_and_says_when_each_price_was_seen(rows: list[Row], later: list[Row]) -> None:
    """The checks of tables accept it, it is read back as it is, and each listed price was checked on the day of the list."""
    once = after(BUNDLED, offer_of(rows, FIRST, BUNDLED))
    day = FIRST + timedelta(30)
    book = after(once, offer_of(later, day, once))
    for address, text in texts(book).items():
        if text is not TEXTS[address]:
            assert checking.table_of(text, address) == book.table(address)
    for key in offer_of(later, day, book).listed:
        assert set(book.price(key.meter, key.region, key.choice, day).checked) == {day}
