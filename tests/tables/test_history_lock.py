"""History only grows: a price that has been published here is never rewritten in silence."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lambda_cost.errors import TableError
from lambda_cost.prices import history
from lambda_cost.prices.book import PriceBook
from tests.tables.publications import PRICING_DATA

TABLE = """\
title: Things
sources:
  list: {title: A list of 2025, url: https://example.com/prices/2025}
groups:
  near: [us-east-1, us-east-2]
meters:
  used:
    title: Things used
    unit: Things
    by: colour
    usage_type: {red: Red, blue: Blue}
    prices:
      near:
        2021-01-01:
          price: 0.20
          source: list
          checked: 2025-12-02
      eu-west-1:
        2021-01-01:
          price:
            red: [3.50, {above: 1_000, price: 2.80}]
          source: list
          checked: 2025-12-02
"""
# sha256 of "0=0.2" and of "0=3.5 1000=2.8", by sha256sum.
FLAT, TIERED = "9a0b51f387e80648", "9a8961a621648614"

Write = Callable[[str], PriceBook]


@pytest.fixture
def book(tmp_path: Path) -> Write:
    """Make a book of one table, `aws_lambda.thing`, with this text."""

    def write(text: str) -> PriceBook:
        path = tmp_path / "aws_lambda" / "thing.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return PriceBook(tmp_path)

    return write


def test_each_price_has_a_line_with_its_meter_region_choice_day_and_digest(book: Write) -> None:
    """A group's price is a price of each of its regions, and a shared one a price of each choice."""
    assert history.lines(book(TABLE)) == [
        f"aws_lambda.thing.used eu-west-1 red 2021-01-01 {TIERED}",
        f"aws_lambda.thing.used us-east-1 blue 2021-01-01 {FLAT}",
        f"aws_lambda.thing.used us-east-1 red 2021-01-01 {FLAT}",
        f"aws_lambda.thing.used us-east-2 blue 2021-01-01 {FLAT}",
        f"aws_lambda.thing.used us-east-2 red 2021-01-01 {FLAT}",
    ]


def test_a_meter_without_choices_has_a_dash_for_one(book: Write) -> None:
    """So that every line has five words."""
    one_name = TABLE.replace("    by: colour\n", "").replace("{red: Red, blue: Blue}", "Thing")
    text = one_name.replace("            red: [3.50", "            [3.50")
    assert history.lines(book(text))[0] == f"aws_lambda.thing.used eu-west-1 - 2021-01-01 {TIERED}"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("price: 0.20", "price: 0.2000"),
        ("price: 0.20", "price: {red: 0.20, blue: 0.2}"),
        ("1_000", "1000.0"),
        ("groups:\n  near: [us-east-1, us-east-2]\n", "groups:\n  near: [us-east-2, us-east-1]\n"),
        ("checked: 2025-12-02\n      eu", "checked: 2026-01-01\n      eu"),
    ],
)
def test_the_same_price_in_other_words_is_the_same_line(book: Write, old: str, new: str) -> None:
    """Zeros, groups and later checks are no change of a price."""
    assert old in TABLE
    locked = history.grown(book(TABLE), "")
    assert history.changed(book(TABLE.replace(old, new, 1)), locked) == []
    assert history.grown(book(TABLE.replace(old, new, 1)), locked) == locked


@pytest.mark.parametrize(
    ("old", "new", "count", "says"),
    [
        ("price: 0.20", "price: 0.21", 4, "us-east-1 blue 2021-01-01: the price is not the one that was published here."),
        ("price: 2.80", "price: 2.81", 1, "eu-west-1 red 2021-01-01: the price is not the one that was published here."),
        ("1_000", "1_001", 1, "eu-west-1 red 2021-01-01: the price is not the one that was published here."),
        ("eu-west-1:\n        2021-01-01", "eu-west-1:\n        2021-01-02", 1, "eu-west-1 red 2021-01-01: the price that was"),
        ("[us-east-1, us-east-2]", "[us-east-1]", 2, "us-east-2 blue 2021-01-01: the price that was published here is gone."),
        ("{red: Red, blue: Blue}", "{red: Red}", 2, "us-east-1 blue 2021-01-01: the price that was published here is gone."),
    ],
)
def test_a_locked_price_that_changed_or_went_is_refused(book: Write, old: str, new: str, count: int, says: str) -> None:
    """The message says which price, and that a correction records why."""
    assert old in TABLE
    locked = history.grown(book(TABLE), "")
    problems = history.changed(book(TABLE.replace(old, new, 1)), locked)
    assert len(problems) == count
    assert problems[0].startswith(f"aws_lambda.thing.used {says}")
    assert all(
        "`lambda-cost prices correct`, which records why" in problem and "`make lock`" in problem for problem in problems
    )
    with pytest.raises(TableError, match=r"history\.lock: aws_lambda\.thing\.used") as refused:
        history.grown(book(TABLE.replace(old, new, 1)), locked)
    assert len(refused.value.problems) == count


