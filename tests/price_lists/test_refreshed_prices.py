"""Refreshed prices hold beside the tables: on each day the newest price that is known, with its check and its source."""

import sys
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from platformdirs import user_data_path

from lambda_cost.errors import MissingPriceError, UnreadableFileError
from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.price import PriceKey
from lambda_cost.prices.price_lists import compare
from lambda_cost.prices.price_lists.model import Offer
from lambda_cost.prices.price_lists.refresh import refresh, usable
from lambda_cost.prices.refreshed import FILE, VARIABLE, RefreshedPrices, data_folder
from lambda_cost.prices.table_folder import TableFolder
from tests.price_lists.fixtures import Row, bulk, published
from tests.prices.books import BUNDLED, ONE_PRICE, folder

D = Decimal
REQUESTS = "aws_lambda.function.requests"
DURATION = "aws_lambda.function.duration"
TODAY = date(2026, 11, 24)
FIRST, SECOND = date(2026, 11, 10), date(2026, 11, 20)
ONE = Row("eu-west-1", "Request", "", "Requests", "0", "Inf", "0.0000002000")
Read = Callable[..., Offer]
Make = Callable[..., PriceBook]


@pytest.fixture
def made(read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """The prices in use after a refresh on *day* with a list that has *rows*, which was published on that day."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "data"))
    (tmp_path / "data").mkdir()

    def making(*rows: Row, day: date = SECOND, effective: str = "", **known: Any) -> PriceBook:
        offer = read(bulk("AWSLambda", rows, f"{day}T12:00:00Z", effective))
        book = PriceBook(BUNDLED.tables, (), known.get("known")) if known else PriceBook.current()
        refresh(book.refreshed, compare.findings([offer], book), book, TODAY).save(data_folder() / FILE)
        return PriceBook.current()

    return making


def request(book: PriceBook, day: date, region: str = "eu-west-1") -> tuple[Decimal, date, str, date]:
    """What a million requests cost, since when, in which book, and when that was checked."""
    price = book.price(REQUESTS, region, "x86_64", day)
    return price.tariff.tiers[0].price, price.since, price.book, price.checked[0]


BOOK = "refreshed on 2026-11-24"


def test_every_price_of_a_list_is_that_of_the_book_on_its_day(made: Make) -> None:
    """All tiers, of all meters, in the units of the tables; nothing else has changed."""
    book = made(*published("AWSLambda", "eu-west-1"))
    keys = [(meter, choice) for meter in BUNDLED.meters("aws_lambda") for choice in BUNDLED.choices(meter)]
    refreshed = 0
    for meter, choice in keys:
        for region in ("eu-west-1", "us-east-1"):
            try:
                before, after = (one.price(meter, region, choice, TODAY) for one in (BUNDLED, book))
            except MissingPriceError:
                continue
            assert (before.tariff, before.since, before.unit) == (after.tariff, after.since, after.unit)
            assert after.book in {"", BOOK}
            refreshed += after.book == BOOK
            if after.book:
                assert region == "eu-west-1"
                assert set(after.checked) == {SECOND}
                assert all(check.strong for check in after.checks)
    assert book.refreshed is not None
    assert refreshed == book.refreshed.count >= 20


def test_a_price_that_agrees_counts_as_checked_on_the_days_before_too(made: Make) -> None:
    """It is the same since 2020-12-01 and was seen on the 20th; before that day it is the tables' own price."""
    book = made(ONE)
    since = BUNDLED.price(REQUESTS, "eu-west-1", "x86_64", TODAY).since
    assert request(book, SECOND) == (D("0.20"), since, BOOK, SECOND)
    assert request(book, SECOND - timedelta(1)) == (D("0.20"), since, "", SECOND)
    assert book.price(REQUESTS, "eu-west-1", "x86_64", SECOND - timedelta(1)).next_since is None
    assert request(book, SECOND, "eu-west-2") == request(BUNDLED, SECOND, "eu-west-2")


def test_a_price_that_changes_begins_on_the_day_of_its_list_and_the_old_one_keeps_its_days(made: Make) -> None:
    """Also from one refresh to the next, and back again."""
    made(ONE._replace(price="0.0000002100"), day=FIRST)
    book = made(ONE)
    assert request(book, FIRST - timedelta(1))[0] == D("0.20")
    assert request(book, FIRST) == (D("0.21"), FIRST, BOOK, FIRST)
    assert request(book, SECOND - timedelta(1)) == (D("0.21"), FIRST, BOOK, FIRST)
    assert request(book, SECOND) == (D("0.20"), SECOND, BOOK, SECOND)


def test_an_older_list_changes_nothing_and_the_same_list_again_nothing_either(made: Make) -> None:
    """Whatever the order in which lists come."""
    made(ONE._replace(price="0.0000002100"))
    once = (data_folder() / FILE).read_bytes()
    made(ONE._replace(price="0.0000002100"))
    made(ONE, day=FIRST)
    made(ONE._replace(price="0.0000002100"), day=FIRST)
    assert (data_folder() / FILE).read_bytes() == once
    assert request(made(ONE._replace(price="0.0000002200")), SECOND)[0] == D("0.22")


def test_what_a_later_list_leaves_out_stays_as_it_was(made: Make) -> None:
    """A refresh of one region keeps those of the others, and only lists that are cited are kept as sources."""
    made(ONE._replace(region="us-east-1", price="0.0000002100"), day=FIRST)
    book = made(ONE)
    assert request(book, TODAY, "us-east-1") == (D("0.21"), FIRST, BOOK, FIRST)
    assert book.refreshed is not None
    assert sorted(book.refreshed.sources) == ["awslambda-20261110120000", "awslambda-20261120120000"]
    book = made(ONE._replace(region="us-east-1", price="0.0000002100"))
    assert book.refreshed is not None
    assert [*book.refreshed.sources] == ["awslambda-20261120120000"]


def test_an_announced_price_begins_on_its_day_and_says_so(made: Make) -> None:
    """It was checked on the day of the list."""
    book = made(ONE._replace(price="0.0000002100"), effective="2026-11-23T00:00:00Z")
    assert request(book, date(2026, 11, 22))[0] == D("0.20")
    price = book.price(REQUESTS, "eu-west-1", "x86_64", date(2026, 11, 23))
    assert (price.tariff.tiers[0].price, price.checked[0]) == (D("0.21"), SECOND)
    assert price.note == "announced in the price list of 2026-11-20, which says that it begins on 2026-11-23."


def test_a_price_that_the_tables_do_not_have_is_there(made: Make) -> None:
    """Such as that of durable functions in a region where none was published when the tables were made."""
    row = Row("us-gov-west-1", "Lambda-Durable-Execution-Written-Bytes", "", "GigaBytes", "0", "Inf", "0.28")
    book = made(row)
    price = book.price("aws_lambda.durable.written", "us-gov-west-1", "", TODAY)
    assert (price.tariff.tiers[0].price, price.since) == (D("0.28"), SECOND)
    assert book.newest_day(price_key("aws_lambda.durable.written", "us-gov-west-1")) == SECOND
    assert BUNDLED.newest_day(price_key("aws_lambda.durable.written", "us-gov-west-1")) == date.min


def price_key(meter: str, region: str) -> PriceKey:
    """The key of a price without a choice."""
    return PriceKey(meter, region, "")


def test_tables_with_a_newer_price_go_before_refreshed_ones(made: Make, tables: Path) -> None:
    """An update of lambda-cost is not hidden by an older refresh, and its newer check counts."""
    made(ONE._replace(price="0.0000002100"), day=FIRST)
    refreshed = RefreshedPrices.current()
    path = tables / "aws_lambda" / "function.yaml"
    entry = "{price: {x86_64: 0.23}, source: calculator-history, checked: 2026-11-21}"
    text, following = path.read_text(encoding="utf-8"), "      mx-central-1:\n"
    changed = text.replace(following, f"      eu-west-1:\n        2026-11-15: {entry}\n{following}", 1)
    path.write_text(changed, encoding="utf-8")
    book = PriceBook(TableFolder(tables), (), refreshed)
    assert request(book, date(2026, 11, 14))[0] == D("0.21")
    assert request(book, date(2026, 11, 15)) == (D("0.23"), date(2026, 11, 15), "tables", date(2026, 11, 21))


def test_custom_prices_lie_over_refreshed_ones(made: Make, tmp_path: Path) -> None:
    """An agreement is no list price."""
    row = Row("eu-west-1", "Lambda-GB-Second-ARM", "", "Lambda-GB-Second", "0", "Inf", "0.0000140000")
    book = made(row).overlaid(folder(tmp_path, aws_lambda__function=ONE_PRICE))
    price = book.price(DURATION, "eu-west-1", "arm64", TODAY)
    assert (price.tariff.tiers[0].price, price.book) == (D("0.0000120"), "our-prices")


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [("0.2", "0.3", 10**9), ("", "", 500), ("", "", 0), ("/1", "/2", 10**9), ("{", "[", 1), ("digest", "sum", 10**9)],
)
def test_a_book_that_somebody_else_changed_is_refused(made: Make, old: str, new: str, kept: int) -> None:
    """The message names the file, and what mends it; another refresh does."""
    made(ONE)
    path = data_folder() / FILE
    path.write_text(path.read_text(encoding="utf-8").replace(old, new)[:kept], encoding="utf-8")
    with pytest.raises(UnreadableFileError) as refused:
        PriceBook.current()
    mend = "make it anew with `lambda-cost prices refresh`, or remove it with `lambda-cost prices refresh --remove`"
    assert str(refused.value) == f"{path} is not as lambda-cost wrote it; {mend}"


