"""A wrong price is put right, and what stood there stays in the file with the reason."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lambda_cost.errors import LambdaCostError, TableError
from lambda_cost.prices import bundled_table, checking, history, saving, writing
from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.correcting import PriceCorrection, correct_price
from lambda_cost.prices.table import tariff_of
from lambda_cost.strict_yaml import read

D = Decimal
REQUESTS, DURATION = "aws_lambda.function.requests", "aws_lambda.function.duration"
TODAY = date(2026, 11, 24)
FIRST, TIERS = date(2020, 12, 1), date(2022, 8, 1)
WHY = "typed wrong; see the list of 2026-10-01"


def correct(folder: Path, meter: str, place: str, choice: str, since: date, price: str, reason: str = WHY) -> list[str]:
    """Correct a price in *folder*; the lines that change."""
    book = PriceBook(folder)
    tables = correct_price(PriceCorrection(meter, place, choice, since, price, reason, TODAY), book)
    changes = saving.changes_of(book.tables, tables, rewrite=False)
    diff = saving.diff(changes, folder)
    saving.save(book.tables, changes)
    return [line for line in diff.splitlines() if line[0] in "+-" and not line.startswith(("+++", "---"))]


@pytest.mark.unmeasured
def test_a_price_of_one_region_is_corrected_beside_its_group(tables: Path) -> None:
    """The region's entry of that day stands over the group's, has its other choice too, and says what was wrong."""
    lock = (tables / history.LOCK).read_text(encoding="utf-8")
    assert correct(tables, REQUESTS, "eu-west-1", "arm64", FIRST, "0.19") == [
        "+      eu-west-1:",
        "+        2020-12-01:",
        "+          price:",
        "+            x86_64: 0.20",
        "+            arm64: 0.19",
        "+          source: lambda-calculator-2025-12-02",
        "+          checked: 2025-12-02",
        "+          begins: offer-2016-12-07",
        "+          rechecked:",
        "+            - {checked: 2026-10-01, source: sdlc, regions: [eu-west-1]}",
        "+          corrected:",
        f"+            - {{day: 2026-11-24, choice: arm64, was: 0.20, reason: {WHY}}}",
    ]
    book = PriceBook(tables)
    prices = {
        (region, choice): book.price(REQUESTS, region, choice, date(2026, 1, 1)).tariff.tiers[0].price
        for region in ("eu-west-1", "eu-west-2")
        for choice in ("x86_64", "arm64")
    }
    same = D("0.20")
    assert prices == {
        ("eu-west-1", "x86_64"): same,
        ("eu-west-1", "arm64"): D("0.19"),
        ("eu-west-2", "x86_64"): same,
        ("eu-west-2", "arm64"): same,
    }
    now = (tables / history.LOCK).read_text(encoding="utf-8")
    changed = sorted(set(now.splitlines()) - set(lock.splitlines()))
    assert [line.rpartition(" ")[0] for line in changed] == [f"{REQUESTS} eu-west-1 arm64 2020-12-01"]
    assert history.changed(book, lock) == []
    assert history.changed(book, now) == []


def test_a_price_of_a_group_is_corrected_in_its_place(tables: Path) -> None:
    """With tiers, old and new; a second correction stands below the first."""
    right = "[0.0000166667, {above: 6_000_000_000, price: 0.000016}]"
    wrong = "[0.0000166667, {above: 6_000_000_000, price: 0.000015}, {above: 15_000_000_000, price: 0.0000133334}]"
    assert correct(tables, DURATION, "standard", "x86_64", TIERS, right) == [
        f"-            x86_64: {wrong}",
        f"+            x86_64: {right}",
        "+          corrected:",
        f"+            - {{day: 2026-11-24, choice: x86_64, was: {wrong}, reason: {WHY}}}",
    ]
    lines = correct(tables, DURATION, "standard", "x86_64", TIERS, "0.0000166667")
    assert lines[-1] == f"+            - {{day: 2026-11-24, choice: x86_64, was: {right}, reason: {WHY}}}"
    assert history.changed(PriceBook(tables), (PriceBook.bundled().folder / history.LOCK).read_text(encoding="utf-8")) == []


def test_a_price_of_every_choice_is_corrected_at_once(tables: Path) -> None:
    """Where all have the same one, no choice need be named, and the file names none."""
    lines = correct(tables, REQUESTS, "ap-east-1", "", date(2021, 9, 29), "0.29")
    assert lines == [
        "-          price: 0.28",
        "+          price: 0.29",
        "+          corrected:",
        f"+            - {{day: 2026-11-24, was: 0.28, reason: {WHY}}}",
    ]


def test_both_readers_of_a_table_know_corrections(tables: Path) -> None:
    """The one that checks, and the one that trusts; and it is written as it is read."""
    correct(tables, DURATION, "ap-east-1", "x86_64", TIERS, "0.00002292")
    text = (tables / "aws_lambda" / "function.yaml").read_text(encoding="utf-8")
    checked = checking.table_of(text, "function.yaml")
    assert checked == bundled_table.table_of(read(text, "function.yaml"))
    assert writing.text(checked) == text
    (wrong,) = checked.meters["duration"].prices["ap-east-1"][TIERS].corrected
    assert tariff_of(wrong.was).breakpoints == (D(6_000_000_000), D(15_000_000_000))


@pytest.mark.unmeasured
def test_a_correction_without_its_old_price_does_not_pass_the_lock(tables: Path) -> None:
    """Only what stood there may be said to have stood there."""
    lock = (tables / history.LOCK).read_text(encoding="utf-8")
    correct(tables, REQUESTS, "ap-east-1", "", date(2021, 9, 29), "0.29")
    path = tables / "aws_lambda" / "function.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("was: 0.28", "was: 0.27"), encoding="utf-8")
    assert len(history.changed(PriceBook(tables), lock)) == 2


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("aws_lambda.function.things", "eu-west-1", "", FIRST, "1"), "has no meter 'things'"),
        (("aws_lambda.nothing.things", "eu-west-1", "", FIRST, "1"), "cannot be read"),
        ((REQUESTS, "eu-west-9", "", FIRST, "1"), "--region is 'eu-west-9', which has no price here; did you mean eu-west-"),
        (
            (REQUESTS, "eu-west-1", "", date(2020, 12, 2), "1"),
            "--since is 2020-12-02; allowed: the days of its prices: 2020-12-01",
        ),
        ((REQUESTS, "eu-west-1", "arm", FIRST, "1"), "--choice is 'arm'; did you mean arm64?"),
        ((REQUESTS, "eu-west-1", "arm64", FIRST, "0.2"), "--price is the price that stands there"),
        ((DURATION, "eu-west-1", "", TIERS, "1"), "--choice is missing; allowed: x86_64, arm64"),
        ((REQUESTS, "eu-west-1", "arm64", FIRST, "cheap"), "--price is 'cheap'; allowed: such as 0.20"),
        ((REQUESTS, "eu-west-1", "arm64", FIRST, "[]"), "--price is '[]'; allowed: such as 0.20"),
        ((REQUESTS, "eu-west-1", "arm64", FIRST, "[1, {above: x, price: 2}]"), "allowed: such as 0.20"),
        ((REQUESTS, "eu-west-1", "arm64", FIRST, "[1"), "--price is '[1'; allowed: such as 0.20"),
        ((REQUESTS, "eu-west-1", "arm64", FIRST, "[1, {over: 1}]"), "--price is '[1, {over: 1}]'; allowed: such as 0.20"),
        ((REQUESTS, "eu-west-1", "arm64", FIRST, "[1, {above: 5, price: 2}, {above: 4, price: 1}]"), "is not in order"),
        ((REQUESTS, "eu-west-1", "arm64", FIRST, "-1"), "is negative; allowed: at least 0"),
        ((REQUESTS, "eu-west-1", "arm64", FIRST, "1", " "), "reason is empty; allowed: why the price was wrong"),
    ],
)
def test_what_cannot_be_corrected_is_refused_and_nothing_is_written(tables: Path, given: Any, says: str) -> None:
    """The message says which prices there are."""
    before = (tables / "aws_lambda" / "function.yaml").read_bytes()
    with pytest.raises(LambdaCostError) as found:
        correct(tables, *given)
    assert says in str(found.value)
    assert (tables / "aws_lambda" / "function.yaml").read_bytes() == before


TABLE = """\
title: Things
sources:
  list: {title: A list, url: https://example.com/list}
groups:
  near: [us-east-1, us-east-2]
meters:
  used:
    title: Things
    unit: Things
    by: colour
    usage_type: {red: Red, blue: Blue}
    prices:
      near:
        2021-01-01: {price: {red: 1, blue: 2}, source: list, checked: 2025-01-01}
      us-east-1:
        2021-01-01:
          price: {red: 3, blue: 2}
          source: list
          checked: 2025-01-01
          corrected: [{day: 2025-01-01, was: 1, reason: wrong, choice: red}]
        2022-01-01: {price: {red: 4}, source: list, checked: 2025-01-01}
"""


def test_a_regions_own_prices_follow_those_of_its_group() -> None:
    """By day: its own stand over the group's of the same day, and are followed by what comes later in either."""
    made = checking.table_of(TABLE, "thing.yaml")
    meter = made.meters["used"]
    own = made.entries(meter, "us-east-1")
    assert {day: entry.price for day, entry in own.items()} == {
        date(2021, 1, 1): {"red": D(3), "blue": D(2)},
        date(2022, 1, 1): {"red": D(4)},
    }
    assert list(made.entries(meter, "us-east-2")) == [date(2021, 1, 1)]
    assert made.entries(meter, "eu-west-1") == {}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{red: 3, blue: 2}", "{red: 3}", "leaves out blue, which near prices that day; allowed: all prices of the day"),
        ("choice: red", "choice: green", "is 'green'; allowed: red, blue"),
        ("reason: wrong", 'reason: ""', "reason is empty; allowed: why the price was wrong"),
        ("was: 1", "was: [1, {above: 2, price: 1}, {above: 1, price: 1}]", "was is not in order"),
        ("was: 1", "was: cheap", "was"),
        ("reason: wrong,", "", "reason"),
        ("      us-east-1:\n", "      us-east-2:\n", None),
        ("    prices:\n", "    absent: [us-east-1]\n    prices:\n", "which is in"),
    ],
)
def test_an_entry_over_a_groups_is_whole_and_a_correction_says_of_what(old: str, new: str, says: str | None) -> None:
    """What a half entry would leave out would silently have its older price."""
    assert old in TABLE
    text = TABLE.replace(old, new, 1)
    if says is None:
        checking.table_of(text, "thing.yaml")
    else:
        with pytest.raises(TableError, match=r"thing\.yaml, line") as found:
            checking.table_of(text, "thing.yaml")
        assert says in str(found.value)