def test_a_new_price_is_a_new_line_and_the_old_ones_stay(book: Write) -> None:
    """The lock grows by what is new, in its place by sort order."""
    locked = history.grown(book(TABLE), "")
    entry = "        2024-01-01: {price: 0.10, source: list, checked: 2025-12-02}\n"
    dated = TABLE.replace("      eu-west-1:", f"{entry}      eu-west-1:")
    longer = history.grown(book(dated), locked)
    new = set(longer.splitlines()) - set(locked.splitlines())
    assert {line.rsplit(" ", 1)[0] for line in new} == {
        f"aws_lambda.thing.used us-east-{place} {colour} 2024-01-01" for place in (1, 2) for colour in ("red", "blue")
    }
    assert set(locked.splitlines()) < set(longer.splitlines())
    assert longer.splitlines() == sorted(longer.splitlines())
    assert longer.endswith("\n")


EARLY = "        2020-06-01: {price: 0.30, source: list, checked: 2025-12-02}\n"
BETWEEN = "        2022-06-01: {price: 0.30, source: list, checked: 2025-12-02}\n"
NEWEST = "        2024-01-01: {price: 0.10, source: list, checked: 2025-12-02}\n"


def near(*entries: str) -> str:
    """The table with *entries* more in its group."""
    return TABLE.replace("      eu-west-1:", f"{''.join(entries)}      eu-west-1:")


@pytest.mark.parametrize("entry", [EARLY, BETWEEN])
def test_a_new_price_that_is_dated_before_the_newest_locked_one_is_refused(book: Write, entry: str) -> None:
    """It would be a new line, and yet the price of days that have been published would become another."""
    locked = history.grown(book(near(NEWEST)), "")
    day = entry.strip().partition(":")[0]
    problems = history.changed(book(near(NEWEST, entry)), locked)
    assert [problem.partition(": ")[0] for problem in problems] == [
        f"aws_lambda.thing.used us-east-{place} {colour} {day}" for place in (1, 2) for colour in ("blue", "red")
    ]
    says = f": the price of 2024-01-01 was published here, and one from {day} on would rewrite the days after it. "
    assert all(says in problem and "`lambda-cost prices correct`, which records why" in problem for problem in problems)
    with pytest.raises(TableError, match="would rewrite the days after it") as refused:
        history.grown(book(near(NEWEST, entry)), locked)
    assert len(refused.value.problems) == 4


def test_a_new_price_is_compared_with_the_locked_ones_of_its_own_region_and_choice(book: Write) -> None:
    """A region that is newly known, or a choice that is newly sold, may begin before the newest price of another."""
    locked = history.grown(book(near(NEWEST)), "")
    region = near(NEWEST).replace("      eu-west-1:", f"      eu-west-2:\n{BETWEEN}      eu-west-1:")
    assert history.changed(book(region), locked) == []
    tiered = "red: [3.50, {above: 1_000, price: 2.80}]"
    choice = near(NEWEST).replace(tiered, f"{tiered}\n            blue: 3.00")
    assert history.changed(book(choice), locked) == []
    assert len(history.grown(book(choice), locked).splitlines()) == len(locked.splitlines()) + 1


def test_an_entry_that_moves_to_an_earlier_day_has_both_changed_and_come_too_early(book: Write) -> None:
    """Both are said: the line that is gone, and the one that took its place."""
    locked = history.grown(book(TABLE), "")
    moved = TABLE.replace("eu-west-1:\n        2021-01-01", "eu-west-1:\n        2020-12-31")
    gone, early = history.changed(book(moved), locked)
    assert gone.startswith("aws_lambda.thing.used eu-west-1 red 2021-01-01: the price that was published here is gone.")
    assert early.startswith("aws_lambda.thing.used eu-west-1 red 2020-12-31: the price of 2021-01-01 was published here, and")


def test_two_lines_for_one_price_are_refused_where_they_differ(book: Write) -> None:
    """As after a merge that kept both sides."""
    locked = history.grown(book(TABLE), "")
    twice = f"{locked}aws_lambda.thing.used us-east-1 red 2021-01-01 0123456789abcdef\n"
    assert len(history.changed(book(TABLE), twice)) == 1
    assert history.changed(book(TABLE), twice)[0].startswith("aws_lambda.thing.used us-east-1 red 2021-01-01: the price is not")


@pytest.mark.parametrize("line", ["", "aws_lambda.thing.used us-east-1 red 2021-01-01", "a b c d e f", "<<<<<<< HEAD"])
def test_a_line_of_the_lock_that_is_no_line_is_refused(book: Write, line: str) -> None:
    """A lock that was merged badly must not count as a lock."""
    locked = history.grown(book(TABLE), "")
    assert history.changed(book(TABLE), f"{locked}{line}\n") == [
        f"line 6 of history.lock is {line!r}; allowed: meter, region, choice, day, digest."
    ]


@pytest.mark.unmeasured
def test_the_lock_covers_every_price_of_the_tables_and_no_locked_one_has_changed() -> None:
    """After a new price: `make lock`.  After a changed one: `lambda-cost prices correct`."""
    book = PriceBook(PRICING_DATA)
    locked = (PRICING_DATA / history.LOCK).read_text(encoding="utf-8")
    assert history.changed(book, locked) == []
    assert locked == history.grown(book, locked)


def test_the_lock_has_a_line_for_a_price_that_is_known_by_heart() -> None:
    """us-east-1's tiers of 2022-08-01: `printf '0=0.0000166667 6000000000=0.000015 15000000000=0.0000133334' | sha256sum`."""
    locked = (PRICING_DATA / history.LOCK).read_text(encoding="utf-8").splitlines()
    assert "aws_lambda.function.duration us-east-1 x86_64 2022-08-01 a013c042b33f60f9" in locked
