"""What a shell completes: words, regions and meters."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def words(*allowed: str) -> Callable[[str], list[str]]:
    """What completes to one of *allowed*, for the shell."""
    return lambda incomplete: [word for word in allowed if word.startswith(incomplete)]


def regions(incomplete: str) -> list[str]:
    """The regions that begin with *incomplete*, for the shell."""
    from lambda_cost.prices.book import PriceBook

    return [region for region in PriceBook.bundled().regions if region.startswith(incomplete)]


def meters(incomplete: str) -> list[str]:
    """The meters that begin with *incomplete*, for the shell."""
    from lambda_cost.prices.book import PriceBook

    return [meter for meter in PriceBook.bundled().meters() if meter.startswith(incomplete)]
