"""How every chart looks: colours that can be told apart, light and dark, and sizes.

A chart is drawn once, in light colours; a style sheet turns them into the dark ones where a
reader prefers those, since a rule of style is stronger than a colour that stands in an SVG.
"""

from __future__ import annotations

from typing import NamedTuple


class Look(NamedTuple):
    """One set of colours."""

    ink: str
    """Text, and what must be seen first."""
    quiet: str
    """Axes and subtitles."""
    rest: str
    """All others together."""
    grid: str
    """Lines to read values by."""
    surface: str
    """What everything stands on."""
    colours: tuple[str, ...]
    """The colours of categories, in their order."""


# Found by a search for the largest smallest distance (Oklab) between any two colours, as seen by
# trichromats and with each of three kinds of colour blindness, at a contrast of three and more.
LIGHT = Look(
    ink="#1f2328",
    quiet="#57606a",
    rest="#87909a",
    grid="#dfe3e8",
    surface="#ffffff",
    colours=("#244776", "#cb6702", "#449d86", "#9851d7", "#753a2e", "#1b6f88"),
)
"""On white."""
DARK = Look(
    ink="#e6edf3",
    quiet="#9aa4ae",
    rest="#7d8590",
    grid="#2b323a",
    surface="#14181d",
    colours=("#4a6be6", "#d58d48", "#82efa9", "#7f588c", "#bb5037", "#4cb5df"),
)
"""On nearly black."""

WIDE, NARROW = 640, 330
"""Widths of a chart, in pixels, for a page and for a telephone."""
MAX_KINDS = len(LIGHT.colours) - 1
"""How many categories have a colour of their own beside the rest."""
MIN_TEXT_SIZE = 12


def colours_by_name(look: Look) -> dict[str, str]:
    """Every colour of *look*, by the name that it has in style sheets."""
    own = {name: getattr(look, name) for name in ("ink", "quiet", "rest", "grid", "surface")}
    return own | {f"c{index}": colour for index, colour in enumerate(look.colours)}
