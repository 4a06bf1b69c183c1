"""What an update does to tables, as laws, and as the very lines of a diff."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_cost.errors import MissingPriceError, TableError
from lambda_cost.prices import checking, history, saving, writing
from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.price import PriceKey
from lambda_cost.prices.price_lists import bulk_json, compare, maintain
from lambda_cost.prices.price_lists.collector import OfferCollector
from lambda_cost.prices.price_lists.json_stream import JsonStream
from lambda_cost.prices.price_lists.model import Offer
from lambda_cost.prices.table_folder import TableFolder
from tests.price_lists import fixtures
from tests.price_lists.fixtures import Row, bulk, published
from tests.price_lists.test_json_stream import Pieces

D = Decimal
BUNDLED = PriceBook.bundled()
REGIONS = ("us-east-1", "eu-west-1", "ap-northeast-1", "us-gov-west-1")
ROWS = published("AWSLambda", *REGIONS)
FIRST = date(2026, 11, 20)
Read = Callable[..., Offer]


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
    """Every table of *book* as its file."""
    return {address: writing.text(book.table(address)) for address in book.addresses()}


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
    lock = "".join(f"{line}\n" for line in history.lines(BUNDLED))
    grown = history.grown(once, lock)
    assert set(grown.splitlines()) >= set(lock.splitlines())
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
        assert checking.table_of(text, address) == book.table(address)
    for key in offer_of(later, day, book).listed:
        assert set(book.price(key.meter, key.region, key.choice, day).checked) == {day}


@pytest.fixture
def differs(tables: Path) -> Callable[..., list[str]]:
    """The lines of a diff that an update with some rows gives, without its places, and without how strong the source is."""

    def lines(rows: list[Row], read: Read, day: str = "2026-11-20T12:00:00Z", effective: str = "") -> list[str]:
        book = PriceBook(tables)
        result = maintain.update_tables([read(bulk("AWSLambda", rows, day, effective))], book)
        changes = saving.changes_of(book.tables, result.tables, rewrite=False)
        diff = saving.diff(changes, tables)
        saving.save(book.tables, changes)
        places = ("+++", "---", "+    strong: true")  # which of the sources gains that line, a diff tells as it likes
        return [line for line in diff.splitlines() if line[0] in "+-" and not line.startswith(places)]

    return lines


SOURCE = [
    "+  awslambda-20261120120000:",
    '+    title: "AWSLambda price list of 2026-11-20, version 20261120120000"',
    "+    url: https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AWSLambda/20261120120000/index.json",
]
REQUEST = Row("eu-west-1", "Request", "", "Requests", "0", "Inf", "0.0000002100")


def test_one_price_that_one_region_of_a_group_changes_is_one_entry_of_its_own(read: Read, differs: Any, tables: Path) -> None:
    """The group stays as it is: the diff shows the price, and where it is from."""
    assert differs([REQUEST], read) == [
        *SOURCE,
        "+      eu-west-1:",
        "+        2026-11-20:",
        "+          price:",
        "+            x86_64: 0.21",
        "+          source: awslambda-20261120120000",
        "+          checked: 2026-11-20",
    ]
    book = PriceBook(tables)
    for region, choice, price in (
        ("eu-west-1", "x86_64", "0.21"),
        ("eu-west-1", "arm64", "0.20"),
        ("us-east-1", "x86_64", "0.20"),
    ):
        assert book.price("aws_lambda.function.requests", region, choice, FIRST).tariff.tiers[0].price == D(price)
    assert book.price("aws_lambda.function.requests", "eu-west-1", "x86_64", FIRST - timedelta(1)).tariff.tiers[0].price == D(
        "0.20"
    )
    lock = (tables / history.LOCK).read_text(encoding="utf-8")
    assert "aws_lambda.function.requests eu-west-1 x86_64 2026-11-20 " in lock
    assert history.grown(book, lock) == lock
    assert book.table("aws_lambda.function").sources["awslambda-20261120120000"].strong


def test_a_price_that_a_whole_group_changes_is_one_entry_of_the_group(read: Read, differs: Any) -> None:
    """Kafka pollers in the three regions of `standard`, which also have those of SQS."""
    rows = [
        Row(region, f"Lambda-{kind}Event-Poller-Unit-Hour", "", "Event-Poller-Unit-Hours", "0", "Inf", price)
        for region in ("us-east-1", "us-east-2", "us-west-2")
        for kind, price in (("", "0.2"), ("SQS-", "0.01"))
    ]
    assert differs(rows, read) == [
        *SOURCE,
        "+        2026-11-20:",
        "+          price:",
        "+            kafka: 0.20",
        "+            sqs: 0.01",
        "+          source: awslambda-20261120120000",
        "+          checked: 2026-11-20",
    ]


def test_a_new_place_of_a_meter_leaves_the_list_of_regions_without_a_price(read: Read, differs: Any) -> None:
    """`unpriced` loses the region; its key stands among the regions in their order."""
    row = Row("us-gov-west-1", "Lambda-Durable-Execution-Written-Bytes", "", "GigaBytes", "0", "Inf", "0.28")
    lines = differs([row], read)
    assert [line for line in lines if "unpriced" not in line] == [
        *SOURCE,
        "+      us-gov-west-1:",
        "+        2026-11-20:",
        "+          price: 0.28",
        "+          source: awslambda-20261120120000",
        "+          checked: 2026-11-20",
    ]
    old, new = (line for line in lines if "unpriced" in line)
    assert "us-gov-west-1, " in old
    assert new[1:] == old[1:].replace("us-gov-west-1, ", "")


def test_a_price_that_agrees_says_when_it_was_seen_and_nothing_else_changes(read: Read, differs: Any) -> None:
    """One region of a group: a statement about it; an older one about the same is superseded."""
    same = REQUEST._replace(region="ap-northeast-1", price="0.0000002")
    assert differs([same], read) == [
        *SOURCE,
        "+            - {checked: 2026-11-20, choice: x86_64, source: awslambda-20261120120000, regions: [ap-northeast-1]}",
        "-            - {checked: 2026-10-04, choice: x86_64, source: tae, regions: [ap-northeast-1]}",
    ]


def test_a_price_that_is_seen_everywhere_it_holds_moves_its_own_day(read: Read, differs: Any) -> None:
    """The entry is then from the new list, and says from which one it begins."""
    row = Row("ap-east-1", "Lambda-SnapStart-Restored-GB", "", "GB", "0", "Inf", "")
    price = BUNDLED.price("aws_lambda.snap_start.restore", "ap-east-1", "", FIRST)
    lines = differs([row._replace(price=str(price.tariff.tiers[0].price))], read)
    changed = [line for line in lines if line not in SOURCE]
    assert {line.strip("+- ") for line in changed if line[0] == "-"} == {
        "source: lambda-calculator-2025-12-02",
        "checked: 2025-12-02",
        "begins: calculator-history",
        "rechecked:",
        "{checked: 2026-05-07, source: openbinding, regions: [ap-east-1]}",
    }
    assert [line.strip("+- ") for line in changed if line[0] == "+"] == [
        "source: awslambda-20261120120000",
        "checked: 2026-11-20",
        "begins: calculator-history",
    ]


def test_a_list_that_is_older_than_the_last_check_confirms_nothing(read: Read, differs: Any) -> None:
    """Nor does it change a price that is newer than itself."""
    assert differs([REQUEST._replace(price="0.0000002")], read, "2025-12-01T00:00:00Z") == []
    flat = Row("eu-west-1", "Lambda-GB-Second", "", "Lambda-GB-Second", "0", "Inf", "0.0000166667")
    assert differs([flat], read, "2019-12-01T00:00:00Z") == []


def test_a_dated_price_is_never_overwritten(read: Read, tables: Path) -> None:
    """A second list of the same day with another price changes nothing, and is reported."""
    for price, what in (("0.0000002100", "appended"), ("0.0000002200", "left")):
        book = PriceBook(tables)
        result = maintain.update_tables([read(bulk("AWSLambda", [REQUEST._replace(price=price)]))], book)
        assert [change.what for change in result.changes] == [what]
        saving.save(book.tables, saving.changes_of(book.tables, result.tables, rewrite=False))
    assert result.changes[0].why == "a price of 2026-11-20 is there, and is never overwritten"


def test_a_price_that_is_announced_is_appended_with_its_day_and_says_so(read: Read, differs: Any) -> None:
    """It is checked on the day that it begins, since no earlier day can be."""
    lines = differs([REQUEST], read, effective="2027-01-01T00:00:00Z")
    assert "+        2027-01-01:" in lines
    assert '+          note: "announced in the price list of 2026-11-20, which says that it begins on 2027-01-01."' in lines


def test_two_choices_of_a_region_on_one_day_are_one_entry_whichever_list_has_them(
    read: Read, differs: Any, tables: Path
) -> None:
    """The second list of a day adds its choice, and each choice keeps its source."""
    differs([REQUEST], read)
    arm = REQUEST._replace(usage_type="Request-ARM", price="0.0000002200")
    lines = differs([arm], read, "2026-11-20T18:00:00Z")
    assert [line for line in lines if line[0] == "-"] == ["-          source: awslambda-20261120120000"]
    assert [line for line in lines if "2026112018" not in line] == [
        "-          source: awslambda-20261120120000",
        "+            arm64: 0.22",
    ]
    entry = PriceBook(tables).meter("aws_lambda.function.requests").prices["eu-west-1"][FIRST]
    assert entry.source == {"arm64": "awslambda-20261120180000", "x86_64": "awslambda-20261120120000"}


def test_what_an_update_does_not_take_is_said(read: Read) -> None:
    """Ambiguous and unlike prices, free amounts, rates of plans, and whatever no table has."""
    rows = [
        REQUEST,
        REQUEST._replace(operation="Invoke", price="0.0000003"),
        Row("us-east-1", "Lambda-MicroVM-Snapshot-Storage-GB-Hour", "", "GB-Seconds", "0", "Inf", "0.0001111111"),
        Row("", "Global-Request", "", "Requests", "0", "2000000", "0.0"),
        Row("us-east-1", "Odd", "", "Hours", "0", "Inf", "1"),
    ]
    plans = [fixtures.PlanRow("ap-east-1", "Lambda-GB-Second", 1, "No Upfront", "0.0000202")]
    kept = maintain.update_tables([read(bulk("AWSLambda", rows)), read(fixtures.plans(plans))], BUNDLED)
    assert kept.changes == []
    heads = [note.partition(":")[0] for note in kept.not_taken]
    assert heads == [
        "aws_lambda.function.duration (x86_64) in ap-east-1, Savings Plan 1yr no_upfront",
        "aws_lambda.function.requests (x86_64)",
        "aws_lambda.function.requests (x86_64) in eu-west-1",
        "aws_lambda.microvm.storage in us-east-1",
        "AWSLambda",
        "AWSLambda",
    ]


def test_a_table_of_another_form_is_rewritten_only_when_that_is_allowed(read: Read, tables: Path) -> None:
    """Its comments would be lost, and the diff would show more than prices."""
    path = tables / "aws_lambda" / "function.yaml"
    path.write_text("# our own\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    kept = maintain.update_tables([read(bulk("AWSLambda", [REQUEST]))], PriceBook(tables))
    with pytest.raises(TableError, match="is not in the canonical form: more than prices would change"):
        saving.changes_of(TableFolder(tables), kept.tables, rewrite=False)
    (change,) = saving.changes_of(TableFolder(tables), kept.tables, rewrite=True)
    assert "-# our own" in saving.diff([change], tables).splitlines()
