"""Charts as files: what a command answers with if its --out ends in .svg or .png."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambda_cost import files
from lambda_cost.reports.formats import PICTURES

if TYPE_CHECKING:
    from lambda_cost.charts.chart import Chart


def write_chart_of(result: Any, out: str | None, **options: Any) -> bool:
    """Write the usual chart of *result* to *out* if that is the name of a picture; whether it is.

    Raises:
        UnreadableFileError: if it cannot be written.
        LambdaCostError: if charts are not installed, or there is nothing to draw.
    """
    if out is None or Path(out).suffix not in PICTURES.values():
        return False
    from lambda_cost.charts import make_chart

    write_chart(make_chart(result, **options), Path(out))
    return True


def write_chart(chart: Chart, path: Path, width: int | None = None, *, dark: bool = False) -> None:
    """Put *chart* into the file at *path*, in the format that it ends in.

    Raises:
        UnreadableFileError: if it cannot be written.
    """
    from lambda_cost.charts.theme import WIDE

    if path.suffix == ".png":
        with files.replacing(path) as temporary:
            temporary.write_bytes(chart.to_png(width or WIDE, dark=dark))
    else:
        files.write_text(path, chart.to_svg(width or WIDE, dark=dark or None))
