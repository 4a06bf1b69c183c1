"""Pictures of results: one look, a table beside each, and files that need no network."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lambda_cost.charts.picture import Picture


def pictured(kind: str, result: Any, **options: Any) -> Picture:
    """The picture of *result* of a *kind*, made by the function of that name in the module of that name.

    Raises:
        LambdaCostError: if there is nothing of that kind in the result.
    """
    made: Picture = getattr(import_module(f"{__name__}.{kind}"), kind)(result, **options)
    return made
