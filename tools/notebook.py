"""Run the notebooks, and write what they show into them.

    python -m tools.notebook

The same notebook gives the same file: no times and no versions are kept, and a chart whose
specification is the same keeps its picture, as fonts differ between machines.
"""

from __future__ import annotations

import json
import os
import zlib
from base64 import b64decode, b64encode
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from nbclient import NotebookClient

from lambda_cost.scenario.month import TODAY
from tools.console import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = (FOLDER / "walkthrough.ipynb", FOLDER / "what_if.ipynb")
SECONDS_A_CELL = 60
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python", "pygments_lexer": "ipython3"},
}
PICTURE = "image/png"
CHART = "application/vnd.vegalite."
"""What the media type of a chart's specification begins with."""
WIDGET = "application/vnd.jupyter.widget-view+json"
"""The media type of controls, which are nothing without the kernel that made them."""
PNG_HEAD = 8
"""Bytes before the first chunk of a PNG file."""


def read(path: Path) -> Any:
    """The notebook at *path*."""
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def text(notebook: Any) -> str:
    """*notebook* as its file is written."""
    written: str = nbformat.writes(notebook)  # type: ignore[no-untyped-call]
    return written.rstrip("\n") + "\n"


def executed(notebook: Any, folder: Path) -> Any:
    """A copy of *notebook*, run in *folder*, with nothing in it that depends on when or where.

    Raises:
        CellExecutionError: if a cell fails.
    """
    fresh = deepcopy(notebook)
    resources = {"metadata": {"path": str(folder)}}
    options: dict[str, Any] = {"record_timing": False, "store_widget_state": False}
    client = NotebookClient(fresh, timeout=SECONDS_A_CELL, kernel_name="python3", resources=resources, **options)
    client.extra_arguments = ["--log-level=ERROR"]
    os.environ[TODAY] = DAY
    client.execute()
    fresh.metadata = nbformat.from_dict(METADATA)  # type: ignore[no-untyped-call]
    for data in _shown(fresh):
        data.pop(WIDGET, None)
        if PICTURE in data:
            data[PICTURE] = b64encode(smaller(b64decode(data[PICTURE]))).decode()
        if "text/html" in data:
            data.pop("text/plain", None)  # for a bill, its insides
    return fresh


def with_pictures_of(old: Any, new: Any) -> Any:
    """*new*, in which every chart that is in *old* too has its picture of there."""
    drawn = {_chart(data): data[PICTURE] for data in _shown(old) if PICTURE in data}
    for data in _shown(new):
        if PICTURE in data:
            data[PICTURE] = drawn.get(_chart(data), data[PICTURE])
    return new


def smaller(png: bytes) -> bytes:
    """The same picture, compressed as well as it goes."""
    chunks = list(_chunks(png))
    pixels = zlib.decompress(b"".join(content for kind, content in chunks if kind == b"IDAT"))
    packed = (b"IDAT", zlib.compress(pixels, 9))
    kept = [chunk for chunk in chunks if chunk[0] != b"IDAT"]
    return png[:PNG_HEAD] + b"".join(_chunk(*chunk) for chunk in (*kept[:-1], packed, kept[-1]))


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The parts of a PNG file: kind and content."""
    place = PNG_HEAD
    while place < len(png):
        end = place + 8 + int.from_bytes(png[place : place + 4])
        yield png[place + 4 : place + 8], png[place + 8 : end]
        place = end + 4


def _chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4) + kind + content + zlib.crc32(kind + content).to_bytes(4)


def _shown(notebook: Any) -> list[Any]:
    """What the outputs of *notebook* hold, by media type."""
    return [output["data"] for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output]


def _chart(data: Any) -> str:
    """The specification of a chart, as text."""
    return json.dumps([data[kind] for kind in sorted(data) if kind.startswith(CHART)], sort_keys=True)


def main() -> None:
    """Run the notebooks in their folder and keep what came of it."""
    for path in NOTEBOOKS:
        old = read(path)
        new = text(with_pictures_of(old, executed(old, FOLDER)))
        same = new == path.read_text(encoding="utf-8")
        path.write_text(new, encoding="utf-8")
        print(f"{path.name}: {'as it was' if same else 'written anew'}, {len(new.encode()) // 1000} kB")


if __name__ == "__main__":
    main()
