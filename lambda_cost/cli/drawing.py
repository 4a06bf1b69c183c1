"""Charts as files: what a command answers with if its --out ends in .svg or .png."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lambda_cost.charted import Charted
    from lambda_cost.charts.picture import Picture

SUFFIXES = (".svg", ".png")


def drawn(found: Charted, out: str | None, **options: Any) -> bool:
    """Write the chart of *found* to *out* if that is the name of a picture; whether it is.

    Raises:
        UnreadableFileError: if it cannot be written.
        LambdaCostError: if charts are not installed, or there is nothing to draw.
    """
    if out is None or Path(out).suffix not in SUFFIXES:
        return False
    from lambda_cost.charts import pictured

    write(pictured(found.charts[0], found, **options), Path(out))
    return True


def write(picture: Picture, path: Path, width: int | None = None, *, dark: bool = False) -> None:
    """Put *picture* into the file at *path*, in the format that it ends in.

    Raises:
        UnreadableFileError: if it cannot be written.
    """
    from lambda_cost import files
    from lambda_cost.charts.theme import WIDE

    if path.suffix == ".png":
        with files.replacing(path) as beside:
            beside.write_bytes(picture.png(width or WIDE, dark=dark))
    else:
        files.write_text(path, picture.svg(width or WIDE, dark=dark or None))
