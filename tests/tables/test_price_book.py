"""What the price book says when it is asked: the change of a price, and a question that has no answer."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from lambda_cost import Function, Scenario, estimate
from lambda_cost.errors import LambdaCostError, MissingPriceError, UnreadableFileError
from lambda_cost.prices.book import PriceBook
from tests.tables.publications import PRICING_DATA

BOOK = PriceBook.bundled()
DAY = date(2026, 11, 1)
DURATION = "aws_lambda.function.duration"

# What us-east-1 pays for x86 since 2022-08-01, and a price for arm that it never paid.
ARM_ALONE = """\
        2024-05-15:
          price:
            x86_64: [0.0000166667, {above: 6_000_000_000, price: 0.000015}, {above: 15_000_000_000, price: 0.0000133334}]
            arm64: 0.00001
          source: lambda-calculator-2025-12-02
          checked: 2025-12-02
"""
BACK_AGAIN = ARM_ALONE.replace("2024-05-15", "2024-07-10").replace(
    "arm64: 0.00001\n",
    "arm64: [0.0000133334, {above: 7_500_000_000, price: 0.0000120001}, {above: 18_750_000_000, price: 0.0000106667}]\n",
)
AFTER_STANDARD = "      af-south-1:\n        2021-09-29:\n          price:\n            x86_64: 0.0000221\n"


@pytest.fixture(scope="module")
def book_with_price_changes(tmp_path_factory: pytest.TempPathFactory) -> PriceBook:
    """The tables, but the tiers of duration began on the 11th, and arm changed twice in 2024 where x86 did not."""
    folder = tmp_path_factory.mktemp("moved") / "pricing_data"
    shutil.copytree(PRICING_DATA, folder)
    path = folder / "aws_lambda" / "function.yaml"
    text = path.read_text(encoding="utf-8").replace("        2022-08-01:\n", "        2022-08-11:\n")
    assert text.count(AFTER_STANDARD) == 1
    path.write_text(text.replace(AFTER_STANDARD, f"{ARM_ALONE}{BACK_AGAIN}{AFTER_STANDARD}"), encoding="utf-8")
    return PriceBook(folder)


def warned(day: date, region: str, architecture: str, book: PriceBook = BOOK) -> tuple[str, ...]:
    """What the bill of one function warns of."""
    one = Function(name="one", requests=1, duration_ms=1, memory_mb=128, architecture=architecture)  # type: ignore[arg-type]
    return estimate(Scenario(region=region, day=day, functions=[one]), book).warnings


@pytest.mark.parametrize("day", [date(2022, 8, 1), date(2022, 8, 10), date(2022, 8, 11), date(2022, 8, 12), date(2022, 8, 31)])
@pytest.mark.parametrize("architecture", ["x86_64", "arm64"])
def test_a_change_within_the_month_is_warned_of_once_and_on_every_day_of_it(
    book_with_price_changes: PriceBook, day: date, architecture: str
) -> None:
    """A month that has two prices is billed with the one of its day, and says so; requests did not change."""
    changes = f"The price of {DURATION} in us-east-1 changes on 2022-08-11, within the month;"
    assert warned(day, "us-east-1", architecture, book_with_price_changes) == (
        f"{changes} this bill uses the price of {day} for the whole month.",
    )


@pytest.mark.parametrize("day", [date(2022, 7, 31), date(2022, 9, 1), date(2023, 8, 11)])
def test_a_change_in_another_month_is_no_reason_to_warn(book_with_price_changes: PriceBook, day: date) -> None:
    """Every price has changed or will change; only a month with two prices needs a word."""
    assert warned(day, "us-east-1", "x86_64", book_with_price_changes) == ()


@pytest.mark.parametrize("day", [date(2022, 7, 31), date(2022, 8, 1), date(2022, 8, 31)])
def test_a_change_on_the_first_of_a_month_is_no_reason_to_warn(day: date) -> None:
    """As of the real tiers: every day of July is flat and every day of August tiered."""
    assert warned(day, "us-east-1", "x86_64") == ()


@pytest.mark.parametrize(
    ("region", "architecture", "first"),
    [
        ("us-east-1", "arm64", date(2021, 9, 29)),
        ("us-west-1", "arm64", date(2022, 10, 6)),
        ("ap-south-2", "x86_64", date(2025, 4, 17)),
        ("ap-east-2", "x86_64", date(2025, 6, 5)),
        ("me-central-1", "x86_64", date(2025, 4, 17)),
        ("ap-northeast-3", "x86_64", date(2021, 3, 2)),
        ("ap-northeast-3", "arm64", date(2025, 4, 17)),
        ("cn-north-1", "arm64", date(2026, 9, 22)),
    ],
)
def test_a_day_from_which_a_price_is_known_is_no_change(region: str, architecture: str, first: date) -> None:
    """The first day of what is known is not a day on which AWS changed anything; nor is the day of another choice."""
    for meter in ("aws_lambda.function.requests", DURATION):
        assert BOOK.price(meter, region, architecture, first).since == first
        assert not BOOK.price(meter, region, architecture, first).follows
        assert BOOK.price(meter, region, architecture, first.replace(day=30)).since == first
    for day in (first, first.replace(day=30)):
        assert warned(day, region, architecture) == ()


def test_an_unknown_day_of_a_change_is_not_said_to_be_the_first_day_that_is_known() -> None:
    """Osaka's price fell somewhere between 2021-09-30 and 2025-04-17, so nothing is known to change within April 2025."""
    assert warned(date(2025, 4, 20), "ap-northeast-3", "x86_64") == ()


