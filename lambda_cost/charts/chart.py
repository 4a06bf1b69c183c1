"""A chart with its table, and how it becomes a file: SVG for pages and print, PNG for everything else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.charts.theme import DARK, LIGHT, WIDE, Look, colours_by_name
from lambda_cost.errors import LambdaCostError
from lambda_cost.extras import install_command

if TYPE_CHECKING:
    from collections.abc import Callable

    import altair as alt

    from lambda_cost.charts.spec import Spec
    from lambda_cost.reports.sheet import Sheet

PNG_SCALE = 2
_SIZE = re.compile(r'width="[\d.]+" height="[\d.]+" ')


class Chart(NamedTuple):
    """What is to be seen, and the same to be read."""

    kind: str
    """`breakdown`, `memory`, `growth`, `regions`."""
    table: Sheet
    """Its numbers; the title and the subtitle are the picture's too."""
    spec: Callable[[int, Look], Spec]
    """Makes the chart of a width, in a look."""

    def to_altair(self, width: int = WIDE, *, dark: bool = False) -> alt.LayerChart:
        """The chart, for notebooks and for whoever wants to change it.

        Raises:
            LambdaCostError: if Altair is not installed.
        """
        try:
            import altair as alt
        except ImportError as error:
            raise LambdaCostError(f"charts as objects need Altair: {install_command('notebook')}") from error
        return alt.LayerChart.from_dict(self.spec(width, DARK if dark else LIGHT))

    def to_svg(self, width: int = WIDE, *, dark: bool | None = None) -> str:
        """The picture as a file of its own; dark where the reader prefers it, unless *dark* says."""
        drawn = _render(self, "vegalite_to_svg", width, dark=bool(dark))
        style = (
            f"<style>@media (prefers-color-scheme: dark){{{recoloured('', colours_by_name(DARK).__getitem__)}}}</style>"
            if dark is None
            else ""
        )
        head, sign, body = drawn.partition(">")
        return f"{head}{sign}{style}{body}\n"

    def to_html(self, width: int = WIDE) -> str:
        """The picture as a part of a page that has the style sheet of the theme; as wide as there is room."""
        return _SIZE.sub("", _render(self, "vegalite_to_svg", width), count=1)

    def to_png(self, width: int = WIDE, *, dark: bool = False) -> bytes:
        """The picture as PNG, with two pixels for each of *width*."""
        made: bytes = _render(self, "vegalite_to_png", width, dark=dark, scale=PNG_SCALE)
        return made


def recoloured(scope: str, value: Callable[[str], str]) -> str:
    """Rules of style, within *scope*, that give the colours of a light picture another *value* by their names."""
    rules = (
        f'{scope}[{what}="{colour}"]{{{what}:{value(name)}}}'
        for name, colour in colours_by_name(LIGHT).items()
        for what in ("fill", "stroke")
    )
    return "".join(rules)


def missing_charts() -> str:
    """What to install before there can be charts, and pages that have them."""
    return f"charts need more than the library itself: {install_command('charts')}"


def _render(picture: Chart, how: str, width: int, *, dark: bool = False, **options: Any) -> Any:
    try:
        import vl_convert
    except ImportError as error:
        raise LambdaCostError(missing_charts()) from error

    return getattr(vl_convert, how)(picture.spec(width, DARK if dark else LIGHT), **options)
