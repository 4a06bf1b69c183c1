"""Names in charts: short enough, each different, and one name for all that have no colour of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

MAX_LABEL_LENGTH = 34
"""How many letters of a name a chart shows."""
OTHERS = "all others"


def shorten(text: str, letters: int = MAX_LABEL_LENGTH) -> str:
    """*text*, or as much of it as has a place in a chart."""
    return text if len(text) <= letters else f"{text[: letters - 1]}…"


def highest_first(costs: Iterable[tuple[str, Decimal]]) -> list[tuple[str, Decimal]]:
    """*costs* by name, the highest first, whatever their signs."""
    return sorted(costs, key=lambda cost: cost[1].copy_abs(), reverse=True)


def labels(costs: Iterable[tuple[str, Decimal]], most: int) -> dict[str, str]:
    """The label of each of *costs*, in their order; all after the *most* highest share one, if they are several.

    The order stays whatever the costs are, so that a name keeps its colour while a bill changes.
    """
    given = list(costs)
    names = [name for name, _ in highest_first(given)]
    own = {*names[: len(names) if len(names) <= most + 1 else most]}
    short = [shorten(name) for name, _ in given]
    unique = [f"{label} ({index})" if short.count(label) > 1 else label for index, label in enumerate(short, 1)]
    return {name: label if name in own else OTHERS for (name, _), label in zip(given, unique, strict=True)}


def others_last(words: Iterable[str]) -> list[str]:
    """*words*, each once, with the label of all others at the end."""
    return sorted(dict.fromkeys(words), key=lambda word: word == OTHERS)
