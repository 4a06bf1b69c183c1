"""The session of questions runs, shows what is in its file, and its numbers are those of arithmetic by hand."""

from __future__ import annotations

import json
import re
import runpy
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

D = Decimal
ROOT = Path(__file__).parent.parent.parent
TOOL: dict[str, Any] = runpy.run_path(str(ROOT / "tools" / "notebook.py"))
NOTEBOOK: Path = TOOL["NOTEBOOKS"][1]
COMMITTED = TOOL["read"](NOTEBOOK)
LARGEST_FILE = 1_200_000

X86, ARM = D("0.0000166667"), D("0.0000133334")
"""Dollars a GB-second in eu-west-1, as in us-east-1."""
CHECKOUT, PICTURES = D(600_000), D(3_600_000)
"""GB-seconds: 10 million × 0.12 s × 0.5 GB, and 3 million × 1.2 s × 1 GB."""
FREE = D(400_000)
CALLS = 12 * D("0.20") + 10 * D("1.11") + D("0.5") * D("3.50")
"""13 million requests, of which one is free; 10 million calls of an HTTP API; half a million of a REST API."""
TOTAL = (CHECKOUT + PICTURES - FREE) * X86 + CALLS

# What the tests read from the notebook, in its own words; decimals become text.
WANTED = {
    "total": "bill.total",
    "moved": "moved",
    "session": "session.estimate.total",
    "compared": "[one.total for one in compared.variants]",
    "cheapest": "swept.cheapest",
    "crossed": "[(one.low, one.cost) for one in crossed.crossings]",
    "tuned": "[one.memory_mb for one in (tuned.cheapest, tuned.balanced, tuned.fastest)]",
    "months": "[one.total for one in likely.months]",
    "passed": "[one.first_month_over(150) and one.first_month_over(150).month for one in (low, likely, high)]",
    "drawn": "[drawn.likely, drawn.p50, drawn.chance_above(100)]",
}
AS_JSON = "default=lambda x: x.tolist() if hasattr(x, 'tolist') else str(x)"
LAST_CELL = (
    f"import json\nprint(json.dumps({{{', '.join(f'{name!r}: {words}' for name, words in WANTED.items())}}}, {AS_JSON}))"
)


@pytest.fixture(scope="module")
def ran() -> tuple[Any, dict[str, Any]]:
    """The notebook after a fresh run, and the numbers that it came to."""
    asked = deepcopy(COMMITTED)
    asked.cells.append(deepcopy(next(cell for cell in asked.cells if cell.cell_type == "code")))
    asked.cells[-1].update(id="numbers", source=LAST_CELL)
    fresh = TOOL["executed"](asked, NOTEBOOK.parent)
    return fresh, json.loads(fresh.cells.pop().outputs[0].text)


@pytest.fixture
def fresh(ran: tuple[Any, dict[str, Any]]) -> Any:
    """The notebook after a fresh run."""
    return ran[0]


@pytest.fixture
def numbers(ran: tuple[Any, dict[str, Any]]) -> dict[str, Any]:
    """What the notebook came to."""
    return ran[1]


def shown(notebook: Any) -> dict[str, list[Any]]:
    """The outputs of each cell, without what differs between machines: pictures, and the version of Vega-Lite."""
    return {cell.id: [_shown(output) for output in cell.outputs] for cell in notebook.cells if cell.cell_type == "code"}


def _shown(output: Any) -> Any:
    if "data" not in output:
        return dict(output)
    data = {kind: content for kind, content in output.data.items() if kind != TOOL["PICTURE"]}
    return {kind: _without_pictures(content) if kind == "text/html" else content for kind, content in data.items()}


def _without_pictures(html: str) -> str:
    return re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)


def test_the_file_shows_what_a_fresh_run_shows(fresh: Any) -> None:
    """`python tools/notebook.py` writes the outputs anew after the library, its prices or the notebook have changed."""
    assert [cell.source for cell in fresh.cells] == [cell.source for cell in COMMITTED.cells]
    new, old = shown(fresh), shown(COMMITTED)
    stale = [cell for cell in new if new[cell] != old[cell]]
    assert not stale, f"run tools/notebook.py: {stale}"


def test_nothing_fails_and_nothing_warns(fresh: Any) -> None:
    outputs = [output for cell in fresh.cells for output in cell.get("outputs", [])]
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]


def test_the_file_is_as_the_tool_writes_it() -> None:
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert TOOL["text"](COMMITTED) == text
    assert len(text.encode()) < LARGEST_FILE
    assert COMMITTED.metadata == TOOL["METADATA"]


