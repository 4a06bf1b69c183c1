"""Charts in a notebook: live where there is Vega-Lite, and a picture everywhere else."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from lambda_cost.strict_yaml import is_list, is_mapping

SCALE = 1.5
_WIDTH_BYTES = slice(16, 20)
"""Where a PNG file has its width."""


def keep_pictures() -> None:
    """Show every Altair chart from here on as Vega-Lite, and as a picture for readers without a kernel.

    Neither needs a network: JupyterLab and VS Code draw the first, GitHub and mail the second.
    """
    import altair as alt

    alt.renderers.register("chart_and_picture", _both_forms)
    alt.renderers.enable("chart_and_picture")


def _both_forms(spec: dict[str, Any], **_: Any) -> Any:
    """What a notebook keeps of the chart that *spec* is, and how wide its picture is."""
    import vl_convert

    png = vl_convert.vegalite_to_png(spec, scale=SCALE)
    title: Any = spec.get("title", "chart")
    text: Any = title.get("text", "chart") if is_mapping(title) else title
    kinds = {
        "application/vnd.vegalite.v6+json": spec,
        "image/png": b64encode(png).decode(),
        "text/plain": " ".join(text) if is_list(text) else text,
    }
    return kinds, {"image/png": {"width": round(int.from_bytes(png[_WIDTH_BYTES]) / SCALE)}}
