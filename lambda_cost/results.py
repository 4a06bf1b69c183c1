"""What every answer of lambda-cost can do: become text, become a chart, and show itself in a notebook.

An answer does not know how it looks.  It asks `display`, which is the one import of the house that leads up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.frames import frame_of

if TYPE_CHECKING:
    import altair as alt

    from lambda_cost.display import Explanation


class Result:
    """An answer that can be shown."""

    @property
    def charts(self) -> tuple[str, ...]:
        """The kinds of charts that `plot` can draw of it, the usual one first."""
        from lambda_cost import display

        return display.chart_kinds(self)

    def plot(self, kind: str = "", *, width: int = 640, dark: bool = False, **options: Any) -> alt.LayerChart:
        """A chart of it, with title, units and tooltips, in colours that everybody can tell apart.

        Args:
            kind: one of `charts`; by default the first.
            width: in pixels, axes included.
            dark: whether it is for a dark page.
            options: what the kind takes, such as `function="checkout"` for `memory`.

        Raises:
            LambdaCostError: if there is no such kind, nothing to draw, or no Altair.
        """
        from lambda_cost import display

        return display.plot(self, kind, width=width, dark=dark, **options)

    def report(self, to: str = "table", **options: Any) -> str:
        """It as text in the format *to*: `table`, `json`, `csv`, `markdown` or `html`.

        Args:
            to: the format.
            options: what belongs beside it, such as `budget=budget(bill, 500)`.

        Raises:
            LambdaCostError: if there is no such format, or the result is one of arrays.
        """
        from lambda_cost import display

        return display.report(self, to, **options)

    def rows(self) -> list[dict[str, Any]]:
        """What it has as flat rows, with exact numbers."""
        raise NotImplementedError

    def to_frame(self) -> Any:
        """Its rows as a pandas data frame; exact numbers become floats.

        Raises:
            LambdaCostError: if pandas is not installed.
        """
        return frame_of(self.rows())

    def _repr_html_(self) -> str:
        """It as a table, in a notebook."""
        from lambda_cost import display

        return display.html_part(self)


class Explainable(Result):
    """A bill, whose numbers can be explained."""

    def explain(self, what: str = "") -> Explanation:
        """Where numbers of the bill come from: formula, numbers, free part, tiers, price and source.

        Args:
            what: a meter, a resource or the name of either; by default every charge.

        Raises:
            LambdaCostError: if nothing is called so, or the bill is one of arrays.
        """
        from lambda_cost import display

        bill: Any = self
        return display.explain(bill, what)