def test_a_price_by_another_unit_is_refused_and_made_anew(made: Make) -> None:
    """A version that counts otherwise must not take a price of one request for that of a million."""
    made(ONE)
    path = data_folder() / FILE
    book = RefreshedPrices.read(path)
    book.meters[REQUESTS]["unit"] = "1000 Requests"
    book.save(path)
    with pytest.raises(UnreadableFileError, match="are by another unit of aws_lambda"):
        request(PriceBook.current(), TODAY)
    assert usable(book, BUNDLED) is None
    made(Row("eu-west-1", "Lambda-GB-Second", "", "Lambda-GB-Second", "0", "Inf", "0.0000166667"), known=usable(book, BUNDLED))
    assert request(PriceBook.current(), TODAY) == request(BUNDLED, TODAY)


def test_there_are_none_where_there_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is read, and the book is the bundled one itself; tests have none either."""
    assert PriceBook.current() is BUNDLED
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert PriceBook.current() is BUNDLED


def test_the_data_folder_is_that_of_the_system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As platformdirs has it, which is asked on other systems than Linux."""
    monkeypatch.delenv(VARIABLE)
    here, found = sys.platform, list[Path]()
    for given in ("", str(tmp_path)):
        monkeypatch.setenv("XDG_DATA_HOME", given)
        for system in ("linux", "darwin"):
            monkeypatch.setattr(sys, "platform", system)
            found.append(data_folder())
        assert found[-1] == user_data_path("lambda-cost", appauthor=False)
    assert found[2] == tmp_path / "lambda-cost"
    assert here != "linux" or found[::2] == found[1::2]
