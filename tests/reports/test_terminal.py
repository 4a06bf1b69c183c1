"""On a terminal nothing is cut, however narrow it is, and a table is no wider than the terminal if it can be."""

import re
from pathlib import Path

import pytest

from lambda_cost import Scenario, compare, estimate
from lambda_cost.reports import sheet, sheet_of, terminal
from lambda_cost.reports.page import Line, Page

EXAMPLES = Path(__file__).parents[2] / "examples"
SHOP = Scenario.read(EXAMPLES / "shop.yaml").on("2026-11-01")
EVERYTHING = Scenario.read(EXAMPLES / "everything.yaml").on("2026-11-01")
RESULTS = {
    "shop": estimate(SHOP),
    "everything": estimate(EVERYTHING),
    "two": compare(SHOP, SHOP.with_("checkout", memory_mb=1024)),
}


def shown(page: Page, width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """What a terminal of *width* columns shows of *page*."""
    monkeypatch.setenv("COLUMNS", str(width))
    terminal.show(page)
    return capsys.readouterr().out


@pytest.mark.parametrize("width", [60, 80, 100, 200])
@pytest.mark.parametrize("name", RESULTS)
def test_every_number_and_every_word_is_there_whole(
    name: str, width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = sheet.page(sheet_of(RESULTS[name]))
    text = shown(page, width, monkeypatch, capsys)
    words = {word for line in (*page.lines, *page.sums) for cell in line.cells for word in cell.split()}
    assert {word for word in words if word not in text and "-" not in word} == set()
    assert "…" not in text


@pytest.mark.parametrize(("name", "width"), [("shop", 80), ("everything", 82), ("two", 72)])
def test_a_table_is_as_wide_as_the_terminal_at_most(
    name: str, width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = shown(sheet.page(sheet_of(RESULTS[name])), width, monkeypatch, capsys)
    assert max(map(len, text.partition("Warnings")[0].splitlines())) <= width


def test_names_stand_above_their_numbers_where_there_is_no_room_beside_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [Line("plain", 1, ("a name of some length", "1,234,567.89", "kilograms")), Line("plain", 0, ("b", "", ""))]
    page = Page("title", "", ("", "much", "of what"), frozenset({0, 2}), lines, [], [])
    assert shown(page, 24, monkeypatch, capsys).splitlines()[2:] == [
        "        much  of what",
        "  a name of some length",
        "1,234,567.89  kilograms",
        "b",
    ]
    wide = re.sub(" +", " ", shown(page, 80, monkeypatch, capsys))
    assert " a name of some length 1,234,567.89 kilograms" in wide
