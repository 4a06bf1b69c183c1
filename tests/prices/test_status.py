"""`lambda-cost prices status` counts what the tables say, and its picture has the same numbers."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from lambda_cost import MissingPriceError
from lambda_cost.charts import make_chart
from lambda_cost.charts.theme import LIGHT, NARROW
from lambda_cost.cli.app import main
from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.refreshed import RefreshedPrices
from lambda_cost.prices.status import price_status
from lambda_cost.reports import sheet_of
from tests.prices.books import BUNDLED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Counted = dict[tuple[str, str], list[tuple[date, str]]]
TODAY = date(2026, 11, 24)


@pytest.fixture
def status(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run `prices status`; what it prints."""

    def run(*arguments: str, code: int = 0) -> str:
        monkeypatch.setattr(sys, "argv", ["lambda-cost", "prices", "status", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        assert (left.value.code or 0) == code
        printed = capsys.readouterr()
        return printed.err if code else printed.out

    return run


@pytest.fixture(scope="module")
def counted() -> Counted:
    """By service and region, day and source of the last check of every tier, asked from the book price by price."""
    found: dict[tuple[str, str], list[tuple[date, str]]] = defaultdict(list)
    for meter in BUNDLED.meters():
        for region in BUNDLED.regions:
            for choice in BUNDLED.choices(meter):
                try:
                    checks = BUNDLED.price(meter, region, choice, TODAY).checks
                except MissingPriceError:
                    continue
                found[meter.partition(".")[0], region] += [(check.day, check.title) for check in checks]
    return found


def test_more_than_800_prices_were_checked_in_2026(status: Callable[..., str]) -> None:
    """127 of 2,273 were before the readings of 2026 were entered; since then 117 prices are new."""
    total = json.loads(status("--format", "json"))["total"]
    assert total["prices"] >= 2273
    assert total["checked_this_year"] >= 800


def test_it_counts_what_the_book_says(status: Callable[..., str], counted: Counted) -> None:
    """Each service in each region, and both alone: prices, those of this year, old ones, the oldest and newest check."""
    document = json.loads(status("--format", "json"))
    assert (document["today"], document["old_after_days"]) == ("2026-11-24", 180)
    assert len(document["services_by_region"]) == len(counted)
    for cell in document["services_by_region"]:
        days = sorted(day for day, _ in counted[cell["service"], cell["region"]])
        assert cell["prices"] == len(days)
        assert cell["checked_this_year"] == sum(day >= date(2026, 1, 1) for day in days)
        assert cell["old"] == sum((TODAY - day).days > 180 for day in days)
        assert (cell["checked_oldest"], cell["checked_newest"]) == (str(days[0]), str(days[-1]))
        assert cell["oldest_days"] == (TODAY - days[0]).days
        assert cell["median_days"] == (TODAY - days[len(days) // 2]).days
    for index, kind in enumerate(("services", "regions")):
        for name, fresh in document[kind].items():
            assert fresh["prices"] == sum(len(days) for key, days in counted.items() if key[index] == name)
    assert document["total"]["prices"] == sum(map(len, counted.values()))


def test_what_rests_on_others_or_on_no_certain_day_is_not_strong(status: Callable[..., str], counted: Counted) -> None:
    """OpenBinding's values have the day of a sibling file; AWS's own lists and calculator files have their own days."""
    strong = {
        check.title: check.strong
        for meter in BUNDLED.meters()
        for price in BUNDLED.history(meter, "us-east-1", BUNDLED.choices(meter)[0])
        for check in price.checks
    }
    assert strong["AWS pricing calculator file for API Gateway, published 2025-11-20"]
    assert not any(is_strong for title, is_strong in strong.items() if "OpenBinding" in title or "infracost" in title)
    weak = (
        "OpenBinding",
        "remotion",
        "infracost",
        "Price sheet",
        "about 2025-12-02",
        "copy made after",
        "correction in the text",
    )
    expected = sum(not any(word in title for word in weak) for checks in counted.values() for _, title in checks)
    assert json.loads(status("--format", "json"))["total"]["strong"] == expected


def test_only_the_regions_that_are_named_are_counted(status: Callable[..., str]) -> None:
    """A name twice counts once, and what is no region is refused with all others that are none."""
    document = json.loads(status("--region", "eu-west-1", "--region", "us-east-1", "--region", "eu-west-1", "--format", "json"))
    assert [*document["regions"]] == ["eu-west-1", "us-east-1"]
    assert status("--region", "eu-west-9", "--region", "us-east-9", code=2).splitlines() == [
        "--region is 'eu-west-9'; did you mean eu-west-3?",
        "--region is 'us-east-9'; did you mean us-east-2?",
    ]


def test_the_table_has_services_then_regions_and_fits_80_columns(status: Callable[..., str]) -> None:
    """What a tired engineer sees at 2 a.m."""
    lines = status().partition("\n\nNotes")[0].splitlines()
    assert max(map(len, lines[1:])) <= 80
    names = [line.split()[0] for line in lines[3:]]
    assert names[:8] == sorted({meter.partition(".")[0] for meter in BUNDLED.meters()})
    assert names[8:-2] == sorted(BUNDLED.regions)
    assert names[-1] == "all"


def test_the_picture_has_the_median_of_each_cell(status: Callable[..., str], tmp_path: Path) -> None:
    """In numbers and in the colour of their range, also on a telephone; written by the command."""
    found = price_status(BUNDLED, TODAY, 180, ["eu-west-1", "cn-northwest-1"])
    for width in (NARROW, 640):
        drawn: Any = make_chart(found).spec(width, LIGHT)
        cells = drawn["layer"][0]["data"]["values"]
        assert {(cell["service"].replace(" ", "_"), cell["region"]): cell["days"] for cell in cells} == {
            key: fresh.median_days for key, fresh in found.by_both.items()
        }
    limits = {"up to 90 days": (0, 90), "up to 180 days": (91, 180), "up to a year": (181, 365), "older": (366, 10_000)}
    for cell in cells:
        least, most = limits[cell["age"]]
        assert least <= cell["days"] <= most
    path = tmp_path / "status.svg"
    assert status("--region", "eu-west-1", "--out", str(path)) == ""
    assert "Price status" in path.read_text(encoding="utf-8")


def test_it_says_whether_the_prices_were_refreshed(status: Callable[..., str]) -> None:
    """And with which command they can be."""
    assert "come with lambda-cost. `lambda-cost prices refresh` fetches today's from AWS." in " ".join(status().split())
    assert json.loads(status("--format", "json"))["refreshed"] is None
    book = PriceBook(BUNDLED.tables, (), RefreshedPrices(date(2026, 11, 20), {}, {}))
    sheet = sheet_of(price_status(book, TODAY, 180))
    assert sheet.notes[0][1][1] == "Refreshed from AWS's price lists on 2026-11-20; `lambda-cost prices refresh` does so again."
    assert sheet.document is not None
    assert sheet.document["refreshed"] == "2026-11-20"


def test_a_book_without_a_price_on_the_day_has_none() -> None:
    """Nothing to be old, and nothing to divide by."""
    total = price_status(BUNDLED, date(1999, 1, 1), 180).total
    assert (total.prices, total.old, total.median_days) == (0, 0, 0)
