"""A real browser moves a control and reads the new bill: in the local page, in JupyterLab, and in a report.

These tests start Chromium and JupyterLab once each.  They are in one module, so that one worker runs them.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import pytest

from lambda_cost import Scenario, estimate
from lambda_cost.pages import controls
from lambda_cost.pages.report import report
from tests.browser import real

if TYPE_CHECKING:
    from collections.abc import Generator

    from playwright.sync_api import Browser, Locator, Page

if real.CHROMIUM is None:
    pytest.skip(real.WHY_NOT, allow_module_level=True)

from playwright.sync_api import expect

NOTEBOOK = real.ROOT / "notebooks" / "what_if.ipynb"
SHOP = Scenario.read("examples/shop.yaml").on("2026-11-01")
HOSTILE = '"><img src=x onerror=alert(1)></script><script>alert(1)</script>{{7*7}} אבג'
TOTAL = ".lc-total dd"
SOON_MS = 30_000


@pytest.fixture(scope="module")
def chromium() -> Generator[Browser]:
    """One browser for all."""
    with real.browser() as started:
        yield started


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    """The local page with the shop on it."""
    file = str(real.ROOT / "examples" / "shop.yaml")
    with real.served(tmp_path_factory.mktemp("served"), file, "--day", "2026-11-01") as found:
        yield found


def shows(place: Page | Locator, scenario: Scenario[Any]) -> None:
    """The page comes to show the exact total of *scenario*."""
    expect(place.locator(TOTAL)).to_have_attribute("data-total", estimate(scenario).to_dict()["total"], timeout=SOON_MS)


def control(page: Page, label: str, kind: str = "input[type=text]") -> Locator:
    """The control called *label*."""
    return page.locator(".lc-control", has=page.locator(f"label:text-is('{label}')")).locator(kind)


def clean(found: real.Watched) -> None:
    """Nothing was asked of anybody else, and nothing complained."""
    assert found.requests
    assert found.elsewhere == []
    assert found.complaints == []


def test_a_slider_of_the_page_is_moved_by_keyboard_and_the_bill_is_that_of_estimate(chromium: Browser, address: str) -> None:
    with real.watched(chromium) as found:
        page = found.page
        page.goto(address)
        shows(page, SHOP)
        slider = control(page, "Memory (MB)", "input[type=range]")
        slider.focus()
        slider.press("ArrowRight")
        shows(page, SHOP.with_("checkout", memory_mb=768))
        expect(control(page, "Memory (MB)")).to_have_value("768")
        expect(slider).to_be_focused()
        assert slider.get_attribute("aria-valuetext") == "768"
        expect(page.locator("#now")).to_have_text(f"{page.text_content(TOTAL)} a month")
        expect(page.locator("figure svg")).to_have_count(3, timeout=SOON_MS)
        clean(found)


def test_every_control_of_the_page_changes_the_bill(chromium: Browser, address: str) -> None:
    with real.watched(chromium) as found:
        page = found.page
        page.goto(address)
        now = SHOP.to_dict()
        typed: tuple[tuple[str, str, controls.Path], ...] = (
            ("Requests", "25M", ("functions", "checkout", "requests")),
            ("Duration (ms)", "0.2s", ("functions", "checkout", "duration_ms")),
            ("Savings Plan ($/hour)", "0.01", ("savings_plan", "commitment")),
        )
        chosen: tuple[tuple[str, str, controls.Path], ...] = (
            ("Architecture", "x86_64", ("functions", "checkout", "architecture")),
            ("Free tier", "none", ("free_tier",)),
            ("Term", "3yr", ("savings_plan", "term")),
        )
        for label, value, keys in typed:
            control(page, label).fill(value)
            control(page, label).press("Enter")
            now = controls.moved(now, keys, value)
            shows(page, Scenario.from_dict(now))
        for label, value, keys in chosen:
            control(page, label, "select").select_option(value)
            now = controls.moved(now, keys, value)
            shows(page, Scenario.from_dict(now))
        page.select_option("#lc-chosen", "apis.public")
        control(page, "Kind", "select").select_option("rest")
        now = controls.moved(now, ("apis", "public", "type"), "rest")
        shows(page, Scenario.from_dict(now))
        page.locator("fieldset").first.locator("select").first.select_option("us-east-1")
        shows(page, Scenario.from_dict(now | {"region": "us-east-1"}))
        clean(found)


def test_the_address_holds_the_view_and_opens_it_again(chromium: Browser, address: str) -> None:
    with real.watched(chromium) as found:
        page = found.page
        page.goto(address)
        control(page, "Memory (MB)").fill("1024")
        control(page, "Memory (MB)").press("Enter")
        moved = SHOP.with_("checkout", memory_mb=1024)
        shows(page, moved)
        expect(page).to_have_url(re.compile("#.*memory_mb"))
        kept = json.loads(unquote(page.url.partition("#")[2]))
        assert Scenario.from_dict(kept["document"]) == moved
        again = page.context.new_page()
        again.goto(page.url)
        shows(again, moved)
        expect(control(again, "Memory (MB)")).to_have_value("1024")
        clean(found)


@pytest.mark.parametrize("to", ["yaml", "json", "csv"])
def test_a_view_is_downloaded(chromium: Browser, address: str, to: str) -> None:
    with real.watched(chromium) as found:
        found.page.goto(address)
        shows(found.page, SHOP)
        with found.page.expect_download() as download:
            found.page.click(f"[data-download={to}]")
        path = Path(download.value.path())
        assert download.value.suggested_filename.endswith(f".{to}")
        text = path.read_text(encoding="utf-8")
        if to == "yaml":
            assert Scenario.read(path) == SHOP
        elif to == "json":
            assert json.loads(text) == estimate(SHOP).to_dict()
        else:
            assert len(text.splitlines()) == 1 + len(estimate(SHOP).charges)
        clean(found)


def test_what_is_wrong_is_said_and_can_be_put_right(chromium: Browser, address: str) -> None:
    with real.watched(chromium) as found:
        page = found.page
        page.goto(address)
        control(page, "Memory (MB)").fill("64")
        control(page, "Memory (MB)").press("Enter")
        said = page.get_by_role("alert")
        expect(said).to_contain_text("functions.checkout.memory_mb is '64'; allowed: whole numbers 128 to 10,240 (MB)")
        control(page, "Memory (MB)").fill("512")
        control(page, "Memory (MB)").press("Enter")
        shows(page, SHOP)
        clean(found)


def test_a_hostile_address_does_nothing(chromium: Browser, address: str) -> None:
    doc = {"name": HOSTILE, "functions": {HOSTILE: {"requests": "10M", "duration_ms": "100", "memory_mb": "512"}}}
    with real.watched(chromium) as found:
        page = found.page
        page.on("dialog", lambda dialog: found.complaints.append(dialog.message))
        page.goto(f"{address}#{quote(json.dumps({'document': doc, 'chosen': ''}))}")
        shows(page, Scenario.from_dict(doc))
        expect(page.locator("h1")).to_have_text(HOSTILE)
        expect(page.locator("figure svg")).to_have_count(3, timeout=SOON_MS)
        assert page.locator("img, main script").count() == 0
        page.goto("about:blank")
        page.goto(f"{address}#%7Bbroken")
        shows(page, SHOP)
        clean(found)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1600])
def test_pages_fit_their_window_and_every_control_has_a_name(
    chromium: Browser, address: str, width: int, scheme: str, tmp_path: Path
) -> None:
    file = tmp_path / "report.html"
    file.write_text(report(estimate(SHOP)), encoding="utf-8")
    for where in (address, file.as_uri()):
        with real.watched(chromium, width=width, scheme=scheme) as found:
            page = found.page
            page.goto(where)
            expect(page.locator("figure svg:visible").first).to_be_visible(timeout=SOON_MS)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            surface = page.evaluate("getComputedStyle(document.body).backgroundColor")
            assert surface == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(20, 24, 29)")
            ink = page.evaluate("getComputedStyle(document.querySelector('figure svg text')).fill")
            assert ink != surface
            nameless = "element => !(element.labels?.length || element.ariaLabel || element.textContent.trim())"
            assert page.locator("input, select, button, a, summary").evaluate_all(f"all => all.filter({nameless}).length") == 0
            clean(found)


def test_a_line_of_a_report_unfolds_by_keyboard_without_a_script(chromium: Browser, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(report(estimate(SHOP)), encoding="utf-8")
    with real.watched(chromium) as found:
        page = found.page
        page.goto(file.as_uri())
        line = page.locator("details.lc-line").first
        expect(line.locator(".lc-why")).to_be_hidden()
        line.locator("summary").focus()
        page.keyboard.press("Enter")
        expect(line.locator(".lc-why")).to_be_visible()
        expect(line.locator(".lc-why")).to_contain_text("10,000,000 Requests")
        clean(found)
        page.emulate_media(media="print")
        expect(page.locator("details.lc-line .lc-why").last).to_be_visible()


def test_a_slider_in_jupyterlab_changes_the_bill_and_nothing_leaves_the_machine(chromium: Browser, tmp_path: Path) -> None:
    with real.jupyterlab(tmp_path, NOTEBOOK) as where, real.watched(chromium) as found:
        page = found.page
        page.goto(where)
        kept = page.locator(".jp-OutputArea .lc-total dd").first
        expect(kept).to_be_visible(timeout=SOON_MS)  # what the file shows before anything has run
        real.run_all(page)
        slider = page.locator(".widget-hslider", has=page.locator("label:text-is('Memory (MB)')")).locator("[role=slider]")
        expect(slider).to_be_visible(timeout=SOON_MS)
        output = page.locator(".jp-OutputArea", has=slider).last
        begun = _shop_of(page)
        shows(output, begun)
        slider.press("ArrowRight")
        shows(output, begun.with_("pictures", memory_mb=1536))
        expect(output.locator("figure")).to_have_count(3, timeout=SOON_MS)
        clean(found)


def _shop_of(page: Page) -> Scenario[Any]:
    """The scenario that the notebook describes."""
    source = page.evaluate("jupyterapp.shell.currentWidget.content.widgets.map(one => one.model.sharedModel.source)")
    names: dict[str, Any] = {}
    exec("from lambda_cost import Scenario, estimate\n" + next(one for one in source if one.startswith("shop =")), names)  # noqa: S102
    found: Scenario[Any] = names["shop"]
    return found


def test_the_total_of_a_page_has_every_digit(chromium: Browser, address: str) -> None:
    with real.watched(chromium) as found:
        found.page.goto(address)
        assert Decimal(found.page.locator(TOTAL).get_attribute("data-total") or "") == estimate(SHOP).total
