"""One control of a scenario as a widget."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import LambdaCostError
from lambda_cost.extras import install_command

if TYPE_CHECKING:
    from collections.abc import Callable

    from lambda_cost.pages.controls import Control, Path

EMPTY_CHOICE = {"region": "as the whole"}
"""The label of the empty choice, by field; `none` for others."""


def widgets() -> Any:
    """The library of controls.

    Raises:
        LambdaCostError: if it is not installed.
    """
    try:
        return import_module("ipywidgets")
    except ImportError as error:
        raise LambdaCostError(f"controls need ipywidgets: {install_command('notebook')}") from error


def layout() -> dict[str, Any]:
    """The width of a control and of its label."""
    w = widgets()
    return {"style": {"description_width": "140px"}, "layout": w.Layout(width="auto", flex="0 0 auto", min_width="0")}


class Row:
    """A list of words, or a slider with a field for its text, or the field alone."""

    def __init__(self, control: Control, on_move: Callable[[Path, str], None]) -> None:
        """Make the row of *control*; *on_move* is called with its path and its value."""
        w = widgets()
        self.path, self.words, self._on_move = control.path, control.choices, on_move
        self._slider: Any = None
        if control.choices:
            empty = EMPTY_CHOICE.get(control.path[-1], "none")
            options = [(word or empty, word) for word in control.choices]
            self._field: Any = w.Dropdown(options=options, description=control.label, **layout())
        else:
            label = "" if control.stops else control.label
            self._field = w.Text(placeholder=control.hint, continuous_update=False, description=label, **layout())
        self._field.observe(self._changed, "value")
        self.widget: Any = self._field
        if control.stops:
            self._slider = w.SelectionSlider(options=control.stops, readout=False, description=control.label, **layout())
            self._slider.observe(self._changed, "value")
            self._slider.layout.flex = "1 1 auto"  # along the row; in a column it would grow downwards
            self._field.layout = w.Layout(flex="0 0 80px", width="80px")
            self.widget = w.HBox([self._slider, self._field], layout=w.Layout(width="100%"))

    def _changed(self, change: Any) -> None:
        self._on_move(self.path, change["new"])

    def show(self, control: Control) -> None:
        """Show the value of *control*."""
        if self._slider is not None:
            stops = control.stops if control.value in control.stops else (control.value, *control.stops)
            if tuple(self._slider.options) != stops:
                self._slider.options = stops
            self._slider.value = control.value
        if not control.choices or control.value in control.choices:
            self._field.value = control.value
