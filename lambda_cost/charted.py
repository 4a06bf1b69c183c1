"""What can be drawn: a result asks the charts, which are above it, how it looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from lambda_cost.errors import LambdaCostError, did_you_mean

if TYPE_CHECKING:
    import altair as alt


class Charted:
    """A result with charts of its own."""

    charts: ClassVar[tuple[str, ...]]
    """The kinds of its charts, the usual one first; each has a module of its name in `lambda_cost.charts`."""

    def plot(self, kind: str = "", *, width: int = 640, dark: bool = False, **options: Any) -> alt.LayerChart:
        """A chart of it, with title, units and tooltips, in colours that everybody can tell apart.

        Args:
            kind: one of `charts`; by default the first.
            width: in pixels, axes included.
            dark: whether it is for a dark page.
            options: what the kind takes, such as `function="checkout"` for `memory`.

        Raises:
            LambdaCostError: if there is no such kind, nothing of it in the result, or no Altair.
        """
        chart: alt.LayerChart = self._picture(kind or self.charts[0], **options).chart(width, dark=dark)
        return chart

    def _picture(self, kind: str, **options: Any) -> Any:
        from lambda_cost.charts import pictured  # the arrow up: a result is there to be seen

        if kind not in self.charts:
            message = f"there is no chart {kind!r} of it; {did_you_mean(kind, self.charts)}"
            raise LambdaCostError(message)
        return pictured(kind, self, **options)

    def _repr_html_(self) -> str:
        """The same as a table, in a notebook."""
        html: str = self._picture(self.charts[0]).html
        return html
