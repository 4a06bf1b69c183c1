"""Make the pictures in the documents from the real thing: the local page, a report, and JupyterLab in Chromium.

python -m tools.screenshots
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambda_cost import PriceBook, Scenario, estimate
from lambda_cost.bill.age import MAX_AGE_DAYS
from lambda_cost.charts import make_chart
from lambda_cost.pages.report import report
from lambda_cost.prices.status import price_status
from tests.browser import real
from tools.notebook import smaller

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PICTURES = real.ROOT / "docs" / "pictures"
EXAMPLE = real.ROOT / "examples" / "shop.yaml"
DAY = "2026-11-01"
PRICES_DAY = date(2026, 11, 28)
"""The day on which the picture of prices was made."""
WIDE, TELEPHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
SOON_MS = 60_000


def keep(page: Page, name: str, **options: Any) -> None:
    """Write what *page* shows to the picture called *name*."""
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(300)
    path = PICTURES / f"{name}.png"
    path.write_bytes(smaller(page.screenshot(animations="disabled", **options)))
    print(f"{path.relative_to(real.ROOT)}: {path.stat().st_size // 1000} kB")


def of_the_page(started: Browser, folder: Path) -> None:
    """The local page, wide and light, and on a telephone in the dark."""
    with real.served(folder, str(EXAMPLE), "--day", DAY) as address:
        for name, size, scheme in (("serve", WIDE, "light"), ("serve-telephone", TELEPHONE, "dark")):
            with real.watched(started, **size, scheme=scheme) as found:
                found.page.goto(address)
                found.page.locator("figure svg").nth(2).wait_for(timeout=SOON_MS)
                if size is TELEPHONE:
                    found.page.locator("h1").scroll_into_view_if_needed()
                    found.page.evaluate("scrollBy(0, 330)")
                keep(found.page, name)


def of_a_report(started: Browser, folder: Path) -> None:
    """A report with a line unfolded."""
    file = folder / "report.html"
    file.write_text(report(estimate(Scenario.read(EXAMPLE).on(DAY))), encoding="utf-8")
    with real.watched(started, **WIDE, scheme="dark") as found:
        found.page.goto(file.as_uri())
        found.page.locator("details.lc-line summary").nth(1).click()
        keep(found.page, "report", clip={"x": 0, "y": 0, "width": 1280, "height": 1100}, full_page=True)


def of_jupyterlab(started: Browser, folder: Path) -> None:
    """The controls in JupyterLab."""
    notebook = real.ROOT / "notebooks" / "what_if.ipynb"
    with real.jupyterlab(folder, notebook) as address, real.watched(started, **WIDE) as found:
        page = found.page
        page.goto(address)
        real.run_all(page)
        slider = page.locator(".widget-hslider").first
        slider.wait_for(timeout=SOON_MS)
        page.evaluate("jupyterapp.commands.execute('application:toggle-left-area')")
        page.wait_for_timeout(1500)
        page.locator(".jp-CodeCell", has=slider).first.evaluate("element => element.scrollIntoView()")
        keep(page, "notebook")


def of_the_prices() -> None:
    """How fresh the prices are; it needs no browser."""
    path = PICTURES / "price-status.svg"
    status = price_status(PriceBook.bundled(), PRICES_DAY, MAX_AGE_DAYS)
    path.write_text(make_chart(status).to_svg(), encoding="utf-8")
    print(f"{path.relative_to(real.ROOT)}: {path.stat().st_size // 1000} kB")


def main() -> None:
    """Make all of them."""
    of_the_prices()
    if real.CHROMIUM is None:
        sys.exit(real.WHY_NOT)
    PICTURES.mkdir(exist_ok=True)
    with real.browser() as started:
        for make in (of_the_page, of_a_report, of_jupyterlab):
            with tempfile.TemporaryDirectory() as folder:
                make(started, Path(folder))


if __name__ == "__main__":
    main()
