"""Controls for a scenario in a notebook; each change is priced by `estimate()` at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.charts.theme import WIDE
from lambda_cost.errors import Problem, ScenarioError
from lambda_cost.notebook.rows import Row, layout, widgets
from lambda_cost.pages import controls, explorer
from lambda_cost.pages.rendering import rendered, style
from lambda_cost.scenario.editing import named_resources
from lambda_cost.scenario.scenario import Scenario

if TYPE_CHECKING:
    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.pages.controls import Document, Path
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.scenario.draft import Draft

REDRAW_DELAY_S = 0.12
"""Time for which no control may move before charts are drawn again; the bill is shown at once."""


def explore(scenario: Scenario[Any] | Draft, prices: PriceBook | None = None) -> Explorer:
    """Controls for *scenario* and, below them, its bill, its breakdown and its curves.

    Memory, traffic, duration, architecture, region, kinds of APIs, free tier and Savings Plan can be
    moved; `explore(...).estimate` and `.scenario` have their values.

    Args:
        scenario: what to begin with, such as `load` returns; its numbers are exact.
        prices: the price book; by default the one that comes with lambda-cost.

    Raises:
        LambdaCostError: if ipywidgets is not installed, or the scenario's numbers are arrays.
        IncompleteScenarioError: if it is a draft in which a number is still unknown.
    """
    return Explorer(scenario if isinstance(scenario, Scenario) else scenario.scenario(), prices)


class Explorer:
    """A scenario with its controls, shown by a notebook."""

    def __init__(self, scenario: Scenario[Any], prices: PriceBook | None = None) -> None:
        """Begin with *scenario*, at *prices*."""
        w = widgets()
        self._prices = prices
        self._view = explorer.view(controls.document(scenario), "", prices)
        self._rows: dict[str, Row] = {}
        self._following = True
        self._redraw: Any = None
        self._chosen = w.Dropdown(
            description="Resource", options=self._view.resources, value=self._view.chosen or None, **layout()
        )
        self._chosen.observe(self._choose, "value")
        self._scenario_box, self._resource_box = w.VBox(), w.VBox()
        self._bill, self._figures, self._lines = w.HTML(), w.HTML(), w.HTML()
        side = w.VBox(
            [self._scenario_box, self._chosen, self._resource_box],
            layout=w.Layout(flex="0 0 350px", max_width="100%"),
        )
        main = w.VBox([self._bill, self._figures, self._lines], layout=w.Layout(flex="1 1 330px", min_width="0"))
        wrap = w.Layout(display="flex", flex_flow="row wrap", grid_gap="24px")
        self.widget = w.VBox([w.HTML(f"<style>{style()}</style>"), w.Box([side, main], layout=wrap)])
        self._show()
        self._draw()

    @property
    def scenario(self) -> Scenario[Any]:
        """The scenario that the controls show.

        Raises:
            ScenarioError: if it cannot be priced; with everything that is wrong or missing.
        """
        return self.estimate.scenario

    @property
    def estimate(self) -> Estimate[Any]:
        """Its bill.

        Raises:
            ScenarioError: if it cannot be priced; with everything that is wrong or missing.
        """
        if self._view.estimate is None:
            raise ScenarioError(Problem("", problem) for problem in self._view.problems)
        return self._view.estimate

    def move(self, path: str, value: object) -> None:
        """Put the control at *path*, such as `functions.checkout.memory_mb`, to *value*; controls follow.

        Raises:
            ScenarioError: if nothing is called so.
        """
        named = {f"{section}.{name}": (section, name) for section, name, _ in named_resources(self._view.document)}
        resource = max((candidate for candidate in named if path.startswith(f"{candidate}.")), key=len, default="")
        below = path.removeprefix(f"{resource}.").split(".")
        if resource:
            self._show_only(self._view.document, resource)
        known = {control.path for control in (*self._view.of_scenario, *self._view.of_resource)}
        keys = (*named.get(resource, ()), *below)
        if keys not in known:
            raise ScenarioError([Problem(path, "cannot be moved; the controls are those that are shown")])
        self._move(keys, str(value))

    def _move(self, path: Path, value: str) -> None:
        self._show_only(controls.moved(self._view.document, path, value.strip()), self._view.chosen)
        self._draw_later()

    def _choose(self, change: Any) -> None:
        if self._following:
            self._show_only(self._view.document, change["new"])
            self._draw_later()

    def _show_only(self, doc: Document, chosen: str) -> None:
        self._view = explorer.view(doc, chosen, self._prices)
        self._show()

    def _show(self) -> None:
        """Set every control to the scenario's value, and show the bill."""
        self._following = False
        try:
            self._chosen.value = self._view.chosen or None
            for box, shown in (
                (self._scenario_box, self._view.of_scenario),
                (self._resource_box, self._view.of_resource),
            ):
                rows = [self._row(control) for control in shown]
                if [row.widget for row in rows] != list(box.children):
                    box.children = [row.widget for row in rows]
        finally:
            self._following = True
        self._bill.value = _wrapped(rendered("bill.html", view=self._view))
        self._lines.value = _wrapped(rendered("lines.html", view=self._view))

    def _row(self, control: controls.Control) -> Row:
        """The row of *control*, with its value."""
        key = "\n".join(control.path)
        if key not in self._rows or self._rows[key].words != control.choices:
            self._rows[key] = Row(control, self._moved)
        self._rows[key].show(control)
        return self._rows[key]

    def _moved(self, path: Path, value: str) -> None:
        if self._following:
            self._move(path, value)

    def _draw_later(self) -> None:
        """Draw the charts once no control moves; at once where there is no event loop to wait in."""
        import asyncio

        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._draw()
            return
        if self._redraw is not None:
            self._redraw.cancel()
        self._redraw = loop.call_later(REDRAW_DELAY_S, self._draw)

    def _draw(self) -> None:
        self._figures.value = self._charts_html()

    def _charts_html(self) -> str:
        return _wrapped(rendered("figures.html", figures=explorer.figures(self._view, WIDE)))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        """The controls, and for readers without a kernel their values."""
        kinds = dict(self.widget._repr_mimebundle_(include=include, exclude=exclude))
        return kinds | {"text/html": self._static_html(), "text/plain": repr(self._view.estimate)}

    def _static_html(self) -> str:
        """What a notebook shows that nobody runs."""
        parts = [rendered(f"{name}.html", view=self._view) for name in ("standing", "bill")]
        return f"<style>{style()}</style>{_wrapped(''.join(parts))}{self._figures.value or self._charts_html()}"


def _wrapped(html: str) -> str:
    return f'<div class="lc">{html}</div>'