def test_controls_are_kept_as_what_they_stand_at() -> None:
    """Without the kernel that made them they would be an error message."""
    (cell,) = [cell for cell in COMMITTED.cells if cell.id == "explore"]
    (output,) = cell.outputs
    assert TOOL["WIDGET"] not in output.data
    assert "$78.58" in output.data["text/html"]
    assert "Memory (MB)" in output.data["text/html"]
    assert output.data["text/html"].count("<svg") == 3


def test_every_chart_is_there_as_a_picture_too() -> None:
    for cell in COMMITTED.cells:
        for output in cell.get("outputs", []):
            kinds = output.get("data", {})
            assert any(kind.startswith(TOOL["CHART"]) for kind in kinds) == (TOOL["PICTURE"] in kinds), cell.id


def test_the_service(numbers: dict[str, Any]) -> None:
    assert D(numbers["total"]) == TOTAL == D("78.58346")


def test_what_the_controls_come_to(numbers: dict[str, Any]) -> None:
    """2.7 million GB-seconds of arm64 instead; what is free is shared in proportion."""
    pictures = D(2_700_000)
    free = FREE * pictures / (pictures + CHECKOUT)
    expected = (pictures - free) * ARM + (CHECKOUT - FREE + free) * X86 + CALLS
    assert D(numbers["moved"]) == pytest.approx(expected - TOTAL, rel=D("1e-12"))
    assert D(numbers["session"]) == TOTAL


def test_one_change_at_a_time(numbers: dict[str, Any]) -> None:
    as_it_is, pictures, checkout, region, plan = (D(one) for one in numbers["compared"])
    assert as_it_is == TOTAL
    saved = X86 - ARM
    of_pictures = PICTURES * (1 - FREE / (CHECKOUT + PICTURES))
    of_checkout = CHECKOUT * (1 - FREE / (CHECKOUT + PICTURES))
    assert pictures == pytest.approx(TOTAL - of_pictures * saved, rel=D("1e-12"))
    assert checkout == pytest.approx(TOTAL - of_checkout * saved, rel=D("1e-12"))
    assert region == TOTAL - 10 * (D("1.11") - D("1.00"))  # API calls cost $1.00 a million in us-east-1
    assert plan == pytest.approx(TOTAL + D("21.9") - D("21.9") / D("0.88"), rel=D("1e-6"))  # 12 % less, $21.90 in the month


def test_the_cheapest_of_many_combinations(numbers: dict[str, Any]) -> None:
    """The smallest memory on arm64: 3 million × 1.2 s × 0.125 GB, at the same duration."""
    assert numbers["cheapest"]["functions.pictures.architecture"] == "arm64"
    assert numbers["cheapest"]["functions.pictures.memory_mb"] == "128"
    pictures = D(450_000)
    free = FREE * pictures / (pictures + CHECKOUT)
    expected = (pictures - free) * ARM + (CHECKOUT - FREE + free) * X86 + CALLS
    assert D(numbers["cheapest"]["total"]) == pytest.approx(expected, rel=D("1e-12"))


def test_the_break_even_of_http_and_rest(numbers: dict[str, Any]) -> None:
    """Up to three blocks of 512 KB, at $1.11 each, HTTP costs less than REST's $3.50; there is no API for partners here."""
    ((low, cost),) = numbers["crossed"]
    assert D(low) == 3 * 512
    assert D(cost) == TOTAL - D("0.5") * D("3.50") + 10 * 2 * D("1.11")


def test_the_sizes_that_are_best(numbers: dict[str, Any]) -> None:
    """GB-s of a request: 1.19 at 512 MB, 1.2 at 1,024, 1.215 at 1,536, 1.209 at 1,769, 1.939 at 3,008."""
    assert [D(one) for one in numbers["tuned"]] == [512, 1769, 3008]


def test_the_months_grow_by_five_percent(numbers: dict[str, Any]) -> None:
    """What is used grows, what is free does not: 85.45014 × 1.05^n − 6.86668."""
    list_price = TOTAL + FREE * X86 + D("0.20")
    expected = [list_price * D("1.05") ** n - FREE * X86 - D("0.20") for n in range(24)]
    assert [D(one) for one in numbers["months"]] == pytest.approx(expected, rel=D("1e-9"))
    # 1.02^n, 1.05^n and 1.08^n pass (150 + 6.86668) ÷ 85.45014 = 1.8358 after 30.7, 12.5 and 7.9 months
    assert numbers["passed"] == [None, "2027-12-01", "2027-07-01"]


def test_what_is_not_known(numbers: dict[str, Any]) -> None:
    """At its likely values the bill is the bill; half of the draws are near it, as most requests are above 10 million."""
    likely, median, chance = numbers["drawn"]
    assert D(likely) == TOTAL
    assert TOTAL < median < TOTAL * D("1.1")
    assert 0.2 < chance < 0.4
