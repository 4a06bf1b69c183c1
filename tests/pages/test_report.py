"""The report: one file that needs nothing, says everything, and takes no name for more than a name."""

import re
import sys
from decimal import Decimal
from functools import cache
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest

from lambda_cost import Function, HttpApi, LambdaCostError, Scenario, estimate
from lambda_cost.numbers.text import money
from lambda_cost.pages import rendering
from lambda_cost.pages.report import report
from lambda_cost.reports import estimate as bills
from lambda_cost.reports import explanation, sheet

DAY = "2026-11-01"
EVERYTHING = estimate(Scenario.read("examples/everything.yaml"))
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'`--></style></title></svg><b>",
    "{{7*7}} ${1+1} {% raw %}",
    "אבג שלום",
    "x" * 10_000,
)
VOID = {"meta", "br", "link", "input"}
LARGEST = 3_000_000


@cache
def written() -> str:
    """The report of every charge."""
    return report(EVERYTHING)


class Read(HTMLParser):
    """A document as a browser reads it: its tags, their attributes and their texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return "\n".join(self.texts)


@pytest.mark.unmeasured
def test_every_number_of_the_bill_is_there() -> None:
    found = Read(written())
    assert found.open == []
    for name, cost in EVERYTHING.by_resource.items():
        assert name in found.texts
        assert money(cost, "USD") in found.texts
    for line in sheet.page(bills.sheet(EVERYTHING)).total_rows:
        assert line.cells[0] in found.texts
        assert line.cells[-1] in found.texts
    for charge in EVERYTHING.charges:
        assert charge.price.title in found.texts
        assert money(charge.billed_cost, "USD") in found.texts
    (total,) = [attributes["data-total"] for tag, attributes in found.tags if "data-total" in attributes]
    assert Decimal(total or "") == EVERYTHING.total


def test_assumptions_warnings_and_sources_are_there() -> None:
    found = Read(written())
    assert {*EVERYTHING.assumptions, *EVERYTHING.warnings} <= {*found.texts}
    links = {attributes.get("href") for tag, attributes in found.tags if tag == "a"}
    assert {charge.price.source for charge in EVERYTHING.charges if charge.price.source} <= links


def test_every_line_says_how_it_comes_about() -> None:
    """What `lambda-cost explain` prints of it, line by line."""
    found = {*Read(written()).texts}
    for trace in EVERYTHING.explain().traces:
        for line in explanation.lines(trace, "USD"):
            assert line in found or "https://" in line, line


def test_every_line_unfolds_and_every_picture_has_its_table() -> None:
    text = written()
    assert text.count('<details class="lc-line">') == len(EVERYTHING.charges)
    assert re.findall(r'<figure id="lc-(\w+)">', text) == list(EVERYTHING.charts)
    assert text.count("<figcaption>") + text.count("The same as a table") == len(EVERYTHING.charts)
    assert text.count('role="img"') == 2 * len(EVERYTHING.charts)


def test_it_asks_nobody_for_anything_and_runs_nothing() -> None:
    text = written()
    found = Read(text)
    assert not [tag for tag, _ in found.tags if tag in {"script", "link", "img", "iframe", "object", "image", "base", "form"}]
    assert not re.search(r"@import|url\(", text)
    assert "default-src 'none'; style-src 'unsafe-inline'" in text
    assert all(attributes.get("rel") == "noreferrer noopener" for tag, attributes in found.tags if tag == "a")


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: name[:20])
def test_a_hostile_name_is_a_name(name: str) -> None:
    functions = [Function(name=name, requests=10**7, duration_ms=100, memory_mb=512)]
    text = report(estimate(Scenario(name=name, day=DAY, functions=functions, apis=[HttpApi(name=name, functions=(name,))])))
    found = Read(text)
    assert found.open == []
    assert f"functions.{name}" in found.texts
    assert {tag for tag, _ in found.tags} <= {tag for tag, _ in Read(written()).tags}
    assert not [key for _, attributes in found.tags for key in attributes if key.startswith("on")]
    assert len(text) < LARGEST


@pytest.mark.unmeasured
def test_twenty_functions_are_less_than_three_megabytes() -> None:
    functions = [Function(name=f"function-{n}", requests=10**6, duration_ms=100 + n, memory_mb=512) for n in range(20)]
    assert len(report(estimate(Scenario(day=DAY, functions=functions))).encode()) < LARGEST


def test_a_bill_without_functions_has_fewer_pictures() -> None:
    text = report(estimate(Scenario(day=DAY, apis=[HttpApi(name="public", requests=5_000_000, region="eu-west-1")])))
    assert re.findall(r'<figure id="lc-(\w+)">', text) == ["breakdown", "growth"]


def test_a_bill_of_one_picture_has_no_what_if() -> None:
    idle = HttpApi(name="public", requests=0, region="eu-west-1")
    assert "What if" not in report(estimate(Scenario(day=DAY, apis=[idle])))


def test_a_bill_of_arrays_is_refused() -> None:
    many = estimate(Scenario(day=DAY, apis=[HttpApi(name="public", requests=np.array([1.0, 2.0]))]))
    with pytest.raises(LambdaCostError, match="a bill of arrays is many bills"):
        report(many)


def test_without_jinja_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    rendering._environment.cache_clear()
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(LambdaCostError, match="'\\.\\[charts\\]'"):
        rendering.rendered("report.html")


def test_only_addresses_become_links() -> None:
    linked = rendering._linked("<b> of javascript:alert(1) https://a.example/?q=<i>; and")
    assert linked == (
        '&lt;b&gt; of javascript:alert(1) <a href="https://a.example/?q=&lt;i&gt;" rel="noreferrer noopener">'
        "https://a.example/?q=&lt;i&gt;</a>; and"
    )