def test_an_entry_that_repeats_a_price_for_the_sake_of_another_choice_is_no_change() -> None:
    """China's second entry adds arm and says the price of x86 again."""
    assert warned(date(2026, 9, 25), "cn-north-1", "x86_64") == ()


def test_a_choice_changes_on_its_own_days_only(book_with_price_changes: PriceBook) -> None:
    """Two entries for arm leave x86 what it is, whose price began with the tiers and has no end."""
    tiers, first, second = date(2022, 8, 11), date(2024, 5, 15), date(2024, 7, 10)
    for day in (date(2024, 5, 14), date(2024, 5, 20), date(2024, 7, 20)):
        price = book_with_price_changes.price(DURATION, "us-east-1", "x86_64", day)
        assert (price.since, price.follows, price.next_since) == (tiers, True, None)
        assert warned(day, "us-east-1", "x86_64", book_with_price_changes) == ()
    found = [
        book_with_price_changes.price(DURATION, "us-east-1", "arm64", day)
        for day in (date(2024, 5, 14), first, date(2024, 7, 9), second)
    ]
    assert [(one.since, one.next_since) for one in found] == [
        (tiers, first),
        (first, second),
        (first, second),
        (second, None),
    ]
    assert all(one.follows for one in found)
    assert found[0].tariff == found[-1].tariff != found[1].tariff
    assert len(warned(date(2024, 5, 1), "us-east-1", "arm64", book_with_price_changes)) == 1
    assert warned(date(2024, 6, 20), "us-east-1", "arm64", book_with_price_changes) == ()
    assert len(warned(date(2024, 7, 31), "us-east-1", "arm64", book_with_price_changes)) == 1


def test_a_price_has_a_predecessor_only_if_an_earlier_one_is_known_in_that_region(book_with_price_changes: PriceBook) -> None:
    """The group had a flat price in 2021, but of me-central-1 nothing is known before 2025."""
    assert book_with_price_changes.price(DURATION, "me-south-1", "x86_64", DAY).follows
    price = book_with_price_changes.price(DURATION, "me-central-1", "x86_64", DAY)
    assert (price.since, price.follows, price.next_since) == (date(2025, 4, 17), False, None)


@pytest.mark.parametrize(
    ("meter", "choice", "expected_message"),
    [
        (DURATION, "arm", r"It is priced by architecture; did you mean arm64\?"),
        (DURATION, "ARM64", r"It is priced by architecture; allowed: x86_64, arm64"),
        (DURATION, "", r"It is priced by architecture; allowed: x86_64, arm64"),
        ("api_gateway.cache.hours", "13", r"It is priced by size_gb; did you mean 13\.5\?"),
        ("api_gateway.rest_api.requests", "x86_64", r"It has no choices"),
    ],
)
def test_a_choice_that_does_not_exist_is_refused_with_the_nearest_that_does(
    meter: str, choice: str, expected_message: str
) -> None:
    """A misspelt choice is not priced as another, and not refused as if AWS did not sell it."""
    with pytest.raises(MissingPriceError, match=expected_message) as refused:
        BOOK.price(meter, "us-east-1", choice, DAY)
    named = f"No price for {meter}{f' ({choice})' if choice else ''} in us-east-1 on 2026-11-01."
    assert str(refused.value).startswith(named)
    assert (refused.value.meter, refused.value.region, refused.value.day) == (meter, "us-east-1", "2026-11-01")


@pytest.mark.parametrize(
    ("meter", "expected_message"),
    [
        ("aws_lambda.function.durations", r"^aws_lambda\.function has no meter 'durations'; did you mean duration\?$"),
        ("aws_lambda.function.storage", r"^aws_lambda\.function has no meter 'storage'; allowed: requests, duration$"),
        ("api_gateway.cache.", r"^api_gateway\.cache has no meter ''; allowed: hours$"),
    ],
)
def test_a_meter_that_does_not_exist_is_refused_with_the_nearest_that_does(meter: str, expected_message: str) -> None:
    """In whatever way it is asked for."""
    with pytest.raises(LambdaCostError, match=expected_message):
        BOOK.meter(meter)
    with pytest.raises(LambdaCostError, match=expected_message):
        BOOK.price(meter, "us-east-1", "x86_64", DAY)
    with pytest.raises(LambdaCostError, match=expected_message):
        BOOK.allowances(meter, "always", DAY)


@pytest.mark.parametrize("meter", ["aws_lambda.functions.duration", "duration", "", "aws_lambda.duration"])
def test_a_meter_of_no_table_is_refused_with_the_file_that_is_not_there(meter: str) -> None:
    """The address of a meter leads to one file."""
    with pytest.raises(UnreadableFileError, match=r"^pricing_data/.*\.yaml cannot be read: No such file or directory$"):
        BOOK.meter(meter)


def test_a_region_that_the_table_does_not_list_is_refused(book_with_price_changes: PriceBook, tmp_path: Path) -> None:
    """A region that came after the table was made is neither sold there nor not: nobody looked."""
    shutil.copytree(book_with_price_changes.folder, tmp_path / "pricing_data")
    path = tmp_path / "pricing_data" / "regions.yaml"
    new = "  xx-north-1: {name: X (North), billing_code: XXN1}\n"
    path.write_text(path.read_text(encoding="utf-8").replace("\nregions:\n", f"\nregions:\n{new}"), encoding="utf-8")
    book = PriceBook(tmp_path / "pricing_data")
    assert book.region("xx-north-1").billing_code == "XXN1"
    with pytest.raises(MissingPriceError, match="The table does not list that region"):
        book.price(DURATION, "xx-north-1", "x86_64", DAY)
