"""Rows as a data frame."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import LambdaCostError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def frame_of(rows: Iterable[Mapping[str, Any]]) -> Any:
    """*rows* as a pandas data frame; exact numbers become floats.

    Raises:
        LambdaCostError: if pandas is not installed.
    """
    try:
        import pandas as pd  # pyright: ignore[reportMissingTypeStubs]
    except ImportError:
        raise LambdaCostError("a data frame needs pandas: pip install pandas") from None
    return pd.DataFrame([{key: float(x) if isinstance(x, Decimal) else x for key, x in row.items()} for row in rows])
