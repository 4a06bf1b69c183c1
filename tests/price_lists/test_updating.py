"""What an update does to tables, as the very lines of a diff."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lambda_cost.errors import TableError
from lambda_cost.prices import history, saving
from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.price_lists import maintain
from lambda_cost.prices.price_lists.model import Offer
from lambda_cost.prices.table_folder import TableFolder
from tests.price_lists import fixtures
from tests.price_lists.fixtures import Row, bulk

D = Decimal
BUNDLED = PriceBook.bundled()
REGIONS = ("us-east-1", "eu-west-1", "ap-northeast-1", "us-gov-west-1")
FIRST = date(2026, 11, 20)
Read = Callable[..., Offer]


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


@pytest.mark.unmeasured
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


@pytest.mark.unmeasured
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


@pytest.mark.unmeasured
def test_a_price_that_is_announced_is_appended_with_its_day_and_says_so(read: Read, differs: Any) -> None:
    """It is checked on the day that it begins, since no earlier day can be."""
    lines = differs([REQUEST], read, effective="2027-01-01T00:00:00Z")
    assert "+        2027-01-01:" in lines
    assert '+          note: "announced in the price list of 2026-11-20, which says that it begins on 2027-01-01."' in lines


@pytest.mark.unmeasured
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
