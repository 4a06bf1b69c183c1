"""Run the walkthrough, and write what it shows into it.

    python tools/notebook.py

The same notebook gives the same file: no times and no versions are kept, and a chart whose
specification is the same keeps its picture, as fonts differ between machines.
"""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parent.parent / "notebooks" / "walkthrough.ipynb"
SECONDS_A_CELL = 60
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python", "pygments_lexer": "ipython3"},
}
PICTURE = "image/png"
CHART = "application/vnd.vegalite."
"""What the media type of a chart's specification begins with."""


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
    NotebookClient(fresh, timeout=SECONDS_A_CELL, kernel_name="python3", record_timing=False, resources=resources).execute()
    fresh.metadata = nbformat.from_dict(METADATA)  # type: ignore[no-untyped-call]
    return fresh


def with_pictures_of(old: Any, new: Any) -> Any:
    """*new*, in which every chart that is in *old* too has its picture of there."""
    drawn = {chart: output["data"][PICTURE] for output, chart in _charts(old) if PICTURE in output["data"]}
    for output, chart in _charts(new):
        output["data"][PICTURE] = drawn.get(chart, output["data"][PICTURE])
    return new


def _charts(notebook: Any) -> list[tuple[Any, str]]:
    """Every output that is a chart, with its specification as text."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [
        (output, json.dumps(data, sort_keys=True))
        for output in outputs
        for kind, data in output.get("data", {}).items()
        if kind.startswith(CHART)
    ]


def main() -> None:
    """Run the notebook in its folder and keep what came of it."""
    old = read(NOTEBOOK)
    new = text(with_pictures_of(old, executed(old, NOTEBOOK.parent)))
    same = new == NOTEBOOK.read_text(encoding="utf-8")
    NOTEBOOK.write_text(new, encoding="utf-8")
    print(f"{NOTEBOOK.name}: {'as it was' if same else 'written anew'}, {len(new.encode()) // 1000} kB")


if __name__ == "__main__":
    main()
